package pipeline

import (
	"context"
	"errors"
	"os"
	"runtime"

	"empanel/pipeline/config"
	"empanel/pipeline/disk"
	"empanel/pipeline/ledger"
	"empanel/pipeline/metrics"
	"empanel/pipeline/notify"
	"empanel/pipeline/publish"
	"empanel/pipeline/version"
	"empanel/pipeline/workspace"
)

// Ending is how a run ended, as whoever started it knows.
type Ending struct {
	Command  string
	ExitCode int
	Account  Account
	Report   *Report // nil where it is not done
}

// ReadFacts gives what the metrics tell of a workspace, after a run (nil: the
// newest of which metrics.KeepRun was told). What cannot be read is left out, and its error given beside the rest: a
// registry that cannot be opened is a figure that is missing, and no reason
// not to tell of the run that could not open it.
func ReadFacts(ctx context.Context, ws *workspace.Workspace, cfg config.Config, e *Ending) (metrics.Facts, error) {
	f := metrics.Facts{
		Build: metrics.Build{Version: version.Program, Go: runtime.Version(), DuckDB: version.DuckDB(), Policy: cfg.Policy.Version()},
		Inbox: map[string]int{}, Bytes: map[string]int64{}, Free: map[string]int64{},
	}
	var errs []error
	if e != nil {
		f.Run = RunFacts(e)
	} else {
		var err error
		f.Run, err = metrics.KeptRun(ws.LastRun())
		errs = append(errs, err)
	}
	finished, err := ledger.Finished(ws.Ledger())
	if err == nil && len(finished) > 0 {
		var newest ledger.Manifest
		newest, err = ledger.Read(ws.Ledger(), finished[len(finished)-1])
		if f.LastSuccess = newest.EndedAt; f.LastSuccess.IsZero() {
			f.LastSuccess = newest.StartedAt
		}
	}
	errs = append(errs, err)
	status, err := ReadStatus(ctx, ws.Dir())
	if err == nil {
		f.Standing = standingFacts(status)
		for _, c := range status.Inbox {
			f.Inbox[c.Channel] = c.Files
		}
	}
	errs = append(errs, err, measure(ws, cfg, &f))
	f.Unsent, err = notify.NewSender(cfg.Notify, ws.Dir(), ws.Notifications()).Unsent()
	return f, errors.Join(append(errs, err)...)
}

// RunFacts gives what the metrics tell of a run.
func RunFacts(e *Ending) *metrics.Run {
	a := e.Account
	r := &metrics.Run{Command: e.Command, Started: a.StartedAt, Ended: a.EndedAt, ExitCode: e.ExitCode, Checks: len(a.Checks)}
	for _, s := range a.Stages {
		r.Stages = append(r.Stages, metrics.Stage{Name: s.Stage, Seconds: s.Seconds})
	}
	for _, c := range a.Checks {
		if !c.Passed {
			r.Failed++
		}
	}
	for _, c := range a.Files {
		channel := c.Channel
		if channel == "" {
			channel = "none" // what stands beside the channels' folders
		}
		r.Files = append(r.Files, metrics.Files{Channel: channel, State: c.State, Files: c.Files})
	}
	if e.Report != nil {
		r.Needs, r.Lines = len(e.Report.Needs), map[string]int64{}
		for _, o := range e.Report.Outcomes {
			r.Lines[o.Outcome] = o.Lines
		}
	}
	return r
}

// standingFacts gives nil before the first run: nothing stands yet.
func standingFacts(s *Status) *metrics.Standing {
	if s.Run == nil {
		return nil
	}
	t := s.Transfers
	standing := &metrics.Standing{
		Attached: s.Attached, Pending: s.Pending, Quarantine: s.Waiting, Panels: s.Panels, Conflicts: s.Conflicts, Held: s.Held,
		Transfers: map[string]int64{"open": t.Open, "overdue": t.Overdue, "complete": t.Complete, "cancelled": t.Cancelled, "suspected": t.Suspected},
	}
	if s.Matching != nil {
		standing.Waiting = s.Matching.Without + s.Matching.Household
	}
	return standing
}

// measure asks the disk.
func measure(ws *workspace.Workspace, cfg config.Config, f *metrics.Facts) error {
	var errs []error
	for part, folder := range map[string]string{"ledger": ws.Ledger(), "snapshots": publish.Folder(ws, cfg)} {
		bytes, err := disk.Size(folder)
		f.Bytes[part], errs = bytes, append(errs, err)
	}
	if info, err := os.Stat(ws.Registry()); err == nil {
		f.Bytes["registry"] = info.Size()
	}
	for name, folder := range map[string]string{"workspace": ws.Dir(), "snapshots": publish.Folder(ws, cfg)} {
		free, err := disk.Free(folder)
		if errs = append(errs, err); err == nil {
			f.Free[name] = free.Bytes
		}
	}
	return errors.Join(errs...)
}
