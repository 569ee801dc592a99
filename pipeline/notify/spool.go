package notify

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// spool keeps what could not be sent, in a folder of the workspace: the file
// unsent.jsonl, an event and its target a line.
type spool struct{ folder string }

// keptEvent is an event that a target has not got yet.
type keptEvent struct {
	Target string `json:"target"`
	Event  Event  `json:"notification"`
}

// mostKept is how many events are kept for all targets together: the newest. A
// webhook that is gone for good must not fill the disk, and who looks after a
// month wants to know how things stand, not what was on each day.
const mostKept = 100

func (s spool) file() string { return filepath.Join(s.folder, "unsent.jsonl") }

// lockPatience is how long another process may take to send.
const lockPatience = time.Minute

// lock lets one process send at one time, so that nothing is sent twice.
func (s spool) lock(ctx context.Context) (unlock func() error, err error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return nil, fmt.Errorf("keeping notifications: %w", err)
	}
	lock := flock.New(filepath.Join(s.folder, ".lock"), flock.SetPermissions(0o600))
	patience, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	if taken, err := lock.TryLockContext(patience, 100*time.Millisecond); err != nil || !taken {
		return nil, fmt.Errorf("keeping notifications: another process is sending: %w", err)
	}
	return lock.Unlock, nil
}

// read gives what is kept. A line that is no event, as of a disk that was full,
// is left out.
func (s spool) read() ([]keptEvent, error) {
	content, err := os.ReadFile(s.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var kept []keptEvent
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var k keptEvent
		if json.Unmarshal(lines.Bytes(), &k) == nil && k.Event.Kind != "" {
			kept = append(kept, k)
		}
	}
	return kept, lines.Err()
}

// write keeps events in the place of those that were kept, whole or not at all.
func (s spool) write(kept []keptEvent) error {
	if len(kept) == 0 {
		if err := os.Remove(s.file()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keeping notifications: %w", err)
		}
		return nil
	}
	kept = kept[max(0, len(kept)-mostKept):]
	var out bytes.Buffer
	for _, k := range kept {
		line, err := json.Marshal(k)
		if err != nil {
			return fmt.Errorf("keeping notifications: %w", err)
		}
		out.Write(append(line, '\n'))
	}
	if err := renameio.WriteFile(s.file(), out.Bytes(), 0o600, renameio.WithTempDir(filepath.Dir(s.file()))); err != nil {
		return fmt.Errorf("keeping notifications: %w", err)
	}
	return nil
}

// keptFor gives what was kept for a target. What was kept for one that is no
// longer configured goes.
func keptFor(t target, kept []keptEvent) []keptEvent {
	var of []keptEvent
	for _, k := range kept {
		if k.Target == t.id() {
			of = append(of, k)
		}
	}
	return of
}

func eventsFor(t target, events []Event) []keptEvent {
	of := make([]keptEvent, len(events))
	for i, e := range events {
		of[i] = keptEvent{t.id(), e}
	}
	return of
}
