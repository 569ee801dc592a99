package drbill

import (
	"strings"
	"unicode"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
)

// Record is the record code of a Dr.Bill row.
const Record = "DRBILL"

// The columns of a Dr.Bill file.
const (
	colPHN = iota
	colPractitioner
	colPayee
	colFacility
	colAttachDate
	colBirthDate
	colFirstName
	colLastName
	colFeeItem
)

// columns lists each column with the other headings seen or likely for it.
var columns = []delimited.Column{
	colPHN: {Name: "phn", Required: true, Synonyms: []string{
		"Personal Health Number", "Personal Health No", "PHN Number", "Patient PHN", "BC PHN", "Health Number", "Patient Health Number",
	}},
	colPractitioner: {Name: "practitioner_number", Required: true, Synonyms: []string{
		"Practitioner", "Practitioner No", "Practitioner ID", "Billing Number", "Billing No", "MSP Number", "MSP Billing Number",
		"MSP Practitioner Number", "Provider Number", "Physician Number", "Doctor Number",
	}},
	colPayee: {Name: "payee_number", Synonyms: []string{"Payee", "Payee No", "MSP Payee Number"}},
	colFacility: {Name: "facility_number", Required: true, Synonyms: []string{
		"Facility", "Facility No", "Facility ID", "Facility Code", "MSP Facility Number", "Clinic Facility Number",
	}},
	colAttachDate: {Name: "attach_date", Required: true, Synonyms: []string{
		"Attachment Date", "Date of Attachment", "Date Attached", "Attached On", "Service Date", "Date of Service",
	}},
	colBirthDate: {Name: "birth_date", Synonyms: []string{"DOB", "Date of Birth", "Birthday", "Patient DOB"}},
	colFirstName: {Name: "first_name", Synonyms: []string{"Given Name", "Given Names", "Patient First Name"}},
	colLastName:  {Name: "last_name", Synonyms: []string{"Family Name", "Surname", "Patient Last Name"}},
	colFeeItem:   {Name: "fee_item", Synonyms: []string{"Fee Code", "Fee Item Code", "Fee", "Billing Code", "MSP Fee Code"}},
}

// fold compares headings without regard to case, blanks and signs.
func fold(heading string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}

// FieldFor names the column that a reason, found here or later against the
// feeds and the policy, belongs to; nothing for one that no row is given.
func FieldFor(reason field.Reason) string {
	switch string(reason) {
	case "phn_missing", "phn_invalid", "phn_pseudo", "phn_unknown", "deceased", "no_coverage":
		return columns[colPHN].Name
	case "practitioner_invalid", "practitioner_unknown", "practitioner_padded":
		return columns[colPractitioner].Name
	case "facility_missing", "facility_invalid", "facility_unknown", "facility_closed", "not_affiliated":
		return columns[colFacility].Name
	case "service_date_invalid", "service_date_future", "service_date_early", "service_date_stale":
		return columns[colAttachDate].Name
	case "fee_item_near_miss":
		return columns[colFeeItem].Name
	default:
		return ""
	}
}
