package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/transfer"
)

func newTransferCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "transfer",
		Short: "Panels that go from one provider to another: who moved, and who was lost on the way",
		Example: `  empanel transfer list -w ws
  empanel transfer show T1 -w ws
  empanel transfer open --from 10234 --to 20871 --announced 2026-11-05 --effective 2026-12-01 -w ws
  empanel transfer suspected -w ws`,
	}, newTransferListCommand(p), newTransferShowCommand(p), newTransferOpenCommand(p), newTransferCancelCommand(p), newTransferSuspectedCommand(p))
}

type transferListOptions struct {
	*program
	state    string
	provider string
	format   format
}

func newTransferListCommand(p *program) *cobra.Command {
	opts := transferListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "List transfers: where each stands, and what has become of how many people",
		Long: `Lists transfers of a panel, with how many of its people moved, found another
provider (elsewhere), are still with who hands over (staying), are with nobody though
a claim was sent (refused) or with nobody at all (awaiting), or died; and who came
besides (extra). What presses comes first: overdue, then open by the end of the
window, then complete.

Without --state all are listed but those that were cancelled ("current").`,
		Example: `  empanel transfer list -w ws
  empanel transfer list -w ws --state overdue
  empanel transfer list -w ws --provider 10234 --state all --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runTransferList(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.state, "state", "current", "current (all but cancelled), open, overdue, complete, cancelled or all")
	flags.StringVar(&opts.provider, "provider", "", "only transfers of this practitioner number, on either side")
	_ = command.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(transfer.States(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

// transfersShape says in one column what became of the people, and leaves the
// clinic's record to transfer show.
var transfersShape = shape{
	columns: []string{
		"transfer_id", "from_practitioner", "to_practitioner", "facility_number", "effective_on", "window_ends_on", "state", "people",
	},
	folded: map[string]fold{"people": func(row map[string]any) string {
		parts := []string{cellText(row["moved"]) + " of " + cellText(row["cohort"]) + " moved"}
		for _, name := range []string{"elsewhere", "staying", "refused", "awaiting", "deceased", "extra"} {
			if n := cellText(row[name]); n != "0" {
				parts = append(parts, n+" "+name)
			}
		}
		switch days := cellText(row["longest_gap_days"]); days {
		case "", "0":
		case "1":
			parts = append(parts, "longest gap 1 day")
		default:
			parts = append(parts, "longest gap "+days+" days")
		}
		return strings.Join(parts, ", ")
	}},
}

func runTransferList(ctx context.Context, opts transferListOptions) error {
	const name = "empanel transfer list"
	if !slices.Contains(transfer.States(), opts.state) {
		return &usageError{name, errors.New("--state must be " + strings.Join(transfer.States(), ", "))}
	}
	found, err := transfer.List(ctx, opts.workspace, opts.state, opts.provider, opts.look("transfer list", revealOptions{}))
	if err != nil {
		return asUsage(name, err, ask.ErrNoSuchProvider)
	}
	l := transfersShape.listing(found, opts.out, opts.format)
	l.empty = "There is no transfer: empanel transfer open announces one."
	if opts.state != "all" || opts.provider != "" {
		l.empty = noTransfer(opts.state) + ": empanel transfer list --state all lists all there are."
	}
	return l.render(opts.out, opts.format)
}

// noTransfer says that there is none in a state.
func noTransfer(state string) string {
	switch state {
	case "all":
		return "No transfer has this provider on either side"
	case "current":
		return "No transfer is under way or complete"
	}
	return "No transfer is " + state
}

type transferSuspectedOptions struct {
	*program
	format format
}

func newTransferSuspectedCommand(p *program) *cobra.Command {
	opts := transferSuspectedOptions{program: p}
	command := &cobra.Command{
		Use:   "suspected",
		Short: "List who seems to have handed over a panel that nobody announced",
		Long: `Lists pairs of providers of whom one removed many people within some weeks and the
other attached at least half of them soon after, where no transfer says so; each with
the command that opens one. Such people are counted as a dispute and their gap is not
followed until a transfer is opened. What counts as many is policy: [policy.suspect].`,
		Example: `  empanel transfer suspected -w ws
  empanel transfer suspected -w ws --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runTransferSuspected(command.Context(), opts) },
	}
	addFormatFlag(command, &opts.format)
	return command
}

func runTransferSuspected(ctx context.Context, opts transferSuspectedOptions) error {
	return opts.listed(ctx, ask.Question{Name: "suspected_transfers", Look: opts.look("transfer suspected", revealOptions{})},
		suspectedShape, opts.format, "Nobody seems to have handed over a panel without a transfer that says so.")
}

// suspectedShape leaves the days to the command that opens the transfer.
var suspectedShape = shape{columns: []string{"from_practitioner", "to_practitioner", "removed", "attached", "open_with"}, whole: true}
