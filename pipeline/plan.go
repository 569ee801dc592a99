package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/registry"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// PlanOptions says of which run a plan is made, and who looks at it.
type PlanOptions struct {
	Options
	Out  string // file that the plan is written to, for a run to follow; empty for none
	Look ask.Look
}

// Plan says what a run would change. Of people it holds counts; who they are
// is read, row by row, while the plan is shown.
type Plan struct {
	PlanHead
	Pending        bool           `json:"changes_pending"` // the run would write more than that it was
	Lines          int64          `json:"lines"`           // of the files that would be accepted
	AttachedBefore int64          `json:"attached_before"` // people with a provider now
	Attached       int64          `json:"attached"`        // and then
	WaitingBefore  int64          `json:"waiting_before"`  // lines in quarantine now
	Waiting        int64          `json:"waiting"`         // and then
	PeopleByChange []PeopleCount  `json:"people_by_change"`
	LinesByChange  []LineCount    `json:"lines_by_change"` // of lines that were judged before
	Outcomes       []OutcomeCount `json:"outcomes"`        // of the lines that are new
	Reasons        []ReasonCount  `json:"reasons"`         // of lines that enter quarantine
	Panels         []PlannedPanel `json:"panels"`          // the largest movement first
	Left           []FileProblem  `json:"left_in_inbox"`
	Notes          []string       `json:"notes"`
	Reprocess      *Reprocessing  `json:"reprocess,omitempty"` // of a reprocessing, which is no plan of a run

	people, judgedAnew int64 // rows of the two lists
	rows               plannedRows
}

// PeopleCount is to how many people something would happen.
type PeopleCount struct {
	Change string `json:"change"`
	People int64  `json:"people"`
}

// LineCount is to how many lines something would happen.
type LineCount struct {
	Change string `json:"change"`
	Lines  int64  `json:"lines"`
}

// PlannedPanel is what one panel would gain and lose, in people.
type PlannedPanel struct {
	PractitionerNumber string `json:"practitioner_number"`
	FacilityNumber     string `json:"facility_number"`
	Attached           int64  `json:"attached"`
	MovedIn            int64  `json:"moved_in"`
	ClinicIn           int64  `json:"clinic_in"` // from another clinic of the same provider
	OtherIn            int64  `json:"other_in"`  // back from a claim that counts no longer
	MovedOut           int64  `json:"moved_out"`
	ClinicOut          int64  `json:"clinic_out"`
	Removed            int64  `json:"removed"`
	Died               int64  `json:"died"`
	Voided             int64  `json:"voided"`
	Quarantined        int64  `json:"quarantined"`
	OtherOut           int64  `json:"other_out"` // held, merged
	Net                int64  `json:"net"`
}

// ErrInboxMoved is the error of a plan whose files went away or were written to
// while it was made.
var ErrInboxMoved = errors.New("a file of the inbox went away or was written to while the plan was made: make the plan again")

// MakePlan works out what a run would do now, by the run's own stages up to
// where it would begin to change anything, and has it shown. It holds the
// workspace as a run does, and leaves everything in it as it was: the files in
// the inbox, the registry, the ledger.
//
// Its errors are those of [Run] before its transaction, [ErrInboxMoved] and
// [ErrPurpose]. What the blocking checks would find is not known before a run.
func MakePlan(ctx context.Context, opts PlanOptions, show func(*Plan) error) (err error) {
	if err := opts.Look.Check(); err != nil {
		return err
	}
	out, err := newPlanFile(opts.Out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	r, release, err := begin(ctx, opts.Options, (*run).openToPlan)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.db.Close(), r.ws.ClearScratch(), release()) }()
	if err := r.takeIn(ctx, r.waiting); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return ErrInboxMoved
		}
		return err
	}
	if err := r.mustHaveStood(); err != nil {
		return err
	}
	if err := r.judge(ctx); err != nil {
		return err
	}
	plan, err := r.compare(ctx, opts.Look)
	if err != nil {
		return err
	}
	if err := plan.count(ctx, r.db); err != nil {
		return err
	}
	if err := out.write(plan); err != nil {
		return err
	}
	return show(plan)
}

// openToPlan opens the registry for reading only. A workspace without one gets
// an empty one in the plan's own folder.
func (r *run) openToPlan(ctx context.Context) (err error) {
	if err := registry.MayBegin(r.ws); err != nil {
		return err
	}
	key, err := r.ws.Key()
	if err != nil {
		return err
	}
	if r.scratch, err = r.ws.MakeScratch(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.ws.ClearScratch())
		}
	}()
	path := r.ws.Registry()
	if !warehouse.Exists(path) {
		path = filepath.Join(r.scratch, "registry.duckdb")
		if err := registry.Make(ctx, path); err != nil {
			return err
		}
	}
	r.db, err = openPatiently(ctx, path, warehouse.Options{
		ReadOnly:    true,
		MemoryLimit: r.cfg.Engine.MemoryLimit,
		Threads:     r.cfg.Engine.Threads,
		Spill:       r.ws.Spill(),
		Allowed:     []string{r.scratch, r.ws.Spill()},
		Key:         key,
	})
	if err != nil {
		return err
	}
	err = registry.MustBeOfThisVersion(ctx, r.db)
	var left leftBehind
	if err == nil {
		left, err = findLeftBehind(ctx, r.ws, r.db)
	}
	if err == nil {
		r.interrupted = left.interrupted()
		err = r.number(ctx, left.begun)
	}
	if err != nil {
		return errors.Join(err, r.db.Close())
	}
	return nil
}

// waiting gives the files that the run would claim, and leaves them where they
// are.
func (r *run) waiting(first int32) ([]intake.File, []intake.Left, error) {
	return intake.Waiting(r.ws, r.interrupted, first, r.opts.ReceivedAt)
}

// mustHaveStood fails when a file that was read in the inbox is not as it was
// before: its hash and its lines may not be of the same bytes.
func (r *run) mustHaveStood() error {
	for i := range r.files {
		f := &r.files[i]
		info, err := os.Lstat(f.Path)
		if err != nil || info.Size() != f.Bytes ||
			r.opts.ReceivedAt.IsZero() && !info.ModTime().UTC().Truncate(time.Second).Equal(f.ReceivedAt) {
			return ErrInboxMoved
		}
	}
	return nil
}

// compare holds what was judged against what is stored. Beyond its sums nothing
// is counted yet.
func (r *run) compare(ctx context.Context, look ask.Look) (*Plan, error) {
	r.tell("comparing with the registry", 0, 0)
	if err := r.each(ctx, []string{reconcile.Planning}); err != nil {
		return nil, err
	}
	head, err := r.head(ctx)
	if err != nil {
		return nil, err
	}
	p := &Plan{PlanHead: head, Lines: r.lineCount, Left: []FileProblem{}, Notes: []string{}}
	p.rows = plannedRows{ctx: ctx, db: r.db, ws: r.ws, look: look}
	for _, l := range r.left {
		p.Left = append(p.Left, FileProblem{l.Channel, wording.Shown(l.Name), l.Why})
	}
	var changes int64
	err = r.db.Row(ctx, reconcile.Must(reconcile.Planned, "totals"),
		&p.AttachedBefore, &p.Attached, &p.WaitingBefore, &p.Waiting, &p.people, &p.judgedAnew, &changes)
	if err != nil {
		return nil, err
	}
	p.Pending = changes > 0 || len(p.Files) > 0
	empty, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Report, "empty_feeds"), func(rows *sql.Rows, feed *string) error { return rows.Scan(feed) })
	p.Notes = append(p.Notes, emptyFeeds(empty)...)
	if err != nil {
		return nil, err
	}
	held, err := r.heldNow(ctx)
	for _, h := range held {
		p.Notes = append(p.Notes, fmt.Sprintf("the guard would hold %.12s: %s, and no transfer explains it", h.SubmissionID, h))
	}
	return p, err
}

// count fills in what is counted.
func (p *Plan) count(ctx context.Context, db *warehouse.Warehouse) (err error) {
	question := func(name string) reconcile.Statement { return reconcile.Must(reconcile.Planned, name) }
	p.PeopleByChange, err = warehouse.RowsOf(ctx, db, question("changes"), func(rows *sql.Rows, c *PeopleCount) error {
		return rows.Scan(&c.Change, &c.People)
	})
	if err != nil {
		return err
	}
	p.LinesByChange, err = warehouse.RowsOf(ctx, db, question("line_changes"), func(rows *sql.Rows, c *LineCount) error {
		return rows.Scan(&c.Change, &c.Lines)
	})
	if err != nil {
		return err
	}
	p.Outcomes, err = warehouse.RowsOf(ctx, db, question("outcomes"), func(rows *sql.Rows, c *OutcomeCount) error {
		return rows.Scan(&c.Outcome, &c.Lines)
	})
	if err != nil {
		return err
	}
	p.Reasons, err = warehouse.RowsOf(ctx, db, question("reasons"), func(rows *sql.Rows, c *ReasonCount) error {
		return rows.Scan(&c.Reason, &c.Lines, &c.Hint)
	})
	if err != nil {
		return err
	}
	p.Panels, err = warehouse.RowsOf(ctx, db, question("panels"), func(rows *sql.Rows, c *PlannedPanel) error {
		return rows.Scan(&c.PractitionerNumber, &c.FacilityNumber, &c.Attached, &c.MovedIn, &c.ClinicIn, &c.OtherIn,
			&c.MovedOut, &c.ClinicOut, &c.Removed, &c.Died, &c.Voided, &c.Quarantined, &c.OtherOut, &c.Net)
	})
	return err
}

// head says what the plan stands on.
func (r *run) head(ctx context.Context) (PlanHead, error) {
	start, err := r.start(ctx)
	if err != nil {
		return PlanHead{}, err
	}
	h := PlanHead{
		Format: planFormat, FormatVersion: planFormatVersion, ProgramVersion: r.programVersion,
		PlannedAt: r.started.Truncate(time.Second), AsOf: r.asOf.String(), PolicyVersion: r.policyVersion,
		DrBillDates: string(r.cfg.Intake.DrBill.DateFormat), StartsFrom: start,
		RunID: r.id, RegistryDigest: r.digest, Attachments: r.known, Files: []PlanFile{},
	}
	for i := range r.files {
		h.Files = append(h.Files, planFile(&r.files[i]))
	}
	return h, nil
}

// start names the registry that the run begins from.
func (r *run) start(ctx context.Context) (PlanStart, error) {
	var s PlanStart
	err := r.db.Row(ctx, reconcile.Must(reconcile.Planned, "newest_run"), &s.RunID, &s.RegistryDigest)
	if errors.Is(err, sql.ErrNoRows) {
		return PlanStart{}, nil
	}
	if err != nil {
		return PlanStart{}, fmt.Errorf("looking for the newest run: %w", err)
	}
	return s, nil
}
