package pipeline_test

import "strings"

// standingAttachLines gives the attach lines that count: they pass the checks,
// are the earliest of their identity among those that pass, and are not void.
// The others get their outcome here, the first that applies: duplicate,
// reversed, refused.
func standingAttachLines(lines []evidenceLine, said voids, outcomes map[lineKey]lineResult) []evidenceLine {
	var passing []evidenceLine
	for _, line := range lines {
		attaches := line.file.channel == drbillFiles ||
			line.file.channel == submissions && line.claim.record == "C02" && line.claim.kind() == attachClaim
		if attaches && outcomes[line.key()].outcome == "" {
			passing = append(passing, line)
		}
	}
	var standing []evidenceLine
	for _, line := range passing {
		result := outcomes[line.key()]
		switch {
		case repeatsEarlier(line, passing):
			result.outcome = "duplicate"
		case line.claim != nil && said.reversed[identityOf(line.claim)]:
			result.outcome = "reversed"
		case line.claim != nil && said.refused[identityOf(line.claim)]:
			result.outcome = "refused"
		default:
			standing = append(standing, line)
		}
		outcomes[line.key()] = result
	}
	return standing
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
