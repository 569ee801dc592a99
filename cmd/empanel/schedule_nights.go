package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"empanel/pipeline/clock"
	"empanel/pipeline/schedule"
	"empanel/pipeline/wording"
)

type scheduleNightsOptions struct {
	*program
	format format
	since  string
}

func newScheduleNightsCommand(p *program) *cobra.Command {
	opts := scheduleNightsOptions{program: p}
	command := &cobra.Command{
		Use:   "nights",
		Short: "List what became of each planned time: the record of nights",
		Long: `Lists every planned time since --since, the newest first, and what became of it:

  ran            done, begun in time
  late           done, begun more than a minute after its time
  nothing_to_do  a run that is done and found no file to take in
  skipped        not done: another was at work
  missed         not done: nobody was there in time
  failed         the job ended in an error, or was killed
  interrupted    the job was stopped, or the scheduler ended under it
  started        the job is under way

The exit code is 3 when the newest time of a job needs somebody: it was not done, or
is done and says so, or an expected file is missing; and when times go by and no
scheduler runs. In a table times are those of British Columbia; otherwise in UTC.`,
		Example: `  empanel schedule nights -w ws
  empanel schedule nights -w ws --since 2026-10-01 --format csv`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			return runScheduleNights(opts)
		},
	}
	command.Flags().StringVar(&opts.since, "since", "", "a date, or a time, planned times before which are left out (default: 30 days ago)")
	addFormatFlag(command, &opts.format)
	return command
}

// nightsShown is how far back the nights are listed that nobody asked for.
const nightsShown = 30 * 24 * time.Hour

func runScheduleNights(opts scheduleNightsOptions) error {
	since, err := opts.from()
	if err != nil {
		return err
	}
	ws, cfg, err := opts.open()
	if err != nil {
		return err
	}
	standing, err := schedule.Look(ws, cfg.Schedule, opts.now())
	if err != nil {
		return err
	}
	for _, damaged := range standing.Damaged {
		_, _ = fmt.Fprintln(opts.err, "empanel: "+printable(damaged))
	}
	nights := slices.DeleteFunc(slices.Clone(standing.Nights), func(n schedule.Night) bool { return n.Planned.Before(since) })
	slices.Reverse(nights)
	if opts.format == formatTable {
		err = opts.table(standing, nights)
	} else {
		err = nightsListing(nights).render(opts.out, opts.format)
	}
	if err == nil && standing.NeedsSomebody() {
		return &attentionError{"a night needs somebody"}
	}
	return err
}

// from is the time since which nights are listed.
func (o scheduleNightsOptions) from() (time.Time, error) {
	if o.since == "" {
		return o.now().Add(-nightsShown), nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, o.since, clock.Vancouver()); err == nil {
		return day, nil
	}
	at, ok := clock.Instant(o.since)
	if !ok {
		return at, &usageError{"empanel schedule nights", errors.New(`--since takes a date like 2026-10-01, or a time like "2026-10-01 01:30"`)}
	}
	return at, nil
}

// nightsListing is what a program wants to know of nights.
func nightsListing(nights []schedule.Night) listing {
	l := listing{columns: []column{
		{name: "job"},
		{name: "planned_at"},
		{name: "outcome"},
		{name: "needs_somebody"},
		{name: "started_at"},
		{name: "ended_at"},
		{name: "exit_code", number: true},
		{name: "run_id"},
		{name: "files", number: true},
		{name: "missing"},
		{name: "tried", number: true},
		{name: "why"},
	}}
	for _, n := range nights {
		l.rows = append(l.rows, []any{
			n.Job, n.Planned, string(n.Outcome), n.NeedsSomebody(), timeOrNull(n.Started), timeOrNull(n.Ended), exitCodeCell(n), n.RunID, n.Files,
			strings.Join(n.Missing, ", "), n.Tried, n.Why,
		})
	}
	return l
}

func timeOrNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

func exitCodeCell(n schedule.Night) any {
	if n.ExitCode == nil {
		return nil
	}
	return *n.ExitCode
}

// table shows nights to a person, and what to do.
func (o scheduleNightsOptions) table(s *schedule.Standing, nights []schedule.Night) error {
	l := listing{
		columns: []column{
			{name: "planned"},
			{name: "job"},
			{name: "outcome"},
			{name: "took", number: true},
			{name: "exit", number: true},
			{name: "run_id"},
			{name: "files", number: true},
			{name: "what to know"},
		},
		width: tableWidth(o.out),
		empty: "No night yet: empanel schedule keeps them.",
	}
	if len(s.Nights) > 0 {
		l.empty = "No night since then."
	}
	for _, n := range nights {
		var took any
		if d := n.Took(); d > 0 {
			took = d.Round(time.Second).String()
		}
		var files any
		if n.RunID != "" {
			files = n.Files
		}
		l.rows = append(l.rows, []any{inBritishColumbia(n.Planned), n.Job, string(n.Outcome), took, exitCodeCell(n), n.RunID, files, toKnow(n)})
	}
	var out bytes.Buffer
	if err := l.render(&out, formatTable); err != nil {
		return err
	}
	points(&out, "Needs somebody", o.nightNeeds(s))
	_, err := io.Copy(o.out, &out)
	return err
}

// toKnow is what else there is to know of a night.
func toKnow(n schedule.Night) string {
	var parts []string
	if len(n.Missing) > 0 {
		parts = append(parts, "expected file missing: "+strings.Join(n.Missing, ", "))
	}
	if n.Tried > 1 {
		parts = append(parts, fmt.Sprintf("begun %d times", n.Tried))
	}
	if n.Why != "" {
		parts = append(parts, n.Why)
	}
	return strings.Join(parts, "; ")
}

// nightNeeds says what to do about the newest nights.
func (o scheduleNightsOptions) nightNeeds(s *schedule.Standing) []string {
	var needs []string
	if n := len(s.Unkept); n > 0 {
		needs = append(needs, fmt.Sprintf("no scheduler runs, and %s gone by since %s: start it (docs/schedule.md)",
			wording.Plural(n, "planned time has", "planned times have"), inBritishColumbia(s.Unkept[0].Planned)))
	}
	for _, n := range s.Newest {
		if n.NeedsSomebody() {
			needs = append(needs, fmt.Sprintf("%s of %s: %s", n.Job, inBritishColumbia(n.Planned), o.toDo(n)))
		}
	}
	return needs
}

// toDo says what to do about a night.
func (o scheduleNightsOptions) toDo(n schedule.Night) string {
	switch {
	case n.Outcome == schedule.Missed:
		return "missed: see that the machine and the scheduler are up at night; the next run takes in all that waits"
	case n.Outcome == schedule.Skipped:
		return "skipped: see what was at work so long: empanel status"
	case n.Outcome == schedule.Interrupted:
		return "interrupted: it is tried again when the scheduler starts within the grace; otherwise the next run takes in all that waits"
	case n.Outcome == schedule.Failed:
		return "failed: mend what it names, and do it by hand"
	case len(n.Missing) > 0:
		return fmt.Sprintf("no file came of %s: ask whoever sends it", strings.Join(n.Missing, ", "))
	case n.Doubt:
		return "it is not known whether the expected files came: empanel runs"
	case n.RunID != "":
		return fmt.Sprintf("done, and it says what needs a person: empanel show run %s", n.RunID)
	default:
		return "done, and it says that something needs a person: do it by hand, to see what"
	}
}
