package teleplan

import "empanel/parsers/fixed"

// adjudicated are the fields that S00, S02 and S03 share.
var adjudicated = []fixed.Field{
	{Name: "record_code", Start: 1, Width: 3},
	{Name: "data_centre", Start: 4, Width: 5},
	{Name: "sequence", Start: 9, Width: 7, Pad: fixed.RightZero},
	{Name: "payment_date", Start: 16, Width: 8, Note: "CCYYMMDD"},
	{Name: "line_code", Start: 24, Width: 1},
	{Name: "payee_number", Start: 25, Width: 5},
	{Name: "msp_control", Start: 30, Width: 6},
	{Name: "practitioner_number", Start: 36, Width: 5},
	{Name: "date_received", Start: 41, Width: 8, Note: "CCYYMMDD"},
	{Name: "initials", Start: 49, Width: 2, Pad: fixed.LeftBlank},
	{Name: "surname", Start: 51, Width: 18, Pad: fixed.LeftBlank},
	{Name: "phn", Start: 69, Width: 10, Pad: fixed.RightZero},
	{Name: "dependent", Start: 79, Width: 2, Pad: fixed.RightZero},
	{Name: "service_date", Start: 81, Width: 8, Note: "CCYYMMDD"},
	{Name: "service_to_day", Start: 89, Width: 2},
	{Name: "billed_units", Start: 91, Width: 3, Pad: fixed.RightZero},
	{Name: "billed_clarification", Start: 94, Width: 2},
	{Name: "billed_fee_item", Start: 96, Width: 5, Pad: fixed.RightZero},
	{Name: "billed_amount", Start: 101, Width: 7, Pad: fixed.Overpunch},
	{Name: "paid_units", Start: 108, Width: 3, Pad: fixed.RightZero},
	{Name: "paid_clarification", Start: 111, Width: 2},
	{Name: "paid_fee_item", Start: 113, Width: 5, Pad: fixed.RightZero},
	{Name: "paid_amount", Start: 118, Width: 7, Pad: fixed.Overpunch},
	{Name: "office_folio", Start: 125, Width: 7, Pad: fixed.RightZero},
	{Name: "explanatory_code_1", Start: 132, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_2", Start: 134, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_3", Start: 136, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_4", Start: 138, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_5", Start: 140, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_6", Start: 142, Width: 2, Pad: fixed.Blank},
	{Name: "explanatory_code_7", Start: 144, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_code_1", Start: 146, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_1", Start: 148, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_2", Start: 155, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_2", Start: 157, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_3", Start: 164, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_3", Start: 166, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_4", Start: 173, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_4", Start: 175, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_5", Start: 182, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_5", Start: 184, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_6", Start: 191, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_6", Start: 193, Width: 7, Pad: fixed.Overpunch},
	{Name: "adjustment_code_7", Start: 200, Width: 2, Pad: fixed.Blank},
	{Name: "adjustment_amount_7", Start: 202, Width: 7, Pad: fixed.Overpunch},
	{Name: "plan_reference", Start: 209, Width: 10},
	{Name: "claim_source", Start: 219, Width: 1},
	{Name: "previous_paid_date", Start: 220, Width: 8},
	{Name: "insurer", Start: 228, Width: 2},
	{Name: "icbc_wcb", Start: 230, Width: 8},
	{Name: "filler", Start: 238, Width: 30, Pad: fixed.Blank},
}

// S00 accepts a claim whose data centre was changed.
var S00 = fixed.Layout{
	Record: "S00",
	Length: 267,
	Fields: adjudicated,
}

// S02 says that a claim was paid with an explanation.
var S02 = fixed.Layout{
	Record: "S02",
	Length: 267,
	Fields: adjudicated,
}

// S03 refuses a claim at adjudication.
var S03 = fixed.Layout{
	Record: "S03",
	Length: 267,
	Fields: adjudicated,
}

// Positions of the fields in [S00], [S02] and [S03].
const (
	AdjudicatedRecordCode = iota
	AdjudicatedDataCentre
	AdjudicatedSequence
	AdjudicatedPaymentDate
	AdjudicatedLineCode
	AdjudicatedPayeeNumber
	AdjudicatedMSPControl
	AdjudicatedPractitionerNumber
	AdjudicatedDateReceived
	AdjudicatedInitials
	AdjudicatedSurname
	AdjudicatedPHN
	AdjudicatedDependent
	AdjudicatedServiceDate
	AdjudicatedServiceToDay
	AdjudicatedBilledUnits
	AdjudicatedBilledClarification
	AdjudicatedBilledFeeItem
	AdjudicatedBilledAmount
	AdjudicatedPaidUnits
	AdjudicatedPaidClarification
	AdjudicatedPaidFeeItem
	AdjudicatedPaidAmount
	AdjudicatedOfficeFolio
	AdjudicatedExplanatoryCode1
	AdjudicatedExplanatoryCode2
	AdjudicatedExplanatoryCode3
	AdjudicatedExplanatoryCode4
	AdjudicatedExplanatoryCode5
	AdjudicatedExplanatoryCode6
	AdjudicatedExplanatoryCode7
	AdjudicatedAdjustmentCode1
	AdjudicatedAdjustmentAmount1
	AdjudicatedAdjustmentCode2
	AdjudicatedAdjustmentAmount2
	AdjudicatedAdjustmentCode3
	AdjudicatedAdjustmentAmount3
	AdjudicatedAdjustmentCode4
	AdjudicatedAdjustmentAmount4
	AdjudicatedAdjustmentCode5
	AdjudicatedAdjustmentAmount5
	AdjudicatedAdjustmentCode6
	AdjudicatedAdjustmentAmount6
	AdjudicatedAdjustmentCode7
	AdjudicatedAdjustmentAmount7
	AdjudicatedPlanReference
	AdjudicatedClaimSource
	AdjudicatedPreviousPaidDate
	AdjudicatedInsurer
	AdjudicatedICBCWCB
	AdjudicatedFiller
)
