// Package export is what every export has in common: a folder that is written
// under another name and takes the place of an earlier, unchanged one; its
// manifest; sheets that a spreadsheet cannot be harmed by.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"empanel/pipeline/seal"
)

// ErrFolderInUse is the error of an export into a folder that holds something
// else, or an export that somebody has changed since: a sheet that is filled in
// must not be lost.
var ErrFolderInUse = errors.New("the folder holds other things than an unchanged export: name another with --out, or move what is in it")

// Done is an export that is written.
type Done struct {
	Dir string
	Manifest
}

// Folder is a folder that an export may be written into.
type Folder struct {
	dir       string
	exists    bool
	unchanged func(dir string, entries []os.DirEntry) bool
	to        *seal.Recipients // nil: it is not encrypted
}

// OpenFolder gives a folder for an export, if it is not there, empty, or holds an
// export as it was written.
func OpenFolder(dir string) (Folder, error) { return OpenFolderOf(dir, unchangedExport) }

// OpenFolderOf is [OpenFolder] for an export with a manifest of its own kind:
// unchanged says whether a folder with these entries holds one and nothing else,
// every file as it was written.
func OpenFolderOf(dir string, unchanged func(dir string, entries []os.DirEntry) bool) (Folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Folder{}, fmt.Errorf("writing the export: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return Folder{dir: dir, unchanged: unchanged}, nil
	}
	if err != nil {
		return Folder{}, fmt.Errorf("writing the export: %w", err)
	}
	f := Folder{dir: dir, exists: true, unchanged: unchanged}
	if len(entries) > 0 && !f.isUnchanged(entries, dir) {
		return Folder{}, ErrFolderInUse
	}
	return f, nil
}

// Unchanged says whether a folder holds an export of sheets or an encrypted export
// and nothing else, every file as it was written.
func Unchanged(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && Folder{unchanged: unchangedExport}.isUnchanged(entries, dir)
}

// isUnchanged says whether what stands in dir is an export as it was written,
// encrypted or not.
func (f Folder) isUnchanged(entries []os.DirEntry, dir string) bool {
	if IsSealed(dir) {
		_, faults := CheckSealed(dir)
		return len(faults) == 0
	}
	return f.unchanged(dir, entries)
}

// unchangedExport says whether a folder holds an export and nothing else, every
// file as it was written.
func unchangedExport(dir string, entries []os.DirEntry) bool {
	text, err := os.ReadFile(filepath.Join(dir, ManifestName))
	var m Manifest
	if err != nil || json.Unmarshal(text, &m) != nil {
		return false
	}
	for _, e := range entries {
		if e.Name() == ManifestName {
			continue
		}
		i := slices.IndexFunc(m.Files, func(f File) bool { return f.Name == e.Name() })
		if i < 0 || !e.Type().IsRegular() {
			return false
		}
		if sum, err := Hash(filepath.Join(dir, e.Name())); err != nil || sum != m.Files[i].SHA256 {
			return false
		}
	}
	return true
}

// Write writes an export of sheets, and puts it there when it is whole.
func (f Folder) Write(m *Manifest, sheets []Sheet) (done *Done, err error) {
	making, err := f.Begin()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, making.Discard()) }()
	for i := range sheets {
		if err := making.Put(sheets[i].name, sheets[i].Text(), sheets[i].rows); err != nil {
			return nil, err
		}
	}
	m.Files = making.Files()
	if err := making.Finish(m); err != nil {
		return nil, err
	}
	return &Done{f.dir, *m}, nil
}

// place gives a folder that is whole its name. An earlier export changes places
// with it, in one step where the file system can: whoever looks, and whoever is
// killed, finds one of them under the name. The earlier one goes only then, and
// only if nobody has written into it since it was looked at: exports take their
// time.
func (f Folder) place(making string) error {
	if !f.exists {
		return os.Rename(making, f.dir)
	}
	err := exchange(making, f.dir)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return f.placeInTurn(making)
	}
	if err != nil {
		return err
	}
	if err := f.mayGo(making); err != nil {
		return errors.Join(err, exchange(making, f.dir))
	}
	return os.RemoveAll(making)
}

func exchange(a, b string) error {
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}

// placeInTurn is place where two names cannot be exchanged.
func (f Folder) placeInTurn(making string) error {
	old := making + ".old"
	if err := os.Rename(f.dir, old); err != nil {
		return err
	}
	if err := f.mayGo(old); err != nil {
		return errors.Join(err, os.Rename(old, f.dir))
	}
	if err := os.Rename(making, f.dir); err != nil {
		return errors.Join(err, os.Rename(old, f.dir))
	}
	return os.RemoveAll(old)
}

// mayGo says whether an earlier export, now under another name, is as it was.
func (f Folder) mayGo(old string) error {
	entries, err := os.ReadDir(old)
	if err != nil || len(entries) > 0 && !f.isUnchanged(entries, old) {
		return errors.Join(ErrFolderInUse, err)
	}
	return nil
}
