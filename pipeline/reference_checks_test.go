package pipeline_test

import "sort"

// The checks on lines that attach: Teleplan claims with fee item 98990 and
// Dr.Bill rows. What a line is found to be goes into outcomes: quarantined
// with every reason, or nothing yet where later steps decide.

// attachFacts are the fields of an attach line that are checked the same way
// wherever it came from.
type attachFacts struct {
	phn, practitioner, facility, date string
	otherInsurer                      bool
}

// checkClaims checks the lines of submission files and Dr.Bill files.
func checkClaims(lines []evidenceLine, in feeds, outcomes map[lineKey]lineResult) {
	for _, line := range lines {
		switch line.file.channel {
		case submissions:
			checkClaim(line, in, outcomes)
		case drbillFiles:
			facts := attachFacts{
				phn:          line.row["phn"],
				practitioner: line.row["practitioner_number"],
				facility:     line.row["facility_number"],
				date:         line.row["attach_date"],
			}
			reasons := factReasons(facts, line, in)
			if len(reasons) > 0 {
				outcomes[line.key()] = quarantined(reasons)
			}
		case returns, feedFiles:
		}
	}
}

// checkClaim settles the lines that are no attach claims and checks those that
// are. Debit requests are judged with the answers.
func checkClaim(line evidenceLine, in feeds, outcomes map[lineKey]lineResult) {
	claim := line.claim
	switch {
	case claim.record != "C02":
		outcomes[line.key()] = quarantined([]string{"record_unknown"})
	case claim.width > 0 && claim.width < 201 && (claim.feeItem == "98990" || claim.width < 56):
		outcomes[line.key()] = quarantined([]string{"record_too_short"})
	case claim.kind() == nearMissClaim:
		outcomes[line.key()] = quarantined([]string{"fee_item_near_miss"})
	case claim.kind() == otherClaim:
		outcomes[line.key()] = lineResult{outcome: "ignored"}
	case claim.kind() == portalClaim:
		outcomes[line.key()] = lineResult{outcome: "portal"}
	case claim.kind() == attachClaim:
		reasons := attachClaimReasons(line, in)
		result := lineResult{warnings: claimWarnings(line)}
		if len(reasons) > 0 {
			result.outcome, result.reasons = "quarantined", reasons
		}
		outcomes[line.key()] = result
	}
}

// attachClaimReasons are the reasons against a 98990 claim.
func attachClaimReasons(line evidenceLine, in feeds) []string {
	claim := line.claim
	reasons := factReasons(attachFacts{
		phn:          claim.phn,
		practitioner: claim.practitioner,
		facility:     claim.facility,
		date:         claim.date,
		otherInsurer: claim.insurer != "",
	}, line, in)
	if !sequenceIsValid(claim.sequence) {
		reasons = append(reasons, "sequence_invalid")
	}
	if !isEmpty(claim.amount) {
		reasons = append(reasons, "amount_not_zero")
	}
	if isDate(claim.date) && claim.date < "2024-02-01" {
		reasons = append(reasons, "service_date_early")
	}
	sort.Strings(reasons)
	return reasons
}

// factReasons are the reasons about the person, the provider, the facility and
// the day. A reason that looks into a feed is given only when that feed has
// rows.
func factReasons(facts attachFacts, line evidenceLine, in feeds) []string {
	reasons := phnReasons(facts.phn, facts.otherInsurer, in)
	reasons = append(reasons, practitionerReasons(facts.practitioner, in)...)
	reasons = append(reasons, facilityReasons(facts.facility, in)...)
	reasons = append(reasons, dateReasons(facts.date, line)...)
	if !isDate(facts.date) {
		sort.Strings(reasons)
		return reasons
	}
	if _, known := in.persons[facts.phn]; known {
		person := in.survivor(facts.phn)
		died := in.persons[person]["deceased_on"]
		if died != "" && facts.date > died {
			reasons = append(reasons, "deceased")
		}
		if !in.covered(person, facts.date) {
			reasons = append(reasons, "no_coverage")
		}
	}
	clinic, facilityKnown := in.clinics[facts.facility]
	if facilityKnown && !holds(clinic["opened_on"], clinic["closed_on"], facts.date) {
		reasons = append(reasons, "facility_closed")
	}
	_, providerKnown := in.providers[facts.practitioner]
	if providerKnown && facilityKnown && len(in.affiliations) > 0 &&
		!in.affiliated(facts.practitioner, facts.facility, facts.date) {
		reasons = append(reasons, "not_affiliated")
	}
	sort.Strings(reasons)
	return reasons
}

// phnReasons gives at most one reason about a health number.
func phnReasons(phn string, otherInsurer bool, in feeds) []string {
	_, known := in.persons[phn]
	switch {
	case isEmpty(phn) && !otherInsurer:
		return []string{"phn_missing"}
	case isEmpty(phn):
		return []string{"phn_out_of_province"}
	case !phnIsValid(phn):
		return []string{"phn_invalid"}
	case phn == pseudoPatient:
		return []string{"phn_pseudo"}
	case !known && len(in.persons) > 0:
		return []string{"phn_unknown"}
	}
	return nil
}

// practitionerReasons gives at most one reason about a practitioner number.
func practitionerReasons(practitioner string, in feeds) []string {
	_, known := in.providers[practitioner]
	switch {
	case !practitionerIsValid(practitioner):
		return []string{"practitioner_invalid"}
	case !known && len(in.providers) > 0:
		return []string{"practitioner_unknown"}
	}
	return nil
}

// facilityReasons gives at most one reason about a facility number.
func facilityReasons(facility string, in feeds) []string {
	_, known := in.clinics[facility]
	switch {
	case isEmpty(facility):
		return []string{"facility_missing"}
	case !facilityIsValid(facility):
		return []string{"facility_invalid"}
	case !known && len(in.clinics) > 0:
		return []string{"facility_unknown"}
	}
	return nil
}

// dateReasons gives at most one reason about the effective date itself.
func dateReasons(date string, line evidenceLine) []string {
	switch {
	case !isDate(date):
		return []string{"service_date_invalid"}
	case date > vancouverDate(line.receivedAt):
		return []string{"service_date_future"}
	}
	return nil
}

// claimWarnings are the warnings of a 98990 claim that the reference models.
func claimWarnings(line evidenceLine) []string {
	claim := line.claim
	var warnings []string
	if claim.diagnosis != "780" && claim.diagnosis != "00780" {
		warnings = append(warnings, "diagnosis_unexpected")
	}
	inUse := len(claim.location) == 1 && claim.location >= "B" && claim.location <= "Z" &&
		claim.location != "H" && claim.location != "O" && claim.location != "S" &&
		claim.location != "X" && claim.location != "Y"
	if !inUse && (claim.location != "A" || !isDate(claim.date) || claim.date >= "2021-10-01") {
		warnings = append(warnings, "location_unexpected")
	}
	if isDate(claim.date) && claim.date < daysLater(vancouverDate(line.receivedAt), -90) {
		warnings = append(warnings, "service_date_stale")
	}
	return warnings
}

func sequenceIsValid(sequence string) bool { return len(sequence) == 7 && onlyDigits(sequence) }

func quarantined(reasons []string) lineResult {
	sort.Strings(reasons)
	return lineResult{outcome: "quarantined", reasons: reasons}
}
