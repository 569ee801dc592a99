package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
)

type whyOptions struct {
	*program
	revealOptions
	phn    string
	format format
}

func newWhyCommand(p *program) *cobra.Command {
	opts := whyOptions{program: p}
	command := &cobra.Command{
		Use:   "why PHN",
		Short: "Why is this person on that panel, or on none? From the evidence to the row",
		Long: `Tells of one person, in the order in which it was decided, everything that was
sent about them: the file and line, the checks it passed or failed, what MSP
answered, the rule that applied, and the row it opened or closed. The first line
is the answer.

With - the health number is read from standard input, so that it stands in no
shell history. It is masked in the output. Every such look is kept in the audit
log; --reveal --purpose TEXT shows health numbers.`,
		Example: `  empanel why - -w ws < number.txt
  empanel why 9012372173 -w ws
  empanel why - -w ws --format json < number.txt`,
		Args: exactly("PHN"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.phn = args[0]
			return runWhy(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runWhy(ctx context.Context, opts whyOptions) error {
	if err := opts.check("empanel why"); err != nil {
		return err
	}
	text, err := opts.argument(opts.phn)
	if err != nil {
		return err
	}
	phn, err := pipeline.ParsePHN(text)
	if err != nil {
		return asUsage("empanel why", err, pipeline.ErrNoPHN)
	}
	w, err := pipeline.Explain(ctx, pipeline.WhyOptions{
		Workspace: opts.workspace, PHN: phn, Look: opts.look("why", opts.revealOptions),
	})
	if err != nil {
		return asUsage("empanel why", err, pipeline.ErrPurpose)
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(w)
	case formatCSV:
		return whyEvents(w).render(opts.out, formatCSV)
	default:
		return printWhy(opts.out, w)
	}
}

func whyEvents(w *pipeline.Why) listing {
	l := listing{columns: []column{
		{name: "effective_on"},
		{name: "what"},
		{name: "file_name"},
		{name: "line_no", number: true},
		{name: "received_at"},
		{name: "run_id"},
		{name: "outcome"},
		{name: "reasons"},
		{name: "rule"},
	}}
	for _, e := range w.Events {
		row := []any{e.On, e.What, nil, nil, nil, nil, e.Outcome, nil, e.Rule}
		if e.Place != nil {
			row[2], row[3], row[4], row[5] = e.Place.File, e.Place.Line, e.Place.ReceivedAt, e.Place.RunID
		}
		var reasons []any
		for _, r := range e.Reasons {
			reasons = append(reasons, r.Reason)
		}
		row[7] = reasons
		l.rows = append(l.rows, row)
	}
	return l
}

// printWhy tells it as one would on the telephone: first the answer, then who,
// then what happened.
func printWhy(w io.Writer, y *pipeline.Why) error {
	var out bytes.Buffer
	say := func(format string, args ...any) { fmt.Fprintf(&out, "%s\n", printable(fmt.Sprintf(format, args...))) }
	say("%s", y.Answer)
	for _, p := range y.Problems {
		say("Look into this: %s.", p)
	}
	if !y.Known {
		_, err := out.WriteTo(w)
		return err
	}
	out.WriteByte('\n')
	sayWho(say, y)
	if len(y.Events) > 0 {
		out.WriteByte('\n')
		say("What happened, in the order in which it was decided")
	}
	for i := range y.Events {
		sayEvent(say, &y.Events[i])
	}
	for i, c := range y.Conflicts {
		if i == 0 {
			out.WriteByte('\n')
			say("Conflicts")
		}
		say("  %s: provider %s claimed the person from provider %s (%s); %s", c.On, c.Challenger, c.Incumbent, c.Place, c.Resolution)
	}
	if err := section(&out, terminalWidth(w), "Attachments as now known", whyRows(y), 0); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

func sayWho(say func(string, ...any), y *pipeline.Why) {
	say("Who")
	if y.Person == nil {
		say("  the persons feed has no row for %s", y.PHN)
	} else {
		say("  %s (%s)", y.PHN, y.Person.Place)
		if y.Person.DeceasedOn != "" {
			say("  died on %s (%s)", y.Person.DeceasedOn, y.Person.Place)
		}
	}
	for _, m := range y.Merged {
		say("  %s was merged into this person (%s)", m.PHN, m.Place)
	}
	for _, c := range y.Coverage {
		to := "with no end"
		if c.To != "" {
			to = "to " + c.To
		}
		say("  covered by MSP from %s %s (%s)", c.From, to, c.Place)
	}
}

func sayEvent(say func(string, ...any), e *pipeline.WhyEvent) {
	on := e.On
	if on == "" {
		on = "(no date) "
	}
	say("  %s  %s: %s", on, e.What, e.Outcome)
	more := func(format string, args ...any) { say("              "+format, args...) }
	if e.Place != nil {
		more("sent as %s (%s), received %s, %s", e.Place, e.Place.Channel, cellText(e.Place.ReceivedAt), e.Place.RunID)
	}
	if e.SentAs != "" {
		more("under %s, which was merged into this person", e.SentAs)
	}
	if e.Actor != "" {
		more("asked for by %s", e.Actor)
	}
	if e.Place != nil && len(e.Reasons) == 0 {
		more("passed every check")
	}
	for _, r := range e.Reasons {
		heals := ""
		if r.Heals {
			heals = " (may heal)"
		}
		more("failed %s: %s%s", r.Reason, r.Hint, heals)
	}
	if len(e.Warnings) > 0 {
		more("warned: %s", strings.Join(e.Warnings, ", "))
	}
	for _, a := range e.Answers {
		more("%s, in %s, received %s", a.Text, a.Place, cellText(a.Place.ReceivedAt))
	}
	more("%s", e.Rule)
	if e.Closed != "" {
		more("closed the row: %s", e.Closed)
	}
	if e.Opened != "" {
		more("opened the row: %s", e.Opened)
	}
}

func whyRows(y *pipeline.Why) listing {
	l := listing{columns: []column{
		{name: "provider"},
		{name: "facility"},
		{name: "status"},
		{name: "from"},
		{name: "to"},
		{name: "closed as"},
		{name: "known since"},
	}}
	for _, a := range y.Attachments {
		reason := a.CloseReason
		if a.Transfer != "" {
			reason += " (" + a.Transfer + ")"
		}
		l.rows = append(l.rows, []any{a.Practitioner, a.Facility, a.Status, a.From, a.To, reason, a.KnownFrom})
	}
	return l
}
