package pipeline_test

import (
	"sort"
	"strings"
)

// checkActions checks the rows of the registry actions feed. They are checked
// for identifiers, known person, provider and facilities, the day and the
// actor; never for death, coverage, affiliation or a closed clinic.
func checkActions(lines []evidenceLine, in feeds, outcomes map[lineKey]lineResult) {
	for _, line := range lines {
		if line.file.channel != feedFiles || line.file.feed != "actions" {
			continue
		}
		if reasons := actionReasons(line, lines, in); len(reasons) > 0 {
			outcomes[line.key()] = quarantined(reasons)
		}
	}
}

func actionReasons(line evidenceLine, lines []evidenceLine, in feeds) []string {
	row := line.row
	var reasons []string
	if row["phn"] != "*" {
		reasons = append(reasons, phnReasons(row["phn"], false, in)...)
	}
	reasons = append(reasons, practitionerReasons(row["practitioner_number"], in)...)
	reasons = append(reasons, actionFacilityReasons(row, in)...)
	reasons = append(reasons, dateReasons(row["acted_on"], line)...)
	if !mayAct(row, in) {
		reasons = append(reasons, "actor_not_endorsed")
	}
	if idIsReused(line, lines) {
		reasons = append(reasons, "action_id_reused")
	}
	sort.Strings(reasons)
	return reasons
}

// actionFacilityReasons: a restore must say where, a clinic change where to;
// whatever facility is named must have the right form and be known.
func actionFacilityReasons(row csvRow, in feeds) []string {
	if row["action"] == "restore" && isEmpty(row["facility_number"]) ||
		row["action"] == "change_clinic" && isEmpty(row["new_facility_number"]) {
		return []string{"facility_missing"}
	}
	for _, named := range []string{row["facility_number"], row["new_facility_number"]} {
		if !isEmpty(named) && !facilityIsValid(named) {
			return []string{"facility_invalid"}
		}
	}
	for _, named := range []string{row["facility_number"], row["new_facility_number"]} {
		if !isEmpty(named) && len(facilityReasons(named, in)) > 0 {
			return []string{"facility_unknown"}
		}
	}
	return nil
}

// mayAct: the provider acts for themselves, or a delegate with a confirmed
// endorsement does. Without any endorsements the delegates cannot be judged,
// and are let through.
func mayAct(row csvRow, in feeds) bool {
	switch row["actor_role"] {
	case "provider":
		return row["actor_id"] == row["practitioner_number"]
	case "delegate":
		return len(in.endorsements) == 0 || in.endorsed(row["actor_id"], row["practitioner_number"], row["acted_on"])
	}
	return false
}

// idIsReused says whether the earliest row with this action id says something
// else.
func idIsReused(line evidenceLine, lines []evidenceLine) bool {
	earliest := line
	for _, other := range lines {
		if other.file.channel == feedFiles && other.file.feed == "actions" &&
			other.row["action_id"] == line.row["action_id"] && other.before(earliest.position) {
			earliest = other
		}
	}
	return actionContent(earliest.row) != actionContent(line.row)
}

func actionContent(row csvRow) string {
	var values []string
	for _, column := range feedColumns["actions"] {
		values = append(values, strings.TrimSpace(row[column]))
	}
	return strings.Join(values, "\x1f")
}
