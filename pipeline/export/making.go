package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"empanel/pipeline/durable"
)

// Making is an export that is being written beside its folder, file by file, so
// that no more than one of them need be in memory.
type Making struct {
	folder Folder
	dir    string
	files  []File
}

// Begin begins an export beside its folder. [Making.Discard] takes back what is
// not finished.
func (f Folder) Begin() (*Making, error) {
	parent := filepath.Dir(f.dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	dir, err := os.MkdirTemp(parent, ".export-") // of mode 0700
	if err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	return &Making{folder: f, dir: dir}, nil
}

// Dir is where its files are written.
func (m *Making) Dir() string { return m.dir }

// Place is where it will stand.
func (m *Making) Place() string { return m.folder.dir }

// Put writes a file of the export, for its owner only. It is on disk when the
// export is finished: thousands of files take as long one by one as all at once.
func (m *Making) Put(name string, content []byte, rows int) error {
	if err := putPrivate(filepath.Join(m.dir, name), content); err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	m.files = append(m.files, File{Name: name, SHA256: hex.EncodeToString(sum[:]), Rows: rows})
	return nil
}

// Wrote takes up a file that somebody else, the engine say, has written into
// [Making.Dir].
func (m *Making) Wrote(name string, rows int) error {
	path := filepath.Join(m.dir, name)
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	sum, err := Hash(path)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	m.files = append(m.files, File{Name: name, SHA256: sum, Rows: rows})
	return nil
}

// Files are the files so far, for the manifest, in the order in which they came.
func (m *Making) Files() []File { return append([]File{}, m.files...) }

// Finish writes the manifest, which names the files under "files", and gives the
// export its place.
func (m *Making) Finish(manifest any) error {
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return m.FinishWith(append(text, '\n'))
}

// FinishWith is [Making.Finish] with a manifest that is written already.
func (m *Making) FinishWith(manifest []byte) error {
	if err := putPrivate(filepath.Join(m.dir, ManifestName), manifest); err != nil {
		return err
	}
	if m.folder.to != nil {
		if err := m.encrypt(); err != nil {
			return fmt.Errorf("encrypting the export: %w", err)
		}
	}
	if err := durable.SyncFileSystem(m.dir); err != nil {
		return err
	}
	if err := m.folder.place(m.dir); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return durable.SyncFolder(filepath.Dir(m.folder.dir))
}

// Discard removes what was not finished.
func (m *Making) Discard() error {
	if err := os.RemoveAll(m.dir); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return nil
}

// Hash gives the SHA-256 of a file of any size.
func Hash(path string) (sum string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum, _, err = HashOf(file)
	return sum, err
}

// HashOf gives the SHA-256 of what is read to its end, and how many bytes it is.
func HashOf(src io.Reader) (sum string, size int64, err error) {
	h := sha256.New()
	if size, err = io.Copy(h, src); err != nil {
		return "", size, fmt.Errorf("reading the file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// putPrivate writes a new file for its owner only.
func putPrivate(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return nil
}
