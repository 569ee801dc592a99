package spelling

import (
	"strings"
	"testing"
)

func TestNearestNumbers(t *testing.T) {
	known := []string{"08470", "10111", "10234", "10243", "20234", "A1234"}
	for typed, want := range map[string]string{
		"10324": "10234 10243", "1011": "10111", "8470": "08470", "A1243": "A1234 10243", "10235": "10234", "": "", "9012372173": "",
	} {
		if got := strings.Join(NearestNumbers(typed, known), " "); got != want {
			t.Errorf("for a number of %d signs: %q, want %q", len(typed), got, want)
		}
	}
}
