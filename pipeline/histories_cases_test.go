package pipeline_test

import (
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

const historiesFolder = "../testdata/histories"

// givenHistory is one given/expected case.
type givenHistory struct {
	name  string
	files []*sentFile
	under rules
	want  description
}

// loadHistories reads every case of the folder.
func loadHistories(t *testing.T) []givenHistory {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(historiesFolder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no histories in %s: %v", historiesFolder, err)
	}
	var histories []givenHistory
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h := givenHistory{name: strings.TrimSuffix(filepath.Base(path), ".txtar")}
		for _, section := range archive.Files {
			text := string(section.Data)
			switch section.Name {
			case "files":
				if h.files, err = readHistory(text); err != nil {
					t.Fatalf("%s: %v", path, err)
				}
			case "policy":
				if h.under, err = readRules(text); err != nil {
					t.Fatalf("%s: %v", path, err)
				}
			case "lines":
				h.want.lines = tableRows(text)
			case "attachments":
				h.want.attachments = tableRows(text)
			case "conflicts":
				h.want.conflicts = tableRows(text)
			case "portal":
				h.want.portal = tableRows(text)
			default:
				t.Fatalf("%s: no section %q", path, section.Name)
			}
		}
		histories = append(histories, h)
	}
	return histories
}

// tableRows reads an expected table: one row a line, blanks between words of
// any width, # begins a comment.
func tableRows(text string) []string {
	var rows []string
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if words := strings.Fields(line); len(words) > 0 {
			rows = append(rows, strings.Join(words, " "))
		}
	}
	sort.Strings(rows)
	return rows
}

// TestReferenceOnHistories holds the reference to results worked out by hand.
func TestReferenceOnHistories(t *testing.T) {
	for _, h := range loadHistories(t) {
		t.Run(h.name, func(t *testing.T) {
			got := describe(reconcileSlowly(h.files, h.under), fileNames(h.files))
			if diff := got.difference(h.want, "reference", "by hand"); diff != "" {
				t.Errorf("the reference and the hand-written result differ\n%s\n%s", diff, story(h.files))
			}
		})
	}
}
