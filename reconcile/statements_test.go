package reconcile_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"empanel/reconcile"
)

// sqlFiles gives every SQL file, by its path below sql/ without the ending.
func sqlFiles(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS("sql"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if path.Ext(name) != ".sql" {
			t.Errorf("%s is no SQL file", name)
			return nil
		}
		text, err := os.ReadFile(path.Join("sql", name))
		all[strings.TrimSuffix(name, ".sql")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d SQL files", len(all))
	}
	return all
}

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	literal = regexp.MustCompile(`'(?:[^']|'')*'`)
	inserts = regexp.MustCompile(`(?i)\binsert\s+(?:or\s+\w+\s+)?into\s+([a-z_][a-z0-9_.]*)`)
)

// code is a statement without its comments and the texts in it.
func code(sql string) string {
	return literal.ReplaceAllString(comment.ReplaceAllString(sql, ""), "''")
}

// Every file begins with what one row of it is, and holds one statement: of
// several, an error has no line, and not all need be undone.
func TestEveryFileIsOneStatementWithItsGrain(t *testing.T) {
	for name, sql := range sqlFiles(t) {
		first, rest, _ := strings.Cut(sql, "\n")
		switch grain, found := strings.CutPrefix(first, "-- "); {
		case !found || len(strings.Fields(grain)) < 3:
			t.Errorf("%s: the first line does not say what one row is: %q", name, first)
		case !strings.HasSuffix(strings.TrimSuffix(grain, ")"), "."):
			t.Errorf("%s: the first line is no sentence: %q", name, first)
		}
		if strings.Contains(code(rest), ";") {
			t.Errorf("%s: holds a semicolon, so perhaps more than one statement", name)
		}
		if strings.TrimSpace(code(rest)) == "" {
			t.Errorf("%s: holds no statement", name)
		}
	}
}

// Every folder of a run is run, once, and every file of it has a name of its
// own among them.
func TestEveryFolderOfARunIsRun(t *testing.T) {
	folders := reconcile.Run()
	if sorted := slices.Sorted(slices.Values(folders)); len(slices.Compact(sorted)) != len(folders) {
		t.Errorf("a folder is run twice: %v", folders)
	}
	if !slices.IsSorted(folders) {
		t.Errorf("folders are not named in the order in which they run: %v", folders)
	}
	for name := range sqlFiles(t) {
		if folder := path.Dir(name); strings.HasPrefix(folder, "run/") && !slices.Contains(folders, folder) {
			t.Errorf("%s is never run", name)
		}
	}
	for _, folder := range folders {
		if len(reconcile.Statements(folder)) == 0 {
			t.Errorf("%s holds nothing", folder)
		}
	}
}

// In one transaction, and where it preserves the order of rows, DuckDB loses
// rows: an insert that reads an empty table, and after it one of more than a
// row group into the same table, leave the second's rows out (see
// TestDuckDBLosesRowsInOrder in package pipeline). So no table is inserted into
// by two statements of a run; where every kind of evidence has a file of its
// own, only the files of kinds that came are run.
func TestATableIsInsertedIntoOnce(t *testing.T) {
	by := map[string][]string{}
	for _, folder := range reconcile.Run() {
		if slices.Contains(reconcile.Loads(), folder) {
			continue
		}
		for _, s := range reconcile.Statements(folder) {
			for _, found := range inserts.FindAllStringSubmatch(code(s.SQL), -1) {
				table := strings.ToLower(found[1])
				by[table] = append(by[table], s.Name)
			}
		}
	}
	if len(by) < 5 {
		t.Fatalf("found inserts into %d tables only", len(by))
	}
	for table, statements := range by {
		if len(statements) > 1 {
			t.Errorf("%s is inserted into by %s", table, strings.Join(statements, " and "))
		}
	}
}

// What is left out when it has nothing to do fills a table that is there
// without it, and is one statement of a run.
func TestWhatMayBeLeftOutFillsATable(t *testing.T) {
	var asked, found int
	for name := range sqlFiles(t) {
		if path.Dir(name) == "needed" {
			asked++
		}
	}
	for _, folder := range reconcile.Run() {
		for _, s := range reconcile.Statements(folder) {
			if _, ok := reconcile.Needed(s); !ok {
				continue
			}
			found++
			if !strings.HasPrefix(strings.TrimSpace(code(s.SQL)), "insert into ") {
				t.Errorf("%s may be left out, and is no insert", s.Name)
			}
		}
	}
	if asked == 0 || found != asked {
		t.Errorf("%d questions whether a statement is needed, about %d statements", asked, found)
	}
}

// The engine makes a nested loop of an anti join whose condition has an operand
// over both sides: a minute, where there are millions on one of them. See Found
// by trying in docs/development.md.
func TestAntiJoinsCompareSideWithSide(t *testing.T) {
	const wrong = "select 1 from a\nanti join b on b.id = a.id\n  and a.day <= coalesce(b.until, a.day)"
	if !comparesOverBothSides(wrong) || !comparesOverBothSides("where not exists (select 1 from b where coalesce(b.until, a.day) >= a.day)") {
		t.Fatal("what it looks for is not found")
	}
	if comparesOverBothSides("from a join b on coalesce(a.x, b.x) = b.y") {
		t.Fatal("other joins are found too")
	}
	for name, text := range sqlFiles(t) {
		if comparesOverBothSides(text) {
			t.Errorf("%s: the condition of an anti join has an operand over both sides", name)
		}
	}
}

var (
	overTwo   = regexp.MustCompile(`coalesce\((\w+)\.\w+, *(\w+)\.\w+\)`)
	condition = regexp.MustCompile(`anti join [^\n]+(?:\n\s+(?:on|and|or) [^\n]+)*|not exists \((?:[^()]|\([^()]*\))*\)`)
)

func comparesOverBothSides(text string) bool {
	for _, c := range condition.FindAllString(text, -1) {
		for _, of := range overTwo.FindAllStringSubmatch(c, -1) {
			if of[1] != of[2] {
				return true
			}
		}
	}
	return false
}
