// Package registry keeps the file registry.duckdb: makes it with its tables, and
// tells whether it is there and of this version. It knows neither rules nor runs.
package registry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"empanel/pipeline/durable"
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
	if err := warehouse.Remove(unfinished); err != nil {
		return fmt.Errorf("making the registry: %w", err)
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
	// The engine has synced the file as it closed it.
	if err := os.Rename(unfinished, path); err != nil {
		return fmt.Errorf("making the registry: %w", err)
	}
	return durable.SyncFolder(filepath.Dir(path))
}

// UnfinishedEnding is added to the name of a registry without its tables.
const UnfinishedEnding = ".new"
