package intake

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"empanel/pipeline/durable"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// Stored is a file where the archive has it.
type Stored struct {
	Path      string
	Encrypted bool
	Bytes     int64 // on disk
}

// FindStored looks for the file with this submission id in the archive, and gives
// an error that wraps fs.ErrNotExist when it is not there. Where there is a plain
// and an encrypted one, it is the plain: what was killed between writing the one
// and removing the other leaves both, and the plain one is whole.
func FindStored(ws *workspace.Workspace, submissionID string) (Stored, error) {
	path := ArchivePath(ws, submissionID)
	for _, s := range []Stored{{Path: path}, {Path: path + seal.Ending, Encrypted: true}} {
		info, err := os.Lstat(s.Path)
		if err == nil {
			s.Bytes = info.Size()
			return s, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return Stored{}, err
		}
	}
	return Stored{}, fs.ErrNotExist
}

// PathsOf are the places where the archive may have the file with this submission
// id.
func PathsOf(ws *workspace.Workspace, submissionID string) []string {
	path := ArchivePath(ws, submissionID)
	return []string{path, path + seal.Ending}
}

// Content is what a file in the archive holds, as it was sent.
type Content interface {
	io.ReadSeeker
	io.Closer
}

// Open gives the content. For an encrypted file that takes an identity that opens
// it: otherwise its error wraps seal.ErrSealed, seal.ErrNotFor or
// seal.ErrDamaged.
func (s Stored) Open(with *seal.Identities) (Content, error) {
	if s.Encrypted {
		return with.Open(s.Path)
	}
	return os.Open(s.Path)
}

// ID gives the SHA-256 of the content.
func (s Stored) ID(with *seal.Identities) (string, error) {
	content, err := s.Open(with)
	if err != nil {
		return "", err
	}
	defer content.Close() //nolint:errcheck // read only
	id, _, err := submissionID(content)
	return id, err
}

// archiveEncrypted is what [Archive] does where there are recipients: it writes
// each file encrypted under another name, syncs all of them, gives them their
// names, syncs again, and only then removes the plain ones. Wherever it is
// killed, each file is in the run's own folder still, or in the archive.
func archiveEncrypted(ws *workspace.Workspace, files []File, to *seal.Recipients) error {
	fail := func(err error) error { return fmt.Errorf("archiving: %w", err) }
	written := map[string]bool{}
	for i := range files {
		target := ArchivePath(ws, files[i].ID) + seal.Ending
		if written[target] {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return fail(err)
		}
		err := to.WriteNew(target, files[i].Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // archived before, by what was killed then
		}
		if err != nil {
			return fail(err)
		}
		written[target] = true
	}
	if err := nameEncrypted(ws, written); err != nil {
		return fail(err)
	}
	for i := range files {
		// The archive may have had it plain, from before there were recipients.
		plain := ArchivePath(ws, files[i].ID)
		if !written[plain+seal.Ending] {
			plain = files[i].Path
		}
		for _, path := range []string{files[i].Path, plain} {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fail(err)
			}
		}
	}
	return nil
}

// nameEncrypted gives new encrypted files of the archive their names. Both are on
// disk when it is done.
func nameEncrypted(ws *workspace.Workspace, written map[string]bool) error {
	if len(written) == 0 {
		return nil
	}
	if err := durable.SyncFileSystem(ws.Archive()); err != nil {
		return err
	}
	for target := range written {
		if err := seal.Rename(target); err != nil {
			return err
		}
	}
	return durable.SyncFileSystem(ws.Archive())
}

// EncryptStored encrypts plain files of the archive, as [Archive] does with new
// ones, and can be repeated. Files that are not there, or encrypted, are left.
func EncryptStored(ws *workspace.Workspace, ids []string, to *seal.Recipients) error {
	files := make([]File, len(ids))
	for i, id := range ids {
		files[i] = File{ID: id, Path: ArchivePath(ws, id)}
	}
	return archiveEncrypted(ws, files, to)
}
