package matching_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"empanel/reconcile/matching"
)

// TestOptionsAreThoseOfTheTurns: what is told of a household is what it went
// through in its turn, over made-up pools in which people decline one another.
func TestOptionsAreThoseOfTheTurns(t *testing.T) {
	for seed := range uint64(40) {
		p := madeUpPool(rand.New(rand.NewPCG(seed, 7)))
		for _, turn := range matching.Turns(p) {
			o := matching.OptionsOf(p, turn.Household)
			if int(turn.Choices) != len(o.Acceptable) {
				t.Fatalf("seed %d: household %d has %d choices, its options are %d", seed, turn.Household, turn.Choices, len(o.Acceptable))
			}
			if turn.Room != matching.None && o.Acceptable[turn.Choice-1] != turn.Room {
				t.Fatalf("seed %d: household %d was given room %d, which is not option %d", seed, turn.Household, turn.Room, turn.Choice)
			}
			holdReason(t, turn, o)
			holdConditions(t, &p, turn.Household, o)
		}
	}
}

func holdReason(t *testing.T, turn matching.Turn, o matching.Options) {
	t.Helper()
	want := matching.Reason("")
	switch {
	case turn.Room != matching.None:
	case len(o.Near) == 0:
		want = matching.NobodyNear
	case len(o.Suitable) == 0:
		want = matching.ConditionsUnmet
	case len(o.Acceptable) == 0:
		want = matching.DeclinedBefore
	default:
		want = matching.NoRoomLeft
	}
	if turn.Reason != want {
		t.Fatalf("household %d has no room as %q, its options say %q", turn.Household, turn.Reason, want)
	}
}

// holdConditions holds the three ways of asking about one room to one another.
func holdConditions(t *testing.T, p *matching.Pool, household int32, o matching.Options) {
	t.Helper()
	profile := &p.Profiles[p.Households[household].Profile]
	for i := range p.Rooms {
		languages, genders := matching.Unmet(profile, &p.Rooms[i])
		near, suitable := slices.Contains(o.Near, int32(i)), slices.Contains(o.Suitable, int32(i))
		if met := len(languages)+len(genders) == 0; suitable != (near && met) || suitable != matching.Accepts(profile, &p.Rooms[i]) {
			t.Fatalf("room %d: near %t, conditions met %t, suitable %t", i, near, met, suitable)
		}
	}
}

func madeUpPool(dice *rand.Rand) matching.Pool {
	chsa := func() string { return []string{"", "1111", "1112", "1121", "2111"}[dice.IntN(5)] }
	some := func(words ...string) (list []string) {
		for _, w := range words {
			if dice.IntN(3) == 0 {
				list = append(list, w)
			}
		}
		return list
	}
	var p matching.Pool
	for i := range 12 {
		p.Rooms = append(p.Rooms, matching.Room{
			Practitioner: fmt.Sprintf("%05d", i/2), Facility: fmt.Sprintf("F%04d", i), Capacity: int32(1 + dice.IntN(6)),
			Wants: matching.Need(dice.IntN(4) - 1), CHSA: chsa(), Gender: []string{"", "F", "M"}[dice.IntN(3)], Languages: some("en", "fr", "pa"),
		})
	}
	for range 8 {
		p.Profiles = append(p.Profiles, matching.Profile{
			CHSA: chsa(), AnyDistance: dice.IntN(5) == 0, Need: matching.Need(dice.IntN(3)), Languages: some("en", "fr", "pa"),
			LanguagesRequired: some("pa"), Genders: some("F", "M"), GendersRequired: some("F"),
		})
	}
	for i := range int32(40) {
		h := matching.Household{Size: int32(1 + dice.IntN(4)), Points: 100 - i, Seniority: i, Profile: int32(dice.IntN(8)), Proposed: matching.None}
		if dice.IntN(3) == 0 {
			h.Proposed = int32(dice.IntN(12))
		}
		p.Households = append(p.Households, h)
		for dice.IntN(3) == 0 {
			p.Declined = append(p.Declined, matching.Declined{Household: i, Room: int32(dice.IntN(12))})
		}
	}
	return p
}
