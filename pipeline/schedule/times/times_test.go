package times_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/pipeline/clock"
	"empanel/pipeline/schedule/times"
)

func parse(t testing.TB, text string) times.Times {
	t.Helper()
	planned, err := times.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// The nights on which clocks change, and those on which they no longer do.
func TestNightsOfClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, times, after string
		want               []string
	}{
		{"spring 2025, before the gap", "01:30", "2025-03-08T12:00:00-08:00", []string{"2025-03-09T01:30:00-08:00", "2025-03-10T01:30:00-07:00"}},
		{"spring 2025, in the gap", "02:30", "2025-03-08T12:00:00-08:00", []string{"2025-03-09T03:00:00-07:00", "2025-03-10T02:30:00-07:00"}},
		{"spring 2025, as the gap begins", "02:00", "2025-03-08T12:00:00-08:00", []string{"2025-03-09T03:00:00-07:00", "2025-03-10T02:00:00-07:00"}},
		{"spring 2025, after the gap", "03:00", "2025-03-08T12:00:00-08:00", []string{"2025-03-09T03:00:00-07:00", "2025-03-10T03:00:00-07:00"}},
		{"spring 2025, several in the gap are one", "*/20 1-3 * * *", "2025-03-09T01:30:00-08:00", []string{
			"2025-03-09T01:40:00-08:00", "2025-03-09T03:00:00-07:00", "2025-03-09T03:20:00-07:00",
		}},
		{"spring 2026, the last change", "02:30", "2026-03-07T12:00:00-08:00", []string{"2026-03-08T03:00:00-07:00", "2026-03-09T02:30:00-07:00"}},
		{"autumn 2025, shown twice", "01:30", "2025-11-01T12:00:00-07:00", []string{"2025-11-02T01:30:00-07:00", "2025-11-03T01:30:00-08:00"}},
		{"autumn 2025, after its first showing", "01:30", "2025-11-02T01:30:00-07:00", []string{"2025-11-03T01:30:00-08:00"}},
		{"autumn 2025, during its second showing", "45 1 * * *", "2025-11-02T01:30:00-08:00", []string{"2025-11-03T01:45:00-08:00"}},
		{"autumn 2025, hourly", "@hourly", "2025-11-02T00:30:00-07:00", []string{
			"2025-11-02T01:00:00-07:00", "2025-11-02T02:00:00-08:00", "2025-11-02T03:00:00-08:00",
		}},
		{"autumn 2026, no change", "01:30", "2026-10-31T12:00:00-07:00", []string{"2026-11-01T01:30:00-07:00", "2026-11-02T01:30:00-07:00"}},
		{"winter 2026, still no change", "01:30", "2026-12-24T12:00:00-07:00", []string{"2026-12-25T01:30:00-07:00"}},
		{"spring 2027, no gap", "02:30", "2027-03-13T12:00:00-07:00", []string{"2027-03-14T02:30:00-07:00"}},
		{"weekdays", "30 1 * * mon-fri", "2026-10-02T12:00:00-07:00", []string{"2026-10-05T01:30:00-07:00"}},
		{"a Sunday of a gap", "30 2 * * sun", "2025-03-05T12:00:00-08:00", []string{"2025-03-09T03:00:00-07:00", "2025-03-16T02:30:00-07:00"}},
		{"with a second", "15 30 1 * * *", "2026-10-02T12:00:00-07:00", []string{"2026-10-03T01:30:15-07:00"}},
		{"leap day", "0 0 29 2 *", "2026-10-02T12:00:00-07:00", []string{"2028-02-29T00:00:00-07:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			planned, at := parse(t, c.times), instant(t, c.after)
			for _, want := range c.want {
				if at = planned.Next(at); !at.Equal(instant(t, want)) {
					t.Fatalf("got %s, want %s", at.In(clock.Vancouver()), want)
				}
			}
		})
	}
}

// A slow reading of the rules: of every minute of a year, what the wall shows.
func TestEveryDailyTimeOfAYearComesOnceADay(t *testing.T) {
	for _, year := range []int{2025, 2026, 2027} {
		begin := time.Date(year, 1, 1, 0, 0, 0, 0, clock.Vancouver())
		shown := map[string]time.Time{} // the first minute that shows a date and time
		for at := begin; at.Year() == year; at = at.Add(time.Minute) {
			if at.Hour() > 3 && at.Hour() < 23 {
				continue // no clock changes in the day
			}
			if key := at.Format("2006-01-02 15:04"); shown[key].IsZero() {
				shown[key] = at
			}
		}
		for _, text := range []string{"00:00", "01:00", "01:30", "01:59", "02:00", "02:01", "02:59", "03:00", "23:59"} {
			at := begin.Add(-time.Second)
			planned := parse(t, text)
			for day := begin; day.Year() == year; day = day.AddDate(0, 0, 1) {
				want := shown[day.Format("2006-01-02 ")+text]
				if want.IsZero() {
					want = shown[day.Format("2006-01-02 ")+"03:00"]
				}
				if at = planned.Next(at); !at.Equal(want) {
					t.Fatalf("%s on %s: got %s, want %s", text, day.Format(time.DateOnly), at.In(clock.Vancouver()), want)
				}
			}
		}
	}
}

// From wherever one begins, the same times come.
func TestNextFromAnywhere(t *testing.T) {
	from := []time.Time{
		instant(t, "2025-03-08T00:00:00Z"), instant(t, "2025-11-01T00:00:00Z"), instant(t, "2026-03-07T00:00:00Z"), instant(t, "2026-10-31T00:00:00Z"),
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom([]string{"01:30", "02:00", "02:30", "*/20 * * * *", "17 */2 * * *", "@hourly", "0 0-3 * * sun"}).Draw(rt, "times")
		planned := parse(t, text)
		begin := rapid.SampledFrom(from).Draw(rt, "from")
		at := begin.Add(time.Duration(rapid.Int64Range(0, 72*3600).Draw(rt, "seconds")) * time.Second)
		want := begin.Add(-8 * 24 * time.Hour)
		for !want.After(at) {
			next := planned.Next(want)
			if !next.After(want) {
				rt.Fatalf("%s: %s comes after %s", text, next, want)
			}
			want = next
		}
		if got := planned.Next(at); !got.Equal(want) {
			rt.Fatalf("%s after %s: got %s, want %s", text, at, got, want)
		}
	})
}

func TestWhatIsNoTimeIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "is empty",
		"25:00":                        "is no time of the day",
		"1:75":                         "is no time of the day",
		"@every 1h":                    "is no time that a clock shows",
		"@reboot":                      "is no time that a clock shows",
		"TZ=":                          "takes no time zone",
		"CRON_TZ=UTC 0 1 * * *":        "takes no time zone",
		"30 1 * *":                     "is no expression as in a crontab",
		"30 1 * * someday":             "is no expression as in a crontab",
		"@sometimes":                   "is no expression as in a crontab",
		"* 30 1 * * *":                 "more than once a minute",
		"*/30 * * * * *":               "more than once a minute",
		", 1 * * *":                    "never comes",
		"0 0 30 2 *":                   "never comes",
		"0 1 * * * * *":                "is no expression as in a crontab",
		"99999999999999999999 1 * * *": "is no expression as in a crontab",
	} {
		if _, err := times.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{"24:01", "25:00", "noon", "12:60", ""} {
		if _, _, err := times.TimeOfDay(text); err == nil {
			t.Errorf("%q was taken for a time of the day", text)
		}
	}
	if hour, minute, err := times.TimeOfDay("24:00"); hour != 24 || minute != 0 || err != nil {
		t.Errorf("24:00 gave %d:%d, %v", hour, minute, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"01:30", "*/20 1-3 * * mon", "@daily", "15 30 1 * * *", "1-/2 * * * *", "TZ=x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		planned, err := times.Parse(text)
		if err != nil {
			return
		}
		at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
		for range 3 {
			next := planned.Next(at)
			if next.IsZero() {
				return
			}
			if !next.After(at) {
				t.Fatalf("%q: %s comes after %s", text, next, at)
			}
			at = next
		}
	})
}
