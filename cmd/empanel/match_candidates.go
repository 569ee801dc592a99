package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchCandidatesOptions struct {
	*program
	limitOptions
	provider string
	format   format
}

func newMatchCandidatesCommand(p *program) *cobra.Command {
	opts := matchCandidatesOptions{program: p}
	command := &cobra.Command{
		Use:   "candidates PROVIDER",
		Short: "The households that come first for a provider",
		Long: `Lists for each facility of a provider the households that come first there: as many
as twice the room (policy.match.candidates_times), 2000 at most, by their points and
those for needing just what the provider asks for. A household can be a candidate of
several providers; whom it is proposed to stands beside it. After them, without a rank, come
the households that are proposed to the provider there and are not among the first.

empanel export candidates writes them for the provider's review.`,
		Example: `  empanel match candidates 10234 -w ws
  empanel match candidates 10234 -w ws --format json`,
		Args: exactly("PROVIDER"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.provider = args[0]
			return runMatchCandidates(command.Context(), opts)
		},
	}
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runMatchCandidates(ctx context.Context, opts matchCandidatesOptions) error {
	if err := opts.checkLimit("empanel match candidates"); err != nil {
		return err
	}
	return opts.listed(ctx, ask.Question{
		Name: "match_candidates", Provider: &opts.provider, Limit: &opts.limit, Look: opts.look("match candidates", revealOptions{}),
	}, candidatesShape, opts.format, "This provider has no candidates: empanel match explain with the number says why.")
}

// candidatesShape leaves out when the first of a household registered, which the
// weeks say, and says in one column what the points are made of.
var candidatesShape = shape{
	columns: []string{"facility_number", "rank", "household_id", "size", "points", "made of", "chsa", "proposed to"},
	folded: map[string]fold{
		"made of": func(row map[string]any) string {
			return partsInWords(row, [2]string{"weeks_points", "waiting"}, [2]string{"need_points", "need"}, [2]string{"age_points", "age"},
				[2]string{"newborn_points", "newborn"}, [2]string{"fit_points", "fit"})
		},
		"proposed to": func(row map[string]any) string {
			if row["proposed_practitioner"] == nil {
				return ""
			}
			return cellText(row["proposed_practitioner"]) + " at " + cellText(row["proposed_facility"])
		},
	},
}
