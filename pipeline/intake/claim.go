package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/workspace"
)

// Status is what became of a file.
type Status string

// The statuses of files.
const (
	Accepted  Status = "accepted"
	Refused   Status = "refused"
	Duplicate Status = "duplicate" // its bytes are in the ledger already
)

// File is one file that a run has claimed.
type File struct {
	No         int32 // the ledger's short name of it
	Channel    workspace.Channel
	Name       string // as it was called in the inbox
	Path       string // where it stands now
	Bytes      int64
	ReceivedAt time.Time  // its modification time, UTC, to the second, or what the run was told
	ReceivedOn field.Date // the same in America/Vancouver
	ID         string     // SHA-256 of its bytes, lower-case hex
	Status     Status
	Refusal    *field.Refusal
	Summary    evidence.Summary
}

// Left is something in the inbox that is no submission. It stays where it is,
// and every run names it.
type Left struct {
	Channel string // empty for what stands beside the channels' folders
	Name    string
	Why     string
}

// Claim moves every complete file of the inbox into the run's own folder, so
// that nobody writes to it while it is read, and numbers the files from first
// in the order (received at, name, channel). A zero receivedAt means each
// file's own modification time.
func Claim(ws *workspace.Workspace, runID string, first int32, receivedAt time.Time) ([]File, []Left, error) {
	left, err := strays(ws)
	if err != nil {
		return nil, nil, err
	}
	var files []File
	for _, channel := range workspace.Channels() {
		claimed, stay, err := claimChannel(ws, runID, channel, receivedAt)
		files = append(files, claimed...)
		left = append(left, stay...)
		if err != nil {
			return files, left, err
		}
	}
	sort.Slice(files, func(i, j int) bool {
		a, b := &files[i], &files[j]
		if !a.ReceivedAt.Equal(b.ReceivedAt) {
			return a.ReceivedAt.Before(b.ReceivedAt)
		}
		if a.Name != b.Name {
			return a.Name < b.Name
		}
		return a.Channel < b.Channel
	})
	for i := range files {
		files[i].No = first + int32(i)
	}
	return files, left, nil
}

func claimChannel(ws *workspace.Workspace, runID string, channel workspace.Channel, receivedAt time.Time) ([]File, []Left, error) {
	entries, err := os.ReadDir(ws.Inbox(channel))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the inbox: %w", err)
	}
	var files []File
	var left []Left
	for _, e := range entries {
		if incomplete(e.Name()) {
			continue
		}
		path := filepath.Join(ws.Inbox(channel), e.Name())
		info, why := takeable(path)
		if why != "" {
			left = append(left, Left{Channel: string(channel), Name: e.Name(), Why: why})
			continue
		}
		at := receivedAt
		if at.IsZero() {
			at = info.ModTime()
		}
		at = at.UTC().Truncate(time.Second)
		if clock.DateOf(at) == field.NoDate {
			left = append(left, Left{Channel: string(channel), Name: e.Name(), Why: "its modification time is no time at which it can have been received: set it right with touch"})
			continue
		}
		folder := filepath.Join(ws.Claimed(), runID, string(channel))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return files, left, fmt.Errorf("claiming files: %w", err)
		}
		target := filepath.Join(folder, e.Name())
		if err := os.Rename(path, target); errors.Is(err, fs.ErrNotExist) {
			continue // whoever put it there took it away again: there is no such file
		} else if err != nil {
			left = append(left, Left{Channel: string(channel), Name: e.Name(), Why: "it cannot be moved out of the inbox: " + reason(err)})
			continue
		}
		files = append(files, File{
			Channel: channel, Name: e.Name(), Path: target, Bytes: info.Size(),
			ReceivedAt: at, ReceivedOn: clock.DateOf(at),
		})
	}
	return files, left, nil
}

// incomplete says whether a name is that of a file still being written.
func incomplete(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".tmp")
}

// takeable says why a file cannot be taken, or gives what is known of it.
func takeable(path string) (fs.FileInfo, string) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, "it cannot be looked at: " + reason(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, "it is a link, and links are not followed: put the file itself here"
	case info.IsDir():
		return nil, "it is a folder: put its files here one by one"
	case !info.Mode().IsRegular():
		return nil, "it is no regular file"
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "it cannot be read: " + reason(err)
	}
	_ = f.Close() // opened for reading only
	return info, ""
}

// strays lists what stands in the inbox beside the channels' folders: nobody
// would ever take it, so somebody should hear of it.
func strays(ws *workspace.Workspace) ([]Left, error) {
	inbox := filepath.Dir(ws.Claimed())
	entries, err := os.ReadDir(inbox)
	if err != nil {
		return nil, fmt.Errorf("reading the inbox: %w", err)
	}
	var left []Left
	for _, e := range entries {
		if incomplete(e.Name()) || isChannel(e.Name()) {
			continue
		}
		left = append(left, Left{Name: e.Name(), Why: "it is in no channel's folder: move it to teleplan, teleplan-return, drbill or registry"})
	}
	return left, nil
}

func isChannel(name string) bool {
	for _, c := range workspace.Channels() {
		if name == string(c) {
			return true
		}
	}
	return false
}

// reason is the plain cause of a file error, without its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err.Error()
	}
	return err.Error()
}
