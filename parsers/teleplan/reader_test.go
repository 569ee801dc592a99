package teleplan

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// full is a sink that takes no row.
type full struct {
	discard
	err error
}

func (f *full) Claim(*evidence.Claim) error   { return f.err }
func (f *full) Answer(*evidence.Answer) error { return f.err }

func TestErrorOfTheSinkComesBackAsItIs(t *testing.T) {
	sink := &full{err: errors.New("no room")}
	if _, err := ReadSubmission("x", strings.NewReader(one(nil)), sink); err != sink.err { //nolint:errorlint // the very error is promised
		t.Errorf("submission: got %v", err)
	}
	if _, err := ReadReturn("x", strings.NewReader(file(answer(nil))), sink); err != sink.err { //nolint:errorlint // as above
		t.Errorf("return: got %v", err)
	}
}

func TestErrorOfTheSourceIsNoRefusal(t *testing.T) {
	broken := errors.New("broken")
	_, err := ReadSubmission("x", io.MultiReader(strings.NewReader(one(nil)), iotest.ErrReader(broken)), &discard{})
	var refusal *field.Refusal
	if !errors.Is(err, broken) || errors.As(err, &refusal) {
		t.Errorf("got %v", err)
	}
}

func TestEndlessLineRefusesItsFile(t *testing.T) {
	for name, read := range map[string]readFunc{"submission": ReadSubmission, "return": ReadReturn} {
		text := one(nil)
		if name == "return" {
			text = file(answer(nil))
		}
		_, err := read("x", strings.NewReader(text+strings.Repeat("C02 ", fixed.MaxLine)), &discard{})
		var refusal *field.Refusal
		if !errors.As(err, &refusal) || refusal.Code != field.RefusedLineTooLong {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Names in any letters, before or after what is read, move no column; and what
// was written is read, in every style that reaches the facility number.
func TestClaimsAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.Int64Range(900_000_000, 999_999_999).Filter(func(n int64) bool {
			_, ok := field.PHNCheckDigit(n)
			return ok
		}).Draw(t, "phn")
		check, _ := field.PHNCheckDigit(nine)
		want := values{
			C02PractitionerNumber: rapid.StringMatching(`[A-Z1-9][0-9]{4}`).Draw(t, "practitioner"),
			C02FacilityNumber:     rapid.StringMatching(`[A-Z0-9]{4}[A-Z1-9]`).Draw(t, "facility"),
			C02PHN:                sprint(nine*10 + int64(check)),
			C02NameVerify:         rapid.StringMatching(`[A-ZÀ-Ý ]{4}`).Draw(t, "name"),
			C02ShortComment:       rapid.StringMatching(`[ -~¡-ž€-₿]{0,25}`).Draw(t, "comment"),
		}
		style := rapid.SampledFrom([]fixed.Style{zeroFilled, blankFilled, trimmed, {Columns: 264}, {Columns: 201}}).Draw(t, "style")
		text := vendor(1) + "\n" + encode(&C02, soundClaim.with(want), style)
		var got *evidence.Claim
		if _, err := ReadSubmission("x", strings.NewReader(text), sinkFunc(func(c *evidence.Claim) {
			got = &evidence.Claim{PHN: c.PHN, ServiceDate: c.ServiceDate}
			got.PractitionerNumber = append(got.PractitionerNumber, c.PractitionerNumber...)
			got.FacilityNumber = append(got.FacilityNumber, c.FacilityNumber...)
			if len(c.Defects)+len(c.Warnings) > 0 {
				t.Fatal("a sound claim has defects or warnings")
			}
		})); err != nil {
			t.Fatal(err)
		}
		if sprint(got.PHN) != want[C02PHN] || string(got.PractitionerNumber) != want[C02PractitionerNumber] ||
			string(got.FacilityNumber) != want[C02FacilityNumber] || got.ServiceDate.String() != "2026-01-15" {
			t.Fatal("a claim is not read as it was written")
		}
	})
}

// sinkFunc is a sink of claims only.
type sinkFunc func(*evidence.Claim)

func (f sinkFunc) Claim(c *evidence.Claim) error { f(c); return nil }

func (sinkFunc) Answer(*evidence.Answer) error   { panic("no answers here") }
func (sinkFunc) Action(*evidence.Action) error   { panic("no actions here") }
func (sinkFunc) FeedRow(*evidence.FeedRow) error { panic("no feed rows here") }

func sprint(n int64) string { return count(n, 0) }

// One broken column after another: a line of any length never panics, and a
// short one is never an attachment without a defect.
func TestEveryLengthOfAClaim(t *testing.T) {
	whole := claim(nil)
	for length := range len(whole) + 1 {
		var defects, rows int
		_, err := ReadSubmission("x", strings.NewReader(vendor(1)+"\n"+whole[:length]), sinkFunc(func(c *evidence.Claim) {
			rows++
			defects = len(c.Defects)
			if c.Event == evidence.Attach && length < 201 != (defects == 1 && c.Defects[0].Reason == field.RecordTooShort) {
				t.Errorf("%d columns: too short, or not, and not said so", length)
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		if want := min(length, 1); rows != want {
			t.Errorf("%d columns: %d rows, want %d", length, rows, want)
		}
		if (defects > 0) != (length > 0 && length < 201) {
			t.Errorf("%d columns: %d defects", length, defects)
		}
	}
}

func TestFieldColumn(t *testing.T) {
	for _, c := range []struct {
		record string
		reason field.Reason
		name   string
		column int
	}{
		{"C02", field.FacilityMissing, "facility_number", 197},
		{"C02", "facility_closed", "facility_number", 197},
		{"C02", "not_affiliated", "facility_number", 197},
		{"C02", "phn_pseudo", "phn", 26},
		{"C02", "phn_unknown", "phn", 26},
		{"C02", "deceased", "service_date", 65},
		{"C02", "no_coverage", "service_date", 65},
		{"C02", "service_date_early", "service_date", 65},
		{"C02", "practitioner_unknown", "practitioner_number", 21},
		{"C02", "location_unexpected", "service_location", 107},
		{"C02", "reversal_unmatched", "original_claim", 177},
		{"C02", field.RecordTooShort, "facility_number", 197},
		{"S03", "return_unmatched", "sequence", 9},
		{"S03", "phn_unknown", "phn", 69},
		{"S01", field.RecordTooShort, "practitioner_number", 36},
		{"C12", "phn_unknown", "record_code", 1},
		{"C02", "no_such_reason", "record_code", 1},
		{"?", field.RecordUnknown, "record_code", 1},
		{"DRBILL", field.PHNMissing, "record_code", 1},
	} {
		if name, column := FieldColumn(c.record, c.reason); name != c.name || column != c.column {
			t.Errorf("%s %s: got %s at %d, want %s at %d", c.record, c.reason, name, column, c.name, c.column)
		}
	}
}

// Every reason and warning that these readers give has words of its own.
func TestEveryReasonHasWords(t *testing.T) {
	for _, reason := range []field.Reason{
		field.RecordTooShort, field.SequenceInvalid, field.PHNMissing, field.PHNOutOfProvince, field.PHNInvalid, field.PractitionerInvalid,
		field.FacilityMissing, field.FacilityInvalid, field.ServiceDateInvalid, field.FeeItemNearMiss, field.AmountNotZero,
		field.WarnDiagnosisUnexpected, field.WarnSequenceGap,
	} {
		if m := message("C02", reason); !strings.Contains(m, " ") {
			t.Errorf("%s has no words", reason)
		}
	}
}

func TestCodeText(t *testing.T) {
	for code, want := range map[string]string{"AF": "coverage", "*A": "deceased", "W9": "three", "BZ": "merged"} {
		if text, known := CodeText(code); !known || !strings.Contains(text, want) {
			t.Errorf("%s: got %q, %v", code, text, known)
		}
	}
	for _, code := range []string{"", "ZZ", "af"} {
		if text, known := CodeText(code); known || text != "" {
			t.Errorf("%q: got %q", code, text)
		}
	}
}

// The program that wrote a file is told as its vendor record names it.
func TestSoftwareOfTheVendorRecord(t *testing.T) {
	named := func(name, version string) string {
		return encode(&VS1, soundVendor.with(values{VS1SoftwareName: name, VS1SoftwareVersion: version}), zeroFilled)
	}
	for want, record := range map[string]string{
		"MADE UP EMR 1.0":  vendor(1),
		"Two Words 7 .4 b": named("Two  Words", "7 .4  b"),
		"1.0":              named("", "1.0"),
		"":                 named("", ""),
		"MADE UP":          vendor(1)[:27], // cut in the name
		"Caf\u00e9 2":      file(named("Caf\xe9", "2")),
	} {
		summary, err := ReadSubmission("x", strings.NewReader(file(record, claim(nil))), &discard{})
		if err != nil || summary.Software != want {
			t.Errorf("%q, %v; want %q", summary.Software, err, want)
		}
	}
}
