package teleplan

import "empanel/parsers/fixed"

// VS1 is the vendor control record that begins every submission file.
var VS1 = fixed.Layout{
	Record: "VS1",
	Length: 200,
	Fields: []fixed.Field{
		{Name: "record_code", Number: "P01", Start: 1, Width: 3, Note: "VS1"},
		{Name: "data_centre", Number: "P02", Start: 4, Width: 5},
		{Name: "sequence", Number: "P03", Start: 9, Width: 7, Pad: fixed.RightZero, Note: "shares the one sequence of the data centre"},
		{Name: "vendor_data_centre", Number: "P04", Start: 16, Width: 5},
		{Name: "software_name", Number: "P05", Start: 21, Width: 25, Pad: fixed.LeftBlank},
		{Name: "software_version", Number: "P06", Start: 46, Width: 10, Pad: fixed.LeftBlank},
		{Name: "software_installed_on", Number: "P07", Start: 56, Width: 8, Note: "CCYYMMDD"},
		{Name: "company_name", Number: "P08", Start: 64, Width: 40, Pad: fixed.LeftBlank},
		{Name: "contact_phone", Number: "P09", Start: 104, Width: 15, Pad: fixed.LeftBlank},
		{Name: "contact_name", Number: "P10", Start: 119, Width: 25, Pad: fixed.LeftBlank},
		{Name: "filler", Number: "P100", Start: 144, Width: 57, Pad: fixed.Blank},
	},
}

// Positions of the fields in [VS1].
const (
	VS1RecordCode = iota
	VS1DataCentre
	VS1Sequence
	VS1VendorDataCentre
	VS1SoftwareName
	VS1SoftwareVersion
	VS1SoftwareInstalledOn
	VS1CompanyName
	VS1ContactPhone
	VS1ContactName
	VS1Filler
)

// N01 is a note, directly after the claim it belongs to.
var N01 = fixed.Layout{
	Record: "N01",
	Length: 426,
	Fields: []fixed.Field{
		{Name: "record_code", Number: "P00", Start: 1, Width: 3},
		{Name: "data_centre", Number: "P02", Start: 4, Width: 5},
		{Name: "sequence", Number: "P04", Start: 9, Width: 7, Pad: fixed.RightZero},
		{Name: "payee_number", Number: "P06", Start: 16, Width: 5},
		{Name: "practitioner_number", Number: "P08", Start: 21, Width: 5},
		{Name: "note_type", Number: "P20", Start: 26, Width: 1, Note: "A W P"},
		{Name: "note_text", Number: "P22", Start: 27, Width: 400, Pad: fixed.LeftBlank},
	},
}

// Positions of the fields in [N01].
const (
	N01RecordCode = iota
	N01DataCentre
	N01Sequence
	N01PayeeNumber
	N01PractitionerNumber
	N01NoteType
	N01NoteText
)
