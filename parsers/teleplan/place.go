package teleplan

import (
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// FieldColumn names the field that a reason is about, in a record of the given
// code, and its first column: also for the reasons that are found later, with
// the reference feeds or the policy. A reason about no field of the record, and
// an unknown record, give record_code and 1.
func FieldColumn(record string, reason field.Reason) (name string, column int) {
	if layout := layoutOf(record); layout != nil {
		if i, ok := layout.Index(fieldOf(record, reason)); ok {
			return layout.Fields[i].Name, layout.Fields[i].Start
		}
	}
	return "record_code", 1
}

func layoutOf(record string) *fixed.Layout {
	switch record {
	case "C02":
		return &C02
	case "C12":
		return &C12
	case "S00":
		return &S00
	case "S01":
		return &S01
	case "S02":
		return &S02
	case "S03":
		return &S03
	case "S04":
		return &S04
	case "VS1":
		return &VS1
	case "N01":
		return &N01
	}
	return nil
}

// fieldOf gives the field a reason is about. A line that is too short is named
// by the last field it must hold.
func fieldOf(record string, reason field.Reason) string {
	switch reason {
	case field.RecordTooShort:
		if record == C02.Record {
			return "facility_number"
		}
		return "practitioner_number"
	case field.SequenceInvalid, field.WarnSequenceGap, "return_unmatched":
		return "sequence"
	case field.PHNMissing, field.PHNOutOfProvince, field.PHNInvalid, "phn_pseudo", "phn_unknown":
		return "phn"
	case field.PractitionerInvalid, "practitioner_unknown":
		return "practitioner_number"
	case field.FacilityMissing, field.FacilityInvalid, "facility_unknown", "facility_closed", "not_affiliated":
		return "facility_number"
	case field.ServiceDateInvalid, "service_date_future", "service_date_early", "service_date_stale", "deceased", "no_coverage":
		return "service_date"
	case field.FeeItemNearMiss:
		return "fee_item"
	case field.AmountNotZero:
		return "billed_amount"
	case field.WarnDiagnosisUnexpected:
		return "diagnosis_1"
	case "location_unexpected":
		return "service_location"
	case "reversal_unmatched":
		return "original_claim"
	default:
		return "record_code"
	}
}
