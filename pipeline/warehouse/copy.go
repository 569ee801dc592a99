package warehouse

import (
	"context"
	"fmt"
	"strings"
)

// temporary is the engine's own name of the database of temporary tables.
const temporary = "temp"

// TemporaryTables names the temporary tables that there are.
func (w *Warehouse) TemporaryTables(ctx context.Context) (names []string, err error) {
	rows, err := w.conn.QueryContext(ctx, "select table_name from duckdb_tables() where temporary and not internal order by table_name")
	if err != nil {
		return nil, fmt.Errorf("listing the temporary tables: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("listing the temporary tables: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// KeepTables copies temporary tables into an attached database that does not
// have them yet. The name of a table cannot be a parameter, so it is quoted here.
func (w *Warehouse) KeepTables(ctx context.Context, into string, names []string) error {
	for _, name := range names {
		if err := w.Exec(ctx, "create table "+quoted(into, name)+" as from "+quoted(temporary, name)); err != nil {
			return err
		}
	}
	return nil
}

// BringTables makes temporary tables of tables of an attached database, in place
// of those there are.
func (w *Warehouse) BringTables(ctx context.Context, from string, names []string) error {
	for _, name := range names {
		if err := w.Exec(ctx, "create or replace temp table "+quoted(name)+" as from "+quoted(from, name)); err != nil {
			return err
		}
	}
	return nil
}

// AddTables adds to temporary tables the rows of the tables of the same names in
// an attached database.
func (w *Warehouse) AddTables(ctx context.Context, from string, names []string) error {
	for _, name := range names {
		if err := w.Exec(ctx, "insert into "+quoted(temporary, name)+" by name from "+quoted(from, name)); err != nil {
			return err
		}
	}
	return nil
}

// CountRows gives how many rows each of some temporary tables has.
func (w *Warehouse) CountRows(ctx context.Context, names []string) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, name := range names {
		var rows int64
		if err := w.conn.QueryRowContext(ctx, "select count(*) from "+quoted(temporary, name)).Scan(&rows); err != nil {
			return nil, fmt.Errorf("counting the rows of %s: %w", name, err)
		}
		counts[name] = rows
	}
	return counts, nil
}

func quoted(names ...string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return strings.Join(all, ".")
}
