package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"empanel/pipeline/mask"
	"empanel/reconcile"
)

// ErrNoSuchMatch is the error of a question about somebody who is neither on the
// list of those who wait nor a provider. It never holds what was typed: that may
// be a health number.
var ErrNoSuchMatch = errors.New("no household, registrant or provider has this id: empanel match list and empanel match unplaced list those who wait, empanel capacity the providers")

// ErrAmbiguousMatch is the error of an id that names several things.
var ErrAmbiguousMatch = errors.New("this id names several things: say which is meant by --of household, registrant or provider")

// The kinds of things that an id can name.
const (
	NamedHousehold  = "household"
	NamedRegistrant = "registrant"
	NamedProvider   = "provider"
)

// MatchQuestion says which household or provider to explain, and to whom.
type MatchQuestion struct {
	Workspace string
	ID        string
	PHN       int64  // what the id is as a health number; 0: it is none, or not to be looked up
	Of        string // the kind of thing that the id names; empty: whichever it is
	Look      Look
}

// MatchWhy is why a household is proposed to a provider or to none, or which
// households a provider is proposed: one of the two.
type MatchWhy struct {
	RunID     string          `json:"run_id"`
	AsOf      string          `json:"as_of"`
	Answer    string          `json:"answer"` // in sentences
	Household *MatchHousehold `json:"household,omitempty"`
	Provider  *MatchProvider  `json:"provider,omitempty"`
}

// ExplainMatch tells what the newest run worked out for a household or a
// provider, from what it stored. A look that reveals health numbers is recorded
// in the audit log before anything is given.
func ExplainMatch(ctx context.Context, q MatchQuestion) (why *MatchWhy, err error) {
	if err := q.Look.check(); err != nil {
		return nil, err
	}
	v, err := openRegistry(ctx, q.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	m := &matchReader{view: v, look: q.Look}
	why, err = m.explain(ctx, q)
	if err != nil || !q.Look.Reveal {
		return why, err
	}
	people := 0
	if why.Household != nil {
		people = len(why.Household.People)
	}
	if err := q.Look.record(v.ws, people, "match explain "+mask.Text(q.ID)); err != nil {
		return nil, err
	}
	return why, nil
}

// matchReader reads what an explanation of a match is made of.
type matchReader struct {
	*view
	look Look
}

func (m *matchReader) explain(ctx context.Context, q MatchQuestion) (*MatchWhy, error) {
	kind, id, err := m.named(ctx, q)
	if err != nil {
		return nil, err
	}
	why := &MatchWhy{}
	var asOf time.Time
	run := reconcile.Must(reconcile.Provider, "newest_run")
	if err := m.db.Conn().QueryRowContext(ctx, run.SQL).Scan(&why.RunID, &asOf); err != nil {
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
func (m *matchReader) named(ctx context.Context, q MatchQuestion) (kind, id string, err error) {
	type thing struct{ kind, id string }
	found, err := rowsOf(ctx, m.db, reconcile.Must(reconcile.Matches, "named"), func(rows *sql.Rows, t *thing) error {
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
		return "", "", ErrNoSuchMatch
	}
	for _, t := range found[1:] {
		// A registrant who is a household alone may well have its id.
		if t.id != found[0].id || (t.kind == NamedProvider) != (found[0].kind == NamedProvider) {
			return "", "", ErrAmbiguousMatch
		}
	}
	return found[0].kind, found[0].id, nil
}

// practitionerLength is how many characters a practitioner number has.
const practitionerLength = 5

// namedProvider finds a provider who has stated no preference.
func (m *matchReader) namedProvider(ctx context.Context, q MatchQuestion) (kind, id string, err error) {
	number, err := m.knownProvider(ctx, q.ID)
	if errors.Is(err, ErrNoSuchProvider) && q.Of == "" {
		return "", "", ErrNoSuchMatch
	}
	return NamedProvider, number, err
}

// MatchOffer is an offer of a provider to a household.
type MatchOffer struct {
	OfferID      string `json:"offer_id"`
	HouseholdID  string `json:"household_id"`
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	OfferedOn    string `json:"offered_on"`
	Outcome      string `json:"outcome"`
	DecidedOn    string `json:"decided_on,omitempty"`
}

// offers gives the offers to a household, or of a provider; null leaves one out.
func (m *matchReader) offers(ctx context.Context, household, provider any) ([]MatchOffer, error) {
	return rowsOf(ctx, m.db, reconcile.Must(reconcile.Matches, "offers"), func(rows *sql.Rows, o *MatchOffer) error {
		var offered, decided sql.NullTime
		err := rows.Scan(&o.OfferID, &o.HouseholdID, &o.Practitioner, &o.Facility, &offered, &o.Outcome, &decided)
		o.OfferID, o.HouseholdID = m.look.text(o.OfferID), m.look.text(o.HouseholdID)
		o.OfferedOn, o.DecidedOn = day(offered), day(decided)
		return err
	}, sql.Named("household", household), sql.Named("provider", provider))
}
