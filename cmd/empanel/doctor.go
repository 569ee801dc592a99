package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/doctor"
	"empanel/pipeline/schedule"
)

type doctorOptions struct {
	*program
	format format
}

func newDoctorCommand(p *program) *cobra.Command {
	opts := doctorOptions{program: p}
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Look at everything a night depends on, and say what to do",
		Long: `Looks at the workspace and its permissions, the configuration, the key, the disk,
the clock, the time zone, versions, who holds the workspace, what an interrupted
run left, how the newest run ended, the inbox, memory, and at whether log, metrics
and notification can work. Each line is a check, its state, what was found, and
what to do about it. It changes nothing, and a run may go on meanwhile.

The states: ok; warn, somebody should look; fail, a night will not go well.
Exit codes: 0 all ok; 3 something to look at; 1 something fails; 2 there is no
workspace, or its configuration cannot be used.`,
		Example: `  empanel doctor -w ws
  empanel doctor -w ws --format json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runDoctor(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	return command
}

// diagnosis is a workspace in which not everything is well. The table has said
// what.
type diagnosis struct{ misconfigured bool }

// Error says so.
func (*diagnosis) Error() string { return "a night will not go well" }

// checkSchedule looks at what is planned, and at what became of the newest time of
// each job.
func checkSchedule(_ context.Context, s *doctor.Subject) []doctor.Finding {
	const check = "schedule"
	if err := mayDo(s.WS, s.Cfg.Schedule); err != nil {
		return doctor.One(check, doctor.Fail, "correct [schedule] in empanel.toml", "%v", err)
	}
	standing, err := schedule.Look(s.WS, s.Cfg.Schedule, s.Now)
	if err != nil {
		return doctor.Cannot(check, err)
	}
	next, err := schedule.Upcoming(s.Cfg.Schedule, s.Now, 1)
	if err != nil || len(next) == 0 {
		return doctor.Cannot(check, errors.Join(err, errors.New("nothing is planned")))
	}
	planned := fmt.Sprintf("next: %s, %s", next[0].Job, hourFirst(next[0].At))
	switch {
	case standing.NeedsSomebody():
		return doctor.One(check, doctor.Warn, "empanel schedule nights says what", "%s; something planned did not go well", planned)
	case standing.Kept:
		return doctor.One(check, doctor.OK, "", "a scheduler is at work; %s", planned)
	case len(standing.Nights) > 0:
		return doctor.One(check, doctor.Warn, "start it again: docs/schedule.md, or systemctl start empanel", "no scheduler is at work; %s", planned)
	}
	return doctor.One(check, doctor.OK, "", "no scheduler has been at work here: another calls empanel run, or somebody does")
}

// besideSentences is how wide the columns of a diagnosis are that hold no sentence,
// with the blanks between all.
const besideSentences = len("interrupted run") + 2 + len("state") + 2 + 2

func runDoctor(ctx context.Context, opts doctorOptions) error {
	found := pipeline.Diagnose(ctx, opts.workspace, opts.now, checkSchedule)
	if err := ctx.Err(); err != nil {
		return err
	}
	l := listing{columns: []column{{name: "check"}, {name: "state"}, {name: "found"}, {name: "do"}}}
	if opts.format == formatTable {
		l.width = tableWidth(opts.out)
		// What was found is a little longer than what to do.
		l.columns[2].wrap = max((l.width-besideSentences)*11/20, leastWrapped)
		l.columns[3].name = "what to do"
	}
	counts := map[doctor.State]int64{}
	for _, f := range found {
		l.rows = append(l.rows, []any{f.Check, string(f.State), f.Found, f.Do})
		counts[f.State]++
	}
	if err := l.render(opts.out, opts.format); err != nil {
		return err
	}
	if opts.format == formatTable {
		if _, err := fmt.Fprintf(opts.out, "\n%d ok, %d to look at, %d that fail.\n", counts[doctor.OK], counts[doctor.Warn], counts[doctor.Fail]); err != nil {
			return err
		}
	}
	switch doctor.Worst(found) {
	case doctor.OK:
		return nil
	case doctor.Warn:
		return &attentionError{"something should be looked at"}
	case doctor.Fail:
		return &diagnosis{misconfigured: doctor.Misconfigured(found)}
	}
	return errors.New("a check has no state")
}
