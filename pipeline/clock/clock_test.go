package clock_test

import (
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/clock"
)

func TestOffsetsOfTheLastClockChange(t *testing.T) {
	for _, c := range []struct {
		day   string
		hours int
	}{
		{"2025-01-15", -8},
		{"2025-07-01", -7},
		{"2025-12-15", -8},
		{"2026-01-15", -8},
		{"2026-03-07", -8},
		{"2026-03-09", -7},
		{"2026-07-01", -7},
		{"2026-11-02", -7}, // the change that no longer happens
		{"2026-12-15", -7},
		{"2027-01-15", -7},
		{"2040-01-15", -7},
	} {
		t.Run(c.day, func(t *testing.T) {
			noon, err := time.ParseInLocation("2006-01-02 15:04", c.day+" 12:00", clock.Vancouver())
			if err != nil {
				t.Fatal(err)
			}
			if _, offset := noon.Zone(); offset != c.hours*3600 {
				t.Errorf("offset is %d hours, want %d", offset/3600, c.hours)
			}
		})
	}
}

func TestDateOfAnInstant(t *testing.T) {
	for _, c := range []struct{ instant, want string }{
		{"2026-01-15T07:59:59Z", "2026-01-14"},
		{"2026-01-15T08:00:00Z", "2026-01-15"},
		{"2026-12-15T06:59:59Z", "2026-12-14"},
		{"2026-12-15T07:00:00Z", "2026-12-15"}, // older zone data still says the 14th
		{"2026-12-15T23:30:00-08:00", "2026-12-16"},
		{"2024-02-29T12:00:00Z", "2024-02-29"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.DateOf(instant).String(); got != c.want {
			t.Errorf("DateOf(%s) = %s, want %s", c.instant, got, c.want)
		}
		if got := clock.Today(instant).String(); got != c.want {
			t.Errorf("Today(%s) = %s, want %s", c.instant, got, c.want)
		}
	}
}

func TestDateOfAYearOutsideTheCalendarIsNoDate(t *testing.T) {
	if got := clock.DateOf(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); got != field.NoDate {
		t.Errorf("got %v, want no date", got)
	}
}
