package synth

import (
	"math/rand/v2"
	"time"

	"empanel/parsers/field"
)

// queue is the part of those waiting that one worker writes.
type queue struct {
	w                            *waitingOnly
	persons, registrants, offers *sheet
	households                   int
}

// waitingHousehold is what the members of a household that waits have in
// common.
type waitingHousehold struct {
	head                          int32 // index of its first member
	area                          int32
	registered, contact           field.Date // contact may be NoDate
	anyDistance, language, needed string
}

// write writes the files of one group and says how many households it has.
func (w *waitingOnly) write(d *delivery, n int) (int, error) {
	q := queue{w: w, persons: newSheet("persons"), registrants: newSheet("registrants"), offers: newSheet("offers")}
	for _, ch := range w.groups[n] {
		q.fill(ch)
	}
	defer w.progress.add(int64(q.registrants.rows()))
	d.counts.Registrants = q.registrants.rows()
	for k, s := range []*sheet{q.persons, q.registrants, q.offers} {
		after := time.Duration(60+3*n+k) * time.Second
		if err := d.putSheet(s, w.sheetName(s.feed, n, len(w.groups)), after); err != nil {
			return 0, err
		}
	}
	return q.households, nil
}

// fill makes the people of a chunk.
func (q *queue) fill(ch chunk) {
	dice := q.w.chance.dice(streamWaiting, uint64(ch.first))
	for done := int32(0); done < ch.count; {
		home := q.home(dice, ch.first+done, ch.area)
		size := min(waitingSize(dice.IntN(100)), ch.count-done)
		for k := range size {
			q.member(dice, &home, k)
		}
		if dice.IntN(50) == 0 {
			q.offer(dice, &home)
		}
		q.households++
		done += size
	}
}

// waitingSize is how many of a household wait: mostly one or two.
func waitingSize(percent int) int32 {
	for size, upTo := range []int{52, 80, 89, 95, 98} {
		if percent < upTo {
			return int32(size) + 1
		}
	}
	return 6
}

// home draws what a household has in common: one of six wishes for another
// language than English, and one of twenty needs it.
func (q *queue) home(dice *rand.Rand, head, area int32) waitingHousehold {
	first := q.w.first
	home := waitingHousehold{
		head: head, area: area, registered: first - 1 - field.Date(dice.IntN(2190)), contact: field.NoDate,
		anyDistance: yesNo(dice.IntN(10) == 0), needed: "N",
	}
	if dice.IntN(3) > 0 {
		home.contact = max(first-1-field.Date(dice.IntN(240)), home.registered)
	}
	if draw := dice.IntN(60); draw < 10 {
		home.language, home.needed = tongues[dice.IntN(len(tongues))], yesNo(draw < 3)
	}
	return home
}

// member writes number k of a household into the feeds persons and
// registrants.
func (q *queue) member(dice *rand.Rand, home *waitingHousehold, k int32) {
	w, i := q.w, home.head+k
	who := person{phn: w.issue.phn(uint64(i)), coveredTo: field.NoDate, diedOn: field.NoDate}
	w.bear(&who, int(i), int(k))
	expecting := dice.IntN(50) == 0
	switch {
	case expecting && k > 0 && dice.IntN(2) == 0: // newborn
		who.birth = w.first - 1 - field.Date(dice.IntN(180))
	case expecting:
		who.birth, who.sex = w.first-field.Date(18*365+dice.IntN(24*365)), 'F'
	}
	who.coveredFrom = who.birth
	chsa := w.areas[home.area].chsa
	q.persons.personRow(&who, chsa, 0)

	registered, contact := max(home.registered, who.birth), ""
	if home.contact != field.NoDate {
		contact = max(home.contact, registered).String()
	}
	gender, required := "", "N"
	if draw := dice.IntN(100); draw < 15 {
		gender, required = string("FFM"[dice.IntN(3)]), yesNo(draw < 4)
	}
	q.registrants.row("R"+pad(int64(i), 8), "H"+pad(int64(home.head), 8), digits(who.phn), who.birth.String(),
		registered.String(), contact, "active", chsa, home.anyDistance, home.language, home.needed,
		gender, required, needs(dice.IntN(100)), yesNo(expecting), "N")
}

// needs is how complex a person's needs are: not known of four in a hundred.
func needs(percent int) string {
	switch {
	case percent < 60:
		return "low"
	case percent < 88:
		return "medium"
	case percent < 96:
		return "high"
	}
	return ""
}

// offer writes an offer that a provider of the region made to a household: a
// pending one lately, another one within the last months.
func (q *queue) offer(dice *rand.Rand, home *waitingHousehold) {
	w := q.w
	near := w.regions[w.areas[home.area].region].providers
	provider := &w.providers[dice.IntN(len(w.providers))]
	if len(near) > 0 {
		provider = &w.providers[near[dice.IntN(len(near))]]
	}
	outcome := []string{"pending", "pending", "declined_provider", "declined_patient", "lapsed"}[dice.IntN(5)]
	days := 200
	if outcome == "pending" {
		days = 14
	}
	on := max(w.first-1-field.Date(dice.IntN(days)), home.registered)
	decided := ""
	if outcome != "pending" {
		decided = min(on+1+field.Date(dice.IntN(20)), w.first).String()
	}
	q.offers.row("O"+pad(int64(home.head), 8), "H"+pad(int64(home.head), 8), provider.number, w.clinics[provider.clinic].number,
		on.String(), outcome, decided)
}
