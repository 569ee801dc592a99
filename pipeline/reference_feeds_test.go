package pipeline_test

import (
	"slices"
	"strings"
)

// feeds are the rows in force: of all sound rows with one key, the newest.
type feeds struct {
	persons      map[string]csvRow
	providers    map[string]csvRow
	clinics      map[string]csvRow
	coverage     map[string]csvRow
	affiliations map[string]csvRow
	endorsements map[string]csvRow
	transfers    map[string]csvRow
	preferences  map[string]csvRow
	registrants  map[string]csvRow
	offers       map[string]csvRow

	transferHeard map[string]string // by transfer: the day on which the row in force was received
}

// feedsInForce takes the newest sound row of every key and says of each feed
// row whether it was taken in (reference) or has a bad value (quarantined).
func feedsInForce(lines []evidenceLine, outcomes map[lineKey]lineResult) feeds {
	in := feeds{
		persons:      newestRows(lines, "persons"),
		providers:    newestRows(lines, "providers"),
		clinics:      newestRows(lines, "clinics"),
		coverage:     newestRows(lines, "coverage"),
		affiliations: newestRows(lines, "affiliations"),
		endorsements: newestRows(lines, "endorsements"),
		transfers:    newestRows(lines, "transfers"),
		preferences:  newestRows(lines, "preferences"),
		registrants:  newestRows(lines, "registrants"),
		offers:       newestRows(lines, "offers"),

		transferHeard: map[string]string{},
	}
	for id, line := range newestLines(lines, "transfers") {
		in.transferHeard[id] = vancouverDate(line.receivedAt)
	}
	for _, line := range lines {
		if line.file.channel != feedFiles || line.file.feed == "actions" {
			continue
		}
		if !feedRowIsBad(line) && line.file.feed == "decisions" {
			continue // it is judged beside the line that it names
		}
		if feedRowIsBad(line) {
			outcomes[line.key()] = lineResult{outcome: "quarantined", reasons: []string{"feed_value_invalid"}}
		} else {
			outcomes[line.key()] = lineResult{outcome: "reference"}
		}
	}
	return in
}

// newestRows gives the rows of one feed in force, by key.
func newestRows(lines []evidenceLine, feed string) map[string]csvRow {
	rows := map[string]csvRow{}
	for key, line := range newestLines(lines, feed) {
		rows[key] = line.row
	}
	return rows
}

// newestLines gives the lines of one feed in force, by key. A row with a bad
// value does not count at all, so an older sound one stays in force.
func newestLines(lines []evidenceLine, feed string) map[string]evidenceLine {
	newest := map[string]evidenceLine{}
	for _, line := range lines {
		if line.file.channel != feedFiles || line.file.feed != feed || feedRowIsBad(line) {
			continue
		}
		var parts []string
		for _, column := range feedKeys[feed] {
			parts = append(parts, line.row[column])
		}
		key := strings.Join(parts, "|")
		if old, found := newest[key]; !found || old.before(line.position) {
			newest[key] = line
		}
	}
	return newest
}

// feedRowIsBad says whether a feed row has a value that its column does not
// allow, lacks one that it must have, or reports a death for a day that had
// not yet come when it was received.
func feedRowIsBad(line evidenceLine) bool {
	for column, value := range line.row {
		if value == "" {
			if requiredColumn[line.file.feed+"."+column] {
				return true
			}
			continue
		}
		if !allowedValue(column, value) {
			return true
		}
	}
	died := line.row["deceased_on"]
	return line.file.feed == "persons" && died != "" && died > vancouverDate(line.receivedAt)
}

// requiredColumn names the columns that may not be empty, of the feeds used
// here.
var requiredColumn = map[string]bool{
	"coverage.phn": true, "coverage.coverage_from": true,
	"persons.phn": true, "persons.birth_date": true,
	"providers.practitioner_number": true, "providers.provider_type": true,
	"clinics.facility_number": true, "clinics.clinic_name": true, "clinics.chsa": true,
	"affiliations.practitioner_number": true, "affiliations.facility_number": true,
	"affiliations.role": true, "affiliations.effective_from": true,
	"endorsements.delegate_id": true, "endorsements.practitioner_number": true, "endorsements.endorsed_from": true,
	"transfers.transfer_id": true, "transfers.from_practitioner": true, "transfers.to_practitioner": true,
	"transfers.announced_on": true, "transfers.effective_on": true,
	"decisions.about_submission_id": true, "decisions.about_line_no": true, "decisions.verdict": true,
	"decisions.counts_from": true, "decisions.decided_at": true, "decisions.decided_by": true, "decisions.reason": true,
}

// allowedValue checks a value that is not empty by the kind of its column.
func allowedValue(column, value string) bool {
	switch column {
	case "phn", "survivor_phn":
		return phnIsValid(value)
	case "practitioner_number", "from_practitioner", "to_practitioner":
		return practitionerIsValid(value)
	case "facility_number":
		return facilityIsValid(value)
	case "role":
		return value == "provider" || value == "medical_director" || value == "staff"
	case "provider_type":
		return value == "FP" || value == "NP"
	case "sex":
		return value == "F" || value == "M" || value == "X"
	case "verdict":
		return value == "discard" || value == "release" || value == "discard_file" || value == "release_file"
	case "about_line_no":
		return onlyDigits(value)
	case "status":
		return slices.Contains([]string{"open", "cancelled", "active", "offered", "withdrawn", "matched"}, value)
	case "chsa":
		return len(value) == 4 && onlyDigits(value)
	}
	if strings.HasSuffix(column, "_on") || strings.HasSuffix(column, "_from") ||
		strings.HasSuffix(column, "_to") || strings.HasSuffix(column, "_date") {
		return isDate(value)
	}
	return true
}
