package pipeline_test

import (
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline/transfer"
)

// An id that is made of numbers must never look like a health number: it would
// be hidden wherever it is shown, and nobody could ask for the transfer.
func TestTransferIDCanBeShown(t *testing.T) {
	for _, facility := range []string{"", "99999", "A9999"} {
		id := transfer.IDFor(transfer.New{From: "99999", To: "90909", Facility: facility, Announced: field.NewDate(1999, 9, 9)})
		if err := transfer.MayBeID(id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestIDsThatCannotBeShownOrTypedAreRefused(t *testing.T) {
	for _, id := range []string{"", "9012372173", "T-90123-72173", "=1+1", "-x", "a b", "../x", "a\nb"} {
		if transfer.MayBeID(id) == nil {
			t.Errorf("%q is taken", id)
		}
	}
}
