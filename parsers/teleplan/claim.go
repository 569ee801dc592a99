package teleplan

import (
	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// debitRequest is the submission code of a claim that reverses another.
const debitRequest = "E"

// takeClaim makes a row of a C02 record, by its fee item.
func (s *submission) takeClaim(sequence int32, gap bool) error {
	s.begin(C02.Record)
	c := &s.claim
	if C02.Reaches(&s.text, C02DataCentre) {
		c.DataCentre = s.centre
	}
	c.Sequence = sequence
	c.FeeItem = s.value(&C02, C02FeeItem)
	if gap {
		s.warn(&c.Line, field.WarnSequenceGap)
	}
	short := !C02.Reaches(&s.text, C02FacilityNumber)
	switch {
	case field.IsAttach(c.FeeItem), !C02.Reaches(&s.text, C02FeeItem):
		s.fill()
		switch {
		case short:
			s.defect(&c.Line, field.RecordTooShort)
		case c.Event == evidence.Debit:
			s.checkSequence()
		default:
			s.check()
		}
	case field.IsPortal(c.FeeItem) && C02.Reaches(&s.text, C02ServiceDate):
		// An editor that strips blanks cuts these: they carry no facility.
		s.fill()
		if c.Event == evidence.Attach {
			c.Event = evidence.Portal
		}
	case !short && s.amountIsZero() && field.NearMiss98990(c.FeeItem):
		s.fill()
		c.Event = evidence.Attach
		s.defect(&c.Line, field.FeeItemNearMiss)
	default:
		c.Event = evidence.Other
		c.Raw = nil
	}
	return s.give()
}

// fill takes what the line holds, as far as it reaches. The event is Debit or
// Attach.
func (s *submission) fill() {
	c := &s.claim
	c.PayeeNumber = s.identifier(&C02, C02PayeeNumber)
	c.PractitionerNumber = s.identifier(&C02, C02PractitionerNumber)
	c.PHN, c.PHNWritten = s.phn(&C02, C02PHN)
	c.ServiceDate, c.ServiceDateWritten = s.date(&C02, C02ServiceDate)
	c.ServiceLocation = s.value(&C02, C02ServiceLocation)
	c.FacilityNumber = s.identifier(&C02, C02FacilityNumber)
	// A code of 0 is a code: a normal claim.
	if code := C02.Of(&s.text, C02SubmissionCode); string(code) != " " {
		c.SubmissionCode = code
	}
	c.Event = evidence.Attach
	if string(c.SubmissionCode) == debitRequest {
		c.Event = evidence.Debit
		s.target()
	}
}

// target reads the claim that a debit request names: data centre, sequence
// and, often missing, the date it was received.
func (s *submission) target() {
	const centreWidth, sequenceWidth = 5, 7
	start := C02.Fields[C02OriginalClaim].Start
	var centre []byte
	centre, s.scratch = field.Upper(s.scratch, s.text.Cut(start, centreWidth))
	if field.ValidDataCentre(centre) && !field.Empty(centre) {
		s.claim.TargetDataCentre = centre
	}
	if sequence := s.text.Cut(start+centreWidth, sequenceWidth); !field.Empty(sequence) {
		s.claim.TargetSequence = sequenceOf(sequence)
	}
}

// check makes every check of an attach claim that the line alone allows, in the
// order of the columns.
func (s *submission) check() {
	c := &s.claim
	s.checkSequence()
	if !field.ValidPractitioner(c.PractitionerNumber) {
		s.defect(&c.Line, field.PractitionerInvalid)
	}
	switch {
	case c.PHN == 0 && c.PHNWritten == nil && s.otherInsurer():
		s.defect(&c.Line, field.PHNOutOfProvince)
	case c.PHN == 0 && c.PHNWritten == nil:
		s.defect(&c.Line, field.PHNMissing)
	case !field.ValidPHN(c.PHN):
		s.defect(&c.Line, field.PHNInvalid)
	}
	if !s.amountIsZero() {
		s.defect(&c.Line, field.AmountNotZero)
	}
	if c.ServiceDate == field.NoDate {
		s.defect(&c.Line, field.ServiceDateInvalid)
	}
	switch {
	case c.FacilityNumber == nil:
		s.defect(&c.Line, field.FacilityMissing)
	case !field.ValidFacility(c.FacilityNumber):
		s.defect(&c.Line, field.FacilityInvalid)
	}
	if d := fixed.Trim(C02.Of(&s.text, C02Diagnosis1)); string(d) != "780" && string(d) != "00780" {
		s.warn(&c.Line, field.WarnDiagnosisUnexpected)
	}
}

func (s *submission) checkSequence() {
	if s.claim.Sequence == evidence.NoSequence {
		s.defect(&s.claim.Line, field.SequenceInvalid)
	}
}

// otherInsurer says whether anything stands in the part of the record that
// describes a patient insured in another province.
func (s *submission) otherInsurer() bool {
	start := C02.Fields[C02OINInsurer].Start
	return !field.Empty(s.text.Cut(start, C02.Length-start+1))
}

// amountIsZero says whether the billed amount is $0, however that is written.
// What cannot be read is not zero.
func (s *submission) amountIsZero() bool {
	b := C02.Of(&s.text, C02BilledAmount)
	if field.Empty(b) {
		return true
	}
	cents, ok := field.Overpunch(fixed.Trim(b))
	return ok && cents == 0
}
