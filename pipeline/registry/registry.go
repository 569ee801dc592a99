// Package registry keeps the file registry.duckdb: makes it with its tables, and
// tells whether it is there and of this version. It knows neither rules nor runs.
package registry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// ErrMissing is the error of a workspace with a ledger and no
// registry: running on would begin an empty one beside all the evidence.
var ErrMissing = errors.New("the ledger has runs, but registry.duckdb is not there: make it again from the ledger: empanel rebuild")

// MayBegin gives [ErrMissing] where there are runs in the ledger and no registry.
func MayBegin(ws *workspace.Workspace) error {
	finished, err := ledger.Finished(ws.Ledger())
	if err != nil {
		return err
	}
	if len(finished) > 0 && !warehouse.Exists(ws.Registry()) {
		return ErrMissing
	}
	return nil
}

// Make makes the file of a new registry, with its tables, under another
// name, so that nobody ever finds one without them.
func Make(ctx context.Context, path string) error {
	unfinished := path + UnfinishedEnding
	if err := Remove(unfinished); err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, unfinished, warehouse.Options{})
	if err != nil {
		return err
	}
	// The engine makes its files for everybody to read; this one is empty yet.
	err = errors.Join(os.Chmod(unfinished, 0o600), CreateSchema(ctx, db), db.Close())
	if err != nil {
		return fmt.Errorf("making the registry: %w", err)
	}
	if err := os.Rename(unfinished, path); err != nil {
		return fmt.Errorf("making the registry: %w", err)
	}
	return nil
}

// UnfinishedEnding is added to the name of a registry without its tables.
const UnfinishedEnding = ".new"

// WalEnding is added to the name of what the engine has not yet put into a
// database file.
const WalEnding = ".wal"

// Remove removes a database file and what the engine keeps beside it,
// where they are.
func Remove(path string) error {
	for _, left := range []string{path, path + WalEnding} {
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("making the registry: %w", err)
		}
	}
	return nil
}
