package pipeline_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestFoldOnRandomPeople holds the SQL of the fold to the reference on people
// drawn so that providers meet over them often: several claims each, few
// providers, few days, with removals, restores, deaths, transfers and releases.
func TestFoldOnRandomPeople(t *testing.T) {
	random(t, 10, func(t *rapid.T) { drawFoldCase(t).mustFoldAlike(t.Context(), t) })
}

func drawFoldCase(t *rapid.T) foldCase {
	c := foldCase{
		under: provinceSeed{
			Policy: 4 + bits(t, 2, "policy"), HoldDays: bits(t, 2, "hold days"), AsOf: bits(t, 2, "as of"),
		}.rules(),
		in: feeds{persons: map[string]csvRow{}, transfers: map[string]csvRow{}},
	}
	c.under.released = map[lineKey]string{}
	for n := range 2 {
		row := csvRow{
			"from_practitioner": practitionerOf(1 + bits(t, 1, "from")), "to_practitioner": practitionerOf(2 + bits(t, 1, "to")),
			"announced_on": foldDay(t), "effective_on": foldDay(t),
		}
		if bits(t, 1, "anywhere") == 0 {
			row["facility_number"] = facilityOf(1 + bits(t, 1, "facility"))
		}
		c.in.transfers[fmt.Sprint(n)] = row
	}
	file := 0
	for person := range 20 {
		c.addPerson(t, person+1, &file)
	}
	return c
}

// foldDay is one of a few days.
func foldDay(t *rapid.T) string { return daysLater("2026-03-01", bits(t, 3, "day")) }

// addPerson draws what happens to one person.
func (c *foldCase) addPerson(t *rapid.T, person int, file *int) {
	if bits(t, 3, "dies") == 7 {
		c.in.persons[phnOf(person)] = csvRow{"deceased_on": foldDay(t)}
	}
	for range 1 + bits(t, 2, "events") + bits(t, 2, "more") {
		*file++
		e := claimed(*file, "", "", "", foldDay(t))
		e.person, e.practitioner = phnOf(person), practitionerOf(1+[]int{0, 1, 2, 0}[bits(t, 2, "provider")])
		e.facility = facilityOf(1 + bits(t, 1, "facility"))
		e.receivedAt = seedInstants[bits(t, 1, "received")]
		switch what := bits(t, 4, "what"); {
		case what == 15:
			e.kind = changeClinicEvent
		case what == 14:
			e.kind = restoreEvent
		case what > 10:
			e.kind = removeEvent
			if what == 11 {
				e.facility = ""
			}
		case what > 8 && c.under.acceptedOnly:
			e.pending = true
		case what < 3 && c.under.hold:
			c.under.released[e.key()] = foldDay(t)
		}
		c.events = append(c.events, e)
	}
}
