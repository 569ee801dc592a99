package clock

import (
	"testing"
	"time"
)

// A time without a zone is one in British Columbia, which is at UTC-7 for good
// since March 2026; a day alone means its end.
func TestInstant(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-10-05T18:00:00-07:00": "2026-10-06T01:00:00Z",
		"2026-10-06T01:00:00Z":      "2026-10-06T01:00:00Z",
		"2026-10-05 18:00":          "2026-10-06T01:00:00Z",
		"2026-10-05 18:00:30":       "2026-10-06T01:00:30Z",
		"2026-12-05 18:00":          "2026-12-06T01:00:00Z",
		"2026-01-05 18:00":          "2026-01-06T02:00:00Z",
		"2026-10-05":                "2026-10-06T06:59:59.999999Z",
		"2026-03-08":                "2026-03-09T06:59:59.999999Z", // a day of 23 hours
	} {
		got, ok := Instant(typed)
		if !ok || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s was read as %s (%v), want %s", typed, got.UTC().Format(time.RFC3339Nano), ok, want)
		}
	}
	for _, typed := range []string{"", "R000001", "2026-13-05", "2026-02-30", "5 October 2026", "2026-10-05 25:00"} {
		if _, ok := Instant(typed); ok {
			t.Errorf("%q was read as a time", typed)
		}
	}
}
