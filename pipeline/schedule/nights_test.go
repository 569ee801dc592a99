package schedule

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

// Nights on which clocks change, or no longer do, as the record has them.
func TestRecordOfClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, begin string
		at          weekly
		want        []string
	}{
		{"spring 2025, in the gap", "2025-03-08 00:00", weekly{[]int{2}, 30, 7}, []string{
			"2025-03-08T10:30:00Z ran", "2025-03-09T10:00:00Z ran", "2025-03-10T09:30:00Z ran",
		}},
		{"autumn 2025, shown twice", "2025-11-01 00:00", weekly{[]int{1}, 30, 7}, []string{
			"2025-11-01T08:30:00Z ran", "2025-11-02T08:30:00Z ran", "2025-11-03T09:30:00Z ran",
		}},
		{"spring 2026, the last change", "2026-03-07 00:00", weekly{[]int{2}, 0, 7}, []string{
			"2026-03-07T10:00:00Z ran", "2026-03-08T10:00:00Z ran", "2026-03-09T09:00:00Z ran",
		}},
		{"autumn 2026, no change", "2026-10-31 00:00", weekly{[]int{1}, 30, 7}, []string{
			"2026-10-31T08:30:00Z ran", "2026-11-01T08:30:00Z ran", "2026-11-02T08:30:00Z ran",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := oneJob(c.begin, c.at.text())
			h.events = []event{{minute: 0, what: "start"}, {minute: 3 * 24 * 60, what: "stop"}}
			nights, _ := live(t, h)
			var got []string
			for _, n := range nights {
				got = append(got, n.Planned.Format(time.RFC3339)+" "+string(n.Outcome))
				if n.Started.Sub(n.Planned) != 0 {
					t.Errorf("%s was begun at %s", n.Planned, n.Started)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// oneJob is a history of a job that takes in files; nothing happens in it yet.
func oneJob(begin, at string) history {
	var h history
	h.begin, _ = time.ParseInLocation("2006-01-02 15:04", begin, clock.Vancouver())
	h.rules = config.Default().Schedule
	h.rules.Jobs = []config.Job{{Name: "run", At: at, Do: []string{"run"}}}
	h.jobs = []act{{minutes: 2, result: tookIn(3)}}
	return h
}

// A job is not begun for ever: one that takes the machine down with it is tried
// three times in a night.
func TestInterruptedIsTriedThreeTimes(t *testing.T) {
	h := oneJob("2025-06-01 00:00", "01:30")
	h.jobs[0].minutes = 30
	h.events = []event{{minute: 0, what: "start"}}
	for i := range 5 {
		h.events = append(h.events, event{minute: 91 + 5*i, what: "kill"}, event{minute: 92 + 5*i, what: "start"})
	}
	nights, told := live(t, h)
	if len(nights) != 2 || nights[0].Outcome != Interrupted || nights[0].Tried != 3 || !nights[0].NeedsSomebody() {
		t.Errorf("got %+v", nights)
	}
	if len(told) != 4 { // three times, and of the night after
		t.Errorf("people were told %d times", len(told))
	}
}

// keeping lets a scheduler live in a bubble, from a wall time on.
type keeping struct {
	Options
	zero, begin time.Time
	said        []string
	mu          sync.Mutex
}

func keepingFrom(t *testing.T, begin string, rules config.Schedule) *keeping {
	k := &keeping{zero: time.Now(), begin: wall(t, begin)}
	k.Options = Options{
		Workspace: quickWorkspace(t), Rules: rules,
		Now: func() time.Time { return k.begin.Add(time.Since(k.zero)) },
		Run: func(context.Context, []string) Result { return tookIn(1) },
		Say: func(_ time.Time, text string) { k.mu.Lock(); k.said = append(k.said, text); k.mu.Unlock() },
	}
	return k
}

func (k *keeping) nights(t *testing.T) []Night {
	t.Helper()
	record, err := Read(k.Workspace.Nights())
	if err != nil {
		t.Fatal(err)
	}
	return record.Nights()
}

// A night without its file is no success.
func TestExpectedFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := config.Default().Schedule
		rules.Expect = []config.Expected{
			{Channel: "teleplan", Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}},
			{Channel: "drbill", Weekdays: []string{"wed"}, Until: "12:00"},
		}
		k := keepingFrom(t, "2026-10-04 12:00", rules) // a Sunday
		came := map[string][]time.Time{                // the times at which files are received
			"teleplan": {wall(t, "2026-10-05 17:00"), wall(t, "2026-10-07 01:00"), wall(t, "2026-10-07 22:00"), wall(t, "2026-10-09 01:45"), wall(t, "2026-10-10 23:00")},
			"drbill":   {wall(t, "2026-10-06 18:00")},
		}
		k.TakenIn = func(_ context.Context, since Since) ([]string, error) {
			var channels []string
			for channel, received := range came {
				if slices.ContainsFunc(received, func(at time.Time) bool { return at.After(since.Received) && at.Before(k.Now()) }) {
					channels = append(channels, channel)
				}
			}
			return channels, nil
		}
		k.live(t, 14*24*time.Hour)
		got := map[string]string{}
		for _, n := range k.nights(t) {
			if len(n.Missing) > 0 != n.NeedsSomebody() {
				t.Errorf("%+v", n)
			}
			got[inBritishColumbia(n.Planned)[5:10]] = strings.Join(n.Missing, " ")
		}
		want := map[string]string{
			"10-05": "",              // for the Sunday nothing is expected
			"10-06": "",              // Monday's came on Monday
			"10-07": "",              // Tuesday's came after midnight, before the night
			"10-08": "drbill",        // Wednesday's came; the upload of Tuesday evening was for a night before
			"10-09": "teleplan",      // Thursday's came after the night
			"10-10": "",              // so it is Friday's
			"10-11": "", "10-12": "", // a weekend
			"10-13": "teleplan",        // Saturday's is not Monday's
			"10-14": "teleplan",        //
			"10-15": "teleplan drbill", // in the order of the configuration
			"10-16": "teleplan", "10-17": "teleplan", "10-18": "",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// live keeps the schedule so long.
func (k *keeping) live(t *testing.T, long time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	if err := Keep(ctx, k.Options); err != nil {
		t.Error(err)
	}
}

func TestFilesThatCannotBeAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := config.Default().Schedule
		rules.Expect = []config.Expected{{Channel: "teleplan", Weekdays: []string{"mon"}}}
		k := keepingFrom(t, "2026-10-05 12:00", rules)
		k.TakenIn = func(context.Context, Since) ([]string, error) {
			return nil, errors.New("the registry of 9012345674 is gone")
		}
		k.live(t, 24*time.Hour)
		nights := k.nights(t)
		if len(nights) != 1 || !nights[0].Doubt || !nights[0].NeedsSomebody() || !strings.Contains(nights[0].Why, "could not be found out") {
			t.Errorf("got %+v", nights)
		} else if strings.Contains(nights[0].Why, "9012345674") {
			t.Error("a health number stands in the record")
		}
	})
}

// From when on files count, by the nights that there were.
func TestSinceWhenFilesCount(t *testing.T) {
	expect := func(days ...string) []config.Expected {
		return []config.Expected{{Channel: "teleplan", Weekdays: days, Until: "23:00"}}
	}
	ended := wall(t, "2026-10-06 01:40")
	for _, c := range []struct {
		name, at, planned, from string
		expect                  []config.Expected
	}{
		{"every night", "01:30", "2026-10-07 01:30", "2026-10-06 01:30", expect("tue")},
		{"not this day", "01:30", "2026-10-07 01:30", "", expect("wed")},
		{"twice a day, at night", "30 1,13 * * *", "2026-10-07 01:30", "2026-10-06 01:30", expect("tue")},
		{"twice a day, at noon", "30 1,13 * * *", "2026-10-07 13:30", "", expect("tue")},
		{"once a week", "30 1 * * wed", "2026-10-07 01:30", "2026-09-30 01:30", expect("mon", "tue")},
		{"a night of a clock change", "01:30", "2025-11-03 01:30", "2025-11-02 01:30", expect("sun")},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := config.Schedule{Jobs: []config.Job{{Name: "other", At: c.at, Do: []string{"verify"}}, {Name: "run", At: c.at, Do: []string{"run"}}, {Name: "more", At: c.at, Do: []string{"run"}}}, Expect: c.expect}
			before := Night{Job: "run", Planned: wall(t, "2026-10-06 01:30"), Outcome: Ran, Ended: ended}
			d := newDesk(rules, &Record{nights: map[key]Night{before.key(): before}})
			var want []expectation
			if c.from != "" {
				from := wall(t, c.from)
				want = []expectation{{"teleplan", Since{Received: from, Run: from}}}
				if from.Equal(before.Planned) {
					want[0].since.Run = ended
				}
			}
			got := d.expectations(due{job: d.jobs[1], planned: wall(t, c.planned)})
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(expectation{})); diff != "" {
				t.Error(diff)
			}
			for _, other := range []int{0, 2} {
				if got := d.expectations(due{job: d.jobs[other], planned: wall(t, c.planned)}); got != nil {
					t.Errorf("%s is held to %v too", d.jobs[other].Name, got)
				}
			}
		})
	}
}

// Whoever is told slowly keeps nobody from the clock, and is not waited for long.
func TestTellingKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepingFrom(t, "2026-10-05 12:00", config.Default().Schedule)
		k.Rules.Jobs[0].At = "@hourly"
		var told []Night
		k.Told = func(ctx context.Context, n Night) {
			select {
			case <-time.After(100 * time.Minute):
				told = append(told, n)
			case <-ctx.Done():
			}
		}
		begun := time.Now()
		k.live(t, 10*time.Hour+time.Minute)
		if took := time.Since(begun); took > 10*time.Hour+time.Minute+tellingTime {
			t.Errorf("the scheduler took %s to stop", took-10*time.Hour)
		}
		nights := k.nights(t)
		if len(nights) != 10 {
			t.Errorf("%d nights", len(nights))
		}
		for i, n := range told {
			if !n.Planned.Equal(nights[i].Planned) {
				t.Errorf("told of %s before %s", n.Planned, nights[i].Planned)
			}
		}
		if len(told) < 5 {
			t.Errorf("told of %d nights", len(told))
		}
	})
}

// A job that does not end when it should is not waited for by the clock; one that
// heeds the context is waited for when the scheduler stops.
func TestStopWaitsForTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepingFrom(t, "2026-10-05 12:00", config.Default().Schedule)
		var alive []time.Time
		k.Alive = func(doing string) {
			alive = append(alive, time.Now())
			if doing == "" {
				t.Error("nothing is said of what it does")
			}
		}
		k.Run = func(ctx context.Context, _ []string) Result {
			<-ctx.Done()
			time.Sleep(110 * time.Second)
			return Result{ExitCode: 0, Stopped: true, Report: tookIn(2).Report}
		}
		begun := time.Now()
		k.live(t, 14*time.Hour)
		if took := time.Since(begun) - 14*time.Hour; took != 110*time.Second {
			t.Errorf("it ended %s after it was told to", took)
		}
		if nights := k.nights(t); len(nights) != 1 || nights[0].Outcome != Ran || nights[0].Files != 2 {
			t.Errorf("got %+v", nights)
		}
		for i := range alive[1:] {
			if silence := alive[i+1].Sub(alive[i]); silence > 30*time.Second {
				t.Fatalf("nothing was heard of it for %s", silence)
			}
		}
	})
}

// A disk that is full keeps jobs from beginning, and loses no row.
func TestNoJobBeginsThatCannotBeWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := keepingFrom(t, "2026-10-05 00:00", config.Default().Schedule)
		o.Tick = time.Minute
		o.Rules.Jobs[0].At = "@hourly"
		full, began := false, 0
		o.Run = func(context.Context, []string) Result { began++; time.Sleep(90 * time.Minute); return tookIn(1) }
		k := &keeper{Options: o.Options, ended: make(chan finished, 1), telling: tell(t.Context(), nil)}
		defer k.telling.stop()
		var err error
		if k.record, err = openRecord(k.Workspace.Nights(), k.say); err != nil {
			t.Fatal(err)
		}
		k.record.sync = func() error {
			if full {
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
		full = true
		time.Sleep(3 * time.Hour)
		if began != 1 {
			t.Errorf("%d jobs began", began)
		}
		if nights := o.nights(t); len(nights) != 1 || nights[0].Outcome != Started {
			t.Errorf("a full disk holds %+v", nights)
		}
		full = false
		time.Sleep(5 * time.Minute)
		cancel()
		<-done
		if err := k.stop(); err != nil {
			t.Error(err)
		}
		var got []string
		for _, n := range o.nights(t) {
			got = append(got, inBritishColumbia(n.Planned)[11:]+" "+string(n.Outcome))
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

func TestOneSchedulerAtATime(t *testing.T) {
	ws := quickWorkspace(t)
	if kept, err := ws.Scheduled(); kept || err != nil {
		t.Errorf("a workspace that never had one: %v, %v", kept, err)
	}
	release, err := ws.AcquireSchedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := ws.Scheduled(); !kept || err != nil {
		t.Errorf("got %v, %v", kept, err)
	}
	err = Keep(t.Context(), Options{Workspace: ws, Rules: config.Default().Schedule})
	if !errors.Is(err, workspace.ErrScheduled) || !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("a second scheduler got %v", err)
	}
	if run, err := ws.Acquire(); err != nil {
		t.Errorf("an administrator's run got %v", err)
	} else if err := run(); err != nil {
		t.Error(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if kept, err := ws.Scheduled(); kept || err != nil {
		t.Errorf("after its end: %v, %v", kept, err)
	}
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

// The configuration names channels without knowing the workspace.
func TestEveryChannelCanBeExpected(t *testing.T) {
	for _, channel := range workspace.Channels() {
		path := filepath.Join(t.TempDir(), "empanel.toml")
		text := "[[schedule.expect]]\nchannel = \"" + string(channel) + "\"\nweekdays = [\"mon\"]\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Load(path); err != nil {
			t.Error(err)
		}
	}
}
