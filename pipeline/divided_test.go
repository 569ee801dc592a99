package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"empanel/pipeline"
)

func (p post) divide(partitions int) *pipeline.Divided {
	p.t.Helper()
	divided, err := pipeline.Divide(p.t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf}, partitions)
	if err != nil {
		p.t.Fatal(err)
	}
	return divided
}

func (p post) fold(partition, of int) (*pipeline.FoldedPartition, error) {
	return pipeline.FoldPartition(p.t.Context(), pipeline.PartitionOptions{Workspace: p.Dir(), Partition: partition, Of: of})
}

func (p post) foldAll(of int) {
	p.t.Helper()
	for n := 1; n <= of; n++ {
		if _, err := p.fold(n, of); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p post) merge() (*pipeline.Report, error) {
	return pipeline.Merge(p.t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf})
}

// mustHaveNothingDivided holds a workspace to having nothing left of a division.
func (p post) mustHaveNothingDivided() {
	p.t.Helper()
	for _, name := range p.listing(p.Dir()) {
		if strings.HasPrefix(name, ".divided") {
			p.t.Errorf("%s is left", name)
		}
	}
	if _, err := p.merge(); !errors.Is(err, pipeline.ErrNotDivided) {
		p.t.Errorf("merging nothing gives %v", err)
	}
	if _, err := p.fold(1, 2); !errors.Is(err, pipeline.ErrNotDivided) {
		p.t.Errorf("folding nothing gives %v", err)
	}
}

// What is missing, or not as it was written, is named before anything is changed,
// and can be done again.
func TestMergeWantsEveryPartition(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	before := fmt.Sprint(p.tables())
	divided := p.divide(2)
	folder := filepath.Join(p.Divided(), divided.RunID)

	mustMiss := func(missing ...int) {
		t.Helper()
		_, err := p.merge()
		var early *pipeline.NotFoldedError
		if !errors.As(err, &early) || !slices.Equal(early.Missing, missing) {
			t.Errorf("%v are not folded, and the error is %v", missing, err)
		}
		if status, err := pipeline.ReadStatus(t.Context(), p.Dir()); err != nil || status.Divided == nil || !slices.Equal(status.Divided.Missing, missing) {
			t.Errorf("%v are not folded, and the status is %+v (%v)", missing, status, err)
		}
	}
	mustBeDamaged := func(file string, err error) {
		t.Helper()
		var damaged *pipeline.DamagedDivisionError
		if !errors.As(err, &damaged) || damaged.File != file {
			t.Errorf("%s is damaged, and the error is %v", file, err)
		}
	}
	mustMiss(1, 2)
	for _, wrong := range [][2]int{{0, 2}, {3, 2}, {1, 4}} {
		_, err := p.fold(wrong[0], wrong[1])
		var none *pipeline.WrongPartitionError
		if !errors.As(err, &none) {
			t.Errorf("there is no partition %d/%d, and the error is %v", wrong[0], wrong[1], err)
		}
	}
	for range 2 { // it can be done again
		if _, err := p.fold(1, 2); err != nil {
			t.Fatal(err)
		}
	}
	mustMiss(2)

	flip(t, filepath.Join(folder, "share-0002.duckdb"))
	_, err := p.fold(2, 2)
	mustBeDamaged("share-0002.duckdb", err)
	flip(t, filepath.Join(folder, "share-0002.duckdb")) // and back
	if _, err := p.fold(2, 2); err != nil {
		t.Fatal(err)
	}

	written := slices.DeleteFunc(p.listing(folder), func(name string) bool {
		return !strings.HasPrefix(name, "folded-0002-") || filepath.Ext(name) != ".duckdb"
	})
	if len(written) != 1 {
		t.Fatalf("of the second partition there are %v", written)
	}
	flip(t, filepath.Join(folder, written[0]))
	_, err = p.merge()
	mustBeDamaged(written[0], err)
	if _, err := p.fold(2, 2); err != nil {
		t.Fatal(err)
	}
	flip(t, filepath.Join(folder, "judged.duckdb"))
	_, err = p.merge()
	mustBeDamaged("judged.duckdb", err)
	flip(t, filepath.Join(folder, "judged.duckdb")) // and back

	p.mustBeMode(0o700, p.Divided(), folder)
	for _, name := range p.listing(folder) {
		p.mustBeMode(0o600, filepath.Join(folder, name))
	}
	if fmt.Sprint(p.tables()) != before {
		t.Error("the registry is another before the merge")
	}
	if _, err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)
	p.mustHaveTidyLedger()
	p.mustHaveNothingDivided()
}

// A run that comes before the merge undoes the division, and takes the files; what
// was folded before is of no use to the next division.
func TestLongRunUndoesADivision(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	first := p.divide(2)
	p.foldAll(2)
	kept := filepath.Join(t.TempDir(), "folded")
	if err := os.Mkdir(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, filepath.Join(p.Divided(), first.RunID), kept)
	p.run()
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
	p.mustHaveTidyLedger()
	p.mustHaveNothingDivided()
	recorded := p.rows(3, `select run_id, state, coalesce(failure, '') from runs where state <> 'done'`)
	if len(recorded) != 1 || !strings.HasPrefix(recorded[0], first.RunID+"|interrupted|") || !strings.Contains(recorded[0], "divided") {
		t.Errorf("the division that was undone is recorded as %v", recorded)
	}

	p.deliver(ofNight(parcels, 2)...)
	second := p.divide(2)
	for _, name := range []string{"folded-0001.json", "folded-0002.json"} {
		content, err := os.ReadFile(filepath.Join(kept, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.Divided(), second.RunID, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.merge()
	var damaged *pipeline.DamagedDivisionError
	if !errors.As(err, &damaged) || !strings.Contains(err.Error(), "another division") {
		t.Errorf("what was folded is of another division, and the error is %v", err)
	}
	p.foldAll(2)
	if _, err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.mustHold(slices.Concat(ofNight(parcels, 0), ofNight(parcels, 1), ofNight(parcels, 2)))
}

// A file that somebody writes to after it was divided is not taken: the merge
// fails, and everything is back.
func TestLongWrittenToAfterDividing(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	before := p.state()
	p.divide(1)
	p.foldAll(1)
	path := p.claimedFile()
	p.append(path)
	if _, err := p.merge(); err == nil || !strings.Contains(err.Error(), "was written to") {
		t.Errorf("error is %v", err)
	}
	if p.state() != before {
		t.Error("the registry is another after the merge failed")
	}
	p.mustHaveTidyLedger()
	p.mustHaveNothingDivided()
	p.whole(tonight, filepath.Base(path))
	p.mustHaveInbox(tonight)
	p.run()
	p.mustHaveDigest(want)
}

// A merge that is killed before its commit can be done again; one that is killed
// after it is finished by the next run.
func TestLongMergeKilled(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	p.divide(2)
	p.look("audrey")
	for name, proof := range p.verify() {
		t.Errorf("while a run is divided %s is %s: %v", name, proof.Result, proof.First)
	}
	p.foldAll(2)
	for _, stage := range []string{"merging", "hint", "checking"} {
		if !p.kill(stage, time.Minute, mergeKilled) {
			t.Fatalf("the merge was not killed at %q", stage)
		}
	}
	if _, err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
	p.mustHaveNothingDivided()

	p.deliver(ofNight(parcels, 2)...)
	p.divide(2)
	p.foldAll(2)
	if !p.kill("publishing", time.Minute, mergeKilled) {
		t.Fatal("the merge was not killed when it published")
	}
	if _, err := p.merge(); !errors.Is(err, pipeline.ErrNotDivided) {
		t.Errorf("merged again after it had committed: %v", err)
	}
	p.run()
	p.mustHold(slices.Concat(ofNight(parcels, 0), ofNight(parcels, 1), ofNight(parcels, 2)))
	p.mustHaveNothingDivided()
}
