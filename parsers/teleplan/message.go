package teleplan

import "empanel/parsers/field"

// message says in plain words what is wrong and what to do. It never contains
// anything the line said.
func message(record string, reason field.Reason) string {
	switch reason {
	case field.RecordTooShort:
		if record == C02.Record {
			return "the line ends before column 201, so it was cut off or its facility number is missing; send the claim again whole"
		}
		return "the line ends before the practitioner number; fetch the return file again"
	case field.SequenceInvalid:
		return "the sequence number is not seven digits"
	case field.PHNMissing:
		return "the personal health number is blank or zeros"
	case field.PHNOutOfProvince:
		return "there is no personal health number, but the insurer of another province; only people covered by MSP can be attached"
	case field.PHNInvalid:
		return "this is no personal health number: ten digits, the first a 9, the last a check digit; read it from the card again"
	case field.PractitionerInvalid:
		return "a practitioner number is a letter or digit and four digits"
	case field.FacilityMissing:
		return "the facility number is blank or zeros; an attachment needs the clinic's"
	case field.FacilityInvalid:
		return "a facility number is five letters or digits"
	case field.ServiceDateInvalid:
		return "the service date is no calendar date written as year, month and day (CCYYMMDD)"
	case field.FeeItemNearMiss:
		return "a fee item of $0 that looks like " + field.AttachFeeItem + " mistyped; if an attachment was meant, send it with " + field.AttachFeeItem
	case field.AmountNotZero:
		return "an attachment is billed at $0; this line has an amount"
	case field.WarnDiagnosisUnexpected:
		return "the first diagnosis of an attachment is 780"
	case field.WarnSequenceGap:
		return "the sequence number does not follow that of the line before; lines may be missing"
	default:
		return string(reason)
	}
}

// Messages of lines whose record code does not belong in their file.
const (
	messageNoRecord     = "the line begins with no known record code"
	messageInSubmission = "this record belongs in a return file, not in a submission file"
	messageInReturn     = "this record belongs in a submission file, not in a return file"
)
