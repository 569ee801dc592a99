package waiting

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// Household is a household on the Health Connect Registry: who it is, and
// if it could be matched, what it asked, its turn, and whom it looked at.
type Household struct {
	HouseholdID string        `json:"household_id"`
	People      []Person      `json:"people"`
	InPool      bool          `json:"in_pool"` // it could be matched; else it had no turn and all below is empty
	Asks        string        `json:"asks"`    // in a sentence
	Points      *Points       `json:"points,omitempty"`
	Turn        int32         `json:"turn,omitempty"`
	Turns       int32         `json:"turns,omitempty"` // of how many households
	Proposal    *Proposal     `json:"proposal,omitempty"`
	Reason      string        `json:"reason,omitempty"` // why there is none
	Acceptable  []Room        `json:"acceptable"`       // providers with room at the start of the run, the one it prefers first
	Others      []Unavailable `json:"not_acceptable"`   // providers near by, and those with room elsewhere
	Offers      []Offer       `json:"offers"`

	Size int32 `json:"-"` // people
}

// Person is somebody of a household on the list.
type Person struct {
	RegistrantID string `json:"registrant_id"`
	PHN          string `json:"phn"`
	Age          *int32 `json:"age"` // whole years; nil where it is not known, or they are no longer on the list
	Status       string `json:"status"`
	CHSA         string `json:"chsa"`
	RegisteredOn string `json:"registered_on"`
	InPool       bool   `json:"in_pool"`
	KeptOut      string `json:"kept_out,omitempty"` // the code of what keeps them out
	Why          string `json:"why"`                // they are in the pool or not
}

// Points are a household's points and their parts.
type Points struct {
	Points     int32  `json:"points"`
	Weeks      int32  `json:"weeks_points"`
	Need       int32  `json:"need_points"`
	Age        int32  `json:"age_points"`
	Newborn    int32  `json:"newborn_points"`
	Waited     int32  `json:"weeks_waiting"`
	Registered string `json:"registered_on"` // the first of them
	Complexity string `json:"complexity"`    // the highest
	Sentence   string `json:"sentence"`
}

// Proposal is the provider whom a household is proposed to.
type Proposal struct {
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	Choice       int32  `json:"choice"` // which of the acceptable providers, from 1
	Kept         bool   `json:"kept"`
	Since        string `json:"proposed_since"`
}

// Room is an acceptable provider as a household saw it in its turn.
type Room struct {
	Order        int    `json:"order"` // from 1, in which it prefers them
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	CHSA         string `json:"chsa"`
	Capacity     int32  `json:"capacity"` // people, at the start of the run
	Left         int32  `json:"left"`     // people, when its turn came
	Likeness     string `json:"likeness"` // why it is preferred to those after it
	What         string `json:"what"`     // happened
}

// Unavailable is providers who are not acceptable for one reason.
type Unavailable struct {
	Why      string   `json:"why"`
	Count    int      `json:"providers"` // provider and facility
	Examples []string `json:"examples"`
}

// household explains a household.
func (m *reader) household(ctx context.Context, id string) (*Household, error) {
	h := &Household{HouseholdID: m.look.Text(id), Acceptable: []Room{}, Others: []Unavailable{}}
	var err error
	if h.People, err = m.people(ctx, id); err != nil {
		return nil, err
	}
	if h.Offers, err = m.offers(ctx, id, nil); err != nil {
		return nil, err
	}
	profile, err := m.turn(ctx, id, h)
	if err != nil || !h.InPool {
		return h, err
	}
	h.Asks = m.look.Text(asks(profile))
	for i := range h.People {
		if p := &h.People[i]; p.InPool {
			if h.Proposal == nil {
				h.Reason = p.Why
			}
			p.Why = "in the pool"
		}
	}
	s, err := m.sight(ctx, id, profile, h)
	if err != nil {
		return nil, err
	}
	h.Acceptable = s.acceptable(h)
	if refused := s.refusedInWords(); h.Proposal == nil && len(h.Acceptable) == 0 && refused != "" {
		h.Reason = fmt.Sprintf("turn %d: %s", h.Turn, refused)
	}
	h.Others, err = m.unavailable(ctx, s)
	return h, err
}

// people reads who a household is.
func (m *reader) people(ctx context.Context, id string) ([]Person, error) {
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "people"), func(rows *sql.Rows, p *Person) error {
		var phn sql.NullInt64
		var age int32
		var registered sql.NullTime
		err := rows.Scan(&p.RegistrantID, &phn, &p.Status, &age, &p.CHSA, &registered, &p.InPool, &p.KeptOut, &p.Why)
		p.RegistrantID, p.PHN, p.Why = m.look.Text(p.RegistrantID), m.look.PHN(phn.Int64), m.look.Text(p.Why)
		p.RegisteredOn = ask.Day(registered)
		if age >= 0 {
			p.Age = &age
		}
		return err
	}, sql.Named("household", id))
}

// turn reads what a household asked, its points and its turn, if it had one.
func (m *reader) turn(ctx context.Context, id string, h *Household) (*matching.Profile, error) {
	found, err := warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "household"), func(rows *sql.Rows, p *matching.Profile) error {
		var points Points
		var proposal Proposal
		var registered time.Time
		var choices int32
		err := ScanProfile(rows, p, &h.Turn, &h.Turns, &h.Size, &registered, &points.Waited, &points.Weeks, &points.Need, &points.Age,
			&points.Newborn, &points.Points, &proposal.Practitioner, &proposal.Facility, &proposal.Since, &proposal.Kept, &choices, &proposal.Choice)
		points.Registered, points.Complexity = registered.Format(time.DateOnly), Complexity(p.Need)
		points.Sentence = points.sentence()
		h.Points = &points
		if proposal.Practitioner != "" {
			h.Proposal = &proposal
		}
		return err
	}, sql.Named("household", id))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	h.InPool = true
	return &found[0], nil
}

// sight is the providers as one household sees them in its turn.
type sight struct {
	profile *matching.Profile
	rooms   []seenRoom
	options matching.Options
	refused map[string]string // by practitioner number: who declined whom, and when
}

// seenRoom is a provider at a facility, and how many people had been proposed
// there before a turn.
type seenRoom struct {
	matching.Room
	taken int32
}

func (r *seenRoom) String() string { return r.Practitioner + " at " + r.Facility }

// sight reads the providers with room, and has package matching say which of
// them a household accepts, in the order in which it prefers them.
func (m *reader) sight(ctx context.Context, id string, profile *matching.Profile, h *Household) (s sight, err error) {
	s = sight{profile: profile, refused: map[string]string{}}
	if s.rooms, err = m.rooms(ctx, h.Turn, nil); err != nil {
		return s, err
	}
	pool := matching.Pool{
		Households: []matching.Household{{Size: h.Size, Proposed: matching.None}}, Profiles: []matching.Profile{*profile},
	}
	_, err = warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "declined"), func(rows *sql.Rows, _ *struct{}) error {
		var practitioner, outcome string
		var on sql.NullTime
		err := rows.Scan(&practitioner, &outcome, &on)
		s.refused[practitioner] = declinedInWords(outcome)
		return err
	}, sql.Named("household", id))
	for i := range s.rooms {
		pool.Rooms = append(pool.Rooms, s.rooms[i].Room)
		if s.refused[s.rooms[i].Practitioner] != "" {
			pool.Declined = append(pool.Declined, matching.Declined{Room: int32(i)})
		}
	}
	s.options = matching.OptionsOf(pool, 0)
	return s, err
}

// rooms reads the providers with room as they stood before a turn, or all places
// of one provider; null stands for all providers.
func (m *reader) rooms(ctx context.Context, turn int32, provider any) ([]seenRoom, error) {
	return warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "rooms"), func(rows *sql.Rows, r *seenRoom) error {
		return ScanRoom(rows, &r.Room, &r.taken)
	}, sql.Named("turn", turn), sql.Named("provider", provider))
}

// acceptable tells what a household found at each provider whom it accepts.
func (s *sight) acceptable(h *Household) []Room {
	rooms := make([]Room, 0, len(s.options.Acceptable))
	for i, room := range s.options.Acceptable {
		r := &s.rooms[room]
		one := Room{
			Order: i + 1, Practitioner: r.Practitioner, Facility: r.Facility, CHSA: r.CHSA, Capacity: r.Capacity, Left: r.Capacity - r.taken,
			Likeness: likenessInWords(s.profile, &r.Room),
		}
		switch {
		case h.Proposal != nil && int(h.Proposal.Choice) == i+1 && h.Proposal.Kept:
			one.What = "kept since " + h.Proposal.Since
		case h.Proposal != nil && int(h.Proposal.Choice) == i+1:
			one.What = fmt.Sprintf("turn %d: proposed", h.Turn)
		case h.Proposal != nil && h.Proposal.Kept && i < int(h.Proposal.Choice):
			one.What = "not asked: it keeps its proposal of " + h.Proposal.Since
		case h.Proposal != nil && int(h.Proposal.Choice) <= i:
			one.What = "not asked for"
		default:
			one.What = fmt.Sprintf("turn %d: provider %s had room for %d, the household is %d", h.Turn, r.Practitioner, one.Left, h.Size)
		}
		rooms = append(rooms, one)
	}
	return rooms
}

// refusedInWords says who and the household have declined one another, where
// that is one provider or a few who would do otherwise; else nothing.
func (s *sight) refusedInWords() string {
	var said []string
	for _, room := range s.options.Suitable {
		r := &s.rooms[room]
		var text string
		switch s.refused[r.Practitioner] {
		case "":
			continue
		case declinedByProvider:
			text = "provider " + r.Practitioner + " would do, and " + declinedByProvider
		default:
			text = "provider " + r.Practitioner + " would do, and they have declined them"
		}
		if !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	if len(said) > examplesShown {
		return ""
	}
	return strings.Join(said, "; ")
}

// unavailable counts the providers whom a household does not accept by what is
// against them: those near by, and those with room too far away.
func (m *reader) unavailable(ctx context.Context, s sight) ([]Unavailable, error) {
	var all grouped
	suitable := map[int32]bool{}
	for _, room := range s.options.Suitable {
		suitable[room] = true
		if r := &s.rooms[room]; s.refused[r.Practitioner] != "" {
			all.add(s.refused[r.Practitioner], r.String())
		}
	}
	near := map[int32]bool{}
	for _, room := range s.options.Near {
		near[room] = true
		if r := &s.rooms[room]; !suitable[room] {
			all.add(m.look.Text(unmetInWords(s.profile, &r.Room)), r.String())
		}
	}
	_, err := warehouse.RowsOf(ctx, m.DB, reconcile.Must(reconcile.Matches, "full"), func(rows *sql.Rows, _ *struct{}) error {
		var practitioner, facility, limited string
		err := rows.Scan(&practitioner, &facility, &limited)
		all.add(fullInWords(limited), practitioner+" at "+facility)
		return err
	}, sql.Named("chsa", s.profile.CHSA), sql.Named("anywhere", s.profile.AnyDistance))
	for i := range s.rooms {
		if !near[int32(i)] {
			all.add("has room in another Local Health Area", s.rooms[i].String())
		}
	}
	return all.sorted(), err
}
