package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/decisions"
)

type holdsOptions struct {
	*program
	state  string
	named  string // empty for the list
	format format
}

func newHoldsCommand(p *program) *cobra.Command {
	opts := holdsOptions{program: p}
	command := &cobra.Command{
		Use:   "holds [ID]",
		Short: "What the guard holds until somebody has looked",
		Long: `Lists the files that the guard holds: their claims would take many people from
other providers at once, where no transfer of a panel explains it; and removals of
everyone by a delegate. Nothing of them counts until an administrator has looked,
and has released or discarded it.

With the id of a file it says from which providers it would take how many people
today, and to whom.`,
		Example: `  empanel quarantine holds -w ws
  empanel quarantine holds 8c11 -w ws
  empanel quarantine release 8c11 -w ws --reason "Dr. 10234 takes over the practice"
  empanel quarantine discard 8c11 -w ws --reason "the file names the wrong provider"`,
		Args: atMost("ID"),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				opts.named = args[0]
			}
			return runHolds(command.Context(), opts)
		},
	}
	command.Flags().StringVar(&opts.state, "state", "waiting", "waiting, released, discarded or all")
	_ = command.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(decisions.HoldStates(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

func runHolds(ctx context.Context, opts holdsOptions) error {
	const name = "empanel quarantine holds"
	if !slices.Contains(decisions.HoldStates(), opts.state) {
		return &usageError{name, errors.New("--state must be " + strings.Join(decisions.HoldStates(), ", "))}
	}
	if opts.named != "" {
		return runHeldSides(ctx, opts, name)
	}
	holds, err := decisions.Holds(ctx, opts.workspace, opts.state)
	if err != nil {
		return err
	}
	l := listing{columns: []column{
		{name: "submission_id"},
		{name: "line_no", number: true},
		{name: "channel"},
		{name: "file_name"},
		{name: "received_at"},
		{name: "run_id"},
		{name: "people", number: true},
		{name: "of_lines", number: true},
		{name: "waiting", number: true},
		{name: "released", number: true},
		{name: "discarded", number: true},
		{name: "state"},
	}, empty: "The guard holds nothing."}
	if opts.state != "waiting" {
		l.empty = "Of what the guard held, nothing is in this state."
	}
	for _, h := range holds {
		id := h.SubmissionID
		if opts.format == formatTable {
			id = id[:min(digestShown, len(id))]
		}
		var line any
		if h.Line > 0 {
			line = h.Line
		}
		l.rows = append(l.rows, []any{
			id, line, h.Channel, h.File, h.ReceivedAt, h.RunID, h.People, h.OfLines, h.Waiting, h.Released, h.Discarded, h.State,
		})
	}
	return l.render(opts.out, opts.format)
}

func runHeldSides(ctx context.Context, opts holdsOptions, name string) error {
	named := namedLine(opts.named)
	holds, sides, err := decisions.HeldSides(ctx, opts.workspace, named)
	if err != nil {
		return asUsage(name, err, decisions.ErrNothingHeld, decisions.ErrAmbiguousID)
	}
	l := listing{columns: []column{
		{name: "incumbent_practitioner"},
		{name: "challenger_practitioner"},
		{name: "people", number: true},
	}, empty: "As things stand it would take nobody from another provider."}
	for _, s := range sides {
		l.rows = append(l.rows, []any{s.Incumbent, orNull(s.Challenger), s.People})
	}
	if opts.format != formatTable {
		return l.render(opts.out, opts.format)
	}
	return printHeldSides(opts, named, holds, l)
}

// printHeldSides tells what is held and since when, whom it would move today,
// and how one decides.
func printHeldSides(opts holdsOptions, named decisions.NamedLine, holds []decisions.Hold, sides listing) error {
	var out bytes.Buffer
	for _, h := range holds {
		what := fmt.Sprintf("%s of %s would go to other providers", counted(h.People, "person", "people"), counted(h.OfLines, "claim", "claims"))
		if h.Line > 0 {
			what = fmt.Sprintf("the removal in line %d would end %s", h.Line, counted(h.People, "attachment", "attachments"))
		}
		fmt.Fprintf(&out, "%s (%.12s, %s), held since %s: %s. %s.\n",
			printable(h.File), h.SubmissionID, h.Channel, h.RunID, what, counted(h.Waiting, "line waits", "lines wait"))
	}
	out.WriteString("\nWhom it would take today\n")
	if err := sides.render(&out, formatTable); err != nil {
		return err
	}
	id := fmt.Sprintf("%.12s", holds[0].SubmissionID)
	if named.Line > 0 {
		id = fmt.Sprintf("%s:%d", id, named.Line)
	}
	fmt.Fprintf(&out, "\nDecide\n  empanel quarantine release %[1]s --reason TEXT\n  empanel quarantine discard %[1]s --reason TEXT\n", id)
	_, err := out.WriteTo(opts.out)
	return err
}
