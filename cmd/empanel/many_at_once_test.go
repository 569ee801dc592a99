package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// soakSeconds says how long everybody is at work: EMPANEL_SOAK_SECONDS=600 for
// ten minutes.
const soakSeconds = "EMPANEL_SOAK_SECONDS"

// TestLongManyAtOnce lets two schedulers, an administrator who runs by hand and
// twelve readers loose on one workspace while files keep coming. Whoever is in
// another's way waits or is told so, with exit code 5; in the end the registry is
// the one that the same files give in peace.
func TestLongManyAtOnce(t *testing.T) {
	seconds := 75 // the schedulers wake every minute
	if text := os.Getenv(soakSeconds); text != "" {
		var err error
		if seconds, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", soakSeconds, err)
		}
	}
	w := newCrowd(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Duration(seconds)*time.Second)
	defer stop()
	var everybody sync.WaitGroup
	begin := func(work func()) {
		everybody.Add(1)
		go func() { defer everybody.Done(); work() }()
	}
	begin(func() { w.deliver(ctx, time.Duration(seconds)*time.Second/time.Duration(len(w.nights)+1)) })
	for range 2 {
		begin(func() { w.schedule(ctx) })
	}
	begin(func() { w.keepDoing(ctx, "run", 5*time.Second, "run", "-w", "ws") })
	for n := range 12 {
		look := w.looks(n)
		begin(func() { w.keepDoing(ctx, look[0], time.Second, look...) })
	}
	everybody.Wait()
	w.mustBeSound()
	t.Logf("in %d s, exit codes by command:\n%s", seconds, w.tally())
}

// crowd is a workspace that many use at once, and another that takes in the same
// files in peace.
type crowd struct {
	readerWorkspace
	nights []string // folders not yet delivered

	mu    sync.Mutex
	exits map[string]map[int]int // command: exit code: how often
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	w := &crowd{readerWorkspace: newBareWorkspace(t, "ws", "peace"), exits: map[string]map[int]int{}}
	for _, ws := range []string{"ws", "peace"} {
		w.exec("synth", "-w", ws, "--people", "800", "--nights", "12", "--seed", "11", "--first-day", "2026-09-28")
		if err := os.WriteFile(filepath.Join(w.folder, ws, "empanel.toml"), []byte(crowded), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nights, err := filepath.Glob(filepath.Join(w.folder, "ws", "nights", "*"))
	if err != nil || len(nights) != 12 {
		t.Fatalf("%d nights: %v", len(nights), err)
	}
	slices.Sort(nights)
	w.nights = nights
	w.digest("ws") // so that there is something to read
	return w
}

const crowded = `
[publish]
keep_snapshots = 2

[schedule]
pause_seconds = 0
[[schedule.job]]
name = "run"
at = "* * * * *"
do = ["run"]
`

// deliver brings the files of a night, and of another after every pause.
func (w *crowd) deliver(ctx context.Context, pause time.Duration) {
	for _, night := range w.nights {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		w.bring(night, "ws")
	}
}

func (w *crowd) bring(night, ws string) {
	files, err := filepath.Glob(filepath.Join(night, "*", "*"))
	if err != nil || len(files) == 0 {
		w.t.Errorf("%s: %d files, %v", night, len(files), err)
	}
	for _, file := range files {
		channel := filepath.Base(filepath.Dir(file))
		if err := os.Rename(file, filepath.Join(w.folder, ws, "inbox", channel, filepath.Base(file))); err != nil {
			w.t.Error(err)
		}
	}
}

// schedule keeps a scheduler going until the end. One of two does the work; it is
// stopped after half a minute, so that the other takes over.
func (w *crowd) schedule(ctx context.Context) {
	for ctx.Err() == nil {
		turn, stop := context.WithTimeout(ctx, 30*time.Second)
		code, said := w.try(turn, "schedule", "-w", "ws")
		stop()
		if (code == -1 || code == exitInterrupted) && turn.Err() != nil {
			continue // told to end before it could hear of it
		}
		w.count("schedule", code, said, exitDone, exitHeld)
		wait(ctx, time.Second)
	}
}

// looks gives the command of one of twelve readers.
func (w *crowd) looks(n int) []string {
	return [][]string{
		{"sql", "-w", "ws", "select count(*) from attachments"},
		{"sql", "-w", "ws", "--format", "csv", "select * from lines order by all limit 500"},
		{"sql", "-w", "ws", "select practitioner_number, confirmed from panels order by all"},
		{"status", "-w", "ws"},
		{"asof", "-w", "ws", "--valid", "2026-10-01"},
		{"capacity", "-w", "ws"},
	}[n%6]
}

// keepDoing does one thing again and again.
func (w *crowd) keepDoing(ctx context.Context, name string, pause time.Duration, args ...string) {
	for ctx.Err() == nil {
		// What is begun is not interrupted: its code shall be its own.
		code, said := w.try(context.WithoutCancel(ctx), args...)
		w.count(name, code, said, exitDone, exitAttention, exitHeld)
		wait(ctx, pause)
	}
}

func wait(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// try runs the program and gives its exit code and what it complained of. When
// the context ends it is asked to stop.
func (w *crowd) try(ctx context.Context, args ...string) (code int, said string) {
	command := w.command(args...)
	var problems bytes.Buffer
	command.Stderr = &problems
	if err := command.Start(); err != nil {
		return -1, err.Error()
	}
	defer context.AfterFunc(ctx, func() { _ = command.Process.Signal(syscall.SIGTERM) })()
	_ = command.Wait() // the exit code says it
	return command.ProcessState.ExitCode(), problems.String()
}

// count notes an exit code, which must be one of some, and one that is held must
// say by whom in plain words.
func (w *crowd) count(name string, code int, said string, may ...int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.exits[name] == nil {
		w.exits[name] = map[int]int{}
	}
	w.exits[name][code]++
	if !slices.Contains(may, code) {
		w.t.Errorf("%s: exit code %d: %s", name, code, said)
	}
	if code == exitHeld && !strings.Contains(said, "another") && !strings.Contains(said, "a run is under way") {
		w.t.Errorf("%s: exit code %d, and it says: %s", name, code, said)
	}
}

// mustBeSound brings what is left, and holds the registry to that of the same
// files in peace.
func (w *crowd) mustBeSound() {
	w.t.Helper()
	for _, night := range w.nights {
		if files, _ := filepath.Glob(filepath.Join(night, "*", "*")); len(files) > 0 {
			w.bring(night, "ws")
		}
		peaceful := filepath.Join(w.folder, "peace", "nights", filepath.Base(night))
		w.bring(peaceful, "peace")
	}
	if got, want := w.digest("ws"), w.digest("peace"); got != want {
		w.t.Errorf("the registry is %s, and in peace %s", got, want)
	}
	if code, said := w.try(w.t.Context(), "verify", "-w", "ws"); code != exitDone {
		w.t.Errorf("verify: exit code %d\n%s", code, said)
	}
	left, err := filepath.Glob(filepath.Join(w.folder, "ws", "inbox", ".claimed", "*"))
	if err != nil || len(left) > 0 {
		w.t.Errorf("still claimed: %v, %v", left, err)
	}
}

// digest runs once more, and gives the registry's digest.
func (w *crowd) digest(ws string) string {
	w.t.Helper()
	out, err := w.command("run", "-w", ws, "--json").Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitAttention) {
		w.t.Fatalf("the last run in %s: %v", ws, err)
	}
	var report struct {
		Digest string `json:"registry_digest"`
	}
	if err := json.Unmarshal(out, &report); err != nil || report.Digest == "" {
		w.t.Fatalf("the last run in %s has no digest: %v", ws, err)
	}
	return report.Digest
}

func (w *crowd) tally() string {
	var lines []string
	for name, codes := range w.exits {
		lines = append(lines, fmt.Sprintf("%-10s %v", name, codes))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
