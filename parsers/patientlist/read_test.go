package patientlist

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

// transcript reads a list and writes down what came of it, health numbers
// masked.
func transcript(text, format string) string {
	var out strings.Builder
	sum, err := Read("list.csv", strings.NewReader(text), Options{DateFormat: format}, func(r *Row) error {
		fmt.Fprintf(&out, "%d", r.Line)
		if r.PHN != 0 {
			fmt.Fprintf(&out, " phn=..%02d", r.PHN%100)
		}
		fmt.Fprintf(&out, " %s/%s %s %d\n", r.Practitioner, r.Facility, r.BirthDate, r.Status)
		if r.Wrong != nil {
			fmt.Fprintf(&out, "  wrong %s\n", r.Wrong)
		}
		for i := range r.Doubts {
			fmt.Fprintf(&out, "  doubt %s\n", &r.Doubts[i])
		}
		return nil
	})
	if err != nil {
		return err.Error() + "\n"
	}
	fmt.Fprintf(&out, "lines %d, skipped %d, providers %v, %q\n", sum.Lines, sum.Skipped, sum.Practitioner, sum.Warnings)
	return out.String()
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, format, text, want string }{
		{
			"usual headings in any order", "",
			"\uFEFFLast Name,DOB,Patient PHN,Patient Status,MSP Billing Number,Facility #\r\nLee,1980-03-04,9012372173,Active,12345,A1234\r\n\r\nRay,,9317279351,,,\r\n",
			"2 phn=..73 12345/A1234 1980-03-04 0\n4 phn=..51 /  0\n" +
				`lines 2, skipped 2, providers true, ["column \"Last Name\" (number 1) is not known and was ignored"]` + "\n",
		},
		{
			"what a spreadsheet does", "",
			"phn,practitioner_number,facility_number,birth_date\n9.01E+09,12345,A1234,\n\u00a09012372173\u00a0,1234,123,\n9012 372 173,12345,A1234,29284\n'9012372173,12345,A1234,\n9012372174,12345,A1234,\n,12345,A1234,\n0,a1234,A1234,\n",
			"2 12345/A1234  0\n  wrong list.csv:2:1: patient.phn: scientific notation: the spreadsheet has rounded the number; format the column as text and export again (phn_invalid)\n" +
				"3 phn=..73 01234/  0\n  doubt list.csv:3:14: patient.practitioner_number: four digits: a spreadsheet has dropped the leading zero, which was put back (practitioner_padded)\n" +
				"  doubt list.csv:3:19: patient.facility_number: fewer than five characters: leading zeros were probably lost in a spreadsheet; the facility is not compared (facility_invalid)\n" +
				"4 phn=..73 12345/A1234  0\n  doubt list.csv:4:1: patient.phn: blanks or dashes between the digits, which a claim must not have: read without them (phn_spaced)\n" +
				"  doubt list.csv:4:26: patient.birth_date: a spreadsheet's day number in place of a date: format the column as a date written YYYY-MM-DD and export again (birth_date_invalid)\n" +
				"5 12345/A1234  0\n  wrong list.csv:5:1: patient.phn: an apostrophe before the value: the spreadsheet's text mark was exported with it; remove it (phn_invalid)\n" +
				"6 12345/A1234  0\n  wrong list.csv:6:1: patient.phn: no personal health number: it has ten digits, the first is 9, and the last checks the others (phn_invalid)\n" +
				"7 12345/A1234  0\n  wrong list.csv:7:1: patient.phn: blank or zeros (phn_missing)\n" +
				"8 A1234/A1234  0\n  wrong list.csv:8:1: patient.phn: blank or zeros (phn_missing)\n" +
				"lines 7, skipped 1, providers true, []\n",
		},
		{
			"rows that cannot be trusted", "",
			"status,phn,practitioner_number\nactive,9012372173\nLee,active,9012372173\nactive,9012372173,Dr. Lee\n",
			"2 /  0\n  wrong list.csv:2:1: patient.row: 2 values under 3 headings: a comma is missing or one too many, so none can be trusted (row_broken)\n" +
				"3 /  0\n  wrong list.csv:3:5: patient.phn: the row looks shifted: values stand under the wrong headings, probably by one column; compare it with the header (phn_invalid)\n" +
				"  doubt list.csv:3:1: patient.status: no word for a status that is known here: taken for active (status_unknown)\n" +
				"4 phn=..73 /  0\n  wrong list.csv:4:19: patient.practitioner_number: no practitioner number: it is a letter or digit and four digits; where the column holds names, leave it out and give --provider (practitioner_invalid)\n" +
				"lines 3, skipped 1, providers true, []\n",
		},
		{
			"statuses", "",
			"phn,status\n9012372173,Inactive\n9012372173,Not the MRP\n9012372173,DECEASED\n9012372173,Walk-in\n",
			"2 phn=..73 /  1\n3 phn=..73 /  1\n4 phn=..73 /  2\n5 phn=..73 /  1\nlines 4, skipped 1, providers false, []\n",
		},
		{
			"dates that decide", "", "phn,dob\n9012372173,3/4/1980\n9012372173,25/4/1980\n",
			"2 phn=..73 / 1980-04-03 0\n3 phn=..73 / 1980-04-25 0\nlines 2, skipped 1, providers false, []\n",
		},
		{
			"dates that do not decide", "", "phn,dob\n9012372173,3/4/1980\n9012372173,4/4/1980\n",
			"2 phn=..73 /  0\n  doubt list.csv:2:12: patient.birth_date: month/day or day/month, which the list as a whole does not decide: it is not compared; give --date-format (birth_date_invalid)\n" +
				"3 phn=..73 / 1980-04-04 0\nlines 2, skipped 1, providers false, []\n",
		},
		{"dates as somebody says", spreadsheet.DayFirst, "phn,dob\n9012372173,3/4/1980\n", "2 phn=..73 / 1980-04-03 0\nlines 1, skipped 1, providers false, []\n"},
		{"no list", "", "name,city\nLee,Nelson\n", "list.csv:1:1: the first row names none of the expected columns: the file needs a header with phn (header_missing)\n"},
		{"no health numbers", "", "dob,city\n1980-03-04,Nelson\n", "list.csv:1:1: required columns are missing: phn (column_missing)\n"},
		{"a format that there is not", "D.M.YYYY", "phn\n", ErrDateFormat.Error() + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, transcript(c.text, c.format)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestNoHeadingMeansTwoColumns(t *testing.T) {
	seen := map[string]string{}
	for _, c := range columns() {
		for _, heading := range append([]string{c.Name}, c.Synonyms...) {
			if other, ok := seen[spreadsheet.Fold(heading)]; ok {
				t.Errorf("%q stands for %s and is there already for %s", heading, c.Name, other)
			}
			seen[spreadsheet.Fold(heading)] = c.Name
		}
	}
}

// FuzzRead holds for any bytes: no panic, every line accounted for, a row that is
// compared names a person, and no number of the input in what a person may read.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"phn,dob,status,practitioner_number,facility_number\n9012372173,3/4/1980,active,1234,A1234\n,,,,\n9.01E+09,x,y,z,w\n1,2\n",
		"phn\n\"9012\n372173\"\n", "PHN;DOB\n", "\xff\xfe", "phn,phn\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, last := 0, 0
		var messages []string
		sum, err := Read("f.csv", bytes.NewReader(text), Options{}, func(r *Row) error {
			rows++
			if r.Line <= last || r.Wrong == nil && !field.ValidPHN(r.PHN) {
				t.Fatalf("row %d of line %d after line %d is wrong: %v", rows, r.Line, last, r.Wrong)
			}
			last = r.Line
			if r.Wrong != nil {
				messages = append(messages, r.Wrong.Message)
			}
			for _, d := range r.Doubts {
				messages = append(messages, d.Message)
			}
			return nil
		})
		var refusal *field.Refusal
		if errors.As(err, &refusal) {
			messages = append(messages, refusal.Message)
		} else if err != nil {
			t.Fatal("an error that is no refusal")
		}
		if err == nil && rows != sum.Lines {
			t.Fatalf("%d rows, %d told", rows, sum.Lines)
		}
		for _, message := range append(messages, sum.Warnings...) {
			for _, number := range fiveDigits.FindAllString(message, -1) {
				if bytes.Contains(text, []byte(number)) {
					t.Fatal("a message shows a number of the input")
				}
			}
		}
	})
}

var fiveDigits = regexp.MustCompile(`[0-9]{5,}`)
