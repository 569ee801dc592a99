package pipeline_test

// survivor gives the person a written health number stands for. Where numbers
// were merged the chain is followed. A row that is part of a cycle, or whose
// survivor has no row, is not merged: the chain ends there.
func (in feeds) survivor(phn string) string {
	for {
		row, known := in.persons[phn]
		if !known || row["survivor_phn"] == "" || in.inCycle(phn) {
			return phn
		}
		next := row["survivor_phn"]
		if _, known := in.persons[next]; !known {
			return phn
		}
		phn = next
	}
}

// inCycle says whether following the merges from a number leads back to it.
func (in feeds) inCycle(phn string) bool {
	at := phn
	for range in.persons {
		row, known := in.persons[at]
		if !known || row["survivor_phn"] == "" {
			return false
		}
		at = row["survivor_phn"]
		if at == phn {
			return true
		}
	}
	return false
}

// covered says whether any period of MSP coverage holds the day: the periods
// of the coverage feed under any number that stands for the person, and the
// one in the person's own row. A period without a start is none.
func (in feeds) covered(person, day string) bool {
	own := in.persons[person]
	if own["coverage_from"] != "" && holds(own["coverage_from"], own["coverage_to"], day) {
		return true
	}
	for _, period := range in.coverage {
		if in.survivor(period["phn"]) == person && holds(period["coverage_from"], period["coverage_to"], day) {
			return true
		}
	}
	return false
}

// affiliated says whether the provider worked at the facility on the day in a
// role that has patients.
func (in feeds) affiliated(practitioner, facility, day string) bool {
	for _, row := range in.affiliations {
		if row["practitioner_number"] == practitioner && row["facility_number"] == facility &&
			(row["role"] == "provider" || row["role"] == "medical_director") &&
			holds(row["effective_from"], row["effective_to"], day) {
			return true
		}
	}
	return false
}

// endorsed says whether the delegate may act for the provider on the day: an
// endorsement holds it, and the provider had confirmed it by then.
func (in feeds) endorsed(delegate, practitioner, day string) bool {
	for _, row := range in.endorsements {
		if row["delegate_id"] == delegate && row["practitioner_number"] == practitioner &&
			holds(row["endorsed_from"], row["endorsed_to"], day) &&
			row["confirmed_on"] != "" && row["confirmed_on"] <= day {
			return true
		}
	}
	return false
}
