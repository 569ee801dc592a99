package main

import (
	"bytes"
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
	plan string
	json bool
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
the as-of date or the program, and ends with exit code 1.`,
		Example: `  empanel run -w ws
  empanel run -w ws --as-of 2026-09-30 --json
  empanel run -w ws --received-at 2026-09-30T18:00:00-07:00
  empanel run -w ws --plan tonight.json
  empanel run -w ws --log json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runRun(command.Context(), opts)
		},
	}
	opts.addFlags(command)
	flags := command.Flags()
	flags.StringVar(&opts.plan, "plan", "", "file of a plan that the run must follow, or change nothing")
	flags.BoolVar(&opts.json, "json", false, "print the report as JSON")
	addLogFlag(command, p)
	return command
}

func runRun(ctx context.Context, opts runOptions) error {
	const name = "empanel run"
	settings, err := opts.options(opts.program, name)
	if err != nil {
		return err
	}
	if opts.plan != "" {
		if settings.Plan, err = pipeline.ReadPlan(opts.plan); err != nil {
			return asUsage(name, err, pipeline.ErrNoPlan, fs.ErrNotExist)
		}
	}
	told, err := opts.telling("run")
	if err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	settings.Progress, settings.Log, settings.Account = report, told.settings.Log, told.settings.Account
	result, err := pipeline.Run(ctx, settings)
	finish()
	var unseen error
	if err == nil {
		unseen = opts.show(result) // before others are told, which can take its time
	}
	told.ended(ctx, result, err)
	if err = errors.Join(err, unseen); err != nil {
		return asHeld(err)
	}
	if result.NeedsSomebody() {
		return &attentionError{"something needs a person"}
	}
	return nil
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
	var out bytes.Buffer
	if err := writeJSON(&out, r); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(o.out)
	return err
}
