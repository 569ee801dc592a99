package schedule

import (
	"fmt"
	"strings"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/wording"
)

// Outcome is what became of a planned time.
type Outcome string

// The outcomes. Of a planned time the last row holds.
const (
	Started     Outcome = "started"       // the job is under way
	Ran         Outcome = "ran"           // begun in time, and done
	Late        Outcome = "late"          // begun more than a minute after its time, and done
	NothingToDo Outcome = "nothing_to_do" // a run that is done and took in no file
	Skipped     Outcome = "skipped"       // not done, because another was at work
	Missed      Outcome = "missed"        // nobody was there in time
	Failed      Outcome = "failed"        // the job ended in an error, or was killed
	Interrupted Outcome = "interrupted"   // the job was stopped, or the scheduler ended under it
)

// Night is what the record says of one planned time of a job. It holds no health
// number.
type Night struct {
	Job      string    `json:"job"`
	Planned  time.Time `json:"planned,omitzero"` // UTC
	Outcome  Outcome   `json:"outcome,omitempty"`
	Started  time.Time `json:"started,omitzero"`    // of the last try, UTC; zero where none was begun
	Ended    time.Time `json:"ended,omitzero"`      // zero where it is not known
	ExitCode *int      `json:"exit_code,omitempty"` // nil where no process ended by itself
	RunID    string    `json:"run_id,omitempty"`    // of the run that came of it
	Files    int       `json:"files,omitempty"`     // that the run took in, whatever became of them
	Missing  []string  `json:"missing,omitempty"`   // channels whose expected file has not come
	Tried    int       `json:"tried,omitempty"`     // how many times the job was begun
	Why      string    `json:"why,omitempty"`       // in words, for whoever looks; health numbers in it are masked
	Doubt    bool      `json:"doubt,omitempty"`     // it could not be found out which expected files came
}

// attention is the exit code of a job that is done and needs a person.
const attention = 3

// NeedsSomebody says whether a person has to look: the job was not done, or is
// done and says so, or an expected file has not come.
func (n Night) NeedsSomebody() bool {
	switch n.Outcome {
	case Missed, Skipped, Failed, Interrupted:
		return true
	default:
		return n.ExitCode != nil && *n.ExitCode == attention || len(n.Missing) > 0 || n.Doubt
	}
}

// MayBeTried says whether an interrupted night is tried again when a scheduler
// starts: it is within the grace then, and was not begun too often.
func (n Night) MayBeTried(rules config.Schedule, now time.Time) bool {
	late := now.Sub(n.Planned)
	return n.Outcome == Interrupted && n.Tried < mostTries &&
		late <= time.Duration(rules.GraceMinutes)*time.Minute && (late <= inTime || rules.CatchUp != config.CatchUpNone)
}

// Took is how long the job took; 0 where it is not known.
func (n Night) Took() time.Duration {
	if n.Started.IsZero() || n.Ended.Before(n.Started) {
		return 0
	}
	return n.Ended.Sub(n.Started)
}

// InWords says what became of the time.
func (n Night) InWords() string {
	var what string
	switch n.Outcome {
	case Started:
		what = "is under way"
	case Ran:
		what = "done" + n.ofRun()
	case Late:
		what = fmt.Sprintf("done, begun %s late%s", roughly(n.Started.Sub(n.Planned)), n.ofRun())
	case NothingToDo:
		what = "done, and no file was there to take in" + n.ofRun()
	default:
		what = string(n.Outcome)
	}
	var parts []string
	if len(n.Missing) > 0 {
		parts = append(parts, "expected file missing: "+strings.Join(n.Missing, ", "))
	}
	if n.Why != "" {
		parts = append(parts, n.Why)
	}
	if len(parts) > 0 {
		what += ": " + strings.Join(parts, "; ")
	}
	return what
}

// ofRun names the run that came of a night, and how long it took.
func (n Night) ofRun() string {
	var parts []string
	if n.RunID != "" {
		parts = append(parts, n.RunID)
	}
	if n.Files > 0 {
		parts = append(parts, wording.Plural(n.Files, "file", "files"))
	}
	return wording.InBrackets(strings.Join(append(parts, roughly(n.Took())), ", "))
}

// roughly says how long something is, as people would.
func roughly(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return wording.Plural(int(d.Seconds()), "second", "seconds")
	case d < 2*time.Hour:
		return wording.Plural(int(d.Minutes()), "minute", "minutes")
	case d < 48*time.Hour:
		return wording.Plural(int(d.Hours()), "hour", "hours")
	default:
		return wording.Plural(int(d.Hours()/24), "day", "days")
	}
}
