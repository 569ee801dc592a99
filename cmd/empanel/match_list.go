package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchListOptions struct {
	*program
	limitOptions
	provider string
	format   format
}

func newMatchListCommand(p *program) *cobra.Command {
	opts := matchListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "The proposals, in the order of turns",
		Long: `Lists every household that is proposed to a provider, in the order in which
households had their turns: first those that keep the proposal of an earlier run,
then the others by their points. The choice is which of its acceptable providers
(choices) the household was given; the reason says why not the first.`,
		Example: `  empanel match list -w ws --limit 20
  empanel match list -w ws --provider 10234
  empanel match list -w ws --format csv > proposals.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runMatchList(command.Context(), opts) },
	}
	command.Flags().StringVar(&opts.provider, "provider", "", "only proposals of this practitioner number")
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runMatchList(ctx context.Context, opts matchListOptions) error {
	if err := opts.checkLimit("empanel match list"); err != nil {
		return err
	}
	empty := "No household is proposed to anybody: empanel match unplaced says why."
	if opts.provider != "" {
		empty = "No household is proposed to this provider: empanel capacity --provider shows their room."
	}
	return opts.listed(ctx, ask.Question{
		Name: "match_proposals", Provider: &opts.provider, Limit: &opts.limit, Look: opts.look("match list", revealOptions{}),
	}, proposalsShape, opts.format, empty)
}

// proposalsShape folds which choice it was into the reason for it.
var proposalsShape = shape{
	columns: []string{"turn", "household_id", "size", "practitioner_number", "facility_number", "points", "weeks_waiting", "chsa", "choice", "reason"},
	folded: map[string]fold{
		"choice": func(row map[string]any) string { return cellText(row["choice"]) + " of " + cellText(row["choices"]) },
		"reason": withoutTurn,
	},
}
