package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// oldRegistry is what a registry that is to be made anew says of its runs. One
// that is missing or cannot be read says nothing.
type oldRegistry struct {
	state  OldRegistry
	why    error // where it cannot be read
	done   []doneRun
	failed []failedRun // and interrupted ones
}

// OldRegistry is in which state a rebuild found the registry.
type OldRegistry string

// The states of the registry before a rebuild.
const (
	OldMissing    OldRegistry = "missing"
	OldUnreadable OldRegistry = "unreadable"
	OldSame       OldRegistry = "same"      // it said what the ledger says
	OldOlder      OldRegistry = "older"     // it lacked the newest runs
	OldDifferent  OldRegistry = "different" // its attachments were not those that its digest stood for
	oldReadable   OldRegistry = "readable"  // before it is compared
)

// doneRun is a run as a registry has it.
type doneRun struct {
	no          int32
	id, digest  string
	attachments int64
}

// failedRun is a run that no manifest knows of: one that failed or was
// interrupted.
type failedRun struct {
	night
	state   string
	failure string
	digest  string
	known   int64
	checks  []CheckResult
}

// lookAtOld reads what the registry says of its runs. It gives
// warehouse.ErrBusy when another program is writing it, and the context's
// error; whatever else goes wrong is a registry that cannot be read.
func lookAtOld(ctx context.Context, ws *workspace.Workspace, cfg config.Config) (*oldRegistry, error) {
	if !warehouse.Exists(ws.Registry()) {
		return &oldRegistry{state: OldMissing}, nil
	}
	old := &oldRegistry{state: oldReadable}
	err := old.read(ctx, ws.Registry(), ask.ReadOnly(cfg))
	switch {
	case err == nil:
		return old, nil
	case errors.Is(err, warehouse.ErrBusy):
		return nil, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return &oldRegistry{state: OldUnreadable, why: err}, nil
}

func (o *oldRegistry) read(ctx context.Context, path string, how warehouse.Options) (err error) {
	db, err := openPatiently(ctx, path, how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	o.done, err = warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "done_runs"), func(rows *sql.Rows, d *doneRun) error {
		return rows.Scan(&d.no, &d.id, &d.digest, &d.attachments)
	})
	if err != nil {
		return err
	}
	if o.failed, err = warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "failed_runs"), scanFailedRun); err != nil {
		return err
	}
	checks, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "failed_checks"), func(rows *sql.Rows, c *failedCheck) error {
		return rows.Scan(&c.no, &c.Name, &c.Passed, &c.Offending)
	})
	for i := range o.failed {
		for _, c := range checks {
			if c.no == o.failed[i].no {
				o.failed[i].checks = append(o.failed[i].checks, c.CheckResult)
			}
		}
	}
	return err
}

type failedCheck struct {
	no int32
	CheckResult
}

func scanFailedRun(rows *sql.Rows, f *failedRun) error {
	var ended sql.NullTime
	var asOf time.Time
	err := rows.Scan(&f.no, &f.id, &f.started, &ended, &f.state, &f.failure, &asOf, &f.policyVersion, &f.programVersion,
		&f.fileCount, &f.lineCount, &f.digest, &f.known)
	f.ended = ended.Time
	f.asOf = field.NewDate(asOf.Year(), int(asOf.Month()), asOf.Day())
	return err
}

// ids gives the runs that the registry says are done.
func (o *oldRegistry) ids() map[string]bool {
	ids := map[string]bool{}
	for _, d := range o.done {
		ids[d.id] = true
	}
	return ids
}

// recorded says whether the registry lists a run, whatever became of it.
func (o *oldRegistry) recorded(id string) bool {
	return slices.ContainsFunc(o.done, func(d doneRun) bool { return d.id == id }) ||
		slices.ContainsFunc(o.failed, func(f failedRun) bool { return f.id == id })
}

// mustBeOf gives an error when the registry has a run of which the ledger has
// no manifest, or one with another digest: they are not of one another, and
// nobody can tell here which of them is right.
func (o *oldRegistry) mustBeOf(manifests []ledger.Manifest) error {
	byID := map[string]ledger.Manifest{}
	for _, m := range manifests {
		byID[m.RunID] = m
	}
	for _, d := range o.done {
		m, ok := byID[d.id]
		if !ok {
			return &ledger.DamagedError{Damages: []ledger.Damage{{
				File: d.id + ".json", What: "is missing, and the registry has this run: restore ledger/ from a backup",
			}}}
		}
		if m.RegistryDigest != d.digest || m.Attachments != d.attachments {
			return &MismatchError{
				RunID: d.id, Stored: Fingerprint{d.digest, d.attachments}, StoredIn: "the registry's list of runs",
				Found: Fingerprint{m.RegistryDigest, m.Attachments}, FoundIn: "its manifest",
			}
		}
	}
	return nil
}

// keepFailed puts the runs that failed or were interrupted into another registry's list, where no
// manifest has their number, and says how many those are.
func (o *oldRegistry) keepFailed(ctx context.Context, db *warehouse.Warehouse, manifests []ledger.Manifest) (int, error) {
	taken := map[int32]bool{}
	for _, m := range manifests {
		taken[int32(m.RunNo)] = true
	}
	kept := 0
	err := db.Transaction(ctx, func() error {
		for _, f := range o.failed {
			if taken[f.no] {
				continue
			}
			r := &run{night: f.night, db: db, digest: f.digest, known: f.known, checks: f.checks}
			if err := r.record(ctx, f.state, f.failure); err != nil {
				return fmt.Errorf("keeping a failed run: %w", err)
			}
			kept++
		}
		return nil
	})
	return kept, err
}
