// Package durable writes what must still be there after the power went: a file
// under another name, synced, renamed, and its folder synced, so that a name
// never stands for half a file, and what relies on a name finds it.
//
// It knows nothing of what is in the files, and imports nothing of this project.
package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// UnfinishedEnding is added to the name of a file that is not whole, which
// begins with a dot besides. Who is killed leaves at most one such file for a
// name: the next to write the name begins with it again.
const UnfinishedEnding = ".unfinished"

// Unfinished is where a file stands until it is whole.
func Unfinished(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+UnfinishedEnding)
}

// WriteFile puts a file with this content at path, for its owner only: whole and
// on disk, its name too, or as it was. Two must not write one name at one time.
func WriteFile(path string, content []byte) error {
	unfinished := Unfinished(path)
	if err := put(unfinished, content); err != nil {
		return errors.Join(err, remove(unfinished))
	}
	if err := os.Rename(unfinished, path); err != nil {
		return errors.Join(err, remove(unfinished))
	}
	return SyncFolder(filepath.Dir(path))
}

// WriteUnnamed puts a file with this content at a path that nobody relies on
// before it is on disk, its name too. Who is killed may leave half of it.
func WriteUnnamed(path string, content []byte) error {
	if err := put(path, content); err != nil {
		return errors.Join(err, remove(path))
	}
	return SyncFolder(filepath.Dir(path))
}

func put(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// SyncFile makes the content of a file durable, whoever wrote it.
func SyncFile(path string) error {
	return syncing(path, func(f *os.File) error { return f.Sync() })
}

// SyncFolder makes the names in a folder as durable as the files.
func SyncFolder(folder string) error {
	return syncing(folder, func(d *os.File) error { return d.Sync() })
}

// SyncFileSystem makes everything durable that was written to the file system
// of a folder, names and contents. A night touches hundreds of the archive's
// folders, and the disk takes as long for one of them as for all at once.
func SyncFileSystem(folder string) error {
	return syncing(folder, func(d *os.File) error { return unix.Syncfs(int(d.Fd())) })
}

func syncing(path string, sync func(*os.File) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	if err := errors.Join(sync(f), f.Close()); err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	return nil
}
