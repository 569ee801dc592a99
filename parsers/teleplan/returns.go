package teleplan

import (
	"io"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// ReadReturn reads a return file, name being used in errors, and gives every
// C12 and S00 to S04 record and every line with an unknown record code to the
// sink in the order of the file. Summaries, messages, trailers, blank lines and
// those that begin with # are counted as skipped. A return file may hold
// several data centres.
//
// A file that is empty, binary or no return file is refused with a
// *field.Refusal; rows may already have been given to the sink when a NUL byte
// or an endless line comes late, and the caller takes them back. An error of
// the sink is returned as it is.
func ReadReturn(name string, r io.Reader, sink evidence.Sink) (evidence.Summary, error) {
	s := returns{reader: reader{file: name, lines: fixed.NewLines(name, r), sink: sink}}
	err := s.read(s.first, s.record)
	return s.summary, err
}

// returns is the state of reading one return file.
type returns struct {
	reader
	answer evidence.Answer
	codes  []byte
}

// form says where a return record holds what an answer needs; absent where it
// does not.
type form struct {
	layout       *fixed.Layout
	verdict      evidence.Verdict
	practitioner int
	phn          int
	serviceDate  int
	feeItem      int
	firstCode    int // of seven in a row
}

const (
	absent    = -1
	codeCount = 7
)

var (
	formC12 = form{&C12, evidence.Refused, C12PractitionerNumber, absent, absent, absent, C12ExplanatoryCode1}
	formS01 = form{&S01, evidence.Accepted, S01PractitionerNumber, absent, absent, absent, absent}
	formS04 = form{&S04, evidence.Pending, S04PractitionerNumber, absent, absent, absent, S04ExplanatoryCode1}
	formS00 = adjudicatedForm(&S00, evidence.Accepted)
	formS02 = adjudicatedForm(&S02, evidence.Accepted)
	formS03 = adjudicatedForm(&S03, evidence.Refused)
)

func adjudicatedForm(layout *fixed.Layout, verdict evidence.Verdict) form {
	return form{
		layout, verdict, AdjudicatedPractitionerNumber, AdjudicatedPHN, AdjudicatedServiceDate,
		AdjudicatedBilledFeeItem, AdjudicatedExplanatoryCode1,
	}
}

// formOf gives the form of a record that answers a claim, nil for the others.
func formOf(code []byte) *form {
	switch string(code) {
	case "C12":
		return &formC12
	case "S00":
		return &formS00
	case "S01":
		return &formS01
	case "S02":
		return &formS02
	case "S03":
		return &formS03
	case "S04":
		return &formS04
	}
	return nil
}

// first refuses what is no return file.
func (s *returns) first(code []byte) error {
	switch familyOf(code) {
	case noFamily:
		return s.notTeleplan()
	case submissionFamily:
		return s.refuse(field.RefusedNotTeleplan, 1, "the first record is of a submission file, not of a return file; it was put in the wrong place")
	case returnFamily:
	}
	return nil
}

// record takes one record, the first included.
func (s *returns) record(code []byte) error {
	switch familyOf(code) {
	case noFamily:
		return s.stranger(messageNoRecord)
	case submissionFamily:
		return s.stranger(messageInReturn)
	case returnFamily:
	}
	f := formOf(code)
	if f == nil {
		s.summary.Skipped++
		return nil
	}
	return s.takeAnswer(f)
}

// takeAnswer makes a row of a record that answers a claim.
func (s *returns) takeAnswer(f *form) error {
	s.begin(f.layout.Record)
	a := &s.answer
	a.Verdict = f.verdict
	// Every record begins with the same three fields.
	a.DataCentre = s.identifier(f.layout, C12DataCentre)
	a.Sequence = sequenceOf(f.layout.Of(&s.text, C12Sequence))
	if f.feeItem != absent {
		a.BilledFeeItem = s.value(f.layout, f.feeItem)
		if a.BilledFeeItem != nil && !field.IsAttach(a.BilledFeeItem) && !field.IsPortal(a.BilledFeeItem) {
			// It answers a claim that is nobody's business here.
			a.Raw = nil
			return s.give()
		}
	}
	s.fill(f)
	switch {
	case !f.layout.Reaches(&s.text, f.practitioner):
		s.defect(&a.Line, field.RecordTooShort)
	case a.Sequence == evidence.NoSequence:
		s.defect(&a.Line, field.SequenceInvalid)
	}
	return s.give()
}

// fill takes what the line holds, as far as it reaches.
func (s *returns) fill(f *form) {
	a := &s.answer
	a.PractitionerNumber = s.identifier(f.layout, f.practitioner)
	if f.phn != absent {
		a.PHN, a.PHNWritten = s.phn(f.layout, f.phn)
	}
	if f.serviceDate != absent {
		a.ServiceDate, a.ServiceDateWritten = s.date(f.layout, f.serviceDate)
	}
	if f.firstCode == absent {
		return
	}
	s.codes = s.codes[:0]
	for i := range codeCount {
		// A stripped line may end inside a code that ends in a blank.
		code := f.layout.Of(&s.text, f.firstCode+i)
		if field.Empty(code) {
			continue
		}
		if len(s.codes) > 0 {
			s.codes = append(s.codes, ' ')
		}
		s.codes = append(s.codes, fixed.Trim(code)...)
	}
	a.Codes = s.codes
}

// stranger gives a line with an unknown record code to the sink.
func (s *returns) stranger(message string) error {
	s.begin(unknownRecord)
	s.unknown(&s.answer.Line, message)
	return s.give()
}

// begin empties the row for the current line.
func (s *returns) begin(record string) {
	s.answer = evidence.Answer{Line: s.line(record), Sequence: evidence.NoSequence, ServiceDate: field.NoDate}
}

// give hands the row to the sink.
func (s *returns) give() error {
	s.summary.Lines++
	s.keep(&s.answer.Line)
	return s.sink.Answer(&s.answer)
}
