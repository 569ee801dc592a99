// Package disk says in plain words what a disk did not do: that it is full, how
// much a run needs, and which folder cannot be written; and asks how much room
// there is.
//
// It imports pipeline/workspace for where things stand, and nothing else of this
// project.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"empanel/pipeline/workspace"
)

// FullError is the error of work that a disk had no room for.
type FullError struct {
	Folder string
	Free   int64 // bytes, when the work had ended and its unfinished files were gone; -1 where that is not known
	Needed int64 // bytes: with so much a run is sure to have enough, as a rule
	Err    error // what could not be written
}

// Error says how much there is, how much is needed, and what to do. What could
// not be written comes after it.
func (e *FullError) Error() string {
	has := "has no room left"
	if e.Free >= 0 {
		has = "has " + megabytes(e.Free) + " left"
	}
	return fmt.Sprintf("the disk is full: that of %s %s. Make room, so that %s are free, then do it again\n%v", e.Folder, has, megabytes(e.Needed), e.Err)
}

// Unwrap gives what could not be written.
func (e *FullError) Unwrap() error { return e.Err }

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20) }

// Explain gives a *[FullError] for an error that comes of a full disk, and any
// other error as it is.
func Explain(ws *workspace.Workspace, err error) error {
	if err == nil || !isFull(err) {
		return err
	}
	e := &FullError{Folder: ws.Dir(), Free: -1, Needed: Needed(ws), Err: err}
	if free, err := Free(ws.Dir()); err == nil {
		e.Free = free.Bytes
	}
	return e
}

// isFull says whether an error comes of a full disk, or of a quota that is used
// up. The database hands on the system's words, and has its own for what it
// spills.
func isFull(err error) bool {
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		return true
	}
	for _, words := range []string{unix.ENOSPC.Error(), unix.EDQUOT.Error(), "max_temp_directory_size"} {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(words)) {
			return true
		}
	}
	return false
}

// spare is what a run of a small registry needs, in bytes: its new tables and
// their snapshot take so much however few rows they have.
const spare = 32 << 20

// Needed is how many bytes of free disk a run is sure to have enough with, as a
// rule: the registry may grow by as much again as it has, its snapshot is no
// larger than that, and the evidence is smaller than the files it is in.
func Needed(ws *workspace.Workspace) int64 {
	needed := int64(spare)
	if info, err := os.Stat(ws.Registry()); err == nil {
		needed += 2 * info.Size()
	}
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(ws.Inbox(channel))
		if err != nil {
			continue // the run itself says what is wrong with it
		}
		for _, e := range entries {
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
				needed += 2 * info.Size()
			}
		}
	}
	return needed
}

// NotWritableError is the error of a folder, or the registry's file, that a run
// must write and may not.
type NotWritableError struct {
	Path string
	Err  error
}

// Error names it and says what to do.
func (e *NotWritableError) Error() string {
	do := "give the account that runs empanel the right to write it (chmod u+w, chown)"
	if errors.Is(e.Err, unix.EROFS) {
		do = "its file system is read-only: mount it for writing, after a look at why it is not"
	}
	if errors.Is(e.Err, fs.ErrNotExist) {
		do = "it is missing: make it again, mode 0700, or restore it from a backup"
	}
	return fmt.Sprintf("%s cannot be written (%v), so nothing was begun: %s", e.Path, e.Err, do)
}

// Unwrap gives the system's error.
func (e *NotWritableError) Unwrap() error { return e.Err }

// MustBeWritable finds out before a run begins whether it may write where it
// must: the folders of a workspace, that of the snapshots, and the registry. It
// gives a *[NotWritableError] for each that it may not.
func MustBeWritable(ws *workspace.Workspace, snapshots string) error {
	var all error
	for _, folder := range []string{ws.Dir(), ws.Claimed(), ws.Archive(), ws.Ledger(), ws.Reports(), ws.Spill(), snapshots} {
		err := unix.Faccessat(unix.AT_FDCWD, folder, unix.W_OK|unix.X_OK, unix.AT_EACCESS)
		if errors.Is(err, unix.ENOENT) && madeWhenMissing(ws, folder) {
			continue
		}
		if err != nil {
			all = errors.Join(all, &NotWritableError{folder, err})
		}
	}
	if err := unix.Faccessat(unix.AT_FDCWD, ws.Registry(), unix.W_OK, unix.AT_EACCESS); err != nil && !errors.Is(err, unix.ENOENT) {
		all = errors.Join(all, &NotWritableError{ws.Registry(), err})
	}
	return all
}

// madeWhenMissing says whether a run makes a folder that is not there.
func madeWhenMissing(ws *workspace.Workspace, folder string) bool {
	switch filepath.Clean(folder) {
	case ws.Claimed(), ws.Archive(), ws.Reports(), ws.Spill():
		return true
	}
	return false
}
