// Package warehouse opens DuckDB databases the way this project uses them:
// one pinned connection, bounded memory, a spill folder, no network, no
// extension, and no file outside the folders it is given.
//
// It is the only package that imports the DuckDB driver. It knows nothing of
// the rules: statements come from package reconcile, values from variables.
package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"empanel/reconcile"
)

// ErrBusy is the error of a database that another process has open.
var ErrBusy = errors.New("the database is open in another process")

// Options says how a database is opened.
type Options struct {
	ReadOnly    bool
	MemoryLimit string   // e.g. "700MB"; empty means DuckDB's own default
	Threads     int      // 0 means all that the machine, or the container, gives the program
	Spill       string   // folder to spill into; empty means none
	Allowed     []string // folders the database may read and write besides its own file
	Key         []byte   // of the pseudonyms; nil where no pseudonym is made
	// Beside is another database file, attached read-only under the name
	// beside before the configuration is locked; empty means none.
	Beside string
}

// Warehouse is an open database with its one connection.
type Warehouse struct {
	db   *sql.DB
	conn *sql.Conn
}

// Open opens the database file at path, or makes it; an empty path is a
// database in memory. It gives [ErrBusy] when another process has it.
func Open(ctx context.Context, path string, o Options) (*Warehouse, error) {
	connector, err := duckdb.NewConnector(path+"?"+o.parameters(), nil)
	if err != nil {
		return nil, opening(path, err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(opening(path, err), db.Close())
	}
	w := &Warehouse{db: db, conn: conn}
	if err := w.prepare(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing the database: %w", err), w.Close())
	}
	return w, nil
}

func (o Options) parameters() string {
	p := url.Values{}
	if o.ReadOnly {
		p.Set("access_mode", "READ_ONLY")
	}
	if o.MemoryLimit != "" {
		p.Set("memory_limit", o.MemoryLimit)
	}
	// The engine by itself counts the machine's cores; Go knows a container's
	// share of them.
	threads := o.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	p.Set("threads", strconv.Itoa(threads))
	if o.Spill != "" {
		p.Set("temp_directory", o.Spill)
	}
	p.Set("preserve_insertion_order", "false")
	p.Set("autoinstall_known_extensions", "false")
	p.Set("autoload_known_extensions", "false")
	return p.Encode()
}

func opening(path string, err error) error {
	if strings.Contains(err.Error(), "Could not set lock on file") || strings.Contains(err.Error(), "Conflicting lock") {
		return fmt.Errorf("%s: %w", path, ErrBusy)
	}
	return fmt.Errorf("opening the database: %w", err)
}

// prepare sets what must be set before the configuration is locked.
func (w *Warehouse) prepare(ctx context.Context, o Options) error {
	if o.Key != nil {
		keys := newPersonKey(o.Key)
		err := errors.Join(
			duckdb.RegisterScalarUDF(w.conn, "person_key", keys),
			duckdb.RegisterScalarUDF(w.conn, "text_key", textKey{keys}),
		)
		if err != nil {
			return err
		}
	}
	allowed := append([]string{}, o.Allowed...) // an empty list, never a null one
	if err := w.Set(ctx, "allowed_folders", allowed); err != nil {
		return err
	}
	if o.Beside != "" {
		if err := w.AttachReadOnly(ctx, o.Beside, "beside"); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"set TimeZone = 'UTC'",
		"set disabled_optimizers = 'compressed_materialization'", // see Found by trying, in docs/development.md
		"set allowed_directories = getvariable('allowed_folders')",
		"set enable_external_access = false",
		"set lock_configuration = true",
	} {
		if _, err := w.conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// Close closes the connection and the database; what was committed is
// checkpointed into its file. It can be repeated.
func (w *Warehouse) Close() error {
	err := w.conn.Close()
	if errors.Is(err, sql.ErrConnDone) {
		err = nil
	}
	return errors.Join(err, w.db.Close())
}

// Conn is the one connection, for reading relations with their own types.
func (w *Warehouse) Conn() *sql.Conn { return w.conn }

// Run executes a statement of the rules and gives the number of rows it
// changed.
func (w *Warehouse) Run(ctx context.Context, s reconcile.Statement, args ...any) (int64, error) {
	result, err := w.conn.ExecContext(ctx, s.SQL, args...)
	if err != nil {
		return 0, fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	return result.RowsAffected()
}

// RunAll runs every statement of some folders of SQL, in name order.
func (w *Warehouse) RunAll(ctx context.Context, folders ...string) error {
	for _, folder := range folders {
		for _, s := range reconcile.Statements(folder) {
			if _, err := w.Run(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// Exec executes one fixed statement.
func (w *Warehouse) Exec(ctx context.Context, statement string, args ...any) error {
	if _, err := w.conn.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("%s: %w", firstLine(statement), err)
	}
	return nil
}

// Row reads the one row of a statement into dest.
func (w *Warehouse) Row(ctx context.Context, s reconcile.Statement, dest ...any) error {
	if err := w.conn.QueryRowContext(ctx, s.SQL).Scan(dest...); err != nil {
		return fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	return nil
}

// CommitError is the error of a commit of which it is not known whether it
// happened.
type CommitError struct{ Err error }

// Error says so.
func (e *CommitError) Error() string {
	return "the commit was not confirmed: " + e.Err.Error()
}

// Unwrap gives the database's error.
func (e *CommitError) Unwrap() error { return e.Err }

// Transaction runs f between begin and commit. An error of f, or a context that
// ended by then, rolls everything back. The commit itself cannot be
// interrupted: a database that is asked to stop in the middle of it may say
// that it did and have committed. Its own error is a *CommitError.
func (w *Warehouse) Transaction(ctx context.Context, f func() error) error {
	if err := w.Exec(ctx, "begin transaction"); err != nil {
		return err
	}
	whatever := context.WithoutCancel(ctx)
	err := f()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(err, w.Exec(whatever, "rollback"))
	}
	if err := w.Exec(whatever, "commit"); err != nil {
		return &CommitError{Err: err}
	}
	return nil
}

// Append adds rows to a table, in the order of its columns.
func (w *Warehouse) Append(table string, rows func(add func(values ...driver.Value) error) error) error {
	err := w.conn.Raw(func(c any) error {
		conn, ok := c.(driver.Conn)
		if !ok {
			return errors.New("not a database connection")
		}
		appender, err := duckdb.NewAppenderFromConn(conn, "", table)
		if err != nil {
			return err
		}
		return errors.Join(rows(appender.AppendRow), appender.Close())
	})
	if err != nil {
		return fmt.Errorf("filling %s: %w", table, err)
	}
	return nil
}

// Set gives a variable its value; SQL reads it with getvariable. No value ever
// becomes part of a statement's text.
func (w *Warehouse) Set(ctx context.Context, name string, value any) error {
	statement, ok := setters[name]
	if !ok {
		return fmt.Errorf("warehouse: no variable %q", name)
	}
	return w.Exec(ctx, statement, value)
}

// setters holds the one statement that sets each variable: the name of a
// variable cannot be a parameter. Dates come as YYYY-MM-DD.
var setters = map[string]string{
	"allowed_folders":         "set variable allowed_folders = ?",
	"parts":                   "set variable parts = ?",
	"claim_parts":             "set variable claim_parts = ?",
	"run_no":                  "set variable run_no = ?::integer",
	"as_of":                   "set variable as_of = ?::date",
	"known_as_of":             "set variable known_as_of = ?::date",
	"policy_version":          "set variable policy_version = ?::varchar",
	"rules":                   "set variable rules = ?::varchar",
	"everybody":               "set variable everybody = ?::boolean",
	"fee_item_first_day":      "set variable fee_item_first_day = ?::date",
	"pseudo_patients":         "set variable pseudo_patients = ?::bigint[]",
	"location_unexpected":     "set variable location_unexpected = ?",
	"service_date_stale":      "set variable service_date_stale = ?",
	"conflict":                "set variable conflict = ?::varchar",
	"attach_when":             "set variable attach_when = ?::varchar",
	"hold_days":               "set variable hold_days = ?::integer",
	"service_date_stale_days": "set variable service_date_stale_days = ?::integer",
	"transfer_window_days":    "set variable transfer_window_days = ?::integer",
	"takes_people":            "set variable takes_people = ?::integer",
	"takes_share_people":      "set variable takes_share_people = ?::integer",
	"takes_share_percent":     "set variable takes_share_percent = ?::integer",
	"removes_people":          "set variable removes_people = ?::integer",
	"suspect_people":          "set variable suspect_people = ?::integer",
	"suspect_percent":         "set variable suspect_percent = ?::integer",
	"suspect_least_people":    "set variable suspect_least_people = ?::integer",
	"suspect_days":            "set variable suspect_days = ?::integer",
	"match_weeks":             "set variable match_weeks = ?::integer",
	"match_need":              "set variable match_need = ?::integer",
	"match_age":               "set variable match_age = ?::integer",
	"match_age_under":         "set variable match_age_under = ?::integer",
	"match_age_over":          "set variable match_age_over = ?::integer",
	"match_newborn":           "set variable match_newborn = ?::integer",
	"match_contact_days":      "set variable match_contact_days = ?::integer",
	"trial_file":              "set variable trial_file = ?::integer",
	"trial_line":              "set variable trial_line = ?::integer",
	"trial_ordinal":           "set variable trial_ordinal = ?::integer",
	"selected_submission":     "set variable selected_submission = ?::varchar",
	"selected_provider":       "set variable selected_provider = ?::varchar",
	"selected_since":          "set variable selected_since = ?::varchar",
	"snapshot_rules":          "set variable snapshot_rules = ?::varchar",
	"snapshot_carried":        "set variable snapshot_carried = ?::integer",
	"partition":               "set variable partition = ?::integer",
	"partitions":              "set variable partitions = ?::integer",
	"changed_conditions":      "set variable changed_conditions = ?::varchar[]",
}

// Empty deletes every row of a table, and Drop removes one. No statement takes a
// table's name as a parameter; these are names of files of the rules, never of
// anything that came from outside.
func (w *Warehouse) Empty(ctx context.Context, table string) error {
	return w.Exec(ctx, "delete from "+table)
}

// Drop removes a table: see [Warehouse.Empty].
func (w *Warehouse) Drop(ctx context.Context, table string) error {
	return w.Exec(ctx, "drop table "+table)
}

// Attach opens the database file at path beside the main one under a name.
// ATTACH takes no parameter, so the path is quoted here, and only here.
func (w *Warehouse) Attach(ctx context.Context, path, name string) error {
	return w.attach(ctx, path, name, "")
}

// AttachReadOnly is [Warehouse.Attach] for a database that is only read. It
// gives [ErrBusy] when another process writes it.
func (w *Warehouse) AttachReadOnly(ctx context.Context, path, name string) error {
	return w.attach(ctx, path, name, " (read_only)")
}

// AttachUnseen is [Warehouse.Attach] for a database that is filled before
// anybody sees it: what is written to it is not there for certain before it is
// detached, nor after a crash.
func (w *Warehouse) AttachUnseen(ctx context.Context, path, name string) error {
	return w.attach(ctx, path, name, " (recovery_mode no_wal_writes)")
}

// Within does f with an attached database as the one that is meant where a
// statement names none.
func (w *Warehouse) Within(ctx context.Context, name string, f func() error) error {
	var main string
	if err := w.conn.QueryRowContext(ctx, "select current_database()").Scan(&main); err != nil {
		return fmt.Errorf("asking which database is in use: %w", err)
	}
	if err := w.Exec(ctx, "use "+name); err != nil {
		return err
	}
	return errors.Join(f(), w.Exec(context.WithoutCancel(ctx), `use "`+main+`"`))
}

func (w *Warehouse) attach(ctx context.Context, path, name, how string) error {
	quoted := "'" + strings.ReplaceAll(path, "'", "''") + "'"
	if _, err := w.conn.ExecContext(ctx, "attach "+quoted+" as "+name+how); err != nil {
		return opening(path, err)
	}
	return nil
}

// Detach closes an attached database, writing what is left of it to its file.
func (w *Warehouse) Detach(ctx context.Context, name string) error {
	return w.Exec(ctx, "detach "+name)
}

// Exists says whether there is a database file at path.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Beside are the files in which the engine keeps what it has not yet put into a
// database file. They belong to that file alone: beside another one of the same
// name they would be its ruin.
func Beside(path string) []string {
	// The first is written by every commit; the others while the first is put
	// into the database, and while a database that was killed then is opened.
	return []string{path + ".wal", path + ".wal.checkpoint", path + ".wal.recovery"}
}

// Remove removes a database file and what the engine keeps beside it, where they
// are.
func Remove(path string) error { return removeAll(append([]string{path}, Beside(path)...)) }

// RemoveBeside removes what the engine keeps beside a database file, where it
// is: the file is to be another one.
func RemoveBeside(path string) error { return removeAll(Beside(path)) }

func removeAll(paths []string) error {
	for _, left := range paths {
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func firstLine(statement string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(statement), "\n")
	return line
}
