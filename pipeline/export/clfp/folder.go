package clfp

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"empanel/pipeline/ledger"
)

// ErrFolderInUse is the error of an export into a folder that holds something
// else, or a bundle that somebody has changed since.
var ErrFolderInUse = errors.New("the folder holds other things than an unchanged bundle: name another with --out, or move what is in it")

// folder is one that a bundle may come to stand in.
type folder struct {
	dir    string
	exists bool
}

// openFolder gives a folder for a bundle, if it is not there, empty, or holds a
// bundle as it was written.
func openFolder(dir string) (folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return folder{}, fmt.Errorf("writing the export: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return folder{dir: dir}, nil
	}
	if err != nil {
		return folder{}, fmt.Errorf("writing the export: %w", err)
	}
	if len(entries) > 0 {
		_, wrong, err := checkFiles(dir)
		if err != nil || len(wrong) > 0 {
			return folder{}, ErrFolderInUse
		}
	}
	return folder{dir, true}, nil
}

// make makes the folder in which a bundle is written until it is whole: beside
// its place, and of mode 0700.
func (f folder) make() (string, error) {
	parent := filepath.Dir(f.dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", fmt.Errorf("writing the export: %w", err)
	}
	making, err := os.MkdirTemp(parent, ".export-")
	if err != nil {
		return "", fmt.Errorf("writing the export: %w", err)
	}
	return making, nil
}

// place gives a folder that is whole its name. An earlier bundle goes only once
// its place is taken.
func (f folder) place(making string) error {
	if err := ledger.SyncFolder(making); err != nil {
		return err
	}
	if !f.exists {
		if err := os.Rename(making, f.dir); err != nil {
			return fmt.Errorf("writing the export: %w", err)
		}
		return ledger.SyncFolder(filepath.Dir(f.dir))
	}
	old := making + ".old"
	if err := os.Rename(f.dir, old); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	if err := os.Rename(making, f.dir); err != nil {
		return fmt.Errorf("writing the export: %w", errors.Join(err, os.Rename(old, f.dir)))
	}
	return errors.Join(ledger.SyncFolder(filepath.Dir(f.dir)), os.RemoveAll(old))
}

// finished makes a file that the database wrote its owner's, puts it on disk, and
// describes it.
func finished(path string, rows int64) (File, error) {
	f := File{Name: filepath.Base(path), Rows: rows}
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return f, fmt.Errorf("writing the export: %w", err)
	}
	defer file.Close() //nolint:errcheck // synced below
	if err := errors.Join(file.Chmod(0o600), file.Sync()); err != nil {
		return f, fmt.Errorf("writing the export: %w", err)
	}
	f.SHA256, f.Bytes, err = hashFile(file)
	return f, err
}

func hashFile(file io.Reader) (sum string, size int64, err error) {
	h := sha256.New()
	size, err = io.Copy(h, file)
	if err != nil {
		return "", size, fmt.Errorf("reading the file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// putPrivate writes a new file for its owner only, and puts it on disk.
func putPrivate(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return nil
}
