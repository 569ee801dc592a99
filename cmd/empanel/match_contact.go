package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchContactOptions struct {
	*program
	revealOptions
	limitOptions
	format format
}

func newMatchContactCommand(p *program) *cobra.Command {
	opts := matchContactOptions{program: p}
	command := &cobra.Command{
		Use:   "contact",
		Short: "Who is due to hear how things stand, and what to tell them",
		Long: `Lists everybody on the Health Connect Registry who has not been in contact for as
many days as the policy allows (policy.match.contact_days, 90), who has waited for
it longest first, and what there is to tell: that they have been offered a
provider, have accepted one and are to be attached, are proposed to one, were
returned to the list, or still wait.

Health numbers are masked; --reveal --purpose TEXT shows them, and is kept in the
audit log.`,
		Example: `  empanel match contact -w ws
  empanel match contact -w ws --format csv --reveal --purpose "contacting people" > contact.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runMatchContact(command.Context(), opts) },
	}
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runMatchContact(ctx context.Context, opts matchContactOptions) error {
	const name = "empanel match contact"
	if err := opts.check(name); err != nil {
		return err
	}
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	return opts.listed(ctx, ask.Question{
		Name: "contact_due", Limit: &opts.limit, Look: opts.look("match contact", opts.revealOptions),
	}, shape{}, opts.format, "Nobody is due to be contacted.")
}
