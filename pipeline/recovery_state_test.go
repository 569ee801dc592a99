package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"

	"empanel/pipeline/ledger"
)

// mustHaveTidyLedger fails unless the ledger is exactly its finished manifests
// and the parts that they name.
func (p post) mustHaveTidyLedger() {
	p.t.Helper()
	want := map[string]bool{}
	runs, err := ledger.Finished(p.Ledger())
	if err != nil {
		p.t.Fatal(err)
	}
	for _, id := range runs {
		want[id+".json"] = true
		m, err := ledger.Read(p.Ledger(), id)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, part := range m.Parts {
			want[part.File()] = true
		}
	}
	got := p.listing(p.Ledger())
	if len(got) != len(want) {
		p.t.Fatalf("the ledger holds %s", strings.Join(got, " "))
	}
	for _, name := range got {
		if !want[name] {
			p.t.Fatalf("%s in the ledger belongs to no manifest", name)
		}
	}
}

// listing names what is in a folder.
func (p post) listing(folder string) []string {
	p.t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		p.t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// state is everything a run that does not commit must leave as it was: the
// ledger, the registry's rows, and the snapshots.
func (p post) state() string {
	p.t.Helper()
	var all []string
	for _, folder := range []string{p.Ledger(), p.Snapshots()} {
		all = append(all, p.listing(folder)...)
	}
	if latest, err := os.Readlink(filepath.Join(p.Snapshots(), "latest.duckdb")); err == nil {
		all = append(all, latest)
	}
	db := p.lookAt(p.Registry())
	defer closeDB(p.t, db)
	for _, query := range []string{
		`select submission_id || ' ' || file_name || ' ' || status from submissions`,
		`select phn || ' ' || practitioner_number || ' ' || facility_number || ' ' || status || ' ' || valid_from || ' ' ||
			coalesce(valid_to::varchar, '') || ' ' || coalesce(close_reason::varchar, '') || ' ' || submission_id || ' ' || line_no
			from attachments`,
		`select submission_id || ' ' || line_no || ' ' || outcome || ' ' || array_to_string(list_sort(reasons), ',') from lines`,
		`select run_id || ' ' || registry_digest from runs where state = 'done'`,
	} {
		all = append(all, rowsIn(p.t, db, 1, query)...)
	}
	return strings.Join(all, "\n")
}
