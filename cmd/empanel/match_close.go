package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchCloseOptions struct {
	*program
	revealOptions
	limitOptions
	format format
}

func newMatchCloseCommand(p *program) *cobra.Command {
	opts := matchCloseOptions{program: p}
	command := &cobra.Command{
		Use:   "close",
		Short: "Who no longer belongs on the list, and why",
		Long: `Lists everybody on the Health Connect Registry whom the coordinators should close:
who has died, is registered twice, is attached to a provider, or has moved away
(their MSP coverage has ended).

Health numbers are masked; --reveal --purpose TEXT shows them, and is kept in the
audit log.`,
		Example: `  empanel match close -w ws
  empanel match close -w ws --format csv --reveal --purpose "closing registrations" > close.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runMatchClose(command.Context(), opts) },
	}
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runMatchClose(ctx context.Context, opts matchCloseOptions) error {
	const name = "empanel match close"
	if err := opts.check(name); err != nil {
		return err
	}
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	return opts.listed(ctx, ask.Question{
		Name: "registrants_to_close", Limit: &opts.limit, Look: opts.look("match close", opts.revealOptions),
	}, shape{}, opts.format, "Nobody is to be closed.")
}
