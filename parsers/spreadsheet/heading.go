package spreadsheet

import (
	"strings"
	"unicode"

	"empanel/parsers/delimited"
)

// Fold compares headings without regard to case, blanks and signs.
func Fold(heading string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}

// PHN is the column of the personal health number, with the other headings seen
// or likely for it.
func PHN() delimited.Column {
	return delimited.Column{Name: "phn", Synonyms: []string{
		"Personal Health Number", "Personal Health No", "PHN Number", "Patient PHN", "BC PHN", "Health Number", "Patient Health Number",
	}}
}

// Practitioner is the column of the practitioner number.
func Practitioner() delimited.Column {
	return delimited.Column{Name: "practitioner_number", Synonyms: []string{
		"Practitioner", "Practitioner No", "Practitioner ID", "Billing Number", "Billing No", "MSP Number", "MSP Billing Number",
		"MSP Practitioner Number", "Provider Number", "Physician Number", "Doctor Number",
	}}
}

// Facility is the column of the facility number.
func Facility() delimited.Column {
	return delimited.Column{Name: "facility_number", Synonyms: []string{
		"Facility", "Facility No", "Facility ID", "Facility Code", "MSP Facility Number", "Clinic Facility Number",
	}}
}

// BirthDate is the column of the date of birth.
func BirthDate() delimited.Column {
	return delimited.Column{Name: "birth_date", Synonyms: []string{"DOB", "Date of Birth", "Birthday", "Patient DOB"}}
}

// Required gives a column without which a file is refused.
func Required(c delimited.Column) delimited.Column {
	c.Required = true
	return c
}
