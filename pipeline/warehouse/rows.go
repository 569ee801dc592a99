package warehouse

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/reconcile"
)

// RowsOf gives every row of a statement as scan reads it.
func RowsOf[T any](ctx context.Context, db *Warehouse, s reconcile.Statement, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
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
