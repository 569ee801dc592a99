package warehouse

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/reconcile"
)

// RowsOf gives every row of a statement as scan reads it.
func RowsOf[T any](ctx context.Context, db *Warehouse, s reconcile.Statement, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	all := []T{}
	err := EachRow(ctx, db, s, func(rows *sql.Rows) error {
		var one T
		err := scan(rows, &one)
		all = append(all, one)
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// EachRow gives every row of a statement to take, one at a time, until take has
// an error.
func EachRow(ctx context.Context, db *Warehouse, s reconcile.Statement, take func(*sql.Rows) error, args ...any) error {
	rows, err := db.Conn().QueryContext(ctx, s.SQL, args...)
	if err != nil {
		return fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		if err := take(rows); err != nil {
			return fmt.Errorf("%s.sql: %w", s.Name, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	return nil
}
