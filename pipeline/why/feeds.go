package why

import (
	"context"
	"database/sql"
	"slices"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// whyClinic is a clinic's row in force.
type whyClinic struct {
	number, name   string
	opened, closed string
	place          Place
}

// whyAffiliation is a row in force that says where a provider worked.
type whyAffiliation struct {
	practitioner, facility, role string
	from, to                     string
	place                        Place
}

// whyEndorsement is a row in force that lets a delegate act for a provider.
type whyEndorsement struct {
	practitioner, delegate string
	from, to, confirmed    string
	place                  Place
}

// holds says whether a day lies within a period whose ends are both in it, and
// may both be missing. Dates are YYYY-MM-DD, so they compare as text.
func holds(from, to, on string) bool { return from <= on && (to == "" || on <= to) }

// readFeeds reads what the feeds in force say of every provider and clinic that
// the person's history names.
func (e *explainer) readFeeds(ctx context.Context) error {
	practitioners, facilities := e.namedInHistory()
	if err := e.readProviders(ctx, practitioners); err != nil {
		return err
	}
	if err := e.readClinics(ctx, facilities); err != nil {
		return err
	}
	if err := e.readAffiliations(ctx, practitioners); err != nil {
		return err
	}
	if err := e.readEndorsements(ctx, practitioners); err != nil {
		return err
	}
	return e.readFirstUse(ctx)
}

// namedInHistory gives the numbers of providers and clinics in the person's
// history, each once.
func (e *explainer) namedInHistory() (practitioners, facilities []string) {
	for _, ev := range e.why.Events {
		practitioners, facilities = append(practitioners, ev.Practitioner), append(facilities, ev.Facility)
	}
	for _, a := range e.why.Attachments {
		practitioners, facilities = append(practitioners, a.Practitioner), append(facilities, a.Facility)
	}
	for _, t := range e.why.Transfers {
		practitioners = append(practitioners, t.From, t.To)
	}
	once := func(numbers []string) []string {
		slices.Sort(numbers)
		return slices.DeleteFunc(slices.Compact(numbers), func(n string) bool { return !field.ValidFacility([]byte(n)) })
	}
	return once(practitioners), once(facilities)
}

func (e *explainer) readProviders(ctx context.Context, practitioners []string) error {
	type provider struct{ number, kind string }
	providers, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "providers"), func(rows *sql.Rows, p *provider) error {
		var place Place
		return rows.Scan(&p.number, &p.kind, &place.File, &place.Line)
	}, sql.Named("practitioners", practitioners))
	e.names = names{}
	for _, p := range providers {
		e.names[p.number] = titled(p.number, p.kind)
	}
	return err
}

func (e *explainer) readClinics(ctx context.Context, facilities []string) error {
	clinics, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "clinics"), func(rows *sql.Rows, c *whyClinic) error {
		var opened, closed sql.NullTime
		err := rows.Scan(&c.number, &c.name, &opened, &closed, &c.place.File, &c.place.Line)
		c.name, c.opened, c.closed, c.place.File = e.look.Text(c.name), ask.Day(opened), ask.Day(closed), e.file(c.place.File)
		return err
	}, sql.Named("facilities", facilities))
	e.clinics = map[string]whyClinic{}
	for _, c := range clinics {
		e.clinics[c.number] = c
	}
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		a.Clinic = e.clinics[a.Facility].name
	}
	return err
}

func (e *explainer) readAffiliations(ctx context.Context, practitioners []string) (err error) {
	e.affiliations, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "affiliations"), func(rows *sql.Rows, a *whyAffiliation) error {
		var from, to sql.NullTime
		err := rows.Scan(&a.practitioner, &a.facility, &a.role, &from, &to, &a.place.File, &a.place.Line)
		a.from, a.to, a.place.File = ask.Day(from), ask.Day(to), e.file(a.place.File)
		return err
	}, sql.Named("practitioners", practitioners))
	return err
}

func (e *explainer) readEndorsements(ctx context.Context, practitioners []string) (err error) {
	e.endorsements, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "endorsements"), func(rows *sql.Rows, d *whyEndorsement) error {
		var from, to, confirmed sql.NullTime
		err := rows.Scan(&d.practitioner, &d.delegate, &from, &to, &confirmed, &d.place.File, &d.place.Line)
		d.from, d.to, d.confirmed, d.place.File = ask.Day(from), ask.Day(to), ask.Day(confirmed), e.file(d.place.File)
		return err
	}, sql.Named("practitioners", practitioners))
	return err
}

// readFirstUse finds where the id of each action of the person was used first.
func (e *explainer) readFirstUse(ctx context.Context) error {
	type use struct {
		ref   lineRef
		place Place
	}
	uses, err := warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "first_use"), func(rows *sql.Rows, u *use) error {
		err := rows.Scan(&u.ref.file, &u.ref.line, &u.place.File, &u.place.Line)
		u.place.File = e.file(u.place.File)
		return err
	}, e.numbers())
	e.firstUse = map[lineRef]Place{}
	for _, u := range uses {
		e.firstUse[u.ref] = u.place
	}
	return err
}
