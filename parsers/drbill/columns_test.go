package drbill

import (
	"testing"

	"empanel/parsers/field"
	"empanel/parsers/spreadsheet"
)

func TestNoHeadingMeansTwoColumns(t *testing.T) {
	seen := make(map[string]string)
	for _, c := range columns {
		for _, heading := range append([]string{c.Name}, c.Synonyms...) {
			if other, ok := seen[spreadsheet.Fold(heading)]; ok {
				t.Errorf("%q stands for %s and is there already for %s", heading, c.Name, other)
			}
			seen[spreadsheet.Fold(heading)] = c.Name
		}
	}
}

func TestFieldForNamesColumns(t *testing.T) {
	for reason, want := range map[field.Reason]string{
		field.PHNInvalid: "phn", "no_coverage": "phn", field.PractitionerInvalid: "practitioner_number",
		"not_affiliated": "facility_number", "service_date_early": "attach_date", field.FeeItemNearMiss: "fee_item",
		field.WarnSequenceGap: "",
	} {
		if got := FieldFor(reason); got != want {
			t.Errorf("%s belongs to %q, not %q", reason, got, want)
		}
	}
}
