package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/fhir"
)

type exportFHIROptions struct {
	*program
	revealOptions
	export fhir.Options
	asOf   string
}

func newExportFHIRCommand(p *program) *cobra.Command {
	opts := exportFHIROptions{program: p}
	command := &cobra.Command{
		Use:   "fhir",
		Short: "Panels as FHIR R4, with what changed since an earlier export",
		Long: `Writes every panel as FHIR R4, one resource per line: a Group for each provider and
facility with its members, and the Patient, Practitioner, PractitionerRole,
Organization and Coverage resources that they refer to. It has the shape of British
Columbia's draft messages for panels, and can be read as a Member Attribution List of
Da Vinci (docs/fhir.md). Beside the files stands manifest.json.

Every member has a change type: new, changed, nochange, dropped (the attachment has
ended) or cancelled (it is as if it had never been). --since compares with the panels
after an earlier run, on that run's day; --previous with the export in a folder, which
must be as it was written. With neither, everybody is new.

People are pseudonyms with a birth year and a sex. --reveal --purpose TEXT identifies
them by their health numbers, with dates of birth, and providers by their names.

The same registry gives the same bytes. A folder that holds anything but an unchanged
export is not written over. Each export is a row of the audit log.`,
		Example: `  empanel export fhir -w ws
  empanel export fhir -w ws --since R000004
  empanel export fhir -w ws --previous ws/exports/fhir-R000004 --out fhir
  empanel export fhir -w ws --known R000005 --as-of 2026-09-30 --provider 10234
  empanel export fhir -w ws --provider 10234 --reveal --purpose "panel for the EMR of 10234"`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runExportFHIR(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.asOf, "as-of", "", "the day on which people are on the panels, YYYY-MM-DD (default the run's as-of date)")
	flags.StringVar(&opts.export.Known, "known", "", "a run, or a time by which a run had ended (default: the newest run)")
	flags.StringVar(&opts.export.Provider, "provider", "", "only the panels of this practitioner number")
	flags.StringVar(&opts.export.Facility, "facility", "", "only panels at this facility number")
	flags.StringVar(&opts.export.Since, "since", "", "compare with the panels after this run, on its as-of date")
	flags.StringVar(&opts.export.Previous, "previous", "", "compare with the export in this folder")
	flags.StringVar(&opts.export.Dir, "out", "", "the folder to write (default a folder in exports/ of the workspace)")
	opts.addFlags(command)
	_ = command.MarkFlagDirname("out") // these fail only for a flag that does not exist
	_ = command.MarkFlagDirname("previous")
	_ = command.RegisterFlagCompletionFunc("known", completeRuns(p))
	_ = command.RegisterFlagCompletionFunc("since", completeRuns(p))
	return command
}

func runExportFHIR(ctx context.Context, opts exportFHIROptions) error {
	const name = "empanel export fhir"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.export.Since != "" && opts.export.Previous != "" {
		return &usageError{name, errors.New("--since and --previous both say what to compare with: give one of them")}
	}
	e := opts.export
	e.Workspace, e.Look, e.AsOf = opts.workspace, opts.look("export fhir", opts.revealOptions), field.NoDate
	if opts.asOf != "" {
		day, err := parseDate(name, "as-of", opts.asOf)
		if err != nil {
			return err
		}
		e.AsOf = day
	}
	done, err := fhir.Export(ctx, e)
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNotKnown, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility,
			export.ErrFolderInUse, fhir.ErrSince, fhir.ErrPrevious, fhir.ErrOrder)
	}
	if done == nil {
		_, err := fmt.Fprintln(opts.out, "Nothing was written: nobody is on these panels. empanel asof --valid DATE counts the people on panels of a day.")
		return err
	}
	return errors.Join(opts.tellFHIR(done), opts.tellEncrypted(done.Dir))
}

// tellFHIR says what was written, and what is different in it.
func (o exportFHIROptions) tellFHIR(done *fhir.Done) error {
	c := done.Changes
	_, err := fmt.Fprintf(o.out, "%s on %s on %s, as known after %s, in %s.\n",
		counted(done.Current, "person", "people"), counted(int64(done.Groups), "panel", "panels"), done.AsOf, done.RunID, printable(done.Dir))
	if err != nil {
		return err
	}
	if done.Before == nil {
		_, err = fmt.Fprintf(o.out, "Everybody is new: nothing was named to compare with (--since, --previous).\n"+
			"Next time: empanel export fhir --previous %s\n", printable(done.Dir))
		return err
	}
	_, err = fmt.Fprintf(o.out, "Since %s, %s: %d new, %d changed, %d as before, %d dropped, %d cancelled.\n",
		done.Before.RunID, done.Before.AsOf, c.New, c.Changed, c.NoChange, c.Dropped, c.Cancelled)
	return err
}
