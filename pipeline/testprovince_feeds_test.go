package pipeline_test

import "fmt"

// The feeds a province begins with, and the rows that change them later.

// baseFeeds are the rows every village begins with, by feed.
type baseFeeds struct {
	rows map[string][]sentLine
}

func newBaseFeeds() *baseFeeds { return &baseFeeds{rows: map[string][]sentLine{}} }

func (b *baseFeeds) add(number int, feed string, row csvRow) {
	b.rows[feed] = append(b.rows[feed], sentLine{row: row, village: number})
}

// files gives one file of each feed but the missing one.
func (b *baseFeeds) files(missing string) []*sentFile {
	var files []*sentFile
	for _, feed := range []string{
		"persons", "coverage", "providers", "clinics", "affiliations", "endorsements", "transfers", "preferences", "registrants", "offers",
	} {
		if feed != missing && (len(b.rows[feed]) > 0 || feedIsUsual(feed)) {
			files = append(files, &sentFile{
				channel: feedFiles, feed: feed, name: feed + ".csv", receivedAt: baseReceived, lines: b.rows[feed],
			})
		}
	}
	return files
}

// feedIsUsual says whether a province gets a file of a feed also when there is
// nothing in it.
func feedIsUsual(feed string) bool {
	return feed != "preferences" && feed != "registrants" && feed != "offers"
}

// addVillage writes down five people, three providers and three facilities;
// each bit of base is one thing that is peculiar about them.
func (b *baseFeeds) addVillage(number, base int) {
	v := &village{number: number}
	has := func(bit int) bool { return base&(1<<bit) != 0 }
	for n, drawn := range []int{0, 1, 2, 3, 9} {
		row := usualRow("persons").with("phn", v.person(drawn)).with("coverage_from", "2020-01-01")
		switch {
		case n == 3:
			row["coverage_from"] = ""
		case n == 4 && has(2):
			row["coverage_to"] = "2026-03-03"
		case n == 2 && has(5):
			row["survivor_phn"] = v.person(0)
		case n == 1 && has(6):
			row["deceased_on"] = "2026-03-04"
		}
		b.add(number, "persons", row)
	}
	if has(1) {
		b.add(number, "coverage", csvRow{"phn": v.person(3), "coverage_from": "2020-01-01"})
	}
	for _, n := range []int{0, 1, 4} { // the three everybody knows
		b.add(number, "providers", usualRow("providers").with("practitioner_number", v.provider(n)))
		clinic := usualRow("clinics").with("facility_number", v.facility(n))
		if n == 4 && has(3) {
			clinic["closed_on"] = "2026-03-04"
		}
		b.add(number, "clinics", clinic)
		for _, at := range []int{0, 1, 4} {
			row := usualRow("affiliations").with("practitioner_number", v.provider(n)).with("facility_number", v.facility(at))
			if n == 4 && at == 4 && has(0) {
				row["effective_from"] = "2026-03-03"
			}
			b.add(number, "affiliations", row)
		}
		b.add(number, "endorsements", usualRow("endorsements").
			with("delegate_id", v.delegate(0)).with("practitioner_number", v.provider(n)))
	}
	if has(7) {
		b.add(number, "endorsements", usualRow("endorsements").with("delegate_id", v.delegate(1)).
			with("practitioner_number", v.provider(1)).with("endorsed_from", "2026-03-02").with("confirmed_on", "2026-03-04"))
	}
	if has(4) {
		b.add(number, "transfers", csvRow{
			"transfer_id": fmt.Sprintf("transfer%d-0", number), "from_practitioner": v.provider(0),
			"to_practitioner": v.provider(1), "announced_on": "2026-03-02", "effective_on": "2026-03-03",
		})
	}
}

// feedRow gives the maker of later rows of a feed.
func (v *village) feedRow(feed string) func(lineSeed) csvRow {
	switch feed {
	case "persons":
		return v.personRow
	case "coverage":
		return v.coverageRow
	case "providers":
		return func(s lineSeed) csvRow {
			return usualRow("providers").with("practitioner_number", v.provider(15-s.Provider))
		}
	case "clinics":
		return v.clinicRow
	case "affiliations":
		return v.affiliationRow
	case "endorsements":
		return v.endorsementRow
	}
	return v.transferRow
}

func (v *village) personRow(s lineSeed) csvRow {
	row := usualRow("persons").with("phn", v.person(s.Who)).with("coverage_from", "2020-01-01")
	switch s.Twist % 16 {
	case 1:
		if s.Twist > 31 {
			row["survivor_phn"] = "9876543210"
		}
	case 2, 3, 4:
		row["deceased_on"] = seedDays[s.Day]
	case 5, 6, 7:
		row["survivor_phn"] = v.person(s.Ref)
	case 8:
		row["survivor_phn"] = phnOf(labelLimit)
	case 9:
		row["coverage_to"] = seedDays[s.Day]
	case 10:
		row["coverage_from"] = ""
	case 11:
		row["coverage_from"] = seedDays[s.Day]
	case 12:
		row["birth_date"] = ""
	case 13:
		row["deceased_on"] = "2026-12-01"
	case 14:
		row["survivor_phn"], row["deceased_on"] = v.person(s.Ref), seedDays[s.Day]
	case 15:
		row["coverage_from"], row["coverage_to"] = "", seedDays[s.Day]
	}
	return row
}

func (v *village) coverageRow(s lineSeed) csvRow {
	row := csvRow{"phn": v.person(s.Who), "coverage_from": "2020-01-01"}
	if s.Twist%2 == 1 {
		row["coverage_from"] = seedDays[s.Day]
	}
	if s.Twist%4 > 1 {
		row["coverage_to"] = seedDays[s.Ref]
	}
	if s.Twist == 63 {
		row["coverage_to"] = "2026-02-30"
	}
	return row
}

func (v *village) clinicRow(s lineSeed) csvRow {
	row := usualRow("clinics").with("facility_number", v.facility(s.Facility))
	if s.Twist%2 == 1 {
		row["closed_on"] = seedDays[s.Day]
	}
	if s.Twist%8 > 4 {
		row["opened_on"] = seedDays[s.Ref]
	}
	return row
}

func (v *village) affiliationRow(s lineSeed) csvRow {
	row := usualRow("affiliations").
		with("practitioner_number", v.provider(s.Provider)).with("facility_number", v.facility(s.Facility))
	if s.Twist%2 == 1 {
		row["effective_to"] = seedDays[s.Day]
	}
	switch s.Twist / 8 {
	case 4:
		row["effective_from"] = seedDays[s.Ref]
	case 5:
		row["role"] = "medical_director"
	case 6:
		row["role"] = "staff"
	case 7:
		row["role"] = "janitor"
	}
	return row
}

func (v *village) endorsementRow(s lineSeed) csvRow {
	row := usualRow("endorsements").
		with("delegate_id", v.delegate(s.Who)).with("practitioner_number", v.provider(s.Provider))
	switch s.Twist % 8 {
	case 3:
		row["endorsed_to"] = seedDays[s.Day]
	case 4:
		row["endorsed_from"] = seedDays[s.Day]
	case 5:
		row["confirmed_on"] = seedDays[s.Day]
	case 6:
		row["confirmed_on"] = ""
	}
	return row
}

func (v *village) transferRow(s lineSeed) csvRow {
	row := csvRow{
		"transfer_id":       fmt.Sprintf("transfer%d-%d", v.number, s.Sequence%4),
		"from_practitioner": v.provider(s.Provider), "to_practitioner": v.provider(s.Ref),
		"announced_on": seedDays[s.Day], "effective_on": seedDays[s.Day],
	}
	if s.Twist%4 == 1 {
		row["facility_number"] = v.facility(s.Facility)
	}
	if s.Twist%8 == 2 {
		row["status"] = "cancelled"
	}
	if s.Twist%8 == 3 {
		row["status"] = "open"
	}
	return row
}
