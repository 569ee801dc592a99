package main

import (
	"context"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type matchUnplacedOptions struct {
	*program
	revealOptions
	limitOptions
	code   string
	format format
}

// unplacedCodes are the reasons for which somebody has no proposal: what keeps
// them out of the pool, then what happened in their turn.
var unplacedCodes = []string{
	"deceased", "registered_twice", "attached", "in_transfer", "offer_pending", "offer_accepted", "household_waits",
	"nobody_near", "conditions_unmet", "declined_before", "no_room_left",
}

func newMatchUnplacedCommand(p *program) *cobra.Command {
	opts := matchUnplacedOptions{program: p}
	command := &cobra.Command{
		Use:   "unplaced",
		Short: "Who waits without a proposal, and why",
		Long: `Lists everybody who waits and has no proposal, with the reason: what keeps them or
their household out of the pool (without a turn), or what happened in their turn.

Health numbers are masked; --reveal --purpose TEXT shows them, and is kept in the
audit log.`,
		Example: `  empanel match unplaced -w ws --limit 20
  empanel match unplaced -w ws --code no_room_left --format csv
  empanel match unplaced -w ws --code attached --reveal --purpose "closing registrations"`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runMatchUnplaced(command.Context(), opts) },
	}
	addWordFlag(command, &opts.code, "code", "", "only this reason", unplacedCodes)
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runMatchUnplaced(ctx context.Context, opts matchUnplacedOptions) error {
	const name = "empanel match unplaced"
	if err := opts.check(name); err != nil {
		return err
	}
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	values := map[string]any{"code": nil}
	if opts.code != "" {
		if _, err := oneOf(name, "code", opts.code, unplacedCodes); err != nil {
			return err
		}
		values["code"] = opts.code
	}
	empty := "Nobody waits without a proposal."
	if opts.code != "" {
		empty = "Nobody waits without a proposal for this reason."
	}
	return opts.listed(ctx, ask.Question{
		Name: "match_unplaced", Values: values, Limit: &opts.limit, Look: opts.look("match unplaced", opts.revealOptions),
	}, unplacedShape, opts.format, empty)
}

// unplacedShape leaves out the code, which the reason says in words.
var unplacedShape = shape{
	columns: []string{"registrant_id", "household_id", "phn", "registered_on", "turn", "size", "points", "reason"},
	folded:  map[string]fold{"reason": withoutTurn},
}
