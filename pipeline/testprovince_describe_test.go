package pipeline_test

import (
	"fmt"
	"sort"
	"strings"
)

// description is a registry in sorted lines of labels: what two registries are
// compared by, and what a failing test prints.
type description struct {
	lines       []string
	attachments []string
	conflicts   []string
	portal      []string
}

// fileNames gives each submission the name of the file taken for it.
func fileNames(files []*sentFile) map[string]string {
	names := map[string]string{}
	for _, line := range acceptedLines(files) {
		names[line.submission] = line.file.name
	}
	return names
}

// describe renders a registry. Feed rows that were simply taken in are left
// out.
func describe(of expected, names map[string]string) description {
	var d description
	at := func(key lineKey) string { return fmt.Sprintf("%s:%d", names[key.submission], key.line) }
	for key, result := range of.lines {
		if result.outcome == "reference" && len(result.reasons) == 0 {
			continue
		}
		text := at(key) + " " + result.outcome
		if len(result.reasons) > 0 {
			text += " " + strings.Join(result.reasons, ",")
		}
		if result.discarded {
			text += " discarded"
		}
		if len(result.warnings) > 0 {
			text += " !" + strings.Join(result.warnings, "!")
		}
		d.lines = append(d.lines, text)
	}
	for _, row := range of.attachments {
		d.attachments = append(d.attachments, strings.Join([]string{
			label(row.phn), label(row.practitioner), label(row.facility),
			strings.ReplaceAll(row.status, " ", "-"), row.validFrom, label(row.validTo), label(row.closeReason), at(row.key),
		}, " "))
	}
	for _, row := range of.conflicts {
		text := strings.Join([]string{
			label(row.phn), label(row.incumbentPractitioner), label(row.incumbentFacility),
			label(row.challengerPractitioner), label(row.challengerFacility), row.effectiveOn,
		}, " ")
		if row.resolution != "superseded" || row.resolvedOn != row.effectiveOn {
			text += strings.Join([]string{"", row.resolution, label(row.resolvedOn), at(row.key)}, " ")
		}
		d.conflicts = append(d.conflicts, text)
	}
	for _, row := range of.portal {
		d.portal = append(d.portal, strings.Join([]string{
			at(row.key), label(row.practitioner), row.feeItem, label(row.date), row.state,
		}, " "))
	}
	sort.Strings(d.lines)
	sort.Strings(d.attachments)
	sort.Strings(d.conflicts)
	sort.Strings(d.portal)
	return d
}

// difference lists what one registry says and the other does not, empty when
// they are equal.
func (d description) difference(other description, mine, theirs string) string {
	var out strings.Builder
	parts := []struct {
		name string
		a, b []string
	}{
		{"lines", d.lines, other.lines},
		{"attachments", d.attachments, other.attachments},
		{"conflicts", d.conflicts, other.conflicts},
		{"portal", d.portal, other.portal},
	}
	for _, part := range parts {
		for _, text := range onlyInFirst(part.a, part.b) {
			fmt.Fprintf(&out, "%s, only %s: %s\n", part.name, mine, text)
		}
		for _, text := range onlyInFirst(part.b, part.a) {
			fmt.Fprintf(&out, "%s, only %s: %s\n", part.name, theirs, text)
		}
	}
	return out.String()
}

// onlyInFirst gives the texts of a that b does not have as often.
func onlyInFirst(a, b []string) []string {
	left := map[string]int{}
	for _, text := range b {
		left[text]++
	}
	var only []string
	for _, text := range a {
		if left[text] > 0 {
			left[text]--
			continue
		}
		only = append(only, text)
	}
	return only
}

// story prints the files of a case, line by line, in labels.
func story(files []*sentFile) string {
	var out strings.Builder
	for _, file := range files {
		fmt.Fprintf(&out, "%s %s received %s\n", file.channel, file.name, file.receivedAt.Format("2006-01-02 15:04:05"))
		for i, line := range file.lines {
			fmt.Fprintf(&out, "  %d %s\n", file.firstLine()+i, tellLine(file, line))
		}
	}
	return out.String()
}

func tellLine(file *sentFile, line sentLine) string {
	switch {
	case line.claim != nil:
		c := line.claim
		text := fmt.Sprintf("%s %s/%s %s %s %s on %s fee %s amount %s", c.record, label(c.dataCentre), c.sequence,
			label(c.phn), label(c.practitioner), label(c.facility), label(c.date), c.feeItem, c.amount)
		if c.code != "0" {
			text += fmt.Sprintf(" code %s of %s/%s", c.code, label(c.targetCentre), c.targetSequence)
		}
		if c.insurer != "" {
			text += " insured elsewhere"
		}
		if c.width > 0 {
			text += fmt.Sprintf(" width %d", c.width)
		}
		return text + " diagnosis " + c.diagnosis + " location " + c.location
	case line.answer != nil:
		a := line.answer
		return fmt.Sprintf("%s %s/%s %s %s on %s fee %s", a.record, label(a.dataCentre), a.sequence,
			label(a.practitioner), label(a.phn), label(a.date), label(a.feeItem))
	}
	var parts []string
	for _, column := range file.columns() {
		if value := line.row[column]; value != "" {
			parts = append(parts, column+"="+label(value))
		}
	}
	return strings.Join(parts, " ")
}
