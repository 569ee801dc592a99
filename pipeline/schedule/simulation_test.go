package schedule

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

// A history is what a scheduler lives through. It takes place in a time of its
// own, in which it takes milliseconds; what the clock on the wall shows can be put
// forward and back. Planned times are at whole minutes of it, and what happens
// happens between them, so that never two things happen at one instant.
type history struct {
	begin  time.Time // a whole minute, what the clock shows at first
	rules  config.Schedule
	plans  []weekly // of rules.Jobs
	events []event  // in order
	jobs   []act    // what the jobs do, one after the other; then again from the first
}

// event is something that happens, so many minutes after the begin.
type event struct {
	minute int
	what   string        // start stop kill killSoon jump change
	jump   time.Duration // how far the clock is put forward; whole minutes
	torn   bool          // a kill leaves half a row in the record
	job    int           // of change: which one has
	plan   weekly        // these times from the next start on
}

// second is the place of events within their minute.
func (e event) second() time.Duration {
	return map[string]time.Duration{"jump": 15, "start": 40, "stop": 50, "kill": 50, "killSoon": 50, "change": 55}[e.what] * time.Second
}

// act is what a job does.
type act struct {
	minutes int    // how long it takes
	result  Result // how it ends
	fault   bool   // by a panic
	yields  bool   // told to end, it puts back what it began; otherwise it finishes
}

// weekly is when a job is planned, in a form that a slow reading can follow.
type weekly struct {
	hours   []int
	minute  int
	weekday int // 0 to 6, or 7 for every day
}

func (w weekly) text() string {
	day := "*"
	if w.weekday < 7 {
		day = fmt.Sprint(w.weekday)
	}
	if len(w.hours) == 1 && day == "*" {
		return fmt.Sprintf("%02d:%02d", w.hours[0], w.minute)
	}
	return fmt.Sprintf("%d %s * * %s", w.minute, strings.Trim(strings.ReplaceAll(fmt.Sprint(w.hours), " ", ","), "[]"), day)
}

// end of the history, in minutes after its begin.
func (h history) end() int { return h.events[len(h.events)-1].minute + 30*60 }

// world is a history as it happens.
type world struct {
	h    history
	ws   *workspace.Workspace
	zero time.Time // of the bubble

	mu     sync.Mutex
	offset time.Duration
	acts   int
	active int
	dead   bool // the scheduler ends at its next look
	dying  bool // it ends when it next says something
	begun  []string
	told   []Night
	ready  int
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		runtime.Goexit()
	}
	return w.h.begin.Add(time.Since(w.zero)).Add(w.offset)
}

func (w *world) say(time.Time, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dying {
		w.dead = true
		runtime.Goexit()
	}
}

func (w *world) run(ctx context.Context, arguments []string) Result {
	w.mu.Lock()
	a := w.h.jobs[w.acts%len(w.h.jobs)]
	w.acts++
	w.active++
	if w.active > 1 {
		w.begun = append(w.begun, "two at once")
	}
	w.begun = append(w.begun, arguments[0])
	w.mu.Unlock()
	defer func() { w.mu.Lock(); w.active--; w.mu.Unlock() }()
	select {
	case <-time.After(time.Duration(a.minutes)*time.Minute + 7*time.Millisecond):
	case <-ctx.Done():
		time.Sleep(5 * time.Second)
		if a.yields {
			return Result{ExitCode: 130, Stopped: true}
		}
	}
	if a.fault {
		panic("a fault of the test")
	}
	return a.result
}

// live lets a history happen and gives what the record says of it in the end, and
// what people were told.
func live(t *testing.T, h history) (nights, told []Night) {
	t.Helper()
	w := &world{h: h, ws: quickWorkspace(t)}
	synctest.Test(t, func(t *testing.T) {
		w.zero = time.Now()
		stop, wait := func() {}, func() {}
		wake := make(chan struct{}, 1)
		rules := h.rules
		rules.Jobs = slices.Clone(rules.Jobs)
		for _, e := range append(h.events, event{minute: h.end(), what: "stop"}) {
			time.Sleep(time.Until(w.zero.Add(time.Duration(e.minute)*time.Minute + e.second())))
			synctest.Wait()
			switch e.what {
			case "start":
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				done := make(chan struct{})
				stop, wait = cancel, func() { <-done }
				w.dead, w.dying, w.active = false, false, 0
				o := Options{
					Workspace: w.ws, Rules: rules, Now: w.now, Run: w.run, Say: w.say, Tick: 7 * time.Minute, wake: wake,
					Ready: func() { w.ready++ },
					Told:  func(_ context.Context, nights []Night) { w.told = append(w.told, nights...) },
				}
				o.Rules.Jobs = slices.Clone(rules.Jobs)
				go func() {
					defer close(done)
					if err := Keep(ctx, o); err != nil {
						t.Errorf("the scheduler ended: %v", err)
					}
				}()
			case "stop":
				stop()
				wait()
			case "kill":
				w.mu.Lock()
				w.dead = true
				w.mu.Unlock()
				wake <- struct{}{}
				wait()
				if e.torn {
					tear(t, w.ws.Nights())
				}
			case "killSoon":
				w.mu.Lock()
				w.dying = true
				w.mu.Unlock()
			case "jump":
				w.mu.Lock()
				w.offset += e.jump
				w.mu.Unlock()
				wake <- struct{}{}
			case "change":
				rules.Jobs[e.job].At = e.plan.text()
			}
			synctest.Wait()
			select {
			case <-wake: // nobody was there to be woken
			default:
			}
		}
	})
	record, err := Read(w.ws.Nights())
	if err != nil {
		t.Fatal(err)
	}
	if len(record.Damaged) > 0 || len(record.torn) > 0 {
		t.Errorf("the record is damaged: %q, %q", record.Damaged, record.torn)
	}
	if slices.Contains(w.begun, "two at once") {
		t.Error("two jobs ran at once")
	}
	return record.Nights(), w.told
}

// tear leaves half a row at the end of a record, as a write does that is cut
// short.
func tear(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last := text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:]
	if err := os.WriteFile(path, append(text, last[:len(last)/2]...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// quickWorkspace makes a workspace, where there is one in memory: what is on disk
// for certain is another test's matter.
func quickWorkspace(t *testing.T) *workspace.Workspace {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "empanel-schedule-")
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	ws, err := workspace.Init(filepath.Join(dir, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	return ws
}
