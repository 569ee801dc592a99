package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"empanel/parsers/field"
	"empanel/reconcile"
)

// ErrNoPHN is the error of a number that is no personal health number. It
// never holds the number.
var ErrNoPHN = errors.New("no personal health number: it has ten digits, the first is 9, and the last checks the others (blanks and dashes between them do no harm)")

// ParsePHN reads a personal health number as people write it: single blanks
// and dashes may stand between its digits.
func ParsePHN(text string) (int64, error) {
	digits := make([]byte, 0, 10)
	for i := range len(text) {
		if c := text[i]; c != ' ' && c != '-' && c != '\n' && c != '\r' && c != '\t' {
			digits = append(digits, c)
		}
	}
	phn, ok := field.TenDigits(digits)
	if !ok || !field.ValidPHN(phn) {
		return 0, ErrNoPHN
	}
	return phn, nil
}

// Place is where a line of evidence stands.
type Place struct {
	File       string    `json:"file"`
	Line       int64     `json:"line"`
	Channel    string    `json:"channel,omitempty"`
	Submission string    `json:"submission_id,omitempty"`
	ReceivedAt time.Time `json:"received_at,omitzero"`
	RunID      string    `json:"run_id,omitempty"`
}

// String renders "FILE line N".
func (p Place) String() string { return fmt.Sprintf("%s line %d", p.File, p.Line) }

// Why is everything known of one person, from the evidence line to the row.
type Why struct {
	PHN         string          `json:"phn"` // the survivor's, as the look may see it
	Known       bool            `json:"known"`
	Answer      string          `json:"answer"` // where the person is now, or what keeps them off, in one sentence
	Merged      []WhyMerged     `json:"merged,omitempty"`
	Person      *WhyPerson      `json:"person"` // nil when the persons feed has no row
	Coverage    []WhyCoverage   `json:"coverage"`
	Events      []WhyEvent      `json:"events"` // in the order in which they were folded
	Attachments []WhyAttachment `json:"attachments"`
	Conflicts   []WhyConflict   `json:"conflicts"`
	Problems    []string        `json:"problems,omitempty"` // where what is stored is not what the evidence says
}

// WhyMerged is a health number that was merged into the person's.
type WhyMerged struct {
	PHN   string `json:"phn"`
	Place Place  `json:"place"`
}

// WhyPerson is the person's row of the persons feed.
type WhyPerson struct {
	DeceasedOn string `json:"deceased_on,omitempty"`
	Place      Place  `json:"place"`
}

// WhyCoverage is one period of MSP coverage. An empty end is open.
type WhyCoverage struct {
	From  string `json:"from"`
	To    string `json:"to,omitempty"`
	Place Place  `json:"place"`
}

// WhyEvent is one thing that happened: a claim, a Dr.Bill row, a registry
// action, or the person's death.
type WhyEvent struct {
	On           string      `json:"on"`                // effective date; empty where it cannot be read
	What         string      `json:"what"`              // in words
	SentAs       string      `json:"sent_as,omitempty"` // the PHN it names, where that was merged into the person's
	Place        *Place      `json:"place"`
	Practitioner string      `json:"practitioner_number,omitempty"`
	Facility     string      `json:"facility_number,omitempty"`
	Actor        string      `json:"actor,omitempty"`
	Outcome      string      `json:"outcome"`
	Reasons      []WhyReason `json:"reasons,omitempty"`
	Warnings     []string    `json:"warnings,omitempty"`
	Answers      []WhyAnswer `json:"answers,omitempty"`
	Rule         string      `json:"rule"` // what was decided, in one sentence
	Closed       string      `json:"closed,omitempty"`
	Opened       string      `json:"opened,omitempty"`

	line eventLine
}

// WhyReason is a check that a line failed.
type WhyReason struct {
	Reason string `json:"reason"`
	Hint   string `json:"hint"`
	Heals  bool   `json:"may_heal"`
}

// WhyAnswer is a return record or debit request that names a claim.
type WhyAnswer struct {
	Record  string   `json:"record"`
	Verdict string   `json:"verdict"` // accepted, refused, pending, debit
	Codes   []string `json:"codes,omitempty"`
	Failed  []string `json:"failed,omitempty"` // reasons that keep it in quarantine, so that it says nothing
	Text    string   `json:"text"`
	Place   Place    `json:"place"`

	file, lineNo int64 // the claim it names
}

// WhyAttachment is one row of the registry.
type WhyAttachment struct {
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	Status       string `json:"status"`
	From         string `json:"valid_from"`
	To           string `json:"valid_to,omitempty"`
	CloseReason  string `json:"close_reason,omitempty"`
	Transfer     string `json:"transfer_id,omitempty"`
	KnownFrom    string `json:"known_from"` // run

	opened, closed lineRef
}

// WhyConflict is a claim that took the person from another provider.
type WhyConflict struct {
	On         string `json:"on"`
	Incumbent  string `json:"incumbent"`
	Challenger string `json:"challenger"`
	Resolution string `json:"resolution"`
	Place      Place  `json:"place"`
}

// lineRef names a line by the number of its file and its own.
type lineRef struct{ file, line int64 }

// WhyOptions says whom to explain, and to whom.
type WhyOptions struct {
	Workspace string
	PHN       int64
	Look      Look
}

// Explain tells from the evidence why a person is on a panel, or on none. The
// look is recorded in the audit log before anything is given.
func Explain(ctx context.Context, opts WhyOptions) (why *Why, err error) {
	if err := opts.Look.check(); err != nil {
		return nil, err
	}
	v, err := openRegistry(ctx, opts.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	why, err = v.explain(ctx, opts)
	if err != nil {
		return nil, err
	}
	people := 0
	if why.Known {
		people = 1
	}
	if err := opts.Look.record(v.ws, people, fmt.Sprintf("why %d", opts.PHN)); err != nil {
		return nil, err
	}
	return why, nil
}

func (v *view) explain(ctx context.Context, opts WhyOptions) (*Why, error) {
	e := &explainer{view: v, look: opts.Look, why: &Why{}}
	if err := e.readPerson(ctx, opts.PHN); err != nil {
		return nil, err
	}
	if err := e.readRegistry(ctx); err != nil {
		return nil, err
	}
	if err := e.readEvidence(ctx); err != nil {
		return nil, err
	}
	e.tell()
	e.why.Known = e.why.Person != nil || len(e.why.Events) > 0 || len(e.why.Merged) > 0
	e.why.Answer = e.answer()
	e.hide()
	return e.why, nil
}

// hide takes out what a shifted column may have brought where the number of a
// provider or clinic belongs. It comes last: the history is told by the numbers
// as they were sent.
func (e *explainer) hide() {
	if e.look.Reveal {
		return
	}
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		ev.Practitioner, ev.Facility = shownNumber(ev.Practitioner), shownNumber(ev.Facility)
	}
}

// explainer gathers what is known of one person.
type explainer struct {
	*view
	look     Look
	why      *Why
	person   int64   // the survivor's PHN
	phns     []int64 // that and every one merged into it
	reasons  map[string]WhyReason
	answers  []WhyAnswer
	deceased field.Date
}

func (e *explainer) readPerson(ctx context.Context, phn int64) error {
	type personRow struct {
		person         int64
		listed         bool
		deceased, from sql.NullTime
		to             sql.NullTime
		file           string
		line           int64
	}
	rows, err := rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "person"), func(rows *sql.Rows, p *personRow) error {
		return rows.Scan(&p.person, &p.listed, &p.deceased, &p.from, &p.to, &p.file, &p.line)
	}, sql.Named("phn", phn))
	if err != nil {
		return err
	}
	p := rows[0] // the statement always gives one
	e.person, e.deceased = p.person, dateOf(p.deceased)
	e.why.PHN, e.phns = e.look.phn(p.person), []int64{p.person}
	e.why.Coverage = []WhyCoverage{}
	if p.listed {
		place := Place{File: e.file(p.file), Line: p.line}
		e.why.Person = &WhyPerson{DeceasedOn: day(p.deceased), Place: place}
		if p.from.Valid {
			e.why.Coverage = append(e.why.Coverage, WhyCoverage{day(p.from), day(p.to), place})
		}
	}
	e.why.Merged, err = rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "merged"), func(rows *sql.Rows, m *WhyMerged) error {
		var merged int64
		err := rows.Scan(&merged, &m.Place.File, &m.Place.Line)
		m.PHN, m.Place.File = e.look.phn(merged), e.file(m.Place.File)
		e.phns = append(e.phns, merged)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	periods, err := rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "coverage"), func(rows *sql.Rows, c *WhyCoverage) error {
		var from, to sql.NullTime
		err := rows.Scan(&from, &to, &c.Place.File, &c.Place.Line)
		c.From, c.To, c.Place.File = day(from), day(to), e.file(c.Place.File)
		return err
	}, e.named())
	e.why.Coverage = append(e.why.Coverage, periods...)
	return err
}

// named is the parameter of every question about the person.
func (e *explainer) named() sql.NamedArg { return sql.Named("person", e.person) }

// numbers is the parameter of questions about every number of the person.
func (e *explainer) numbers() sql.NamedArg { return sql.Named("phns", e.phns) }

// file renders a file's name: somebody may have put a health number into it.
func (e *explainer) file(name string) string {
	if e.look.Reveal {
		return name
	}
	return MaskedName(name)
}

func (e *explainer) readRegistry(ctx context.Context) (err error) {
	e.why.Attachments, err = rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "attachments"), func(rows *sql.Rows, a *WhyAttachment) error {
		var from, to sql.NullTime
		err := rows.Scan(&a.Practitioner, &a.Facility, &a.Status, &from, &to, &a.CloseReason,
			&a.opened.file, &a.opened.line, &a.closed.file, &a.closed.line, &a.KnownFrom)
		a.From, a.To = day(from), day(to)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	e.why.Conflicts, err = rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "conflicts"), func(rows *sql.Rows, c *WhyConflict) error {
		var incumbentAt, challengerAt string
		var on, resolved sql.NullTime
		err := rows.Scan(&c.Incumbent, &incumbentAt, &c.Challenger, &challengerAt, &on, &c.Resolution, &resolved, &c.Place.File, &c.Place.Line)
		c.Incumbent, c.Challenger = c.Incumbent+" at "+incumbentAt, c.Challenger+" at "+challengerAt
		c.On, c.Place.File = day(on), e.file(c.Place.File)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	return e.readTransfers(ctx)
}

// readTransfers names the transfer that explains a move, where one does.
func (e *explainer) readTransfers(ctx context.Context) error {
	type transfer struct{ id, from, to, on string }
	transfers, err := rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "transfers"), func(rows *sql.Rows, t *transfer) error {
		var on sql.NullTime
		err := rows.Scan(&t.id, &t.from, &t.to, &on)
		t.on = day(on)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		for _, t := range transfers {
			if a.CloseReason == "transferred" && t.from == a.Practitioner && t.on == a.To && e.openedBy(t.to, a.closed) {
				a.Transfer = e.look.text(t.id)
				break
			}
		}
	}
	return nil
}

func (e *explainer) openedBy(practitioner string, at lineRef) bool {
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; a.opened == at && a.Practitioner == practitioner {
			return true
		}
	}
	return false
}

// readEvidence reads every line that names the person, and what answers them.
func (e *explainer) readEvidence(ctx context.Context) error {
	reasons, err := e.view.reasons(ctx)
	if err != nil {
		return err
	}
	e.reasons = map[string]WhyReason{}
	for _, r := range reasons {
		e.reasons[r.Reason] = r
	}
	e.answers, err = rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "answers"), e.scanAnswer, e.numbers())
	if err != nil {
		return err
	}
	for _, name := range []string{"lines", "everyone"} {
		lines, err := rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, name), e.scanEvent, e.numbers())
		if err != nil {
			return err
		}
		e.why.Events = append(e.why.Events, lines...)
	}
	return nil
}

// dateOf gives the calendar date that the database holds.
func dateOf(t sql.NullTime) field.Date {
	if !t.Valid {
		return field.NoDate
	}
	year, month, day := t.Time.UTC().Date()
	return field.NewDate(year, int(month), day)
}
