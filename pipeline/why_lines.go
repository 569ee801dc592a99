package pipeline

import (
	"database/sql"
	"slices"
	"strings"

	"empanel/parsers/field"
	"empanel/parsers/teleplan"
)

// The events of claim lines and the words of actions, as the registry stores
// them.
const (
	eventAttach  = "attach"
	eventDebit   = "debit"
	actRemove    = "remove"
	actRestore   = "restore"
	actChange    = "change_clinic"
	kindDeath    = 4
	kindNoEffect = 5 // lines that are not folded at all come after those of their moment
)

// eventLine is what a line tells the fold.
type eventLine struct {
	ref      lineRef
	event    string
	everyone bool
	on       field.Date
	received field.Date // where the effective date cannot be read
	recorded string     // its outcome in the registry; empty for an action on everyone
}

// kind orders events on equal times.
func (l eventLine) kind() int {
	switch l.event {
	case actRemove:
		return 0
	case actChange:
		return 1
	case eventAttach:
		return 2
	case actRestore:
		return 3
	case "death":
		return kindDeath
	default:
		return kindNoEffect
	}
}

// folds says whether a line takes part in the fold.
func (l eventLine) folds() bool {
	switch l.recorded {
	case "quarantined", "duplicate", "reversed", "refused", "pending", "held", "ignored", "portal", "applied", "reference":
		return false
	}
	return l.kind() != kindNoEffect && l.on != field.NoDate
}

func (e *explainer) scanEvent(rows *sql.Rows, ev *WhyEvent) error {
	var record, event, reasons, warnings, actor, role string
	var p Place
	var phn int64
	var on sql.NullTime
	var receivedOn sql.NullTime
	var nullEvent sql.NullString
	err := rows.Scan(&ev.line.ref.file, &ev.line.ref.line, &record, &nullEvent, &p.Submission, &p.Channel, &p.File,
		&p.ReceivedAt, &receivedOn, &p.RunID, &phn, &ev.Practitioner, &ev.Facility, &on, &ev.Outcome,
		&reasons, &warnings, &actor, &role)
	if err != nil {
		return err
	}
	event = nullEvent.String
	p.File, p.Line = e.file(p.File), ev.line.ref.line
	ev.Place, ev.On = &p, day(on)
	ev.line.event, ev.line.on, ev.line.received, ev.line.recorded = event, dateOf(on), dateOf(receivedOn), ev.Outcome
	ev.line.everyone = phn == 0
	if phn != 0 && phn != e.person {
		ev.SentAs = e.look.phn(phn)
	}
	if actor != "" {
		ev.Actor = e.look.text(strings.TrimSpace(role + " " + actor))
	}
	for _, code := range words(reasons) {
		ev.Reasons = append(ev.Reasons, e.reason(code))
	}
	if ev.line.everyone && len(ev.Reasons) > 0 {
		ev.Outcome, ev.line.recorded = "quarantined", "quarantined"
	}
	ev.Warnings = words(warnings)
	ev.What = what(record, event, ev)
	for _, a := range e.answers {
		if a.file == ev.line.ref.file && a.lineNo == ev.line.ref.line {
			ev.Answers = append(ev.Answers, a)
		}
	}
	return nil
}

func (e *explainer) reason(code string) WhyReason {
	if r, ok := e.reasons[code]; ok {
		return r
	}
	return WhyReason{Reason: code, Hint: code}
}

// what says what a line is, in words. Numbers that cannot be what they should
// be are not repeated: a shifted column may hold anything.
func what(record, event string, ev *WhyEvent) string {
	who, where := "provider "+number(ev.Practitioner), number(ev.Facility)
	switch {
	case event == eventDebit:
		return "debit request of " + who
	case event == actRemove:
		from := ""
		if ev.Facility != "" {
			from = " at " + where
		}
		if ev.line.everyone {
			return "removal of everyone from " + who + from
		}
		return "removal from " + who + from
	case event == actRestore:
		return "restore to " + who + " at " + where
	case event == actChange:
		return "change of clinic within " + who + "'s panel, to " + where
	case record == "DRBILL":
		return "Dr.Bill row of " + who + " at " + where
	case record == "C02":
		return "claim of " + who + " at " + where
	default:
		return "registry action"
	}
}

// number renders a provider's or clinic's number when it is one.
func number(n string) string {
	if n == "" {
		return "(none)"
	}
	if !field.ValidFacility([]byte(n)) { // five letters or digits, as a provider's number is
		return "(not readable)"
	}
	return n
}

func (e *explainer) scanAnswer(rows *sql.Rows, a *WhyAnswer) error {
	var codes, reasons string
	err := rows.Scan(&a.file, &a.lineNo, &a.Record, &a.Verdict, &codes, &a.Place.Submission, &a.Place.Channel,
		&a.Place.File, &a.Place.Line, &a.Place.ReceivedAt, &a.Place.RunID, &reasons)
	if err != nil {
		return err
	}
	a.Place.File = e.file(a.Place.File)
	a.Codes, a.Failed = strings.Fields(codes), words(reasons)
	var text strings.Builder
	switch a.Verdict {
	case "debit":
		text.WriteString("taken back by a debit request")
	case "pending":
		text.WriteString("MSP still holds it (" + a.Record + ")")
	default:
		text.WriteString(a.Verdict + " by MSP (" + a.Record + ")")
	}
	for i, code := range a.Codes {
		meaning, known := teleplan.CodeText(code)
		if !known {
			meaning = "a code not known here"
		}
		text.WriteString(map[bool]string{true: ": ", false: "; "}[i == 0] + code + " " + meaning)
	}
	if len(a.Failed) > 0 {
		text.WriteString(" - it counts for nothing while it is in quarantine: " + strings.Join(a.Failed, ", "))
	}
	a.Text = text.String()
	return nil
}

// sortEvents puts events into the order of the fold: effective date, then when
// they were received, then kind, then file and line; a death comes after
// everything else on its day.
func sortEvents(events []WhyEvent) {
	slices.SortStableFunc(events, func(a, b WhyEvent) int {
		if c := int(a.line.place()) - int(b.line.place()); c != 0 {
			return c
		}
		if c := boolOrder(a.line.kind() == kindDeath, b.line.kind() == kindDeath); c != 0 || a.Place == nil || b.Place == nil {
			return c
		}
		if c := a.Place.ReceivedAt.Compare(b.Place.ReceivedAt); c != 0 {
			return c
		}
		if c := a.line.kind() - b.line.kind(); c != 0 {
			return c
		}
		if c := strings.Compare(a.Place.Submission, b.Place.Submission); c != 0 {
			return c
		}
		return int(a.Place.Line - b.Place.Line)
	})
}

// place is the day an event stands on.
func (l eventLine) place() field.Date {
	if l.on == field.NoDate {
		return l.received
	}
	return l.on
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}
