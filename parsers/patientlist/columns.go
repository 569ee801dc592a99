package patientlist

import (
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/spreadsheet"
)

// Record is how defects name a row of a list.
const Record = "patient"

// The columns of a list.
const (
	colPHN = iota
	colPractitioner
	colFacility
	colBirthDate
	colStatus
)

// columns lists the columns that are read. A heading such as "Provider" or "MRP"
// is none: under it stand names, and whose they are cannot be told.
func columns() []delimited.Column {
	return []delimited.Column{
		colPHN:          spreadsheet.Required(spreadsheet.PHN()),
		colPractitioner: spreadsheet.Practitioner(),
		colFacility:     spreadsheet.Facility(),
		colBirthDate:    spreadsheet.BirthDate(),
		colStatus: {Name: "status", Synonyms: []string{
			"Patient Status", "Active", "Enrolment Status", "Enrollment Status", "Roster Status", "Attachment Status", "MRP Status", "Panel Status",
		}},
	}
}

// Status is what a practice says of a patient.
type Status int

// What a practice can say of a patient. Where it says nothing the patient is
// Active: the list is of its patients.
const (
	Active Status = iota
	Inactive
	Deceased
)

// statuses are the words of EMRs and of PAS, folded as headings are. A blank is
// active.
var statuses = map[string]Status{
	"": Active, "active": Active, "a": Active, "y": Active, "yes": Active, "true": Active, "1": Active, "current": Active, "enrolled": Active,
	"rostered": Active, "attached": Active, "empanelled": Active, "confirmed": Active, "pending": Active, "mrp": Active, "regular": Active,
	"patient": Active, "ac": Active,
	"inactive": Inactive, "i": Inactive, "n": Inactive, "no": Inactive, "false": Inactive, "0": Inactive, "former": Inactive, "moved": Inactive,
	"left": Inactive, "transferred": Inactive, "discharged": Inactive, "archived": Inactive, "removed": Inactive, "notthemrp": Inactive,
	"notmrp": Inactive, "terminated": Inactive, "unattached": Inactive, "walkin": Inactive, "nonpatient": Inactive, "fired": Inactive,
	"in": Inactive, "mo": Inactive, "te": Inactive,
	"deceased": Deceased, "dead": Deceased, "died": Deceased, "d": Deceased, "de": Deceased,
}

// status reads a word, and says whether it is one that is known.
func status(b []byte) (Status, bool) {
	s, known := statuses[spreadsheet.Fold(strings.TrimSpace(string(b)))]
	return s, known
}
