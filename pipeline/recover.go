package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// ErrManifestMissing is the error of a registry that has a run of which the
// ledger knows nothing: its evidence is gone, and running on would hide that.
var ErrManifestMissing = errors.New("the registry has this run, but the ledger has no manifest of it: restore ledger/ from a backup before running")

// leftBehind is what runs left that ended before they were done.
type leftBehind struct {
	committed map[string]bool // every run that did commit
	unnamed   []string        // runs whose manifest still has its temporary name
	claims    []string        // runs that still hold files
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
	if l.committed, err = committedRuns(ctx, db); err != nil {
		return l, err
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
		if !slices.Contains(finished, id) && !slices.Contains(l.unnamed, id) {
			return l, fmt.Errorf("%s: %w", id, ErrManifestMissing)
		}
	}
	l.claims, err = intake.Claims(ws)
	return l, err
}

// recoverRuns mends what a run left behind that ended before it was done. A
// run whose transaction committed is finished: its manifest gets its name and
// its files go into the archive. Any other is undone: its parts go, and its
// files return to the inbox. What a killed plan left goes too.
func recoverRuns(ctx context.Context, ws *workspace.Workspace, db *warehouse.Warehouse, to *seal.Recipients) error {
	left, err := findLeftBehind(ctx, ws, db)
	if err != nil {
		return err
	}
	return left.mend(ws, to)
}

// mend finishes the runs that have committed and undoes all others.
func (l leftBehind) mend(ws *workspace.Workspace, to *seal.Recipients) error {
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
	for _, id := range l.claims {
		put := intake.Return
		if l.committed[id] {
			put = func(ws *workspace.Workspace, id string) error { return intake.FinishArchive(ws, id, to) }
		}
		if err := put(ws, id); err != nil {
			return err
		}
	}
	return ws.ClearScratch()
}

func committedRuns(ctx context.Context, db *warehouse.Warehouse) (map[string]bool, error) {
	rows, err := db.Conn().QueryContext(ctx, "select run_id from run where state = 'done'")
	if err != nil {
		return nil, fmt.Errorf("listing runs: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	committed := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("listing runs: %w", err)
		}
		committed[id] = true
	}
	return committed, rows.Err()
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
