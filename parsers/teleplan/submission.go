package teleplan

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// ReadSubmission reads a submission file, name being used in errors, and gives
// every claim and every line with an unknown record code to the sink in the
// order of the file. The vendor record, notes, eligibility requests, blank
// lines and those that begin with # are counted as skipped.
//
// A file that is empty, no Teleplan file, binary, without the vendor record at
// its beginning, or with more than one data centre is refused with a
// *field.Refusal; rows of it may already have been given to the sink, and the
// caller takes them back. An error of the sink is returned as it is.
func ReadSubmission(name string, r io.Reader, sink evidence.Sink) (evidence.Summary, error) {
	s := submission{
		reader: reader{file: name, lines: fixed.NewLines(name, r), sink: sink},
		last:   evidence.NoSequence,
	}
	err := s.read(s.first, s.record)
	if err == nil && s.gaps > 0 {
		s.summary.Warnings = append(s.summary.Warnings, fmt.Sprintf(
			"the sequence number of %d skipped lines, the first of them line %d, does not follow that of the line before", s.gaps, s.firstGap))
	}
	return s.summary, err
}

// submission is the state of reading one submission file.
type submission struct {
	reader
	claim    evidence.Claim
	centre   []byte // the file's data centre, in upper case
	last     int32  // the sequence number before the current line, or NoSequence
	gaps     int    // gaps before lines that are no rows
	firstGap int    // the first of them
}

// first takes the record that must be the vendor's, and from it the data
// centre of the file.
func (s *submission) first(code []byte) error {
	switch familyOf(code) {
	case noFamily:
		return s.notTeleplan()
	case returnFamily:
		return s.refuse(field.RefusedNoVendorRecord, 1, "the first record is of a return file; a submission file begins with a VS1 record")
	case submissionFamily:
	}
	if string(code) != VS1.Record {
		return s.refuse(field.RefusedNoVendorRecord, 1, "a submission file begins with a VS1 record, this one does not")
	}
	centre, _ := field.Upper(nil, VS1.Of(&s.text, VS1DataCentre))
	if !field.ValidDataCentre(centre) || field.Empty(centre) {
		return s.refuse(field.RefusedDataCentre, VS1.Fields[VS1DataCentre].Start, "a data centre number is five letters or digits, not all of them zeros")
	}
	s.centre = bytes.Clone(centre)
	s.summary.Software = s.software()
	return nil
}

// software gives the name and the version of the program that wrote the file,
// as its vendor record says, with one blank between any two words.
func (s *submission) software() string {
	name, version := VS1.Of(&s.text, VS1SoftwareName), VS1.Of(&s.text, VS1SoftwareVersion)
	return strings.Join(append(strings.Fields(string(name)), strings.Fields(string(version))...), " ")
}

// record takes one record, the first included.
func (s *submission) record(code []byte) error {
	switch familyOf(code) {
	case noFamily:
		return s.stranger(messageNoRecord)
	case returnFamily:
		return s.stranger(messageInSubmission)
	case submissionFamily:
	}
	// Every record begins with the same three fields.
	if centre := C02.Of(&s.text, C02DataCentre); C02.Reaches(&s.text, C02DataCentre) && !s.sameCentre(centre) {
		return s.refuse(field.RefusedDataCentreMixed, C02.Fields[C02DataCentre].Start,
			"the data centre differs from that of the first record; send each data centre's claims in a file of its own")
	}
	sequence, gap := s.sequence()
	if string(code) == C02.Record {
		return s.takeClaim(sequence, gap)
	}
	s.summary.Skipped++
	if gap {
		s.gaps++
		if s.gaps == 1 {
			s.firstGap = s.lines.Number()
		}
	}
	return nil
}

func (s *submission) sameCentre(centre []byte) bool {
	if bytes.Equal(centre, s.centre) {
		return true
	}
	centre, s.scratch = field.Upper(s.scratch, centre)
	return bytes.Equal(centre, s.centre)
}

// sequence reads the line's sequence number and says whether it breaks the run
// of +1 over all records. A number that cannot be read is taken to be the one
// that was due.
func (s *submission) sequence() (sequence int32, gap bool) {
	sequence = sequenceOf(C02.Of(&s.text, C02Sequence))
	switch {
	case s.last == evidence.NoSequence:
		s.last = sequence
	case sequence == evidence.NoSequence:
		s.last = follow(s.last)
	default:
		gap = sequence != follow(s.last)
		s.last = sequence
	}
	return sequence, gap
}

// stranger gives a line with an unknown record code to the sink. Such a line
// may be the rest of a broken one, so it moves the sequence on only when it
// holds the number that was due.
func (s *submission) stranger(message string) error {
	if s.last != evidence.NoSequence && sequenceOf(C02.Of(&s.text, C02Sequence)) == follow(s.last) {
		s.last = follow(s.last)
	}
	s.begin(unknownRecord)
	s.claim.Event = evidence.Unknown
	s.unknown(&s.claim.Line, message)
	return s.give()
}

// begin empties the row for the current line.
func (s *submission) begin(record string) {
	s.claim = evidence.Claim{}
	s.claim.Line = s.line(record)
	s.claim.Sequence, s.claim.ServiceDate, s.claim.TargetSequence = evidence.NoSequence, field.NoDate, evidence.NoSequence
}

// give hands the row to the sink.
func (s *submission) give() error {
	s.summary.Lines++
	s.keep(&s.claim.Line)
	return s.sink.Claim(&s.claim)
}
