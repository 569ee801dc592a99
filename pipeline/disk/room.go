package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Room is what this account may still write to a disk.
type Room struct {
	Bytes int64
	Files int64 // 0 and HasFiles false where the file system does not count them
	// HasFiles says whether the file system has a bound on files.
	HasFiles bool
}

// Free gives the room on the disk of a folder.
func Free(folder string) (Room, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return Room{}, fmt.Errorf("asking how much room there is for %s: %w", folder, err)
	}
	return Room{Bytes: int64(s.Bavail) * int64(s.Bsize), Files: int64(s.Ffree), HasFiles: s.Files > 0}, nil
}

// Size adds up the files below a folder, in bytes. A file that goes meanwhile is
// not counted, and no link is followed.
func Size(folder string) (bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		return bytes, fmt.Errorf("measuring %s: %w", folder, err)
	}
	return bytes, nil
}
