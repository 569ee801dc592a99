// Package matching lets the households that wait for a provider choose, one
// after the other, among the providers with room, and lists for each provider
// the households that come first. It is the one rule that SQL cannot say well:
// what a household can choose depends on what all before it have chosen.
//
// It is a pure function of its input: no clock, no database, no order of maps.
// It imports nothing of this project.
package matching

import (
	"cmp"
	"slices"
	"strings"
)

// None stands for no provider.
const None int32 = -1

// Need is how much care somebody needs, as the registrants feed has it.
type Need int32

// The needs, and what a provider may ask for.
const (
	Low Need = iota
	Medium
	High
	Any Need = -1 // of a provider: whoever comes
)

// Profile is what households ask of a provider.
type Profile struct {
	CHSA              string // four digits; those who share the first three share a Local Health Area
	AnyDistance       bool
	Need              Need
	Languages         []string // anybody's; one shared is enough to be preferred
	LanguagesRequired []string // all must be spoken
	Genders           []string // wished
	GendersRequired   []string // all must be met
}

// Room is a provider at a facility with room for somebody.
type Room struct {
	Practitioner string
	Facility     string
	Capacity     int32 // people, at the start of the run
	Wants        Need
	CHSA         string // of the clinic; empty where it is not known
	Gender       string
	Languages    []string
}

// Household is one that can be matched. It is matched whole.
type Household struct {
	Size      int32 // people
	Points    int32 // priority
	Seniority int32 // its place by first registration, then id; from 0
	Profile   int32 // place in Pool.Profiles
	Proposed  int32 // place in Pool.Rooms of the proposal of the run before, or None
}

// Pool is what a matching begins with.
type Pool struct {
	Households []Household // by points, the highest first, then seniority
	Profiles   []Profile
	Rooms      []Room
	Declined   []Declined
}

// Declined is a household and a provider of whom one has declined the other.
type Declined struct{ Household, Room int32 }

// matcher is a pool made ready for asking who suits whom.
type matcher struct {
	Pool
	rank     []int32 // of rooms: most room first, then practitioner and facility number
	ranked   []int32 // rooms by rank
	near     map[string][]int32
	declined map[int32][]int32 // rooms that a household cannot have; most have none
	uses     []int32           // households per profile
	choices  [][]int32         // per profile that several households have, once asked for
	keys     []uint64          // memory to sort in
}

func newMatcher(p Pool) *matcher {
	m := &matcher{
		Pool: p, rank: make([]int32, len(p.Rooms)), near: map[string][]int32{}, declined: map[int32][]int32{},
		uses: make([]int32, len(p.Profiles)), choices: make([][]int32, len(p.Profiles)),
	}
	for i := range p.Rooms {
		m.ranked = append(m.ranked, int32(i))
	}
	slices.SortFunc(m.ranked, func(a, b int32) int {
		x, y := &p.Rooms[a], &p.Rooms[b]
		return cmp.Or(cmp.Compare(y.Capacity, x.Capacity), strings.Compare(x.Practitioner, y.Practitioner), strings.Compare(x.Facility, y.Facility))
	})
	for rank, room := range m.ranked {
		m.rank[room] = int32(rank)
		if area := area(p.Rooms[room].CHSA); area != "" {
			m.near[area] = append(m.near[area], room)
		}
	}
	for _, d := range p.Declined {
		m.declined[d.Household] = append(m.declined[d.Household], d.Room)
	}
	for i := range p.Households {
		m.uses[p.Households[i].Profile]++
	}
	return m
}

// area is the Local Health Area of a CHSA: its first three digits.
func area(chsa string) string {
	if len(chsa) < 3 {
		return ""
	}
	return chsa[:3]
}

// within gives the rooms that are near enough for a profile.
func (m *matcher) within(p *Profile) []int32 {
	if p.AnyDistance {
		return m.ranked
	}
	return m.near[area(p.CHSA)]
}

// suits says whether every condition of a profile holds for a room that is near
// enough.
func suits(p *Profile, r *Room) bool {
	for _, language := range p.LanguagesRequired {
		if !slices.Contains(r.Languages, language) {
			return false
		}
	}
	for _, gender := range p.GendersRequired {
		if r.Gender != gender {
			return false
		}
	}
	return true
}

// preferred gives the rooms that suit a profile, the one it prefers first:
// the longest common beginning of the CHSA, then a provider who asks for its
// need or for any, then a shared language, then the wished gender, then the rank.
func (m *matcher) preferred(profile int32) []int32 {
	if m.choices[profile] != nil {
		return m.choices[profile]
	}
	p := &m.Profiles[profile]
	near := m.within(p)
	keys := m.keys[:0]
	for _, room := range near {
		if r := &m.Rooms[room]; suits(p, r) {
			keys = append(keys, dislike(p, r)<<32|uint64(m.rank[room]))
		}
	}
	slices.Sort(keys)
	m.keys = keys
	rooms := make([]int32, len(keys))
	for i, key := range keys {
		rooms[i] = m.ranked[uint32(key)]
	}
	if m.uses[profile] > 1 {
		m.choices[profile] = rooms
	}
	return rooms
}

// acceptable gives the rooms that a household can have, the one it prefers first.
func (m *matcher) acceptable(household int32) []int32 {
	rooms := m.preferred(m.Households[household].Profile)
	declined := m.declined[household]
	if declined == nil {
		return rooms
	}
	return slices.DeleteFunc(slices.Clone(rooms), func(room int32) bool { return slices.Contains(declined, room) })
}

// dislike is the less the more a profile prefers a room, rank apart.
func dislike(p *Profile, r *Room) uint64 {
	l := LikenessOf(p, r)
	less := uint64(longestCHSA - l.CHSA)
	for _, met := range []bool{l.Need, l.Language, l.Gender} {
		less <<= 1
		if !met {
			less++
		}
	}
	return less
}

const longestCHSA = 4

// common is how many first digits two CHSAs have in common.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && n < longestCHSA && a[n] == b[n] {
		n++
	}
	return n
}
