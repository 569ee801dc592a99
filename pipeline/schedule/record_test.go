package schedule

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
)

// A disk that is full keeps jobs from beginning, and loses no row.
func TestNoJobBeginsThatCannotBeWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := keepingFrom(t, "2026-10-05 00:00", config.Default().Schedule)
		o.Tick = time.Minute
		o.Rules.Jobs[0].At = "@hourly"
		var full atomic.Bool
		var began atomic.Int32
		o.Run = func(context.Context, []string) Result { began.Add(1); time.Sleep(90 * time.Minute); return tookIn(1) }
		k := &keeper{Options: o.Options, ended: make(chan finished, 1), telling: tell(t.Context(), nil, func(string) {})}
		defer k.telling.stop()
		var err error
		if k.record, err = openRecord(k.Workspace.Nights(), k.say); err != nil {
			t.Fatal(err)
		}
		k.record.sync = func() error {
			if full.Load() {
				return syscall.ENOSPC
			}
			return nil
		}
		if err := k.begin(); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); k.keep(ctx) }()
		time.Sleep(70 * time.Minute) // the job of 01:00 is under way
		full.Store(true)
		time.Sleep(3 * time.Hour)
		if began.Load() != 1 {
			t.Errorf("%d jobs began", began.Load())
		}
		if nights := o.nights(t); len(nights) != 1 || nights[0].Outcome != Started {
			t.Errorf("a full disk holds %+v", nights)
		}
		full.Store(false)
		time.Sleep(5 * time.Minute)
		cancel()
		<-done
		if err := k.stop(); err != nil {
			t.Error(err)
		}
		var got []string
		for _, n := range o.nights(t) {
			got = append(got, n.Planned.In(clock.Vancouver()).Format("15:04")+" "+string(n.Outcome))
		}
		want := []string{"01:00 ran", "02:00 skipped", "03:00 late", "04:00 skipped"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if n := len(slices.DeleteFunc(slices.Clone(o.said), func(s string) bool { return !strings.Contains(s, "no job begins") })); n != 1 {
			t.Errorf("the trouble was said %d times", n)
		}
	})
}

// What a write leaves behind that was cut short, or a disk that lost something,
// costs no night.
func TestDamagedRecord(t *testing.T) {
	const good = `{"row":"night","at":"2026-10-05T08:30:00Z","job":"run","planned":"2026-10-05T08:30:00Z","outcome":"ran","tried":1}` + "\n"
	const begun = `{"row":"planned","at":"2026-10-04T00:00:00Z","times":"01:30","job":"run"}` + "\n"
	for _, c := range []struct {
		name, text, torn string
		nights           int
		damaged          []string
	}{
		{"none", "", "", 0, nil},
		{"whole", begun + good, "", 1, nil},
		{"torn", begun + good + good[:50], good[:50], 1, nil},
		{"torn at its end", begun + good[:len(good)-1], good[:len(good)-1], 0, nil},
		{"zeros of a power cut", begun + good + "\x00\x00\x00\x00", "\x00\x00\x00\x00", 1, nil},
		{"zeros and a new line", begun + "\x00\x00\n", "\x00\x00\n", 0, nil},
		{"damaged in the middle", begun + "nonsense\n{}\n" + good, "", 1, []string{"nights.jsonl:2: cannot be read, and is left out", "nights.jsonl:3: cannot be read, and is left out"}},
		{"two in one line", begun + good[:len(good)-1] + good, good[:len(good)-1] + good, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "nights.jsonl")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.damaged, r.Damaged); diff != "" || len(r.Nights()) != c.nights || string(r.torn) != c.torn {
				t.Errorf("%d nights, torn %q, damaged:\n%s", len(r.Nights()), r.torn, diff)
			}
			var said []string
			w, err := openRecord(path, func(text string) { said = append(said, text) })
			if err != nil {
				t.Fatal(err)
			}
			next := Night{Job: "run", Planned: wall(t, "2026-10-06 01:30"), Outcome: Missed}
			if err := errors.Join(w.append(row{Row: rowNight, At: next.Planned, Night: next}), w.file.Close()); err != nil {
				t.Fatal(err)
			}
			if r, err = Read(path); err != nil || len(r.Nights()) != c.nights+1 || len(r.torn) != 0 {
				t.Errorf("after a row: %d nights, torn %q, %v", len(r.Nights()), r.torn, err)
			}
			aside, err := os.ReadFile(path + ".torn")
			if c.torn == "" && !errors.Is(err, fs.ErrNotExist) || c.torn != "" && string(aside) != c.torn+"\n" {
				t.Errorf("put aside: %q, %v", aside, err)
			}
			if (len(said) > 0) != (c.torn != "" || c.damaged != nil) {
				t.Errorf("said: %q", said)
			}
			for _, name := range []string{path, path + ".torn"} {
				if info, err := os.Stat(name); err == nil && info.Mode().Perm() != 0o600 {
					t.Errorf("%s has mode %v", name, info.Mode())
				}
			}
		})
	}
}

// Where things stand, for whoever asks.
func TestLook(t *testing.T) {
	h := oneJob("2026-10-05 12:00", "01:30")
	ws := quickWorkspace(t)
	w, err := openRecord(ws.Nights(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	five := 5
	night := func(planned string, n Night) row {
		n.Job, n.Planned = "run", wall(t, planned)
		return row{Row: rowNight, At: n.Planned, Night: n}
	}
	err = w.append(
		row{Row: rowPlanned, At: h.begin, Times: "01:30", Night: Night{Job: "run"}},
		night("2026-10-06 01:30", Night{Outcome: Started, Tried: 1}),
		night("2026-10-06 01:30", Night{Outcome: Failed, Tried: 1}),
		night("2026-10-07 01:30", Night{Outcome: Skipped, ExitCode: &five, Tried: 1}),
		night("2026-10-08 01:30", Night{Outcome: Ran, Tried: 1}),
	)
	if err != nil {
		t.Fatal(err)
	}
	look := func(now string) *Standing {
		t.Helper()
		s, err := Look(ws, h.rules, wall(t, now))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := look("2026-10-08 12:00"); s.NeedsSomebody() || len(s.Nights) != 3 || s.Nights[0].Outcome != Failed || s.Kept {
		t.Errorf("after a good night: %+v", s)
	}
	if s := look("2026-10-10 12:00"); !s.NeedsSomebody() || len(s.Unkept) != 2 {
		t.Errorf("when nobody keeps it: %+v", s)
	}
	if err := w.append(night("2026-10-09 01:30", Night{Outcome: Started, Tried: 1})); err != nil {
		t.Fatal(err)
	}
	if s := look("2026-10-09 12:00"); !s.NeedsSomebody() || s.Newest[0].Outcome != Interrupted {
		t.Errorf("after the scheduler was killed: %+v", s)
	}
	release, err := ws.AcquireSchedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s := look("2026-10-10 12:00"); s.NeedsSomebody() || s.Newest[0].Outcome != Started || len(s.Unkept) != 0 {
		t.Errorf("while it is under way: %+v", s)
	}
	if err := errors.Join(release(), w.file.Close()); err != nil {
		t.Error(err)
	}
}
