package pipeline_test

import (
	"fmt"
	"slices"
	"time"
)

// usualReceived is when the usual feeds of a history arrived.
var usualReceived = time.Date(2026, 1, 5, 18, 0, 0, 0, time.UTC)

// usualFeeds are the feeds most histories begin with: five people with
// coverage since 2020, four providers, three open clinics, everybody
// affiliated everywhere since 2020, and the delegate sam, endorsed and
// confirmed by provider 1. Feeds named in without are left out.
func usualFeeds(without []string) []*sentFile {
	var files []*sentFile
	add := func(feed string, rows []csvRow) {
		if slices.Contains(without, "-"+feed) {
			return
		}
		file := &sentFile{channel: feedFiles, feed: feed, name: feed + ".csv", receivedAt: usualReceived}
		for _, row := range rows {
			file.lines = append(file.lines, sentLine{row: row})
		}
		files = append(files, file)
	}
	var persons, providers, clinics, affiliations []csvRow
	for n := 1; n <= 5; n++ {
		persons = append(persons, usualRow("persons").with("phn", phnOf(n)).with("coverage_from", "2020-01-01"))
	}
	for n := 1; n <= 4; n++ {
		providers = append(providers, usualRow("providers").with("practitioner_number", practitionerOf(n)))
		for at := 1; at <= 3; at++ {
			affiliations = append(affiliations, usualRow("affiliations").
				with("practitioner_number", practitionerOf(n)).with("facility_number", facilityOf(at)))
		}
	}
	for n := 1; n <= 3; n++ {
		clinics = append(clinics, usualRow("clinics").
			with("facility_number", facilityOf(n)).with("clinic_name", fmt.Sprintf("Clinic %d", n)))
	}
	add("persons", persons)
	add("providers", providers)
	add("clinics", clinics)
	add("affiliations", affiliations)
	add("endorsements", []csvRow{usualRow("endorsements").
		with("delegate_id", "sam").with("practitioner_number", practitionerOf(1))})
	return files
}

// usualRow is a sound feed row without its key.
func usualRow(feed string) csvRow {
	switch feed {
	case "persons":
		return csvRow{"birth_date": "1980-05-06", "sex": "X"}
	case "providers":
		return csvRow{"provider_type": "FP"}
	case "clinics":
		return csvRow{"clinic_name": "Clinic", "chsa": "1234"}
	case "affiliations":
		return csvRow{"role": "provider", "effective_from": "2020-01-01"}
	case "endorsements":
		return csvRow{"endorsed_from": "2020-01-01", "confirmed_on": "2020-01-02"}
	case "transfers":
		return csvRow{"status": "open"}
	}
	return csvRow{}
}
