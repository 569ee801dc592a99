package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
)

// inParts are two workspaces to which the same is delivered: the people of the
// runs of one are divided, those of the other are not.
type inParts struct{ divided, whole *testWorkspace }

func newInParts(t failer, under rules) (pair inParts, discard func()) {
	t.Helper()
	var err error
	if pair.divided, err = newTestWorkspace(under); err == nil {
		pair.whole, err = newTestWorkspace(under)
	}
	if err == nil { // the same pseudonyms, so that what is published can be compared
		var key []byte
		if key, err = os.ReadFile(pair.whole.KeyFile()); err == nil {
			err = os.WriteFile(pair.divided.KeyFile(), key, 0o600)
		}
	}
	if err != nil {
		t.Fatalf("making a workspace: %v", err)
	}
	return pair, func() {
		if err := errors.Join(pair.divided.discard(), pair.whole.discard()); err != nil {
			t.Fatalf("removing a workspace: %v", err)
		}
	}
}

// inTurn does a whole run of a workspace in so many partitions, the last first.
func (w *testWorkspace) inTurn(opts pipeline.Options, partitions int) (*pipeline.Report, error) {
	ctx := context.Background()
	divided, err := pipeline.Divide(ctx, opts, partitions)
	if err != nil {
		return nil, fmt.Errorf("dividing: %w", err)
	}
	for n := partitions; n > 0; n-- {
		folded, err := pipeline.FoldPartition(ctx, pipeline.PartitionOptions{Workspace: w.Dir(), Partition: n, Of: partitions})
		if err != nil {
			return nil, fmt.Errorf("folding %d/%d: %w", n, partitions, err)
		}
		if folded.RunID != divided.RunID || len(folded.Missing) != n-1 {
			return nil, fmt.Errorf("folding %d/%d of %s gave %+v", n, partitions, divided.RunID, folded)
		}
	}
	return pipeline.Merge(ctx, opts)
}

// night does the same night in both, in so many partitions and whole, and compares
// all there is afterwards: every row of every table of the registry, of the
// snapshot, the ledger's manifests, and what the runs tell of themselves.
func (pair inParts) night(t failer, outer *testing.T, files []*sentFile, asOf string, partitions int, sofar []*sentFile) {
	t.Helper()
	told := map[*testWorkspace]string{}
	for _, w := range []*testWorkspace{pair.divided, pair.whole} {
		opts := pipeline.Options{
			Workspace: w.Dir(), AsOf: field.ISODate([]byte(asOf)),
			Now: func() time.Time { return time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC) },
		}
		err := w.deliver(files)
		var report *pipeline.Report
		switch {
		case err != nil:
		case w == pair.divided:
			report, err = w.inTurn(opts, partitions)
		default:
			report, err = pipeline.Run(context.Background(), opts)
		}
		if err != nil {
			t.Fatalf("run (in %d partitions: %v): %v\n%s", partitions, w == pair.divided, err, story(sofar))
		}
		report.Stages, report.Page = nil, "" // when and where it was done
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatalf("%v", err)
		}
		told[w] = string(text)
	}
	if told[pair.divided] != told[pair.whole] {
		t.Fatalf("in %d partitions, as of %s, the run tells\n%s\nand whole\n%s\n%s", partitions, asOf, mask.Text(told[pair.divided]), mask.Text(told[pair.whole]), story(sofar))
	}
	divided, whole := pair.divided.everything(t, outer), pair.whole.everything(t, outer)
	if len(divided) != len(whole) || len(whole) < 60 {
		t.Fatalf("%d things to compare in the one and %d in the other", len(divided), len(whole))
	}
	for what, want := range whole {
		if got := divided[what]; !slices.Equal(got, want) {
			t.Fatalf("%s is another in %d partitions, as of %s\nonly in partitions: %v\nonly whole: %v\n%s",
				what, partitions, asOf, mask.Text(fmt.Sprint(without(got, want))), mask.Text(fmt.Sprint(without(want, got))), story(sofar))
		}
	}
}

// everything is all that a run leaves, by what it is.
func (w *testWorkspace) everything(t failer, outer *testing.T) map[string][]string {
	t.Helper()
	all := allTables(outer, w)
	db := post{w.Workspace, outer}.open(filepath.Join(w.Snapshots(), "latest.duckdb"))
	defer closeDB(outer, db)
	for _, relation := range rowsIn(outer, db, 1, `select table_name from information_schema.tables where table_schema = 'main'`) {
		all["published "+relation] = everyRow(outer, db, "from "+relation)
	}
	entries, err := os.ReadDir(w.Ledger())
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, e := range entries {
		all["ledger"] = append(all["ledger"], e.Name())
		if filepath.Ext(e.Name()) == ".json" { // it holds the hashes of the parts
			text, err := os.ReadFile(filepath.Join(w.Ledger(), e.Name()))
			if err != nil {
				t.Fatalf("%v", err)
			}
			all["manifest "+e.Name()] = []string{string(text)}
		}
	}
	return all
}

// dividedIsWhole delivers a province over so many nights, as of days that go forward
// and back. After each, divided into any of so many partitions, there must be what
// there is after a run that was not divided.
func dividedIsWhole(t *testing.T, cases, villages, nights int, partitions ...int) {
	t.Helper()
	random(t, cases, func(r *rapid.T) {
		seed := drawProvince(r, villages)
		if bits(r, 1, "guarded") == 1 {
			seed = drawGuardedProvince(r, villages)
		}
		under := seed.rules()
		pair, discard := newInParts(r, under)
		defer discard()
		var sofar []*sentFile
		dealt := nightsOf(r, buildProvince(seed))
		for n, files := range append(dealt[:nights-1:nights-1], slices.Concat(dealt[nights-1:]...)) {
			sofar = append(sofar, files...)
			pair.night(r, t, files, daysLater(under.asOf, bits(r, 3, "as of")-4), partitions[n%len(partitions)], sofar)
		}
	})
}

func TestPipelineDivided(t *testing.T) { dividedIsWhole(t, 1, 30, 2, 1, 3) }

func TestLongPipelineDivided(t *testing.T) { dividedIsWhole(t, 4, 50, 5, 4, 1, 16) }

// What the rules say of cases worked out by hand, they say in partitions too: of
// each policy, and with every kind of evidence there is.
func TestLongHistoriesDivided(t *testing.T) {
	for _, group := range groupHistories(loadHistories(t)) {
		t.Run(fmt.Sprintf("%d_with_%s", len(group), group[0].name), func(t *testing.T) {
			t.Parallel()
			var all []*sentFile
			for i, h := range group {
				all = append(all, setApart(t, h, i*ownLabels).files...)
			}
			pair, discard := newInParts(t, group[0].under)
			defer discard()
			pair.night(t, t, all, group[0].under.asOf, 3, all)
		})
	}
}

// The guard makes its verdicts before the people are divided, and the merge writes
// them into the ledger: what it holds is held in every partition.
func TestLongGuardDivided(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.configure(oneThread + "[policy.guard]\nenabled = true\ntakes_people = 3\n")
	tonight := append(ofNight(parcels, 1), p.takeover(8))
	folder := filepath.Join(t.TempDir(), "whole")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, p.Dir(), folder)
	whole, err := workspace.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	p.deliver(tonight...)
	post{whole, t}.deliver(tonight...)
	pair := inParts{divided: &testWorkspace{Workspace: p.Workspace}, whole: &testWorkspace{Workspace: whole}}
	pair.night(t, t, nil, "2026-10-09", 3, nil)
	if held := p.rows(1, `select count(*) from holds`)[0]; held == "0" {
		t.Error("the guard held nothing")
	}
}
