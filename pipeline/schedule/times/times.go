// Package times says when a job is planned: an expression as in a crontab, read
// by the clocks of British Columbia, or "HH:MM" for once a day.
//
// A planned time is one that a clock on a wall shows. Where the clocks change it
// becomes an instant by two rules: a time that the wall never shows that day
// (the hour that spring leaves out) is the first instant after the gap, and one
// that it shows twice is its first showing. Several planned times that become
// one instant are one planned time. So no night is without its job, and none has
// it twice.
//
// Expressions are parsed, and their wall times found, by robfig/cron, which by
// itself leaves out what falls into a gap. The package reads no clock and no
// file. It imports pipeline/clock and nothing else of this project.
package times

import (
	"errors"
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"empanel/pipeline/clock"
)

// Times are the planned times of a job.
type Times struct {
	text  string
	walls cron.Schedule // on wall time, written as if it were UTC
}

// String gives the expression as it was written.
func (t Times) String() string { return t.text }

var daily = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})$`)

// longest is how long an expression may be.
const longest = 200

// starBit is how robfig/cron marks a field that was a star.
const starBit = 1 << 63

// Parse reads "HH:MM", five fields as in a crontab, six with a second before
// them, or one of @hourly @daily @midnight @weekly @monthly @yearly. Its errors
// say what is wrong, and what to write.
func Parse(text string) (Times, error) {
	expression := strings.TrimSpace(text)
	if expression == "" {
		return Times{}, errors.New(`is empty; write a time of every day, like "01:30", or an expression as in a crontab, like "30 1 * * mon-fri"`)
	}
	if hour, minute, ok := timeOfDay(expression); ok {
		if hour > 23 || minute > 59 {
			return Times{}, fmt.Errorf("%q is no time of the day: write 00:00 to 23:59", text)
		}
		expression = fmt.Sprintf("%d %d * * *", minute, hour)
	}
	if len(expression) > longest {
		return Times{}, fmt.Errorf("is longer than %d characters", longest)
	}
	if strings.Contains(expression, "TZ=") {
		return Times{}, errors.New("takes no time zone: times are those of British Columbia")
	}
	if strings.HasPrefix(expression, "@every") || strings.HasPrefix(expression, "@reboot") {
		return Times{}, fmt.Errorf("%q is no time that a clock shows: write when, like \"01:30\" or \"*/30 * * * *\"", text)
	}
	parser := cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	walls, err := parser.Parse(expression)
	if err != nil {
		return Times{}, fmt.Errorf("%q is no expression as in a crontab (minute, hour, day of the month, month, day of the week): %w", text, err)
	}
	fields, ok := walls.(*cron.SpecSchedule)
	if !ok {
		return Times{}, fmt.Errorf("%q is no time that a clock shows", text)
	}
	if bits.OnesCount64(fields.Second&^starBit) != 1 {
		return Times{}, fmt.Errorf("%q comes more than once a minute: write one number for the second", text)
	}
	// An empty field is looked for minute by minute; a leap day comes within five
	// years of this one.
	if isEmpty(fields) || walls.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Times{}, fmt.Errorf("%q never comes: there is no such day", text)
	}
	return Times{text: text, walls: walls}, nil
}

// isEmpty says whether a field names no number at all, as a comma alone does.
func isEmpty(s *cron.SpecSchedule) bool {
	return s.Minute == 0 || s.Hour == 0 || s.Dom == 0 || s.Month == 0 || s.Dow == 0
}

// timeOfDay reads HH:MM, whatever the numbers.
func timeOfDay(text string) (hour, minute int, ok bool) {
	found := daily.FindStringSubmatch(text)
	if found == nil {
		return 0, 0, false
	}
	hour, hourErr := strconv.Atoi(found[1])
	minute, minuteErr := strconv.Atoi(found[2])
	return hour, minute, hourErr == nil && minuteErr == nil
}

// TimeOfDay reads "HH:MM" from 00:00 to 24:00, the end of the day.
func TimeOfDay(text string) (hour, minute int, err error) {
	hour, minute, ok := timeOfDay(text)
	if !ok || minute > 59 || hour > 24 || hour == 24 && minute > 0 {
		return 0, 0, fmt.Errorf("%q is no time of the day: write 00:00 to 24:00", text)
	}
	return hour, minute, nil
}

// Next gives the first planned time after an instant, in UTC, and zero where none
// comes within five years.
func (t Times) Next(after time.Time) time.Time {
	// What the wall shows never skips a planned time: what stands before it on the
	// wall has become an instant no later than now, also where the wall shows an
	// hour again.
	wall := asWall(after)
	for {
		if wall = t.walls.Next(wall); wall.IsZero() {
			return time.Time{}
		}
		if at := Instant(wall); at.After(after) {
			return at
		}
	}
}

// asWall is what the clocks of British Columbia show, written as if it were UTC.
func asWall(at time.Time) time.Time {
	at = at.In(clock.Vancouver())
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}

// Instant is the instant, in UTC, at which the clocks of British Columbia show
// what wall says as if it were UTC: the first of two, and the first after the gap
// for a time that they leave out.
func Instant(wall time.Time) time.Time {
	// The clocks change at most once in two days, so one of the offsets before and
	// after holds, or neither where the time is left out.
	before, after := offset(wall.Add(-24*time.Hour)), offset(wall.Add(24*time.Hour))
	first, second := wall.Add(-max(before, after)), wall.Add(-min(before, after))
	for _, at := range []time.Time{first, second} {
		if asWall(at).Equal(wall) {
			return at
		}
	}
	gapEnds, _ := second.In(clock.Vancouver()).ZoneBounds()
	return gapEnds.UTC()
}

// offset is how far the clocks are ahead of UTC at an instant.
func offset(at time.Time) time.Duration {
	_, seconds := at.In(clock.Vancouver()).Zone()
	return time.Duration(seconds) * time.Second
}
