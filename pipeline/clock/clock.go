// Package clock knows the calendar of British Columbia. Claims carry dates as
// people there wrote them, so "today" and "the day a file was received" are
// dates in America/Vancouver, while every instant that is stored is in UTC.
//
// The zone comes from one file embedded in the program (Debian tzdata 2026f),
// never from the machine or the Go release: the province changed its clocks for
// the last time on 2026-03-08 and stays at UTC-7, which many machines do not
// know yet and which would put a claim sent late in the evening on another day.
//
// It reads no clock itself: the instant is always passed in. It imports only
// parsers/field.
package clock

import (
	_ "embed" // the zone file
	"sync"
	"time"

	"empanel/parsers/field"
)

//go:embed America_Vancouver.tzif
var zoneFile []byte

var loadVancouver = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocationFromTZData("America/Vancouver", zoneFile)
	if err != nil {
		// The file is part of the program and a test loads it: this cannot
		// depend on anything a user does.
		panic("clock: the embedded zone file cannot be read: " + err.Error())
	}
	return zone
})

// Vancouver is the time zone of British Columbia, from the embedded zone file.
func Vancouver() *time.Location { return loadVancouver() }

// Today is the date in British Columbia at the instant now.
func Today(now time.Time) field.Date { return DateOf(now) }

// DateOf is the date in British Columbia at an instant, such as the day on
// which a file was received.
func DateOf(t time.Time) field.Date {
	year, month, day := t.In(Vancouver()).Date()
	return field.NewDate(year, int(month), day)
}
