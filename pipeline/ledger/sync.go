package ledger

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

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

func syncing(folder string, sync func(*os.File) error) error {
	d, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", folder, err)
	}
	if err := errors.Join(sync(d), d.Close()); err != nil {
		return fmt.Errorf("syncing %s: %w", folder, err)
	}
	return nil
}
