package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
)

// Transfers of panels: what has become of everybody, told day by day.

// caseTold is where a transfer stands and what has become of its people.
type caseTold struct {
	state  string
	people map[string]personTold
}

// personTold is what has become of one person.
type personTold struct {
	disposition, reason string
	with, at            string // whom they are with, and where
	left, joined, gap   string
}

// aCase is a transfer as in force, up to the day to which it is told.
type aCase struct {
	id, from, to, facility     string
	announced, ends, until     string
	cancelled, over, announces bool
}

func caseOf(row csvRow, in feeds, under rules) aCase {
	c := aCase{
		id: row["transfer_id"], from: row["from_practitioner"], to: row["to_practitioner"], facility: row["facility_number"],
		announced: row["announced_on"], ends: daysLater(row["effective_on"], under.windowDays()),
		cancelled: row["status"] == "cancelled",
	}
	c.until = min(under.asOf, c.ends)
	if c.cancelled {
		c.until = min(c.until, in.transferHeard[c.id])
	}
	c.over, c.announces = c.ends < under.asOf, c.announced <= under.asOf
	return c
}

// followTransfers tells every transfer.
func followTransfers(lines []evidenceLine, result expected, under rules) map[string]caseTold {
	in := feedsInForce(lines, map[lineKey]lineResult{})
	all, told := staysOf(result.attachments), map[string]caseTold{}
	claims := claimsAbout(lines, in)
	for _, row := range in.transfers {
		c := caseOf(row, in, under)
		people := map[string]personTold{}
		for person := range all {
			switch {
			case !all.everWith(person, c.from, c.to): // to be quicker
			case c.inCohort(person, all):
				people[person] = c.follow(person, all, in, claims[person], result.lines)
			case c.joined(person, all) != "":
				people[person] = personTold{disposition: "extra", joined: c.joined(person, all)}
			}
		}
		told[c.id] = caseTold{state: c.state(people), people: people}
	}
	return told
}

// inCohort says whether the provider had the person, at the facility of the
// case, on any day from its announcement on.
func (c aCase) inCohort(person string, all stays) bool {
	return slices.ContainsFunc(daysFrom(c.announced, c.until), func(day string) bool { return c.has(person, day, all) })
}

// has says whether the person is on the panel that is handed over.
func (c aCase) has(person, day string, all stays) bool {
	s, found := all.on(person, day)
	return found && s.practitioner == c.from && (c.facility == "" || c.facility == s.facility)
}

// joined is the first day on which the person came to the provider who takes
// over, from the announcement on; none when they have not come.
func (c aCase) joined(person string, all stays) string {
	for _, day := range daysFrom(c.announced, c.until) {
		if all.with(person, c.to, day) && !all.with(person, c.to, daysLater(day, -1)) {
			return day
		}
	}
	return ""
}

// left is the first day, after one in the cohort, on which the person is no
// more on the panel that is handed over.
func (c aCase) left(person string, all stays) string {
	had := false
	for _, day := range daysFrom(c.announced, c.until) {
		has := c.has(person, day, all)
		if had && !has {
			return day
		}
		had = had || has
	}
	return ""
}

func (c aCase) follow(person string, all stays, in feeds, claims []evidenceLine, outcomes map[lineKey]lineResult) personTold {
	told := personTold{left: c.left(person, all), joined: c.joined(person, all)}
	if told.left != "" && told.joined != "" {
		told.gap = fmt.Sprint(daysWithNobody(person, told.left, told.joined, all))
	}
	told = told.now(person, all, c.until)
	switch {
	case in.died(person, c.until):
		told.disposition = "deceased"
	case told.with == c.to:
		told.disposition = "moved"
	case told.with != "" && told.with != c.from:
		told.disposition = "elsewhere"
	case told.with != "":
		told.disposition = "staying"
	default:
		told.disposition = "awaiting"
		if reason := c.keptOut(claims, outcomes); reason != "" {
			told.disposition, told.reason = "refused", reason
		}
	}
	return told
}

func (told personTold) now(person string, all stays, day string) personTold {
	if s, found := all.on(person, day); found {
		told.with, told.at = s.practitioner, s.facility
	}
	return told
}

func daysWithNobody(person, from, to string, all stays) int {
	days := 0
	for _, day := range daysFrom(from, daysLater(to, -1)) {
		if _, found := all.on(person, day); !found {
			days++
		}
	}
	return days
}

// keptOut is what keeps out the newest claim by the provider who takes over
// that is of the window and does not pass; nothing when one passes. In
// quarantine it may be for its date, so that it was received in the window is
// enough.
func (c aCase) keptOut(claims []evidenceLine, outcomes map[lineKey]lineResult) string {
	var newest evidenceLine
	reason := ""
	for _, line := range claims {
		facts, result := factsOf(line), outcomes[line.key()]
		if facts.practitioner != c.to || !c.runs(facts.date) && (result.outcome != "quarantined" || !c.runs(vancouverDate(line.receivedAt))) {
			continue
		}
		switch result.outcome {
		case "attached", "already_attached", "changed_clinic", "moved", "duplicate":
			return ""
		case "quarantined", "refused", "held":
			if reason == "" || newest.before(line.position) {
				newest, reason = line, wordFor(result)
			}
		}
	}
	return reason
}

// runs says whether a day is of the case's time. What is no date is none.
func (c aCase) runs(day string) bool { return isDate(day) && day >= c.announced && day <= c.until }

func wordFor(result lineResult) string {
	switch result.outcome {
	case "refused":
		return "refused_by_msp"
	case "held":
		return "held"
	}
	return strings.Join(result.reasons, ", ")
}

// state: a case is complete when nobody waits, was refused or stays.
func (c aCase) state(people map[string]personTold) string {
	waits := !c.announces
	for _, told := range people {
		waits = waits || slices.Contains([]string{"awaiting", "refused", "staying"}, told.disposition)
	}
	switch {
	case c.cancelled:
		return "cancelled"
	case !waits:
		return "complete"
	case c.over:
		return "overdue"
	}
	return "open"
}

// factsOf gives who claims whom, where and from when.
func factsOf(line evidenceLine) attachFacts {
	if line.claim != nil {
		return attachFacts{phn: line.claim.phn, practitioner: line.claim.practitioner, facility: line.claim.facility, date: line.claim.date}
	}
	return attachFacts{
		phn: line.row["phn"], practitioner: line.row["practitioner_number"], facility: line.row["facility_number"], date: line.row["attach_date"],
	}
}

// claimsAbout gives every line that claims somebody, sound or not, by the
// person whom its number stands for. A fee item that nearly is the right one was
// meant to.
func claimsAbout(lines []evidenceLine, in feeds) map[string][]evidenceLine {
	claims := map[string][]evidenceLine{}
	for _, line := range lines {
		meant := line.claim != nil && line.claim.record == "C02" && line.claim.kind() == nearMissClaim
		if meant || claimsSomebody(line) {
			person := in.survivor(factsOf(line).phn)
			claims[person] = append(claims[person], line)
		}
	}
	return claims
}
