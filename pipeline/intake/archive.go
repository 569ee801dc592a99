package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// ArchivePath is where the archive keeps the file with this submission id.
func ArchivePath(ws *workspace.Workspace, submissionID string) string {
	return filepath.Join(ws.Archive(), submissionID[:2], submissionID)
}

// Archive moves a run's files, refused and duplicate ones included, from the
// run's own folder into the archive, each under its hash. It can be repeated:
// a file that is archived already stays. Where there are recipients the archive
// has it encrypted to them.
func Archive(ws *workspace.Workspace, runID string, files []File, to *seal.Recipients) error {
	put := archivePlain
	if to != nil {
		put = archiveEncrypted
	}
	if err := put(ws, files, to); err != nil {
		return err
	}
	if err := ledger.SyncFileSystem(ws.Archive()); err != nil {
		return err
	}
	return removeClaimed(ws, runID)
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
		if err := os.Rename(files[i].Path, target); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
// the program ended before it could.
func FinishArchive(ws *workspace.Workspace, runID string, to *seal.Recipients) error {
	files, err := claimedBy(ws, runID)
	if err != nil {
		return err
	}
	for i := range files {
		if err := hashFile(&files[i]); err != nil {
			return err
		}
	}
	return Archive(ws, runID, files, to)
}

// Return puts the files of a run that did not commit back into the inbox. A
// name that has been taken meanwhile is not overwritten: the file comes back
// under its name with _returned before the ending.
func Return(ws *workspace.Workspace, runID string) error {
	files, err := claimedBy(ws, runID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Rename(f.Path, freeName(ws.Inbox(f.Channel), f.Name)); err != nil {
			return fmt.Errorf("returning files to the inbox: %w", err)
		}
	}
	return removeClaimed(ws, runID)
}

// Claims lists the runs that have a folder of claimed files.
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

// removeClaimed removes a run's own folder, which must be empty of files.
func removeClaimed(ws *workspace.Workspace, runID string) error {
	folder := filepath.Join(ws.Claimed(), runID)
	for _, channel := range workspace.Channels() {
		if err := os.Remove(filepath.Join(folder, string(channel))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clearing the claimed files: %w", err)
		}
	}
	if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clearing the claimed files: %w", err)
	}
	return nil
}

func freeName(folder, name string) string {
	target := filepath.Join(folder, name)
	ending := filepath.Ext(name)
	for n := 1; ; n++ {
		if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			return target
		}
		target = filepath.Join(folder, strings.TrimSuffix(name, ending)+"_returned"+strconv.Itoa(n)+ending)
	}
}
