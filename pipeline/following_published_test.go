package pipeline_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// What must hold of any night's proposals, seen from the published tables alone,
// as an analyst could check it.

// publishedTurn is the turn of a household, placed or not.
type publishedTurn struct {
	household, place  string // no place: no proposal
	turn, size        int
	points, since     string
	kept              bool
	reason            string
	members           []publishedMember
	declined          map[string]bool // practitioners
	first             publishedMember
	firstIsNotCertain bool
}

// publishedMember is an active registrant.
type publishedMember struct {
	person, since, chsa, language, gender, need string
	anywhere, mustSpeak, mustBe                 bool
}

// publishedRoom is a place with room.
type publishedRoom struct {
	place, practitioner, chsa, wants, gender, languages string
	capacity, left                                      int
}

// publishedNight is the matching that a night published.
type publishedNight struct {
	turns []*publishedTurn // in their order
	rooms map[string]*publishedRoom
}

func (db openDatabase) table(t failer, columns int, query string, row func([]string)) {
	t.Helper()
	if err := eachRow(db, columns, query, row); err != nil {
		t.Fatalf("reading what is published: %v", err)
	}
}

func (w *testWorkspace) published(t failer) publishedNight {
	t.Helper()
	db := w.openSnapshot(t, "latest.duckdb")
	defer db.close(t)
	night := publishedNight{rooms: map[string]*publishedRoom{}}
	const rooms = `select practitioner_number || ' ' || facility_number, practitioner_number, coalesce(c.chsa, ''), c.requested_complexity,
		coalesce(p.gender, ''), coalesce(p.languages, ''), capacity::varchar
		from capacity as c left join providers as p using (practitioner_number) where capacity > 0`
	db.table(t, 7, rooms, func(v []string) {
		people, _ := figure(v[6])
		night.rooms[v[0]] = &publishedRoom{v[0], v[1], v[2], v[3], v[4], v[5], people, people}
	})
	turns := map[string]*publishedTurn{}
	add := func(v []string) {
		turn, _ := figure(v[2])
		size, _ := figure(v[3])
		if turn > 0 {
			turns[v[0]] = &publishedTurn{
				household: v[0], place: strings.TrimSpace(v[1]), turn: turn, size: size, points: v[4], since: v[5], kept: v[6] == "true", reason: v[7],
				declined: map[string]bool{},
			}
		}
	}
	count := 0
	db.table(t, 8, `select household_key::varchar, practitioner_number || ' ' || facility_number, turn::varchar, size::varchar, points::varchar,
		registered_on::varchar, kept::varchar, reason from match_proposals`, func(v []string) { count++; add(v) })
	if count != len(turns) {
		t.Fatalf("%d proposals are of %d households", count, len(turns))
	}
	db.table(t, 8, `select distinct household_key::varchar, '', coalesce(turn, 0)::varchar, coalesce(size, 0)::varchar, coalesce(points, 0)::varchar, '', 'false',
		coalesce(reason, '') from match_unplaced where turn is not null`, add)
	const members = `select household_key::varchar, person_key::varchar, registered_on::varchar, chsa, coalesce(language, ''),
		coalesce(provider_gender, ''), coalesce(complexity, 'low'), coalesce(any_distance, false)::varchar, coalesce(language_required, false)::varchar,
		coalesce(provider_gender_required, false)::varchar from registrants where status = 'active' or status = 'offered' and household_key in (
			select household_key from offers -- none of them open, as the household has a turn
		) order by registered_on`
	db.table(t, 10, members, func(v []string) {
		if h := turns[v[0]]; h != nil {
			h.add(publishedMember{v[1], v[2], v[3], v[4], v[5], v[6], v[7] == "true", v[8] == "true", v[9] == "true"})
		}
	})
	db.table(t, 2, `select household_key::varchar, practitioner_number from offers where outcome like 'declined%'`, func(v []string) {
		if h := turns[v[0]]; h != nil {
			h.declined[v[1]] = true
		}
	})
	for _, h := range turns {
		night.turns = append(night.turns, h)
	}
	sort.Slice(night.turns, func(i, j int) bool { return night.turns[i].turn < night.turns[j].turn })
	w.mustBeFree(t, db, turns)
	return night
}

// add puts a member in. Of two who registered on one day nobody can tell from
// what is published who came first. Somebody listed in it twice is one of them,
// as they registered first.
func (h *publishedTurn) add(m publishedMember) {
	for _, known := range h.members {
		if known.person == m.person {
			h.firstIsNotCertain = h.firstIsNotCertain || known.since == m.since && known != m
			return
		}
	}
	if len(h.members) == 0 {
		h.first = m
	} else if m.since == h.first.since && (m.chsa != h.first.chsa || m.anywhere != h.first.anywhere) {
		h.firstIsNotCertain = true
	}
	h.members = append(h.members, m)
}

// mustBeFree fails when somebody is proposed who is with a provider and stays,
// who is being handed over, or whose household has an offer.
func (w *testWorkspace) mustBeFree(t failer, db openDatabase, turns map[string]*publishedTurn) {
	t.Helper()
	const taken = `
		with today as (select max_by(as_of, run_id) as as_of from runs where state = 'done'),
		waits as (
			select household_key, person_key, bool_or(coalesce(attached_but_leaving, false)) as attached_but_leaving, min(registered_on) as registered_on
			from registrants where status = 'active' group by household_key, person_key
		)
		select w.household_key::varchar, 'is attached' from waits as w join attachments as a using (person_key) cross join today as t
		left join providers as p using (practitioner_number)
		where a.status <> 'Pending' and a.valid_from <= t.as_of and coalesce(a.valid_to > t.as_of, true)
			and not coalesce(w.attached_but_leaving, false) and not coalesce(p.left_practice_on <= t.as_of, false)
		union all
		select w.household_key::varchar, 'is handed over' from waits as w join transfer_patients as x using (person_key) join transfers as c using (transfer_id)
		where c.state = 'open' and x.disposition in ('awaiting', 'refused')
		union all
		select w.household_key::varchar, 'has an offer' from waits as w join offers as o using (household_key) where o.outcome = 'pending'
		union all
		select w.household_key::varchar, 'has died' from waits as w join persons as p using (person_key) cross join today as t where p.deceased_on <= t.as_of`
	db.table(t, 2, taken, func(v []string) {
		if turns[v[0]] != nil {
			t.Fatalf("a household has a turn, and somebody in it %s", v[1])
		}
	})
}

// near, meets and acceptable say of a room what the rules say, with what is
// published.
func (h *publishedTurn) acceptable(r *publishedRoom) bool {
	near := h.first.anywhere || len(r.chsa) == 4 && r.chsa[:3] == h.first.chsa[:3]
	for _, m := range h.members {
		near = near && (!m.mustSpeak || m.language == "" || slices.Contains(textParts(r.languages), m.language))
		near = near && (!m.mustBe || m.gender == "" || m.gender == r.gender)
	}
	return near && !h.declined[r.practitioner]
}

func (h *publishedTurn) prefers(a, b *publishedRoom) bool { return h.liking(a) > h.liking(b) }

// liking sorts as the rooms are preferred.
func (h *publishedTurn) liking(r *publishedRoom) string {
	need := 0
	spoken, liked := false, false
	for _, m := range h.members {
		need = max(need, slices.Index(needs, m.need))
		spoken = spoken || m.language != "" && slices.Contains(textParts(r.languages), m.language)
		liked = liked || m.gender != "" && m.gender == r.gender
	}
	return fmt.Sprintf("%d %v %v %v %06d", sharedDigits(h.first.chsa, r.chsa), yesNo(r.wants == "any" || r.wants == needs[need]), yesNo(spoken), yesNo(liked), r.capacity)
}

func yesNo(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mustPassNobodyOver takes the turns one after the other: nobody is given more
// than there is, and whoever gets nothing, or what they like less, came when all
// that they like more had less room than they are people.
func (night publishedNight) mustPassNobodyOver(t failer) {
	t.Helper()
	for i, h := range night.turns {
		if h.turn != i+1 || h.size != len(h.members) {
			t.Fatalf("turn %d is the %dth, of %d people who are %d", h.turn, i+1, h.size, len(h.members))
		}
		if h.place == "" || !h.kept {
			night.mustHaveNoBetter(t, h)
		}
		if h.place == "" {
			continue
		}
		given := night.rooms[h.place]
		if given == nil || given.left < h.size || !h.firstIsNotCertain && !h.acceptable(given) {
			t.Fatalf("turn %d has a place that is not acceptable, or has no room for %d", h.turn, h.size)
		}
		given.left -= h.size
	}
}

func (night publishedNight) mustHaveNoBetter(t failer, h *publishedTurn) {
	t.Helper()
	if h.firstIsNotCertain {
		return
	}
	var better []*publishedRoom
	given := night.rooms[h.place]
	for _, r := range night.rooms {
		if !h.acceptable(r) || given != nil && !h.before(r, given) {
			continue
		}
		better = append(better, r)
		if r.left >= h.size {
			t.Fatalf("turn %d was passed over: %s has room for %d, they are %d (%s)", h.turn, label(r.practitioner), r.left, h.size, h.reason)
		}
	}
	sort.Slice(better, func(i, j int) bool { return h.before(better[i], better[j]) })
	if len(better) > 0 {
		words := fmt.Sprintf("turn %d: provider %s had room for %d, the household is %d", h.turn, better[0].practitioner, better[0].left, h.size)
		if !strings.HasPrefix(h.reason, words) {
			t.Fatalf("the words are %q, not %q", h.reason, words)
		}
	} else if given != nil && h.reason != fmt.Sprintf("turn %d: first choice", h.turn) {
		t.Fatalf("turn %d has its first choice, and the words are %q", h.turn, h.reason)
	}
}

// before says whether a room is preferred to another.
func (h *publishedTurn) before(a, b *publishedRoom) bool {
	return h.prefers(a, b) || !h.prefers(b, a) && a.place < b.place
}

// mustKeep holds a night to the one before: a proposal stays while both sides
// still qualify and those who keep before it leave enough room.
func (night publishedNight) mustKeep(t failer, before publishedNight) {
	t.Helper()
	old := map[string]string{}
	for _, h := range before.turns {
		if h.place != "" {
			old[h.household] = h.place
		}
	}
	keptPeople := map[string][]*publishedTurn{}
	for _, h := range night.turns {
		if h.kept {
			if old[h.household] != h.place {
				t.Fatalf("turn %d keeps what it was not proposed", h.turn)
			}
			keptPeople[h.place] = append(keptPeople[h.place], h)
		}
	}
	for _, h := range night.turns {
		room := night.rooms[old[h.household]]
		if h.kept || room == nil || h.firstIsNotCertain || !h.acceptable(room) {
			continue
		}
		left, points := room.capacity, 0
		points, _ = figure(h.points)
		for _, other := range keptPeople[room.place] {
			if theirs, _ := figure(other.points); theirs >= points {
				left -= other.size
			}
		}
		if left >= h.size {
			t.Fatalf("turn %d lost a proposal that it could keep", h.turn)
		}
	}
}
