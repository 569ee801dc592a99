package why

import (
	"context"
	"database/sql"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// explainer gathers what is known of one person.
type explainer struct {
	*ask.View
	look     ask.Look
	why      *Explanation
	person   int64   // the survivor's PHN
	phns     []int64 // that and every one merged into it
	reasons  map[string]decisions.Reason
	answers  []Answer
	waits    map[lineRef]Wait
	guarded  map[lineRef]Guard
	runs     map[string]string // the day of each run
	deceased field.Date

	names        names
	clinics      map[string]whyClinic
	affiliations []whyAffiliation
	endorsements []whyEndorsement
	firstUse     map[lineRef]Place // of the id of an action
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
	rows, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "person"), func(rows *sql.Rows, p *personRow) error {
		return rows.Scan(&p.person, &p.listed, &p.deceased, &p.from, &p.to, &p.file, &p.line)
	}, sql.Named("phn", phn))
	if err != nil {
		return err
	}
	p := rows[0] // the statement always gives one
	e.person, e.deceased = p.person, dateOf(p.deceased)
	e.why.PHN, e.phns = e.look.PHN(p.person), []int64{p.person}
	if p.person != phn {
		e.why.AskedFor = e.look.PHN(phn)
	}
	e.why.Coverage = []Coverage{}
	if p.listed {
		place := Place{File: e.file(p.file), Line: p.line}
		e.why.Person = &Person{DeceasedOn: ask.Day(p.deceased), Place: place}
		if p.from.Valid {
			e.why.Coverage = append(e.why.Coverage, Coverage{ask.Day(p.from), ask.Day(p.to), place})
		}
	}
	e.why.Merged, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "merged"), func(rows *sql.Rows, m *Merged) error {
		var merged int64
		err := rows.Scan(&merged, &m.Place.File, &m.Place.Line)
		m.PHN, m.Place.File = e.look.PHN(merged), e.file(m.Place.File)
		e.phns = append(e.phns, merged)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	periods, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "coverage"), func(rows *sql.Rows, c *Coverage) error {
		var from, to sql.NullTime
		err := rows.Scan(&from, &to, &c.Place.File, &c.Place.Line)
		c.From, c.To, c.Place.File = ask.Day(from), ask.Day(to), e.file(c.Place.File)
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
	return mask.FileName(name)
}

func (e *explainer) readRegistry(ctx context.Context) (err error) {
	if err := e.readRuns(ctx); err != nil {
		return err
	}
	e.why.Attachments, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "attachments"), func(rows *sql.Rows, a *Attachment) error {
		var from, to sql.NullTime
		err := rows.Scan(&a.Practitioner, &a.Facility, &a.Status, &from, &to, &a.CloseReason,
			&a.opened.file, &a.opened.line, &a.closed.file, &a.closed.line, &a.KnownFrom)
		a.From, a.To = ask.Day(from), ask.Day(to)
		a.KnownSince = e.runs[a.KnownFrom]
		return err
	}, e.named())
	if err != nil {
		return err
	}
	e.why.Conflicts, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "conflicts"), func(rows *sql.Rows, c *Conflict) error {
		var incumbentAt, challengerAt string
		var on, resolved sql.NullTime
		by := decisions.Decided{Verdict: decisions.Release}
		err := rows.Scan(&c.Incumbent, &incumbentAt, &c.Challenger, &challengerAt, &on, &c.Resolution, &resolved, &c.line.file, &c.Place.File, &c.Place.Line,
			&by.CountsFrom, &by.At, &by.By, &by.Reason)
		c.Released = by.Release(e.look)
		c.incumbent, c.line.line, c.ResolvedOn = with{practitioner: c.Incumbent, facility: incumbentAt}, c.Place.Line, ask.Day(resolved)
		c.Incumbent, c.Challenger = c.Incumbent+" at "+incumbentAt, c.Challenger+" at "+challengerAt
		c.On, c.Place.File = ask.Day(on), e.file(c.Place.File)
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
	transfers, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "transfers"), func(rows *sql.Rows, t *transfer) error {
		var on sql.NullTime
		err := rows.Scan(&t.id, &t.from, &t.to, &on)
		t.on = ask.Day(on)
		return err
	}, e.named())
	if err != nil {
		return err
	}
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		for _, t := range transfers {
			if a.CloseReason == "transferred" && t.from == a.Practitioner && t.on == a.To && e.openedBy(t.to, a.closed) {
				a.Transfer = e.look.Text(t.id)
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
	reasons, err := decisions.Reasons(ctx, e.View)
	if err != nil {
		return err
	}
	e.reasons = map[string]decisions.Reason{}
	for _, r := range reasons {
		e.reasons[r.Reason] = r
	}
	if err := e.readWaits(ctx); err != nil {
		return err
	}
	if err := e.readGuarded(ctx); err != nil {
		return err
	}
	e.answers, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "answers"), e.scanAnswer, e.numbers())
	if err != nil {
		return err
	}
	for _, name := range []string{"lines", "everyone"} {
		lines, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, name), e.scanEvent, e.numbers())
		if err != nil {
			return err
		}
		e.why.Events = append(e.why.Events, lines...)
	}
	return nil
}

// readRuns gives the day of each run.
func (e *explainer) readRuns(ctx context.Context) error {
	type runDay struct{ id, on string }
	runs, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "runs"), func(rows *sql.Rows, r *runDay) error {
		var on sql.NullTime
		err := rows.Scan(&r.id, &on)
		r.on = ask.Day(on)
		return err
	})
	e.runs = map[string]string{}
	for _, r := range runs {
		e.runs[r.id] = r.on
	}
	return err
}

// readWaits gives the lines that were in quarantine once and pass now.
func (e *explainer) readWaits(ctx context.Context) error {
	type wait struct {
		ref lineRef
		Wait
	}
	waits, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "waited"), func(rows *sql.Rows, w *wait) error {
		var reasons string
		err := rows.Scan(&w.ref.file, &w.ref.line, &reasons, &w.Since, &w.Until)
		for _, code := range ask.Words(reasons) {
			w.Reasons = append(w.Reasons, e.reason(code))
		}
		w.SinceDay, w.UntilDay = e.runs[w.Since], e.runs[w.Until]
		return err
	}, e.numbers())
	e.waits = map[lineRef]Wait{}
	for _, w := range waits {
		e.waits[w.ref] = w.Wait
	}
	return err
}

// readGuarded gives the lines that the guard has held.
func (e *explainer) readGuarded(ctx context.Context) error {
	type guarded struct {
		ref lineRef
		Guard
	}
	lines, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "held"), func(rows *sql.Rows, g *guarded) error {
		var d decisions.Decided
		err := rows.Scan(&g.ref.file, &g.ref.line, &g.Removal, &g.People, &g.Since, &d.Verdict, &d.At, &d.By, &d.Reason)
		g.SinceDay, g.Decided = e.runs[g.Since], d.Release(e.look)
		return err
	}, e.numbers())
	e.guarded = map[lineRef]Guard{}
	for _, g := range lines {
		e.guarded[g.ref] = g.Guard
	}
	return err
}

// dateOf gives the calendar date that the database holds.
func dateOf(t sql.NullTime) field.Date {
	if !t.Valid {
		return field.NoDate
	}
	year, month, day := t.Time.UTC().Date()
	return field.NewDate(year, int(month), day)
}
