package intake

import (
	"crypto/sha256"
	"encoding/hex"
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

// Who put a file into the inbox may still write to it after it was claimed:
// nobody can take an open file away from a program. What was hashed is then not
// what was parsed, or not what goes into the archive.

// hasChanged says whether the file at path is not as it was before it was read.
func (f *File) hasChanged(path string) (bool, error) {
	if f.stood == nil {
		return false, nil // nobody has read it
	}
	now, err := os.Lstat(path)
	if err != nil {
		return false, fmt.Errorf("looking at a claimed file again: %w", err)
	}
	return now.Size() != f.stood.Size() || !now.ModTime().Equal(f.stood.ModTime()) || !os.SameFile(now, f.stood), nil
}

// Changed gives those of a run's files that were written to since they were
// claimed, and the others.
func Changed(files []File) (changed, others []File, err error) {
	for i := range files {
		is, err := files[i].hasChanged(files[i].Path)
		if err != nil {
			return nil, nil, err
		}
		if is {
			changed = append(changed, files[i])
		} else {
			others = append(others, files[i])
		}
	}
	return changed, others, nil
}

// PutBack moves files out of a run's own folder back into the inbox, each under
// its own name if that is free, and says why.
func PutBack(ws *workspace.Workspace, files []File) ([]Left, error) {
	left := make([]Left, 0, len(files))
	for i := range files {
		f := &files[i]
		back, err := giveBack(ws, f.Path, f.Channel, f.Name)
		if err != nil {
			return left, fmt.Errorf("returning files to the inbox: %w", err)
		}
		left = append(left, Left{
			Channel: string(f.Channel), Name: filepath.Base(back),
			Why: "it was written to while it was read, so nothing of it is taken: it is taken when it is whole (send under a name that ends in .part, and rename)",
		})
	}
	return left, nil
}

// Afresh gives files as they were when they were claimed, numbered from first:
// they are read once more.
func Afresh(files []File, first int32) []File {
	fresh := make([]File, len(files))
	for i := range files {
		f := &files[i]
		fresh[i] = File{
			No: first + int32(i), Channel: f.Channel, Name: f.Name, Path: f.Path, Bytes: f.stood.Size(),
			ReceivedAt: f.ReceivedAt, ReceivedOn: f.ReceivedOn, stood: f.stood,
		}
	}
	return fresh
}

// Taken is a file as a committed run took it in.
type Taken struct {
	ID    string // SHA-256 of its bytes
	Bytes int64
}

// archiveTaken puts into the archive what was taken of a file that has been
// written to since: its first bytes, if they are still those, and the file
// itself goes back into the inbox, as the other file that it is now. It says
// whether the archive has what was taken, encrypted where there are recipients.
func archiveTaken(ws *workspace.Workspace, f *File, taken []Taken, to *seal.Recipients) (kept bool, err error) {
	for _, t := range taken {
		if kept, err = archiveBeginning(ws, f.Path, t); err != nil || kept {
			break
		}
	}
	if err == nil {
		err = settleTaken(ws, taken, to)
	}
	if err != nil {
		return false, err
	}
	_, err = PutBack(ws, []File{*f})
	return kept, err
}

// settleTaken makes durable what the archive has of files that were taken, where
// there are recipients encrypted: before what it was taken of leaves the run's own
// folder, because nobody looks for it after that. What was killed between the two
// may have left it plain.
func settleTaken(ws *workspace.Workspace, taken []Taken, to *seal.Recipients) error {
	if to != nil {
		var plain []string
		for _, t := range taken {
			if stored, err := FindStored(ws, t.ID); err == nil && !stored.Encrypted {
				plain = append(plain, t.ID)
			}
		}
		if err := EncryptStored(ws, plain, to); err != nil {
			return err
		}
	}
	return durable.SyncFileSystem(ws.Archive())
}

// archiveBeginning copies so many first bytes of a file into the archive, if
// their hash is the one under which they were taken in.
func archiveBeginning(ws *workspace.Workspace, path string, t Taken) (is bool, err error) {
	if isArchived(ws, t.ID) {
		return false, nil // that one is
	}
	target := ArchivePath(ws, t.ID)
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("archiving: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return false, fmt.Errorf("archiving: %w", err)
	}
	unfinished := durable.Unfinished(target)
	copied, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return false, fmt.Errorf("archiving: %w", err)
	}
	hash := sha256.New()
	_, err = io.CopyN(io.MultiWriter(copied, hash), file, t.Bytes)
	if errors.Is(err, io.EOF) {
		err = nil // it is shorter now
	}
	if err := errors.Join(err, copied.Sync(), copied.Close()); err != nil {
		return false, errors.Join(fmt.Errorf("archiving: %w", err), os.Remove(unfinished))
	}
	if hex.EncodeToString(hash.Sum(nil)) != t.ID {
		return false, os.Remove(unfinished)
	}
	// Whoever is killed here does it again: the file is still claimed.
	if err := os.Rename(unfinished, target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("archiving: %w", err)
	}
	return true, nil
}
