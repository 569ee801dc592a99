package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"empanel/pipeline/durable"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// ArchivePath is where the archive keeps the file with this submission id.
func ArchivePath(ws *workspace.Workspace, submissionID string) string {
	return filepath.Join(ws.Archive(), submissionID[:2], submissionID)
}

// NotAsTakenError is the error of a committed run's files that were overwritten
// after they were read: the archive cannot have what was taken of them.
type NotAsTakenError struct{ Names []string }

// Error names them and says what it means.
func (e *NotAsTakenError) Error() string {
	return strings.Join(e.Names, ", ") + ": overwritten after it was taken in, so the archive does not have it as it was (the ledger has its lines); what it is now is back in the inbox. Ask the sender for the file as it was"
}

// Archive moves a run's files, refused and duplicate ones included, from the
// run's own folder into the archive, each under its hash. It can be repeated:
// a file that is archived already stays. Where there are recipients the archive
// has it encrypted to them. One that was written to since it was read is archived
// as it was read, and goes back into the inbox besides; a *[NotAsTakenError]
// names those of which that is not to be had any more.
func Archive(ws *workspace.Workspace, runID string, files []File, to *seal.Recipients) error {
	overwritten := &NotAsTakenError{}
	var asTaken []File
	for i := range files {
		f := &files[i]
		changed, err := f.hasChanged(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if !isArchived(ws, f.ID) {
				return fmt.Errorf("archiving: %s was taken away after it was read: %w", f.Name, err)
			}
		case err != nil:
			return err
		case changed:
			kept, err := archiveTaken(ws, f, []Taken{{f.ID, f.Bytes}}, to)
			if err != nil {
				return err
			}
			if !kept && !isArchived(ws, f.ID) {
				overwritten.Names = append(overwritten.Names, f.Name)
			}
		default:
			asTaken = append(asTaken, *f)
		}
	}
	put := archivePlain
	if to != nil {
		put = archiveEncrypted
	}
	if err := put(ws, asTaken, to); err != nil {
		return err
	}
	if err := durable.SyncFileSystem(ws.Archive()); err != nil {
		return err
	}
	if err := Forget(ws, runID); err != nil {
		return err
	}
	if len(overwritten.Names) > 0 {
		return overwritten
	}
	return nil
}

// isArchived says whether the archive has a file, plain or encrypted.
func isArchived(ws *workspace.Workspace, id string) bool {
	_, err := FindStored(ws, id)
	return err == nil
}

func archivePlain(ws *workspace.Workspace, files []File, _ *seal.Recipients) error {
	folders := map[string]bool{}
	for i := range files {
		target := ArchivePath(ws, files[i].ID)
		folder := filepath.Dir(target)
		if !folders[folder] {
			if err := os.MkdirAll(folder, 0o700); err != nil {
				return fmt.Errorf("archiving: %w", err)
			}
			folders[folder] = true
		}
		if err := os.Rename(files[i].Path, target); err != nil {
			return fmt.Errorf("archiving: %w", err)
		}
		// A file that another user put into the inbox stays theirs, and its mode
		// with it: the archive's own folders keep everybody else out.
		if err := os.Chmod(target, 0o600); err != nil && !errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("archiving: %w", err)
		}
	}
	return nil
}

// FinishArchive archives whatever a committed run left in its own folder when
// the program ended before it could. Taken are the files that the run took in:
// one that is none of them any more was written to meanwhile. Nil is not known:
// they are archived as they are.
func FinishArchive(ws *workspace.Workspace, runID string, taken []Taken, to *seal.Recipients) error {
	files, err := claimedBy(ws, runID)
	if err != nil {
		return err
	}
	var same []File
	for i := range files {
		if err := hashFile(&files[i]); err != nil {
			return err
		}
		if taken == nil || slices.ContainsFunc(taken, func(t Taken) bool { return t.ID == files[i].ID }) {
			same = append(same, files[i])
			continue
		}
		if _, err := archiveTaken(ws, &files[i], taken, to); err != nil {
			return err
		}
	}
	return Archive(ws, runID, same, to)
}

// Return puts the files of a run that did not commit back into the inbox. A
// name that has been taken meanwhile is not overwritten: the file comes back
// under its name with _returned before the ending. The run's own folder stays,
// until it is forgotten ([Forget]).
func Return(ws *workspace.Workspace, runID string) error {
	files, err := claimedBy(ws, runID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if _, err := giveBack(ws, f.Path, f.Channel, f.Name); err != nil {
			return fmt.Errorf("returning files to the inbox: %w", err)
		}
	}
	return nil
}

// Claims lists the runs that have a folder of their own: they hold files, or
// have begun and are not done.
func Claims(ws *workspace.Workspace) ([]string, error) {
	entries, err := os.ReadDir(ws.Claimed())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the claimed files: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if e.IsDir() {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

func claimedBy(ws *workspace.Workspace, runID string) ([]File, error) {
	var files []File
	for _, channel := range workspace.Channels() {
		folder := filepath.Join(ws.Claimed(), runID, string(channel))
		entries, err := os.ReadDir(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading the claimed files: %w", err)
		}
		for _, e := range entries {
			files = append(files, File{Channel: channel, Name: e.Name(), Path: filepath.Join(folder, e.Name())})
		}
	}
	return files, nil
}

// giveBack moves a file into a channel's inbox, under its name if that is free,
// and says where it is. Whoever sends may take a name between the look at it and
// the move, and what they sent must not be overwritten.
func giveBack(ws *workspace.Workspace, path string, channel workspace.Channel, name string) (string, error) {
	for {
		back := freeName(ws.Inbox(channel), name)
		err := unix.Renameat2(unix.AT_FDCWD, path, unix.AT_FDCWD, back, unix.RENAME_NOREPLACE)
		switch {
		case err == nil:
			return back, nil
		case errors.Is(err, unix.EEXIST):
			continue
		case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS): // not on every file system
			return back, os.Rename(path, back)
		}
		return "", &os.LinkError{Op: "rename", Old: path, New: back, Err: err}
	}
}

func freeName(folder, name string) string {
	target := filepath.Join(folder, name)
	ending := filepath.Ext(name)
	if len(ending) > longestName/2 {
		ending = "" // a dot at the beginning of a long name begins no ending
	}
	for n := 1; ; n++ {
		// What cannot be looked at is not there under this name either; renaming
		// onto it then says why.
		if _, err := os.Lstat(target); err != nil {
			return target
		}
		added := "_returned" + strconv.Itoa(n)
		stem := strings.TrimSuffix(name, ending)
		if most := longestName - len(added) - len(ending); len(stem) > most {
			stem = stem[:most]
		}
		target = filepath.Join(folder, stem+added+ending)
	}
}

// longestName is how many bytes a file's name can have.
const longestName = 255
