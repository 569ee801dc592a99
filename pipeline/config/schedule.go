package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/schedule/times"
)

// Schedule says what empanel does by itself, and when.
type Schedule struct {
	// CatchUp is what becomes of times that went by while nobody was there to
	// keep them.
	CatchUp CatchUp `toml:"catch_up"`
	// GraceMinutes is how late a job may still begin.
	GraceMinutes int `toml:"grace_minutes"`
	// PauseSeconds is how long it is quiet before a job that is caught up.
	PauseSeconds int `toml:"pause_seconds"`
	// StopSeconds is how long a job under way has to end when the scheduler is
	// stopped, before it is killed.
	StopSeconds int `toml:"stop_seconds"`
	// Jobs are what is done, in the order in which those of one time take turns.
	Jobs []Job `toml:"job"`
	// Expect are the files without which a night is no success.
	Expect []Expected `toml:"expect"`
}

// CatchUp is a way to deal with times that went by.
type CatchUp string

// The ways to catch up, all within the grace.
const (
	CatchUpOnce CatchUp = "once" // of each job the newest time
	CatchUpAll  CatchUp = "all"  // every time, in order
	CatchUpNone CatchUp = "none" // none
)

// Job is something to do at planned times.
type Job struct {
	Name string   `toml:"name"` // by which the record of nights knows it
	At   string   `toml:"at"`   // as times.Parse reads it
	Do   []string `toml:"do"`   // arguments of empanel, without the workspace
}

// Expected are files that come on some days of the week.
type Expected struct {
	Channel  string   `toml:"channel"`  // the inbox folder into which they come
	Weekdays []string `toml:"weekdays"` // mon tue wed thu fri sat sun
	Until    string   `toml:"until"`    // HH:MM by which they are there; empty means the end of the day
}

func defaultSchedule() Schedule {
	return Schedule{
		CatchUp: CatchUpOnce, GraceMinutes: 720, PauseSeconds: 60, StopSeconds: 120,
		Jobs: []Job{{Name: "run", At: "01:30", Do: []string{"run"}}},
	}
}

// channels are the inbox folders. (They are named in pipeline/workspace, which
// imports this package; a test of pipeline/schedule holds the two together.)
var channels = []string{"teleplan", "teleplan-return", "drbill", "registry"}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// On says whether the files are expected on a day of the week.
func (e Expected) On(day time.Weekday) bool { return slices.Contains(e.Weekdays, weekdays[day]) }

var jobName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// problems lists what cannot be used.
func (s Schedule) problems() []*Error {
	var found []*Error
	wrong := func(key, message string, args ...any) {
		found = append(found, &Error{Key: "schedule." + key, Message: fmt.Sprintf(message, args...)})
	}
	switch s.CatchUp {
	case CatchUpOnce, CatchUpAll, CatchUpNone:
	default:
		wrong("catch_up", "must be %q, %q or %q", CatchUpOnce, CatchUpAll, CatchUpNone)
	}
	if s.GraceMinutes < 1 || s.GraceMinutes > 7*24*60 {
		wrong("grace_minutes", "must be a number of minutes from 1 to 10080, a week")
	}
	if s.PauseSeconds < 0 || s.PauseSeconds > 3600 {
		wrong("pause_seconds", "must be a number of seconds from 0 to 3600")
	}
	if s.StopSeconds < 1 || s.StopSeconds > 3600 {
		wrong("stop_seconds", "must be a number of seconds from 1 to 3600")
	}
	names := map[string]bool{}
	for i, j := range s.Jobs {
		found = append(found, j.problems(i, names[j.Name])...)
		names[j.Name] = true
	}
	for i, e := range s.Expect {
		found = append(found, e.problems(i)...)
	}
	return found
}

// problems lists what cannot be used in the job at place i, counted from 0.
func (j Job) problems(i int, taken bool) []*Error {
	var found []*Error
	wrong := func(key, message string, args ...any) {
		found = append(found, &Error{Key: "schedule.job." + key, place: i + 1, Message: fmt.Sprintf(message, args...)})
	}
	switch {
	case !jobName.MatchString(j.Name):
		wrong("name", "must be a word of small letters, digits, - and _, at most 40 of them")
	case taken:
		wrong("name", "%q is the name of an earlier job: each needs one of its own", j.Name)
	}
	if _, err := times.Parse(j.At); err != nil {
		wrong("at", "%s", err)
	}
	switch {
	case len(j.Do) == 0 || strings.HasPrefix(j.Do[0], "-"):
		wrong("do", `must be a command of empanel with its arguments, like ["run"] or ["export", "clfp"]`)
	case j.Do[0] == "schedule":
		wrong("do", "must not be schedule: a schedule does not start another")
	case slices.ContainsFunc(j.Do, isWorkspaceFlag):
		wrong("do", "takes no workspace: it is the one of the schedule")
	case slices.ContainsFunc(j.Do, func(argument string) bool { return strings.ContainsRune(argument, 0) }):
		wrong("do", "holds a character that no command line can hold")
	}
	return found
}

func isWorkspaceFlag(argument string) bool {
	return strings.HasPrefix(argument, "--workspace") || strings.HasPrefix(argument, "-w")
}

// problems lists what cannot be used in the expectation at place i, counted
// from 0.
func (e Expected) problems(i int) []*Error {
	var found []*Error
	wrong := func(key, message string, args ...any) {
		found = append(found, &Error{Key: "schedule.expect." + key, place: i + 1, Message: fmt.Sprintf(message, args...)})
	}
	if !slices.Contains(channels, e.Channel) {
		wrong("channel", "must be the name of a folder of the inbox: %s", strings.Join(channels, ", "))
	}
	if len(e.Weekdays) == 0 {
		wrong("weekdays", `must name the days on which a file comes, like ["mon", "thu"]`)
	}
	for _, day := range e.Weekdays {
		if !slices.Contains(weekdays, day) {
			wrong("weekdays", "%q is no day: write mon, tue, wed, thu, fri, sat or sun", day)
		}
	}
	if e.Until != "" {
		if _, _, err := times.TimeOfDay(e.Until); err != nil {
			wrong("until", "%s", err)
		}
	}
	return found
}
