package field_test

import (
	"testing"
	"time"

	"empanel/parsers/field"
)

// Every year, month and day that anybody may write is the day of the calendar,
// or none.
func TestNewDateKnowsTheCalendar(t *testing.T) {
	for year := 1799; year <= 2200; year++ {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				want := field.NoDate
				at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				if at.Year() == year && int(at.Month()) == month && at.Day() == day && year >= 1800 && year <= 2199 {
					want = field.Date(at.Unix() / 86400)
					if at.Unix() < 0 && at.Unix()%86400 != 0 {
						t.Fatal("a day does not begin at midnight")
					}
				}
				if got := field.NewDate(year, month, day); got != want {
					t.Fatalf("%04d-%02d-%02d: %d, want %d", year, month, day, got, want)
				}
			}
		}
	}
}
