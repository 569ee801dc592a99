package schedule

import (
	"context"
	"slices"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/schedule/times"
)

// Since says which files came lately enough: those received after Received, and
// those taken in by a run that began after Run.
type Since struct{ Received, Run time.Time }

// TakenIn gives the channels of which such a file was taken in and accepted.
type TakenIn func(ctx context.Context, since Since) ([]string, error)

// expectation is a file that should have been taken in by a night.
type expectation struct {
	channel string
	since   Since
}

// expectations gives the files that a night has to show: those that should have
// been there between the job's planned time before it and its own. A file counts
// from the night on that the day before was held to. Only the first job that
// takes files in is held to them, so that each is asked for once.
func (d *desk) expectations(w due) []expectation {
	takesIn := func(j config.Job) bool { return j.Do[0] == "run" }
	if at := slices.IndexFunc(d.rules.Jobs, takesIn); at < 0 || d.rules.Jobs[at].Name != w.Name {
		return nil
	}
	planned, err := times.Parse(w.At)
	if err != nil {
		return nil // a configuration with such times is refused
	}
	var found []expectation
	before := previous(planned, w.planned)
	for _, e := range d.rules.Expect {
		dayBefore, ok := dueBetween(e, before, w.planned)
		if !ok || slices.ContainsFunc(found, func(f expectation) bool { return f.channel == e.Channel }) {
			continue
		}
		from := planned.Next(dayBefore.Add(-time.Nanosecond))
		if !from.Before(w.planned) {
			from = before
		}
		since := Since{Received: from, Run: from}
		if n := d.record.nights[key{w.Name, from.Unix()}]; n.Ended.After(from) {
			since.Run = n.Ended
		}
		found = append(found, expectation{e.Channel, since})
	}
	return found
}

// dueBetween says whether a file is due after one instant and up to another, and
// when it would have been due the day before.
func dueBetween(e config.Expected, after, until time.Time) (dayBefore time.Time, ok bool) {
	hour, minute := 24, 0
	if e.Until != "" {
		var err error
		if hour, minute, err = times.TimeOfDay(e.Until); err != nil {
			return time.Time{}, false // a configuration with such times is refused
		}
	}
	last := until.In(clock.Vancouver())
	year, month, day := after.In(clock.Vancouver()).Date()
	// 24:00 of the day before is on the day itself.
	for date := time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC); !date.After(asDate(last)); date = date.AddDate(0, 0, 1) {
		at := func(date time.Time) time.Time {
			return times.Instant(time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, time.UTC))
		}
		if due := at(date); e.On(date.Weekday()) && due.After(after) && !due.After(until) {
			return at(date.AddDate(0, 0, -1)), true
		}
	}
	return time.Time{}, false
}

// asDate is the day of a local time, as midnight in UTC.
func asDate(local time.Time) time.Time {
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// previous gives the planned time before another; where there is none within some
// years, a time so long ago.
func previous(planned times.Times, at time.Time) time.Time {
	const year = 365 * 24 * time.Hour
	back := 25 * time.Hour
	for ; back < 6*year; back *= 2 {
		found := planned.Next(at.Add(-back))
		if !found.Before(at) {
			continue
		}
		for next := planned.Next(found); next.Before(at); next = planned.Next(next) {
			found = next
		}
		return found
	}
	return at.Add(-back)
}

// missing gives the channels of which no file came that was expected.
func missing(ctx context.Context, expected []expectation, takenIn TakenIn) ([]string, error) {
	var channels []string
	for _, e := range expected {
		came, err := takenIn(ctx, e.since)
		if err != nil {
			return channels, err
		}
		if !slices.Contains(came, e.channel) {
			channels = append(channels, e.channel)
		}
	}
	return channels, nil
}
