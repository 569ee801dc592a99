package pipeline_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

// database is what a test asks.
type database interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
	Close() error
}

// looking is one engine for the tests' looks at registries and snapshots: to
// start one costs ten times what is asked of it.
var looking = sync.OnceValues(func() (*sql.DB, error) { return sql.Open("duckdb", "") })

var looks atomic.Int64

// look is a database opened for reading in the engine of all looks. A file is
// looked at by one at a time.
type look struct {
	conn *sql.Conn
	name string
}

func lookAt(path string) (*look, error) {
	ctx := context.Background()
	engine, err := looking()
	if err != nil {
		return nil, err
	}
	conn, err := engine.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &look{conn, fmt.Sprintf("look%d", looks.Add(1))}
	for _, statement := range []string{
		"attach '" + strings.ReplaceAll(path, "'", "''") + "' as " + l.name + " (read_only)", "use " + l.name,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return l, nil
}

func (l *look) Query(query string, args ...any) (*sql.Rows, error) {
	return l.conn.QueryContext(context.Background(), query, args...)
}

func (l *look) QueryRow(query string, args ...any) *sql.Row {
	return l.conn.QueryRowContext(context.Background(), query, args...)
}

func (l *look) Close() error {
	ctx := context.Background()
	_, using := l.conn.ExecContext(ctx, "use memory")
	_, detaching := l.conn.ExecContext(ctx, "detach "+l.name)
	return errors.Join(using, detaching, l.conn.Close())
}
