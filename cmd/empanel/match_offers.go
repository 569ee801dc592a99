package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchOffersOptions struct {
	*program
	limitOptions
	state     string
	olderThan int
	format    format
}

// offerStates are what a list of offers may be narrowed to.
var offerStates = []string{"pending", "accepted", "declined", "lapsed", "all"}

func newMatchOffersCommand(p *program) *cobra.Command {
	opts := matchOffersOptions{program: p}
	command := &cobra.Command{
		Use:   "offers",
		Short: "The offers, how long they have been open, and what is wrong with any",
		Long: `Lists offers as the offers feed has them: pending (the default), which nobody has
answered and which take room until somebody does, the oldest first; accepted, which
take room until the people are attached; declined by either side, lapsed, or all.

The note says what is wrong with a pending offer: that nobody of the household is on
the list, or that the provider has stated no preference there or has no room. Send
its row again with the outcome once it is known, or as lapsed.`,
		Example: `  empanel match offers -w ws
  empanel match offers -w ws --older-than 14
  empanel match offers -w ws --state all --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runMatchOffers(command.Context(), opts, command.Flags().Changed("older-than"))
		},
	}
	addWordFlag(command, &opts.state, "state", "pending", "only offers in this state", offerStates)
	command.Flags().IntVar(&opts.olderThan, "older-than", 0, "only offers that are, or were, open for more than so many days")
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runMatchOffers(ctx context.Context, opts matchOffersOptions, older bool) error {
	const name = "empanel match offers"
	if _, err := oneOf(name, "state", opts.state, offerStates); err != nil {
		return err
	}
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	values := map[string]any{"state": opts.state, "older_than": nil}
	if older {
		if opts.olderThan < 0 {
			return &usageError{name, errors.New("--older-than takes a number of days from 0")}
		}
		values["older_than"] = int64(opts.olderThan)
	}
	empty := "There is no offer."
	switch {
	case opts.state != "all":
		empty = "No offer is " + opts.state + ": empanel match offers --state all lists all there are."
	case older:
		empty = "No offer was open for so long."
	}
	return opts.listed(ctx, ask.Question{
		Name: "offers", Values: values, Limit: &opts.limit, Look: opts.look("match offers", revealOptions{}),
	}, offersShape, opts.format, empty)
}

// offersShape leaves the day of a decision, which the days tell, to programs.
var offersShape = shape{columns: []string{
	"offer_id", "household_id", "practitioner_number", "facility_number", "offered_on", "outcome", "people", "days_open", "note",
}}
