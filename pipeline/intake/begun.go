package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"empanel/pipeline/durable"
	"empanel/pipeline/workspace"
)

// Begun is what a run writes down of itself before it takes the first file, so
// that one that is killed is known to have been.
type Begun struct {
	RunNo          int32     `json:"run_no"`
	RunID          string    `json:"run_id"`
	StartedAt      time.Time `json:"started_at"` // UTC
	AsOf           string    `json:"as_of"`      // YYYY-MM-DD
	PolicyVersion  string    `json:"policy_version"`
	ProgramVersion string    `json:"program_version"`
	// Of a run whose people are divided and folded elsewhere, it may be for hours:
	// the hash of what it wrote down of that. Empty for any other.
	Division string `json:"division,omitempty"`
}

// begunName is the file in a run's own folder, beside those of the channels.
const begunName = "run.json"

// Begin makes the run's own folder and writes down in it that the run has begun:
// on disk before any file is taken.
func Begin(ws *workspace.Workspace, b Begun) error {
	folder := filepath.Join(ws.Claimed(), b.RunID)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("beginning the run: %w", err)
	}
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("beginning the run: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(folder, begunName), append(text, '\n')); err != nil {
		return fmt.Errorf("beginning the run: %w", err)
	}
	return durable.SyncFolder(ws.Claimed())
}

// ReadBegun gives what a run has written down of itself; false where there is
// nothing that can be read, so that it has taken no file.
func ReadBegun(ws *workspace.Workspace, runID string) (b Begun, found bool, err error) {
	text, err := os.ReadFile(filepath.Join(ws.Claimed(), runID, begunName))
	if errors.Is(err, fs.ErrNotExist) {
		return Begun{}, false, nil
	}
	if err != nil {
		return Begun{}, false, fmt.Errorf("reading what a run has begun: %w", err)
	}
	found = json.Unmarshal(text, &b) == nil && b.RunID == runID && b.RunNo > 0
	return b, found, nil
}

// Forget removes a run's own folder, of which every file is put away or back and
// what it says is kept elsewhere. It can be repeated.
func Forget(ws *workspace.Workspace, runID string) error {
	folder := filepath.Join(ws.Claimed(), runID)
	begun := filepath.Join(folder, begunName)
	paths := make([]string, 0, len(workspace.Channels())+3)
	for _, channel := range workspace.Channels() {
		paths = append(paths, filepath.Join(folder, string(channel)))
	}
	for _, path := range append(paths, durable.Unfinished(begun), begun, folder) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clearing the claimed files: %w", err)
		}
	}
	return nil
}
