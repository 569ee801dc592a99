package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

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

	stood fs.FileInfo // as it was when it was looked at, before its first byte was read
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
	return gather(ws, nil, first, receivedAt, func(f *File) (string, error) { return claim(ws, runID, f) })
}

// Waiting gives the files that [Claim] would move now, in the same order and
// with the same numbers, each where it stands, and moves none. Files that an
// interrupted run claimed and never used are among them: the next run begins by
// returning them.
func Waiting(ws *workspace.Workspace, interrupted []string, first int32, receivedAt time.Time) ([]File, []Left, error) {
	return gather(ws, interrupted, first, receivedAt, func(*File) (string, error) { return "", nil })
}

// gone is what take says of a file that is not there any more: whoever put it
// there took it away again, so there is no such file.
const gone = "gone"

// gather lists what is in the inbox and has every complete file taken. Take
// says why one stays, or nothing.
func gather(ws *workspace.Workspace, interrupted []string, first int32, receivedAt time.Time, take func(*File) (string, error)) ([]File, []Left, error) {
	left, err := strays(ws)
	if err != nil {
		return nil, nil, err
	}
	var files []File
	for _, channel := range workspace.Channels() {
		found, err := arrived(ws, channel, interrupted)
		if err != nil {
			return files, left, err
		}
		for _, f := range found {
			why := f.look(receivedAt)
			if why == "" {
				if why, err = take(&f); err != nil {
					return files, left, err
				}
			}
			switch why {
			case "":
				files = append(files, f)
			case gone:
			default:
				left = append(left, Left{Channel: string(channel), Name: f.Name, Why: why})
			}
		}
	}
	number(files, first)
	return files, left, nil
}

// number puts files into the order in which they are numbered.
func number(files []File, first int32) {
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
}

// arrived names the files of a channel that are not still being written, and
// those that interrupted runs hold, as they would be called when they are
// back.
func arrived(ws *workspace.Workspace, channel workspace.Channel, interrupted []string) ([]File, error) {
	inbox := ws.Inbox(channel)
	entries, err := os.ReadDir(inbox)
	if err != nil {
		return nil, fmt.Errorf("reading the inbox: %w", err)
	}
	var files []File
	for _, e := range entries {
		if !incomplete(e.Name()) {
			files = append(files, File{Channel: channel, Name: e.Name(), Path: filepath.Join(inbox, e.Name())})
		}
	}
	for _, id := range interrupted {
		held, err := claimedBy(ws, id)
		if err != nil {
			return nil, err
		}
		for _, f := range held {
			if f.Channel == channel {
				f.Name = filepath.Base(freeName(inbox, f.Name))
				files = append(files, f)
			}
		}
	}
	return files, nil
}

// look fills in what is known of a file without reading it, or says why it
// cannot be taken.
func (f *File) look(receivedAt time.Time) (why string) {
	info, why := takeable(f.Path)
	if why != "" {
		return why
	}
	f.stood = info
	if receivedAt.IsZero() {
		receivedAt = info.ModTime()
	}
	f.Bytes, f.ReceivedAt = info.Size(), receivedAt.UTC().Truncate(time.Second)
	f.ReceivedOn = clock.DateOf(f.ReceivedAt)
	if f.ReceivedOn == field.NoDate {
		return "its modification time is no time at which it can have been received: set it right with touch"
	}
	return ""
}

// claim moves one file into the run's own folder, or says why it stays.
func claim(ws *workspace.Workspace, runID string, f *File) (why string, err error) {
	folder := filepath.Join(ws.Claimed(), runID, string(f.Channel))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("claiming files: %w", err)
	}
	target := filepath.Join(folder, f.Name)
	if err := os.Rename(f.Path, target); errors.Is(err, fs.ErrNotExist) {
		return gone, nil
	} else if err != nil {
		return "it cannot be moved out of the inbox: " + reason(err), nil
	}
	// Whoever may write into the inbox may have put something else under the name
	// since it was looked at. Here nobody else can.
	if _, why := takeable(target); why != "" {
		if _, err := giveBack(ws, target, f.Channel, f.Name); err != nil {
			return "", fmt.Errorf("claiming files: %w", err)
		}
		return why, nil
	}
	f.Path = target
	return "", nil
}

// incomplete says whether a name is that of a file still being written.
func incomplete(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".tmp")
}

// takeable says why a file cannot be taken, or gives what is known of it.
func takeable(path string) (fs.FileInfo, string) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, gone
	case err != nil:
		return nil, "it cannot be looked at: " + reason(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, "it is a link, and links are not followed: put the file itself here"
	case info.IsDir():
		return nil, "it is a folder: put its files here one by one"
	case !info.Mode().IsRegular():
		return nil, "it is no regular file"
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Nlink > 1 {
		return nil, "it has another name elsewhere (a hard link), by which it could be changed later: put a copy here"
	}
	// Neither a link nor a pipe that has come into its place meanwhile.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, gone
	}
	if err != nil {
		return nil, "it cannot be read: " + reason(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading only
	if beingWritten(f) {
		return nil, "a program still has it open for writing: it is taken when that is done (send under a name that ends in .part, and rename)"
	}
	return info, ""
}

// beingWritten says whether any program of this machine has a file open for
// writing, where the system tells: it does not of another user's file, nor of
// one on another machine. The system gives a lease to read only while there is
// none.
func beingWritten(f *os.File) bool {
	if _, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK); err != nil {
		return errors.Is(err, unix.EAGAIN)
	}
	_, _ = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_UNLCK) // it ends with the file at the latest
	return false
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
