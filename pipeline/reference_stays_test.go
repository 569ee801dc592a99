package pipeline_test

import (
	"slices"
	"sort"
)

// stay is that a person is with a provider at a facility from a day until, and
// without, another; an open stay has no end.
type stay struct {
	attachmentRow
	byTransfer bool // a transfer took them from the provider before
}

func (s stay) on(day string) bool {
	return s.validFrom <= day && (s.validTo == "" || day < s.validTo)
}

// stays are the attachments of everybody that lasted a day at least, by person
// and in their order.
type stays map[string][]stay

func staysOf(rows []attachmentRow) stays {
	byPerson := map[string][]attachmentRow{}
	for _, row := range rows {
		if row.status != "Pending" {
			byPerson[row.phn] = append(byPerson[row.phn], row)
		}
	}
	all := stays{}
	for person, theirs := range byPerson {
		sort.SliceStable(theirs, func(i, j int) bool { return theirs[i].validFrom < theirs[j].validFrom })
		for _, row := range theirs {
			if row.validFrom != row.validTo {
				all[person] = append(all[person], stay{row, cameByTransfer(row, theirs)})
			}
		}
	}
	return all
}

// cameByTransfer says whether a transfer ended the stay with another provider on
// the day on which this one begins. Who had them for no day had nobody to hand
// over.
func cameByTransfer(begun attachmentRow, theirs []attachmentRow) bool {
	for _, row := range theirs {
		if row.closeReason == "transferred" && row.validTo == begun.validFrom && row.validFrom != row.validTo && row.practitioner != begun.practitioner {
			return true
		}
	}
	return false
}

// on gives whom a person is with on a day.
func (all stays) on(person, day string) (stay, bool) {
	for _, s := range all[person] {
		if s.on(day) {
			return s, true
		}
	}
	return stay{}, false
}

// with says whether a person is with a provider on a day, wherever.
func (all stays) with(person, practitioner, day string) bool {
	s, found := all.on(person, day)
	return found && s.practitioner == practitioner
}

// everWith says whether a person was ever with one of two providers.
func (all stays) everWith(person, one, other string) bool {
	return slices.ContainsFunc(all[person], func(s stay) bool { return s.practitioner == one || s.practitioner == other })
}

// daysFrom gives every day of a range, both ends included.
func daysFrom(from, to string) []string {
	var days []string
	for day := from; day <= to && day != ""; day = daysLater(day, 1) {
		days = append(days, day)
	}
	return days
}

// died says whether a person had died by a day.
func (in feeds) died(person, by string) bool {
	on := in.persons[person]["deceased_on"]
	return on != "" && on <= by
}
