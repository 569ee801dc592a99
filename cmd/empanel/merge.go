package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline"
)

func newMergeCommand(p *program) *cobra.Command {
	opts := runOptions{program: p}
	command := &cobra.Command{
		Use:   "merge",
		Short: "End a run whose people were divided, once every partition is folded",
		Long: `Ends the run that empanel run --divide N began, once empanel run --partition i/N
has folded every partition: it puts together what they give, works out the rest as
a run does, checks, commits and publishes. The registry is the same, digest and
all, as that of a run that was not divided.

Where a partition is not folded yet, or a file is not as it was written, it says
which, and nothing has changed: fold that, and merge again. A merge that is killed
before its commit can be done again too. After any other failure the files are
back in the inbox and the registry is as it was, as with empanel run.`,
		Example: `  empanel merge -w ws
  empanel merge -w ws --json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return opts.carryOut(command.Context(), "merge", pipeline.Merge, pipeline.Options{Workspace: p.workspace, AsOf: field.NoDate, Now: p.now})
		},
	}
	command.Flags().BoolVar(&opts.json, "json", false, "print the report as JSON")
	addLogFlag(command, p)
	return command
}

// carryOut does a run or the end of one, shows its report, and tells of it
// whoever is not there.
func (o runOptions) carryOut(ctx context.Context, name string, do func(context.Context, pipeline.Options) (*pipeline.Report, error), settings pipeline.Options) error {
	told, err := o.telling(name)
	if err != nil {
		return err
	}
	report, finish := o.progress()
	defer finish()
	settings.Progress, settings.Log, settings.Account = report, told.settings.Log, told.settings.Account
	result, err := do(ctx, settings)
	finish()
	var unseen error
	if err == nil {
		unseen = o.show(result) // before others are told, which can take its time
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
