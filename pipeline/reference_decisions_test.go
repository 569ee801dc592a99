package pipeline_test

import "strings"

// hearDecisions settles the rows of decision files and gives the rules with
// what administrators released. A decision that names no known line, releases a
// line that is no claim, or is about a hold that nobody could know of when it
// was sent, is quarantined; a discard marks the line it names.
func hearDecisions(lines []evidenceLine, under rules, outcomes map[lineKey]lineResult) rules {
	released := map[lineKey]string{}
	for _, line := range lines {
		if line.file.channel != feedFiles || line.file.feed != "decisions" || feedRowIsBad(line) {
			continue
		}
		about := lineNamed(lines, line.row)
		if about == nil || line.row["verdict"] == "release" && !attaches(*about) ||
			isAboutHold(line) && !under.guarding.heldBefore(*about, line) {
			outcomes[line.key()] = quarantined([]string{"decision_unmatched"})
			continue
		}
		outcomes[line.key()] = lineResult{outcome: "applied"}
		if line.row["verdict"] == "release" && line.row["counts_from"] <= under.asOf {
			releaseCopies(lines, *about, line.row["counts_from"], released)
		}
	}
	under.released = released
	under.guarding.decided = decidedHolds(lines, outcomes)
	return under
}

// isAboutHold says whether a decision is about a line that the guard holds.
func isAboutHold(line evidenceLine) bool {
	return line.row["verdict"] == "release_file" || line.row["verdict"] == "discard_file"
}

// heldBefore says whether a run held the line before the one that took in a
// decision about it.
func (g guarding) heldBefore(about, decision evidenceLine) bool {
	held := g.heldIn[about.key()]
	return held > 0 && held < g.takenIn[decision.key()]
}

// decidedHolds gives what was decided about each line under a hold: of several
// decisions the earliest to arrive is the one that holds.
func decidedHolds(lines []evidenceLine, outcomes map[lineKey]lineResult) map[lineKey]string {
	earliest := map[lineKey]evidenceLine{}
	for _, line := range lines {
		if line.file.feed != "decisions" || !isAboutHold(line) || outcomes[line.key()].outcome != "applied" {
			continue
		}
		about := lineNamed(lines, line.row).key()
		if old, found := earliest[about]; !found || line.before(old.position) {
			earliest[about] = line
		}
	}
	decided := map[lineKey]string{}
	for about, line := range earliest {
		decided[about] = line.row["verdict"]
	}
	return decided
}

// discardHeld puts into quarantine the lines under a hold that an administrator
// discarded, whatever else is wrong with them, and the copies of these claims.
func discardHeld(lines []evidenceLine, under rules, outcomes map[lineKey]lineResult) {
	for _, line := range lines {
		if under.guarding.decided[line.key()] == "discard_file" || copiesADiscarded(lines, line, under) {
			result := quarantined(append(outcomes[line.key()].reasons, "hold_discarded"))
			result.warnings, result.discarded = outcomes[line.key()].warnings, true
			outcomes[line.key()] = result
		}
	}
}

// copiesADiscarded says whether a claim says the same as one that was discarded
// with its file. One that was itself released does count.
func copiesADiscarded(lines []evidenceLine, line evidenceLine, under rules) bool {
	if !attaches(line) || under.guarding.decided[line.key()] == "release_file" {
		return false
	}
	for _, other := range lines {
		if under.guarding.decided[other.key()] == "discard_file" && attaches(other) && other.file.channel == line.file.channel && sameClaim(other, line) {
			return true
		}
	}
	return false
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
