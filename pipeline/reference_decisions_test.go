package pipeline_test

import "strings"

// hearDecisions settles the rows of decision files and gives the rules with
// what administrators released. A decision that names no known line, or
// releases a line that is no claim, is quarantined; a discard marks the line it
// names.
func hearDecisions(lines []evidenceLine, under rules, outcomes map[lineKey]lineResult) rules {
	released := map[lineKey]string{}
	for _, line := range lines {
		if line.file.channel != registry || line.file.feed != "decisions" || feedRowIsBad(line) {
			continue
		}
		about := lineNamed(lines, line.row)
		if about == nil || line.row["verdict"] == "release" && !attaches(*about) {
			outcomes[line.key()] = quarantined([]string{"decision_unmatched"})
			continue
		}
		outcomes[line.key()] = lineResult{outcome: "applied"}
		if line.row["verdict"] == "release" && line.row["counts_from"] <= under.asOf {
			releaseCopies(lines, *about, line.row["counts_from"], released)
		}
	}
	under.released = released
	return under
}

// releaseCopies releases a claim and all its copies: whichever of them stands.
func releaseCopies(lines []evidenceLine, about evidenceLine, on string, released map[lineKey]string) {
	for _, other := range lines {
		if !attaches(other) || other.file.channel != about.file.channel || !sameClaim(other, about) {
			continue
		}
		if old, found := released[other.key()]; !found || on < old {
			released[other.key()] = on
		}
	}
}

// markDiscarded marks the lines in quarantine that an administrator discarded.
// It comes last: a line that passes its checks counts, whatever was decided.
func markDiscarded(lines []evidenceLine, outcomes map[lineKey]lineResult) {
	for _, line := range lines {
		if line.file.feed != "decisions" || line.row["verdict"] != "discard" || outcomes[line.key()].outcome != "applied" {
			continue
		}
		about := lineNamed(lines, line.row).key()
		if result := outcomes[about]; result.outcome == "quarantined" {
			result.discarded = true
			outcomes[about] = result
		}
	}
}

func lineNamed(lines []evidenceLine, row csvRow) *evidenceLine {
	for i := range lines {
		if lines[i].submission == strings.ToLower(row["about_submission_id"]) && writtenNumber(lines[i].line) == row["about_line_no"] {
			return &lines[i]
		}
	}
	return nil
}

// attaches says whether a line is one by which somebody claims a person, sound
// or not.
func attaches(line evidenceLine) bool {
	return line.file.channel == drbillFiles || line.file.channel == submissions && line.claim.record == "C02" &&
		(line.claim.kind() == attachClaim || line.claim.kind() == nearMissClaim)
}
