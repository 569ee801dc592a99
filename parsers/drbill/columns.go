package drbill

import (
	"empanel/parsers/delimited"
	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
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
	colPHN:          spreadsheet.Required(spreadsheet.PHN()),
	colPractitioner: spreadsheet.Required(spreadsheet.Practitioner()),
	colPayee:        {Name: "payee_number", Synonyms: []string{"Payee", "Payee No", "MSP Payee Number"}},
	colFacility:     spreadsheet.Required(spreadsheet.Facility()),
	colAttachDate: {Name: "attach_date", Required: true, Synonyms: []string{
		"Attachment Date", "Date of Attachment", "Date Attached", "Attached On", "Service Date", "Date of Service",
	}},
	colBirthDate: spreadsheet.BirthDate(),
	colFirstName: {Name: "first_name", Synonyms: []string{"Given Name", "Given Names", "Patient First Name"}},
	colLastName:  {Name: "last_name", Synonyms: []string{"Family Name", "Surname", "Patient Last Name"}},
	colFeeItem:   {Name: "fee_item", Synonyms: []string{"Fee Code", "Fee Item Code", "Fee", "Billing Code", "MSP Fee Code"}},
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
