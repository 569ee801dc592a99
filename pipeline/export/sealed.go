package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"empanel/pipeline/mask"
	"empanel/pipeline/seal"
)

// SealedName is the file that names the encrypted files of an export. Beside it
// stands the manifest as it would be of the same export in plain: encryption
// gives other bytes each time, so what two exports are compared by is in there.
const SealedName = "encrypted.json"

const sealedFormat = "empanel encrypted export"

// Sealed names the files of an encrypted export as they stand there.
type Sealed struct {
	Format   string       `json:"format"`
	Manifest SealedFile   `json:"manifest"` // which is not encrypted: it names nobody
	Files    []SealedFile `json:"files"`
}

// SealedFile is a file as it stands in the folder.
type SealedFile struct {
	Name   string `json:"name"` // with seal.Ending where it is encrypted
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the bytes that are there; that of what they hold is in the manifest
}

// Fault is a file of an export that is not as it was written.
type Fault struct{ File, What string }

// EncryptTo has an export in this folder encrypted; nil: not.
func (f Folder) EncryptTo(to *seal.Recipients) Folder {
	f.to = to
	return f
}

// encrypt encrypts every file that was written but the manifest, and removes the
// plain ones.
func (m *Making) encrypt() error {
	s := Sealed{Format: sealedFormat, Files: []SealedFile{}}
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(m.dir, e.Name())
		if e.Name() == ManifestName {
			if s.Manifest, err = describe(path); err != nil {
				return err
			}
			continue
		}
		sealed := path + seal.Ending
		if err := errors.Join(m.folder.to.WriteNew(sealed, path), seal.Rename(sealed), os.Remove(path)); err != nil {
			return err
		}
		f, err := describe(sealed)
		if err != nil {
			return err
		}
		s.Files = append(s.Files, f)
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return putPrivate(filepath.Join(m.dir, SealedName), append(text, '\n'))
}

func describe(path string) (SealedFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return SealedFile{}, err
	}
	defer file.Close() //nolint:errcheck // read only
	f := SealedFile{Name: filepath.Base(path)}
	f.SHA256, f.Bytes, err = HashOf(file)
	return f, err
}

// IsSealed says whether a folder holds an encrypted export.
func IsSealed(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, SealedName))
	return err == nil && info.Mode().IsRegular()
}

// CheckSealed holds every file of an encrypted export to its bytes, which takes
// no identity, and says what is wrong. What the files hold is not looked at.
func CheckSealed(dir string) (*Sealed, []Fault) {
	wrong := func(name, what string) []Fault { return []Fault{{mask.FileName(name), what}} }
	text, err := readSmall(filepath.Join(dir, SealedName))
	var s Sealed
	if err != nil || json.Unmarshal(text, &s) != nil || s.Format != sealedFormat || s.Manifest.Name != ManifestName {
		return nil, wrong(SealedName, "cannot be read as the list of an encrypted export")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, wrong(SealedName, "stands in a folder that cannot be read")
	}
	listed := map[string]SealedFile{}
	for _, f := range append([]SealedFile{s.Manifest}, s.Files...) {
		listed[f.Name] = f
	}
	var found []Fault
	for _, e := range entries {
		f, known := listed[e.Name()]
		switch {
		case e.Name() == SealedName:
			continue
		case !known:
			found = append(found, wrong(e.Name(), "is not of the export: "+SealedName+" does not name it")...)
			continue
		case !e.Type().IsRegular():
			found = append(found, wrong(e.Name(), "is no file: an export holds files only, and no links")...)
		default:
			switch is, err := describe(filepath.Join(dir, e.Name())); {
			case err != nil:
				found = append(found, wrong(e.Name(), "cannot be read to its end")...)
			case is != f:
				found = append(found, wrong(e.Name(), "has been changed since it was written")...)
			}
		}
		delete(listed, e.Name())
	}
	for _, f := range append([]SealedFile{s.Manifest}, s.Files...) {
		if _, missing := listed[f.Name]; missing {
			found = append(found, wrong(f.Name, "is missing")...)
		}
	}
	return &s, found
}

// Open gives a folder with an export in plain: the folder itself, or for an
// encrypted one a new folder for its owner only among the temporary files, which
// done removes. Its errors wrap seal.ErrSealed without identities, seal.ErrNotFor
// or seal.ErrDamaged.
func Open(dir string, opens *seal.Identities) (plain string, done func() error, err error) {
	if !IsSealed(dir) {
		return dir, func() error { return nil }, nil
	}
	s, faults := CheckSealed(dir)
	if len(faults) > 0 {
		return "", nil, fmt.Errorf("%s: %s %s", dir, faults[0].File, faults[0].What)
	}
	plain, err = os.MkdirTemp("", "empanel-export-") // of mode 0700
	if err != nil {
		return "", nil, fmt.Errorf("opening the export: %w", err)
	}
	done = func() error { return os.RemoveAll(plain) }
	for _, f := range append([]SealedFile{s.Manifest}, s.Files...) {
		if err := openInto(plain, dir, f.Name, opens); err != nil {
			return "", nil, errors.Join(fmt.Errorf("%s: %s %w", dir, mask.FileName(f.Name), err), done())
		}
	}
	return plain, done, nil
}

// openInto writes what a file of an export holds into another folder.
func openInto(plain, dir, name string, opens *seal.Identities) error {
	var in io.ReadCloser
	var err error
	path := filepath.Join(dir, filepath.Base(name))
	to := filepath.Base(name)
	if name == ManifestName {
		in, err = os.Open(path)
	} else {
		to = to[:max(0, len(to)-len(seal.Ending))]
		in, err = opens.Open(path)
	}
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // read only
	out, err := os.OpenFile(filepath.Join(plain, to), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// readSmall reads a file of the size that a list can have.
func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // read only
	return io.ReadAll(io.LimitReader(file, 64<<20))
}
