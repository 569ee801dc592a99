package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

type runOptions struct {
	*program
	runSettings
	plan      string
	json      bool
	divide    int
	partition string // which of how many, e.g. 1/4
	// Whether these two were asked for: an empty one is wrong, and no other run.
	divides, partitions bool
}

func newRunCommand(p *program) *cobra.Command {
	opts := runOptions{program: p}
	command := &cobra.Command{
		Use:   "run",
		Short: "Do the nightly job once: take in, reconcile, check, publish",
		Long: `Takes in every complete file of the inbox, reconciles it with all evidence so
far, checks the result and publishes a snapshot. All of it happens or none: when
a run fails, its files are back in the inbox and the registry is as it was.

A file is received when it was last modified, unless --received-at says
otherwise. Exit code 3 means that the run is done and something needs a person:
the output says what.

With --plan the run does what a plan says (empanel plan --out FILE), or nothing:
it names what is not as it was planned, in the inbox, the registry, the policy,
the as-of date or the program, and ends with exit code 1.

With --divide N the run stops once every line is judged, and divides the people
into N partitions. Processes of their own then fold these (--partition 1/N to
N/N), on as many machines as see the workspace, and empanel merge ends the run.`,
		Example: `  empanel run -w ws
  empanel run -w ws --as-of 2026-09-30 --json
  empanel run -w ws --received-at 2026-09-30T18:00:00-07:00
  empanel run -w ws --plan tonight.json
  empanel run -w ws --log json
  empanel run -w ws --divide 4
  empanel run -w ws --partition 1/4`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			opts.divides, opts.partitions = command.Flags().Changed("divide"), command.Flags().Changed("partition")
			return runRun(command.Context(), opts)
		},
	}
	opts.addFlags(command)
	flags := command.Flags()
	flags.StringVar(&opts.plan, "plan", "", "file of a plan that the run must follow, or change nothing")
	flags.IntVar(&opts.divide, "divide", 0, "stop before people are folded, and divide them into so many partitions")
	flags.StringVar(&opts.partition, "partition", "", "fold this partition of the divided run, like 1/4")
	flags.BoolVar(&opts.json, "json", false, "print the report as JSON")
	addLogFlag(command, p)
	for _, other := range []string{"plan", "partition"} {
		command.MarkFlagsMutuallyExclusive("divide", other)
	}
	for _, other := range []string{"plan", "as-of", "received-at", "log"} {
		command.MarkFlagsMutuallyExclusive("partition", other)
	}
	return command
}

func runRun(ctx context.Context, opts runOptions) error {
	const name = "empanel run"
	if opts.partitions {
		return runPartition(ctx, opts)
	}
	settings, err := opts.options(opts.program, name)
	if err != nil {
		return err
	}
	if opts.divides {
		return runDivide(ctx, opts, settings)
	}
	if opts.plan != "" {
		if settings.Plan, err = pipeline.ReadPlan(opts.plan); err != nil {
			return asUsage(name, err, pipeline.ErrNoPlan, fs.ErrNotExist)
		}
	}
	return opts.carryOut(ctx, "run", pipeline.Run, settings)
}

// heldError is a workspace that cannot be run in just now.
type heldError struct {
	text string
	err  error
}

// Error says what to do.
func (e *heldError) Error() string { return e.text }

// Unwrap gives what it is.
func (e *heldError) Unwrap() error { return e.err }

// asHeld says in plain words that somebody else is at work.
func asHeld(err error) error {
	switch {
	case errors.Is(err, workspace.ErrHeld):
		return &heldError{"another run holds the workspace: run again when it is done (empanel status shows it)", err}
	case errors.Is(err, warehouse.ErrBusy):
		return &heldError{"another program has the registry open: run again when it has closed it", err}
	}
	return err
}

func (o runOptions) show(r *pipeline.Report) error {
	if !o.json {
		return reportScreen{r, o.workspace}.print(o.out)
	}
	return o.showJSON(r)
}
