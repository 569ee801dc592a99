package schedule

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

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

// A registry that cannot be asked does not keep the scheduler from ending.
func TestStopWaitsBrieflyForTheRegistry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := config.Default().Schedule
		rules.Expect = []config.Expected{{Channel: "teleplan", Weekdays: []string{"mon"}}}
		k := keepingFrom(t, "2026-10-05 12:00", rules)
		k.TakenIn = func(ctx context.Context, _ Since) ([]string, error) { <-ctx.Done(); return nil, ctx.Err() }
		begun := time.Now()
		k.live(t, 14*time.Hour)
		if took := time.Since(begun) - 14*time.Hour; took > tellingTime {
			t.Errorf("it ended %s after it was told to", took)
		}
		if nights := k.nights(t); len(nights) != 1 || nights[0].Outcome != Ran || !nights[0].Doubt {
			t.Errorf("got %+v", nights)
		}
	})
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
			got[n.Planned.In(clock.Vancouver()).Format("01-02")] = strings.Join(n.Missing, " ")
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
