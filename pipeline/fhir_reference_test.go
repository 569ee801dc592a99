package pipeline_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export/fhir"
)

// Who is in an export of panels, and with what change type: slowly, from the
// snapshots that the two runs published, and as another program reads the files.

// listedMember is a member of a group: where, who, and what is said of them.
type listedMember struct {
	panelOf
	person, change, start, end string
	inactive                   bool
}

// tell renders a member on a line, without why they are gone.
func (m listedMember) tell() string {
	return fmt.Sprintf("%s %s %s %s %s..%s inactive=%t", m.practitioner, m.facility, m.person, m.change, m.start, m.end, m.inactive)
}

// publishedRow is an attachment as a snapshot has it.
type publishedRow struct {
	panelOf
	person, status   string
	from, to, opened string // to is empty while it is open
}

func (r publishedRow) holdsOn(day string) bool {
	return r.status != "Pending" && r.from <= day && (r.to == "" || r.to > day)
}

// publishedRows reads the attachments of the snapshot of a run, and the run's
// day.
func (w *testWorkspace) publishedRows(t failer, run string) (rows []publishedRow, day string) {
	t.Helper()
	db := w.openSnapshot(t, run+".duckdb")
	defer db.close(t)
	const attachments = `select practitioner_number, facility_number, person_key::varchar, status, valid_from::varchar,
		coalesce(valid_to::varchar, ''), submission_id || ':' || line_no from attachments`
	err := eachRow(db, 7, attachments, func(v []string) {
		rows = append(rows, publishedRow{panelOf{v[0], v[1]}, v[2], v[3], v[4], v[5], v[6]})
	})
	if err != nil {
		t.Fatalf("reading attachments: %v", err)
	}
	if err := eachRow(db, 1, "select as_of::varchar from runs where run_id = '"+run+"'", func(v []string) { day = v[0] }); err != nil {
		t.Fatalf("reading runs: %v", err)
	}
	return rows, day
}

// dayBefore gives the last day of an attachment that ended on a day; it is never
// before the first.
func dayBefore(to, from string) string {
	if to == "" {
		return ""
	}
	return max(daysLater(to, -1), from)
}

// membersSlowly says who must be listed on a day by what a run knew, against
// what an earlier one knew of its own day.
func membersSlowly(now []publishedRow, on string, before []publishedRow, beforeOn string) []string {
	var members []listedMember
	for _, row := range now {
		if !row.holdsOn(on) {
			continue
		}
		m := listedMember{panelOf: row.panelOf, person: row.person, change: fhir.New, start: row.from, end: dayBefore(row.to, row.from)}
		for _, was := range before {
			if was.person != row.person || was.practitioner != row.practitioner || !was.holdsOn(beforeOn) {
				continue
			}
			m.change = fhir.Changed
			if was.facility == row.facility && was.from == row.from && was.to == row.to {
				m.change = fhir.NoChange
			}
		}
		members = append(members, m)
	}
	for _, was := range before {
		if !was.holdsOn(beforeOn) || slices.ContainsFunc(now, func(row publishedRow) bool {
			return row.person == was.person && row.panelOf == was.panelOf && row.holdsOn(on)
		}) {
			continue
		}
		members = append(members, goneSlowly(was, now, on, beforeOn))
	}
	told := []string{}
	for _, m := range members {
		told = append(told, m.tell())
	}
	slices.Sort(told)
	return told
}

// goneSlowly says how somebody left a panel: by the newest row of the attachment
// that has ended by the day, or as if they had never been there.
func goneSlowly(was publishedRow, now []publishedRow, on, beforeOn string) listedMember {
	m := listedMember{panelOf: was.panelOf, person: was.person, change: fhir.Cancelled, start: was.from, end: was.from, inactive: true}
	newest := ""
	for _, row := range now {
		same := row.opened == was.opened || row.to > was.from && row.from <= beforeOn
		if row.person != was.person || row.panelOf != was.panelOf || row.status == "Pending" || row.to == "" || row.to > on || !same {
			continue
		}
		if age := row.to + row.from; age >= newest {
			newest = age
			m.change, m.start, m.end = fhir.Dropped, row.from, dayBefore(row.to, row.from)
		}
	}
	return m
}

// groupRead is a Group as a reader of the files understands it.
type groupRead struct {
	ID, Type       string
	Actual, Active bool
	Quantity       int
	Identifier     []struct{ System, Value string }
	ManagingEntity struct{ Reference string }
	Member         []struct {
		Extension []struct {
			URL, ValueCode string
			ValueReference struct{ Reference string }
		}
		Entity   struct{ Reference string }
		Period   struct{ Start, End string }
		Inactive bool
	}
}

// eachLine reads every resource of a file of an export.
func eachLine[T any](t failer, dir, resource string, read func(*T)) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, resource+".ndjson"))
	if err != nil {
		t.Fatalf("opening %s: %v", resource, err)
	}
	defer file.Close() //nolint:errcheck // only read
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var one T
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", resource, err)
		}
		read(&one)
	}
}

// membersOf reads the members of an export, and why those are gone who are, by
// person and panel.
func membersOf(t failer, dir string) (told []string, reasons map[string]string) {
	t.Helper()
	told, reasons = []string{}, map[string]string{}
	eachLine(t, dir, "Group", func(g *groupRead) {
		practitioner, facility, _ := strings.Cut(g.ID, "-")
		panel, current := panelOf{practitioner, facility}, 0
		for _, one := range g.Member {
			_, person, _ := strings.Cut(one.Entity.Reference, "/")
			m := listedMember{panelOf: panel, person: person, start: one.Period.Start, end: one.Period.End, inactive: one.Inactive}
			for _, e := range one.Extension {
				switch e.URL {
				case fhir.ChangeTypeExtension:
					m.change = e.ValueCode
				case fhir.EndReasonExtension:
					reasons[practitioner+" "+facility+" "+person] = e.ValueCode
				}
			}
			if !m.inactive {
				current++
			}
			told = append(told, m.tell())
		}
		if g.Type != "person" || !g.Actual || g.Quantity != current || g.Active != (current > 0) || g.ManagingEntity.Reference != "Practitioner/"+practitioner {
			t.Fatalf("group %s is not what a group of %d people is: %+v", g.ID, current, g)
		}
	})
	slices.Sort(told)
	return told, reasons
}

// exportFHIR writes an export of a workspace into a folder of the test.
func (w *testWorkspace) exportFHIR(t failer, o fhir.Options) *fhir.Done {
	t.Helper()
	o.Workspace, o.Look.Command, o.Look.At = w.Dir(), "export fhir", time.Now()
	if o.AsOf == field.Date(0) {
		o.AsOf = field.NoDate
	}
	done, err := fhir.Export(context.Background(), o)
	if err != nil {
		t.Fatalf("export fhir: %v", err)
	}
	return done
}

// mustExport holds an export of what a run knew, against an earlier one, to the
// slow reference: of the run's own day, and of the day of the earlier one, so
// that ends are known already.
func (w *testWorkspace) mustExport(t failer, run, since string) {
	t.Helper()
	now, on := w.publishedRows(t, run)
	before, beforeOn := w.publishedRows(t, since)
	for _, on := range []string{on, beforeOn} {
		want := membersSlowly(now, on, before, beforeOn)
		o := fhir.Options{Known: run, Since: since, AsOf: field.ISODate([]byte(on))}
		w.mustExportSuch(t, o, want)
	}
}

func (w *testWorkspace) mustExportSuch(t failer, o fhir.Options, want []string) {
	t.Helper()
	run, since := o.Known, o.Since
	done := w.exportFHIR(t, o)
	if done == nil {
		if len(want) > 0 {
			t.Fatalf("of %s since %q nothing is exported, and %d members must be", run, since, len(want))
		}
		return
	}
	got, _ := membersOf(t, done.Dir)
	if !slices.Equal(got, want) {
		t.Fatalf("the export of %s since %q and the reference differ:\nonly exported\n%s\nonly expected\n%s", run, since,
			strings.Join(onlyInFirst(got, want), "\n"), strings.Join(onlyInFirst(want, got), "\n"))
	}
	if done.Changes.All() != int64(len(got)) || done.Changes.Current() != done.Current {
		t.Fatalf("the manifest counts %+v, and %d members are listed", done.Changes, len(got))
	}
}

// fileTexts gives the files of a folder by their names.
func fileTexts(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(text)
	}
	return texts
}

func mustBeSameFiles(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s has other bytes", what, name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: the files are %v, not %v", what, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

// somebodyLooks is a look that reveals.
var somebodyLooks = ask.Look{User: "somebody", Reveal: true, Purpose: "the clinic asks"}
