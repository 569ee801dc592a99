package field

import (
	"fmt"
	"strings"
)

// Defect is one thing wrong with one field of one line. It names the place
// and the rule, never the value.
type Defect struct {
	File    string // as the reader was told, usually the base name
	Line    int    // physical line, from 1
	Column  int    // first column of the field in characters, from 1; for CSV the column where the value starts
	Record  string // record code or feed name, e.g. "C02" or "persons"
	Field   string // field name, e.g. "facility_number"
	Reason  Reason
	Message string // plain words, saying what to do where that is known
}

// Error renders file:line:column: record.field: message (reason).
func (d *Defect) Error() string {
	var place strings.Builder
	place.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&place, ":%d", d.Line)
	}
	if d.Column > 0 {
		fmt.Fprintf(&place, ":%d", d.Column)
	}
	return fmt.Sprintf("%s: %s.%s: %s (%s)", place.String(), d.Record, d.Field, d.Message, d.Reason)
}

// RefusalCode says why a whole file was refused.
type RefusalCode string

// Codes of refusal. A refused file has no evidence lines; it is archived and
// listed with the code, and whoever sent it corrects and sends it again.
const (
	RefusedEmpty           RefusalCode = "file_empty"
	RefusedNotTeleplan     RefusalCode = "not_teleplan"
	RefusedNoVendorRecord  RefusalCode = "vendor_record_missing"
	RefusedDataCentreMixed RefusalCode = "data_centre_mixed"
	RefusedDataCentre      RefusalCode = "data_centre_invalid"
	RefusedLineTooLong     RefusalCode = "line_too_long"
	RefusedBinary          RefusalCode = "file_binary"
	RefusedUnknownFeed     RefusalCode = "feed_unknown"
	RefusedHeaderMissing   RefusalCode = "header_missing"
	RefusedColumnMissing   RefusalCode = "column_missing"
	RefusedColumnDuplicate RefusalCode = "column_duplicate"
	RefusedQuoting         RefusalCode = "quoting_broken"
	RefusedDateFormat      RefusalCode = "date_format_unclear"
)

// Refusal is the error of a file that is not taken at all.
type Refusal struct {
	File    string
	Line    int // 0 when the file as a whole is meant
	Column  int // 0 when the line as a whole is meant
	Code    RefusalCode
	Message string // plain words: what is wrong and what to do
}

// Error renders file:line:column: message (code).
func (r *Refusal) Error() string {
	place := r.File
	if r.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, r.Line)
		if r.Column > 0 {
			place = fmt.Sprintf("%s:%d", place, r.Column)
		}
	}
	return fmt.Sprintf("%s: %s (%s)", place, r.Message, r.Code)
}
