package schedule

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/mask"
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

// live keeps the schedule so long.
func (k *keeping) live(t *testing.T, long time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	if err := Keep(ctx, k.Options); err != nil {
		t.Error(err)
	}
}

// Whoever is told slowly keeps nobody from the clock, and is not waited for long.
func TestTellingKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keepingFrom(t, "2026-10-05 12:00", config.Default().Schedule)
		k.Rules.Jobs[0].At = "@hourly"
		var told []Night
		k.Told = func(ctx context.Context, nights []Night) {
			select {
			case <-time.After(100 * time.Minute):
				told = append(told, nights...)
			case <-ctx.Done():
			}
		}
		begun := time.Now()
		k.live(t, 10*time.Hour+time.Minute)
		if took := time.Since(begun); took > 10*time.Hour+time.Minute+tellingTime+time.Second {
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
		if said := strings.Join(k.said, "\n"); !strings.Contains(said, "could not be told any more") {
			t.Errorf("those whom nobody was told of are not said: %s", said)
		}
		if len(told) < 5 {
			t.Errorf("told of %d nights", len(told))
		}
	})
}

// A fault in what is called costs no night.
func TestFaultsOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := config.Default().Schedule
		rules.Expect = []config.Expected{{Channel: "teleplan", Weekdays: []string{"mon"}}}
		k := keepingFrom(t, "2026-10-05 12:00", rules) // a Monday
		k.TakenIn = func(context.Context, Since) ([]string, error) { panic("a fault of the registry") }
		told := 0
		k.Told = func(context.Context, []Night) {
			if told++; told == 1 {
				panic("a fault of the telephone of 9012345674")
			}
		}
		k.live(t, 48*time.Hour)
		nights := k.nights(t)
		if len(nights) != 2 || nights[0].Outcome != Failed || nights[1].Outcome != Ran || told != 2 {
			t.Errorf("told %d times: %+v", told, nights)
		}
		if said := strings.Join(k.said, "\n"); !strings.Contains(said, "nobody could be told") || strings.Contains(said, "9012345674") {
			t.Error(said)
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

// The machine's own clock has a reading beside the wall's that never goes back: a
// scheduler that compared by it would not see that the clock was put back, and
// would lose every night up to where it had been.
func TestTheClockIsTheWalls(t *testing.T) {
	for name, now := range map[string]func() time.Time{"the machine's": nil, "one that is passed in": time.Now} {
		read := wallClock(now)
		if at := read(); strings.Contains(at.String(), "m=") || time.Since(at).Abs() > time.Hour {
			t.Errorf("%s: %s", name, at)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		k := keepingFrom(t, "2026-10-05 12:00", config.Default().Schedule)
		k.Now = time.Now
		heard := 0
		k.Say = func(at time.Time, _ string) {
			if heard++; strings.Contains(at.String(), "m=") {
				t.Errorf("the scheduler goes by %s", at)
			}
		}
		k.live(t, 48*time.Hour)
		if heard == 0 {
			t.Error("nothing was said")
		}
	})
}

// What is told of a time can be read: it is not taken for a health number.
func TestTimesAreNotMasked(t *testing.T) {
	for at := wall(t, "2026-01-01 00:30"); at.Year() < 2031; at = at.Add(25 * time.Hour) {
		if said := "run of " + inBritishColumbia(at) + " is still under way"; mask.Text(said) != said {
			t.Fatalf("%s: shown as %s", said, mask.Text(said))
		}
	}
}

// Where in time ends, and the grace.
func TestJudgedToTheInstant(t *testing.T) {
	planned := wall(t, "2026-10-05 01:30")
	for _, c := range []struct {
		catchUp config.CatchUp
		late    time.Duration
		kept    bool
		caught  bool
	}{
		{config.CatchUpNone, 0, true, false},
		{config.CatchUpNone, time.Minute, true, false},
		{config.CatchUpNone, time.Minute + 1, false, false},
		{config.CatchUpOnce, time.Minute, true, false},
		{config.CatchUpOnce, time.Minute + 1, true, true},
		{config.CatchUpOnce, time.Hour, true, true},
		{config.CatchUpOnce, time.Hour + 1, false, false},
		{config.CatchUpAll, time.Hour, true, true},
		{config.CatchUpAll, time.Hour + 1, false, false},
	} {
		rules := config.Schedule{CatchUp: c.catchUp, GraceMinutes: 60, Jobs: []config.Job{{Name: "run", At: "01:30", Do: []string{"run"}}}}
		d := newDesk(rules, &Record{})
		decided := d.judge(d.jobs[0], []due{{job: d.jobs[0], planned: planned}}, planned.Add(c.late))
		if kept := len(d.waiting) == 1; kept != c.kept || kept == (len(decided) == 1) || kept && d.waiting[0].late != c.caught {
			t.Errorf("%s, %s late: %+v, %+v", c.catchUp, c.late, d.waiting, decided)
		}
		if !c.kept && (decided[0].Outcome != Missed || decided[0].Why == "") {
			t.Errorf("%s, %s late: %+v", c.catchUp, c.late, decided[0])
		}
	}
}
