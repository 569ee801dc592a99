package pipeline_test

import "sort"

// eventKind orders the events of one day and one receipt.
type eventKind int

const (
	removeEvent eventKind = iota
	changeClinicEvent
	attachEvent
	restoreEvent
)

// event is something that may change one person's attachment.
type event struct {
	position
	on                     string
	kind                   eventKind
	person                 string
	practitioner, facility string // the facility of a remove may be empty: everywhere
	pending                bool   // a claim that does not count yet
}

// foldEverybody turns the standing attach lines, the passing actions and the
// deaths into attachments, person by person.
func foldEverybody(lines []evidenceLine, claims attachLines, in feeds, under rules, result *expected) {
	events := attachEvents(claims.standing, in)
	events = append(events, actionEvents(lines, in, result.lines)...)
	events = append(events, removeEverybodyEvents(lines, events, result.lines)...)
	for _, e := range attachEvents(claims.pending, in) {
		e.pending = true
		events = append(events, e)
	}

	byPerson := map[string][]event{}
	for _, e := range events {
		byPerson[e.person] = append(byPerson[e.person], e)
	}
	for person, theirs := range byPerson {
		foldPerson(person, theirs, in, under, result)
	}
	for _, e := range attachEvents(claims.held, in) {
		waiting := personHistory{person: e.person}
		result.attachments = append(result.attachments, waiting.pendingRow(e))
	}
	sort.Slice(result.attachments, func(i, j int) bool {
		return attachmentLess(result.attachments[i], result.attachments[j])
	})
}

func attachEvents(standing []evidenceLine, in feeds) []event {
	var events []event
	for _, line := range standing {
		e := event{position: line.position, kind: attachEvent}
		if line.claim != nil {
			e.on, e.person = line.claim.date, in.survivor(line.claim.phn)
			e.practitioner, e.facility = line.claim.practitioner, line.claim.facility
		} else {
			e.on, e.person = line.row["attach_date"], in.survivor(line.row["phn"])
			e.practitioner, e.facility = line.row["practitioner_number"], line.row["facility_number"]
		}
		events = append(events, e)
	}
	return events
}

// actionEvents are the passing actions that name one person.
func actionEvents(lines []evidenceLine, in feeds, outcomes map[lineKey]lineResult) []event {
	var events []event
	for _, line := range passingActions(lines, outcomes) {
		if line.row["phn"] == "*" {
			continue
		}
		e := actionEvent(line)
		e.person = in.survivor(line.row["phn"])
		events = append(events, e)
	}
	return events
}

func actionEvent(line evidenceLine) event {
	e := event{
		position: line.position, on: line.row["acted_on"],
		practitioner: line.row["practitioner_number"], facility: plain(line.row["facility_number"]),
	}
	switch line.row["action"] {
	case "remove":
		e.kind = removeEvent
	case "restore":
		e.kind = restoreEvent
	case "change_clinic":
		e.kind, e.facility = changeClinicEvent, line.row["new_facility_number"]
	}
	return e
}

// removeEverybodyEvents makes one event of a "remove *" for each person who
// ever had an attach or restore with the provider. It removed nobody until
// some fold says otherwise.
func removeEverybodyEvents(lines []evidenceLine, events []event, outcomes map[lineKey]lineResult) []event {
	var removals []event
	for _, line := range passingActions(lines, outcomes) {
		if line.row["phn"] != "*" {
			continue
		}
		outcomes[line.key()] = lineResult{outcome: "no_effect"}
		reached := map[string]bool{}
		for _, e := range events {
			if (e.kind == attachEvent || e.kind == restoreEvent) &&
				e.practitioner == line.row["practitioner_number"] && !reached[e.person] {
				reached[e.person] = true
				removal := actionEvent(line)
				removal.person = e.person
				removals = append(removals, removal)
			}
		}
	}
	return removals
}

func passingActions(lines []evidenceLine, outcomes map[lineKey]lineResult) []evidenceLine {
	var passing []evidenceLine
	for _, line := range lines {
		if line.file.channel == feedFiles && line.file.feed == "actions" && countsAsAction(outcomes[line.key()]) {
			passing = append(passing, line)
		}
	}
	return passing
}

func countsAsAction(result lineResult) bool {
	return result.outcome != "quarantined" && result.outcome != "held"
}

// holdActions sets aside the passing actions that the guard holds.
func holdActions(lines []evidenceLine, under rules, outcomes map[lineKey]lineResult) {
	for _, line := range passingActions(lines, outcomes) {
		if under.guarding.leavesOut(line.key()) {
			outcomes[line.key()] = lineResult{outcome: "held"}
		}
	}
}

// eventBefore is the order of the fold.
func eventBefore(a, b event) bool {
	switch {
	case a.on != b.on:
		return a.on < b.on
	case !a.receivedAt.Equal(b.receivedAt):
		return a.receivedAt.Before(b.receivedAt)
	case a.kind != b.kind:
		return a.kind < b.kind
	}
	return a.before(b.position)
}
