package drbill

import (
	"bytes"

	"empanel/parsers/delimited"
	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

// rowReader checks one row at a time.
type rowReader struct {
	file   string
	format string // of dates, one of MonthFirst, DayFirst, YearFirst
	in     *delimited.Reader
	row    evidence.Claim
	padded []byte // a practitioner number with its lost zero
}

func (r *rowReader) read() {
	r.row = evidence.Claim{
		Line: evidence.Line{
			Number: int32(r.in.Line()), Record: Record, Raw: r.in.Raw(),
			Defects: r.row.Defects[:0], Warnings: r.row.Warnings[:0],
		},
		Event: evidence.Attach, Sequence: evidence.NoSequence, TargetSequence: evidence.NoSequence, ServiceDate: field.NoDate,
	}
	if message, wrong := r.in.Miscounted(); wrong {
		r.row.Defects = append(r.row.Defects, field.Defect{
			File: r.file, Line: r.in.Line(), Column: 1, Record: Record, Field: "row", Reason: field.FeedValueInvalid,
			Message: message,
		})
		return
	}
	fee := feeItem(r.in.Value(colFeeItem))
	r.row.FeeItem = fee
	switch {
	case field.IsAttach(fee):
		r.attach()
	case field.NearMiss98990(fee):
		r.attach()
		r.row.Defects, r.row.Warnings = r.row.Defects[:0], r.row.Warnings[:0]
		r.defect(colFeeItem, field.FeeItemNearMiss, "not the attachment code, but close to it: 98990 was probably meant")
	case field.IsPortal(fee):
		r.portal()
	case !plausibleFee(fee):
		r.strange()
	default:
		r.other()
	}
}

// attach reads and checks what a patient's attachment needs.
func (r *rowReader) attach() {
	r.person()
	r.practitioner()
	r.row.PayeeNumber = r.identifier(colPayee)
	r.facility()
	r.date()
	if r.shifted() {
		for i := range r.row.Defects {
			r.row.Defects[i].Message = "the row looks shifted: values stand under the wrong headings, probably by one column; compare it with the header"
		}
	}
}

// portal keeps provider, fee item and date: the patient is a made-up one.
func (r *rowReader) portal() {
	r.row.Event = evidence.Portal
	r.practitioner()
	r.row.ServiceDate = spreadsheet.ParseDate(r.in.Value(colAttachDate), r.format)
	r.row.Defects = r.row.Defects[:0]
}

// other keeps the fee item only: the rest is nobody's business here.
func (r *rowReader) other() {
	r.row = evidence.Claim{
		Line: evidence.Line{
			Number: r.row.Number, Record: Record, Defects: r.row.Defects[:0], Warnings: r.row.Warnings[:0],
		},
		Event: evidence.Other, Sequence: evidence.NoSequence, TargetSequence: evidence.NoSequence,
		FeeItem: r.row.FeeItem, ServiceDate: field.NoDate,
	}
}

// strange is a row whose fee item has not the form of one: of a shifted row
// the patient must not be lost in silence; of any other the value, which may
// be a name, is not kept.
func (r *rowReader) strange() {
	r.row.FeeItem = nil
	r.attach()
	if !r.shifted() {
		r.other()
	}
}

func (r *rowReader) person() {
	b := r.in.Value(colPHN)
	if field.Empty(b) {
		r.defect(colPHN, field.PHNMissing, "blank or zeros")
		return
	}
	phn, ok := field.TenDigits(b)
	if !ok {
		r.row.PHNWritten = b
	}
	r.row.PHN = phn
	if !field.ValidPHN(phn) {
		r.damaged(colPHN, field.PHNInvalid, "no personal health number: it has ten digits, the first is 9, and the last checks the others")
	}
}

func (r *rowReader) practitioner() {
	b := r.identifier(colPractitioner)
	if _, digits := field.Digits(b); digits && len(b) == 4 {
		r.padded = append(append(r.padded[:0], '0'), b...)
		b = r.padded
		r.row.Warnings = append(r.row.Warnings, r.place(colPractitioner, field.WarnPractitionerPadded,
			"four digits: a spreadsheet has dropped the leading zero, which was put back"))
	}
	r.row.PractitionerNumber = b
	switch {
	case b == nil:
		r.defect(colPractitioner, field.PractitionerInvalid, "blank or zeros")
	case !field.ValidPractitioner(b):
		r.damaged(colPractitioner, field.PractitionerInvalid, "no practitioner number: it is a letter or digit and four digits")
	}
}

func (r *rowReader) facility() {
	b := r.identifier(colFacility)
	r.row.FacilityNumber = b
	switch {
	case b == nil:
		r.defect(colFacility, field.FacilityMissing, "blank or zeros")
	case !field.ValidFacility(b):
		rule := "no facility number: it is five letters or digits"
		if spreadsheet.LettersOrDigits(b) && len(b) < 5 {
			rule = "fewer than five characters: leading zeros were probably lost in a spreadsheet; they are not put back, because another clinic may have that number"
		}
		r.damaged(colFacility, field.FacilityInvalid, rule)
	}
}

func (r *rowReader) date() {
	b := r.in.Value(colAttachDate)
	r.row.ServiceDate = spreadsheet.ParseDate(b, r.format)
	if r.row.ServiceDate != field.NoDate {
		return
	}
	r.row.ServiceDateWritten = b
	r.defect(colAttachDate, field.ServiceDateInvalid, r.dateTrouble(b))
}

// dateTrouble says what is wrong with what should be a date.
func (r *rowReader) dateTrouble(b []byte) string {
	_, _, _, slashes := spreadsheet.SlashDate(b)
	switch {
	case len(b) == 0:
		return "blank"
	case spreadsheet.SerialDay(b):
		return "a spreadsheet's day number in place of a date: format the column as a date written YYYY-MM-DD and export again"
	case slashes && r.format == YearFirst:
		return "no calendar date written as YYYY-MM-DD, the only form that drbill.date_format under [intake] allows"
	case slashes:
		return "no such day in the calendar when read as " + r.format + ", the way this file writes dates"
	case b[0] == '\'' || b[0] == '=' || b[0] == '#':
		return field.SpreadsheetDamage(b)
	case len(b) > 10 && field.ISODate(b[:10]) != field.NoDate:
		return "something stands behind the date, probably a time of day: write YYYY-MM-DD alone"
	default:
		return "no calendar date written as YYYY-MM-DD, M/D/YYYY or D/M/YYYY, with the year in four digits"
	}
}

// attachFee is the fee item of a row that names none.
var attachFee = []byte(field.AttachFeeItem)

// feeItem gives the row's fee item without the marks a spreadsheet leaves on
// it; a file or row that names none means the attachment code.
func feeItem(b []byte) []byte {
	if len(b) > 1 && b[0] == '\'' {
		b = b[1:]
	}
	if whole, fraction, found := bytes.Cut(b, []byte{'.'}); found && len(bytes.Trim(fraction, "0")) == 0 {
		b = whole
	}
	if len(b) == 0 {
		return attachFee
	}
	return field.UpperInPlace(b)
}

// identifier gives a number in capitals, or nil when it is blank or zeros.
func (r *rowReader) identifier(column int) []byte {
	b := r.in.Value(column)
	if field.Empty(b) {
		return nil
	}
	return field.UpperInPlace(b)
}

// damaged adds a defect that names what a spreadsheet did, or else the rule.
func (r *rowReader) damaged(column int, reason field.Reason, rule string) {
	if damage := field.SpreadsheetDamage(r.in.Value(column)); damage != "" {
		rule = damage
	}
	r.defect(column, reason, rule)
}

func (r *rowReader) defect(column int, reason field.Reason, message string) {
	r.row.Defects = append(r.row.Defects, r.place(column, reason, message))
}

func (r *rowReader) place(column int, reason field.Reason, message string) field.Defect {
	line, char := r.in.Position(column)
	return field.Defect{
		File: r.file, Line: line, Column: char, Record: Record, Field: columns[column].Name, Reason: reason, Message: message,
	}
}
