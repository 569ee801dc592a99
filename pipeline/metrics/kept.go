package metrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// KeepRun writes down how a run ended, so that the process that listens can tell
// of it: a night is a process of its own.
func KeepRun(path string, r *Run) error {
	content, err := json.Marshal(r)
	if err == nil {
		err = renameio.WriteFile(path, append(content, '\n'), 0o600, renameio.WithTempDir(filepath.Dir(path)))
	}
	if err != nil {
		return fmt.Errorf("metrics: keeping how the run ended: %w", err)
	}
	return nil
}

// KeptRun gives what [KeepRun] wrote last; nil where it has written nothing.
func KeptRun(path string) (*Run, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var r Run
	if err == nil {
		err = json.Unmarshal(content, &r)
	}
	if err != nil {
		return nil, fmt.Errorf("metrics: reading how the newest run ended: %w", err)
	}
	return &r, nil
}
