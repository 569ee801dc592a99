package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchFairnessOptions struct {
	*program
	by     string
	format format
}

// fairnessBy are the ways of parting people, as --by takes them.
var fairnessBy = []string{"everybody", "area", "age", "complexity", "household", "why"}

func newMatchFairnessCommand(p *program) *cobra.Command {
	opts := matchFairnessOptions{program: p}
	command := &cobra.Command{
		Use:   "fairness",
		Short: "How long people wait who have a proposal, and who have none",
		Long: `Lists for each kind of people who can be matched how many are placed (have a
proposal) and unplaced, and how many weeks they have waited: half of them no longer
than the median, nine in ten no longer than the next figure.

How to read it: turns go by points, whoever keeps a proposal first; so where the
unplaced of one kind have waited longer than the placed of another, room is missing
near them or what they ask is rare: --by why tells. passed_over counts people whose
first choice had too little room left for their household, while a household after
them was proposed there: a smaller one. That is the price of matching a household
whole.`,
		Example: `  empanel match fairness -w ws
  empanel match fairness -w ws --by area
  empanel match fairness -w ws --by why --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runMatchFairness(command.Context(), opts) },
	}
	addWordFlag(command, &opts.by, "by", "everybody", "part people by", fairnessBy)
	addFormatFlag(command, &opts.format)
	return command
}

func runMatchFairness(ctx context.Context, opts matchFairnessOptions) error {
	if _, err := oneOf("empanel match fairness", "by", opts.by, fairnessBy); err != nil {
		return err
	}
	dimension := opts.by
	if dimension == "area" {
		dimension = "Local Health Area"
	}
	return opts.listed(ctx, ask.Question{
		Name: "match_fairness", Values: map[string]any{"dimension": dimension}, Look: opts.look("match fairness", revealOptions{}),
	}, shape{}, opts.format, "Nobody who waits can be matched: empanel match unplaced says why.")
}
