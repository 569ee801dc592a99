package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/publish"
	"empanel/pipeline/registry"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// ErrNoRun is the error of a question to a workspace that has taken in nothing
// yet.
var ErrNoRun = errors.New("nothing has been taken in yet: put files into the inbox, then: empanel run")

// ErrNoSnapshot is the error of a question to a snapshot where none is
// published.
var ErrNoSnapshot = errors.New("no snapshot is published: see empanel status")

// ErrRunning is warehouse.ErrBusy in words for whoever asks while a run has the
// registry open.
var ErrRunning error = runningError{}

type runningError struct{}

func (runningError) Error() string {
	return "a run is under way: ask again when it is done (empanel status shows it)"
}

func (runningError) Unwrap() error { return warehouse.ErrBusy }

// View is a database opened for looking only.
type View struct {
	WS  *workspace.Workspace
	Cfg config.Config
	DB  *warehouse.Warehouse
}

// Settings opens a workspace and reads its configuration.
func Settings(dir string) (*workspace.Workspace, config.Config, error) {
	ws, err := workspace.Open(dir)
	if err != nil {
		return nil, config.Config{}, err
	}
	cfg, err := config.Load(ws.Config())
	return ws, cfg, err
}

// OpenRegistry opens the registry for looking. It gives warehouse.ErrBusy
// while a run has it open, [ErrNoRun] when there is none, and
// [ErrOlderRegistry] when it has other tables than this version asks.
func OpenRegistry(ctx context.Context, dir string) (*View, error) {
	ws, cfg, err := Settings(dir)
	if err != nil {
		return nil, err
	}
	return openRegistry(ctx, ws, cfg, ReadOnly(cfg))
}

// OpenWorking is [OpenRegistry] for whoever works something large out of the
// registry, in temporary tables, and names people by their pseudonyms: it may
// spill into the workspace, and has the key.
func OpenWorking(ctx context.Context, dir string) (*View, error) {
	ws, cfg, err := Settings(dir)
	if err != nil {
		return nil, err
	}
	o := ReadOnly(cfg)
	o.Spill, o.Allowed = ws.Spill(), []string{ws.Spill()}
	if o.Key, err = ws.Key(); err != nil {
		return nil, err
	}
	return openRegistry(ctx, ws, cfg, o)
}

func openRegistry(ctx context.Context, ws *workspace.Workspace, cfg config.Config, o warehouse.Options) (*View, error) {
	if err := HasRun(ws); err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, ws.Registry(), o)
	if errors.Is(err, warehouse.ErrBusy) {
		return nil, ErrRunning
	}
	if err != nil {
		return nil, err
	}
	if err := registry.MustHaveTables(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &View{ws, cfg, db}, nil
}

// HasRun gives [ErrNoRun] when there is no registry because nothing was taken
// in yet, and [ErrRegistryMissing] when it has gone.
func HasRun(ws *workspace.Workspace) error {
	if warehouse.Exists(ws.Registry()) {
		return nil
	}
	if err := registry.MayBegin(ws); err != nil {
		return err
	}
	return ErrNoRun
}

// OpenSnapshot opens the newest snapshot, and gives [ErrNoSnapshot] when there
// is none.
func OpenSnapshot(ctx context.Context, ws *workspace.Workspace, cfg config.Config, o warehouse.Options) (*View, error) {
	path, err := NewestSnapshot(ws, cfg)
	if err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	return &View{ws, cfg, db}, nil
}

// NewestSnapshot gives the file that latest.duckdb names now, so that a reader
// keeps it when the next run publishes another.
func NewestSnapshot(ws *workspace.Workspace, cfg config.Config) (string, error) {
	latest := filepath.Join(publish.Folder(ws, cfg), publish.Latest)
	if !warehouse.Exists(latest) {
		return "", ErrNoSnapshot
	}
	path, err := filepath.EvalSymlinks(latest)
	if err != nil {
		return "", fmt.Errorf("finding the newest snapshot: %w", err)
	}
	return path, nil
}

// ReadOnly says how a database is opened to look into it only.
func ReadOnly(cfg config.Config) warehouse.Options {
	return warehouse.Options{ReadOnly: true, MemoryLimit: cfg.Engine.MemoryLimit, Threads: cfg.Engine.Threads}
}

// Day renders a date that may be missing.
func Day(t sql.NullTime) string {
	if !t.Valid {
		return ""
	}
	return t.Time.UTC().Format(time.DateOnly)
}

// Words splits a list that SQL has joined with commas.
func Words(joined string) []string {
	if joined == "" {
		return []string{}
	}
	return strings.Split(joined, ",")
}
