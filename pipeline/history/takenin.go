package history

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// patience is how long [TakenIn] waits for a run that has the registry open.
const patience = time.Minute

// TakenIn gives the channels of which a file was accepted lately: received after
// the one time, or taken in by a run that began after the other. Where nothing has
// been taken in yet, there are none. It waits a minute for a run that is under
// way, and then gives warehouse.ErrBusy.
func TakenIn(ctx context.Context, dir string, received, run time.Time) (channels []string, err error) {
	v, err := openPatiently(ctx, dir)
	if errors.Is(err, ask.ErrNoRun) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	moment := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, "taken_in"), func(rows *sql.Rows, channel *string) error {
		return rows.Scan(channel)
	}, sql.Named("received", moment(received)), sql.Named("run", moment(run)))
}

func openPatiently(ctx context.Context, dir string) (*ask.View, error) {
	for begun := time.Now(); ; {
		v, err := ask.OpenRegistry(ctx, dir)
		if !errors.Is(err, warehouse.ErrBusy) || time.Since(begun) > patience {
			return v, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
