package pipeline_test

import (
	"math"
	"slices"
	"sort"
	"strconv"
)

// Capacity: for how many more people a provider has room at a facility.

// roomTold is the capacity of one provider at one facility.
type roomTold struct {
	panel, came, pending, capacity int
	limitedBy                      []string // any of these
}

// capacities works out the capacity of every provider and facility with a
// preference.
func capacities(in feeds, all stays, cases map[string]caseTold, under rules) map[panelOf]roomTold {
	facilities := map[string][]string{}
	for _, row := range in.preferences {
		practitioner := row["practitioner_number"]
		facilities[practitioner] = append(facilities[practitioner], row["facility_number"])
	}
	told := map[panelOf]roomTold{}
	came := in.newPeople(all, cases, under.asOf)
	for practitioner, at := range facilities {
		sort.Strings(at)
		target, isNew := in.targetOf(practitioner, under.asOf)
		left := target - in.pendingWith(practitioner, all, under.asOf)
		for panel, people := range came {
			if panel.practitioner == practitioner {
				left -= people
			}
		}
		for _, facility := range at {
			place := panelOf{practitioner, facility}
			room := roomTold{panel: peopleOn(place, all, under.asOf), came: came[place], pending: in.pendingAt(place, all, under.asOf)}
			if isNew {
				room = in.shareOf(left, place, room)
			} else {
				room = in.figures(place, room)
			}
			if closed := in.closedPlace(place, under.asOf); closed != "" {
				room.capacity, room.limitedBy = 0, []string{closed}
			}
			left -= room.capacity
			told[place] = room
		}
	}
	return told
}

func (in feeds) preference(place panelOf) csvRow {
	return in.preferences[place.practitioner+"|"+place.facility]
}

// figures is the capacity where the rate and the desired size say it.
func (in feeds) figures(place panelOf, room roomTold) roomTold {
	row := in.preference(place)
	said := map[string]int{}
	if rate, stated := figure(row["monthly_capacity_rate"]); stated {
		said["monthly capacity rate"] = max(0, rate-room.came-room.pending)
	}
	if size, stated := figure(row["desired_panel_size"]); stated {
		said["desired panel size"] = max(0, size-room.panel-room.pending)
	}
	return room.least(said)
}

// shareOf is what a place gets of what is left of a target.
func (in feeds) shareOf(left int, place panelOf, room roomTold) roomTold {
	said := map[string]int{"monthly target": max(0, left)}
	if size, stated := figure(in.preference(place)["desired_panel_size"]); stated {
		said["desired panel size"] = max(0, size-room.panel-room.pending)
	}
	return room.least(said)
}

// least takes the lowest of some figures, and names every one that is as low.
func (room roomTold) least(said map[string]int) roomTold {
	if len(said) == 0 {
		room.limitedBy = []string{"no figure stated"}
		return room
	}
	room.capacity = math.MaxInt
	for _, people := range said {
		room.capacity = min(room.capacity, people)
	}
	for name, people := range said {
		if people == room.capacity {
			room.limitedBy = append(room.limitedBy, name)
		}
	}
	return room
}

// closedPlace says why nobody can be attached there at all.
func (in feeds) closedPlace(place panelOf, asOf string) string {
	clinic, known := in.clinics[place.facility]
	left := in.providers[place.practitioner]["left_practice_on"]
	switch {
	case in.preference(place)["accepting"] != "Y":
		return "not accepting"
	case left != "" && left <= asOf:
		return "left practice"
	case known && !holds(clinic["opened_on"], clinic["closed_on"], asOf):
		return "clinic closed"
	case len(in.affiliations) > 0 && !in.affiliated(place.practitioner, place.facility, asOf):
		return "not affiliated"
	}
	return ""
}

// targetOf gives the people a month of a provider new to practice.
func (in feeds) targetOf(practitioner, asOf string) (int, bool) {
	row := in.providers[practitioner]
	target, stated := figure(row["monthly_target"])
	return target, stated && (row["target_until"] == "" || asOf <= row["target_until"])
}

// newPeople counts who came to a provider for the first time in the month of a
// day, and not by a transfer, where they first came.
func (in feeds) newPeople(all stays, cases map[string]caseTold, asOf string) map[panelOf]int {
	came := map[panelOf]int{}
	for person, theirs := range all {
		seen := map[string]bool{}
		for _, s := range theirs {
			if seen[s.practitioner] {
				continue
			}
			seen[s.practitioner] = true
			if s.validFrom[:7] == asOf[:7] && s.validFrom <= asOf && !s.byTransfer && !in.handedTo(s, person, cases) {
				came[s.panel()]++
			}
		}
	}
	return came
}

// handedTo says whether a stay is how somebody of a cohort came to the provider
// who takes over, although the one before had removed them first.
func (in feeds) handedTo(s stay, person string, cases map[string]caseTold) bool {
	for id, c := range cases {
		told := c.people[person]
		if c.state != "cancelled" && in.transfers[id]["to_practitioner"] == s.practitioner && told.disposition != "extra" && told.joined == s.validFrom {
			return true
		}
	}
	return false
}

func peopleOn(place panelOf, all stays, day string) int {
	people := 0
	for person := range all {
		if s, found := all.on(person, day); found && s.panel() == place {
			people++
		}
	}
	return people
}

// pendingAt counts the people in open offers of a place.
func (in feeds) pendingAt(place panelOf, all stays, asOf string) int {
	people := 0
	for _, offer := range in.offers {
		if offer["practitioner_number"] == place.practitioner && offer["facility_number"] == place.facility {
			people += in.openFor(offer, all, asOf)
		}
	}
	return people
}

// openFor counts the people for whom an offer is open: all of the household who
// are on the list, and one at least, while nobody has answered; then those who
// had registered by the day of acceptance and have come to nobody since.
func (in feeds) openFor(offer csvRow, all stays, asOf string) int {
	accepted := offer["decided_on"]
	if accepted == "" {
		accepted = offer["offered_on"]
	}
	listed, awaited := 0, 0
	for _, row := range in.registrants {
		if row["household_id"] != offer["household_id"] || row["status"] != "active" && row["status"] != "offered" {
			continue
		}
		listed++
		if row["registered_on"] <= accepted && !all.cameTo(in.survivor(row["phn"]), accepted, asOf) {
			awaited++
		}
	}
	switch offer["outcome"] {
	case "pending":
		return max(1, listed)
	case "accepted":
		return awaited
	}
	return 0
}

// cameTo says whether somebody was attached to anybody on one of some days.
func (all stays) cameTo(person, from, to string) bool {
	return slices.ContainsFunc(all[person], func(s stay) bool { return s.validFrom >= from && s.validFrom <= to })
}

// pendingWith counts those in a provider's offers, wherever.
func (in feeds) pendingWith(practitioner string, all stays, asOf string) int {
	places, people := map[panelOf]bool{}, 0
	for _, offer := range in.offers {
		place := panelOf{practitioner, offer["facility_number"]}
		if offer["practitioner_number"] == practitioner && !places[place] {
			places[place] = true
			people += in.pendingAt(place, all, asOf)
		}
	}
	return people
}

func figure(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil
}
