package mask

import (
	"testing"
)

func TestMaskedName(t *testing.T) {
	for name, want := range map[string]string{
		"U7553_20260928_001.txt":      "U7553_20260928_001.txt",
		"export-20260928180000.csv":   "export-20260928180000.csv",
		"9012372173.csv":              "90******73.csv",
		"for 9012 372 173 again.csv":  "for 90** *** *73 again.csv",
		"9012-372-173.csv":            "90**-***-*73.csv",
		"x9876543210y.txt":            "x98******10y.txt",
		"panel_9012372173_090123.csv": "panel_90******73_090123.csv",
		"":                            "",
	} {
		if got := FileName(name); got != want {
			t.Errorf("a name of %d characters is shown as %q, want %q", len(name), got, want)
		}
	}
}
