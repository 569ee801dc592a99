// Package waiting tells of those who wait on the Health Connect Registry, and why
// matching proposed whom to whom. Matching itself is reconcile/matching.
package waiting

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// ErrNone is the error of a question about somebody who is neither on the
// list of those who wait nor a provider. It never holds what was typed: that may
// be a health number.
var ErrNone = errors.New("no household, registrant or provider has this id: empanel match list and empanel match unplaced list those who wait, empanel capacity the providers")

// ErrAmbiguous is the error of an id that names several things.
var ErrAmbiguous = errors.New("this id names several things: say which is meant by --of household, registrant or provider")

// The kinds of things that an id can name.
const (
	NamedHousehold  = "household"
	NamedRegistrant = "registrant"
	NamedProvider   = "provider"
)

// Question says which household or provider to explain, and to whom.
type Question struct {
	Workspace string
	ID        string
	PHN       int64  // what the id is as a health number; 0: it is none, or not to be looked up
	Of        string // the kind of thing that the id names; empty: whichever it is
	Look      ask.Look
}

// Explanation is why a household is proposed to a provider or to none, or which
// households a provider is proposed: one of the two.
type Explanation struct {
	RunID     string     `json:"run_id"`
	AsOf      string     `json:"as_of"`
	Answer    string     `json:"answer"` // in sentences
	Household *Household `json:"household,omitempty"`
	Provider  *Provider  `json:"provider,omitempty"`
}

// Explain tells what the newest run worked out for a household or a
// provider, from what it stored. A look that reveals health numbers is recorded
// in the audit log before anything is given.
func Explain(ctx context.Context, q Question) (why *Explanation, err error) {
	if err := q.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, q.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	why, err = Read(ctx, v, q)
	if err != nil || !q.Look.Reveal {
		return why, err
	}
	people := 0
	if why.Household != nil {
		people = len(why.Household.People)
	}
	if err := q.Look.Record(v.WS, people, "match explain "+mask.Text(q.ID)); err != nil {
		return nil, err
	}
	return why, nil
}

// Read is Explain in a registry that is open, without an entry in the audit log.
func Read(ctx context.Context, v *ask.View, q Question) (*Explanation, error) {
	return (&reader{View: v, look: q.Look}).explain(ctx, q)
}

// reader reads what an explanation of a match is made of.
type reader struct {
	*ask.View
	look ask.Look
}

func (m *reader) explain(ctx context.Context, q Question) (*Explanation, error) {
	kind, id, err := m.named(ctx, q)
	if err != nil {
		return nil, err
	}
	why := &Explanation{}
	var asOf time.Time
	run := reconcile.Must(reconcile.Provider, "newest_run")
	if err := m.DB.Conn().QueryRowContext(ctx, run.SQL).Scan(&why.RunID, &asOf); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", run.Name, err)
	}
	why.AsOf = asOf.Format(time.DateOnly)
	if kind == NamedProvider {
		if why.Provider, err = m.provider(ctx, id); err != nil {
			return nil, err
		}
		why.Answer = why.Provider.answer()
		return why, nil
	}
	if why.Household, err = m.household(ctx, id); err != nil {
		return nil, err
	}
	why.Answer = why.Household.answer()
	return why, nil
}

// named finds what an id names: a household, also by one of its people, or a
// provider.
func (m *reader) named(ctx context.Context, q Question) (kind, id string, err error) {
	type thing struct{ kind, id string }
	found, err := warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "named"), func(rows *sql.Rows, t *thing) error {
		return rows.Scan(&t.kind, &t.id)
	}, sql.Named("id", q.ID), sql.Named("phn", sql.NullInt64{Int64: q.PHN, Valid: q.PHN != 0}))
	if err != nil {
		return "", "", err
	}
	found = slices.DeleteFunc(found, func(t thing) bool { return q.Of != "" && t.kind != q.Of })
	switch {
	case len(found) == 0 && (q.Of == NamedProvider || q.Of == "" && len(q.ID) == practitionerLength):
		return m.namedProvider(ctx, q)
	case len(found) == 0:
		return "", "", ErrNone
	}
	for _, t := range found[1:] {
		// A registrant who is a household alone may well have its id.
		if t.id != found[0].id || (t.kind == NamedProvider) != (found[0].kind == NamedProvider) {
			return "", "", ErrAmbiguous
		}
	}
	return found[0].kind, found[0].id, nil
}

// practitionerLength is how many characters a practitioner number has.
const practitionerLength = 5

// namedProvider finds a provider who has stated no preference.
func (m *reader) namedProvider(ctx context.Context, q Question) (kind, id string, err error) {
	number, err := m.KnownProvider(ctx, q.ID)
	if errors.Is(err, ask.ErrNoSuchProvider) && q.Of == "" {
		return "", "", ErrNone
	}
	return NamedProvider, number, err
}

// Offer is an offer of a provider to a household.
type Offer struct {
	OfferID      string `json:"offer_id"`
	HouseholdID  string `json:"household_id"`
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	OfferedOn    string `json:"offered_on"`
	Outcome      string `json:"outcome"`
	DecidedOn    string `json:"decided_on,omitempty"`
}

// offers gives the offers to a household, or of a provider; null leaves one out.
func (m *reader) offers(ctx context.Context, household, provider any) ([]Offer, error) {
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "offers"), func(rows *sql.Rows, o *Offer) error {
		var offered, decided sql.NullTime
		err := rows.Scan(&o.OfferID, &o.HouseholdID, &o.Practitioner, &o.Facility, &offered, &o.Outcome, &decided)
		o.OfferID, o.HouseholdID = m.look.Text(o.OfferID), m.look.Text(o.HouseholdID)
		o.OfferedOn, o.DecidedOn = ask.Day(offered), ask.Day(decided)
		return err
	}, sql.Named("household", household), sql.Named("provider", provider))
}
