package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
)

type conflictsOptions struct {
	*program
	revealOptions
	filter decisions.ConflictFilter
	format format
}

func newConflictsCommand(p *program) *cobra.Command {
	opts := conflictsOptions{program: p}
	command := &cobra.Command{
		Use:   "conflicts",
		Short: "Who claimed whom from whom: every conflict, to both sides",
		Long: `Lists conflicts, the newest first: a claim for somebody who was with another
provider, where no transfer between the two covers the day. The incumbent had the
person, the challenger claimed them. The resolution says how it ended:
"superseded" is that the later claim stood at once. A conflict without a day of
resolution is open.

With --provider it lists the conflicts of one provider, whichever side they are
on. The columns are those of the relation "conflicts" in the snapshot, with the
masked health number in place of the pseudonym.`,
		Example: `  empanel conflicts -w ws --provider 10234
  empanel conflicts -w ws --open
  empanel conflicts -w ws --format csv > conflicts.csv
  empanel conflicts release 3f2a:17 -w ws --reason "both clinics agreed"`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runConflicts(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.filter.Provider, "provider", "", "only conflicts of this practitioner number, on either side")
	flags.BoolVar(&opts.filter.Open, "open", false, "only conflicts that are not resolved")
	flags.IntVar(&opts.filter.Limit, "limit", 0, "show at most so many (0: all)")
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	command.AddCommand(newReleaseCommand(p, "conflicts"))
	return command
}

func runConflicts(ctx context.Context, opts conflictsOptions) error {
	const name = "empanel conflicts"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.filter.Limit < 0 {
		return &usageError{name, errors.New("--limit takes a number from 0")}
	}
	found, err := decisions.Conflicts(ctx, opts.workspace, opts.filter, opts.look("conflicts", opts.revealOptions))
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNoSuchProvider)
	}
	l := conflictRows(found.Conflicts, opts.format)
	l.empty = "There is no conflict."
	switch {
	case opts.filter.Open:
		l.empty = "No conflict is open."
	case opts.filter.Provider != "":
		l.empty = "This provider has no conflict."
	}
	if err := l.render(opts.out, opts.format); err != nil {
		return err
	}
	if more := found.All - int64(len(found.Conflicts)); more > 0 && opts.format == formatTable {
		_, err = fmt.Fprintf(opts.out, "and %d more\n", more)
	}
	return err
}

// conflictRows lists conflicts under the names of the relation, or, for a
// person, with each side in one column.
func conflictRows(conflicts []decisions.Conflict, f format) listing {
	if f == formatTable {
		return conflictTable(conflicts)
	}
	l := listing{columns: []column{
		{name: "phn"},
		{name: "incumbent_practitioner"},
		{name: "incumbent_facility"},
		{name: "challenger_practitioner"},
		{name: "challenger_facility"},
		{name: "effective_on"},
		{name: "resolution"},
		{name: "resolved_on"},
		{name: "submission_id"},
		{name: "line_no", number: true},
		{name: "file_name"},
		{name: "released_by"},
		{name: "released_because"},
	}}
	for _, c := range conflicts {
		l.rows = append(l.rows, []any{
			c.PHN, c.Incumbent, c.IncumbentFacility, c.Challenger, c.ChallengerFacility, c.On,
			c.Resolution, orNull(c.ResolvedOn), c.Submission, c.Line, c.File,
			releasedBy(c), releasedBecause(c),
		})
	}
	return l
}

// conflictTable is what a person reads: both sides, and where the challenger's
// line stands.
func conflictTable(conflicts []decisions.Conflict) listing {
	l := listing{columns: []column{
		{name: "person"},
		{name: "incumbent"},
		{name: "challenger"},
		{name: "dated"},
		{name: "resolution"},
		{name: "resolved on"},
		{name: "claimed in"},
	}}
	released := slices.ContainsFunc(conflicts, func(c decisions.Conflict) bool { return c.Released != nil })
	if released {
		l.columns = append(l.columns, column{name: "released by"}, column{name: "because"})
	}
	for _, c := range conflicts {
		row := []any{
			c.PHN, c.Incumbent + " at " + c.IncumbentFacility, c.Challenger + " at " + c.ChallengerFacility, c.On,
			c.Resolution, c.ResolvedOn, fmt.Sprintf("%s line %d", c.File, c.Line),
		}
		if released {
			row = append(row, releasedBy(c), releasedBecause(c))
		}
		l.rows = append(l.rows, row)
	}
	return l
}

func releasedBy(c decisions.Conflict) any {
	if c.Released == nil {
		return nil
	}
	return c.Released.By
}

func releasedBecause(c decisions.Conflict) any {
	if c.Released == nil {
		return nil
	}
	return c.Released.Reason
}

// orNull makes an empty text the absence of one.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
