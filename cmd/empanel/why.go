package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/why"
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
		Long: `Tells of one person what to say on the telephone. First the answer: with whom they
are, since when, and what brought them there; or that they are with nobody, and
why. Then everything that was sent about them, by the day on which it takes
effect: the file and line, the checks that it passed or failed and what it was
compared with, what MSP answered, the rule that applied, and the row that it
opened or closed. Then what can be done.

empanel why provider NUMBER tells the same of a provider.

With - the health number is read from standard input, so that it stands in no
shell history. It is masked in the output. Every such look is kept in the audit
log; --reveal --purpose TEXT shows health numbers.`,
		Example: `  empanel why - -w ws < number.txt
  empanel why 9012372173 -w ws
  empanel why - -w ws --format json < number.txt
  empanel why provider 10234 -w ws`,
		Args: exactly("PHN"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.phn = args[0]
			return runWhy(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	command.AddCommand(newWhyProviderCommand(p))
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
	phn, err := why.ParsePHN(text)
	if err != nil {
		return asUsage("empanel why", err, why.ErrNoPHN)
	}
	w, err := why.Explain(ctx, why.Options{
		Workspace: opts.workspace, PHN: phn, Look: opts.look("why", opts.revealOptions),
	})
	if err != nil {
		return asUsage("empanel why", err, ask.ErrPurpose)
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

func whyEvents(w *why.Explanation) listing {
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

// printWhy tells it as one would on the telephone: first the answer, then who
// it is, then what happened, then what can be done.
func printWhy(w io.Writer, y *why.Explanation) error {
	t := teller{width: tellingWidth(w)}
	t.say("", y.Answer)
	for _, p := range y.Problems {
		t.say("", "Look into this: "+p+".")
	}
	for _, r := range y.Registered {
		t.say("", r.String()+".")
	}
	if y.Known {
		tellWho(&t, y)
		if len(y.Events) > 0 {
			t.title("What happened, by the day on which each thing takes effect")
		}
		for i := range y.Events {
			tellEvent(&t, &y.Events[i])
		}
		if err := section(&t.out, terminalWidth(w), "In the registry now", whyRows(y), 0); err != nil {
			return err
		}
	}
	if len(y.CanBeDone) > 0 {
		t.title("What can be done")
	}
	for _, can := range y.CanBeDone {
		t.say("  - ", can)
	}
	_, err := t.out.WriteTo(w)
	return err
}

func tellWho(t *teller, y *why.Explanation) {
	t.title("Who")
	if y.Person == nil {
		t.say(indent, "The persons feed has no row for "+y.PHN+".")
	} else {
		t.say(indent, fmt.Sprintf("%s is in the persons feed (%s).", y.PHN, y.Person.Place))
		if y.Person.DeceasedOn != "" {
			t.say(indent, fmt.Sprintf("Died on %s (%s).", y.Person.DeceasedOn, y.Person.Place))
		}
	}
	for _, m := range y.Merged {
		t.say(indent, fmt.Sprintf("%s was merged into this person (%s).", m.PHN, m.Place))
	}
	for _, c := range y.Coverage {
		to := "with no end"
		if c.To != "" {
			to = "to " + c.To
		}
		t.say(indent, fmt.Sprintf("MSP coverage from %s %s (%s).", c.From, to, c.Place))
	}
}

// eventIndent is how far what is said of an event stands from the edge: as far
// as its heading, after the date.
const eventIndent = "              "

// tellEvent tells one thing that happened: where it stands, what it was compared
// with, what MSP answered, what was decided, and the rows that it changed.
func tellEvent(t *teller, e *why.Event) {
	on := e.On
	if on == "" {
		on = "(no date) "
	}
	t.say(indent+on+indent, e.What+": "+outcomeInWords(e.Outcome))
	more := func(format string, args ...any) { t.say(eventIndent, fmt.Sprintf(format, args...)) }
	if e.Place != nil {
		more("%s, arrived %s, taken in by %s", e.Place, inBritishColumbia(e.Place.ReceivedAt), e.Place.RunID)
	}
	if e.SentAs != "" {
		more("sent under %s, which was merged into this person", e.SentAs)
	}
	if e.Actor != "" {
		more("asked for by %s", e.Actor)
	}
	tellChecks(more, e)
	for _, a := range e.Answers {
		more("%s, arrived %s: %s", a.Place, inBritishColumbia(a.Place.ReceivedAt), a.Text)
	}
	more("decided: %s", e.Rule)
	if e.Closed != "" {
		more("closed the row: %s", e.Closed)
	}
	if e.Opened != "" {
		more("opened the row: %s", e.Opened)
	}
}

// tellChecks tells which checks a line failed, or what it agreed with.
func tellChecks(more func(string, ...any), e *why.Event) {
	if e.Waited != nil {
		var reasons []string
		for _, r := range e.Waited.Reasons {
			reasons = append(reasons, fmt.Sprintf("%s (%s)", inWords(r), r.Reason))
		}
		healed := "; it passes now"
		if e.Waited.Until != "" {
			healed = fmt.Sprintf("; healed in %s of %s", e.Waited.Until, e.Waited.UntilDay)
		}
		more("waited in quarantine since %s of %s: %s%s", e.Waited.Since, e.Waited.SinceDay, strings.Join(reasons, ", and "), healed)
	}
	if g := e.Guard; g != nil && g.Decided != nil {
		more("held by the guard since %s of %s; %s", g.Since, g.SinceDay, g.Decided)
	}
	switch {
	case e.Place == nil:
	case len(e.Reasons) == 0 && len(e.Against) == 0:
		more("passed every check")
	case len(e.Reasons) == 0:
		more("passed every check: %s", strings.Join(e.Against, "; "))
	}
	for _, r := range e.Reasons {
		found := r.Found
		if found == "" {
			found = inWords(r)
		}
		more("failed a check (%s): %s", r.Reason, found)
	}
	if len(e.Warnings) > 0 {
		warnings := make([]string, len(e.Warnings))
		for i, w := range e.Warnings {
			warnings[i] = fmt.Sprintf("%s (%s)", warningInWords(w), w)
		}
		more("noticed: %s", strings.Join(warnings, "; "))
	}
}

// inWords says what is wrong with a line that fails a check.
func inWords(r decisions.Reason) string {
	problem, _, _ := strings.Cut(r.Hint, ": ")
	return problem
}

// warningInWords says what was noticed about a line that passes its checks.
func warningInWords(warning string) string {
	switch warning {
	case "diagnosis_unexpected":
		return "the diagnosis is not 780"
	case "location_unexpected":
		return "the service location is none in use"
	case "service_date_stale":
		return "it was old when it arrived"
	case "sequence_gap":
		return "lines before it in the file may be missing"
	case "practitioner_padded":
		return "a lost leading zero of the practitioner number was put back"
	default:
		return strings.ReplaceAll(warning, "_", " ")
	}
}

// outcomeInWords says what became of a line as one would say it.
func outcomeInWords(outcome string) string {
	switch outcome {
	case "already_attached":
		return "already attached"
	case "changed_clinic":
		return "changed clinic"
	case "quarantined":
		return "kept out, in quarantine"
	case "duplicate":
		return "a repeat"
	case "refused":
		return "refused by MSP"
	case "reversed":
		return "taken back"
	case "pending":
		return "waits for MSP"
	case "no_effect":
		return "no effect"
	case "applied":
		return "carried out"
	case "deceased":
		return "attachment ended"
	default:
		return outcome
	}
}

func whyRows(y *why.Explanation) listing {
	l := listing{columns: []column{
		{name: "provider"},
		{name: "facility"},
		{name: "clinic"},
		{name: "status"},
		{name: "from"},
		{name: "to"},
		{name: "ended by"},
		{name: "known since"},
	}}
	for _, a := range y.Attachments {
		l.rows = append(l.rows, []any{
			a.Practitioner, a.Facility, a.Clinic, a.Status, a.From, a.To, endedBy(a), a.KnownFrom + " of " + a.KnownSince,
		})
	}
	return l
}

// endedBy says in words why an attachment ended.
func endedBy(a why.Attachment) string {
	switch a.CloseReason {
	case "superseded":
		return "a later claim"
	case "transferred":
		return strings.TrimSpace("transfer " + a.Transfer)
	case "changed_clinic":
		return "change of clinic"
	case "removed":
		return "removal"
	case "deceased":
		return "death"
	default:
		return a.CloseReason
	}
}
