package pipeline_test

import (
	"testing"

	"pgregory.net/rapid"
)

// TestReferenceKeepsItsPromises checks what must hold of any registry, whoever
// worked it out: so that the reference and the pipeline cannot be wrong
// together in these.
func TestReferenceKeepsItsPromises(t *testing.T) {
	random(t, 100, func(t *rapid.T) {
		seed := drawProvince(t, 6)
		files := buildProvince(seed)
		result := reconcileSlowly(files, seed.rules())
		opening, held := 0, 0
		for _, line := range acceptedLines(files) {
			outcome := result.lines[line.key()].outcome
			if outcome == "" {
				t.Errorf("a line of %s has no outcome", line.file.channel)
			}
			if outcome == "attached" || outcome == "moved" || outcome == "changed_clinic" {
				opening++
			}
			if outcome == "held" {
				held++
			}
			if (outcome == "quarantined") != (len(result.lines[line.key()].reasons) > 0) {
				t.Errorf("a line of %s is quarantined without a reason, or passes with one", line.file.channel)
			}
		}
		var standing, pending []attachmentRow
		for _, row := range result.attachments {
			switch outcome := result.lines[row.key].outcome; {
			case row.status != "Pending":
				standing = append(standing, row)
			case outcome == "held":
				pending = append(pending, row)
			case outcome != "pending" || row.validTo != "":
				t.Errorf("a pending row has an end, or a line that is %s", outcome)
			}
		}
		if opening != len(standing) || held != len(pending) {
			t.Errorf("%d lines open a row and %d are held, and there are %d rows and %d that are held",
				opening, held, len(standing), len(pending))
		}
		if problem := attachedTwice(standing); problem != "" {
			t.Errorf("%s\n%s", problem, story(files))
		}
	})
}

// attachedTwice names a person who has two rows that share a day, or a row
// that ends before it begins. The rows are in order by person and day.
func attachedTwice(rows []attachmentRow) string {
	for i, row := range rows {
		if row.validTo != "" && row.validTo < row.validFrom {
			return label(row.phn) + " has a row that ends before it begins"
		}
		if i+1 == len(rows) || rows[i+1].phn != row.phn {
			continue
		}
		if row.validTo == "" || row.validTo > rows[i+1].validFrom {
			return label(row.phn) + " is attached twice on a day"
		}
	}
	return ""
}
