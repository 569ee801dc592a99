package why

import (
	"database/sql"
	"slices"
	"strings"

	"empanel/parsers/field"
	"empanel/parsers/teleplan"
	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
)

// The events of claim lines and the words of actions, as the registry stores
// them.
const (
	eventAttach  = "attach"
	eventDebit   = "debit"
	eventDeath   = "death"
	actRemove    = "remove"
	actRestore   = "restore"
	actChange    = "change_clinic"
	kindDeath    = 4
	kindNoEffect = 5 // lines that are not folded at all come after those of their moment
)

// eventLine is what a line tells the fold.
type eventLine struct {
	ref      lineRef
	record   string
	event    string
	phn      int64 // as written
	centre   string
	sequence int64
	actor    string // as written
	role     string
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
	case eventDeath:
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

func (e *explainer) scanEvent(rows *sql.Rows, ev *Event) error {
	var reasons, warnings string
	var p Place
	var on, receivedOn sql.NullTime
	var event sql.NullString
	l := &ev.line
	err := rows.Scan(&l.ref.file, &l.ref.line, &l.record, &event, &p.Submission, &p.Channel, &p.File,
		&p.ReceivedAt, &receivedOn, &p.RunID, &l.phn, &ev.Practitioner, &ev.Facility, &on, &ev.Outcome,
		&reasons, &warnings, &l.actor, &l.role, &l.centre, &l.sequence)
	if err != nil {
		return err
	}
	p.File, p.Line = e.file(p.File), l.ref.line
	ev.Place, ev.On = &p, ask.Day(on)
	l.event, l.on, l.received, l.recorded = event.String, dateOf(on), dateOf(receivedOn), ev.Outcome
	l.everyone = l.phn == 0
	if l.phn != 0 && l.phn != e.person {
		ev.SentAs = e.look.PHN(l.phn)
	}
	if l.actor != "" {
		ev.Actor = e.look.Text(strings.TrimSpace(l.role + " " + l.actor))
		ev.inPerson = l.role == "provider" && l.actor == ev.Practitioner
	}
	for _, code := range ask.Words(reasons) {
		ev.Reasons = append(ev.Reasons, e.reason(code))
	}
	if l.everyone && len(ev.Reasons) > 0 {
		ev.Outcome, l.recorded = "quarantined", "quarantined"
	}
	ev.Warnings = ask.Words(warnings)
	if w, waited := e.waits[l.ref]; waited {
		ev.Waited = &w
	}
	if g, guarded := e.guarded[l.ref]; guarded {
		ev.Guard = &g
		if l.everyone && g.Decided == nil {
			ev.Outcome, l.recorded = "held", "held"
		}
	}
	for _, a := range e.answers {
		if a.file == l.ref.file && a.lineNo == l.ref.line {
			ev.Answers = append(ev.Answers, a)
		}
	}
	return nil
}

func (e *explainer) reason(code string) decisions.Reason {
	if r, ok := e.reasons[code]; ok {
		return r
	}
	return decisions.Reason{Reason: code, Hint: code}
}

func (e *explainer) scanAnswer(rows *sql.Rows, a *Answer) error {
	var codes, reasons string
	err := rows.Scan(&a.file, &a.lineNo, &a.Record, &a.Verdict, &codes, &a.Place.Submission, &a.Place.Channel,
		&a.Place.File, &a.Place.Line, &a.Place.ReceivedAt, &a.Place.RunID, &reasons)
	if err != nil {
		return err
	}
	a.Place.File = e.file(a.Place.File)
	a.Codes, a.Failed = strings.Fields(codes), ask.Words(reasons)
	switch a.Verdict {
	case "debit":
		a.Text = "the clinic asks to take it back (debit request)"
	case "pending":
		a.Text = "MSP still holds it (" + a.Record + ")"
	default:
		a.Text = "MSP " + a.Verdict + " it (" + a.Record + ")"
	}
	if meaning := a.meaning(); meaning != "" {
		a.Text += ": " + meaning
	}
	if len(a.Failed) > 0 {
		a.Text += "; this says nothing while it waits in quarantine itself: " + strings.Join(a.Failed, ", ")
	}
	return nil
}

// meaning says what the codes of an answer mean.
func (a *Answer) meaning() string {
	meanings := make([]string, len(a.Codes))
	for i, code := range a.Codes {
		text, known := teleplan.CodeText(code)
		if !known {
			text = "a code not known here"
		}
		meanings[i] = code + ", " + text
	}
	return strings.Join(meanings, "; ")
}

// sortEvents puts events into the order of the fold: effective date, then when
// they were received, then kind, then file and line; a death comes after
// everything else on its day.
func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int {
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
