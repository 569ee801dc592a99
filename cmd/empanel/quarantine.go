package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/clock"
	"empanel/pipeline/decisions"
	"empanel/pipeline/workspace"
)

type quarantineListOptions struct {
	*program
	filter    decisions.QuarantineFilter
	olderThan int // days; 0 for any age
	format    format
}

// longestAge is more days than any line can have waited.
const longestAge = 36600

var quarantineStates = []string{"waiting", "healed", "discarded", "all"}

func newQuarantineCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "quarantine",
		Short: "What waits in quarantine, and why",
		Example: `  empanel quarantine list -w ws
  empanel quarantine show 3f2a:17 -w ws
  empanel quarantine discard 3f2a:17 -w ws --reason "sent again as line 40"
  empanel quarantine holds -w ws`,
	}, newQuarantineListCommand(p), newQuarantineShowCommand(p), newHoldsCommand(p), newDiscardCommand(p), newReleaseCommand(p, "quarantine"))
}

func newQuarantineListCommand(p *program) *cobra.Command {
	opts := quarantineListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "List lines in quarantine with every reason",
		Long: `Lists the lines that fail a check, with every reason, and what to do about them.
A line stays out of the registry for as long as it fails; some heal by
themselves when a feed brings what was missing.

The first two columns together name a line: empanel quarantine show ID:LINE.`,
		Example: `  empanel quarantine list -w ws
  empanel quarantine list -w ws --reason not_affiliated --provider 10234
  empanel quarantine list -w ws --older-than 30
  empanel quarantine list -w ws --state all --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runQuarantineList(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.filter.Reason, "reason", "", "only lines with this reason, such as phn_unknown")
	flags.StringVar(&opts.filter.Provider, "provider", "", "only lines of this practitioner number")
	flags.StringVar(&opts.filter.File, "file", "", "only lines of this file, by its name or the beginning of its submission id")
	flags.StringVar(&opts.filter.Channel, "channel", "", "only lines of this channel: teleplan, teleplan-return, drbill or registry")
	flags.StringVar(&opts.filter.State, "state", "waiting", "waiting, healed, discarded or all")
	flags.IntVar(&opts.olderThan, "older-than", 0, "only lines received more than so many days ago")
	flags.IntVar(&opts.filter.Limit, "limit", 0, "show at most so many lines (0: all)")
	addFormatFlag(command, &opts.format)
	fixed := func(flag string, values []string) {
		_ = command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	}
	fixed("state", quarantineStates)
	fixed("channel", channelNames())
	return command
}

func channelNames() []string {
	var names []string
	for _, c := range workspace.Channels() {
		names = append(names, string(c))
	}
	return names
}

func runQuarantineList(ctx context.Context, opts quarantineListOptions) error {
	wrong := func(text string) error { return &usageError{"empanel quarantine list", errors.New(text)} }
	f := opts.filter
	switch {
	case !slices.Contains(quarantineStates, f.State):
		return wrong("--state must be " + strings.Join(quarantineStates, ", "))
	case f.Channel != "" && !slices.Contains(channelNames(), f.Channel):
		return wrong("--channel must be " + strings.Join(channelNames(), ", "))
	case f.Limit < 0:
		return wrong("--limit takes a number from 0")
	case opts.olderThan < 0 || opts.olderThan > longestAge:
		return wrong(fmt.Sprintf("--older-than takes a number of days from 0 to %d", longestAge))
	}
	if opts.olderThan > 0 {
		f.Before = (clock.Today(opts.now()) - field.Date(opts.olderThan)).String()
	}
	lines, all, err := decisions.Quarantine(ctx, opts.workspace, f)
	if err != nil {
		return asUsage("empanel quarantine list", err, decisions.ErrNoSuchReason)
	}
	empty := "No line in quarantine passes the filter."
	if all == 0 {
		_, ever, err := decisions.Quarantine(ctx, opts.workspace, decisions.QuarantineFilter{State: "all", Limit: 1})
		if err != nil {
			return err
		}
		if ever == 0 || f == (decisions.QuarantineFilter{State: "waiting", Limit: f.Limit}) {
			empty = "Nothing is in quarantine."
		}
	}
	l := listing{columns: []column{
		{name: "submission_id"},
		{name: "line_no", number: true},
		{name: "channel"},
		{name: "file_name"},
		{name: "record"},
		{name: "practitioner_number"},
		{name: "facility_number"},
		{name: "phn"},
		{name: "reasons"},
		{name: "first_run"},
		{name: "state"},
		{name: "hint"},
	}, empty: empty}
	for _, q := range lines {
		id := q.SubmissionID
		if opts.format == formatTable {
			id = id[:min(digestShown, len(id))]
		}
		l.rows = append(l.rows, []any{
			id, q.Line, q.Channel, q.File, q.Record, q.Practitioner, q.Facility, q.PHN, list(q.Reasons), q.FirstRun, q.State, q.Hint,
		})
	}
	if err := l.render(opts.out, opts.format); err != nil {
		return err
	}
	if more := all - int64(len(lines)); more > 0 && opts.format == formatTable {
		_, err = fmt.Fprintf(opts.out, "and %d more\n", more)
	}
	return err
}

// list makes words a cell.
func list(words []string) []any {
	cells := make([]any, len(words))
	for i, w := range words {
		cells[i] = w
	}
	return cells
}

type quarantineShowOptions struct {
	*program
	revealOptions
	line   string
	format format
	json   bool // the same as --format json
}

func newQuarantineShowCommand(p *program) *cobra.Command {
	opts := quarantineShowOptions{program: p}
	command := &cobra.Command{
		Use:   "show SUBMISSION:LINE",
		Short: "Show one line in quarantine: every reason, its field, what to do",
		Long: `Shows one line in quarantine: where it stands, every reason with the field it is
about, what to do, and whether it may heal by itself. Enough of the submission
id to be the only one will do.

Of the line it shows the fields that the rules use, the health number masked.
--reveal --purpose TEXT shows the line as it was sent, and is kept in the audit
log.`,
		Example: `  empanel quarantine show 3f2a:17 -w ws
  empanel quarantine show 3f2a:17 -w ws --reveal --purpose "clinic asks what it sent"`,
		Args: exactly("SUBMISSION:LINE"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.line = args[0]
			return runQuarantineShow(command.Context(), opts)
		},
	}
	opts.format = formatTable
	command.Flags().Var(&opts.format, "format", "how to print: table or json")
	_ = command.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{string(formatTable), string(formatJSON)}, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	command.Flags().BoolVar(&opts.json, "json", false, "the same as --format json")
	opts.addFlags(command)
	return command
}

func runQuarantineShow(ctx context.Context, opts quarantineShowOptions) error {
	const name = "empanel quarantine show"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.format == formatCSV {
		return &usageError{name, errors.New("--format must be table, json: empanel quarantine list gives CSV")}
	}
	submission, number, found := strings.Cut(opts.line, ":")
	line, err := strconv.ParseInt(number, 10, 32)
	if !found || err != nil || line < 1 || submission == "" {
		return &usageError{name, errors.New("a line is named by the submission id and its number, such as 3f2a:17")}
	}
	d, err := decisions.ShowQuarantined(ctx, opts.workspace, strings.ToLower(submission), int(line), opts.look("quarantine show", opts.revealOptions))
	if err != nil {
		return asUsage(name, err, decisions.ErrNoSuchLine, decisions.ErrAmbiguousID, ask.ErrPurpose)
	}
	if opts.json || opts.format == formatJSON {
		return opts.writeJSON(d)
	}
	return printQuarantined(opts.program, d)
}

// saidAlready says whether what was found adds nothing to what to do.
func saidAlready(d *decisions.QuarantineDetail) bool {
	hints := make([]string, len(d.Why))
	for i, r := range d.Why {
		hints[i] = r.Hint
	}
	slices.Sort(hints)
	return d.Hint == "" || d.Hint == strings.Join(hints, "; ")
}

func printQuarantined(p *program, d *decisions.QuarantineDetail) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s line %d (%s, %s), received %s: %s since %s.\n",
		printable(d.File), d.Line, d.Channel, d.Record, cellText(d.ReceivedAt), d.State, d.FirstRun)
	fmt.Fprintf(&out, "submission %s\n", d.SubmissionID)
	why := listing{columns: []column{{name: "reason"}, {name: "field"}, {name: "column", number: true}, {name: "may heal"}, {name: "what to do"}}}
	for _, r := range d.Why {
		heals := "no"
		if r.Heals {
			heals = "yes"
		}
		var at any
		if r.Column > 0 {
			at = r.Column
		}
		why.rows = append(why.rows, []any{r.Reason, r.Field, at, heals, r.Hint})
	}
	fields := listing{columns: []column{{name: "field"}, {name: "value"}}}
	for _, f := range d.Fields {
		fields.rows = append(fields.rows, []any{f.Name, f.Value})
	}
	if err := section(&out, terminalWidth(p.out), "Why it is kept out", why, 0); err != nil {
		return err
	}
	for _, decided := range d.Decided {
		fmt.Fprintf(&out, "  %s\n", printable(decided.String()))
	}
	if !saidAlready(d) {
		fmt.Fprintf(&out, "  found: %s\n", printable(d.Hint))
	}
	if err := section(&out, terminalWidth(p.out), "What the rules use of it", fields, 0); err != nil {
		return err
	}
	if d.Raw != "" {
		fmt.Fprintf(&out, "\nAs it was sent\n%s\n", printable(d.Raw))
	}
	_, err := out.WriteTo(p.out)
	return err
}
