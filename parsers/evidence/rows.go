package evidence

import "empanel/parsers/field"

// Event says what kind of evidence a claim line is, as far as the line alone
// can tell. It is stored in the ledger as text.
type Event string

// The events of claim lines.
const (
	Attach  Event = "attach"  // fee item 98990 (or a near miss of it, which is quarantined), or a Dr.Bill row
	Debit   Event = "debit"   // submission code E on 98990, 14070 or 98000: reverses the claim it names
	Portal  Event = "portal"  // fee items 14070 and 98000, billed once a year on a pseudo-patient
	Other   Event = "other"   // any other fee item: nobody's business here
	Unknown Event = "unknown" // no known record code
)

// Verdict is what a return record says of the claim it names.
type Verdict string

// The verdicts of return records.
const (
	Accepted Verdict = "accepted" // S00, S01, S02
	Refused  Verdict = "refused"  // C12, S03
	Pending  Verdict = "pending"  // S04
)

// Line is what every row of evidence has: where it stood, and what its reader
// found wrong with it. Raw is the line as sent (without its line ending); a
// reader sets it always, and it is stored only when there are defects.
//
// All byte slices of a row belong to the reader and are valid only until the
// sink's method returns.
type Line struct {
	Number   int32          // physical line, from 1
	Record   string         // "C02", "S03", "DRBILL", a feed's name, or "?" for an unknown record
	Defects  []field.Defect // every reason that the line alone gives; empty for a sound line
	Warnings []field.Defect // listed, never a reason to stop the line
	Raw      []byte
}

// Claim is one C02 line of a submission file, one line of it with an unknown
// record code, or one Dr.Bill row (which has no data centre and no sequence).
// Empty slices, a Sequence of NoSequence, a PHN of 0 and a field.NoDate mean
// that the field was blank, zeros or unreadable.
//
// Of a claim whose Event is Other only the Line, DataCentre, Sequence and
// FeeItem are set, and Raw is nil.
type Claim struct {
	Line
	Event              Event
	DataCentre         []byte
	Sequence           int32
	PractitionerNumber []byte // upper case, trimmed, as written otherwise (stored also when invalid)
	PayeeNumber        []byte
	PHN                int64  // whenever ten digits were written, valid or not (never for all zeros)
	PHNWritten         []byte // what was written, only when it was neither empty nor ten digits
	FeeItem            []byte
	SubmissionCode     []byte
	ServiceLocation    []byte
	ServiceDate        field.Date // or the attach date of a Dr.Bill row
	ServiceDateWritten []byte     // what was written, only when it is no calendar date
	FacilityNumber     []byte     // upper case; kept as written when invalid
	TargetDataCentre   []byte     // of a Debit: the claim it reverses
	TargetSequence     int32
}

// NoSequence stands for a sequence number that was not seven digits.
const NoSequence int32 = -1

// Answer is one C12, S00 to S04 record of a return file, or a line of it with
// an unknown record code.
type Answer struct {
	Line
	Verdict            Verdict
	DataCentre         []byte
	Sequence           int32
	PractitionerNumber []byte
	PHN                int64      // S00, S02, S03 only
	PHNWritten         []byte     // as Claim
	ServiceDate        field.Date // S00, S02, S03 only
	ServiceDateWritten []byte
	BilledFeeItem      []byte // S00, S02, S03 only
	Codes              []byte // explanatory codes, in order, separated by one space
}

// Action is one row of the registry actions feed.
type Action struct {
	Line
	ActionID           []byte
	Action             []byte // remove, restore, change_clinic
	PHN                int64
	PHNWritten         []byte
	Everyone           bool // the PHN was *
	PractitionerNumber []byte
	FacilityNumber     []byte
	NewFacilityNumber  []byte
	Reason             []byte
	ActorID            []byte
	ActorRole          []byte // provider, delegate
	ActedOn            field.Date
	Content            []byte // every column after trimming, joined by 0x1F in the order of the contract: two rows with equal content are the same action
}

// Value is one typed value of a feed row. Which of Int, Text and Date counts
// follows from the column's Kind.
type Value struct {
	Null bool
	Int  int64
	Text []byte
	Date field.Date
}

// FeedRow is one row of a reference feed; Values stand in the order of the
// feed's columns.
type FeedRow struct {
	Line
	Feed   *Feed
	Values []Value
}

// Sink takes a reader's rows one by one. An error from a sink stops the
// reader and is returned by it as it is.
type Sink interface {
	Claim(*Claim) error
	Answer(*Answer) error
	Action(*Action) error
	FeedRow(*FeedRow) error
}

// Summary is what a reader says of a file it has read to the end.
type Summary struct {
	Lines    int      // evidence lines given to the sink
	Skipped  int      // VS1, N01, B04, summaries, messages, blank and # lines, the CSV header
	Warnings []string // of the file as a whole, in plain words, e.g. an unknown column
	Software string   // the program that wrote the file and its version, as it names itself; empty where files do not say
}
