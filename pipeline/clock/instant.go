package clock

import (
	"time"
)

// Instant reads a time as people type it. Without a zone it is one in British
// Columbia; a day alone means its end.
func Instant(typed string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, typed); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, typed, Vancouver()); err == nil {
			return t, true
		}
	}
	t, err := time.ParseInLocation(time.DateOnly, typed, Vancouver())
	return t.AddDate(0, 0, 1).Add(-time.Microsecond), err == nil
}
