package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"empanel/pipeline/audit"
	"empanel/pipeline/config"
	"empanel/pipeline/mask"
	"empanel/pipeline/publish"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// ErrNoRun is the error of a question to a workspace that has taken in nothing
// yet.
var ErrNoRun = errors.New("nothing has been taken in yet: put files into the inbox, then: empanel run")

// ErrNoSnapshot is the error of a question to a snapshot where none is
// published.
var ErrNoSnapshot = errors.New("no snapshot is published: see empanel status")

// errRunning is warehouse.ErrBusy in words for whoever asks while a run has the
// registry open.
var errRunning error = runningError{}

type runningError struct{}

func (runningError) Error() string {
	return "a run is under way: ask again when it is done (empanel status shows it)"
}

func (runningError) Unwrap() error { return warehouse.ErrBusy }

// ErrPurpose is the error of a look at health numbers without a reason given
// for it.
var ErrPurpose = errors.New("--reveal shows health numbers, so it needs --purpose TEXT: a few words on why, which are kept in the audit log")

// Look is who looks at patients, when and why. Every look at an identified
// person is a row of the audit log.
type Look struct {
	Command string
	User    string
	At      time.Time
	Reveal  bool   // show health numbers
	Purpose string // asked for with Reveal
}

func (l Look) check() error {
	if l.Reveal && strings.TrimSpace(l.Purpose) == "" {
		return ErrPurpose
	}
	return nil
}

// record writes the look into the audit log. What cannot be recorded is not to
// be shown.
func (l Look) record(ws *workspace.Workspace, people int, query string) error {
	return audit.Append(ws.AuditLog(), audit.Entry{
		At: l.At, User: l.User, Command: l.Command, Purpose: l.Purpose, People: people, Query: query,
	})
}

// phn renders a health number as this look may see it.
func (l Look) phn(phn int64) string {
	if l.Reveal {
		return fmt.Sprintf("%010d", phn)
	}
	return mask.PHN(phn)
}

// text renders what somebody wrote into a file as this look may see it.
func (l Look) text(written string) string {
	if l.Reveal {
		return written
	}
	return mask.Text(written)
}

// view is a database opened for looking only.
type view struct {
	ws  *workspace.Workspace
	cfg config.Config
	db  *warehouse.Warehouse
}

func settings(dir string) (*workspace.Workspace, config.Config, error) {
	ws, err := workspace.Open(dir)
	if err != nil {
		return nil, config.Config{}, err
	}
	cfg, err := config.Load(ws.Config())
	return ws, cfg, err
}

// openRegistry opens the registry for looking. It gives warehouse.ErrBusy
// while a run has it open, [ErrNoRun] when there is none, and
// [ErrOlderRegistry] when it has other tables than this version asks.
func openRegistry(ctx context.Context, dir string) (*view, error) {
	ws, cfg, err := settings(dir)
	if err != nil {
		return nil, err
	}
	if err := hasRun(ws); err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, ws.Registry(), readOnly(cfg))
	if errors.Is(err, warehouse.ErrBusy) {
		return nil, errRunning
	}
	if err != nil {
		return nil, err
	}
	if err := mustHaveTables(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &view{ws, cfg, db}, nil
}

// hasRun gives [ErrNoRun] when there is no registry because nothing was taken
// in yet, and [ErrRegistryMissing] when it has gone.
func hasRun(ws *workspace.Workspace) error {
	if warehouse.Exists(ws.Registry()) {
		return nil
	}
	if err := mayBegin(ws); err != nil {
		return err
	}
	return ErrNoRun
}

// openSnapshot opens the newest snapshot, and gives [ErrNoSnapshot] when there
// is none.
func openSnapshot(ctx context.Context, ws *workspace.Workspace, cfg config.Config, o warehouse.Options) (*view, error) {
	path, err := newestSnapshot(ws, cfg)
	if err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	return &view{ws, cfg, db}, nil
}

// newestSnapshot gives the file that latest.duckdb names now, so that a reader
// keeps it when the next run publishes another.
func newestSnapshot(ws *workspace.Workspace, cfg config.Config) (string, error) {
	latest := filepath.Join(snapshotFolder(ws, cfg), publish.Latest)
	if !warehouse.Exists(latest) {
		return "", ErrNoSnapshot
	}
	path, err := filepath.EvalSymlinks(latest)
	if err != nil {
		return "", fmt.Errorf("finding the newest snapshot: %w", err)
	}
	return path, nil
}

func readOnly(cfg config.Config) warehouse.Options {
	return warehouse.Options{ReadOnly: true, MemoryLimit: cfg.Engine.MemoryLimit, Threads: cfg.Engine.Threads}
}

// rowsOf gives every row of a statement as scan reads it.
func rowsOf[T any](ctx context.Context, db *warehouse.Warehouse, s reconcile.Statement, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	rows, err := db.Conn().QueryContext(ctx, s.SQL, args...)
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	all := []T{}
	for rows.Next() {
		var one T
		if err := scan(rows, &one); err != nil {
			return nil, fmt.Errorf("%s.sql: %w", s.Name, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	return all, nil
}

// day renders a date that may be missing.
func day(t sql.NullTime) string {
	if !t.Valid {
		return ""
	}
	return t.Time.UTC().Format(time.DateOnly)
}

// words splits a list that SQL has joined with commas.
func words(joined string) []string {
	if joined == "" {
		return []string{}
	}
	return strings.Split(joined, ",")
}
