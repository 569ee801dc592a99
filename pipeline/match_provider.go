package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// MatchProvider is what a matching gave a provider: their room, whom they are
// proposed, whom they would be shown, and who near by would accept them.
type MatchProvider struct {
	Practitioner string           `json:"practitioner_number"`
	Places       []MatchPlace     `json:"places"`
	Room         int64            `json:"room"` // people, at the start of the run
	Proposed     int64            `json:"people_proposed"`
	Proposals    []MatchTurn      `json:"proposals"` // in the order of turns
	Candidates   []MatchCandidate `json:"candidates"`
	Offers       []MatchOffer     `json:"offers"`
	Asking       MatchAsking      `json:"households_near"`
}

// MatchPlace is a facility of a provider, and the room there.
type MatchPlace struct {
	Facility  string `json:"facility_number"`
	CHSA      string `json:"chsa,omitempty"`
	Accepting bool   `json:"accepting"`
	Wants     string `json:"requested_complexity"`
	Panel     int64  `json:"panel"`
	Attached  int64  `json:"attached_this_month"`
	Pending   int64  `json:"pending"` // people in open offers
	Capacity  int64  `json:"capacity"`
	LimitedBy string `json:"limited_by"` // in words
}

// MatchTurn is a household that is proposed to a provider.
type MatchTurn struct {
	Turn        int32  `json:"turn"`
	HouseholdID string `json:"household_id"`
	Facility    string `json:"facility_number"`
	Size        int32  `json:"size"`
	Points      int32  `json:"points"`
	Choice      int32  `json:"choice"`
	Reason      string `json:"reason"`
}

// MatchCandidate is a household among those that come first for a provider.
type MatchCandidate struct {
	Facility    string `json:"facility_number"`
	Rank        int32  `json:"rank"`
	HouseholdID string `json:"household_id"`
	Size        int32  `json:"size"`
	Points      int32  `json:"points"`
	Parts       string `json:"points_parts"` // in words
	ProposedTo  string `json:"proposed_to,omitempty"`
}

// MatchAsking counts the households with a turn near enough to a provider, by
// what stands between the two.
type MatchAsking struct {
	Near      int `json:"near"`
	Unmet     int `json:"conditions_unmet"`
	Declined  int `json:"declined"`
	Accept    int `json:"accept"` // whatever room there is
	Here      int `json:"proposed_here"`
	Elsewhere int `json:"proposed_elsewhere"`
	Nobody    int `json:"proposed_to_nobody"`
}

// provider explains a provider.
func (m *matchReader) provider(ctx context.Context, number string) (*MatchProvider, error) {
	p := &MatchProvider{Practitioner: number}
	var err error
	if p.Places, err = m.places(ctx, number); err != nil {
		return nil, err
	}
	for _, place := range p.Places {
		p.Room += place.Capacity
	}
	if p.Proposals, err = m.proposals(ctx, number); err != nil {
		return nil, err
	}
	for _, t := range p.Proposals {
		p.Proposed += int64(t.Size)
	}
	if p.Candidates, err = m.candidates(ctx, number); err != nil {
		return nil, err
	}
	if p.Offers, err = m.offers(ctx, nil, number); err != nil {
		return nil, err
	}
	p.Asking, err = m.asking(ctx, number)
	return p, err
}

// places reads the room of a provider as empanel capacity lists it.
func (m *matchReader) places(ctx context.Context, number string) ([]MatchPlace, error) {
	type figures struct{ rate, target, size sql.NullInt64 } // said in limited_by
	return rowsOf(ctx, m.db, reconcile.Must(reconcile.Lists, "capacity"), func(rows *sql.Rows, p *MatchPlace) error {
		var practitioner, limitedBy string
		var chsa sql.NullString
		var f figures
		err := rows.Scan(&practitioner, &p.Facility, &chsa, &p.Accepting, &p.Panel, &f.rate, &f.target, &f.size, &p.Wants, &p.Attached, &p.Pending,
			&p.Capacity, &limitedBy, &p.LimitedBy)
		p.CHSA = chsa.String
		return err
	}, sql.Named("provider", number), sql.Named("limit", int64(math.MaxInt64)))
}

// proposals reads whom a provider is proposed.
func (m *matchReader) proposals(ctx context.Context, number string) ([]MatchTurn, error) {
	return rowsOf(ctx, m.db, reconcile.Must(reconcile.Matches, "proposals"), func(rows *sql.Rows, t *MatchTurn) error {
		err := rows.Scan(&t.HouseholdID, &t.Facility, &t.Turn, &t.Size, &t.Points, &t.Choice, &t.Reason)
		t.HouseholdID = m.look.text(t.HouseholdID)
		return err
	}, sql.Named("provider", number))
}

// candidates reads whom a provider would be shown.
func (m *matchReader) candidates(ctx context.Context, number string) ([]MatchCandidate, error) {
	return rowsOf(ctx, m.db, reconcile.Must(reconcile.Matches, "candidates"), func(rows *sql.Rows, c *MatchCandidate) error {
		var parts candidateParts
		var practitioner, facility string
		err := rows.Scan(&c.HouseholdID, &c.Facility, &c.Rank, &c.Size, &c.Points, &parts.weeks, &parts.need, &parts.age, &parts.newborn, &parts.fit,
			&practitioner, &facility)
		c.HouseholdID, c.Parts = m.look.text(c.HouseholdID), parts.String()
		if practitioner != "" {
			c.ProposedTo = practitioner + " at " + facility
		}
		return err
	}, sql.Named("provider", number))
}

// candidateParts are what the points of a candidate are made of.
type candidateParts struct{ weeks, need, age, newborn, fit int32 }

// String names the parts that are not nothing.
func (p candidateParts) String() string {
	var words []string
	for _, part := range []struct {
		points int32
		what   string
	}{{p.weeks, "waiting"}, {p.need, "need"}, {p.age, "age"}, {p.newborn, "newborn"}, {p.fit, "fit"}} {
		if part.points > 0 {
			words = append(words, fmt.Sprintf("%s %d", part.what, part.points))
		}
	}
	return strings.Join(words, ", ")
}

// asking counts who near by would accept a provider, had they room.
func (m *matchReader) asking(ctx context.Context, number string) (MatchAsking, error) {
	var a MatchAsking
	places, err := m.rooms(ctx, 0, number)
	if err != nil {
		return a, err
	}
	_, err = rowsOf(ctx, m.db, reconcile.Must(reconcile.Matches, "asking"), func(rows *sql.Rows, _ *struct{}) error {
		var profile matching.Profile
		var size int32
		var proposed string
		var declined bool
		err := scanProfile(rows, &profile, &size, &proposed, &declined)
		accepts := false
		for i := range places {
			accepts = accepts || matching.Accepts(&profile, &places[i].Room)
		}
		a.Near++
		switch {
		case !accepts:
			a.Unmet++
			return err
		case declined:
			a.Declined++
			return err
		}
		a.Accept++
		switch proposed {
		case number:
			a.Here++
		case "":
			a.Nobody++
		default:
			a.Elsewhere++
		}
		return err
	}, sql.Named("provider", number))
	return a, err
}

// answer says of a provider in a few sentences what came of the matching.
func (p *MatchProvider) answer() string {
	who := "Dr. " + p.Practitioner
	if len(p.Places) == 0 {
		return who + " has stated no preference, so there is no room to count: the preferences feed says whom a provider accepts."
	}
	if p.Room == 0 {
		return fmt.Sprintf("%s has no room: %s.%s", who, p.noRoom(), p.Asking.inWords())
	}
	text := fmt.Sprintf("%s has room for %s, and is proposed %s of %s.", who, plural(int(p.Room), "person", "people"),
		plural(len(p.Proposals), "household", "households"), plural(int(p.Proposed), "person", "people"))
	return text + p.Asking.inWords()
}

// noRoom says what leaves a provider without room at each facility.
func (p *MatchProvider) noRoom() string {
	var parts []string
	for _, place := range p.Places {
		parts = append(parts, place.LimitedBy+" ("+place.Facility+")")
	}
	return strings.Join(parts, "; ")
}

// inWords says how many near by would accept a provider, and whom they are
// proposed to.
func (a MatchAsking) inWords() string {
	if a.Near == 0 {
		return " No household that can be matched is near enough."
	}
	return fmt.Sprintf(" Of %s near enough, %d would accept them: %d %s proposed here, %d to another provider, %d to nobody.",
		plural(a.Near, "household", "households"), a.Accept, a.Here, isAre(a.Here), a.Elsewhere, a.Nobody)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
