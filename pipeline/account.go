package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/logs"
	"empanel/pipeline/publish"
	"empanel/pipeline/wording"
)

// Account is what is known of a run however it ended, where a [Report] is only
// of one that is done. It holds no health number.
type Account struct {
	RunID     string // empty where no run began: the workspace was held, say
	StartedAt time.Time
	EndedAt   time.Time
	AsOf      string
	Policy    string // its version
	Committed bool   // what was judged is in the registry
	Recovered []Recovered
	Stages    []StageTime
	Checks    []CheckResult // that were made
	Files     []FilesOf
	Lines     int64 // of the files that were accepted
}

// Recovered is a run that was interrupted, and what the next one did about it.
type Recovered struct {
	RunID    string
	Finished bool // it had committed, and what was missing is done; otherwise it was undone
}

// FilesOf counts the files of a channel that came to one end: accepted,
// refused, duplicate, or left in the inbox.
type FilesOf struct {
	Channel string
	State   string
	Files   int
}

// leftState is the state of what stays in the inbox.
const leftState = "left"

// recovered tells which runs were mended.
func (l leftBehind) recovered() []Recovered {
	ids := slices.Concat(l.unnamed, l.claims)
	slices.Sort(ids)
	var all []Recovered
	for _, id := range slices.Compact(ids) {
		all = append(all, Recovered{RunID: id, Finished: l.committed[id]})
	}
	return all
}

// account tells whoever asked how far the run came.
func (r *run) account() {
	a := r.opts.Account
	if a == nil {
		return
	}
	*a = Account{
		RunID: r.id, StartedAt: r.started, EndedAt: r.opts.Now().UTC(), AsOf: r.asOf.String(), Policy: r.policyVersion,
		Committed: r.committed, Recovered: r.recovered, Stages: r.stages, Checks: r.checks, Lines: r.lineCount,
	}
	count := func(channel, state string) {
		for i := range a.Files {
			if f := &a.Files[i]; f.Channel == channel && f.State == state {
				f.Files++
				return
			}
		}
		a.Files = append(a.Files, FilesOf{channel, state, 1})
	}
	for i := range r.files {
		if f := &r.files[i]; f.Status != "" {
			count(string(f.Channel), string(f.Status))
		}
	}
	for _, l := range r.left {
		count(l.Channel, leftState)
	}
}

// logger is where records go, never nil.
func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return logs.Nobody()
	}
	return o.Log
}

// logger is where the run's records go: one that is replayed has none of its own.
func (r *run) logger() *slog.Logger {
	if r.log == nil {
		r.log = r.opts.logger().With("run_id", r.id)
	}
	return r.log
}

// logBegin says under which conditions the run begins, and what it mended of
// earlier ones. From here on every record names the run.
func (r *run) logBegin() {
	r.log = r.log.With("run_id", r.id)
	for _, m := range r.recovered {
		done := "undone: its files are back in the inbox"
		if m.Finished {
			done = "finished: it had committed"
		}
		r.log.Warn("interrupted run recovered", "interrupted_run_id", m.RunID, "what", done)
	}
	r.log.Info("run begins", "as_of", r.asOf.String(), "policy_version", r.policyVersion, "program_version", r.programVersion)
}

// logFiles says what came in, and names what was not taken.
func (r *run) logFiles() {
	counts := map[intake.Status]int{}
	for i := range r.files {
		f := &r.files[i]
		counts[f.Status]++
		if f.Refusal != nil {
			r.log.Warn("file refused", "channel", string(f.Channel), "file", wording.Shown(f.Name), "submission_id", logs.Digest(f.ID), "why", wording.Shown(f.Refusal.Error()))
		}
	}
	for _, l := range r.left {
		r.log.Warn("left in the inbox", "channel", l.Channel, "file", wording.Shown(l.Name), "why", l.Why)
	}
	r.log.Info("files read", "accepted", counts[intake.Accepted], "refused", counts[intake.Refused], "duplicate", counts[intake.Duplicate],
		"left", len(r.left), "lines", r.lineCount)
}

// logCommitted says that the run has happened.
func (r *run) logCommitted() {
	r.committed = true
	r.log.Info("committed", "registry_digest", logs.Digest(r.digest), "attachments", r.known)
}

// logPublished says where the snapshot stands.
func (r *run) logPublished() {
	r.log.Info("published", "snapshot", r.id+".duckdb", "folder", publish.Folder(r.ws, r.cfg))
}

// rounded gives seconds as a person reads them, to the millisecond.
func rounded(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }

// logEnd says how the run ended.
func (r *run) logEnd(report *Report, err error) {
	seconds := rounded(r.opts.Now().UTC().Sub(r.started).Seconds())
	var committed *CommittedError
	switch {
	case errors.As(err, &committed):
		r.log.Error("run done, not finished", "seconds", seconds, "missing", committed.Missing, "error", committed.Err)
	case errors.Is(err, context.Canceled):
		r.log.Warn("run interrupted, nothing changed", "seconds", seconds)
	case err != nil:
		r.log.Error("run failed, nothing changed", "seconds", seconds, "error", err)
	case report == nil: // a reprocessing that had nothing to change
		r.log.Info("nothing to do", "seconds", seconds)
	default:
		for _, h := range report.Held {
			r.log.Warn("held by the guard", "channel", h.Channel, "file", h.Name, "submission_id", logs.Digest(h.SubmissionID), "people", h.People, "lines", h.Lines)
		}
		for _, need := range report.Needs {
			r.log.Warn("needs somebody", "what", need)
		}
		args := []any{"seconds", seconds, "attached", report.Attached, "pending", report.Pending, "waiting", report.Waiting, "healed", report.Healed, "needs", len(report.Needs)}
		for _, o := range report.Outcomes {
			args = append(args, "lines_"+o.Outcome, o.Lines)
		}
		r.log.Info("run done", args...)
	}
}

// Overdue says of each transfer that is overdue where it stands.
func (r *Report) Overdue() []string {
	var all []string
	for _, c := range r.Unfinished {
		if c.State == "overdue" {
			all = append(all, note(c))
		}
	}
	return all
}

// BesidesOverdue gives what needs somebody, without the transfers that are
// overdue: those are there every night until they are settled.
func (r *Report) BesidesOverdue() []string {
	overdue := r.Overdue()
	return slices.DeleteFunc(slices.Clone(r.Needs), func(need string) bool { return slices.Contains(overdue, need) })
}
