package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline"
)

type rebuildOptions struct {
	*program
	identityOptions
	asOf   string
	format format
}

func newRebuildCommand(p *program) *cobra.Command {
	opts := rebuildOptions{program: p}
	command := &cobra.Command{
		Use:   "rebuild",
		Short: "Make the registry anew from the ledger, and prove that it is the one that was",
		Long: `Makes the registry anew from the ledger alone: replays every run on the evidence,
the date and the policy of its manifest, past and present, into a new file. Only
when every run gives the registry_digest that was stored with it does the new
file take the place of registry.duckdb, which may be missing or damaged.
Otherwise nothing is changed, exit code 6, and the output says what differs.

Panels are counted on the date of the newest run, as that run did, unless
--as-of says otherwise. Nothing is taken in and no snapshot is published.

The text of some lines in quarantine is in the archive only. Where that is encrypted
--identity FILE brings it back; without, those lines are there without their text.`,
		Example: `  empanel rebuild -w ws
  empanel rebuild -w ws --as-of 2026-10-05 --format json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runRebuild(command.Context(), opts)
		},
	}
	command.Flags().StringVar(&opts.asOf, "as-of", "", "date for panels and counts of the newest run (default: that run's own)")
	addFormatFlag(command, &opts.format)
	addLogFlag(command, p)
	opts.addIdentity(command)
	return command
}

func runRebuild(ctx context.Context, opts rebuildOptions) error {
	settings := pipeline.RebuildOptions{Workspace: opts.workspace, AsOf: field.NoDate, Now: opts.now}
	if opts.asOf != "" {
		asOf, err := parseDate("empanel rebuild", "as-of", opts.asOf)
		if err != nil {
			return err
		}
		settings.AsOf = asOf
	}
	told, err := opts.telling("rebuild")
	if err != nil {
		return err
	}
	defer told.closed()
	opens, err := opts.identities("empanel rebuild", opts.program, opts.workspace)
	if err != nil {
		return err
	}
	settings.Opens = opens
	report, finish := opts.progress()
	defer finish()
	settings.Progress, settings.Log = report, told.settings.Log
	result, err := pipeline.Rebuild(ctx, settings)
	finish()
	if err != nil {
		return asHeld(err)
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(result)
	case formatCSV:
		return rebuiltRuns(result, true).render(opts.out, formatCSV)
	default:
		return printRebuilt(opts.program, result)
	}
}

// rebuiltRuns lists the runs that were replayed.
func rebuiltRuns(r *pipeline.Rebuilt, whole bool) listing {
	l := listing{columns: []column{
		{name: "run_id"},
		{name: "as_of"},
		{name: "policy_version"},
		{name: "files", number: true},
		{name: "lines", number: true},
		{name: "attachments", number: true},
		{name: "registry_digest"},
	}}
	for _, run := range r.Runs {
		digest := run.Digest
		if !whole && len(digest) > digestShown {
			digest = digest[:digestShown]
		}
		l.rows = append(l.rows, []any{run.RunID, run.AsOf, run.PolicyVersion, run.Files, run.Lines, run.Attachments, digest})
	}
	return l
}

func printRebuilt(p *program, r *pipeline.Rebuilt) error {
	var out bytes.Buffer
	newest := r.Runs[len(r.Runs)-1]
	fmt.Fprintf(&out, "Rebuilt from the ledger: %s, the newest %s, in %.1f s. %s\n",
		counted(int64(len(r.Runs)), "run", "runs"), newest.RunID, r.Seconds, before(r))
	fmt.Fprintf(&out, "registry_digest %s, as stored with %s\n", r.Digest, newest.RunID)
	for _, d := range r.Differences {
		fmt.Fprintf(&out, "  %s\n", printable(d.String()))
	}
	if r.FailedRuns > 0 {
		fmt.Fprintf(&out, "%s kept from the old registry: no manifest tells of such.\n", counted(int64(r.FailedRuns), "failed run was", "failed runs were"))
	}
	if r.NoText > 0 {
		why := "the file is not in the archive as it was taken in (empanel archive list)"
		if r.Sealed {
			why = "the file is encrypted in the archive (--identity FILE brings the text back), or not there as it was taken in"
		}
		fmt.Fprintf(&out, "%s in quarantine without %s text: %s.\n",
			counted(r.NoText, "line is", "lines are"), map[bool]string{true: "its", false: "their"}[r.NoText == 1], why)
	}
	out.WriteString("\nRuns replayed\n")
	if _, err := out.WriteTo(p.out); err != nil {
		return err
	}
	return rebuiltRuns(r, false).render(p.out, formatTable)
}

// before says what the new registry has taken the place of.
func before(r *pipeline.Rebuilt) string {
	switch r.Before {
	case pipeline.OldMissing:
		return "The registry was missing."
	case pipeline.OldUnreadable:
		return "The registry that was there could not be read (" + printable(r.Why) + ")."
	case pipeline.OldOlder:
		return "The registry that was there lacked the newest runs."
	case pipeline.OldDifferent:
		return "The registry that was there differed:"
	default:
		return "The registry that was there said the same."
	}
}
