package reconcile_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"empanel/reconcile"
)

// What the rest of a run reads of the fold comes from the partitions, and nothing
// else of it: the other tables of the fold are not there after a merge.
func TestFoldedNamesAllThatIsReadOfTheFold(t *testing.T) {
	tables := reconcile.FoldedTables()
	if len(tables) < 10 {
		t.Fatalf("the fold makes %v only", tables)
	}
	views := map[string]bool{}
	for _, s := range reconcile.Statements(reconcile.Fold) {
		if kind, _ := s.Makes(); kind == "view" {
			views[s.Name] = true
		}
	}
	for _, name := range reconcile.Folded() {
		if !slices.Contains(tables, name) {
			t.Errorf("%s is brought from the partitions, and the fold does not make it", name)
		}
	}
	elsewhere := []string{"needed", "guard", reconcile.Trial, reconcile.Partitions, reconcile.Giving, "partition/told"}
	asked := map[string]bool{}
	for name, sql := range sqlFiles(t) {
		if folder := path.Dir(name); slices.Contains(elsewhere, folder) || folder == reconcile.Fold && !views[name] {
			continue
		}
		for _, table := range tables {
			if !regexp.MustCompile(`\b(from|join)\s+` + table + `\b`).MatchString(code(sql)) {
				continue
			}
			asked[table] = true
			if !slices.Contains(reconcile.Folded(), table) && !namesItself(sql, table) {
				t.Errorf("%s reads %s of the fold, which is not brought from the partitions", name, table)
			}
		}
	}
	for _, name := range reconcile.Folded() {
		if !asked[name] {
			t.Errorf("%s is brought from the partitions, and nothing reads it", name)
		}
	}
}

// namesItself says whether a statement has a table of its own of that name.
func namesItself(sql, table string) bool {
	return regexp.MustCompile(`\b` + table + ` as \(`).MatchString(sql)
}

// Every statement of a partition's share copies a relation under its own name, and
// what is of one person is asked for its own people only.
func TestSharesAreNamedForWhatTheyAreOf(t *testing.T) {
	all := reconcile.Statements(reconcile.Giving)
	if len(all) < 10 {
		t.Fatalf("a share has %d relations only", len(all))
	}
	for _, s := range all {
		if !strings.Contains(s.SQL, "\ncreate table share."+s.Short()+" as\n") || !strings.Contains(s.SQL, "\nfrom "+s.Short()+"\n") {
			t.Errorf("%s does not copy %s", s.Name, s.Short())
		}
		if everybodys := strings.Contains(s.Grain(), "very partition has them all"); everybodys == strings.Contains(code(s.SQL), "person_partition(") {
			t.Errorf("%s: is it of one partition or of every one?", s.Name)
		}
	}
}
