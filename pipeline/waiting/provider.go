package waiting

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// Provider is what a matching gave a provider: their room, whom they are
// proposed, whom they would be shown, and who near by would accept them.
type Provider struct {
	Practitioner string      `json:"practitioner_number"`
	Places       []Place     `json:"places"`
	Room         int64       `json:"room"` // people, at the start of the run
	Proposed     int64       `json:"people_proposed"`
	Proposals    []Turn      `json:"proposals"` // in the order of turns
	Candidates   []Candidate `json:"candidates"`
	Offers       []Offer     `json:"offers"`
	Asking       Asking      `json:"households_near"`
}

// Place is a facility of a provider, and the room there.
type Place struct {
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

// Turn is a household that is proposed to a provider.
type Turn struct {
	Turn        int32  `json:"turn"`
	HouseholdID string `json:"household_id"`
	Facility    string `json:"facility_number"`
	Size        int32  `json:"size"`
	Points      int32  `json:"points"`
	Choice      int32  `json:"choice"`
	Reason      string `json:"reason"`
}

// Candidate is a household among those that come first for a provider.
type Candidate struct {
	Facility    string `json:"facility_number"`
	Rank        int32  `json:"rank"`
	HouseholdID string `json:"household_id"`
	Size        int32  `json:"size"`
	Points      int32  `json:"points"`
	Parts       string `json:"points_parts"` // in words
	ProposedTo  string `json:"proposed_to,omitempty"`
}

// Asking counts the households with a turn near enough to a provider, by
// what stands between the two.
type Asking struct {
	Near      int `json:"near"`
	Unmet     int `json:"conditions_unmet"`
	Declined  int `json:"declined"`
	Accept    int `json:"accept"` // whatever room there is
	Here      int `json:"proposed_here"`
	Elsewhere int `json:"proposed_elsewhere"`
	Nobody    int `json:"proposed_to_nobody"`
}

// provider explains a provider.
func (m *reader) provider(ctx context.Context, number string) (*Provider, error) {
	p := &Provider{Practitioner: number}
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
func (m *reader) places(ctx context.Context, number string) ([]Place, error) {
	type figures struct{ rate, target, size sql.NullInt64 } // said in limited_by
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Lists, "capacity"), func(rows *sql.Rows, p *Place) error {
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
func (m *reader) proposals(ctx context.Context, number string) ([]Turn, error) {
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "proposals"), func(rows *sql.Rows, t *Turn) error {
		err := rows.Scan(&t.HouseholdID, &t.Facility, &t.Turn, &t.Size, &t.Points, &t.Choice, &t.Reason)
		t.HouseholdID = m.look.Text(t.HouseholdID)
		return err
	}, sql.Named("provider", number))
}

// candidates reads whom a provider would be shown.
func (m *reader) candidates(ctx context.Context, number string) ([]Candidate, error) {
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "candidates"), func(rows *sql.Rows, c *Candidate) error {
		var parts CandidateParts
		var practitioner, facility string
		err := rows.Scan(&c.HouseholdID, &c.Facility, &c.Rank, &c.Size, &c.Points, &parts.Weeks, &parts.Need, &parts.Age, &parts.Newborn, &parts.Fit,
			&practitioner, &facility)
		c.HouseholdID, c.Parts = m.look.Text(c.HouseholdID), parts.String()
		if practitioner != "" {
			c.ProposedTo = practitioner + " at " + facility
		}
		return err
	}, sql.Named("provider", number))
}

// CandidateParts are what the points of a candidate are made of.
type CandidateParts struct{ Weeks, Need, Age, Newborn, Fit int32 }

// String names the parts that are not nothing.
func (p CandidateParts) String() string {
	var words []string
	for _, part := range []struct {
		points int32
		what   string
	}{{p.Weeks, "waiting"}, {p.Need, "need"}, {p.Age, "age"}, {p.Newborn, "newborn"}, {p.Fit, "fit"}} {
		if part.points > 0 {
			words = append(words, fmt.Sprintf("%s %d", part.what, part.points))
		}
	}
	return strings.Join(words, ", ")
}

// asking counts who near by would accept a provider, had they room.
func (m *reader) asking(ctx context.Context, number string) (Asking, error) {
	var a Asking
	places, err := m.rooms(ctx, 0, number)
	if err != nil {
		return a, err
	}
	_, err = warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "asking"), func(rows *sql.Rows, _ *struct{}) error {
		var profile matching.Profile
		var size int32
		var proposed string
		var declined bool
		err := ScanProfile(rows, &profile, &size, &proposed, &declined)
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
func (p *Provider) answer() string {
	who := "Dr. " + p.Practitioner
	if len(p.Places) == 0 {
		return who + " has stated no preference, so there is no room to count: the preferences feed says whom a provider accepts."
	}
	if p.Room == 0 {
		return fmt.Sprintf("%s has no room: %s.%s", who, p.noRoom(), p.Asking.inWords())
	}
	text := fmt.Sprintf("%s has room for %s, and is proposed %s of %s.", who, wording.Plural(int(p.Room), "person", "people"),
		wording.Plural(len(p.Proposals), "household", "households"), wording.Plural(int(p.Proposed), "person", "people"))
	return text + p.Asking.inWords()
}

// noRoom says what leaves a provider without room at each facility.
func (p *Provider) noRoom() string {
	var parts []string
	for _, place := range p.Places {
		parts = append(parts, place.LimitedBy+" ("+place.Facility+")")
	}
	return strings.Join(parts, "; ")
}

// inWords says how many near by would accept a provider, and whom they are
// proposed to.
func (a Asking) inWords() string {
	if a.Near == 0 {
		return " No household that can be matched is near enough."
	}
	return fmt.Sprintf(" Of %s near enough, %d would accept them: %d %s proposed here, %d to another provider, %d to nobody.",
		wording.Plural(a.Near, "household", "households"), a.Accept, a.Here, isAre(a.Here), a.Elsewhere, a.Nobody)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
