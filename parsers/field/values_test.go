package field

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The published examples of the check digit.
func TestPHNPublishedExamples(t *testing.T) {
	for _, phn := range []int64{9012372173, 9317279351, 9698658215, 9735353315, 9151065434, 9753035697} {
		if !ValidPHN(phn) {
			t.Errorf("the published example ending in %02d is not taken", phn%100)
		}
	}
	for name, phn := range map[string]int64{
		"wrong check digit": 9876543210, "remainder 0": 9000000000, "remainder 1": 9000000040, "first digit 8": 8123456789,
		"zero": 0, "nine digits": 901237217, "eleven digits": 90123721730, "negative": -9012372173,
	} {
		if ValidPHN(phn) {
			t.Errorf("%s is taken", name)
		}
	}
}

// At most one check digit fits, one changed digit never passes, and remainders
// 0 and 1 have none.
func TestPHNCheckDigitFindsOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.Int64Range(900_000_000, 999_999_999).Draw(t, "nine")
		check, ok := PHNCheckDigit(nine)
		if !ok {
			for last := range int64(10) {
				if ValidPHN(nine*10 + last) {
					t.Fatal("a number without a check digit passes")
				}
			}
			return
		}
		phn := nine*10 + int64(check)
		if check < 1 || check > 9 || !ValidPHN(phn) {
			t.Fatal("a number does not pass with its own check digit")
		}
		power := int64(1)
		for range rapid.IntRange(0, 9).Draw(t, "place") {
			power *= 10
		}
		digit := phn / power % 10
		other := rapid.Int64Range(0, 9).Filter(func(d int64) bool { return d != digit }).Draw(t, "digit")
		if ValidPHN(phn + (other-digit)*power) {
			t.Fatal("a number with one wrong digit passes")
		}
	})
}

// The check digit is that of the Ministry's rule, worked out digit by digit.
func TestPHNCheckDigitIsTheRule(t *testing.T) {
	rule := func(nine int64) (int, bool) {
		sum, rest := 0, nine
		for i := 7; i >= 0; i-- {
			sum += int(rest%10) * phnWeights[i]
			rest /= 10
		}
		if rest != 9 || sum%11 < 2 {
			return 0, false
		}
		return 11 - sum%11, true
	}
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.OneOf(rapid.Int64Range(900_000_000, 999_999_999), rapid.Int64()).Draw(t, "nine")
		want, wantOK := rule(nine)
		if got, ok := PHNCheckDigit(nine); got != want || ok != wantOK {
			t.Fatalf("%d %v, want %d %v", got, ok, want, wantOK)
		}
	})
}

func TestCompactDate(t *testing.T) {
	for text, want := range map[string]string{
		"20260115": "2026-01-15", "20240229": "2024-02-29", "20230229": "", "20260431": "", "20261301": "", "20260100": "",
		"00000000": "", "        ": "", "": "", "2026011": "", "202601150": "", "2026-1-5": "", "17991231": "", "22000101": "",
		"18000101": "1800-01-01", "21991231": "2199-12-31", "+2026115": "",
	} {
		if got := CompactDate([]byte(text)).String(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.IntRange(-60_000, 80_000).Draw(t, "days")
		day := time.Unix(0, 0).UTC().AddDate(0, 0, days)
		if got := CompactDate([]byte(day.Format("20060102"))); int(got) != days {
			t.Fatalf("%s: got %d, want %d", day.Format(time.DateOnly), got, days)
		}
	})
}

func TestOverpunch(t *testing.T) {
	for text, want := range map[string]int64{
		"0000000": 0, "0001234": 1234, "000123{": 1230, "000123A": 1231, "000123I": 1239,
		"000123}": -1230, "000123J": -1231, "000123R": -1239, "000000}": 0, "7": 7, "}": 0, "999999999999999999": 999999999999999999,
	} {
		if got, ok := Overpunch([]byte(text)); !ok || got != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "       ", "00012 }", "000123S", "00J1230", "-000123", "000123j", "1999999999999999999"} {
		if _, ok := Overpunch([]byte(text)); ok {
			t.Errorf("%q is taken for an amount", text)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	for value, want := range map[string][2]bool{ // practitioner, facility or data centre
		"10234": {true, true}, "A0234": {true, true}, "OA004": {false, true}, "a0234": {false, false}, "1023": {false, false},
		"102345": {false, false}, "1023 ": {false, false}, "": {false, false}, "-0234": {false, false}, "É234": {false, false},
	} {
		b := []byte(value)
		if got := ValidPractitioner(b); got != want[0] {
			t.Errorf("practitioner %q: %v", value, got)
		}
		if ValidFacility(b) != want[1] || ValidDataCentre(b) != want[1] {
			t.Errorf("facility or data centre %q: not %v", value, want[1])
		}
	}
	for value, want := range map[string]bool{"": true, "   ": true, "000": true, " 0 ": true, "1": false, "O": false, "\t": false} {
		if got := Empty([]byte(value)); got != want {
			t.Errorf("empty %q: %v", value, got)
		}
	}
}

func TestUpperKeepsEarlierValues(t *testing.T) {
	var scratch, first, second, third []byte
	first, scratch = Upper(scratch, []byte("oa004"))
	second, scratch = Upper(scratch, []byte("10234"))
	third, scratch = Upper(scratch, []byte("é12x9"))
	_, _ = Upper(scratch, []byte("zzzzz"))
	if string(first) != "OA004" || string(second) != "10234" || string(third) != "é12X9" {
		t.Errorf("got %q %q %q", first, second, third)
	}
}
