package matching

import (
	"fmt"
	"reflect"
	"testing"
)

// One household and two rooms: whatever makes the second better must make it
// the one that is given.

// here is a room that suits everybody in area 111.
func here(practitioner string, change func(*Room)) Room {
	r := Room{Practitioner: practitioner, Facility: "F1", Capacity: 2, Wants: Any, CHSA: "1111", Gender: "F", Languages: []string{"en"}}
	if change != nil {
		change(&r)
	}
	return r
}

func alone(p Profile, rooms ...Room) Pool {
	return Pool{Households: []Household{{Size: 1, Proposed: None}}, Profiles: []Profile{p}, Rooms: rooms}
}

var usual = Profile{CHSA: "1111", Need: Medium, Languages: []string{"fr"}, Genders: []string{"M"}}

func TestWhatIsPreferred(t *testing.T) {
	for _, c := range []struct {
		name          string
		worse, better func(*Room)
		anywhere      bool
	}{
		{"a closer community goes before all else", func(r *Room) {
			r.CHSA, r.Wants, r.Languages, r.Gender, r.Capacity = "1112", Medium, []string{"fr"}, "M", 9
		}, func(r *Room) { r.Wants = Low }, false},
		{"a shared area goes before another", func(r *Room) { r.CHSA, r.Wants = "1121", Medium }, func(r *Room) { r.CHSA, r.Wants = "1112", Low }, true},
		{"a shared beginning of two digits counts", func(r *Room) { r.CHSA = "1211" }, func(r *Room) { r.CHSA = "1121" }, true},
		{"a clinic that nobody knows is the furthest", func(r *Room) { r.CHSA = "" }, func(r *Room) { r.CHSA = "1999" }, true},
		{"wanted complexity goes before language", func(r *Room) { r.Wants, r.Languages = High, []string{"fr"} }, nil, false},
		{"any complexity is as good as its own", func(r *Room) { r.Wants = Medium }, func(r *Room) { r.Languages = []string{"fr"} }, false},
		{"language goes before gender", func(r *Room) { r.Gender = "M" }, func(r *Room) { r.Languages = []string{"en", "fr"} }, false},
		{"gender goes before room", func(r *Room) { r.Capacity = 9 }, func(r *Room) { r.Gender = "M" }, false},
		{"more room goes before a lower number", nil, func(r *Room) { r.Capacity = 3 }, false},
		{"a lower facility number goes last", func(r *Room) { r.Practitioner, r.Facility = "B", "F2" }, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := usual
			p.AnyDistance = c.anywhere
			turn := Turns(alone(p, here("A", c.worse), here("B", c.better)))[0]
			if turn.Room != 1 || turn.Choice != 1 || turn.Choices != 2 || turn.Kept {
				t.Errorf("got %+v", turn)
			}
		})
	}
	turn := Turns(alone(usual, here("B", nil), here("A", nil)))[0]
	if turn.Room != 1 {
		t.Errorf("of equal rooms not the lower number is given: %+v", turn)
	}
}

func TestWhyNobody(t *testing.T) {
	far := func(r *Room) { r.CHSA = "1121" }
	for _, c := range []struct {
		name     string
		profile  Profile
		rooms    []Room
		declined []Declined
		size     int32
		want     Turn
	}{
		{"no rooms", usual, nil, nil, 1, Turn{Room: None, Preferred: None, Reason: NobodyNear}},
		{"only far ones", usual, []Room{here("A", far)}, nil, 1, Turn{Room: None, Preferred: None, Reason: NobodyNear}},
		{"no community, no area", Profile{}, []Room{here("A", func(r *Room) { r.CHSA = "" })}, nil, 1, Turn{Room: None, Preferred: None, Reason: NobodyNear}},
		{"any distance", Profile{CHSA: "1111", AnyDistance: true}, []Room{here("A", far)}, nil, 1, Turn{Preferred: None, Choices: 1, Choice: 1}},
		{"language", Profile{CHSA: "1111", LanguagesRequired: []string{"fr"}}, []Room{here("A", nil)}, nil, 1, Turn{Room: None, Preferred: None, Reason: ConditionsUnmet}},
		{
			"one of two languages",
			Profile{CHSA: "1111", LanguagesRequired: []string{"en", "fr"}},
			[]Room{here("A", nil)},
			nil, 1,
			Turn{Room: None, Preferred: None, Reason: ConditionsUnmet},
		},
		{"gender", Profile{CHSA: "1111", GendersRequired: []string{"M"}}, []Room{here("A", nil)}, nil, 1, Turn{Room: None, Preferred: None, Reason: ConditionsUnmet}},
		{"both genders", Profile{CHSA: "1111", GendersRequired: []string{"F", "M"}}, []Room{here("A", nil)}, nil, 1, Turn{Room: None, Preferred: None, Reason: ConditionsUnmet}},
		{"declined", usual, []Room{here("A", nil)}, []Declined{{0, 0}}, 1, Turn{Room: None, Preferred: None, Reason: DeclinedBefore}},
		{"one declined, one not", usual, []Room{here("A", nil), here("B", nil)}, []Declined{{0, 0}}, 1, Turn{Room: 1, Preferred: None, Choices: 1, Choice: 1}},
		{
			"conditions of one, declined by the other",
			Profile{CHSA: "1111", GendersRequired: []string{"M"}},
			[]Room{here("A", nil), here("B", func(r *Room) { r.Gender = "M" })},
			[]Declined{{0, 1}},
			1,
			Turn{Room: None, Preferred: None, Reason: DeclinedBefore},
		},
		{"too many people", usual, []Room{here("A", nil), here("B", nil)}, nil, 3, Turn{Room: None, Choices: 2, Preferred: 0, Left: 2, Reason: NoRoomLeft}},
		{
			"the second has room", usual,
			[]Room{here("A", func(r *Room) { r.Gender = "M" }), here("B", func(r *Room) { r.Capacity = 3 })},
			nil, 3,
			Turn{Room: 1, Choices: 2, Choice: 2, Preferred: 0, Left: 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			pool := alone(c.profile, c.rooms...)
			pool.Households[0].Size, pool.Declined = c.size, c.declined
			if got := Turns(pool)[0]; got != c.want {
				t.Errorf("got %+v, not %+v", got, c.want)
			}
		})
	}
}

func TestWhoKeepsGoesFirst(t *testing.T) {
	room := here("A", nil)
	two := func(proposedToSecond int32) Pool {
		return Pool{
			Households: []Household{{Size: 1, Points: 9, Proposed: None}, {Size: 2, Points: 5, Seniority: 1, Proposed: proposedToSecond}},
			Profiles:   []Profile{usual}, Rooms: []Room{room},
		}
	}
	kept := Turns(two(0))
	want := []Turn{
		{Household: 1, Room: 0, Kept: true, Choices: 1, Choice: 1, Preferred: None},
		{Household: 0, Room: None, Choices: 1, Preferred: 0, Left: 0, Reason: NoRoomLeft},
	}
	if !reflect.DeepEqual(kept, want) {
		t.Errorf("got %+v", kept)
	}
	if fresh := Turns(two(None)); fresh[0].Household != 0 || fresh[0].Room != 0 || fresh[1].Left != 1 {
		t.Errorf("without a proposal priority decides: %+v", fresh)
	}

	for _, c := range []struct {
		name   string
		change func(*Pool)
	}{
		{"declined since", func(p *Pool) { p.Declined = []Declined{{1, 0}} }},
		{"too little room by now", func(p *Pool) { p.Rooms[0].Capacity = 1 }},
		{"not near any more", func(p *Pool) { p.Rooms[0].CHSA = "2111" }},
		{"a condition by now", func(p *Pool) { p.Profiles[0].GendersRequired = []string{"M"} }},
	} {
		pool := two(0)
		pool.Profiles = []Profile{usual}
		c.change(&pool)
		for _, turn := range Turns(pool) {
			if turn.Kept {
				t.Errorf("%s: kept %+v", c.name, turn)
			}
		}
	}

	// Two that keep, and room for one: the one with more points.
	pool := two(0)
	pool.Households[0] = Household{Size: 1, Points: 9, Proposed: 0}
	if turns := Turns(pool); !turns[0].Kept || turns[0].Household != 0 || turns[1].Kept || turns[1].Reason != NoRoomLeft || turns[1].Left != 1 {
		t.Errorf("got %+v", turns)
	}
	// A kept proposal that is by now the second choice says so.
	pool = two(1)
	pool.Rooms = append(pool.Rooms, here("B", nil))
	if turns := Turns(pool); turns[0].Room != 1 || turns[0].Choice != 2 || turns[0].Choices != 2 {
		t.Errorf("got %+v", turns)
	}
}

func TestWhoIsACandidate(t *testing.T) {
	low, medium, far := Profile{CHSA: "1112"}, Profile{CHSA: "1111", Need: Medium}, Profile{CHSA: "2111", AnyDistance: true}
	pool := Pool{
		Profiles: []Profile{low, medium, far, {CHSA: "2111"}, {CHSA: "1111", GendersRequired: []string{"M"}}},
		Households: []Household{
			{Size: 9, Points: 20, Seniority: 5, Profile: 0},
			{Size: 1, Points: 20, Seniority: 6, Profile: 2},
			{Size: 1, Points: 19, Seniority: 0, Profile: 3}, // too far
			{Size: 1, Points: 19, Seniority: 1, Profile: 4}, // other conditions
			{Size: 1, Points: 10, Seniority: 2, Profile: 1},
			{Size: 1, Points: 10, Seniority: 3, Profile: 1}, // declined
			{Size: 1, Points: 9, Seniority: 4, Profile: 0},
			{Size: 1, Points: 7, Seniority: 7, Profile: 1},
		},
		Declined: []Declined{{5, 0}},
	}
	for i := range pool.Households {
		pool.Households[i].Proposed = None
	}
	for _, c := range []struct {
		wants  Need
		fit    int32
		people int32
		want   string
	}{
		{Any, 13, 3, "0:20+0 1:20+0 4:10+0 6:9+0 7:7+0"},
		{Medium, 13, 3, "4:23+13 0:20+0 1:20+0 7:20+13 6:9+0"}, // equal points: who registered first
		{Low, 0, 1, "0:20+0 1:20+0"},
		{Low, 1, 2, "0:21+1 1:21+1 4:10+0 6:10+1"},
		{High, 5, 1, "0:20+0 1:20+0"},
	} {
		pool.Rooms = []Room{here("A", func(r *Room) { r.Wants, r.Capacity = c.wants, c.people })}
		got := ""
		for i, k := range Candidates(pool, 2, c.fit) {
			if k.Room != 0 || k.Rank != int32(i+1) {
				t.Errorf("rank %d: %+v", i+1, k)
			}
			got += fmt.Sprintf(" %d:%d+%d", k.Household, k.Points, k.Fit)
		}
		if got != " "+c.want {
			t.Errorf("who asks for %d with %d points is shown%s, not %s", c.wants, c.fit, got, c.want)
		}
	}
	pool.Rooms = []Room{here("A", nil), here("B", nil)}
	pool.Households = pool.Households[:1]
	if both := Candidates(pool, 2, 0); len(both) != 2 || both[0].Room != 0 || both[1].Room != 1 {
		t.Errorf("a household is a candidate in many places: %+v", both)
	}
}

func TestNobodyAndNothing(t *testing.T) {
	if turns, candidates := Turns(Pool{}), Candidates(Pool{}, 2, 13); len(turns)+len(candidates) != 0 {
		t.Errorf("got %v and %v", turns, candidates)
	}
}

// BenchmarkTurns is a night of the province: 400,000 people in households of one
// to four, and 3,000 providers with room.
func BenchmarkTurns(b *testing.B) {
	pool := province(400_000, 3_000)
	for b.Loop() {
		Turns(pool)
	}
}

// province makes people of 220 communities up, without any chance: neighbours
// differ in everything.
func province(people, rooms int32) Pool {
	var pool Pool
	languages, genders := [][]string{{"en"}, {"fr"}, {"en", "pa"}, {"zh"}}, []string{"F", "M"}
	community := func(n int32) string { return fmt.Sprintf("%d", 1000+n*7919%220) }
	profiles := map[string]int32{}
	for placed := int32(0); placed < people; {
		n := int32(len(pool.Households))
		p := Profile{CHSA: community(n), AnyDistance: n%40 == 0, Need: Need(n % 3), Languages: languages[n%4], Genders: genders[n%2 : n%2+1]}
		if n%9 == 0 {
			p.LanguagesRequired = p.Languages
		}
		key := fmt.Sprint(p)
		if _, known := profiles[key]; !known {
			profiles[key], pool.Profiles = int32(len(pool.Profiles)), append(pool.Profiles, p)
		}
		size := min(1+n%4, people-placed)
		pool.Households = append(pool.Households, Household{Size: size, Points: 500 - n/1000, Seniority: n, Profile: profiles[key], Proposed: None})
		placed += size
	}
	for n := range rooms {
		pool.Rooms = append(pool.Rooms, Room{
			Practitioner: fmt.Sprintf("%05d", n), Facility: "F1", Capacity: 1 + n%60, Wants: Need(n%4) - 1, CHSA: community(n * 3),
			Gender: genders[n%2], Languages: languages[n%4],
		})
	}
	return pool
}
