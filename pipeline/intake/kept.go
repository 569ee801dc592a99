package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// Kept is a [File] that a run has claimed and read, written down for another
// process that ends the run.
type Kept struct {
	No         int32             `json:"file_no"`
	Channel    workspace.Channel `json:"channel"`
	Name       []byte            `json:"name"` // it may be no text
	Bytes      int64             `json:"bytes"`
	ReceivedAt time.Time         `json:"received_at"` // UTC
	ID         string            `json:"submission_id"`
	Status     Status            `json:"status"`
	Refusal    *field.Refusal    `json:"refusal,omitempty"`
	Summary    evidence.Summary  `json:"summary"`
	// As it stood when it was claimed: size, time and number in its file system.
	StoodBytes int64     `json:"stood_bytes"`
	Modified   time.Time `json:"modified"`
	Inode      uint64    `json:"inode"`
}

// Keep writes down files that were claimed and read.
func Keep(files []File) []Kept {
	all := make([]Kept, len(files))
	for i := range files {
		f := &files[i]
		all[i] = Kept{
			No: f.No, Channel: f.Channel, Name: []byte(f.Name), Bytes: f.Bytes, ReceivedAt: f.ReceivedAt, ID: f.ID,
			Status: f.Status, Refusal: f.Refusal, Summary: f.Summary,
		}
		if f.stood != nil {
			all[i].StoodBytes, all[i].Modified, all[i].Inode = f.stood.Size(), f.stood.ModTime(), inode(f.stood)
		}
	}
	return all
}

// Restore gives the files that a run has written down, where they stand in its own
// folder. One that was written to since has changed for whoever asks [Changed].
func Restore(ws *workspace.Workspace, runID string, kept []Kept) ([]File, error) {
	files := make([]File, len(kept))
	for i, k := range kept {
		f := File{
			No: k.No, Channel: k.Channel, Name: string(k.Name), Path: filepath.Join(ws.Claimed(), runID, string(k.Channel), string(k.Name)),
			Bytes: k.Bytes, ReceivedAt: k.ReceivedAt, ReceivedOn: clock.DateOf(k.ReceivedAt), ID: k.ID,
			Status: k.Status, Refusal: k.Refusal, Summary: k.Summary,
		}
		info, err := os.Lstat(f.Path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s in %s is not in the run's own folder any more: undo the run: empanel run", wording.Shown(f.Name), f.Channel)
		}
		if err != nil {
			return nil, fmt.Errorf("looking at a claimed file again: %w", err)
		}
		if f.stood = info; info.Size() != k.StoodBytes || !info.ModTime().Equal(k.Modified) || inode(info) != k.Inode {
			f.stood = another{info}
		}
		files[i] = f
	}
	return files, nil
}

// another is what is known of a file that is not the one that was claimed: the
// same as no other.
type another struct{ fs.FileInfo }

func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}
