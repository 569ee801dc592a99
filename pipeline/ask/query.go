package ask

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"empanel/pipeline/config"
	"empanel/pipeline/publish"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// MostRevealed is how many rows a query that shows health numbers may give:
// its rows are counted for the audit log before the first is shown.
const MostRevealed = 1_000_000

// QueryOptions says what is asked of the newest snapshot, and how.
type QueryOptions struct {
	Workspace string
	Text      string
	Look      Look
}

// QueryColumn is a column of a result.
type QueryColumn struct {
	Name   string
	Number bool
}

// ShowResult takes a result: its columns, and its rows one by one, of which an
// error is the last.
type ShowResult func(columns []QueryColumn, rows iter.Seq2[[]any, error]) error

// QueryError is what the database said of a query that it could not carry out,
// in its own words. They can hold parts of the query.
type QueryError struct{ err error }

// Error says what is wrong, in plain words where the database has none.
func (e *QueryError) Error() string {
	text := e.err.Error()
	switch {
	case strings.Contains(text, "disabled by configuration"), strings.Contains(text, "disabled through configuration"):
		return "a query reads the snapshot and nothing else: no file, no network, no extension"
	case strings.Contains(strings.ToLower(text), "table with name identities does not exist"):
		return "identities, who is behind a person_key, is there only with --reveal --purpose TEXT"
	case strings.Contains(text, "read-only mode"):
		return "a query only reads: the snapshot cannot be changed"
	case strings.Contains(text, "configuration has been locked"):
		return "a query cannot change the database's settings"
	}
	// What follows names the statement that the query is part of.
	text, _, _ = strings.Cut(text, "LINE 1: copy (from query(")
	return "the query cannot be carried out: " + strings.TrimSpace(blankLines.ReplaceAllString(text, "\n"))
}

var blankLines = regexp.MustCompile(`\n\s*\n`)

// Unwrap gives the database's error.
func (e *QueryError) Unwrap() error { return e.err }

// Query asks the newest snapshot, which stays as it is. The query can read and
// write no other file. With Look.Reveal there is a relation
// identities(person_key, phn) beside it, and the query stands in the audit log
// before its result is shown.
func Query(ctx context.Context, opts QueryOptions, show ShowResult) error {
	return withSnapshot(ctx, opts, "", func(v *View) error {
		if !opts.Look.Reveal {
			return v.query(ctx, opts.Text, show)
		}
		return v.query(ctx, opts.Text, func(columns []QueryColumn, rows iter.Seq2[[]any, error]) error {
			all, err := gather(rows)
			if err := errors.Join(err, opts.Look.Record(v.WS, len(all), opts.Text)); err != nil {
				return err
			}
			return show(columns, func(yield func([]any, error) bool) {
				for _, cells := range all {
					if !yield(cells, nil) {
						return
					}
				}
			})
		})
	})
}

// gather takes rows into memory, so that they are counted before they are
// shown.
func gather(rows iter.Seq2[[]any, error]) ([][]any, error) {
	var all [][]any
	for cells, err := range rows {
		if err != nil {
			return nil, err
		}
		if len(all) == MostRevealed {
			return nil, fmt.Errorf("more than %d rows: a query that shows health numbers may give no more; ask for fewer", MostRevealed)
		}
		all = append(all, cells)
	}
	return all, nil
}

// QueryToParquet writes the result of a query into a new Parquet file, mode
// 0600, replacing what stood there. Until it is whole it stands in a folder of
// its own beside it, the only one the query could write to.
func QueryToParquet(ctx context.Context, opts QueryOptions, path string) (err error) {
	folder, err := os.MkdirTemp(filepath.Dir(path), ".empanel-")
	if err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if folder, err = filepath.Abs(folder); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	unfinished := filepath.Join(folder, "result.parquet")
	return withSnapshot(ctx, opts, folder, func(v *View) error {
		var rows int64
		done, err := v.DB.Conn().ExecContext(ctx, "copy (from query($1)) to $2 (format parquet, compression zstd)", oneStatement(opts.Text), unfinished)
		if err == nil {
			rows, err = done.RowsAffected()
		}
		if err != nil {
			err = &QueryError{err}
		}
		if opts.Look.Reveal {
			err = errors.Join(err, opts.Look.Record(v.WS, int(rows), opts.Text))
		}
		if err != nil {
			return err
		}
		if err := os.Chmod(unfinished, 0o600); err != nil {
			return fmt.Errorf("writing the result: %w", err)
		}
		if err := os.Rename(unfinished, path); err != nil {
			return fmt.Errorf("writing the result: %w", err)
		}
		return nil
	})
}

// oneStatement drops the semicolon that people end a query with.
func oneStatement(text string) string {
	return strings.TrimRight(strings.TrimSpace(text), "; \t\n")
}

func withSnapshot(ctx context.Context, opts QueryOptions, mayWrite string, do func(*View) error) (err error) {
	if err := opts.Look.Check(); err != nil {
		return err
	}
	ws, cfg, err := Settings(opts.Workspace)
	if err != nil {
		return err
	}
	o := ReadOnly(cfg)
	if mayWrite != "" {
		o.Allowed = []string{mayWrite}
	}
	if opts.Look.Reveal {
		if o.Beside, err = identities(ctx, ws, cfg); err != nil {
			return whyNone(ws, err)
		}
	}
	v, err := OpenSnapshot(ctx, ws, cfg, o)
	if err != nil {
		return whyNone(ws, err)
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if opts.Look.Reveal {
		if err := v.DB.Exec(ctx, "create temp view identities as select person_key, phn from beside.identities"); err != nil {
			return err
		}
	}
	return do(v)
}

// whyNone tells a workspace whose snapshot is gone from one that never had any.
func whyNone(ws *workspace.Workspace, err error) error {
	if !errors.Is(err, ErrNoSnapshot) {
		return err
	}
	if none := HasRun(ws); none != nil {
		return none
	}
	return err
}

// identities gives the list of who is who. It is made when somebody first asks
// for it with a purpose, and again when there is a newer snapshot.
func identities(ctx context.Context, ws *workspace.Workspace, cfg config.Config) (path string, err error) {
	path = filepath.Join(ws.Snapshots(), publish.IdentitiesFile)
	snapshot, err := NewestSnapshot(ws, cfg)
	if err != nil {
		return "", err
	}
	if newer(path, snapshot) {
		return path, nil
	}
	key, err := ws.Key()
	if err != nil {
		return "", err
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: cfg.Engine.MemoryLimit, Threads: cfg.Engine.Threads,
		Allowed: []string{ws.Snapshots()}, Beside: ws.Registry(), Key: key,
	})
	if errors.Is(err, warehouse.ErrBusy) {
		return "", ErrRunning
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Exec(ctx, "use beside"); err != nil {
		return "", err
	}
	if err := publish.Identities(ctx, db, path); err != nil {
		return "", err
	}
	return path, stillTheKey(ws, key, path)
}

// stillTheKey removes a list of who is who that was made with a key which has been
// replaced meanwhile: it tells of nobody any more.
func stillTheKey(ws *workspace.Workspace, key []byte, path string) error {
	now, err := ws.Key()
	if err == nil && !bytes.Equal(now, key) {
		err = workspace.ErrRekeying
	}
	if err != nil {
		return errors.Join(err, warehouse.Remove(path))
	}
	return nil
}

// newer says whether the list of who is who was written after the snapshot.
func newer(path, snapshot string) bool {
	list, err := os.Stat(path)
	if err != nil {
		return false
	}
	published, err := os.Stat(snapshot)
	return err == nil && !list.ModTime().Before(published.ModTime())
}

// query runs a query and gives its rows on.
func (v *View) query(ctx context.Context, text string, show ShowResult) error {
	rows, err := v.DB.Conn().QueryContext(ctx, text) //nolint:rowserrcheck // checked where the rows are read, in the sequence below
	if err != nil {
		return &QueryError{err}
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	types, err := rows.ColumnTypes()
	if err != nil {
		return &QueryError{err}
	}
	columns := make([]QueryColumn, len(types))
	for i, t := range types {
		columns[i] = QueryColumn{Name: t.Name(), Number: isNumber(t.DatabaseTypeName())}
	}
	return show(columns, func(yield func([]any, error) bool) {
		for rows.Next() {
			cells, err := scanCells(rows, types)
			if err != nil {
				yield(nil, &QueryError{err})
				return
			}
			if !yield(cells, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, &QueryError{err})
		}
	})
}

func scanCells(rows *sql.Rows, types []*sql.ColumnType) ([]any, error) {
	cells := make([]any, len(types))
	into := make([]any, len(types))
	for i := range cells {
		into[i] = &cells[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	for i, t := range types {
		cells[i] = warehouse.Value(cells[i], t.DatabaseTypeName())
	}
	return cells, nil
}

func isNumber(typeName string) bool {
	switch typeName {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE":
		return true
	}
	return strings.HasPrefix(typeName, "DECIMAL")
}
