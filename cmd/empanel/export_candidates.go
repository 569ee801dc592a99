package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/candidates"
)

type exportCandidatesOptions struct {
	*program
	export    candidates.Options
	offeredOn string
}

func newExportCandidatesCommand(p *program) *cobra.Command {
	opts := exportCandidatesOptions{program: p}
	command := &cobra.Command{
		Use:   "candidates",
		Short: "The candidates of each provider for review, and sheets for the decisions",
		Long: `Writes for each provider with room two CSV files: candidates_NUMBER.csv, the profiles
for the provider to review, without names, health numbers or dates of birth; and
offers_NUMBER.csv, a sheet to send the decisions back. Households that are proposed
there and are not among the first stand after them, without a rank. Beside them stands
manifest.json: the run, and every file with its SHA-256.

In the sheet fill in outcome (pending, accepted, declined_provider,
declined_patient, lapsed) and decided_on, remove the rows without an offer, and put
the file into inbox/registry: it is read as the offers feed. empanel validate says
beforehand whether it can be.

A household whose id could hold a health number, or would not come back from a
spreadsheet as it is, is left out and counted (exit code 3).

The same registry gives the same bytes. A folder that holds anything but an
unchanged export is not written over. Each export is a row of the audit log.`,
		Example: `  empanel export candidates -w ws
  empanel export candidates -w ws --provider 10234 --out review --offered-on 2026-10-05
  empanel validate review/offers_10234.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runExportCandidates(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.export.Provider, "provider", "", "only this practitioner number")
	flags.StringVar(&opts.export.Dir, "out", "", "the folder to write (default exports/candidates-RUN in the workspace)")
	flags.StringVar(&opts.offeredOn, "offered-on", "", "the day of the offers, YYYY-MM-DD (default the run's as-of date)")
	_ = command.MarkFlagDirname("out") // fails only for a flag that does not exist
	return command
}

func runExportCandidates(ctx context.Context, opts exportCandidatesOptions) error {
	const name = "empanel export candidates"
	e := opts.export
	e.Workspace, e.Look, e.OfferedOn = opts.workspace, opts.look("export candidates", revealOptions{}), field.NoDate
	if opts.offeredOn != "" {
		day, err := parseDate(name, "offered-on", opts.offeredOn)
		if err != nil {
			return err
		}
		e.OfferedOn = day
	}
	done, err := candidates.Export(ctx, e)
	if err != nil {
		return asUsage(name, err, ask.ErrNoSuchProvider, export.ErrFolderInUse)
	}
	if done == nil {
		_, err := fmt.Fprintln(opts.out, "Nothing was written: there are no candidates. empanel match explain NUMBER says why of a provider.")
		return err
	}
	return opts.tellExport(done)
}

// tellExport says what was written, and what was left out.
func (o exportCandidatesOptions) tellExport(done *export.Done) error {
	rows := 0
	for _, f := range done.Files {
		rows += f.Rows
	}
	_, err := fmt.Fprintf(o.out, "%s of %s for %s in %s.\nNext: send candidates_NUMBER.csv for review, fill in offers_NUMBER.csv, and put it into inbox/registry.\n",
		counted(int64(rows/2), "candidate", "candidates"), done.RunID, counted(int64(len(done.Files)/2), "provider", "providers"), printable(done.Dir))
	if err != nil || done.LeftOut == 0 {
		return err
	}
	text := fmt.Sprintf("%s left out: the id could hold a health number, or would not come back from a spreadsheet; give it another in the registrants feed",
		counted(int64(done.LeftOut), "household was", "households were"))
	if _, err := fmt.Fprintln(o.out, text+"."); err != nil {
		return err
	}
	return &attentionError{text}
}
