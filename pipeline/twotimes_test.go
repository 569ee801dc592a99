package pipeline_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/history"
)

// TestPipelineRemembersEveryNight delivers a province in any order over four
// nights. What each night published stays what is told of it, and what each
// night changed on every panel is what a slow comparison with the night before
// finds.
// So is what an export of panels lists of the last night, against an earlier one.
func TestPipelineRemembersEveryNight(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 60)
		files, under := buildProvince(seed), seed.rules()
		nights := inAnyOrder(t, files)
		w, err := newTestWorkspace(under)
		if err != nil {
			t.Fatalf("making a workspace: %v", err)
		}
		defer func() {
			if err := w.discard(); err != nil {
				t.Fatalf("removing the workspace: %v", err)
			}
		}()
		before := night{}
		for n, files := range nights {
			if err := w.night(files, daysLater(under.asOf, 2*(n+1-len(nights)))); err != nil {
				t.Fatalf("run %d: %v\n%s", n+1, err, story(files))
			}
			after := w.remember(t)
			w.mustFlow(t, fmt.Sprintf("R%06d", n+1), before, after)
			before = after
		}
		for n := range nights {
			days := []string{theDays[bits(t, 3, "day")], theDays[bits(t, 3, "another day")]}
			w.mustRemember(t, fmt.Sprintf("R%06d", n+1), days)
		}
		w.mustExport(t, fmt.Sprintf("R%06d", len(nights)), fmt.Sprintf("R%06d", 1+bits(t, 2, "compared with")))
	})
}

// inAnyOrder deals files to four nights. Only a copy does not come before what
// it is a copy of.
func inAnyOrder(t *rapid.T, files []*sentFile) [][]*sentFile {
	nights, nightOf := make([][]*sentFile, 4), map[string]int{}
	ordered := slices.Clone(files)
	slices.SortStableFunc(ordered, func(a, b *sentFile) int {
		switch {
		case receivedBefore(a, b):
			return -1
		case receivedBefore(b, a):
			return 1
		}
		return 0
	})
	for _, file := range ordered {
		at, id := bits(t, 2, "night"), file.submissionID()
		if first, copied := nightOf[id]; copied {
			at = max(at, first)
		} else {
			nightOf[id] = at
		}
		nights[at] = append(nights[at], file)
	}
	return nights
}

// theDays are those on which panels are asked for: before, among and after the
// days on which things happen.
var theDays = []string{"2024-01-31", "2025-11-20", "2026-03-02", "2026-03-04", "2026-03-05", "2026-03-07", "2026-03-09", "2026-11-11"}

// mustRemember holds what is told of a past run to the snapshot that it
// published, and its panels on some days.
func (w *testWorkspace) mustRemember(t failer, run string, days []string) {
	t.Helper()
	published := w.openSnapshot(t, run+".duckdb")
	defer published.close(t)
	newest := w.openSnapshot(t, "latest.duckdb")
	defer newest.close(t)
	const columns = `person_key, practitioner_number, facility_number, status, valid_from, valid_to, close_reason, submission_id, line_no`
	want := published.rows(t, "select "+columns+" from attachments")
	got := newest.rows(t, "select "+columns+" from attachments_history where known_from <= '"+run+"' and (known_to is null or known_to > '"+run+"')")
	if !slices.Equal(got, want) {
		t.Fatalf("the history says of %s %d attachments, %d were published, or they differ", run, len(got), len(want))
	}
	for _, day := range days {
		valid := field.ISODate([]byte(day))
		found, err := history.AsOf(context.Background(), history.AsOfOptions{Workspace: w.Dir(), Valid: valid, Known: run})
		if err != nil {
			t.Fatalf("the panels of %s after %s: %v", day, run, err)
		}
		counted := map[panelOf]int64{}
		for _, p := range found.Panels {
			counted[panelOf{p.Practitioner, p.Facility}] = p.People
		}
		want := map[panelOf]int64{}
		for _, row := range published.attachments(t) {
			if row.status != "Pending" && row.validFrom <= day && (row.validTo == "" || row.validTo > day) {
				want[panelOf{row.practitioner, row.facility}]++
			}
		}
		if !maps.Equal(counted, want) {
			t.Fatalf("the panels of %s after %s are told as %v, published were %v", day, run, counted, want)
		}
	}
}

// openDatabase is a database opened for reading.
type openDatabase struct{ database }

func (w *testWorkspace) openSnapshot(t failer, name string) openDatabase {
	t.Helper()
	return openToRead(t, filepath.Join(w.Snapshots(), name))
}

func openToRead(t failer, path string) openDatabase {
	t.Helper()
	db, err := lookAt(path)
	if err != nil {
		t.Fatalf("opening %s: %v", filepath.Base(path), err)
	}
	return openDatabase{db}
}

func (db openDatabase) close(t failer) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatalf("closing: %v", err)
	}
}

// rows gives every row of a query as text, sorted.
func (db openDatabase) rows(t failer, query string) []string {
	t.Helper()
	var all []string
	if err := eachRow(db, 1, "select r::varchar from ("+query+") as r", func(v []string) { all = append(all, v[0]) }); err != nil {
		t.Fatalf("reading: %v", err)
	}
	slices.Sort(all)
	return all
}

// attachments gives those of a snapshot, without who they are of.
func (db openDatabase) attachments(t failer) []attachmentRow {
	t.Helper()
	const query = `select practitioner_number, facility_number, status, valid_from::varchar, coalesce(valid_to::varchar, '') from attachments`
	var all []attachmentRow
	err := eachRow(db, 5, query, func(v []string) {
		all = append(all, attachmentRow{practitioner: v[0], facility: v[1], status: v[2], validFrom: v[3], validTo: v[4]})
	})
	if err != nil {
		t.Fatalf("reading attachments: %v", err)
	}
	return all
}

// The people of a panel are listed as known then, masked, and shown only for a
// purpose that is kept.
func TestAsOfListsPeople(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	p.run()
	db := openToRead(t, p.Registry())
	const those = `from attachments_history where status <> 'Pending' and valid_from <= '2026-09-15'
		and (valid_to is null or valid_to > '2026-09-15') and known_from <= 'R000001' and (known_to is null or known_to > 'R000001')`
	busiest := db.rows(t, "select practitioner_number "+those+" group by 1 order by count(*) desc, 1 limit 1")[0]
	provider := busiest[len("{'practitioner_number': ") : len(busiest)-1]
	want := db.rows(t, "select phn, facility_number "+those+" and practitioner_number = '"+provider+"'")
	db.close(t)
	opts := history.AsOfOptions{
		Workspace: p.Dir(), Valid: field.NewDate(2026, 9, 15), Known: "r000001", Provider: provider,
		Look: ask.Look{Command: "asof", User: "somebody"},
	}
	masked, err := history.AsOf(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, person := range masked.People {
		if person.PHN[2:8] != "******" {
			t.Fatal("a health number is shown to a look that does not reveal")
		}
	}
	opts.Look.Reveal = true
	if _, err := history.AsOf(t.Context(), opts); err == nil {
		t.Fatal("health numbers are shown for no purpose")
	}
	opts.Look.Purpose = "the clinic asks"
	shown, err := history.AsOf(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, person := range shown.People {
		got = append(got, fmt.Sprintf("{'phn': %s, 'facility_number': %s}", person.PHN, person.Facility))
	}
	slices.Sort(got)
	if len(got) < 5 || !slices.Equal(got, want) || int64(len(got)) != shown.All {
		t.Errorf("%d people are listed, %d were on the panel, or others", len(got), len(want))
	}
	opts.Limit = 2
	if few, err := history.AsOf(t.Context(), opts); err != nil || len(few.People) != 2 || few.All != shown.All {
		t.Errorf("the limit of the list is not kept: %v", err)
	}
}
