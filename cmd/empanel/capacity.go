package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type capacityOptions struct {
	*program
	limitOptions
	by       string
	provider string
	format   format
}

// capacityBy are the ways of adding up room, as --by takes them: the question
// that each asks, and of an area how many digits its code has.
var capacityBy = []struct {
	flag, question string
	digits         int32
	shape          shape
}{
	{"provider", "capacity", 0, capacityShape},
	{"facility", "capacity_by_facility", 0, shape{}},
	{"chsa", "capacity_by_area", 4, shape{}},
	{"area", "capacity_by_area", 3, shape{}},
	{"authority", "capacity_by_area", 1, shape{}},
}

// capacityShape leaves the figures that somebody stated to the sentence about
// the one that limits the room.
var capacityShape = shape{columns: []string{
	"practitioner_number", "facility_number", "chsa", "requested_complexity", "panel", "attached_this_month", "pending", "capacity",
	"limited_by_in_words",
}}

func capacityFlags() []string {
	flags := make([]string, len(capacityBy))
	for i, by := range capacityBy {
		flags[i] = by.flag
	}
	return flags
}

func newCapacityCommand(p *program) *cobra.Command {
	opts := capacityOptions{program: p}
	command := &cobra.Command{
		Use:   "capacity",
		Short: "Who has room for how many people, and what limits it",
		Long: `Lists for each provider and facility with a preference whether they accept
patients, how many they have, what they state (the people they take a month, or of
a provider new to practice the monthly target; the size they wish), how many were
attached this month, how many are in offers that are open (pending, or accepted and
not attached yet), the people there is room for (capacity), and which figure limits
it: the last in words. The table leaves out what somebody stated; --format csv and
json have every figure, and limited_by as the relation capacity has it.

With --by it adds up the room by facility, CHSA, Local Health Area (area) or
Health Authority (authority). providers_with_preference counts the providers who
have stated a preference there, each once; empanel areas counts who practises there.`,
		Example: `  empanel capacity -w ws --by area
  empanel capacity -w ws --provider 10234
  empanel capacity -w ws --format csv > capacity.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runCapacity(command.Context(), opts) },
	}
	addWordFlag(command, &opts.by, "by", "provider", "one row per", capacityFlags())
	command.Flags().StringVar(&opts.provider, "provider", "", "only this practitioner number")
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runCapacity(ctx context.Context, opts capacityOptions) error {
	const name = "empanel capacity"
	i, err := oneOf(name, "by", opts.by, capacityFlags())
	if err != nil {
		return err
	}
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	by := capacityBy[i]
	q := ask.Question{Name: by.question, Limit: &opts.limit, Look: opts.look("capacity", revealOptions{})}
	switch {
	case i == 0:
		q.Provider = &opts.provider
	case opts.provider != "":
		return &usageError{name, errors.New("--provider goes with --by provider: the other lists add up several providers")}
	case by.digits > 0:
		q.Values = map[string]any{"digits": by.digits}
	}
	empty := "No provider has stated a preference: the preferences feed has no rows."
	if opts.provider != "" {
		empty = "This provider has stated no preference, so there is no room to count."
	}
	return opts.listed(ctx, q, by.shape, opts.format, empty)
}
