package pipeline_test

import "sort"

// Which claims are void: refused by a return, or reversed by a debit request.

// identity is what makes two lines the same claim. Kinds are kept apart: what
// is said of a debit request is not said of an attach claim. Of portal claims
// the health number is not kept.
type identity struct {
	kind                    claimKind
	dataCentre, sequence    string
	phn, practitioner, date string
}

func identityOf(c *claimLine) identity {
	id := identity{c.kind(), c.dataCentre, c.sequence, plain(c.phn), c.practitioner, c.date}
	if id.kind == portalClaim {
		id.phn = ""
	}
	return id
}

// plain makes blanks and zeros the same: no value.
func plain(text string) string {
	if isEmpty(text) {
		return ""
	}
	return text
}

// voids says which identities are refused, which are accepted and which are
// reversed.
type voids struct {
	refused  map[identity]bool
	accepted map[identity]bool
	reversed map[identity]bool
}

// hearAnswers reads the returns, then the debit requests, and settles the
// outcome of both kinds of line.
func hearAnswers(lines []evidenceLine, outcomes map[lineKey]lineResult) voids {
	said := voids{refused: map[identity]bool{}, accepted: map[identity]bool{}, reversed: map[identity]bool{}}
	hearReturns(lines, said, outcomes)
	hearDebitRequests(lines, said, outcomes)
	return said
}

// hearReturns: of the answers to one identity the newest that is not "pending"
// says whether it is refused or accepted.
func hearReturns(lines []evidenceLine, said voids, outcomes map[lineKey]lineResult) {
	newest := map[identity]evidenceLine{}
	for _, line := range lines {
		if line.file.channel != returns {
			continue
		}
		result, about := judgeReturn(line, lines)
		outcomes[line.key()] = result
		if result.outcome != "applied" || line.answer.record == "S04" {
			continue
		}
		id := identityOf(about)
		if old, found := newest[id]; !found || old.before(line.position) {
			newest[id] = line
		}
	}
	for id, line := range newest {
		said.refused[id] = line.answer.record == "C12" || line.answer.record == "S03"
		said.accepted[id] = !said.refused[id]
	}
}

// judgeReturn finds the claim a return is about and says what becomes of the
// return. A record that states the fee item of somebody else's business is
// ignored before anything else.
func judgeReturn(line evidenceLine, lines []evidenceLine) (lineResult, *claimLine) {
	answer := line.answer
	detailed := answer.record == "S00" || answer.record == "S02" || answer.record == "S03"
	if detailed && !isEmpty(answer.feeItem) &&
		answer.feeItem != "98990" && answer.feeItem != "14070" && answer.feeItem != "98000" {
		return lineResult{outcome: "ignored"}, nil
	}
	var reasons []string
	if !sequenceIsValid(answer.sequence) {
		reasons = append(reasons, "sequence_invalid")
	}
	claim := newestClaim(lines, answer.dataCentre, answer.sequence, line, true)
	if claim == nil {
		return quarantined(append(reasons, "return_unmatched")), nil
	}
	if claim.kind() == otherClaim || claim.kind() == nearMissClaim {
		return lineResult{outcome: "ignored"}, nil
	}
	differs := answer.practitioner != claim.practitioner
	if detailed {
		differs = differs || answer.date != claim.date
		differs = differs || claim.kind() != portalClaim && plain(answer.phn) != plain(claim.phn)
	}
	if differs {
		return quarantined([]string{"return_unmatched"}), nil
	}
	return lineResult{outcome: "applied"}, claim
}

// hearDebitRequests: a debit request reverses the claim it names, unless it
// is itself refused. It is checked for length, sequence and target only.
func hearDebitRequests(lines []evidenceLine, said voids, outcomes map[lineKey]lineResult) {
	for _, line := range lines {
		if line.file.channel != submissions || line.claim.record != "C02" || line.claim.kind() != debitRequest {
			continue
		}
		if _, settled := outcomes[line.key()]; settled {
			continue // too short
		}
		request := line.claim
		var reasons []string
		if !sequenceIsValid(request.sequence) {
			reasons = append(reasons, "sequence_invalid")
		}
		target := newestClaim(lines, request.targetCentre, request.targetSequence, line, false)
		if target == nil {
			reasons = append(reasons, "reversal_unmatched")
		}
		switch {
		case len(reasons) > 0:
			outcomes[line.key()] = quarantined(reasons)
		case target.kind() == otherClaim || target.kind() == nearMissClaim:
			outcomes[line.key()] = lineResult{outcome: "ignored"}
		default:
			outcomes[line.key()] = lineResult{outcome: "applied"}
			if !said.refused[identityOf(request)] {
				said.reversed[identityOf(target)] = true
			}
		}
	}
}

// newestClaim gives the newest C02 line with a data centre and sequence that
// was received no later than the line that names it, whether or not it passes
// the checks; debit requests are looked at only by returns.
func newestClaim(lines []evidenceLine, dataCentre, sequence string, by evidenceLine, debitsToo bool) *claimLine {
	if !sequenceIsValid(sequence) {
		return nil
	}
	var newest *evidenceLine
	for i := range lines {
		line := &lines[i]
		if line.file.channel != submissions || line.claim.record != "C02" ||
			line.claim.dataCentre != dataCentre || line.claim.sequence != sequence ||
			line.receivedAt.After(by.receivedAt) ||
			line.claim.kind() == debitRequest && !debitsToo {
			continue
		}
		if newest == nil || newest.before(line.position) {
			newest = line
		}
	}
	if newest == nil {
		return nil
	}
	return newest.claim
}

// listPortalClaims lists the portal claims and whether they stand.
func listPortalClaims(lines []evidenceLine, said voids, result *expected) {
	for _, line := range lines {
		if result.lines[line.key()].outcome != "portal" {
			continue
		}
		id, state := identityOf(line.claim), "claimed"
		switch {
		case said.reversed[id]:
			state = "reversed"
		case said.refused[id]:
			state = "refused"
		}
		result.portal = append(result.portal, portalRow{
			key: line.key(), practitioner: line.claim.practitioner,
			feeItem: line.claim.feeItem, date: line.claim.date, state: state,
		})
	}
	sort.Slice(result.portal, func(i, j int) bool {
		return lineKeyLess(result.portal[i].key, result.portal[j].key)
	})
}

func lineKeyLess(a, b lineKey) bool {
	if a.submission != b.submission {
		return a.submission < b.submission
	}
	return a.line < b.line
}
