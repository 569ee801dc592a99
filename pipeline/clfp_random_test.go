package pipeline_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/mask"
)

// TestLongBundlesAreOfWhatWasKnown delivers a province in any order over four nights,
// under other policies on the way: feeds change late, numbers are merged, answers
// come late. After each night a bundle holds what a slow reference says; made
// again after the last night, and from a registry that was rebuilt, it is the same
// byte for byte; and what changed between two of them adds up.
func TestLongBundlesAreOfWhatWasKnown(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 30)
		files, under := buildProvince(seed), seed.rules()
		w, err := newTestWorkspace(under)
		if err != nil {
			t.Fatalf("making a workspace: %v", err)
		}
		defer func() {
			if err := w.discard(); err != nil {
				t.Fatalf("removing the workspace: %v", err)
			}
		}()
		nights := inAnyOrder(t, files)
		reference := clfpReference{ever: map[[2]string]bool{}}
		made := map[string]string{} // folder by what it is of
		for n, files := range nights {
			if bits(t, 1, "another policy") == 1 {
				under.acceptedOnly = !under.acceptedOnly
				if err := os.WriteFile(w.Config(), under.configuration(), 0o600); err != nil {
					t.Fatalf("the policy: %v", err)
				}
			}
			under.asOf = daysLater(seed.rules().asOf, 2*(n+1-len(nights)))
			if err := w.night(files, under.asOf); err != nil {
				t.Fatalf("run %d: %v\n%s", n+1, err, story(files))
			}
			day, run := theDays[bits(t, 3, "day")], fmt.Sprintf("R%06d", n+1)
			made[day+" "+run] = w.mustBundle(t, day, run, "then")
			w.mustHold(t, made[day+" "+run], reference.night(w.files, under, day))
		}
		all := slices.Sorted(maps.Keys(made))
		again := func(how string, these ...string) {
			for _, of := range these {
				day, run, _ := strings.Cut(of, " ")
				mustBeSameBytes(t, made[of], w.mustBundle(t, day, run, how))
			}
		}
		again("later", all...)
		if _, err := pipeline.Rebuild(context.Background(), pipeline.RebuildOptions{Workspace: w.Dir(), AsOf: field.NoDate}); err != nil {
			t.Fatalf("rebuilding: %v", err)
		}
		again("rebuilt", all[bits(t, 2, "rebuilt")])
		for _, pair := range [][2]string{{all[0], all[len(all)-1]}, {all[len(all)-1], all[0]}} {
			mustDiffer(t, made[pair[0]], made[pair[1]])
		}
	})
}

// mustBundle makes a bundle that names people, and holds it to its own manifest.
func (w *testWorkspace) mustBundle(t failer, day, run, how string) string {
	t.Helper()
	dir := filepath.Join(w.Exports(), strings.Join([]string{"clfp", day, run, how}, "_"))
	_, err := clfp.Export(context.Background(), clfp.Options{
		Workspace: w.Dir(), AsOf: field.ISODate([]byte(day)), Known: run, Dir: dir,
		Look: ask.Look{Command: "export clfp", User: "test", Reveal: true, Purpose: "test " + how},
	})
	if err != nil {
		t.Fatalf("exporting %s as known after %s: %v", day, run, err)
	}
	v, err := clfp.Verify(context.Background(), dir)
	if err != nil || !v.Passed() {
		t.Fatalf("%s does not verify: %v, %v", filepath.Base(dir), v, err)
	}
	return dir
}

// mustHold holds a bundle to what the reference says.
func (w *testWorkspace) mustHold(t failer, dir string, want clfpTold) {
	t.Helper()
	phns := map[string]string{}
	table := readTable(t, dir, "people")
	for _, row := range table {
		phns[row["person_key"]] = row["phn"]
	}
	var got []string
	for _, row := range table {
		got = append(got, strings.Join([]string{
			row["practitioner_number"], row["phn"], row["facility_number"], row["counted"], row["reason"], row["valid_from"], row["valid_to"],
			row["age_band"], row["sex"], row["chsa"], survivorOf(row, phns), row["submission_id"], row["line_no"],
		}, ","))
	}
	slices.Sort(got)
	// A survivor need not be in the bundle: then only that there is one is known.
	expectedPeople := slices.Clone(want.people)
	for i, line := range expectedPeople {
		cells := strings.Split(line, ",")
		if cells[4] == "merged" && !slices.Contains(slices.Collect(maps.Values(phns)), cells[10]) {
			cells[10] = "another"
			expectedPeople[i] = strings.Join(cells, ",")
		}
	}
	slices.Sort(expectedPeople)
	if !slices.Equal(got, expectedPeople) {
		t.Fatalf("%s has %d people, not %d, or others:\n%s", filepath.Base(dir), len(got), len(expectedPeople), firstDifferences(got, expectedPeople))
	}
	told := map[string][]string{}
	for _, row := range readTable(t, dir, "providers") {
		told[row["practitioner_number"]] = []string{row["provider_type"], row["counted"], row["meets_floor"], row["portal_claims"], row["in_clinic_record"]}
	}
	if !maps.EqualFunc(told, want.providers, slices.Equal) {
		t.Fatalf("%s says of providers %v, not %v", filepath.Base(dir), told, want.providers)
	}
	for _, breakdown := range []string{"age_sex", "communities", "facilities"} {
		counted := map[string]int{}
		for _, row := range readTable(t, dir, breakdown) {
			counted[row["practitioner_number"]] += atoi(row["counted"])
		}
		if !maps.Equal(counted, want.counted) {
			t.Fatalf("%s of %s adds up to %v, not %v", breakdown, filepath.Base(dir), counted, want.counted)
		}
	}
}

func survivorOf(row map[string]string, phns map[string]string) string {
	switch key := row["survivor_key"]; {
	case key == "":
		return ""
	case phns[key] != "":
		return phns[key]
	default:
		return "another"
	}
}

func atoi(text string) (n int) {
	if _, err := fmt.Sscan(text, &n); err != nil {
		return -1 << 30
	}
	return n
}

// The rows hold health numbers, which no failure shows.
func firstDifferences(got, want []string) string {
	var out strings.Builder
	for _, line := range got {
		if !slices.Contains(want, line) && out.Len() < 2000 {
			fmt.Fprintln(&out, "got ", mask.Text(line))
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) && out.Len() < 4000 {
			fmt.Fprintln(&out, "want", mask.Text(line))
		}
	}
	return out.String()
}

// readTable reads a CSV file of a bundle.
func readTable(t failer, dir, table string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, table+".csv"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// mustBeSameBytes holds two bundles to be the same, file by file.
func mustBeSameBytes(t failer, dir, other string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("%v", err)
	}
	others, err := os.ReadDir(other)
	if err != nil || len(files) != len(others) {
		t.Fatalf("%s has %d files, %s has %d: %v", filepath.Base(dir), len(files), filepath.Base(other), len(others), err)
	}
	for _, file := range files {
		was, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatalf("%v", err)
		}
		is, err := os.ReadFile(filepath.Join(other, file.Name()))
		if err != nil {
			t.Fatalf("%v", err)
		}
		if !bytes.Equal(was, is) {
			t.Fatalf("%s of %s is not that of %s", file.Name(), filepath.Base(other), filepath.Base(dir))
		}
	}
}

// mustDiffer holds what is said to have changed between two bundles to their rows.
func mustDiffer(t failer, before, after string) {
	t.Helper()
	d, err := clfp.Compare(context.Background(), before, after)
	if err != nil {
		t.Fatalf("comparing %s and %s: %v", filepath.Base(before), filepath.Base(after), err)
	}
	counted := func(dir string) map[string]bool {
		found := map[string]bool{}
		for _, row := range readTable(t, dir, "people") {
			if row["counted"] == "true" {
				found[row["practitioner_number"]+" "+row["person_key"]] = true
			}
		}
		return found
	}
	want, was, is := map[string]int64{}, counted(before), counted(after)
	for who := range was {
		if !is[who] {
			want[who[:5]+" out"]++
		}
	}
	for who := range is {
		if !was[who] {
			want[who[:5]+" in"]++
		}
	}
	got := map[string]int64{}
	for _, c := range d.Changes {
		got[c.Practitioner+" "+c.Direction] += c.People
		if c.Reason == "" || clfp.ReasonInWords(c.Reason) == c.Reason {
			t.Fatalf("people went %s for no reason that is known: %q", c.Direction, c.Reason)
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("between %s and %s changed %v, not %v", filepath.Base(before), filepath.Base(after), got, want)
	}
}
