package spelling

import (
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"phn_unknown", "phn_invalid", "not_affiliated", "facility_missing"}
	for typed, want := range map[string]string{
		"phn_unknow":      "phn_unknown",
		"phn-invalid":     "phn_invalid",
		"not_afiliated":   "not_affiliated",
		"facility":        "facility_missing",
		"facility_misng":  "facility_missing",
		"something_else":  "",
		"":                "",
		"not_affiliated_": "not_affiliated",
	} {
		if got := Nearest(typed, words); got != want {
			t.Errorf("%q gave %q, want %q", typed, got, want)
		}
	}
}
