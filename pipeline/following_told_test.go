package pipeline_test

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline"
)

// What follows from the registry (transfers as cases, capacity, matching), held
// row by row to the slow reference, on random provinces over several nights.

// following is what follows from the registry, in lines of labels.
type following map[string][]string

// slowFollowing is the reference of a night, and what the next one has to know
// of it.
type slowFollowing struct {
	lines     following
	proposals map[string]turnTold
}

func followSlowly(files []*sentFile, under rules, before map[string]turnTold, run int) slowFollowing {
	lines := acceptedLines(files)
	result := reconcileSlowly(files, under)
	in, all := feedsInForce(lines, map[lineKey]lineResult{}), staysOf(result.attachments)
	cases := followTransfers(lines, result, under)
	rooms := capacities(in, all, cases, under)
	waiting := in.waiting(all, cases, under)
	matched := in.matchSlowly(waiting, in.rooms(rooms), before, run, under)
	slow := slowFollowing{lines: following{}, proposals: map[string]turnTold{}}
	for _, t := range matched.turns {
		if t.room != nil {
			slow.proposals[t.household.id] = t
		}
	}
	if len(in.transfers)+len(in.preferences)+len(in.registrants) > 0 {
		slow.lines.tellCases(cases)
		slow.lines.tellRooms(rooms)
		slow.lines.tellTurns(matched)
	}
	for _, rows := range slow.lines {
		for i := range rows {
			rows[i] = inLabels(rows[i])
		}
		sort.Strings(rows)
	}
	return slow
}

func (f following) say(relation, format string, values ...any) {
	f[relation] = append(f[relation], fmt.Sprintf(format, values...))
}

func (f following) tellCases(cases map[string]caseTold) {
	for id, c := range cases {
		counted := map[string]int{}
		for person, told := range c.people {
			counted[told.disposition]++
			f.say("transfer_patients", "%s %s %s (%s) with %s at %s left %s joined %s gap %s", id, label(person), told.disposition, told.reason,
				label(told.with), label(told.at), label(told.left), label(told.joined), label(told.gap))
		}
		f.say("transfers", "%s %s deceased %d moved %d elsewhere %d staying %d refused %d awaiting %d extra %d", id, c.state,
			counted["deceased"], counted["moved"], counted["elsewhere"], counted["staying"], counted["refused"], counted["awaiting"], counted["extra"])
	}
}

func (f following) tellRooms(rooms map[panelOf]roomTold) {
	for place, r := range rooms {
		f.say("capacity", "%s %s panel %d this month %d pending %d capacity %d", label(place.practitioner), label(place.facility),
			r.panel, r.came, r.pending, r.capacity)
		for _, figure := range r.limitedBy {
			f.say("limits", "%s %s %s", label(place.practitioner), label(place.facility), figure)
		}
	}
}

func (f following) tellTurns(m matched) {
	for _, t := range m.turns {
		if t.room == nil {
			continue
		}
		p := t.household.points
		f.say("match_proposals", "%s %s %s turn %d size %d points %d+%d+%d+%d weeks %d since %s kept %v choice %d of %d: %s", t.household.id,
			label(t.room.practitioner), label(t.room.facility), t.turn, len(t.household.members), p.weeks, p.need, p.age, p.newborn, t.household.weeks,
			t.household.since(), t.kept, t.choice, t.choices, t.words)
	}
	words, turns := map[string]string{}, map[string]int{}
	for _, t := range m.turns {
		words[t.household.id], turns[t.household.id] = t.words, t.turn
	}
	for id, code := range m.unplaced {
		f.say("match_unplaced", "%s %s", id, code)
	}
	for _, t := range m.turns {
		if t.words != "" && t.room == nil {
			f.say("words", "%s %s", t.household.id, t.words)
		}
	}
	f["match_candidates"] = m.candidates
}

// followed reads what follows from a registry.
func (w *testWorkspace) followed(t failer) following {
	t.Helper()
	db := openToRead(t, w.Registry())
	defer db.close(t)
	got := following{}
	for relation, query := range followedQueries {
		columns := strings.Count(query, "%") + 1
		err := eachRow(db, 1, strings.ReplaceAll(query, "%", "|| ' ' ||"), func(v []string) { got[relation] = append(got[relation], inLabels(v[0])) })
		if err != nil {
			t.Fatalf("reading %s of %d columns: %v", relation, columns, err)
		}
		sort.Strings(got[relation])
	}
	return got
}

// inLabels puts labels in the place of numbers.
func inLabels(row string) string {
	words := strings.Split(row, " ")
	for i, word := range words {
		if !strings.Contains(word, ";") && len(word) > 2 {
			words[i] = label(word)
		}
	}
	return strings.Join(words, " ")
}

var followedQueries = map[string]string{
	"transfer_patients": `select transfer_id % phn::varchar % disposition % '(' || coalesce(reason, '') || ') with' %
		coalesce(practitioner_number, '-') % 'at' % coalesce(facility_number, '-') % 'left' % coalesce(left_on::varchar, '-') % 'joined' %
		coalesce(joined_on::varchar, '-') % 'gap' % coalesce(gap_days::varchar, '-') from transfer_patients`,
	"transfers": `select transfer_id % state % 'deceased' % deceased % 'moved' % moved % 'elsewhere' % elsewhere % 'staying' % staying
		% 'refused' % refused % 'awaiting' % awaiting % 'extra' % extra from transfer_cases`,
	"capacity": `select practitioner_number % facility_number % 'panel' % panel % 'this month' % attached_this_month % 'pending' % pending %
		'capacity' % capacity from capacity`,
	"limits": `select practitioner_number % facility_number % limited_by from capacity`,
	"match_proposals": `select household_id % practitioner_number % facility_number % 'turn' % turn % 'size' % size % 'points' %
		weeks_points || '+' || need_points || '+' || age_points || '+' || newborn_points % 'weeks' % weeks_waiting % 'since' % registered_on % 'kept' % kept::varchar %
		'choice' % choice % 'of' % choices || ': ' || reason from match_proposals`,
	"match_unplaced":   `select registrant_id % code from match_unplaced`,
	"words":            `select distinct household_id % regexp_replace(reason, ', and so had .*', '') from match_unplaced where code = 'no_room_left'`,
	"match_candidates": `select practitioner_number % facility_number % rank % household_id % fit_points % points from match_candidates`,
}

// difference lists where two tellings of what follows differ.
func (f following) difference(other following, mine, theirs string) string {
	var out strings.Builder
	for _, relation := range []string{"transfers", "transfer_patients", "capacity", "limits", "match_unplaced", "match_proposals", "words", "match_candidates"} {
		for _, row := range onlyInFirst(f[relation], other[relation]) {
			fmt.Fprintf(&out, "%s, only %s: %s\n", relation, mine, row)
		}
		if relation == "limits" {
			continue // of several figures that are as low, any may be named
		}
		for _, row := range onlyInFirst(other[relation], f[relation]) {
			fmt.Fprintf(&out, "%s, only %s: %s\n", relation, theirs, row)
		}
	}
	return out.String()
}

// nightAs does one run as of a day, at a moment that is the same for all.
func (w *testWorkspace) nightAs(t failer, files []*sentFile, asOf string) {
	t.Helper()
	err := w.deliver(files)
	if err == nil {
		_, err = pipeline.Run(context.Background(), pipeline.Options{Workspace: w.Dir(), AsOf: field.ISODate([]byte(asOf))})
	}
	if err != nil {
		t.Fatalf("run as of %s: %v\n%s", asOf, err, story(files))
	}
}

func openWorkspace(t failer, under rules) (w *testWorkspace, discard func()) {
	t.Helper()
	w, err := newTestWorkspace(under)
	if err != nil {
		t.Fatalf("making a workspace: %v", err)
	}
	return w, func() {
		if err := w.discard(); err != nil {
			t.Fatalf("removing the workspace: %v", err)
		}
	}
}
