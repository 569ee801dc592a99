package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/transfer"
)

type transferShowOptions struct {
	*program
	revealOptions
	id       string
	limit    int
	worklist string
	format   format
}

func newTransferShowCommand(p *program) *cobra.Command {
	opts := transferShowOptions{program: p}
	command := &cobra.Command{
		Use:   "show ID",
		Short: "One transfer for both practices: who moved, who was lost on the way, what to do",
		Long: `Tells what has become of everybody who was with the provider who hands over: who
moved and for how long they were without a provider, who is with nobody and since
when, whose claim does not count and what to correct, who went elsewhere, who still
stays, and who came besides. Every person of the cohort is counted once.

--format csv lists all of the people, json the whole case with its people.

--worklist DIR writes two lists instead, one for each side, of what there is to do.
A worklist without health numbers is of little use to a practice: give --reveal and
--purpose. Every export is a row of the audit log.`,
		Example: `  empanel transfer show T1 -w ws
  empanel transfer show T1 -w ws --limit 0
  empanel transfer show T1 -w ws --worklist lists --reveal --purpose "worklists for both clinics"`,
		Args: transferName,
		RunE: func(command *cobra.Command, args []string) error {
			opts.id = args[0]
			if opts.worklist != "" && (command.Flags().Changed("format") || command.Flags().Changed("limit")) {
				return &usageError{"empanel transfer show", errors.New("--worklist writes everybody, as CSV: leave --format and --limit out")}
			}
			if opts.format != formatTable && !command.Flags().Changed("limit") {
				opts.limit = 0 // a program wants all of it
			}
			return runTransferShow(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.IntVar(&opts.limit, "limit", 20, "show at most so many people of each kind (0: all)")
	flags.StringVar(&opts.worklist, "worklist", "", "write a worklist for each side into this folder")
	_ = command.MarkFlagDirname("worklist") // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runTransferShow(ctx context.Context, opts transferShowOptions) error {
	const name = "empanel transfer show"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.limit < 0 {
		return &usageError{name, errors.New("--limit takes a number from 0")}
	}
	q := transfer.Question{
		ID: opts.id, Limit: opts.limit, Unsettled: opts.format == formatTable, Look: opts.look("transfer show", opts.revealOptions),
	}
	if opts.worklist != "" {
		q.Limit, q.Export = 0, true
	}
	t, err := transfer.Show(ctx, opts.workspace, q)
	if err != nil {
		return asUsage(saysItAll, asUsage(name, err, ask.ErrPurpose), transfer.ErrNone)
	}
	switch {
	case opts.worklist != "":
		return writeWorklists(opts, t)
	case opts.format == formatJSON:
		return opts.writeJSON(t)
	case opts.format == formatCSV:
		return transferPeople(t).render(opts.out, formatCSV)
	}
	return printTransfer(opts.out, t)
}

// transferPeople lists everybody for programs, under the names of the relation.
func transferPeople(t *transfer.Told) listing {
	l := listing{columns: []column{
		{name: "transfer_id"},
		{name: "phn"},
		{name: "disposition"},
		{name: "reasons"},
		{name: "practitioner_number"},
		{name: "facility_number"},
		{name: "left_on"},
		{name: "joined_on"},
		{name: "gap_days", number: true},
		{name: "alone_since"},
		{name: "days_without", number: true},
		{name: "submission_id"},
		{name: "file_name"},
		{name: "line_no", number: true},
	}}
	for _, p := range t.People {
		l.rows = append(l.rows, []any{
			t.TransferID, p.PHN, p.Disposition, strings.Join(p.Reasons, ", "), p.Practitioner, p.Facility, p.LeftOn, p.JoinedOn,
			days(p.GapDays), p.AloneSince, days(p.DaysWithout), p.Submission, p.File, lineOrNull(p.Line),
		})
	}
	return l
}

// days is a number of days, or nothing where there is none.
func days(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

func lineOrNull(line int64) any {
	if line == 0 {
		return nil
	}
	return line
}

// printTransfer is the page that both practices read.
func printTransfer(w io.Writer, t *transfer.Told) error {
	p := transferPage{teller{width: tellingWidth(w)}, terminalWidth(w), t}
	p.whatItIs()
	p.say("", p.standing())
	if t.Cohort == 0 {
		p.emptyCohort()
	}
	p.clinicRecord()
	err := p.counts()
	p.moved()
	for _, of := range []func() error{p.awaiting, p.refused, p.elsewhere, p.staying, p.extra} {
		err = errors.Join(err, of())
	}
	p.next()
	if err != nil {
		return err
	}
	_, err = p.out.WriteTo(w)
	return err
}

// transferPage tells of a transfer, part by part.
type transferPage struct {
	teller
	screen int // width of it; 0: none
	*transfer.Told
}

func (p *transferPage) whatItIs() {
	where := "the whole panel"
	if p.Facility != "" {
		where = "the panel at " + p.Facility
	}
	p.say("", fmt.Sprintf("Transfer %s: provider %s hands over %s to provider %s. Announced on %s, effective on %s; moves are followed until %s.",
		p.TransferID, p.From, where, p.To, p.AnnouncedOn, p.EffectiveOn, p.WindowEndsOn))
}

// standing says in a sentence how far the transfer is.
func (p *transferPage) standing() string {
	unsettled := p.Awaiting + p.Refused + p.Staying
	still := fmt.Sprintf("%d of %s not settled: %s", unsettled, counted(p.Cohort, "person is", "people are"), p.Unsettled())
	switch {
	case p.State == "cancelled":
		return fmt.Sprintf("It was cancelled. This is how things stood on %s.", p.ToldOn)
	case p.Cohort == 0 && p.State == "complete":
		return fmt.Sprintf("As of %s it counts as complete, but there is nobody whom it follows.", p.ToldOn)
	case p.State == "complete":
		return fmt.Sprintf("As of %s it is complete: everybody is with another provider, or has died.", p.ToldOn)
	case p.State == "overdue":
		return fmt.Sprintf("It is overdue: on %s, when its time was over, %s.", p.WindowEndsOn, still)
	case unsettled == 0:
		return fmt.Sprintf("As of %s it is open, and nobody has to be settled.", p.ToldOn)
	}
	return fmt.Sprintf("As of %s it is open: %s.", p.ToldOn, still)
}

// emptyCohort says why there may be nobody to follow, and what to check.
func (p *transferPage) emptyCohort() {
	p.say("", fmt.Sprintf("The cohort is empty: nobody was still with %s on %s, the day of announcement, or came later. Check the number%s and the date.",
		p.From, p.AnnouncedOn, map[bool]string{true: ", the facility", false: ""}[p.Facility != ""]))
	if p.Before.Removed > 0 {
		p.say("", fmt.Sprintf("%s had removed %s by then, the first on %s: it was probably announced a little late. To follow them:",
			p.From, counted(p.Before.Removed, "person", "people"), p.Before.FirstOn))
		fmt.Fprintf(&p.out, "  %s\n", printable(p.OpenAgain(p.Before.Earlier, p.EffectiveOn)))
	}
}

func (p *transferPage) clinicRecord() {
	p.title("In the clinic's record")
	step := func(provider, what, on, missing string) {
		if on == "" {
			on = "missing: " + missing
		}
		p.say("  ", fmt.Sprintf("%s's affiliation %s: %s", provider, what, on))
	}
	step(p.From, "ended", p.AffiliationEnded, "the clinic's record still has them")
	step(p.To, "began", p.AffiliationBegan, "the clinic's record does not have them, so that claims from there may wait in quarantine")
}

// counts shows that everybody of the cohort is counted once.
func (p *transferPage) counts() error {
	l := listing{columns: []column{{name: "disposition"}, {name: "people", number: true}, {name: "which means"}}}
	for _, c := range []struct {
		word   string
		people int64
		means  string
	}{
		{"moved", p.Moved, "with " + p.To},
		{"elsewhere", p.Elsewhere, "with another provider"},
		{"staying", p.Staying, "still with " + p.From},
		{"refused", p.Refused, "with nobody: " + p.To + " claimed them, and the claim does not count"},
		{"awaiting", p.Awaiting, "with nobody, and no claim waits to be corrected"},
		{"deceased", p.Deceased, "died"},
		{"cohort", p.Cohort, "everybody who was with " + p.From + " from the day of announcement on"},
		{"extra", p.Extra, "besides: came to " + p.To + ", and are not of the cohort"},
	} {
		l.rows = append(l.rows, []any{c.word, c.people, c.means})
	}
	return section(&p.out, p.screen, "What has become of the people", l, 0)
}

func (p *transferPage) moved() {
	if p.Moved == 0 {
		return
	}
	p.title(fmt.Sprintf("Moved: %d", p.Moved))
	var told []string
	if p.Gaps.Without > 0 {
		told = append(told, fmt.Sprintf("%d had no day without a provider", p.Gaps.Without))
	}
	if p.Gaps.With > 0 && p.Gaps.Longest != nil {
		told = append(told, fmt.Sprintf("%d had a gap, the longest of %s", p.Gaps.With, counted(*p.Gaps.Longest, "day", "days")))
	}
	if p.Gaps.Untold > 0 {
		told = append(told, fmt.Sprintf("of %d it cannot be told", p.Gaps.Untold))
	}
	p.say("  ", strings.Join(told, "; ")+".")
}

// of gives the people with a disposition whom the page has room for.
func (p *transferPage) of(disposition string) []transfer.Person {
	return slices.DeleteFunc(slices.Clone(p.People), func(one transfer.Person) bool { return one.Disposition != disposition })
}

// people prints a section about those with a disposition, if there are any, a
// row for each.
func (p *transferPage) people(disposition, title string, all int64, columns []column, row func(transfer.Person) []any) error {
	l := listing{columns: columns}
	for _, one := range p.of(disposition) {
		l.rows = append(l.rows, row(one))
	}
	return section(&p.out, p.screen, fmt.Sprintf("%s: %d", title, all), l, int(all))
}

func (p *transferPage) awaiting() error {
	return p.people("awaiting", "Awaiting, with nobody", p.Awaiting,
		[]column{{name: "person"}, {name: "without a provider since"}, {name: "days", number: true}},
		func(one transfer.Person) []any { return []any{one.PHN, one.AloneSince, days(one.DaysWithout)} })
}

func (p *transferPage) refused() error {
	err := p.people("refused", "Refused, with nobody", p.Refused,
		[]column{{name: "person"}, {name: "without a provider since"}, {name: "days", number: true}, {name: "claim"}, {name: "reasons"}},
		func(one transfer.Person) []any {
			return []any{one.PHN, one.AloneSince, days(one.DaysWithout), fmt.Sprintf("%.12s:%d", one.Submission, one.Line), strings.Join(one.Reasons, ", ")}
		})
	for _, r := range p.Reasons {
		p.say("  - ", fmt.Sprintf("%s (%d): %s", r.Reason, r.People, r.Hint))
	}
	return err
}

func (p *transferPage) elsewhere() error {
	return p.people("elsewhere", "Elsewhere, with another provider", p.Elsewhere,
		[]column{{name: "person"}, {name: "with"}, {name: "facility"}, {name: "left " + p.From + " on"}}, withWhom)
}

func withWhom(one transfer.Person) []any {
	return []any{one.PHN, one.Practitioner, one.Facility, one.LeftOn}
}

func (p *transferPage) staying() error {
	return p.people("staying", "Staying, with "+p.From, p.Staying, []column{{name: "person"}, {name: "facility"}},
		func(one transfer.Person) []any { return []any{one.PHN, one.Facility} })
}

func (p *transferPage) extra() error {
	return p.people("extra", "Extra, came to "+p.To+" and not of the cohort", p.Extra, []column{{name: "person"}, {name: "since"}},
		func(one transfer.Person) []any { return []any{one.PHN, one.JoinedOn} })
}

// next says what each side can do.
func (p *transferPage) next() {
	if p.State == "cancelled" {
		return
	}
	begun := false
	add := func(when bool, format string, args ...any) {
		if !when {
			return
		}
		if !begun {
			p.title("What can be done")
			begun = true
		}
		p.say("  - ", fmt.Sprintf(format, args...))
	}
	// A command stands on a line of its own, unbroken, to be copied.
	command := func(when bool, what, command string) {
		if add(when, "%s", what); when {
			fmt.Fprintf(&p.out, "    %s\n", printable(command))
		}
	}
	add(p.Awaiting > 0, "%s claims who is awaiting, or tells them that they have to look for another provider.", p.To)
	add(p.Refused > 0, "%s corrects the claims that are refused and sends them again; empanel quarantine show ID:LINE tells of one in quarantine.", p.To)
	add(p.Staying > 0, "%s removes who is staying in the Panel Registry, or keeps them.", p.From)
	add(p.Extra > 0, "%s checks whether who came besides was meant.", p.To)
	command(p.Awaiting+p.Refused+p.Staying+p.Extra > 0, "A list for each side:", p.Show()+" --worklist DIR --reveal --purpose TEXT")
	command(p.State == "overdue", "More time:", p.OpenAgain(p.AnnouncedOn, "DATE"))
}
