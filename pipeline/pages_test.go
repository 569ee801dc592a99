package pipeline_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	sqlBlock    = regexp.MustCompile("(?s)\n```sql\n(.*?)\n```\n")
	pythonQuery = regexp.MustCompile(`(?s)con\.sql\("""\n(.*?)\n"""\)`)
	rQuery      = regexp.MustCompile(`dbGetQuery\(con, "([^"]+)"\)`)
)

// TestQueriesOfThePages runs every query of the pages for analysts on a
// snapshot after two nights, the ones inside Python and R too. A query that
// gives no row is one that shows nothing.
func TestQueriesOfThePages(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	p.run()
	db := p.open(p.latest())
	defer closeDB(t, db)
	for _, page := range []struct {
		name    string
		queries int      // at least
		none    []string // parts of queries that may give no row on so small a province
	}{
		{"analysts.md", 14, []string{"then_known <> now_known", "not r.ready"}},
		{"relations.md", 8, []string{"submission_id = '", "R000003", ">= 100", "'awaiting', 'refused'"}},
		{"dictionary.md", 1, nil},
	} {
		text, err := os.ReadFile("../docs/" + page.name)
		if err != nil {
			t.Fatal(err)
		}
		var queries []string
		for _, form := range []*regexp.Regexp{sqlBlock, pythonQuery, rQuery} {
			for _, found := range form.FindAllStringSubmatch(string(text), -1) {
				queries = append(queries, found[1])
			}
		}
		if len(queries) < page.queries {
			t.Errorf("found only %d queries in %s", len(queries), page.name)
		}
		for _, query := range queries {
			var rows int
			if err := db.QueryRowContext(t.Context(), fmt.Sprintf("select count(*) from (%s)", strings.TrimSuffix(query, ";"))).Scan(&rows); err != nil {
				t.Errorf("%s: %v\n%s", page.name, err, query)
				continue
			}
			may := false
			for _, part := range page.none {
				may = may || strings.Contains(query, part)
			}
			if rows == 0 && !may {
				t.Errorf("%s: no row of\n%s", page.name, query)
			}
		}
	}
}
