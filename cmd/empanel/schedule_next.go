package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/clock"
	"empanel/pipeline/schedule"
)

type scheduleNextOptions struct {
	*program
	format format
	count  int
}

func newScheduleNextCommand(p *program) *cobra.Command {
	opts := scheduleNextOptions{program: p}
	command := &cobra.Command{
		Use:   "next",
		Short: "List the next planned times of the schedule",
		Long: `Lists when which job is planned next, as the configuration has it. In a table times
are those of British Columbia; otherwise planned_at is in UTC.`,
		Example: `  empanel schedule next -w ws
  empanel schedule next -w ws --count 30 --format csv`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			return runScheduleNext(opts)
		},
	}
	command.Flags().IntVar(&opts.count, "count", 10, "how many times to list")
	addFormatFlag(command, &opts.format)
	return command
}

// mostUpcoming is how many planned times a listing holds at most: three years of
// hours.
const mostUpcoming = 30_000

func runScheduleNext(opts scheduleNextOptions) error {
	const name = "empanel schedule next"
	if opts.count < 1 || opts.count > mostUpcoming {
		return &usageError{name, fmt.Errorf("--count takes a number from 1 to %d", mostUpcoming)}
	}
	ws, cfg, err := opts.open()
	if err != nil {
		return err
	}
	if err := mayDo(ws, cfg.Schedule); err != nil {
		return err
	}
	upcoming, err := schedule.Upcoming(cfg.Schedule, opts.now(), opts.count)
	if err != nil {
		return errors.Join(errors.New("reading the schedule"), err)
	}
	l := listing{columns: []column{{name: "planned_at"}, {name: "job"}, {name: "does"}}, empty: "Nothing is planned."}
	if opts.format == formatTable {
		l.columns[0].name, l.width = "planned", tableWidth(opts.out)
	}
	for _, u := range upcoming {
		does := "empanel " + strings.Join(u.Do, " ")
		if opts.format == formatTable {
			l.rows = append(l.rows, []any{u.At.In(clock.Vancouver()).Format("Mon 2006-01-02 15:04:05"), u.Job, does})
		} else {
			l.rows = append(l.rows, []any{u.At, u.Job, does})
		}
	}
	return l.render(opts.out, opts.format)
}
