package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// ErrManifestMissing is the error of a registry that has a run of which the
// ledger knows nothing: its evidence is gone, and running on would hide that.
var ErrManifestMissing = errors.New("the registry has this run, but the ledger has no manifest of it: restore ledger/ from a backup before running")

// leftBehind is what runs left that ended before they were done.
type leftBehind struct {
	committed map[string]bool // every run that did commit
	unnamed   []string        // runs whose manifest still has its temporary name
	claims    []string        // runs that have a folder of claimed files
	begun     []intake.Begun  // runs that have begun and of which nothing is recorded, oldest first
}

// interrupted gives the runs that hold files and did not commit: their files
// belong into the inbox.
func (l leftBehind) interrupted() []string {
	return slices.DeleteFunc(slices.Clone(l.claims), func(id string) bool { return l.committed[id] })
}

// findLeftBehind looks for what interrupted runs left, and holds the registry
// and the ledger against each other: going on from two that do not belong
// together would leave evidence out. It changes nothing.
func findLeftBehind(ctx context.Context, ws *workspace.Workspace, db *warehouse.Warehouse) (l leftBehind, err error) {
	recorded, err := recordedRuns(ctx, db)
	if err != nil {
		return l, err
	}
	l.committed = map[string]bool{}
	for id, state := range recorded {
		if state == "done" {
			l.committed[id] = true
		}
	}
	finished, err := ledger.Finished(ws.Ledger())
	if err != nil {
		return l, err
	}
	for _, id := range finished {
		// A registry from before that run, out of a backup: going on would
		// leave the run's evidence out.
		if !l.committed[id] {
			return l, fmt.Errorf("%s %w", id, ledger.ErrFinished)
		}
	}
	if l.unnamed, err = ledger.Unfinished(ws.Ledger()); err != nil {
		return l, err
	}
	for id := range l.committed {
		if _, known := slices.BinarySearch(finished, id); !known && !slices.Contains(l.unnamed, id) {
			return l, fmt.Errorf("%s: %w", id, ErrManifestMissing)
		}
	}
	if l.claims, err = intake.Claims(ws); err != nil {
		return l, err
	}
	for _, id := range l.claims {
		b, found, err := intake.ReadBegun(ws, id)
		if err != nil {
			return l, err
		}
		if _, known := recorded[id]; found && !known {
			l.begun = append(l.begun, b)
		}
	}
	slices.SortFunc(l.begun, func(a, b intake.Begun) int { return cmp.Compare(a.RunNo, b.RunNo) })
	return l, nil
}

// recoverRuns mends what a run left behind that ended before it was done. A
// run whose transaction committed is finished: its manifest gets its name and
// its files go into the archive. Any other is undone: its parts go, its files
// return to the inbox, and it is recorded as interrupted, unless it was recorded
// as failed before it ended. What a killed plan left goes too. It gives what it
// found.
func recoverRuns(ctx context.Context, ws *workspace.Workspace, db *warehouse.Warehouse, to *seal.Recipients) (leftBehind, error) {
	left, err := findLeftBehind(ctx, ws, db)
	if err != nil {
		return left, err
	}
	if err := left.mend(ws, to, func(id string) ([]intake.Taken, error) { return takenBy(ctx, db, id) }); err != nil {
		return left, err
	}
	if len(left.begun) > 0 {
		if err := recordInterrupted(ctx, db, left.begun); err != nil {
			return left, err
		}
	}
	for _, b := range left.begun {
		if err := intake.Forget(ws, b.RunID); err != nil {
			return left, err
		}
	}
	return left, nil
}

// mend finishes the runs that have committed and undoes all others. Of those
// that are not recorded their own folder stays, which says that they had begun.
func (l leftBehind) mend(ws *workspace.Workspace, to *seal.Recipients, taken func(runID string) ([]intake.Taken, error)) error {
	for _, id := range l.unnamed {
		if l.committed[id] {
			if err := ledger.Finish(ws.Ledger(), id); err != nil {
				return err
			}
		}
	}
	if _, err := ledger.DropUnfinished(ws.Ledger()); err != nil {
		return err
	}
	// A ledger that is damaged is named by verify and rebuild; it holds no
	// run up that comes after.
	var damaged *ledger.DamagedError
	if _, err := ledger.Resume(ws.Ledger()); err != nil && !errors.As(err, &damaged) {
		return err
	}
	for _, id := range l.claims {
		var err error
		switch unrecorded := slices.ContainsFunc(l.begun, func(b intake.Begun) bool { return b.RunID == id }); {
		case l.committed[id]:
			var files []intake.Taken
			if files, err = taken(id); err == nil {
				err = intake.FinishArchive(ws, id, files, to)
			}
		case unrecorded:
			err = intake.Return(ws, id)
		default:
			if err = intake.Return(ws, id); err == nil {
				err = intake.Forget(ws, id)
			}
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(intake.Tidy(ws), ws.ClearScratch(), ws.ClearDivided())
}

// takenBy gives the files that a run took in.
func takenBy(ctx context.Context, db *warehouse.Warehouse, runID string) ([]intake.Taken, error) {
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Status, "run_taken"), func(rows *sql.Rows, t *intake.Taken) error {
		return rows.Scan(&t.ID, &t.Bytes)
	}, sql.Named("run", runID))
}

// takenByLedger is [takenBy] of the ledger, where the registry may not be there to
// ask. The run is finished.
func takenByLedger(ctx context.Context, ws *workspace.Workspace, runID string) (taken []intake.Taken, err error) {
	manifest, err := ledger.Read(ws.Ledger(), runID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &ledger.DamagedError{Damages: []ledger.Damage{{
			File: runID + ".json", What: "is missing, and the registry has this run: restore ledger/ from a backup",
		}}}
	}
	if err != nil {
		return nil, err
	}
	unpacked, drop, err := unpackingFolder(ws)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	parts, err := ledger.Readable(ws.Ledger(), unpacked, []ledger.Manifest{manifest}, ledger.SubmissionKind)
	if err != nil || len(parts) == 0 {
		return []intake.Taken{}, err
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{Allowed: []string{ws.Ledger(), unpacked}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Set(ctx, "parts", parts); err != nil {
		return nil, err
	}
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "taken"), func(rows *sql.Rows, t *intake.Taken) error {
		return rows.Scan(&t.ID, &t.Bytes)
	})
}

// cutShort gives the runs that were interrupted between a run and the newest done
// before it.
func cutShort(ctx context.Context, db *warehouse.Warehouse, before int32) ([]string, error) {
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Status, "cut_short"),
		func(rows *sql.Rows, id *string) error { return rows.Scan(id) }, sql.Named("before", before))
}

// cutShortNotes tells of runs that were interrupted before a run.
func cutShortNotes(runs []string) []string {
	if len(runs) == 0 {
		return nil
	}
	was, it := "was", "it"
	if len(runs) > 1 {
		was, it = "were", "them"
	}
	return []string{fmt.Sprintf("%s before this one %s interrupted (%s): killed, divided and not merged, the machine stopped, or the disk was full; nothing of %s was kept, and this run took the files again",
		wording.Plural(len(runs), "run", "runs"), was, strings.Join(runs, ", "), it)}
}

// cutShortWords is what is recorded of a run that was interrupted. Nothing more
// is known of it.
const cutShortWords = "it ended before it was done and could not write down why: it was killed, the machine stopped, or the disk was full"

// recordInterrupted puts runs that ended before they were done into the list of
// runs: when they began is known, when they ended is not.
func recordInterrupted(ctx context.Context, db *warehouse.Warehouse, all []intake.Begun) error {
	return db.Transaction(ctx, func() error {
		for _, b := range all {
			r := run{db: db, night: night{
				id: b.RunID, no: b.RunNo, started: b.StartedAt, asOf: field.ISODate([]byte(b.AsOf)),
				policyVersion: b.PolicyVersion, programVersion: b.ProgramVersion,
			}}
			why := cutShortWords
			if b.Division != "" {
				why = "its people were divided, and another run began before they were merged"
			}
			if err := r.insertRun(ctx, interruptedState, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// interruptedState is the state of a run that ended before it was done and said
// nothing.
const interruptedState = "interrupted"

// recordedRuns gives the state of every run in the registry's list.
func recordedRuns(ctx context.Context, db *warehouse.Warehouse) (map[string]string, error) {
	rows, err := db.Conn().QueryContext(ctx, "select run_id, state from run")
	if err != nil {
		return nil, fmt.Errorf("listing runs: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	recorded := map[string]string{}
	for rows.Next() {
		var id, state string
		if err := rows.Scan(&id, &state); err != nil {
			return nil, fmt.Errorf("listing runs: %w", err)
		}
		recorded[id] = state
	}
	return recorded, rows.Err()
}

// recordFailure keeps a run that did not commit in the list of runs, so that
// it is seen. Its checks, where it got so far, are kept with it.
func (r *run) recordFailure(ctx context.Context, cause error) error {
	words := wording.Shown(firstLine(cause))
	if errors.Is(cause, context.Canceled) {
		words = "interrupted" // whatever was being done just then
	}
	r.digest, r.known = "", 0 // of a registry that is not to be
	r.ended = r.opts.Now().UTC()
	return r.db.Transaction(ctx, func() error { return r.record(ctx, "failed", words) })
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
