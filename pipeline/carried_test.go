package pipeline_test

import (
	"path/filepath"
	"slices"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline/publish"
	"empanel/pipeline/warehouse"
)

// A snapshot that is carried over from the one before says what one says that is
// written whole, night after night: after claims, moves, merges, returns and
// feeds.
func TestCarriedSnapshotIsTheWhole(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	carried := 0
	nights := []func(){
		func() { p.deliver(ofNight(parcels, 1)...); p.run() },
		func() { p.deliver(ofNight(parcels, 2)...); p.run() },
		func() { p.deliver(p.takeover(40)); p.on(field.NewDate(2026, 10, 6)) },
	}
	for i, night := range nights {
		night()
		carried += p.mustBeAsWhole(i + 2)
	}
	if carried < len(nights) {
		t.Errorf("of %d snapshots %d were carried over", len(nights), carried)
	}
}

// mustBeAsWhole compares the newest snapshot, relation by relation, with one that
// is written whole, and gives 1 if it was carried over.
func (p post) mustBeAsWhole(night int) int {
	p.t.Helper()
	folder := p.t.TempDir()
	key, err := p.Key()
	if err != nil {
		p.t.Fatal(err)
	}
	db, err := warehouse.Open(p.t.Context(), p.Registry(), warehouse.Options{Threads: 1, Spill: p.Spill(), Allowed: []string{folder, p.Spill()}, Key: key})
	if err != nil {
		p.t.Fatal(err)
	}
	run := "R000001"
	if err := publish.Snapshot(p.t.Context(), db, publish.Target{Folder: folder, RunID: run, Keep: 1}); err != nil {
		p.t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		p.t.Fatal(err)
	}
	got, want := p.lookAt(p.latest()), p.lookAt(filepath.Join(folder, run+".duckdb"))
	defer closeDB(p.t, got)
	defer closeDB(p.t, want)
	relations := rowsIn(p.t, want, 1, `
		select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database() and table_name <> 'made_by'
		union all
		select schema_name || '.' || view_name from duckdb_views() where database_name = current_database() and not internal`)
	if len(relations) < 40 {
		p.t.Fatalf("only %d relations to compare", len(relations))
	}
	for _, r := range relations {
		if g, w := everyRow(p.t, got, "from "+r), everyRow(p.t, want, "from "+r); !slices.Equal(g, w) {
			p.t.Errorf("night %d: %s has %d rows carried over, %d whole, and they are not the same", night, r, len(g), len(w))
		}
	}
	if rowsIn(p.t, got, 1, `select carried::varchar from stored.made_by`)[0] == "0" {
		return 0
	}
	return 1
}
