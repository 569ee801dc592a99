package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/export/clfp"
	"empanel/pipeline/seal"
)

type exportDiffOptions struct {
	*program
	identityOptions
	format format
}

func newExportDiffCommand(p *program) *cobra.Command {
	opts := exportDiffOptions{program: p}
	command := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "What changed between two CLFP bundles, by provider and reason",
		Long: `Compares two bundles that empanel export clfp wrote, person by person: how many
came to count for each provider and how many no longer do, and why. What counted
before, and those who came less those who went, is what counts after, for every
provider. Conditions of the payment that changed are listed too.

Both must be as they were written, and made with the same key of pseudonyms. It needs
no workspace. Encrypted ones take --identity FILE, and are opened in a folder for you
only among the temporary files while they are compared. The reasons are explained in docs/clfp.md.

--format csv gives a row for each provider and reason, and for each condition.`,
		Example: `  empanel export diff clfp_2026-09-30_R000005 clfp_2026-09-30_R000012
  empanel export diff before after --format json`,
		Args: exactly("BEFORE", "AFTER"),
		RunE: func(command *cobra.Command, args []string) error {
			return runExportDiff(command.Context(), opts, args[0], args[1])
		},
	}
	addFormatFlag(command, &opts.format)
	opts.addIdentity(command)
	return command
}

func runExportDiff(ctx context.Context, opts exportDiffOptions, before, after string) error {
	opens, err := opts.identities("empanel export diff", opts.program, "")
	if err != nil {
		return err
	}
	d, err := clfp.CompareWith(ctx, before, after, opens)
	for _, wrong := range []error{clfp.ErrNoBundle, clfp.ErrOtherKey, seal.ErrSealed, seal.ErrNotFor} {
		if errors.Is(err, wrong) {
			return &usageError{"empanel export diff", err}
		}
	}
	if err != nil {
		return err
	}
	if later(d.Before.Known, d.After.Known) {
		return &usageError{"empanel export diff", fmt.Errorf("%s is as known after %s, later than %s after %s: name the one that was known first before the other, "+
			"or reasons would be told of what was only not known yet", before, d.Before.Known, after, d.After.Known)}
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(d)
	case formatCSV:
		return diffRows(d).render(opts.out, formatCSV)
	default:
		return opts.print(d)
	}
}

// later compares the ids of two runs by their numbers.
func later(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// diffRows are all changes for a program: of people, then of conditions.
func diffRows(d *clfp.Diff) listing {
	l := listing{columns: []column{
		{name: "practitioner_number"}, {name: "change"}, {name: "reason"}, {name: "people", number: true}, {name: "before"}, {name: "after"},
	}}
	for _, c := range d.Changes {
		l.rows = append(l.rows, []any{c.Practitioner, c.Direction, c.Reason, c.People, nil, nil})
	}
	for _, f := range d.Flags {
		l.rows = append(l.rows, []any{f.Practitioner, "condition", f.Flag, nil, flagCell(f.Before), flagCell(f.After)})
	}
	return l
}

func flagCell(flag *bool) any {
	if flag == nil {
		return nil
	}
	return *flag
}

// flagWord says what a condition was or is.
func flagWord(flag *bool) string {
	switch {
	case flag == nil:
		return "not in the bundle"
	case *flag:
		return "yes"
	default:
		return "no"
	}
}

func (o exportDiffOptions) print(d *clfp.Diff) error {
	var came, went int64
	for _, p := range d.Providers {
		came, went = came+p.In, went+p.Out
	}
	_, err := fmt.Fprintf(o.out, "before  %s counted on %s, as known after %s\nafter   %s counted on %s, as known after %s\n",
		counted(d.Before.Counted, "person", "people"), d.Before.AsOf, d.Before.Known,
		counted(d.After.Counted, "person", "people"), d.After.AsOf, d.After.Known)
	if err != nil {
		return err
	}
	if d.Policy {
		if _, err := fmt.Fprintf(o.out, "The two runs judged by different policies: %s, %s.\n", d.Before.Policy, d.After.Policy); err != nil {
			return err
		}
	}
	if len(d.Changes)+len(d.Flags) == 0 {
		_, err := fmt.Fprintln(o.out, "\nNobody came or went, and no condition changed.")
		return err
	}
	panels := listing{columns: []column{
		{name: "provider"}, {name: "before", number: true}, {name: "in", number: true}, {name: "out", number: true}, {name: "after", number: true}, {name: "why"},
	}, width: tableWidth(o.out)}
	why := map[string]string{}
	for _, c := range d.Changes {
		if why[c.Practitioner] != "" {
			why[c.Practitioner] += "; "
		}
		why[c.Practitioner] += fmt.Sprintf("%d %s %s", c.People, c.Direction, clfp.ReasonInWords(c.Reason))
	}
	for _, p := range d.Providers {
		panels.rows = append(panels.rows, []any{p.Practitioner, p.Before, p.In, p.Out, p.After, why[p.Practitioner]})
	}
	conditions := listing{columns: []column{{name: "provider"}, {name: "condition"}, {name: "before"}, {name: "after"}}}
	for _, f := range d.Flags {
		conditions.rows = append(conditions.rows, []any{f.Practitioner, f.Flag, flagWord(f.Before), flagWord(f.After)})
	}
	for _, l := range []listing{panels, conditions} {
		if len(l.rows) == 0 {
			continue
		}
		if _, err := fmt.Fprintln(o.out); err != nil {
			return err
		}
		if err := l.render(o.out, formatTable); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(o.out, "\n%d + %d in - %d out = %d.\n", d.Before.Counted, came, went, d.After.Counted)
	return err
}
