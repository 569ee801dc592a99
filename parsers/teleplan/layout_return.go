package teleplan

import "empanel/parsers/fixed"

// C12 refuses a claim before adjudication. It states no patient, fee item or
// date.
var C12 = fixed.Layout{
	Record: "C12",
	Length: 70,
	Fields: []fixed.Field{
		{Name: "record_code", Start: 1, Width: 3},
		{Name: "data_centre", Start: 4, Width: 5},
		{Name: "sequence", Start: 9, Width: 7, Pad: fixed.RightZero},
		{Name: "payee_number", Start: 16, Width: 5},
		{Name: "practitioner_number", Start: 21, Width: 5},
		{Name: "explanatory_code_1", Start: 26, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_2", Start: 28, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_3", Start: 30, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_4", Start: 32, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_5", Start: 34, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_6", Start: 36, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_7", Start: 38, Width: 2, Pad: fixed.Blank},
		{Name: "office_folio", Start: 40, Width: 7, Pad: fixed.RightZero},
		{Name: "filler", Start: 47, Width: 24, Pad: fixed.Blank},
	},
}

// Positions of the fields in [C12].
const (
	C12RecordCode = iota
	C12DataCentre
	C12Sequence
	C12PayeeNumber
	C12PractitionerNumber
	C12ExplanatoryCode1
	C12ExplanatoryCode2
	C12ExplanatoryCode3
	C12ExplanatoryCode4
	C12ExplanatoryCode5
	C12ExplanatoryCode6
	C12ExplanatoryCode7
	C12OfficeFolio
	C12Filler
)

// S01 says that a claim was paid as billed.
var S01 = fixed.Layout{
	Record: "S01",
	Length: 165,
	Fields: []fixed.Field{
		{Name: "record_code", Start: 1, Width: 3},
		{Name: "data_centre", Start: 4, Width: 5},
		{Name: "sequence", Start: 9, Width: 7, Pad: fixed.RightZero},
		{Name: "payment_date", Start: 16, Width: 8, Note: "CCYYMMDD"},
		{Name: "line_code", Start: 24, Width: 1},
		{Name: "payee_number", Start: 25, Width: 5},
		{Name: "msp_control", Start: 30, Width: 6},
		{Name: "practitioner_number", Start: 36, Width: 5},
		{Name: "adjustment_code_1", Start: 41, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_1", Start: 43, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_2", Start: 50, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_2", Start: 52, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_3", Start: 59, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_3", Start: 61, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_4", Start: 68, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_4", Start: 70, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_5", Start: 77, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_5", Start: 79, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_6", Start: 86, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_6", Start: 88, Width: 7, Pad: fixed.Overpunch},
		{Name: "adjustment_code_7", Start: 95, Width: 2, Pad: fixed.Blank},
		{Name: "adjustment_amount_7", Start: 97, Width: 7, Pad: fixed.Overpunch},
		{Name: "office_folio", Start: 104, Width: 7, Pad: fixed.RightZero},
		{Name: "paid_amount", Start: 111, Width: 7, Pad: fixed.Overpunch},
		{Name: "date_received", Start: 118, Width: 8, Note: "CCYYMMDD"},
		{Name: "paid_rate", Start: 126, Width: 2},
		{Name: "icbc_wcb", Start: 128, Width: 8},
		{Name: "insurer", Start: 136, Width: 2},
		{Name: "filler", Start: 138, Width: 28, Pad: fixed.Blank},
	},
}

// Positions of the fields in [S01].
const (
	S01RecordCode = iota
	S01DataCentre
	S01Sequence
	S01PaymentDate
	S01LineCode
	S01PayeeNumber
	S01MSPControl
	S01PractitionerNumber
	S01AdjustmentCode1
	S01AdjustmentAmount1
	S01AdjustmentCode2
	S01AdjustmentAmount2
	S01AdjustmentCode3
	S01AdjustmentAmount3
	S01AdjustmentCode4
	S01AdjustmentAmount4
	S01AdjustmentCode5
	S01AdjustmentAmount5
	S01AdjustmentCode6
	S01AdjustmentAmount6
	S01AdjustmentCode7
	S01AdjustmentAmount7
	S01OfficeFolio
	S01PaidAmount
	S01DateReceived
	S01PaidRate
	S01ICBCWCB
	S01Insurer
	S01Filler
)

// S04 says that a claim is held: still pending.
var S04 = fixed.Layout{
	Record: "S04",
	Length: 165,
	Fields: []fixed.Field{
		{Name: "record_code", Start: 1, Width: 3},
		{Name: "data_centre", Start: 4, Width: 5},
		{Name: "sequence", Start: 9, Width: 7, Pad: fixed.RightZero},
		{Name: "payment_date", Start: 16, Width: 8, Note: "CCYYMMDD"},
		{Name: "line_code", Start: 24, Width: 1},
		{Name: "payee_number", Start: 25, Width: 5},
		{Name: "msp_control", Start: 30, Width: 6},
		{Name: "practitioner_number", Start: 36, Width: 5},
		{Name: "date_received", Start: 41, Width: 8, Note: "CCYYMMDD"},
		{Name: "office_folio", Start: 49, Width: 7, Pad: fixed.RightZero},
		{Name: "explanatory_code_1", Start: 56, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_2", Start: 58, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_3", Start: 60, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_4", Start: 62, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_5", Start: 64, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_6", Start: 66, Width: 2, Pad: fixed.Blank},
		{Name: "explanatory_code_7", Start: 68, Width: 2, Pad: fixed.Blank},
		{Name: "icbc_wcb", Start: 70, Width: 8},
		{Name: "insurer", Start: 78, Width: 2},
		{Name: "filler", Start: 80, Width: 86, Pad: fixed.Blank},
	},
}

// Positions of the fields in [S04].
const (
	S04RecordCode = iota
	S04DataCentre
	S04Sequence
	S04PaymentDate
	S04LineCode
	S04PayeeNumber
	S04MSPControl
	S04PractitionerNumber
	S04DateReceived
	S04OfficeFolio
	S04ExplanatoryCode1
	S04ExplanatoryCode2
	S04ExplanatoryCode3
	S04ExplanatoryCode4
	S04ExplanatoryCode5
	S04ExplanatoryCode6
	S04ExplanatoryCode7
	S04ICBCWCB
	S04Insurer
	S04Filler
)
