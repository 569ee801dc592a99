package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"

	"empanel/reconcile"
)

// Question is one of the questions of reconcile/sql/lists, with the values of its
// named parameters.
type Question struct {
	Name     string
	Values   map[string]any
	Provider *string // a practitioner number as typed, for the parameter `provider`; empty: of all
	Limit    *int    // for the parameter `limit`; 0: all
	Look     Look
}

// Listed is the answer to a [Question]: rows under the names of their columns. A
// health number (column phn) is shown as the look may see it.
type Listed struct {
	Columns []QueryColumn
	Rows    [][]any
}

// phnColumn is the name under which a health number stands in every relation.
const phnColumn = "phn"

// List asks the registry one of the questions of reconcile/sql/lists. A look that
// reveals health numbers is recorded in the audit log before anything is given.
// Its errors wrap [ErrNoRun], [ErrPurpose], [ErrNoSuchProvider], warehouse.ErrBusy or
// workspace.ErrNone.
func List(ctx context.Context, dir string, q Question) (found *Listed, err error) {
	if err := q.Look.Check(); err != nil {
		return nil, err
	}
	v, err := OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if q.Values, err = v.values(ctx, q); err != nil {
		return nil, err
	}
	found, err = v.ListFrom(ctx, q)
	if err != nil || !q.Look.Reveal {
		return found, err
	}
	if err := q.Look.Record(v.WS, found.people(), q.Name); err != nil {
		return nil, err
	}
	return found, nil
}

// values gives the values of a question's parameters, once it is sure that there
// is such a provider.
func (v *View) values(ctx context.Context, q Question) (map[string]any, error) {
	values := maps.Clone(q.Values)
	if values == nil {
		values = map[string]any{}
	}
	if q.Limit != nil {
		values["limit"] = int64(math.MaxInt64)
		if *q.Limit > 0 {
			values["limit"] = int64(*q.Limit)
		}
	}
	if q.Provider == nil {
		return values, nil
	}
	values["provider"] = nil
	if *q.Provider == "" {
		return values, nil
	}
	number, err := v.KnownProvider(ctx, *q.Provider)
	values["provider"] = number
	return values, err
}

// ListFrom asks a question. Text is shown as the look may see it too: ids and names
// are what somebody typed, and could be anybody's health number.
func (v *View) ListFrom(ctx context.Context, q Question) (*Listed, error) {
	statement := reconcile.Must(reconcile.Lists, q.Name)
	args := make([]any, 0, len(q.Values))
	for name, value := range q.Values {
		args = append(args, sql.Named(name, value))
	}
	rows, err := v.DB.Conn().QueryContext(ctx, statement.SQL, args...)
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", statement.Name, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", statement.Name, err)
	}
	found := &Listed{Rows: [][]any{}}
	for _, t := range types {
		found.Columns = append(found.Columns, QueryColumn{Name: t.Name(), Number: isNumber(t.DatabaseTypeName()) && t.Name() != phnColumn})
	}
	for rows.Next() {
		cells, err := scanCells(rows, types)
		if err != nil {
			return nil, fmt.Errorf("%s.sql: %w", statement.Name, err)
		}
		for i := range cells {
			cells[i] = q.Look.cell(found.Columns[i].Name, cells[i])
		}
		found.Rows = append(found.Rows, cells)
	}
	return found, rows.Err()
}

// cell renders a value as the look may see it.
func (l Look) cell(column string, value any) any {
	switch v := value.(type) {
	case int64:
		if column == phnColumn {
			return l.PHN(v)
		}
	case string:
		return l.Text(v)
	}
	return value
}

// people is how many people a list is about, as far as it names them.
func (l *Listed) people() int {
	for i, c := range l.Columns {
		if c.Name != phnColumn {
			continue
		}
		named := map[any]bool{}
		for _, cells := range l.Rows {
			named[cells[i]] = true
		}
		return len(named)
	}
	return 0
}
