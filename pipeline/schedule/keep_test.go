package schedule

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
)

func wall(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Vancouver())
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func tookIn(files int) Result {
	r := Result{Report: &RunReport{RunID: "R000001"}}
	r.Report.Files.Accepted = files
	return r
}

// randomHistory draws what a scheduler lives through in some weeks.
func randomHistory(rt *rapid.T) history {
	var h history
	begins := []string{
		"2025-03-05 12:00", "2025-03-09 01:15", "2025-10-30 12:00", "2025-11-02 00:50", "2026-03-06 12:00", "2026-10-30 12:00", "2025-06-30 23:00", "2025-12-24 12:00",
	}
	h.begin, _ = time.ParseInLocation("2006-01-02 15:04", rapid.SampledFrom(begins).Draw(rt, "begin"), clock.Vancouver())
	h.rules = config.Schedule{
		CatchUp:      rapid.SampledFrom([]config.CatchUp{config.CatchUpOnce, config.CatchUpAll, config.CatchUpNone}).Draw(rt, "catch up"),
		GraceMinutes: rapid.SampledFrom([]int{1, 60, 720, 3000}).Draw(rt, "grace"),
		PauseSeconds: rapid.SampledFrom([]int{0, 60, 600}).Draw(rt, "pause"),
		StopSeconds:  120,
	}
	names := []string{"run", "verify", "clfp"}
	for i := range rapid.IntRange(1, 3).Draw(rt, "jobs") {
		h.plans = append(h.plans, randomTimes(rt))
		h.rules.Jobs = append(h.rules.Jobs, config.Job{Name: names[i], At: h.plans[i].text(), Do: []string{names[i]}})
	}
	minute := 0
	add := func(most int, e event) {
		minute += rapid.IntRange(1, most).Draw(rt, "minutes")
		e.minute = minute
		h.events = append(h.events, e)
	}
	add(60, event{what: "start"})
	for range rapid.IntRange(0, 8).Draw(rt, "events") {
		switch rapid.SampledFrom([]string{"jump", "jump", "stop", "stop", "kill", "kill", "killSoon"}).Draw(rt, "event") {
		case "jump":
			far := rapid.SampledFrom([]int{5, 90, 1500, 9000}).Draw(rt, "how far")
			add(2000, event{what: "jump", jump: time.Duration(rapid.IntRange(-far, far).Draw(rt, "by")) * time.Minute})
			continue
		case "stop":
			add(3000, event{what: "stop"})
			if rapid.IntRange(0, 3).Draw(rt, "change") == 0 {
				add(1, event{what: "change", job: rapid.IntRange(0, len(h.plans)-1).Draw(rt, "job"), plan: randomTimes(rt)})
			}
		case "kill":
			add(3000, event{what: "kill", torn: rapid.Bool().Draw(rt, "torn")})
		case "killSoon":
			add(3000, event{what: "killSoon"})
			add(3000, event{what: "kill"}) // where nothing was said till then
		}
		if rapid.IntRange(0, 3).Draw(rt, "jump while down") == 0 {
			add(100, event{what: "jump", jump: time.Duration(rapid.IntRange(-300, 300).Draw(rt, "by")) * time.Minute})
		}
		add(rapid.SampledFrom([]int{3, 300, 6000}).Draw(rt, "down"), event{what: "start"})
	}
	h.jobs = rapid.SliceOfN(rapid.Custom(randomAct), 1, 6).Draw(rt, "acts")
	return h
}

func randomTimes(rt *rapid.T) weekly {
	return weekly{
		hours:   rapid.SampledFrom([][]int{{1}, {1}, {2}, {2}, {3}, {0}, {23}, {1, 2, 3}, {1, 13}, {0, 6, 12, 18}}).Draw(rt, "hours"),
		minute:  rapid.SampledFrom([]int{0, 1, 30, 59}).Draw(rt, "minute"),
		weekday: rapid.SampledFrom([]int{7, 7, 7, 0, 3}).Draw(rt, "weekday"),
	}
}

func randomAct(rt *rapid.T) act {
	a := act{
		minutes: rapid.SampledFrom([]int{0, 1, 5, 40, 200, 1600}).Draw(rt, "takes"),
		fault:   rapid.IntRange(0, 9).Draw(rt, "fault") == 0,
		yields:  rapid.Bool().Draw(rt, "yields"),
	}
	a.result = rapid.SampledFrom([]Result{
		tookIn(2), tookIn(2), tookIn(0), {}, {ExitCode: 3}, {ExitCode: 1}, {ExitCode: 5}, {ExitCode: 6}, {ExitCode: 130}, {ExitCode: -1, Killed: "killed"},
	}).Draw(rt, "result")
	return a
}

// Whatever happens, the record says of every planned time what the words say.
func TestRecordIsWhatTheWordsSay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := randomHistory(rt)
		nights, told := live(t, h)
		want, tellings := reference(h)
		if diff := cmp.Diff(short(want), short(nights)); diff != "" {
			rt.Fatalf("the record (+) is not what the reference foretells (-):\n%s", diff)
		}
		if len(told) != tellings {
			rt.Fatalf("people were told of %d nights, want %d", len(told), tellings)
		}
	})
}

func short(nights []Night) []string {
	lines := make([]string, len(nights))
	for i, n := range nights {
		lines[i] = inShort(n)
	}
	return lines
}

// A year with everything that a year brings.
func TestAYearOfNights(t *testing.T) {
	h := history{
		begin: wall(t, "2025-01-01 00:00"),
		rules: config.Schedule{CatchUp: config.CatchUpOnce, GraceMinutes: 720, PauseSeconds: 60, StopSeconds: 120},
		plans: []weekly{{[]int{1}, 30, 7}, {[]int{2}, 30, 0}, {[]int{0, 6, 12, 18}, 0, 7}},
		jobs: []act{
			{minutes: 3, result: tookIn(4)},
			{minutes: 1, result: tookIn(0)},
			{minutes: 45, result: tookIn(1)},
			{minutes: 2, result: Result{ExitCode: 1}},
			{minutes: 7, result: Result{ExitCode: 3}, yields: true},
			{minutes: 400, result: tookIn(9), yields: true},
			{fault: true},
			{minutes: 1, result: Result{ExitCode: 5}},
			{minutes: 2, result: Result{ExitCode: -1, Killed: "killed"}},
		},
	}
	for i, name := range []string{"run", "verify", "clfp"} {
		h.rules.Jobs = append(h.rules.Jobs, config.Job{Name: name, At: h.plans[i].text(), Do: []string{name}})
	}
	day := 24 * 60
	h.events = []event{
		{minute: 1, what: "start"},
		{minute: 12*day + 91, what: "kill", torn: true},
		{minute: 12*day + 95, what: "start"}, // in the middle of a run
		{minute: 30*day + 600, what: "stop"},
		{minute: 34*day + 300, what: "start"}, // days
		{minute: 67*day + 125, what: "kill"},
		{minute: 67*day + 190, what: "start"},                     // over the gap of March
		{minute: 80*day + 5, what: "jump", jump: 50 * time.Hour},  // asleep
		{minute: 99*day + 5, what: "jump", jump: -26 * time.Hour}, // a clock that was ahead
		{minute: 120 * day, what: "killSoon"},
		{minute: 120*day + 600, what: "start"},
		{minute: 150*day + 92, what: "stop"},
		{minute: 150*day + 93, what: "start"}, // restarted in the night
		{minute: 200 * day, what: "stop"},
		{minute: 210 * day, what: "start"}, // a holiday
		{minute: 240*day + 700, what: "jump", jump: 5 * time.Minute},
		{minute: 305*day + 95, what: "kill"},
		{minute: 305*day + 130, what: "start"}, // the hour shown twice
		{minute: 364 * day, what: "stop"},
	}
	begun := time.Now()
	nights, told := live(t, h)
	want, tellings := reference(h)
	if diff := cmp.Diff(short(want), short(nights)); diff != "" {
		t.Errorf("the record (+) is not what the reference foretells (-):\n%s", diff)
	}
	if len(told) != tellings {
		t.Errorf("people were told of %d nights, want %d", len(told), tellings)
	}
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("a year took %s", took)
	}
	outcomes := map[Outcome]int{}
	days := map[string]int{}
	for _, n := range nights {
		outcomes[n.Outcome]++
		if n.Job == "run" {
			days[n.Planned.In(clock.Vancouver()).Format(time.DateOnly)]++
		}
	}
	for _, o := range []Outcome{Ran, Late, NothingToDo, Skipped, Missed, Failed} {
		if outcomes[o] == 0 {
			t.Errorf("the year has no night that is %s: %v", o, outcomes)
		}
	}
	// One row for every day of the year, and no more.
	for date := h.begin; date.Before(h.begin.Add(364 * 24 * time.Hour)); date = date.Add(24 * time.Hour) {
		if d := date.In(clock.Vancouver()).Format(time.DateOnly); days[d] != 1 {
			t.Errorf("%s has %d rows", d, days[d])
		}
	}
	t.Logf("%d nights: %v", len(nights), outcomes)
}
