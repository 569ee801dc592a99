// Package publish makes what people read out of the registry: the
// pseudonymised snapshot that analysts open, and beside it, for those who may
// look, the list of who is who.
//
// It imports the warehouse and the rules' SQL, and no reader.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Names in the snapshot folder.
const (
	// Latest always names a whole, finished snapshot.
	Latest = "latest.duckdb"
	ending = ".duckdb"
	prefix = "R"
)

// Target says where a snapshot goes.
type Target struct {
	Folder string
	RunID  string
	Keep   int    // how many finished snapshots stay, the newest included
	Group  string // may read them besides the owner; empty means nobody
}

// Snapshot writes the relations for analysts into a database of its own,
// without health numbers, and swaps it in: under another name until it is
// whole and on disk, then renamed, then named by latest.duckdb. Who has an
// older one open keeps it for as long as they like.
func Snapshot(ctx context.Context, db *warehouse.Warehouse, t Target) error {
	unfinished := filepath.Join(t.Folder, ".unfinished"+ending)
	if err := removeDatabase(unfinished); err != nil {
		return err
	}
	if err := fillAndView(ctx, db, unfinished); err != nil {
		return errors.Join(err, removeDatabase(unfinished))
	}
	if err := share(unfinished, t.Group); err != nil {
		return err
	}
	finished := t.RunID + ending
	if err := syncThenRename(unfinished, filepath.Join(t.Folder, finished)); err != nil {
		return err
	}
	if err := point(t.Folder, finished); err != nil {
		return err
	}
	return prune(t.Folder, t.Keep)
}

func fillAndView(ctx context.Context, db *warehouse.Warehouse, path string) error {
	if err := fill(ctx, db, path); err != nil {
		return err
	}
	return addViews(ctx, path)
}

func fill(ctx context.Context, db *warehouse.Warehouse, path string) (err error) {
	if err := db.Attach(ctx, path, "snapshot"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Detach(context.WithoutCancel(ctx), "snapshot")) }()
	// The engine makes its files for everybody to read; this one is empty yet.
	if err := os.Chmod(path, 0o600); err != nil {
		return wrap(err)
	}
	// No transaction: nobody sees the file before it is whole, and each table
	// is written once instead of once more at the commit.
	for _, s := range reconcile.Statements(reconcile.Snapshot) {
		if _, err := db.Run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// addViews makes the relations that are views. A view names its tables without
// their database, so it is made in the snapshot opened by itself, as its
// readers will open it.
func addViews(ctx context.Context, path string) (err error) {
	snapshot, err := warehouse.Open(ctx, path, warehouse.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	for _, s := range reconcile.Statements(reconcile.SnapshotViews) {
		if _, err := snapshot.Run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// share sets who may read a snapshot: its owner, and the group where one is
// configured.
func share(path, group string) error {
	if group == "" {
		return wrap(os.Chmod(path, 0o600))
	}
	g, err := user.LookupGroup(group)
	if err != nil {
		return fmt.Errorf("publishing: publish.snapshot_group: %w", err)
	}
	id, err := strconv.Atoi(g.Gid)
	if err != nil {
		return fmt.Errorf("publishing: group %s has no number: %w", group, err)
	}
	return wrap(errors.Join(os.Chown(path, -1, id), os.Chmod(path, 0o640)))
}

func syncThenRename(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return wrap(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return wrap(err)
	}
	return wrap(os.Rename(from, to))
}

// point makes latest.duckdb name the finished snapshot, in one step.
func point(folder, finished string) error {
	next := filepath.Join(folder, ".latest"+ending)
	if err := removeDatabase(next); err != nil {
		return err
	}
	if err := os.Symlink(finished, next); err != nil {
		return wrap(err)
	}
	if err := os.Rename(next, filepath.Join(folder, Latest)); err != nil {
		return wrap(err)
	}
	d, err := os.Open(folder)
	if err != nil {
		return wrap(err)
	}
	return wrap(errors.Join(d.Sync(), d.Close()))
}

// prune removes the oldest snapshots beyond those to keep.
func prune(folder string, keep int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return wrap(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), ending) {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	for len(names) > keep {
		if err := os.Remove(filepath.Join(folder, names[0])); err != nil {
			return wrap(err)
		}
		names = names[1:]
	}
	return nil
}

func removeDatabase(path string) error {
	for _, p := range []string{path, path + ".wal"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return wrap(err)
		}
	}
	return nil
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("publishing: %w", err)
}
