package mask_test

import (
	"testing"

	"empanel/pipeline/mask"
)

func TestSuspect(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                      false,
		"both clinics agreed":                   false,
		"call 604 555 0188":                     false, // ten digits, and no 9 begins them
		"9012372173":                            true,
		"for 9012 372 173, agreed":              true,
		"9.0.1.2.3.7.2.1.7.3":                   true,
		"9 - 0 - 1 - 2 - 3 - 7 - 2 - 1 - 7 - 3": true,
		"90123721":                              false,
	} {
		if got := mask.Suspect(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
