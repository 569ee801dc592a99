package pipeline_test

import "time"

// Dates are texts YYYY-MM-DD, which compare as dates do; the empty text is no
// date.

// isDate says whether a text is a day of the calendar.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// daysLater adds days to a date.
func daysLater(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// lastClockChange is when British Columbia put its clocks forward for good.
var lastClockChange = time.Date(2026, 3, 8, 10, 0, 0, 0, time.UTC)

// vancouverDate is the day it was in Vancouver: seven hours behind UTC since
// the last clock change and in the summers before it, eight in the winters
// before it. (Tests keep away from the older changes themselves.)
func vancouverDate(t time.Time) string {
	behind := 8 * time.Hour
	if !t.Before(lastClockChange) || (t.Year() < 2026 && t.Month() >= time.April && t.Month() <= time.October) {
		behind = 7 * time.Hour
	}
	return t.UTC().Add(-behind).Format(time.DateOnly)
}

// holds says whether a day lies in a range whose ends both belong to it; a
// missing end is open.
func holds(from, to, day string) bool {
	return (from == "" || from <= day) && (to == "" || day <= to)
}
