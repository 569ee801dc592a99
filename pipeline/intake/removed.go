package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"empanel/pipeline/durable"
	"empanel/pipeline/workspace"
)

// Why a file is not in the archive any more.
const (
	RemovedByRetention = "retention"     // empanel gc removed it
	NotRestored        = "not in backup" // the workspace was restored from a backup without it
)

// Removed is a file that is not in the archive, and why that is right.
type Removed struct {
	ID    string    `json:"submission_id"`
	On    time.Time `json:"removed_at"` // UTC, to the second
	Bytes int64     `json:"bytes"`      // that it had on disk; 0 where it never was
	Why   string    `json:"why"`        // RemovedByRetention, NotRestored
}

// ReadRemoved reads the record of the files that are not in the archive any more,
// by submission id: of each the newest row. No record is an empty one.
func ReadRemoved(ws *workspace.Workspace) (map[string]Removed, error) {
	text, err := os.ReadFile(ws.RemovedFiles())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the record of removed files: %w", err)
	}
	found := map[string]Removed{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for no := 1; lines.Scan(); no++ {
		var r Removed
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil || len(r.ID) != 64 {
			return nil, fmt.Errorf("%s:%d: cannot be read: put the file back from a backup", ws.RemovedFiles(), no)
		}
		found[r.ID] = r
	}
	return found, lines.Err()
}

// RecordRemoved adds rows to the record. They are on disk before it returns, so
// that a file can be removed after it and no night takes it for lost.
func RecordRemoved(ws *workspace.Workspace, rows []Removed) error {
	fail := func(err error) error { return fmt.Errorf("recording removed files: %w", err) }
	text, err := os.ReadFile(ws.RemovedFiles())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	for _, r := range rows {
		r.On = r.On.UTC().Truncate(time.Second)
		line, err := json.Marshal(r)
		if err != nil {
			return fail(err)
		}
		text = append(append(text, line...), '\n')
	}
	if err := durable.WriteFile(ws.RemovedFiles(), text); err != nil {
		return fail(err)
	}
	return nil
}
