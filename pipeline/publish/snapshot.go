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
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"

	"empanel/pipeline/durable"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Names in the snapshot folder.
const (
	// Latest always names a whole, finished snapshot.
	Latest = "latest.duckdb"
	ending = ".duckdb"
)

// Target says where a snapshot goes.
type Target struct {
	Folder string
	RunID  string
	Keep   int    // how many finished snapshots stay, the newest included
	Group  string // may read them besides the owner; empty means nobody
	// Carry allows to carry over what the snapshot before says and this run has
	// not changed. Only a run that judged whom the night concerns may, while its
	// temporary tables say whom.
	Carry bool
}

// Snapshot writes the relations for analysts into a database of its own,
// without health numbers, and swaps it in: under another name until it is
// whole and on disk, then renamed, then named by latest.duckdb. Who has an
// older one open keeps it for as long as they like.
func Snapshot(ctx context.Context, db *warehouse.Warehouse, t Target) error {
	unfinished, err := write(ctx, db, t)
	if err != nil {
		return err
	}
	if err := t.place(unfinished); err != nil {
		return err
	}
	return prune(t.Folder, t.name(), t.Keep)
}

// Replace is [Snapshot] under another key of the pseudonyms: once the new
// snapshot is whole, swapKey is called, and only if that succeeds does it take the
// place of every other, which then go, however many are kept otherwise.
func Replace(ctx context.Context, db *warehouse.Warehouse, t Target, swapKey func() error) error {
	unfinished, err := write(ctx, db, t)
	if err != nil {
		return err
	}
	if err := swapKey(); err != nil {
		return errors.Join(err, wrap(warehouse.Remove(unfinished)))
	}
	if err := t.place(unfinished); err != nil {
		return err
	}
	return Withdraw(t.Folder, t.name())
}

// Withdraw removes every snapshot but one; an empty name keeps none.
func Withdraw(folder, but string) error {
	names, err := finished(folder)
	if err != nil {
		return err
	}
	if but == "" {
		names = append(names, Latest)
	}
	for _, name := range names {
		if name == but {
			continue
		}
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return wrap(err)
		}
	}
	return wrap(durable.SyncFolder(folder))
}

func (t Target) name() string { return t.RunID + ending }

// write writes a snapshot under a name that nobody takes for a finished one.
func write(ctx context.Context, db *warehouse.Warehouse, t Target) (unfinished string, err error) {
	unfinished = filepath.Join(t.Folder, ".unfinished"+ending)
	if err := wrap(warehouse.Remove(unfinished)); err != nil {
		return "", err
	}
	carried, err := carryOver(ctx, db, t, unfinished)
	if err == nil && !carried {
		err = fill(ctx, db, unfinished)
	}
	if err != nil {
		return "", errors.Join(err, wrap(warehouse.Remove(unfinished)))
	}
	if err := share(unfinished, t.Group); err != nil {
		return "", errors.Join(err, wrap(warehouse.Remove(unfinished)))
	}
	return unfinished, nil
}

// place gives a whole snapshot its name, and has latest.duckdb name it.
func (t Target) place(unfinished string) error {
	if err := syncThenRename(unfinished, filepath.Join(t.Folder, t.name())); err != nil {
		return err
	}
	return point(t.Folder, t.name())
}

// fill writes a snapshot whole.
func fill(ctx context.Context, db *warehouse.Warehouse, path string) error {
	if err := begin(path); err != nil {
		return err
	}
	if err := sayHow(ctx, db, 0); err != nil {
		return err
	}
	return into(ctx, db, path, func() error {
		// A large table is written by itself, once, instead of once more at a
		// commit.
		if err := db.RunAll(ctx, reconcile.SnapshotLarge); err != nil {
			return err
		}
		if err := db.Transaction(ctx, func() error { return db.RunAll(ctx, reconcile.Snapshot) }); err != nil {
			return err
		}
		// A view names its tables without their database, as its readers will
		// open it under any name.
		return db.Within(ctx, "snapshot", func() error {
			return db.Transaction(ctx, func() error { return db.RunAll(ctx, reconcile.SnapshotViews) })
		})
	})
}

// into does f while the database at path is attached as snapshot.
func into(ctx context.Context, db *warehouse.Warehouse, path string, f func() error) (err error) {
	if err := db.AttachUnseen(ctx, path, "snapshot"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Detach(context.WithoutCancel(ctx), "snapshot")) }()
	return f()
}

// share sets who may read a snapshot: its owner, and the group where one is
// configured.
func share(path, group string) error {
	if group == "" {
		return wrap(os.Chmod(path, 0o600))
	}
	id, err := groupNumber(group)
	if err != nil {
		return wrap(err)
	}
	return wrap(errors.Join(os.Chown(path, -1, id), os.Chmod(path, 0o640)))
}

// CheckGroup says what is wrong with a group that is to read snapshots; an
// empty one is nobody.
func CheckGroup(group string) error {
	if group == "" {
		return nil
	}
	_, err := groupNumber(group)
	return err
}

func groupNumber(group string) (int, error) {
	g, err := user.LookupGroup(group)
	if err != nil {
		return 0, fmt.Errorf("there is no group %s on this machine", group)
	}
	id, err := strconv.Atoi(g.Gid)
	if err != nil {
		return 0, fmt.Errorf("group %s has no number", group)
	}
	return id, nil
}

// syncThenRename gives a file that is whole its name, for good: latest.duckdb
// is to rely on it.
func syncThenRename(from, to string) error {
	if err := durable.SyncFile(from); err != nil {
		return wrap(err)
	}
	if err := os.Rename(from, to); err != nil {
		return wrap(err)
	}
	return wrap(durable.SyncFolder(filepath.Dir(to)))
}

// point makes latest.duckdb name the finished snapshot, in one step.
func point(folder, finished string) error {
	next := filepath.Join(folder, ".latest"+ending)
	if err := wrap(warehouse.Remove(next)); err != nil {
		return err
	}
	if err := os.Symlink(finished, next); err != nil {
		return wrap(err)
	}
	if err := os.Rename(next, filepath.Join(folder, Latest)); err != nil {
		return wrap(err)
	}
	return wrap(durable.SyncFolder(folder))
}

// ours is the name of a snapshot. What else stands in a shared folder is
// somebody else's.
var ours = regexp.MustCompile(`^R[0-9]{6,}\.duckdb$`)

// finished lists the snapshots in a folder.
func finished(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, wrap(err)
	}
	var names []string
	for _, e := range entries {
		if ours.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// prune removes the oldest snapshots of earlier runs than the one just
// published, beyond those to keep.
func prune(folder, published string, keep int) error {
	all, err := finished(folder)
	if err != nil {
		return err
	}
	earlier := slices.DeleteFunc(all, func(name string) bool { return !before(name, published) })
	sort.Slice(earlier, func(i, j int) bool { return before(earlier[i], earlier[j]) })
	for len(earlier) > keep-1 {
		if err := os.Remove(filepath.Join(folder, earlier[0])); err != nil {
			return wrap(err)
		}
		earlier = earlier[1:]
	}
	return nil
}

// Beyond gives the snapshots in a folder beyond the newest so many, and never the
// one that latest.duckdb names.
func Beyond(folder string, keep int) (paths []string, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(err)
	}
	published, err := os.Readlink(filepath.Join(folder, Latest))
	if err != nil {
		return nil, nil //nolint:nilerr // nothing is published, so nothing is older than that
	}
	var names []string
	for _, e := range entries {
		if ours.MatchString(e.Name()) && e.Type().IsRegular() && before(e.Name(), published) {
			names = append(names, e.Name())
		}
	}
	sort.Slice(names, func(i, j int) bool { return before(names[i], names[j]) })
	for len(names) > keep-1 {
		paths = append(paths, filepath.Join(folder, names[0]))
		names = names[1:]
	}
	return paths, nil
}

// before compares the names of two snapshots by the number of their runs.
func before(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("publishing: %w", err)
}
