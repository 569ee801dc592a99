package teleplan

import "empanel/parsers/fixed"

// C02 is a claim, or an encounter of a nurse practitioner: 264 columns and a
// second part of 160 that some programs leave out.
var C02 = fixed.Layout{
	Record: "C02",
	Length: 424,
	Fields: []fixed.Field{
		{Name: "record_code", Number: "P00", Start: 1, Width: 3, Note: "C02"},
		{Name: "data_centre", Number: "P02", Start: 4, Width: 5},
		{Name: "sequence", Number: "P04", Start: 9, Width: 7, Pad: fixed.RightZero},
		{Name: "payee_number", Number: "P06", Start: 16, Width: 5},
		{Name: "practitioner_number", Number: "P08", Start: 21, Width: 5},
		{Name: "phn", Number: "P14", Start: 26, Width: 10, Pad: fixed.RightZero, Note: "zeros when the other-insurer part is used"},
		{Name: "name_verify", Number: "P16", Start: 36, Width: 4, Pad: fixed.LeftBlank, Note: "first initial, second initial or blank, first two letters of the surname; 0000 with other insurer"},
		{Name: "dependent", Number: "P18", Start: 40, Width: 2, Pad: fixed.RightZero, Note: "66: newborn on the PHN of the mother"},
		{Name: "service_units", Number: "P20", Start: 42, Width: 3, Pad: fixed.RightZero, Note: "001"},
		{Name: "service_clarification", Number: "P22", Start: 45, Width: 2, Pad: fixed.ZeroOrBlank},
		{Name: "anatomical_area", Number: "P23", Start: 47, Width: 2, Pad: fixed.ZeroOrBlank},
		{Name: "after_hours", Number: "P24", Start: 49, Width: 1, Note: "0 E N W"},
		{Name: "new_program", Number: "P25", Start: 50, Width: 2, Pad: fixed.RightZero},
		{Name: "fee_item", Number: "P26", Start: 52, Width: 5, Pad: fixed.RightZero, Note: "98990"},
		{Name: "billed_amount", Number: "P27", Start: 57, Width: 7, Pad: fixed.RightZero, Note: "cents; 0000000 for 98990"},
		{Name: "payment_mode", Number: "P28", Start: 64, Width: 1, Note: "0 fee for service, E encounter"},
		{Name: "service_date", Number: "P30", Start: 65, Width: 8, Note: "CCYYMMDD"},
		{Name: "service_to_day", Number: "P32", Start: 73, Width: 2, Pad: fixed.RightZero},
		{Name: "submission_code", Number: "P34", Start: 75, Width: 1, Note: "0 A C D E I R W X"},
		{Name: "extended_submission_code", Number: "P35", Start: 76, Width: 1, Pad: fixed.Blank},
		{Name: "diagnosis_1", Number: "P36", Start: 77, Width: 5, Pad: fixed.LeftBlank, Note: "780; also 00780"},
		{Name: "diagnosis_2", Number: "P37", Start: 82, Width: 5, Pad: fixed.LeftBlank},
		{Name: "diagnosis_3", Number: "P38", Start: 87, Width: 5, Pad: fixed.LeftBlank},
		{Name: "diagnosis_expansion", Number: "P39", Start: 92, Width: 15, Pad: fixed.Blank},
		{Name: "service_location", Number: "P40", Start: 107, Width: 1, Note: "L usual"},
		{Name: "referral_1_code", Number: "P41", Start: 108, Width: 1, Pad: fixed.Zero, Note: "0 B T"},
		{Name: "referral_1", Number: "P42", Start: 109, Width: 5, Pad: fixed.RightZero},
		{Name: "referral_2_code", Number: "P44", Start: 114, Width: 1, Pad: fixed.Zero},
		{Name: "referral_2", Number: "P46", Start: 115, Width: 5, Pad: fixed.RightZero},
		{Name: "time_called", Number: "P47", Start: 120, Width: 4, Pad: fixed.RightZero, Note: "HHMM"},
		{Name: "time_start", Number: "P48", Start: 124, Width: 4, Pad: fixed.RightZero, Note: "HHMM"},
		{Name: "time_finish", Number: "P50", Start: 128, Width: 4, Pad: fixed.RightZero, Note: "HHMM"},
		{Name: "birth_date", Number: "P52", Start: 132, Width: 8, Pad: fixed.RightZero, Note: "CCYYMMDD; often zeros"},
		{Name: "office_folio", Number: "P54", Start: 140, Width: 7, Pad: fixed.RightZero, Note: "key of the practice, echoed in returns"},
		{Name: "correspondence", Number: "P56", Start: 147, Width: 1, Note: "0 C N B"},
		{Name: "short_comment", Number: "P58", Start: 148, Width: 20, Pad: fixed.LeftBlank},
		{Name: "mva_claim", Number: "P60", Start: 168, Width: 1, Note: "Y N"},
		{Name: "icbc_claim", Number: "P62", Start: 169, Width: 8, Pad: fixed.ZeroOrBlank},
		{Name: "original_claim", Number: "P64", Start: 177, Width: 20, Pad: fixed.ZeroOrBlank, Note: "on a debit request: data centre 5, sequence 7, date received 8"},
		{Name: "facility_number", Number: "P70", Start: 197, Width: 5, Pad: fixed.ZeroOrBlank, Note: "required for 98990; zeros or blanks: absent"},
		{Name: "facility_sub_number", Number: "P72", Start: 202, Width: 5, Pad: fixed.ZeroOrBlank},
		{Name: "filler_1", Number: "P80", Start: 207, Width: 58, Pad: fixed.Blank},
		{Name: "oin_insurer", Number: "P100", Start: 265, Width: 2, Pad: fixed.LeftBlank, Note: "blank for a BC resident"},
		{Name: "oin_registration", Number: "P102", Start: 267, Width: 12, Pad: fixed.ZeroOrBlank},
		{Name: "oin_birth_date", Number: "P104", Start: 279, Width: 8},
		{Name: "oin_first_name", Number: "P106", Start: 287, Width: 12, Pad: fixed.LeftBlank},
		{Name: "oin_second_initial", Number: "P108", Start: 299, Width: 1, Pad: fixed.Blank},
		{Name: "oin_surname", Number: "P110", Start: 300, Width: 18, Pad: fixed.LeftBlank},
		{Name: "oin_sex", Number: "P112", Start: 318, Width: 1, Pad: fixed.Blank},
		{Name: "oin_address_1", Number: "P114", Start: 319, Width: 25, Pad: fixed.LeftBlank},
		{Name: "oin_address_2", Number: "P116", Start: 344, Width: 25, Pad: fixed.LeftBlank},
		{Name: "oin_address_3", Number: "P118", Start: 369, Width: 25, Pad: fixed.LeftBlank},
		{Name: "oin_address_4", Number: "P120", Start: 394, Width: 25, Pad: fixed.LeftBlank},
		{Name: "oin_postal_code", Number: "P122", Start: 419, Width: 6, Pad: fixed.LeftBlank},
	},
}

// Positions of the fields in [C02].
const (
	C02RecordCode = iota
	C02DataCentre
	C02Sequence
	C02PayeeNumber
	C02PractitionerNumber
	C02PHN
	C02NameVerify
	C02Dependent
	C02ServiceUnits
	C02ServiceClarification
	C02AnatomicalArea
	C02AfterHours
	C02NewProgram
	C02FeeItem
	C02BilledAmount
	C02PaymentMode
	C02ServiceDate
	C02ServiceToDay
	C02SubmissionCode
	C02ExtendedSubmissionCode
	C02Diagnosis1
	C02Diagnosis2
	C02Diagnosis3
	C02DiagnosisExpansion
	C02ServiceLocation
	C02Referral1Code
	C02Referral1
	C02Referral2Code
	C02Referral2
	C02TimeCalled
	C02TimeStart
	C02TimeFinish
	C02BirthDate
	C02OfficeFolio
	C02Correspondence
	C02ShortComment
	C02MVAClaim
	C02ICBCClaim
	C02OriginalClaim
	C02FacilityNumber
	C02FacilitySubNumber
	C02Filler1
	C02OINInsurer
	C02OINRegistration
	C02OINBirthDate
	C02OINFirstName
	C02OINSecondInitial
	C02OINSurname
	C02OINSex
	C02OINAddress1
	C02OINAddress2
	C02OINAddress3
	C02OINAddress4
	C02OINPostalCode
)
