// Package compact puts the many small parts of old runs into few files, by the
// settings of a workspace. What a part says, and what a manifest says of it, stays
// as it is: package ledger does the work.
package compact

import (
	"context"
	"errors"

	"empanel/pipeline/ask"
	"empanel/pipeline/ledger"
)

// Options says how it is done.
type Options struct {
	Workspace string
	DryRun    bool                    // say only what it would come to
	Progress  func(done, total int64) // bytes packed; nil for nobody
}

// Result is what a compaction did, or would do.
type Result struct {
	DryRun bool `json:"dry_run"`
	ledger.Compacted
	KeepRuns       int    `json:"keep_runs"` // the newest, which are left as they are
	NewestRun      string `json:"newest_run"`
	RegistryDigest string `json:"registry_digest"` // after that run, as its manifest says
	Interrupted    bool   `json:"interrupted"`     // of a dry run: a compaction was interrupted, and this would do it to its end first
}

// Do compacts the ledger of a workspace, and holds the workspace meanwhile. Killed
// anywhere, it can be done again, and a run does what is left of it.
//
// Its errors wrap workspace.ErrNone, workspace.ErrHeld, ask.ErrNoRun,
// *ledger.DamagedError or a configuration error. After any of these no evidence
// is lost, and every manifest has its parts.
func Do(ctx context.Context, o Options) (_ *Result, err error) {
	ws, cfg, err := ask.Settings(o.Workspace)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	r := &Result{DryRun: o.DryRun, KeepRuns: cfg.Ledger.KeepRuns, Interrupted: o.DryRun && ledger.Compacting(ws.Ledger())}
	how := ledger.Packing{KeepRuns: cfg.Ledger.KeepRuns, MaxBytes: cfg.Ledger.MaxBytes()}
	done, err := ledger.Compact(ctx, ws.Ledger(), how, o.DryRun, o.Progress)
	if err != nil {
		return nil, err
	}
	if done.Runs == 0 {
		return nil, ask.ErrNoRun
	}
	r.Compacted = *done
	finished, err := ledger.Finished(ws.Ledger())
	if err != nil {
		return nil, err
	}
	newest, err := ledger.Read(ws.Ledger(), finished[len(finished)-1])
	if err != nil {
		return nil, err
	}
	r.NewestRun, r.RegistryDigest = newest.RunID, newest.RegistryDigest
	return r, nil
}
