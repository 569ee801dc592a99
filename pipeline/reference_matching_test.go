package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"
)

// Matching: every household has its turn, and looks through every provider.

// registrant is a person who waits, as a row of the registrants feed says.
type registrant struct {
	csvRow
	person  string
	keptOut string
}

func (r registrant) before(other registrant) bool {
	return r.csvRow["registered_on"]+"|"+r.csvRow["registrant_id"] < other.csvRow["registered_on"]+"|"+other.csvRow["registrant_id"]
}

func (r registrant) says(column string) bool { return r.csvRow[column] == "Y" }

// household is one that can be matched: all of its people who wait.
type household struct {
	id      string
	members []registrant // who registered first comes first
	points  pointsTold
	weeks   int
}

type pointsTold struct{ weeks, need, age, newborn int }

func (p pointsTold) sum() int { return p.weeks + p.need + p.age + p.newborn }

// room is a place with capacity.
type room struct {
	panelOf
	capacity, left int
	chsa, wants    string
	gender         string
	languages      []string
}

// turnTold is what a household was given.
type turnTold struct {
	household household
	turn      int
	room      *room
	kept      bool
	since     int // the night
	choice    int
	choices   int
	words     string
	code      string
}

// matched is what a night proposes.
type matched struct {
	turns      []turnTold
	unplaced   map[string]string // by registrant: why
	candidates []string
}

// waiting says of everybody active or offered why they cannot be matched.
func (in feeds) waiting(all stays, cases map[string]caseTold, under rules) []registrant {
	var list []registrant
	for _, row := range in.registrants {
		if row["status"] == "active" || row["status"] == "offered" {
			list = append(list, registrant{csvRow: in.asAnswered(row, all, under.asOf), person: in.survivor(row["phn"])})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].before(list[j]) })
	registered := map[string]csvRow{} // by person: as they registered first
	waits := map[string]bool{}
	for i := range list {
		r := &list[i]
		first, again := registered[r.person]
		if !again {
			registered[r.person] = r.csvRow
		}
		r.keptOut = in.keptOut(*r, again, all, cases, under)
		listedTwice := r.keptOut == "registered_twice" && first["household_id"] == r.csvRow["household_id"] && first["status"] == "active"
		if r.csvRow["status"] == "active" && r.keptOut != "" && !listedTwice {
			waits[r.csvRow["household_id"]] = true
		}
	}
	for i := range list {
		if list[i].keptOut == "" && waits[list[i].csvRow["household_id"]] {
			list[i].keptOut = "household_waits"
		}
	}
	return list
}

// asAnswered has somebody whose every offer was declined or has lapsed wait
// again, whatever the list says.
func (in feeds) asAnswered(row csvRow, all stays, asOf string) csvRow {
	answered, open := false, false
	for _, offer := range in.offers {
		if offer["household_id"] == row["household_id"] {
			answered, open = true, open || in.openFor(offer, all, asOf) > 0
		}
	}
	if row["status"] != "offered" || !answered || open {
		return row
	}
	again := maps.Clone(row)
	again["status"] = "active"
	return again
}

func (in feeds) keptOut(r registrant, again bool, all stays, cases map[string]caseTold, under rules) string {
	with, attached := all.on(r.person, under.asOf)
	leftOn := in.providers[with.practitioner]["left_practice_on"]
	switch {
	case in.died(r.person, under.asOf):
		return "deceased"
	case again:
		return "registered_twice"
	case attached && !r.says("attached_but_leaving") && (leftOn == "" || leftOn > under.asOf):
		return "attached"
	case beingHandedOver(r.person, cases):
		return "in_transfer"
	case in.offered(r.csvRow["household_id"], "pending", all, under.asOf):
		return "offer_pending"
	case in.offered(r.csvRow["household_id"], "accepted", all, under.asOf):
		return "offer_accepted"
	}
	return ""
}

func beingHandedOver(person string, cases map[string]caseTold) bool {
	for _, c := range cases {
		disposition := c.people[person].disposition
		if c.state == "open" && (disposition == "awaiting" || disposition == "refused") {
			return true
		}
	}
	return false
}

func (in feeds) offered(household, outcome string, all stays, asOf string) bool {
	for _, offer := range in.offers {
		if offer["household_id"] == household && offer["outcome"] == outcome && in.openFor(offer, all, asOf) > 0 {
			return true
		}
	}
	return false
}

// households gives those that can be matched, by priority.
func (in feeds) households(list []registrant, under rules) []household {
	members := map[string][]registrant{}
	for _, r := range list {
		if r.csvRow["status"] == "active" && r.keptOut == "" {
			members[r.csvRow["household_id"]] = append(members[r.csvRow["household_id"]], r)
		}
	}
	var all []household
	for id, theirs := range members {
		h := household{id: id, members: theirs}
		h.points, h.weeks = in.pointsOf(h, under)
		all = append(all, h)
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].points.sum() > all[j].points.sum() || all[i].points.sum() == all[j].points.sum() && all[i].senior(all[j])
	})
	return all
}

func (h household) since() string { return h.members[0].csvRow["registered_on"] }

func (h household) senior(other household) bool {
	return h.since()+"|"+h.id < other.since()+"|"+other.id
}

func (in feeds) pointsOf(h household, under rules) (points pointsTold, weeks int) {
	rule := under.points()
	weeks = max(0, daysBetween(h.since(), under.asOf)/7)
	points.weeks = weeks * rule.weeks
	points.need = rule.need * h.need()
	for _, r := range h.members {
		born := in.persons[r.person]["birth_date"]
		if born == "" {
			born = r.csvRow["birth_date"]
		}
		if born != "" {
			if years := wholeYears(born, under.asOf); years < rule.under || years > rule.over {
				points.age = rule.age
			}
		}
		if r.says("pregnant_or_newborn") {
			points.newborn = rule.newborn
		}
	}
	return points, weeks
}

var needs = []string{"low", "medium", "high"}

func (h household) need() int {
	need := 0
	for _, r := range h.members {
		need = max(need, slices.Index(needs, r.csvRow["complexity"]))
	}
	return need
}

func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// wholeYears counts birthdays.
func wholeYears(born, on string) int {
	a, errA := time.Parse(time.DateOnly, born)
	b, errB := time.Parse(time.DateOnly, on)
	if errA != nil || errB != nil {
		return 0
	}
	years := b.Year() - a.Year()
	if b.Month() < a.Month() || b.Month() == a.Month() && b.Day() < a.Day() {
		years--
	}
	return years
}

// rooms gives the places with room, those with most room first.
func (in feeds) rooms(told map[panelOf]roomTold) []*room {
	var all []*room
	for place, capacity := range told {
		if capacity.capacity < 1 {
			continue
		}
		provider := in.providers[place.practitioner]
		wants := in.preference(place)["requested_complexity"]
		if wants == "" {
			wants = "any"
		}
		all = append(all, &room{
			panelOf: place, capacity: capacity.capacity, left: capacity.capacity, chsa: in.clinics[place.facility]["chsa"],
			wants: wants, gender: provider["gender"], languages: textParts(provider["languages"]),
		})
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return a.capacity > b.capacity || a.capacity == b.capacity && a.practitioner+a.facility < b.practitioner+b.facility
	})
	return all
}

func textParts(list string) []string {
	var parts []string
	for _, part := range strings.Split(list, ";") {
		if strings.TrimSpace(part) != "" {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return parts
}

// near says whether a room is near enough, which those say who registered first.
func (h household) near(r *room) bool {
	first := h.members[0]
	return first.says("any_distance") || r.chsa != "" && r.chsa[:3] == first.csvRow["chsa"][:3]
}

// meets says whether every condition of every member holds.
func (h household) meets(r *room) bool {
	for _, member := range h.members {
		language, gender := member.csvRow["language"], member.csvRow["provider_gender"]
		if member.says("language_required") && language != "" && !slices.Contains(r.languages, language) ||
			member.says("provider_gender_required") && gender != "" && gender != r.gender {
			return false
		}
	}
	return true
}

// declined says whether one has declined the other before, wherever that was.
func (in feeds) declined(h household, r *room) bool {
	for _, offer := range in.offers {
		if offer["household_id"] == h.id && offer["practitioner_number"] == r.practitioner &&
			(offer["outcome"] == "declined_provider" || offer["outcome"] == "declined_patient") {
			return true
		}
	}
	return false
}

// prefers compares two acceptable rooms: the first thing in which they differ
// decides, and nothing else does.
func (h household) prefers(a, b *room) bool {
	first := h.members[0].csvRow["chsa"]
	if x, y := sharedDigits(first, a.chsa), sharedDigits(first, b.chsa); x != y {
		return x > y
	}
	for _, better := range []func(*room) bool{h.isWanted, h.sharesLanguage, h.likesGender} {
		if better(a) != better(b) {
			return better(a)
		}
	}
	if a.capacity != b.capacity {
		return a.capacity > b.capacity
	}
	return a.practitioner+a.facility < b.practitioner+b.facility
}

func (h household) isWanted(r *room) bool { return r.wants == "any" || r.wants == needs[h.need()] }

func (h household) sharesLanguage(r *room) bool {
	return slices.ContainsFunc(h.members, func(m registrant) bool { return slices.Contains(r.languages, m.csvRow["language"]) })
}

func (h household) likesGender(r *room) bool {
	return slices.ContainsFunc(h.members, func(m registrant) bool {
		return m.csvRow["provider_gender"] != "" && m.csvRow["provider_gender"] == r.gender
	})
}

func sharedDigits(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// matchSlowly gives every household its turn. The proposals of the night before
// are known by household.
func (in feeds) matchSlowly(list []registrant, rooms []*room, before map[string]turnTold, run int, under rules) matched {
	result := matched{unplaced: map[string]string{}}
	all := in.households(list, under)
	kept := map[string]bool{}
	for _, h := range all {
		old, found := before[h.id]
		if !found {
			continue
		}
		t := turnTold{household: h, turn: len(result.turns) + 1, kept: true, since: old.since}
		acceptable := in.acceptable(h, rooms)
		t.choices = len(acceptable)
		for i, r := range acceptable {
			if r.panelOf == old.room.panelOf && r.left >= len(h.members) {
				t.room, t.choice, kept[h.id] = r, i+1, true
				r.left -= len(h.members)
				t.words = fmt.Sprintf("kept since R%06d", t.since)
				result.turns = append(result.turns, t)
			}
		}
	}
	for _, h := range all {
		if !kept[h.id] {
			result.turns = append(result.turns, in.choose(h, rooms, len(result.turns)+1, run))
		}
	}
	result.listUnplaced(list)
	result.candidates = in.candidates(all, rooms, under)
	return result
}

func (in feeds) acceptable(h household, rooms []*room) []*room {
	var acceptable []*room
	for _, r := range rooms {
		if h.near(r) && h.meets(r) && !in.declined(h, r) {
			acceptable = append(acceptable, r)
		}
	}
	sort.SliceStable(acceptable, func(i, j int) bool { return h.prefers(acceptable[i], acceptable[j]) })
	return acceptable
}

func (in feeds) choose(h household, rooms []*room, turn, run int) turnTold {
	acceptable := in.acceptable(h, rooms)
	t := turnTold{household: h, turn: turn, since: run, choices: len(acceptable)}
	for i, r := range acceptable {
		if r.left < len(h.members) {
			continue
		}
		t.room, t.choice, t.words = r, i+1, fmt.Sprintf("turn %d: first choice", turn)
		if i > 0 {
			t.words = fmt.Sprintf("turn %d: provider %s had room for %d, the household is %d", turn, acceptable[0].practitioner, acceptable[0].left, len(h.members))
		}
		r.left -= len(h.members)
		return t
	}
	t.code = in.whyNobody(h, rooms)
	if t.code == "no_room_left" {
		t.words = fmt.Sprintf("turn %d: provider %s had room for %d, the household is %d", turn, acceptable[0].practitioner, acceptable[0].left, len(h.members))
	}
	return t
}

func (in feeds) whyNobody(h household, rooms []*room) string {
	code := "nobody_near"
	for _, r := range rooms {
		switch {
		case !h.near(r):
		case !h.meets(r):
			if code == "nobody_near" {
				code = "conditions_unmet"
			}
		case in.declined(h, r):
			code = "declined_before"
		default:
			return "no_room_left"
		}
	}
	return code
}

// listUnplaced says of everybody active without a proposal why.
func (m matched) listUnplaced(list []registrant) {
	placed, code := map[string]bool{}, map[string]string{}
	for _, t := range m.turns {
		placed[t.household.id], code[t.household.id] = t.room != nil, t.code
	}
	for _, r := range list {
		if id := r.csvRow["household_id"]; r.csvRow["status"] == "active" && (r.keptOut != "" || !placed[id]) {
			because := r.keptOut
			if because == "" {
				because = code[id]
			}
			m.unplaced[r.csvRow["registrant_id"]] = because
		}
	}
}

// candidates lists for each room the acceptable households with most points,
// those for fitting included.
func (in feeds) candidates(all []household, rooms []*room, under rules) []string {
	var told []string
	for _, r := range rooms {
		var acceptable []household
		for _, h := range all {
			if h.near(r) && h.meets(r) && !in.declined(h, r) {
				acceptable = append(acceptable, h)
			}
		}
		fit := func(h household) int {
			if r.wants == needs[h.need()] {
				return under.points().fit
			}
			return 0
		}
		sort.Slice(acceptable, func(i, j int) bool {
			a, b := acceptable[i].points.sum()+fit(acceptable[i]), acceptable[j].points.sum()+fit(acceptable[j])
			return a > b || a == b && acceptable[i].senior(acceptable[j])
		})
		for i, h := range acceptable {
			if i < r.capacity*under.points().times {
				told = append(told, fmt.Sprintf("%s %s %d %s %d %d", r.practitioner, r.facility, i+1, h.id, fit(h), h.points.sum()+fit(h)))
			}
		}
	}
	return told
}
