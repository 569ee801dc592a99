package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// What every relation and column of a snapshot means stands in one place, the
// statements of reconcile/sql/published, and from there in the database itself
// and on a page.

const (
	shapeFile      = "publish/shape.duckdb.gz"
	dictionaryPage = "../docs/dictionary.md"
)

// TestShape holds the empty snapshot that the program carries, and the page, to
// the statements they are made of. UPDATE_SHAPE=1 makes both anew.
func TestShape(t *testing.T) {
	t.Parallel()
	made := filepath.Join(t.TempDir(), "made.duckdb")
	makeShape(t, made)
	want := catalogue(t, made)
	page := dictionaryText(t, made)
	if os.Getenv("UPDATE_SHAPE") != "" {
		content, err := os.ReadFile(made)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{shapeFile: packed.Bytes(), dictionaryPage: []byte(page)} {
			if err := os.WriteFile(name, text, 0o644); err != nil { //nolint:gosec // a file of the repository
				t.Fatal(err)
			}
		}
	}
	const again = "make it again: UPDATE_SHAPE=1 go test ./pipeline -run TestShape"
	if found := catalogue(t, unpackedShape(t)); !slices.Equal(found, want) {
		t.Errorf("%s is not what reconcile/sql/published says; %s\n%s", shapeFile, again, differing(found, want))
	}
	text, err := os.ReadFile(dictionaryPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != page {
		t.Errorf("docs/dictionary.md is not what reconcile/sql/published says; %s", again)
	}
}

// makeShape makes an empty snapshot with its comments.
func makeShape(t *testing.T, path string) {
	t.Helper()
	ctx := t.Context()
	db := registryInMemory(t, filepath.Dir(path))
	if err := db.Attach(ctx, path, "snapshot"); err != nil {
		t.Fatal(err)
	}
	run := func(s reconcile.Statement) {
		t.Helper()
		if _, err := db.Run(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range reconcile.Statements(reconcile.SnapshotLarge) {
		if strings.Contains(s.SQL, "\ncreate ") { // the others fill a published relation
			run(s)
		}
	}
	err := db.Within(ctx, "snapshot", func() error {
		for _, s := range reconcile.Statements(reconcile.SnapshotViews) {
			run(s)
		}
		for _, views := range []bool{false, true} { // a view may be of a table
			for _, r := range reconcile.Dictionary() {
				if r.View == views {
					run(reconcile.Must(reconcile.Published, r.Name))
				}
			}
		}
		quoted := func(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
		for _, r := range reconcile.Dictionary() {
			kind := map[bool]string{false: "table", true: "view"}[r.View]
			comments := fmt.Sprintf("comment on %s %s is %s;", kind, r.Name, quoted(r.Meaning))
			for _, c := range r.Columns {
				comments += fmt.Sprintf("comment on column %s.%q is %s;", r.Name, c.Name, quoted(c.Meaning))
			}
			if err := db.Exec(ctx, comments); err != nil {
				return err
			}
		}
		return db.Exec(ctx, "drop schema stored cascade")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Detach(ctx, "snapshot"); err != nil {
		t.Fatal(err)
	}
}

// registryInMemory is a registry in memory that may write into a folder.
func registryInMemory(t *testing.T, folder string) *warehouse.Warehouse {
	t.Helper()
	db, err := warehouse.Open(t.Context(), "", warehouse.Options{Threads: 1, Allowed: []string{folder}, Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, folder := range []string{reconcile.Schema, reconcile.Views} {
		for _, s := range reconcile.Statements(folder) {
			if _, err := db.Run(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	return db
}

// unpackedShape is the empty snapshot that the program carries.
func unpackedShape(t *testing.T) string {
	t.Helper()
	packed, err := os.Open(shapeFile)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close() //nolint:errcheck // read only
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shape.duckdb")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// catalogue lists what a database says of its relations and columns, schema
// stored left out.
func catalogue(t *testing.T, path string) []string {
	t.Helper()
	db, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	return rowsOfText(t, db, `
		select 'table ' || table_name || ': ' || coalesce(comment, 'NO COMMENT') from duckdb_tables() where schema_name = 'main' and not internal
		union all
		select 'view ' || view_name || ': ' || coalesce(comment, 'NO COMMENT') || ' ' || sql from duckdb_views() where schema_name = 'main' and not internal
		union all
		select 'column ' || table_name || '.' || column_name || ' ' || lpad(column_index::varchar, 3, '0') || ' ' || data_type || ': ' || coalesce(comment, 'NO COMMENT')
		from duckdb_columns() where schema_name = 'main' and not internal
		order by all`)
}

func rowsOfText(t *testing.T, db *warehouse.Warehouse, query string) (all []string) {
	t.Helper()
	rows, err := db.Conn().QueryContext(context.WithoutCancel(t.Context()), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// differing lists what only one of two catalogues has.
func differing(found, want []string) string {
	var all []string
	for _, line := range found {
		if !slices.Contains(want, line) {
			all = append(all, "only found: "+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(found, line) {
			all = append(all, "only wanted: "+line)
		}
	}
	return strings.Join(all, "\n")
}

// dictionaryText is the page of all relations and columns.
func dictionaryText(t *testing.T, path string) string {
	t.Helper()
	db, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	types := map[string]string{}
	for _, row := range rowsOfText(t, db, "select table_name || '.' || column_name || ' ' || data_type from duckdb_columns() where schema_name = 'main' and not internal") {
		column, kind, _ := strings.Cut(row, " ")
		types[column] = kind
	}
	var page strings.Builder
	page.WriteString(dictionaryHead)
	for _, r := range reconcile.Dictionary() {
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n| Column | Type | Meaning |\n|---|---|---|\n", r.Name, r.Meaning)
		for _, c := range r.Columns {
			fmt.Fprintf(&page, "| `%s` | %s | %s |\n", c.Name, types[r.Name+"."+c.Name], strings.ReplaceAll(c.Meaning, "|", `\|`))
		}
	}
	return page.String()
}

const dictionaryHead = `# Data dictionary

<!-- Made from reconcile/sql/published by: UPDATE_SHAPE=1 go test ./pipeline -run TestShape. Change it there. -->

Every relation and column of a snapshot. The same words stand in the database itself, as comments:

` + "```" + `sql
select column_name, data_type, comment from duckdb_columns() where table_name = 'attachments' and not internal
` + "```" + `

Unless said otherwise: numbers of providers and facilities are text, five characters; times are in UTC; counts are people, lines or files; people are named by
keys ([who is who](relations.md#who-is-who-pseudonyms)). The rules behind the words are in [rules.md](rules.md), [transfers.md](transfers.md),
[matching.md](matching.md) and [readiness.md](readiness.md); how to ask is in [analysts.md](analysts.md).
`

// TestDictionaryIsOfWhatIsPublished holds the catalogue of a snapshot that a run
// published to the dictionary, in either direction, and each statement that
// fills a relation to the columns of the relation, by name, order and type.
func TestDictionaryIsOfWhatIsPublished(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	said := map[string]string{}
	for _, r := range reconcile.Dictionary() {
		said[r.Name] = r.Meaning
		for _, c := range r.Columns {
			said[r.Name+"."+c.Name] = c.Meaning
		}
	}
	db := p.open(p.latest())
	defer closeDB(t, db)
	for _, row := range rowsIn(t, db, 2, `
		select table_name, comment from duckdb_tables() where schema_name = 'main' and not internal
		union all select view_name, comment from duckdb_views() where schema_name = 'main' and not internal
		union all select table_name || '.' || column_name, comment from duckdb_columns() where schema_name = 'main' and not internal`) {
		name, comment, _ := strings.Cut(row, "|")
		if comment == "" || said[name] != comment {
			t.Errorf("%s has the comment %q, and the dictionary says %q", name, comment, said[name])
		}
		delete(said, name)
	}
	for name := range said {
		t.Errorf("%s is in the dictionary and not in the snapshot", name)
	}
}

// TestWhatFillsARelation: an INSERT goes by the order of the columns, whatever
// they are called.
func TestWhatFillsARelation(t *testing.T) {
	t.Parallel()
	columns := map[string][]string{}
	shape, err := warehouse.Open(t.Context(), unpackedShape(t), warehouse.Options{ReadOnly: true, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := shape.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, row := range rowsOfText(t, shape, `select table_name || '|' || column_name || ' ' || data_type from duckdb_columns()
		where schema_name = 'main' and not internal order by table_name, column_index`) {
		name, column, _ := strings.Cut(row, "|")
		columns[name] = append(columns[name], column)
	}
	db := registryInMemory(t, t.TempDir())
	filled := map[string]bool{}
	for _, s := range append(reconcile.Statements(reconcile.Snapshot), reconcile.Statements(reconcile.SnapshotLarge)...) {
		before, after, found := strings.Cut(s.SQL, "\ninsert into snapshot.")
		if !found {
			if strings.HasPrefix(s.Name, reconcile.Snapshot+"/") {
				t.Errorf("%s fills no relation of reconcile/sql/published", s.Name)
			}
			continue
		}
		name, query, _ := strings.Cut(after, "\n")
		if strings.Contains(before, "\n") && !strings.HasPrefix(before, "--") || filled[name] {
			t.Errorf("%s: a relation is filled by one statement, and by nothing else", s.Name)
		}
		filled[name] = true
		if given := rowsOfText(t, db, "select column_name || ' ' || column_type from (describe "+query+")"); !slices.Equal(given, columns[name]) {
			t.Errorf("%s gives\n%s\nand the relation has\n%s", s.Name, strings.Join(given, "\n"), strings.Join(columns[name], "\n"))
		}
	}
	for _, r := range reconcile.Dictionary() {
		if !r.View && !filled[r.Name] {
			t.Errorf("nothing fills %s", r.Name)
		}
	}
}
