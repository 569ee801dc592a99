package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/parsers/patientlist"
	"empanel/parsers/spreadsheet"
	"empanel/pipeline/ask"
	"empanel/pipeline/compare"
)

type compareOptions struct {
	*program
	revealOptions
	compare compare.Options
	out     string
	limit   int
	format  format
}

func newCompareCommand(p *program) *cobra.Command {
	opts := compareOptions{program: p}
	command := &cobra.Command{
		Use:   "compare FILE",
		Short: "A practice's own list of patients, held to the registry",
		Long: `Reads the list of patients that an EMR exports (CSV) and says who is only in the list and
why, who is only on the panel, and who is in both but differs, each with what to do, what
can be put right first. Every row of the list is counted once.

The list needs a column of health numbers (phn, Personal Health Number, ...). It may have
practitioner_number (else give --provider), facility_number, birth_date and status; other
columns are ignored and named. Headings and what a spreadsheet does to numbers are taken
as in files of Dr.Bill. empanel compare keeps nothing of the list.

Which other provider somebody is with is not told, only whether it is one of the same
clinic. Each comparison is a row of the audit log, as it tells of people whoever has the
list can name.

Exit code 0: compared, whatever was found. 2: the list cannot be read.`,
		Example: `  empanel compare patients.csv -w ws --provider 10234
  empanel compare patients.csv -w ws --format csv --out differences.csv --reveal --purpose "panel clean-up"`,
		Args: exactly("FILE"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(command *cobra.Command, args []string) error {
			opts.compare.File = args[0]
			return runCompare(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.compare.Provider, "provider", "", "of rows that name none; no other provider's rows are compared")
	flags.StringVar(&opts.compare.Facility, "facility", "", "of rows that name none; only this panel is held to the list")
	addWordFlag(command, &opts.compare.DateFormat, "date-format", spreadsheet.Auto, "how the list writes dates", spreadsheet.DateFormats())
	flags.StringVar(&opts.out, "out", "", "write the lists into this file (--format csv or json)")
	flags.IntVar(&opts.limit, "limit", 20, "show at most so many of each reason in a table (0: all)")
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runCompare(ctx context.Context, opts compareOptions) error {
	const name = "empanel compare"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.limit < 0 {
		return &usageError{name, errors.New("--limit takes a number from 0")}
	}
	if opts.out != "" && opts.format == formatTable {
		return &usageError{name, errors.New("--out takes the lists as --format csv or json")}
	}
	o := opts.compare
	o.Workspace, o.Look = opts.workspace, opts.look("compare", opts.revealOptions)
	found, err := compare.Compare(ctx, o)
	var refused *field.Refusal
	if errors.As(err, &refused) {
		return &usageError{name, err}
	}
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility,
			compare.ErrNoProvider, compare.ErrAnothersList, compare.ErrNotAFile, patientlist.ErrDateFormat)
	}
	return opts.show(found)
}

// show prints a comparison: for people as a telling, for programs the items or
// all of it. The counts go where the lists do not.
func (o compareOptions) show(found *compare.Comparison) error {
	if o.format == formatTable {
		t := teller{width: tellingWidth(o.program.out)}
		tellCounts(&t, found)
		o.tellItems(&t, found)
		_, err := t.out.WriteTo(o.program.out)
		return err
	}
	var text bytes.Buffer
	if err := o.render(&text, found); err != nil {
		return err
	}
	t := teller{width: longestLine}
	tellCounts(&t, found)
	if o.out == "" {
		_, err := text.WriteTo(o.program.out)
		if err == nil && o.format == formatCSV {
			_, err = t.out.WriteTo(o.err)
		}
		return err
	}
	err := renameio.WriteFile(o.out, text.Bytes(), 0o600, renameio.WithTempDir(filepath.Dir(o.out)), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	t.say("", "The lists are in "+shownID(o.out)+".")
	_, err = t.out.WriteTo(o.program.out)
	return err
}

func (o compareOptions) render(w io.Writer, found *compare.Comparison) error {
	if o.format == formatJSON {
		text, err := json.Marshal(found)
		if err != nil {
			return fmt.Errorf("rendering JSON: %w", err)
		}
		_, err = fmt.Fprintf(w, "%s\n", text)
		return err
	}
	l := listing{columns: []column{
		{name: "list"},
		{name: "reason"},
		{name: "line_no", number: true},
		{name: "column", number: true},
		{name: "field"},
		{name: "phn"},
		{name: "practitioner_number"},
		{name: "facility_number"},
		{name: "attach_date"},
		{name: "explanation"},
		{name: "what_to_do"},
	}}
	for _, i := range found.Items {
		l.rows = append(l.rows, []any{
			string(i.List), i.Reason, numberOrNull(i.Line), numberOrNull(i.Column), i.Field, i.PHN, i.Practitioner, i.Facility, i.Since, i.Explanation, i.Do,
		})
	}
	return l.render(w, formatCSV)
}

func numberOrNull(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// tellCounts says what was compared, and what became of every row.
func tellCounts(t *teller, found *compare.Comparison) {
	whose := "no provider who is known"
	if len(found.Providers) > 0 {
		whose = someOf(found.Providers)
	}
	if found.Facility != "" {
		whose += " at " + found.Facility
	}
	t.say("", fmt.Sprintf("%s, of %s, compared with %s as of %s.", found.File, whose, found.RunID, found.AsOf))
	c := found.Counts
	t.say("", fmt.Sprintf("%s: %d agree, %d differ, %d only in the EMR%s%s.", counted(int64(c.Lines), "row", "rows"), c.Agree, c.Differ, c.OnlyInList,
		alsoCounted(c.NotActive, "not active there and not on the panel"), alsoCounted(c.NotCompared, "of another provider or facility, not compared")))
	t.say("", fmt.Sprintf("Besides, %s on the panel and not in the list.", arePeople(c.OnlyInRegistry)))
	for _, note := range found.Notes {
		t.say("note: ", note)
	}
}

func arePeople(n int) string {
	switch n {
	case 0:
		return "nobody is"
	case 1:
		return "1 person is"
	default:
		return fmt.Sprintf("%d people are", n)
	}
}

func alsoCounted(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %s", n, what)
}

// someOf names a few of many.
func someOf(all []string) string {
	const most = 5
	if len(all) <= most {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:most], ", "), len(all)-most)
}

// tellItems says each list reason by reason: what to do once, and then who.
func (o compareOptions) tellItems(t *teller, found *compare.Comparison) {
	for _, list := range compare.Lists() {
		var items []compare.Item
		for _, i := range found.Items {
			if i.List == list {
				items = append(items, i)
			}
		}
		if len(items) == 0 {
			continue
		}
		t.title(fmt.Sprintf("%s: %d", list.Title(), len(items)))
		for _, group := range grouped(items) {
			o.tellReason(t, group, len(found.Providers) > 1)
		}
	}
	if !o.reveal && len(found.Items) > 0 {
		t.title("Health numbers are hidden: the line of the list tells who it is; --reveal --purpose TEXT shows them.")
	}
}

// grouped puts together of whom the same is to be done for the same reason, in the
// order in which the first of each stands.
func grouped(items []compare.Item) [][]compare.Item {
	type same struct{ reason, do string }
	at := map[same]int{}
	var groups [][]compare.Item
	for _, i := range items {
		key := same{i.Reason, i.Do}
		n, seen := at[key]
		if !seen {
			n = len(groups)
			at[key], groups = n, append(groups, nil)
		}
		groups[n] = append(groups[n], i)
	}
	return groups
}

// tellReason says what to do about some items, and names them.
func (o compareOptions) tellReason(t *teller, items []compare.Item, several bool) {
	t.say("  ", fmt.Sprintf("%s (%d): %s", items[0].Reason, len(items), items[0].Do))
	for n, i := range items {
		if o.limit > 0 && n == o.limit {
			t.say("    ", fmt.Sprintf("and %d more (--limit 0 shows all)", len(items)-n))
			return
		}
		var words []string
		if i.Line > 0 && i.Column == 0 {
			words = append(words, fmt.Sprintf("line %d", i.Line))
		}
		if i.PHN != "" {
			words = append(words, i.PHN)
		}
		if several {
			words = append(words, i.Practitioner)
		}
		if i.Facility != "" && i.List != compare.OnlyInList {
			words = append(words, "at "+i.Facility)
		}
		if i.Since != "" {
			words = append(words, "since "+i.Since)
		}
		if len(words) == 0 {
			t.say("    ", i.Explanation) // it names the place itself
			continue
		}
		t.say("    ", strings.Join(words, ", ")+": "+i.Explanation)
	}
}
