package schedule

import (
	"fmt"
	"time"

	"empanel/pipeline/clock"
)

// Result is how a job ended.
type Result struct {
	ExitCode int    // of its process; -1 where it did not end by itself
	Killed   string // the signal that ended it; empty where none did
	Stopped  bool   // it was asked to end, because the scheduler does
	Err      error  // it could not be begun, or is not known to have ended
	Report   *RunReport
	Why      string // what it said last, masked
}

// RunReport is what the scheduler reads of the report of a run.
type RunReport struct {
	RunID string `json:"run_id"`
	Files struct {
		Accepted  int `json:"accepted"`
		Refused   int `json:"refused"`
		Duplicate int `json:"duplicate"`
	} `json:"files"`
	Needs []string `json:"needs_somebody"`
}

// taken is how many files the run took in, whatever became of them.
func (r *RunReport) taken() int { return r.Files.Accepted + r.Files.Refused + r.Files.Duplicate }

// exit codes of the program, as its contract has them.
const (
	exitDone        = 0
	exitPending     = 4
	exitHeld        = 5
	exitInterrupted = 130
)

// judged says what became of a planned time whose job has ended.
func judged(w due, ended time.Time, r Result) Night {
	n := Night{
		Job: w.Name, Planned: w.planned, Started: toStore(w.begun), Ended: toStore(ended), Tried: w.tried + 1, Why: r.Why,
	}
	if r.Err == nil && r.Killed == "" {
		n.ExitCode = &r.ExitCode
	}
	if r.Report != nil {
		n.RunID, n.Files = r.Report.RunID, r.Report.taken()
	}
	switch {
	case r.Err != nil:
		n.Outcome, n.Why = Failed, shown(r.Err.Error())
	case r.Killed != "" && r.Stopped:
		n.Outcome, n.Why = Interrupted, "the scheduler was stopped, and the job ended by the signal "+r.Killed
	case r.Killed != "":
		n.Outcome, n.Why = Failed, fmt.Sprintf("ended by the signal %s, which may be for want of memory", r.Killed)
	case r.ExitCode == exitHeld:
		n.Outcome = Skipped
	case r.ExitCode == exitInterrupted:
		n.Outcome, n.Why = Interrupted, "the job was told to end, and changed nothing"
	case r.ExitCode != exitDone && r.ExitCode != attention && r.ExitCode != exitPending:
		n.Outcome = Failed
	case r.Report != nil && r.Report.taken() == 0:
		n.Outcome = NothingToDo
	case w.begun.Sub(w.planned) > inTime:
		n.Outcome = Late
	default:
		n.Outcome = Ran
	}
	return n
}

// done says whether a night's job did its work, so that what it should have taken
// in can be held against it.
func (n Night) done() bool {
	return n.Outcome == Ran || n.Outcome == Late || n.Outcome == NothingToDo
}

// toStore is an instant as the record holds it.
func toStore(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }

// inBritishColumbia renders an instant by the clocks of the province, the hour
// first: after a date it would be masked, as ten digits in a row are.
func inBritishColumbia(at time.Time) string {
	return at.In(clock.Vancouver()).Format("15:04 on 2006-01-02")
}
