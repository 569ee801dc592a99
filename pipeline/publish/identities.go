package publish

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// IdentitiesFile is the name of the list of who is who. It stands in the
// workspace's own snapshot folder, never in a shared one.
const IdentitiesFile = "identities.duckdb"

// Identities writes the list of who is who (person_key, phn) into a database
// of its own at path, mode 0600, and swaps it in when it is whole and on disk.
// The database db holds the registry, and must be allowed to write in the
// folder of path.
func Identities(ctx context.Context, db *warehouse.Warehouse, path string) error {
	unfinished := filepath.Join(filepath.Dir(path), ".identities"+ending)
	if err := wrap(warehouse.Remove(unfinished)); err != nil {
		return err
	}
	if err := listIdentities(ctx, db, unfinished); err != nil {
		return errors.Join(err, wrap(warehouse.Remove(unfinished)))
	}
	if err := os.Chmod(unfinished, 0o600); err != nil {
		return wrap(err)
	}
	return syncThenRename(unfinished, path)
}

func listIdentities(ctx context.Context, db *warehouse.Warehouse, path string) (err error) {
	if err := db.Attach(ctx, path, "identities"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Detach(context.WithoutCancel(ctx), "identities")) }()
	// The empty file belongs to the owner alone before a number is in it.
	if err := os.Chmod(path, 0o600); err != nil {
		return wrap(err)
	}
	return db.Transaction(ctx, func() error {
		_, err := db.Run(ctx, reconcile.Must("", "identities"))
		return err
	})
}
