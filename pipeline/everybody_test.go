package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/mask"
)

// bothWays are two workspaces to which the same is delivered: the runs of one
// judge whom the night concerns, those of the other everybody.
type bothWays struct{ few, all *testWorkspace }

func newBothWays(t failer, under rules) (pair bothWays, discard func()) {
	t.Helper()
	var err error
	if pair.few, err = newTestWorkspace(under); err == nil {
		pair.all, err = newTestWorkspace(under)
	}
	if err != nil {
		t.Fatalf("making a workspace: %v", err)
	}
	return pair, func() {
		if err := errors.Join(pair.few.discard(), pair.all.discard()); err != nil {
			t.Fatalf("removing a workspace: %v", err)
		}
	}
}

// night does the same night in both, and compares every row of every table.
func (pair bothWays) night(t failer, outer *testing.T, files []*sentFile, asOf string, sofar []*sentFile) {
	t.Helper()
	for _, w := range []*testWorkspace{pair.few, pair.all} {
		err := w.deliver(files)
		if err == nil {
			_, err = pipeline.Run(context.Background(), pipeline.Options{
				Workspace: w.Dir(), AsOf: field.ISODate([]byte(asOf)), Everybody: w == pair.all,
				Now: func() time.Time { return time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC) },
			})
		}
		if err != nil {
			t.Fatalf("run (everybody is judged: %v): %v\n%s", w == pair.all, err, story(sofar))
		}
	}
	few, all := allTables(outer, pair.few), allTables(outer, pair.all)
	for table, want := range all {
		if got := few[table]; !slices.Equal(got, want) {
			t.Fatalf("%s is another where everybody is judged, as of %s\nonly where few are: %v\nonly where all are: %v\n%s",
				table, asOf, mask.Text(fmt.Sprint(without(got, want))), mask.Text(fmt.Sprint(without(want, got))), story(sofar))
		}
	}
}

// allTables gives every row of every table of a registry as text, sorted.
func allTables(t *testing.T, w *testWorkspace) map[string][]string {
	t.Helper()
	db := post{w.Workspace, t}.open(w.Registry())
	defer closeDB(t, db)
	all := map[string][]string{}
	for _, table := range rowsIn(t, db, 1, `select table_name from duckdb_tables() where not internal and not temporary`) {
		all[table] = everyRow(t, db, "from "+table)
	}
	return all
}

func without(rows, others []string) []string {
	var left []string
	for _, row := range rows {
		if !slices.Contains(others, row) && len(left) < 6 {
			left = append(left, row)
		}
	}
	return left
}

// nightsOf deals the files of a province out to several nights. Those it begins
// with come first, the others are cut up: so each night concerns some people,
// and what belongs together comes apart.
func nightsOf(r *rapid.T, files []*sentFile) [][]*sentFile {
	const most = 5
	nights := make([][]*sentFile, most)
	cut := map[string]linePlace{} // by what a decision calls the line, before the cutting
	for _, file := range files {
		if file.receivedAt.Equal(baseReceived) {
			nights[0] = append(nights[0], file)
			continue
		}
		for n := range 3 {
			part := *file
			part.name, part.lines = fmt.Sprintf("%s_part%d%s", baseName(file.name), n, extension(file.name)), nil
			for i, line := range file.lines {
				if (i/2+line.village)%3 != n { // neighbours often go together
					continue
				}
				if file.feed != "decisions" {
					cut[file.submissionID()+writtenNumber(file.firstLine()+i)] = linePlace{&part, len(part.lines)}
				}
				part.lines = append(part.lines, line)
			}
			night := bits(r, 3, "night") % most
			nights[night] = append(nights[night], &part)
		}
	}
	reaim(slices.Concat(nights...), cut)
	return nights
}

// TestPipelineJudgesWhomTheNightConcerns delivers a province over many nights,
// as of days that go forward and back. After each the registry must say, row for
// row and with what was known when, what it says where every run judges
// everybody.
func TestPipelineJudgesWhomTheNightConcerns(t *testing.T) {
	random(t, 1, func(r *rapid.T) {
		seed := drawProvince(r, 50)
		if bits(r, 1, "guarded") == 1 {
			seed = drawGuardedProvince(r, 50)
		}
		under := seed.rules()
		pair, discard := newBothWays(r, under)
		defer discard()
		var sofar []*sentFile
		for _, files := range nightsOf(r, buildProvince(seed)) {
			sofar = append(sofar, files...)
			pair.night(r, t, files, daysLater(under.asOf, bits(r, 3, "as of")-4), sofar)
		}
	})
}
