package pipeline_test

import "strings"

// attachLines are the attach lines that count, and those that wait for an
// answer to count.
type attachLines struct {
	standing, pending []evidenceLine
}

// sortAttachLines gives the attach lines that count: they pass the checks, are
// the earliest of their identity among those that pass, and are not void; where
// only accepted claims count, a claim has been accepted. The others get their
// outcome here, the first that applies: duplicate, reversed, refused, pending.
func sortAttachLines(lines []evidenceLine, said voids, under rules, outcomes map[lineKey]lineResult) attachLines {
	var passing []evidenceLine
	for _, line := range lines {
		attaches := line.file.channel == drbillFiles ||
			line.file.channel == submissions && line.claim.record == "C02" && line.claim.kind() == attachClaim
		if attaches && outcomes[line.key()].outcome == "" {
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
		case line.claim != nil && under.acceptedOnly && !said.accepted[identityOf(line.claim)]:
			result.outcome = "pending"
			sorted.pending = append(sorted.pending, line)
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
