package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
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
	_ = command.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(pipeline.TransferStates(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

// transferHeadings are shorter names of columns, so that the table fits a
// screen.
var transferHeadings = map[string]string{
	"transfer_id": "transfer", "from_practitioner": "from", "to_practitioner": "to", "facility_number": "facility",
	"announced_on": "announced", "effective_on": "effective", "window_ends_on": "window ends", "longest_gap_days": "longest gap",
	"first_removed_on": "first removed", "last_removed_on": "last removed", "open_with": "open it with",
}

// onlyForPrograms are columns that a table leaves to transfer show.
var onlyForPrograms = []string{"affiliation_ended_on", "affiliation_began_on", "told_on"}

func runTransferList(ctx context.Context, opts transferListOptions) error {
	const name = "empanel transfer list"
	if !slices.Contains(pipeline.TransferStates(), opts.state) {
		return &usageError{name, errors.New("--state must be " + strings.Join(pipeline.TransferStates(), ", "))}
	}
	found, err := pipeline.Transfers(ctx, opts.workspace, opts.state, opts.provider, opts.look("transfer list", revealOptions{}))
	if err != nil {
		return asUsage(name, err, pipeline.ErrNoSuchProvider)
	}
	l := transferRows(found, opts.format)
	l.empty = "There is no transfer: empanel transfer open announces one."
	if opts.state != "all" || opts.provider != "" {
		l.empty = "No transfer is so: empanel transfer list --state all lists all there are."
	}
	return l.render(opts.out, opts.format)
}

// transferRows lists what was found: for programs under the names of the
// relation, for people under shorter ones.
func transferRows(found *pipeline.Listed, f format) listing {
	var l listing
	shown := make([]int, 0, len(found.Columns))
	for i, c := range found.Columns {
		name := c.Name
		if f == formatTable {
			if slices.Contains(onlyForPrograms, name) {
				continue
			}
			if short := transferHeadings[name]; short != "" {
				name = short
			}
		}
		shown = append(shown, i)
		l.columns = append(l.columns, column{name: name, number: c.Number})
	}
	for _, cells := range found.Rows {
		row := make([]any, len(shown))
		for i, at := range shown {
			row[i] = cells[at]
		}
		l.rows = append(l.rows, row)
	}
	return l
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
	found, err := pipeline.List(ctx, opts.workspace, pipeline.Question{
		Name: "suspected_transfers", Look: opts.look("transfer suspected", revealOptions{}),
	})
	if err != nil {
		return err
	}
	l := transferRows(found, opts.format)
	l.empty = "Nobody seems to have handed over a panel without a transfer that says so."
	return l.render(opts.out, opts.format)
}
