package drbill

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// dates is a sink that keeps the dates of rows.
type dates struct {
	transcript
	got []field.Date
}

func (d *dates) Claim(c *evidence.Claim) error {
	d.got = append(d.got, c.ServiceDate)
	return nil
}

func readDates(written []string, format string) ([]field.Date, error) {
	var text bytes.Buffer
	text.WriteString("phn,practitioner_number,facility_number,attach_date\n")
	for _, w := range written {
		fmt.Fprintf(&text, ",,,%s\n", w)
		if w == "" {
			return nil, errors.New("a row of blanks would be skipped")
		}
	}
	var d dates
	_, err := Read("f.csv", bytes.NewReader(text.Bytes()), Options{DateFormat: format}, &d)
	return d.got, err
}

// TestDateFormatIsFound writes any days in one format: the reader finds them
// all again, or says that the format is unclear, and that only when reading the
// file the other way round would give days for every date too, and others.
func TestDateFormatIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		format := rapid.SampledFrom([]string{MonthFirst, DayFirst}).Draw(t, "format")
		var written []string
		var want []field.Date
		canFlip, differs := true, false
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			y, m := rapid.IntRange(1990, 2030).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")
			d := rapid.IntRange(1, 28).Draw(t, "day")
			switch rapid.IntRange(0, 4).Draw(t, "style") {
			case 0:
				written = append(written, fmt.Sprintf("%04d-%02d-%02d", y, m, d))
				want = append(want, field.NewDate(y, m, d))
				continue
			case 1:
				written = append(written, fmt.Sprintf("13/%d/%d", 12+d, y)) // no day in any format
				want = append(want, field.NoDate)
				continue
			}
			pattern := rapid.SampledFrom([]string{"%d/%d/%d", "%02d/%02d/%d"}).Draw(t, "zeros")
			if format == MonthFirst {
				written = append(written, fmt.Sprintf(pattern, m, d, y))
			} else {
				written = append(written, fmt.Sprintf(pattern, d, m, y))
			}
			want = append(want, field.NewDate(y, m, d))
			canFlip = canFlip && d <= 12
			differs = differs || d != m
		}
		got, err := readDates(written, Auto)
		var refusal *field.Refusal
		if errors.As(err, &refusal) {
			if refusal.Code != field.RefusedDateFormat || !canFlip || !differs {
				t.Fatalf("refused without need: %v", err)
			}
		} else if err != nil || canFlip && differs || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v read as %v, want %v (%v)", written, got, want, err)
		}
		// Named, the format is used whatever the file looks like.
		if got, err = readDates(written, format); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v read as %v by %s, want %v (%v)", written, got, format, want, err)
		}
	})
}

// TestOrderOfRowsDoesNotDecide reads any mixture of dates in two orders.
func TestOrderOfRowsDoesNotDecide(t *testing.T) {
	date := rapid.StringMatching(`(3/4|13/2|2/13|5/5|13/13|2/30)/2024|2024-02-03|soon`)
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.SliceOfN(date, 1, 6).Draw(t, "dates")
		turned := make([]string, len(written))
		for i, w := range written {
			turned[len(written)-1-i] = w
		}
		got, err := readDates(written, Auto)
		back, errBack := readDates(turned, Auto)
		if (err == nil) != (errBack == nil) {
			t.Fatalf("%v: %v, and the other way round %v", written, err, errBack)
		}
		for i := range got {
			if got[i] != back[len(back)-1-i] {
				t.Fatalf("%v depends on the order of rows", written)
			}
		}
	})
}

func TestDateFormatOption(t *testing.T) {
	if _, err := readDates([]string{"2024-01-02"}, "DD.MM.YYYY"); err == nil {
		t.Error("an unknown date format is taken")
	}
	if _, err := readDates([]string{"2024-01-02"}, ""); err != nil {
		t.Error(err)
	}
}

// TestOtherFeeItemsDoNotRefuse: dates that are not kept need no format, but
// may still show the one of those that are.
func TestOtherFeeItemsDoNotRefuse(t *testing.T) {
	const header = "phn,practitioner_number,facility_number,attach_date,fee_item\n"
	for text, want := range map[string]string{
		header + ",,,3/4/2024,00100\n,,,2024-01-02,\n":  "2024-01-02",
		header + ",,,25/4/2024,00100\n,,,3/4/2024,\n":   "2024-04-03",
		header + ",,,4/25/2024,00100\n,,,3/4/2024,\n":   "2024-03-04",
		header + ",,,3/4/2024,00100\n,,,4/3/2024,98990": "",
	} {
		var d dates
		_, err := Read("f.csv", bytes.NewReader([]byte(text)), Options{}, &d)
		if (err != nil) != (want == "") || want != "" && d.got[1].String() != want {
			t.Errorf("%q: %v, %v", text, d.got, err)
		}
	}
}
