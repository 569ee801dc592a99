package pipeline

import (
	"context"
	"fmt"

	"empanel/parsers/drbill"
	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/wording"
)

// takeIn gathers, hashes and reads tonight's files into parts.
func (r *run) takeIn(ctx context.Context, gather gatherFiles) (err error) {
	defer r.timed("take in")()
	defer func() { r.count(r.files) }()
	last, known, err := r.submissions(ctx)
	if err != nil {
		return err
	}
	if r.scratch == "" {
		if err := r.writeBegun(""); err != nil {
			return err
		}
	}
	if r.files, r.left, err = gather(last + 1); err != nil {
		return err
	}
	if err := r.readSettled(ctx, known); err != nil {
		return err
	}
	if err := r.mustHavePlannedFiles(); err != nil || len(r.files) == 0 {
		return err
	}
	listed, err := ledger.WriteSubmissions(r.partsFolder(), r.id, r.submissionRows())
	r.parts = append(r.parts, listed...)
	if err != nil {
		return err
	}
	return durable.SyncFolder(r.partsFolder())
}

// readSettled reads tonight's files into parts. One that somebody has written to
// meanwhile goes back into the inbox, and the others are read once more: what was
// read of it may be half of a line.
func (r *run) readSettled(ctx context.Context, known map[string]bool) (err error) {
	for {
		r.parts, err = intake.Read(ctx, r.files, intake.Reading{
			Folder:  r.partsFolder(),
			RunID:   r.id,
			Workers: r.workers(),
			DrBill:  drbill.Options{DateFormat: string(r.cfg.Intake.DrBill.DateFormat)},
			Known:   func(id string) bool { return known[id] },
			Done:    r.counting("reading files", r.files),
		})
		if err != nil || r.scratch != "" { // a plan leaves files where they are: see mustHaveStood
			return err
		}
		changed, others, err := intake.Changed(r.files)
		if err != nil || len(changed) == 0 {
			return err
		}
		if _, err := ledger.DropUnfinished(r.ws.Ledger()); err != nil {
			return err
		}
		left, err := intake.PutBack(r.ws, changed)
		if err != nil {
			return err
		}
		r.left = append(r.left, left...)
		r.files = intake.Afresh(others, r.files[0].No)
	}
}

// mustBeSettled makes durable what the commit relies on: tonight's files, where
// they stand now, and the parts. It fails when a file has been written to since
// it was read.
func (r *run) mustBeSettled() error {
	if len(r.files) == 0 {
		return nil
	}
	changed, _, err := intake.Changed(r.files)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		return fmt.Errorf("%s in %s was written to after it was read, so nothing of tonight is kept: the files are back in the inbox; run again when it is whole (send under a name that ends in .part, and rename)",
			wording.Shown(changed[0].Name), changed[0].Channel)
	}
	return durable.SyncFileSystem(r.ws.Claimed())
}

// writeBegun writes down that the run has begun, before it takes anything, and
// later, where its people are divided, the hash of its division.
func (r *run) writeBegun(division string) error {
	return intake.Begin(r.ws, intake.Begun{
		RunNo: r.no, RunID: r.id, StartedAt: r.started, AsOf: r.asOf.String(),
		PolicyVersion: r.policyVersion, ProgramVersion: r.programVersion, Division: division,
	})
}

// partsFolder is where the parts of the night stand: in the ledger, but those of
// a plan in a folder of its own.
func (r *run) partsFolder() string {
	if r.scratch != "" {
		return r.scratch
	}
	return r.ws.Ledger()
}

// gatherFiles gives tonight's files, numbered from first, and what stays in the
// inbox.
type gatherFiles func(first int32) ([]intake.File, []intake.Left, error)

// claim takes the files out of the inbox.
func (r *run) claim(first int32) ([]intake.File, []intake.Left, error) {
	return intake.Claim(r.ws, r.id, first, r.opts.ReceivedAt)
}
