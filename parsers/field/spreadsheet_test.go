package field

import (
	"strings"
	"testing"
)

func TestSpreadsheetDamage(t *testing.T) {
	for value, want := range map[string]string{
		"9.01E+09": "scientific", "9E+9": "scientific", "9,01e09": "scientific", "1.5E3": "scientific",
		"'A1234": "apostrophe", "=A1": "formula", "#N/A": "error", "#####": "error",
		"12345.0": "decimal", "9012.00": "decimal",
		"9012 345": "separators", "9012-345": "separators", "9,012,345": "separators", "9012\u00a0345": "separators", "1.234.567": "separators",
		"": "", "12345": "", "A1234": "", "1E234": "", "E": "", "1E": "", "E5": "", "Smith": "", "A-123": "", "1-2": "", ".5": "", "1.": "",
	} {
		got := SpreadsheetDamage([]byte(value))
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want something about %q", value, got, want)
		}
	}
}

func TestSpreadsheetDamageLeavesTheValueAlone(t *testing.T) {
	value := []byte("9.01E+09")
	SpreadsheetDamage(value)
	if string(value) != "9.01E+09" {
		t.Errorf("changed to %q", value)
	}
}

func TestISODate(t *testing.T) {
	for written, want := range map[string]string{
		"2024-02-29": "2024-02-29", "1900-01-01": "1900-01-01", "2023-02-29": "", "2024-13-01": "", "2024-00-10": "", "2024-1-01": "",
		"2024/01/01": "", "20240101": "", "2024-01-01 ": "", "": "", "0000-00-00": "", "2024-01-0x": "", "+024-01-01": "",
	} {
		if got := ISODate([]byte(written)).String(); got != want {
			t.Errorf("%q is %q, not %q", written, got, want)
		}
	}
}

func TestValidCHSA(t *testing.T) {
	for area, want := range map[string]bool{"1234": true, "123": false, "12345": false, "12a4": false, "": false} {
		if ValidCHSA([]byte(area)) != want {
			t.Errorf("%q: valid should be %v", area, want)
		}
	}
}

func TestUpperInPlace(t *testing.T) {
	b := []byte("oa1é9z")
	if got := string(UpperInPlace(b)); got != "OA1é9Z" || string(b) != got {
		t.Errorf("%q", got)
	}
}
