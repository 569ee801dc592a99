package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/disk"
	"empanel/pipeline/intake"
	"empanel/pipeline/publish"
	"empanel/pipeline/registry"
	"empanel/pipeline/rekey"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// begin takes the workspace and has the registry opened, for a run or a plan.
func begin(ctx context.Context, opts Options, open func(*run, context.Context) error) (*run, func() error, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	ws, err := workspace.Open(opts.Workspace)
	if err != nil {
		return nil, nil, err
	}
	cfg, err := config.Load(ws.Config())
	if err != nil {
		return nil, nil, err
	}
	if err := mayPublish(ws, cfg); err != nil {
		return nil, nil, err
	}
	recipients, err := cfg.Encryption.To(ws.Dir())
	if err != nil {
		return nil, nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, nil, err
	}
	r := &run{opts: opts, ws: ws, cfg: cfg, log: opts.logger(), seal: recipients, night: night{started: opts.Now().UTC(), asOf: opts.AsOf}}
	r.under(cfg.Policy)
	if r.asOf == field.NoDate {
		r.asOf = clock.Today(r.started)
	}
	if err := open(r, ctx); err != nil {
		return nil, nil, errors.Join(err, release())
	}
	return r, release, nil
}

// open opens the registry, mends what an interrupted run left behind, and
// numbers this run.
func (r *run) open(ctx context.Context) error { return r.openThen(ctx, r.ready) }

// openThen opens the registry for writing, and closes it again where the run
// cannot be made ready.
func (r *run) openThen(ctx context.Context, ready func(context.Context) error) error {
	if err := disk.MustBeWritable(r.ws, publish.Folder(r.ws, r.cfg)); err != nil {
		return err
	}
	if err := registry.MayBegin(r.ws); err != nil {
		return err
	}
	if err := removeRebuilt(r.ws); err != nil {
		return err
	}
	if err := rekey.Finish(ctx, r.ws, r.cfg); err != nil {
		return err
	}
	key, err := r.ws.Key()
	if err != nil {
		return err
	}
	if !warehouse.Exists(r.ws.Registry()) {
		if err := registry.Make(ctx, r.ws.Registry()); err != nil {
			return err
		}
	}
	r.db, err = openPatiently(ctx, r.ws.Registry(), r.engine(key))
	if err != nil {
		return err
	}
	if err := ready(ctx); err != nil {
		return errors.Join(err, r.db.Close())
	}
	return nil
}

// engine says how the registry is opened for writing.
func (r *run) engine(key []byte) warehouse.Options {
	return warehouse.Options{
		MemoryLimit: r.cfg.Engine.MemoryLimit,
		Threads:     r.cfg.Engine.Threads,
		Spill:       r.ws.Spill(),
		Allowed:     []string{r.ws.Ledger(), r.ws.Spill(), r.ws.Divided(), publish.Folder(r.ws, r.cfg)},
		Key:         key,
	}
}

// patience is how long a run waits for somebody who is looking something up in
// the registry: a look takes seconds, an export of the whole province a minute,
// and the night should not fail for it.
const patience = 2 * time.Minute

func openPatiently(ctx context.Context, path string, o warehouse.Options) (*warehouse.Warehouse, error) {
	for begun := time.Now(); ; {
		db, err := warehouse.Open(ctx, path, o)
		if !errors.Is(err, warehouse.ErrBusy) || time.Since(begun) > patience {
			return db, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (r *run) ready(ctx context.Context) error {
	if err := registry.CreateSchema(ctx, r.db); err != nil {
		return err
	}
	left, err := recoverRuns(ctx, r.ws, r.db, r.seal)
	if err != nil {
		return err
	}
	if r.clockBehind, err = r.laterRun(ctx); err != nil {
		return err
	}
	r.recovered = left.recovered()
	r.writeMissingPage(ctx)
	if err := r.number(ctx, nil); err != nil {
		return err
	}
	if r.cutShort, err = cutShort(ctx, r.db, r.no); err != nil {
		return err
	}
	r.logBegin()
	return nil
}

// laterRun gives the newest run that the clock puts after the beginning of this
// one, or nothing.
func (r *run) laterRun(ctx context.Context) (id string, err error) {
	err = r.db.Conn().QueryRowContext(ctx,
		"select coalesce(arg_max(run_id, run_no), '') from run where coalesce(ended_at, started_at) > ?::timestamp", sqlTime(r.started)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("comparing the clock with the runs before: %w", err)
	}
	return id, nil
}

// number gives the run its number and its id: the next after all that are
// recorded, and those still to be.
func (r *run) number(ctx context.Context, unrecorded []intake.Begun) error {
	if err := r.db.Conn().QueryRowContext(ctx, "select coalesce(max(run_no), 0) + 1 from run").Scan(&r.no); err != nil {
		return fmt.Errorf("numbering the run: %w", err)
	}
	for _, b := range unrecorded {
		r.no = max(r.no, b.RunNo+1)
	}
	r.id = fmt.Sprintf("R%06d", r.no)
	return nil
}

// mayPublish finds out before anything is done what would stop the publishing
// at the end.
func mayPublish(ws *workspace.Workspace, cfg config.Config) error {
	if err := publish.CheckGroup(cfg.Publish.SnapshotGroup); err != nil {
		return &config.Error{File: ws.Config(), Key: "publish.snapshot_group", Message: err.Error()}
	}
	if info, err := os.Stat(publish.Folder(ws, cfg)); err != nil || !info.IsDir() {
		return &config.Error{File: ws.Config(), Key: "publish.snapshot_dir", Message: "there is no such folder: make it, with the rights that the analysts need"}
	}
	return nil
}
