package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/doctor"
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

// besideSentences is how wide the columns of a diagnosis are that hold no sentence,
// with the blanks between all.
const besideSentences = len("interrupted run") + 2 + len("state") + 2 + 2

func runDoctor(ctx context.Context, opts doctorOptions) error {
	found := pipeline.Diagnose(ctx, opts.workspace, opts.now)
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
