package pipeline_test

import "strings"

// attachLines are the attach lines that count, those that wait for an answer to
// count, and those that would count if the guard did not hold them.
type attachLines struct {
	standing, pending, held []evidenceLine
}

// sortAttachLines gives the attach lines that count: they pass the checks, are
// the earliest of their identity among those that pass, and are not void; where
// only accepted claims count, a claim has been accepted. The others get their
// outcome here, the first that applies: duplicate, reversed, refused, pending,
// held by the guard.
func sortAttachLines(lines []evidenceLine, said voids, under rules, outcomes map[lineKey]lineResult) attachLines {
	var passing []evidenceLine
	for _, line := range lines {
		if claimsSomebody(line) && outcomes[line.key()].outcome == "" {
			passing = append(passing, line)
		}
	}
	var sorted attachLines
	for _, line := range passing {
		result := outcomes[line.key()]
		switch {
		case repeatsEarlier(line, passing):
			result.outcome = "duplicate"
		case line.claim != nil && said.reversed[identityOf(line.claim)]:
			result.outcome = "reversed"
		case line.claim != nil && said.refused[identityOf(line.claim)]:
			result.outcome = "refused"
		case line.claim != nil && under.acceptedOnly && !said.accepted[identityOf(line.claim)] && !under.guarding.answered[line.key()]:
			result.outcome = "pending"
			if !under.guarding.later[line.key()] {
				sorted.pending = append(sorted.pending, line)
			}
		case under.guarding.leavesOut(line.key()):
			result.outcome = "held"
			sorted.held = append(sorted.held, line)
		default:
			sorted.standing = append(sorted.standing, line)
		}
		outcomes[line.key()] = result
	}
	return sorted
}

// repeatsEarlier says whether an earlier passing line says the same: the same
// identity for claims, the same person, provider, facility and day for
// Dr.Bill rows.
func repeatsEarlier(line evidenceLine, passing []evidenceLine) bool {
	for _, other := range passing {
		if other.file.channel == line.file.channel && sameClaim(other, line) && other.before(line.position) {
			return true
		}
	}
	return false
}

func sameClaim(a, b evidenceLine) bool {
	if a.claim != nil {
		return identityOf(a.claim) == identityOf(b.claim)
	}
	return drbillContent(a.row) == drbillContent(b.row)
}

func drbillContent(row csvRow) string {
	return strings.Join([]string{row["phn"], row["practitioner_number"], row["facility_number"], row["attach_date"]}, "|")
}
