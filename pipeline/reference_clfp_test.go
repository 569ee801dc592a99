package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
)

// What a bundle for the payment should hold, worked out in the plainest way from
// what the reference says of the evidence delivered so far.

// clfpReference is what may be known of a night, and of those before it.
type clfpReference struct {
	ever map[[2]string]bool // provider and number: had a row after some night
}

// clfpTold is what a bundle should say.
type clfpTold struct {
	people    []string            // a line each, sorted
	counted   map[string]int      // by provider
	providers map[string][]string // conditions, by provider
}

// night tells what a bundle of a day should hold after a night.
func (r *clfpReference) night(files []*sentFile, under rules, day string) clfpTold {
	result := reconcileSlowly(files, under)
	lines := acceptedLines(files)
	in := feedsInForce(lines, map[lineKey]lineResult{})
	for _, row := range result.attachments {
		r.ever[[2]string{row.practitioner, row.phn}] = true
	}
	at := map[lineKey]position{}
	for _, line := range lines {
		at[line.key()] = line.position
	}
	return r.day(result, in, at, day)
}

func (r *clfpReference) day(result expected, in feeds, at map[lineKey]position, day string) clfpTold {
	rows := map[[2]string][]attachmentRow{}
	for _, row := range result.attachments {
		who := [2]string{row.practitioner, row.phn}
		rows[who] = append(rows[who], row)
	}
	told := clfpTold{counted: map[string]int{}, providers: map[string][]string{}}
	for who, theirs := range rows {
		row, reason := standing(theirs, at, day)
		if reason == "" {
			reason = in.counts(who[1], day)
		}
		if reason == "counted" {
			told.counted[who[0]]++
		}
		told.people = append(told.people, strings.Join([]string{
			who[0], who[1], row.facility, fmt.Sprint(reason == "counted"), reason, row.validFrom, row.validTo, in.bandOf(who[1], day),
			in.said(who[1], "sex"), in.said(who[1], "chsa"), "", row.key.submission, fmt.Sprint(row.key.line),
		}, ","))
		told.providers[who[0]] = nil
	}
	for who := range r.ever {
		if survivor := in.survivor(who[1]); survivor != who[1] && rows[who] == nil {
			told.people = append(told.people, strings.Join([]string{
				who[0], who[1], "", "false", "merged", "", "", in.bandOf(who[1], day), in.said(who[1], "sex"), in.said(who[1], "chsa"), survivor, "", "",
			}, ","))
			told.providers[who[0]] = nil
		}
	}
	slices.Sort(told.people)
	for practitioner := range in.providers {
		told.providers[practitioner] = nil
	}
	for practitioner := range told.providers {
		told.providers[practitioner] = in.conditions(practitioner, day, told.counted[practitioner], result)
	}
	return told
}

// standing gives the row by which a person is told of for a provider, and the
// reason where it is none that holds.
func standing(rows []attachmentRow, at map[lineKey]position, day string) (attachmentRow, string) {
	var holding, waiting, ended, later []attachmentRow
	for _, row := range rows {
		switch {
		case row.status == "Pending" && row.validFrom <= day:
			waiting = append(waiting, row)
		case row.status == "Pending":
			later = append(later, row)
		case row.validFrom <= day && (row.validTo == "" || row.validTo > day):
			holding = append(holding, row)
		case row.validTo != "" && row.validTo <= day:
			ended = append(ended, row)
		default:
			later = append(later, row)
		}
	}
	newer := func(a, b attachmentRow) int { // of two that wait: the later one
		if a.validFrom != b.validFrom {
			return strings.Compare(b.validFrom, a.validFrom)
		}
		if at[a.key].before(at[b.key]) {
			return 1
		}
		return -1
	}
	switch {
	case len(holding) > 0:
		return holding[0], ""
	case len(waiting) > 0:
		slices.SortFunc(waiting, newer)
		return waiting[0], "pending"
	case len(ended) > 0:
		slices.SortFunc(ended, func(a, b attachmentRow) int {
			if a.validTo != b.validTo {
				return strings.Compare(b.validTo, a.validTo)
			}
			if changed := a.closeReason == "changed_clinic"; changed != (b.closeReason == "changed_clinic") {
				if changed {
					return 1
				}
				return -1
			}
			return newer(a, b)
		})
		return ended[0], ended[0].closeReason
	}
	slices.SortFunc(later, func(a, b attachmentRow) int {
		if a.validFrom != b.validFrom {
			return strings.Compare(a.validFrom, b.validFrom)
		}
		return newer(a, b)
	})
	return later[0], "not_yet"
}

// counts says whether somebody whose attachment holds on the day counts.
func (in feeds) counts(person, day string) string {
	row, known := in.persons[person]
	if !known && len(in.persons) > 0 {
		return "person_unknown"
	}
	if died := row["deceased_on"]; died != "" && died <= day {
		return "deceased"
	}
	anybody := len(in.coverage) > 0
	for _, other := range in.persons {
		anybody = anybody || other["coverage_from"] != ""
	}
	if anybody && !in.covered(person, day) {
		return "no_coverage"
	}
	return "counted"
}

func (in feeds) said(person, column string) string {
	if value := in.persons[person][column]; value != "" {
		return value
	}
	return "not known"
}

func (in feeds) bandOf(person, day string) string {
	born := in.persons[person]["birth_date"]
	if born == "" || born > day {
		return "not known"
	}
	age := wholeYears(born, day)
	switch {
	case age < 2:
		return "under 2"
	case age < 10:
		return "2 to 9"
	case age >= 90:
		return "90 and over"
	default:
		return fmt.Sprintf("%d to %d", age/10*10, age/10*10+9)
	}
}

// conditions are provider type, counted, meets_floor, in_grace, portal claims and
// in_clinic_record of a provider.
func (in feeds) conditions(practitioner, day string, counted int, result expected) []string {
	portal := 0
	for _, claim := range result.portal {
		if claim.practitioner == practitioner && claim.feeItem == "14070" && claim.state == "claimed" && strings.HasPrefix(claim.date, day[:4]+"-") {
			portal++
		}
	}
	facility := false
	for _, row := range in.affiliations {
		facility = facility || row["practitioner_number"] == practitioner && in.affiliated(practitioner, row["facility_number"], day)
	}
	return []string{in.providers[practitioner]["provider_type"], fmt.Sprint(counted), fmt.Sprint(counted >= 250), fmt.Sprint(portal), fmt.Sprint(facility)}
}
