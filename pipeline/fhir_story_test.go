package pipeline_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/export/fhir"
)

// What happens to ten people between two nights: each change type at least once,
// each way in which somebody can leave a panel.
const fhirNights = `
feeds
file persons persons_more.csv 2026-01-05 18:00
row phn=P6 coverage_from=2020-01-01
row phn=P7 coverage_from=2020-01-01
row phn=P8 coverage_from=2020-01-01
row phn=P9 coverage_from=2020-01-01
row phn=P10 coverage_from=2020-01-01
row phn=P11 coverage_from=2020-01-01
row phn=P12 coverage_from=2020-01-01
file teleplan a.txt 2026-03-06 18:00 C1
claim 1 P1 D1 F1 2026-03-01
claim 2 P2 D1 F1 2026-03-01
claim 3 P3 D1 F1 2026-03-01
claim 4 P4 D1 F1 2026-03-01
claim 5 P5 D1 F1 2026-03-01
claim 6 P6 D1 F1 2026-03-01
claim 7 P7 D1 F1 2026-03-01
claim 8 P8 D1 F1 2026-03-05
claim 9 P9 D1 F1 2026-03-01
claim 10 P10 D1 F1 2026-03-01
claim 11 P12 D2 F3 2026-03-01
night
file teleplan b.txt 2026-03-18 18:00 C1
claim 20 P3 D2 F1 2026-03-15
claim 21 P5 D1 F1 2026-03-01 of=5
claim 22 P8 D1 F1 2026-02-20
claim 23 P11 D3 F1 2026-03-16
file teleplan-return r.txt 2026-03-18 18:30
C12 6 D1
file actions actions.csv 2026-03-18 18:00
A1 remove P2 D1 2026-03-12
A2 change_clinic P4 D1 2026-03-12 at=F1 to=F2
A3 remove P12 D2 2026-03-01
file persons persons_newer.csv 2026-03-18 18:00
row phn=P7 coverage_from=2026-03-05
row phn=P9 coverage_from=2020-01-01 deceased_on=2026-03-10
row phn=P10 coverage_from=2020-01-01 survivor_phn=P6
`

// P12 was attached and removed from the day of the attachment on: it held on no
// day. P10 is P6 now, whose own claim was refused.
const fhirChanges = `
P1 D1 F1 nochange 2026-03-01..
P2 D1 F1 dropped 2026-03-01..2026-03-11 removed
P3 D1 F1 dropped 2026-03-01..2026-03-14 superseded
P3 D2 F1 new 2026-03-15..
P4 D1 F1 dropped 2026-03-01..2026-03-11 changed_clinic
P4 D1 F2 changed 2026-03-12..
P5 D1 F1 cancelled 2026-03-01..2026-03-01 reversed
P6 D1 F1 nochange 2026-03-01..
P7 D1 F1 cancelled 2026-03-01..2026-03-01 quarantined
P8 D1 F1 changed 2026-02-20..
P9 D1 F1 dropped 2026-03-01..2026-03-09 deceased
P10 D1 F1 cancelled 2026-03-01..2026-03-01 merged
P11 D3 F1 new 2026-03-16..
P12 D2 F3 dropped 2026-03-01..2026-03-01 removed
`

// TestFHIRStory exports two nights worked out by hand, and holds every file to
// what it promises.
func TestFHIRStory(t *testing.T) {
	t.Parallel()
	w := fhirWorkspace(t)
	first := w.exportFHIR(t, fhir.Options{Known: "R000001"})
	if first.Changes != (fhir.Changes{New: 11}) || first.Before != nil {
		t.Errorf("the first export counts %+v", first.Changes)
	}
	w.mustExport(t, "R000002", "R000001")
	since := w.exportFHIR(t, fhir.Options{Since: "R000001"})

	shown := w.exportFHIR(t, fhir.Options{Since: "R000001", Look: somebodyLooks})
	labels := w.mustReveal(t, shown)
	told, reasons := membersOf(t, since.Dir)
	var got []string
	for _, line := range told {
		f := strings.Fields(line)
		reason := reasons[strings.Join(f[:3], " ")]
		got = append(got, strings.TrimSpace(strings.Join([]string{
			labels[f[2]], "D" + strings.TrimLeft(f[0][1:], "0"), "F" + strings.TrimLeft(f[1][1:], "0"), f[3], f[4], reason,
		}, " ")))
	}
	slices.Sort(got)
	if want := tableRows(fhirChanges); !slices.Equal(got, want) {
		t.Errorf("only exported:\n%s\nonly expected:\n%s", strings.Join(onlyInFirst(got, want), "\n"), strings.Join(onlyInFirst(want, got), "\n"))
	}
	w.mustNotReveal(t, since.Dir)
	w.mustBeTheSame(t, first, since)
	w.mustRefuse(t, first)
	w.mustNotExportOtherCounts(t)
}

// fhirWorkspace is a workspace after the two nights.
func fhirWorkspace(t *testing.T) *testWorkspace {
	t.Helper()
	nights, err := readNights(fhirNights)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newTestWorkspace(rules{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.discard(); err != nil {
			t.Error(err)
		}
	})
	for i, day := range []string{"2026-03-10", "2026-03-20"} {
		if err := w.night(nights[i], day); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// mustReveal holds an export that reveals to what it must show, and gives the
// label of each person key.
func (w *testWorkspace) mustReveal(t *testing.T, shown *fhir.Done) map[string]string {
	t.Helper()
	labels := map[string]string{}
	eachLine(t, shown.Dir, "Patient", func(p *struct {
		ID, BirthDate, DeceasedDateTime string
		Active                          *bool
		Identifier                      []struct{ System, Value string }
		Link                            []struct{ Other struct{ Reference string } }
	},
	) {
		if len(p.Identifier) != 2 || p.Identifier[0].System != fhir.PHNSystem || p.Identifier[1].Value != p.ID {
			t.Fatalf("a patient is identified by %d identifiers, or by others", len(p.Identifier))
		}
		label := labelOfPHN[p.Identifier[0].Value]
		labels[p.ID] = label
		if p.BirthDate != "1980-05-06" || (p.DeceasedDateTime == "2026-03-10") != (label == "P9") {
			t.Errorf("%s was born %q and died %q", label, p.BirthDate, p.DeceasedDateTime)
		}
		if merged := label == "P10"; merged != (len(p.Link) == 1) || merged != (p.Active != nil) {
			t.Errorf("%s: %d links", label, len(p.Link))
		}
	})
	if len(labels) != shown.Patients || len(labels) != 12 {
		t.Errorf("%d patients are shown, the manifest says %d", len(labels), shown.Patients)
	}
	log, err := os.ReadFile(w.AuditLog())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	last := lines[len(lines)-1]
	for _, part := range []string{`"people":12`, `with health numbers`, `the clinic asks`, `export fhir`} {
		if !strings.Contains(last, part) {
			t.Errorf("the audit log does not say %s of the export: %s", part, last)
		}
	}
	return labels
}

// anyTenDigits is what could be a health number.
var anyTenDigits = regexp.MustCompile(`\b[0-9]{10}\b`)

// mustNotReveal finds nobody's number, name or date of birth in an export.
func (w *testWorkspace) mustNotReveal(t *testing.T, dir string) {
	t.Helper()
	for name, text := range fileTexts(t, dir) {
		if anyTenDigits.MatchString(text) || strings.Contains(text, fhir.PHNSystem) || strings.Contains(text, "1980-05") {
			t.Errorf("%s identifies somebody", name)
		}
		for n := 1; n <= 12; n++ {
			if strings.Contains(text, phnOf(n)) {
				t.Errorf("%s holds the number of P%d", name, n)
			}
		}
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// mustBeTheSame makes the exports again: against the folder instead of the run,
// and on a registry that was rebuilt.
func (w *testWorkspace) mustBeTheSame(t *testing.T, first, since *fhir.Done) {
	t.Helper()
	wantFirst, want := fileTexts(t, first.Dir), fileTexts(t, since.Dir)
	previous := w.exportFHIR(t, fhir.Options{Previous: first.Dir, Dir: filepath.Join(t.TempDir(), "previous")})
	mustBeSameFiles(t, "against the folder", fileTexts(t, previous.Dir), want)
	if _, err := pipeline.Rebuild(t.Context(), pipeline.RebuildOptions{Workspace: w.Dir(), AsOf: field.NoDate}); err != nil {
		t.Fatal(err)
	}
	again := w.exportFHIR(t, fhir.Options{Known: "R000001"})
	mustBeSameFiles(t, "the first, rebuilt", fileTexts(t, again.Dir), wantFirst)
	again = w.exportFHIR(t, fhir.Options{Since: "R000001"})
	mustBeSameFiles(t, "the second, rebuilt", fileTexts(t, again.Dir), want)
	if again.Dir != since.Dir {
		t.Errorf("the export stands in %s", again.Dir)
	}
}

// mustRefuse compares with what an export cannot be compared with.
func (w *testWorkspace) mustRefuse(t *testing.T, first *fhir.Done) {
	t.Helper()
	ofOne := w.exportFHIR(t, fhir.Options{Known: "R000001", Provider: practitionerOf(1)})
	if ofOne.Groups != 1 || ofOne.Current != 10 {
		t.Errorf("of one provider there are %d groups with %d people", ofOne.Groups, ofOne.Current)
	}
	newest := w.exportFHIR(t, fhir.Options{})
	copied := func(change func(text string) string, name string) string {
		dir := filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(dir, os.DirFS(first.Dir)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, change(string(text)))
		return dir
	}
	replaced := func(name, from, to string) string {
		return copied(func(text string) string { return strings.Replace(text, from, to, 1) }, name)
	}
	lacking := copied(func(text string) string { return text }, "Patient.ndjson")
	if err := os.Remove(filepath.Join(lacking, "Coverage.ndjson")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		o    fhir.Options
		want error
		says string
	}{
		{"a folder that is changed", fhir.Options{Previous: replaced("Group.ndjson", "person", "people")}, fhir.ErrPrevious, "Group.ndjson has been changed since"},
		{"a folder that lacks a file", fhir.Options{Previous: lacking}, fhir.ErrPrevious, "Coverage.ndjson is missing"},
		{"a folder of somewhere else", fhir.Options{Previous: replaced("manifest.json", first.MembersDigest, strings.Repeat("0", 32))}, fhir.ErrPrevious, "another workspace"},
		{"a run that there is not", fhir.Options{Previous: replaced("manifest.json", "R000001", "R000009")}, fhir.ErrPrevious, "R000009"},
		{"something else", fhir.Options{Previous: replaced("manifest.json", `"fhir"`, `"clfp"`)}, fhir.ErrPrevious, "something else"},
		{"a folder of another provider", fhir.Options{Previous: ofOne.Dir, Provider: practitionerOf(2)}, fhir.ErrPrevious, "--provider"},
		{"a later folder", fhir.Options{Previous: newest.Dir, Known: "R000001"}, fhir.ErrOrder, "R000002 is later"},
		{"a later day", fhir.Options{Since: "R000002", AsOf: field.NewDate(2026, 3, 19)}, fhir.ErrOrder, "2026-03-20 is later"},
		{"no run", fhir.Options{Since: "R000007"}, fhir.ErrSince, "--since names no run: no run that is done has this id"},
	} {
		c.o.Workspace = w.Dir()
		if c.o.AsOf == field.Date(0) {
			c.o.AsOf = field.NoDate
		}
		if _, err := fhir.Export(t.Context(), c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if got := w.exportFHIR(t, fhir.Options{Previous: ofOne.Dir, Provider: practitionerOf(1)}); got.Changes.Dropped != 4 {
		t.Errorf("of one provider %+v", got.Changes)
	}
}

// mustNotExportOtherCounts makes a panel count otherwise than its people.
func (w *testWorkspace) mustNotExportOtherCounts(t *testing.T) {
	t.Helper()
	db, err := sql.Open("duckdb", w.Registry())
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "update panel set confirmed = confirmed + 1 where facility_number = ?", facilityOf(2))
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	var unlike *fhir.CheckError
	dir := filepath.Join(t.TempDir(), "out")
	_, err = fhir.Export(context.Background(), fhir.Options{Workspace: w.Dir(), AsOf: field.NoDate, Dir: dir})
	if !errors.As(err, &unlike) || len(unlike.Panels) != 1 || unlike.Panels[0].OnPanel != unlike.Panels[0].Listed+1 {
		t.Errorf("an export of other counts: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("an export that fails its check is written")
	}
}
