package pipeline_test

import (
	"fmt"
	"slices"
)

// Who came onto each panel and left it in one night, and why, by comparing two
// nights person by person.

// panelOf is one provider at one facility.
type panelOf struct{ practitioner, facility string }

// night is what the registry said after a run, as far as flows need it.
type night struct {
	attachments []attachmentRow
	lines       map[lineKey]judgedLine
	transferred map[lineKey]bool // lines by which somebody moved under a transfer
}

// judgedLine is a line of evidence: its outcome, the person it names now, and
// whether it is an action that restores.
type judgedLine struct {
	outcome, person string
	restores        bool
}

// remember reads what the registry says now.
func (w *testWorkspace) remember(t failer) night {
	t.Helper()
	read, err := w.read()
	if err != nil {
		t.Fatalf("reading the registry: %v", err)
	}
	now := night{attachments: read.attachments, lines: map[lineKey]judgedLine{}, transferred: map[lineKey]bool{}}
	db := openToRead(t, w.Registry())
	defer db.close(t)
	const lines = `
		select l.submission_id, l.line_no::varchar, l.outcome, coalesce(l.person::varchar, ''),
			(coalesce(a.action, '') = 'restore')::varchar
		from lines as l
		join submission as s on s.submission_id = l.submission_id and s.status = 'accepted'
		left join action as a on a.file_no = s.file_no and a.line_no = l.line_no`
	err = eachRow(db, 5, lines, func(v []string) {
		now.lines[keyFrom(v[0], v[1])] = judgedLine{outcome: v[2], person: v[3], restores: v[4] == "true"}
	})
	if err != nil {
		t.Fatalf("reading lines: %v", err)
	}
	const transferred = `
		select s.submission_id, a.closed_line_no::varchar
		from attachment as a
		join submission as s on s.file_no = a.closed_file_no
		where a.known_to is null and a.close_reason = 'transferred'`
	err = eachRow(db, 2, transferred, func(v []string) { now.transferred[keyFrom(v[0], v[1])] = true })
	if err != nil {
		t.Fatalf("reading transfers: %v", err)
	}
	return now
}

// attached gives everybody's attachment that has not ended.
func (n night) attached() map[string]attachmentRow {
	now := map[string]attachmentRow{}
	for _, row := range n.attachments {
		if row.status == "Confirmed" {
			now[row.phn] = row
		}
	}
	return now
}

func (row attachmentRow) panel() panelOf { return panelOf{row.practitioner, row.facility} }

// flowBetween counts who came and left, as "practitioner facility direction
// reason" each with its number of people.
func flowBetween(before, after night) map[string]int {
	was, is := before.attached(), after.attached()
	flow := map[string]int{}
	count := func(row attachmentRow, direction, reason string) {
		flow[fmt.Sprintf("%s %s %s %s", row.practitioner, row.facility, direction, reason)]++
	}
	for person, row := range was {
		if now, still := is[person]; !still || now.panel() != row.panel() {
			count(row, "out", after.whyLeft(row))
		}
	}
	for person, row := range is {
		if then, already := was[person]; !already || then.panel() != row.panel() {
			count(row, "in", after.whyCame(row, before))
		}
	}
	return flow
}

// whyLeft says what has become of the line that had attached somebody, or how
// they last left the panel.
func (n night) whyLeft(row attachmentRow) string {
	line := n.lines[row.key]
	if slices.Contains([]string{"quarantined", "refused", "reversed", "held", "pending"}, line.outcome) {
		return line.outcome
	}
	if line.person != row.phn {
		return "merged"
	}
	var last attachmentRow
	for _, a := range n.attachments {
		if a.phn == row.phn && a.panel() == row.panel() && a.closeReason != "" && a.validTo >= row.validFrom &&
			a.validTo+a.validFrom+a.closeReason > last.validTo+last.validFrom+last.closeReason {
			last = a
		}
	}
	if last.closeReason != "" {
		return last.closeReason
	}
	return line.outcome
}

// whyCame says what had kept the line back until the night before, or what it
// is.
func (n night) whyCame(row attachmentRow, before night) string {
	switch before.lines[row.key].outcome {
	case "quarantined":
		return "healed"
	case "held":
		return "released"
	case "refused", "pending":
		return "accepted"
	case "reversed":
		return "stands_again"
	}
	for _, then := range before.attached() {
		if then.key == row.key && then.phn != row.phn {
			return "merged"
		}
	}
	switch line := n.lines[row.key]; {
	case n.transferred[row.key]:
		return "transferred"
	case line.restores:
		return "restored"
	default:
		return line.outcome
	}
}

// mustFlow holds what the registry tells of a run to the slow comparison.
func (w *testWorkspace) mustFlow(t failer, run string, before, after night) {
	t.Helper()
	want, got := flowBetween(before, after), map[string]int{}
	db := openToRead(t, w.Registry())
	defer db.close(t)
	parts := `
		select p.text || ' ' || f.text || ' ' || w.direction || ' ' || w.reason, w.people::varchar
		from panel_flow_part as w
		join run as r using (run_no)
		join number as p on p.code = w.practitioner
		join number as f on f.code = w.facility
		where r.run_id = '` + run + `'`
	err := eachRow(db, 2, parts, func(v []string) {
		people := 0
		if _, err := fmt.Sscan(v[1], &people); err != nil {
			people = -1
		}
		got[v[0]] += people
	})
	if err != nil {
		t.Fatalf("reading the flow: %v", err)
	}
	for part, people := range want {
		if got[part] != people {
			t.Fatalf("%s: %q is told of %d people, the nights differ by %d\nall told: %v\nall found: %v", run, part, got[part], people, got, want)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: told are %v, the nights differ by %v", run, got, want)
	}
	w.mustAddUp(t, db, run, before, after)
}

// mustAddUp holds openings and closings to who was and is attached, and what is
// published to what is stored.
func (w *testWorkspace) mustAddUp(t failer, db openDatabase, run string, before, after night) {
	t.Helper()
	opening, closing := map[panelOf]int{}, map[panelOf]int{}
	for _, row := range before.attached() {
		opening[row.panel()]++
	}
	for _, row := range after.attached() {
		closing[row.panel()]++
	}
	told := 0
	const flow = `
		select practitioner_number, facility_number, opening::varchar, closing::varchar, (opening
			+ in_attached + in_moved + in_transferred + in_changed_clinic + in_restored + in_healed + in_accepted + in_released
			+ in_stands_again + in_merged + in_otherwise
			- out_superseded - out_transferred - out_changed_clinic - out_removed - out_deceased - out_quarantined - out_refused
			- out_reversed - out_held - out_pending - out_merged - out_otherwise)::varchar
		from panel_flow where run_id = `
	err := eachRow(db, 5, flow+"'"+run+"'", func(v []string) {
		told++
		panel := panelOf{v[0], v[1]}
		want := []string{fmt.Sprint(opening[panel]), fmt.Sprint(closing[panel]), fmt.Sprint(closing[panel])}
		if !slices.Equal(v[2:], want) {
			t.Fatalf("%s: %v has opening, closing and sum %v, not %v", run, panel, v[2:], want)
		}
	})
	if err != nil {
		t.Fatalf("reading the flow: %v", err)
	}
	if told == 0 && len(closing) != len(opening) {
		t.Fatalf("%s: panels went from %d to %d and nothing is told", run, len(opening), len(closing))
	}
	published := w.openSnapshot(t, "latest.duckdb")
	defer published.close(t)
	if stored := db.rows(t, "from panel_flow"); !slices.Equal(stored, published.rows(t, "from panel_flow")) {
		t.Fatalf("%s: the flow that is published is not the one that is stored", run)
	}
}
