package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/retention"
)

type gcOptions struct {
	*program
	dryRun bool
	format format
}

func newGCCommand(p *program) *cobra.Command {
	opts := gcOptions{program: p}
	command := &cobra.Command{
		Use:   "gc",
		Short: "Remove what need not be kept any longer, and what killed commands left",
		Long: `Removes what [retention] in empanel.toml says is due: archived files, pages of nights,
exports, the list of who is who; snapshots beyond publish.keep_snapshots; and what
commands left that were killed. As empanel comes, everything that somebody could want
is kept for ever. The ledger, the configuration, the key and the audit log never go.

An archived file with lines in quarantine stays until they are settled. One that goes is
on record first: empanel archive list says since when, and empanel verify does not
complain. An export that somebody has changed stays. Other files are left alone.

--dry-run lists what would go. It can be a scheduled job; empanel run does not do it.`,
		Example: `  empanel gc -w ws --dry-run
  empanel gc -w ws
  empanel gc -w ws --dry-run --format csv > due.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runGC(command.Context(), opts) },
	}
	command.Flags().BoolVar(&opts.dryRun, "dry-run", false, "only list what would go")
	addFormatFlag(command, &opts.format)
	return command
}

func runGC(ctx context.Context, opts gcOptions) error {
	r, err := retention.Collect(ctx, retention.Options{
		Workspace: opts.workspace, DryRun: opts.dryRun, Now: opts.now, Look: opts.look("gc", revealOptions{}),
	})
	if r == nil {
		return asHeld(err)
	}
	if opts.format == formatJSON {
		return errors.Join(err, opts.writeJSON(r))
	}
	l := listing{columns: []column{{name: "kind"}, {name: "what"}, {name: "bytes", number: true}, {name: "why"}}, width: tableWidth(opts.out)}
	for _, i := range r.Items {
		l.rows = append(l.rows, []any{string(i.Kind), i.What, i.Bytes, i.Why})
	}
	if opts.format == formatCSV {
		return errors.Join(err, l.render(opts.out, formatCSV))
	}
	return errors.Join(err, opts.print(r, l))
}

func (o gcOptions) print(r *retention.Result, l listing) error {
	if len(l.rows) > 0 {
		if err := l.render(o.out, formatTable); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(o.out); err != nil {
			return err
		}
	}
	t := teller{width: tellingWidth(o.out)}
	n := counted(int64(len(r.Items)), "thing", "things")
	switch {
	case len(r.Items) == 0:
		t.say("", "Nothing is due.")
	case r.DryRun:
		t.say("", fmt.Sprintf("%s would go, %s. Without --dry-run they do.", n, inBytes(r.Bytes)))
	default:
		t.say("", fmt.Sprintf("%s went, %s.", n, inBytes(r.Bytes)))
	}
	if r.TextGone > 0 {
		t.say("", fmt.Sprintf("With the archived files goes the text of %s that %s in quarantine and %s settled: the registry has it until it is rebuilt.",
			counted(r.TextGone, "line", "lines"), wasOrWere(r.TextGone), isOrAre(r.TextGone)))
	}
	for _, i := range r.Kept {
		t.say("  ", fmt.Sprintf("%s %s is due and stays: %s", i.Kind, i.What, i.Why))
	}
	_, err := t.out.WriteTo(o.out)
	return err
}

func wasOrWere(n int64) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// inBytes says a size as people do.
func inBytes(n int64) string {
	const thousand = 1000
	size, unit := float64(n), 0
	for ; size >= thousand && unit < 3; unit++ {
		size /= thousand
	}
	if unit == 0 {
		return counted(n, "byte", "bytes")
	}
	return fmt.Sprintf("%.1f %s", size, []string{"", "kB", "MB", "GB"}[unit])
}
