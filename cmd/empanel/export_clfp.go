package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/clfp"
)

type exportCLFPOptions struct {
	*program
	revealOptions
	export clfp.Options
	asOf   string
	format format
}

func newExportCLFPCommand(p *program) *cobra.Command {
	opts := exportCLFPOptions{program: p}
	command := &cobra.Command{
		Use:   "clfp --as-of DATE",
		Short: "Who counts for which provider on a day, for the calculation of the CLFP payment",
		Long: `Writes a bundle for the calculation of the payment to longitudinal family
physicians: who counted for each provider on a day, everybody who did not and why, by
age and sex, community, facility and complexity, and each condition of the payment.
Every table stands there as Parquet and as CSV, beside manifest.json.

A bundle is a function of what was known after a run, that run's policy, the day and
the files given here. The same ones give the same bytes at any time, on any machine
with the same version of empanel, and the same content digest with any later one.
--known takes a run, or a time: then it is the newest run that had ended by then.

--acg FILE   complexity: CSV with person_key or phn, band, and weight if there is one
--rates FILE money: CSV with component, key, amount. person is paid by band of age,
             complexity by band, provider (key *) once to whoever meets every condition;
             the key * is for whatever has no line of its own. A rate that is used and
             not in the file refuses the export.

People are named by person_key; --reveal --purpose TEXT adds their health numbers. Each
export is a row of the audit log. What is in each column: docs/clfp.md.`,
		Example: `  empanel export clfp --as-of 2026-09-30 -w ws
  empanel export clfp --as-of 2026-09-30 --known R000005 -w ws
  empanel export clfp --as-of 2026-09-30 --acg acg.csv --rates rates.csv --out clfp -w ws
  empanel verify clfp
  empanel export diff clfp_before clfp`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runExportCLFP(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.asOf, "as-of", "", "the day on which people are counted, as YYYY-MM-DD")
	flags.StringVar(&opts.export.Known, "known", "", "a run, or a time by which a run had ended (default: the newest run)")
	flags.StringVar(&opts.export.ACG, "acg", "", "a file of complexity")
	flags.StringVar(&opts.export.Rates, "rates", "", "a file of rates")
	flags.StringVar(&opts.export.Dir, "out", "", "the folder to write (default exports/clfp_DATE_RUN in the workspace)")
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	_ = command.RegisterFlagCompletionFunc("known", completeRuns(p)) // fails only for a flag that does not exist, as do the next three
	_ = command.MarkFlagDirname("out")
	_ = command.MarkFlagFilename("acg", "csv")
	_ = command.MarkFlagFilename("rates", "csv")
	return command
}

func runExportCLFP(ctx context.Context, opts exportCLFPOptions) error {
	const name = "empanel export clfp"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.asOf == "" {
		return &usageError{name, errors.New("--as-of takes the day on which people are counted, like 2026-09-30")}
	}
	var err error
	if opts.export.AsOf, err = parseDate(name, "as-of", opts.asOf); err != nil {
		return err
	}
	opts.export.Workspace, opts.export.Look = opts.workspace, opts.look("export clfp", opts.revealOptions)
	done, err := clfp.Export(ctx, opts.export)
	if err != nil {
		return asWrongInput(asUsage(name, err, ask.ErrPurpose, ask.ErrNotKnown, export.ErrFolderInUse))
	}
	return opts.tell(done)
}

// asWrongInput makes an error about a file of complexity or of rates one of wrong
// usage.
func asWrongInput(err error) error {
	var (
		lines   *clfp.InputError
		missing *clfp.MissingRatesError
		refused *field.Refusal
		path    *fs.PathError
	)
	if errors.As(err, &lines) || errors.As(err, &missing) || errors.As(err, &refused) ||
		errors.As(err, &path) && errors.Is(err, clfp.ErrInput) {
		return &usageError{saysItAll, err}
	}
	return err
}

// tell says what was written, and what to know about it.
func (o exportCLFPOptions) tell(done *clfp.Exported) error {
	switch o.format {
	case formatJSON:
		return o.writeJSON(map[string]any{
			"dir": done.Dir, "as_of": done.AsOf, "known": done.Known, "policy_version": done.PolicyVersion, "identified": done.Identified,
			"totals": done.Totals, "notes": done.Notes, "acg": done.ACG, "rates": done.Rates, "files": done.Files,
			"content_digest": done.ContentDigest, "manifest_digest": done.ManifestDigest,
		})
	case formatCSV:
		l := listing{columns: []column{{name: "file"}, {name: "rows", number: true}, {name: "bytes", number: true}, {name: "sha256"}}}
		for _, f := range done.Files {
			l.rows = append(l.rows, []any{f.Name, f.Rows, f.Bytes, f.SHA256})
		}
		return l.render(o.out, formatCSV)
	default:
		_, err := fmt.Fprint(o.out, bundleInWords(done))
		return errors.Join(err, o.tellEncrypted(done.Dir))
	}
}

func bundleInWords(done *clfp.Exported) string {
	var out strings.Builder
	t := done.Totals
	fmt.Fprintf(&out, "%s counted for %s on %s, as known after %s; %s meet every condition.\n",
		counted(t.Counted, "person", "people"), counted(t.Providers, "provider", "providers"), done.AsOf, done.Known.RunID,
		counted(t.Eligible, "provider", "providers"))
	fmt.Fprintf(&out, "%s of people who do not count, each with the reason.\n", counted(t.NotCounted, "row is", "rows are"))
	if a := done.ACG; a != nil {
		fmt.Fprintf(&out, "Complexity: %d of the people counted have a line, %d have none; %s about nobody who is counted.\n",
			a.With, a.Without, counted(a.AboutOthers, "line is", "lines are"))
	}
	if r := done.Rates; r != nil {
		fmt.Fprintf(&out, "Payments: %s to %s.\n", t.Payments, counted(*t.Paid, "provider", "providers"))
		if len(r.Unused) > 0 {
			fmt.Fprintf(&out, "Rates that nothing uses: %s.\n", strings.Join(r.Unused, "; "))
		}
	}
	for _, note := range done.Notes {
		fmt.Fprintf(&out, "Note: %s.\n", note)
	}
	if done.Identified {
		out.WriteString("The bundle names people by their health numbers: keep it as you keep those.\n")
	}
	fmt.Fprintf(&out, "Content digest %s.\nWritten to %s\nNext: empanel verify %s proves it, now or in years.\n",
		done.ContentDigest, printable(done.Dir), printable(done.Dir))
	return out.String()
}
