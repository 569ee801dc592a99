// Package report writes the page of each night, and the list of nights, into a
// workspace's reports folder: one self-contained HTML file each.
//
// What only the run knows (how long its stages took, what stays in the inbox)
// comes in a [Night]; everything else is read from the registry, so the page of
// the newest run can be made again later. No page holds a health number or a row
// about one person, and none depends on the clock.
//
// It imports pipeline/report/page, which knows how a page looks, pipeline/durable,
// pipeline/warehouse, pipeline/wording and reconcile's statements, and nothing of
// the run above it.
package report

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"empanel/pipeline/durable"
	"empanel/pipeline/report/page"
	"empanel/pipeline/warehouse"
)

// Night is what a run knows of itself. Texts in it hold no health number.
type Night struct {
	RunNo    int32
	RunID    string
	Later    bool    // told by a later run: Stages, Left and Healed are not known
	Seconds  float64 // the run took, publishing included; 0 where that is not known
	Figures  page.Figures
	Needs    []string // what needs a person
	Notes    []string
	Outcomes []page.Count
	Refused  []page.Problem
	Left     []page.Problem
	Held     []string
	Checks   []page.Check
	Stages   []page.Stage
	Waiting  *page.Waiting  // its counts; nil where nobody waits and no preference is stated
	Transfer page.Transfers // its counts
}

// Path is where the page of a run stands in the reports folder.
func Path(folder, runID string) string { return filepath.Join(folder, runID, indexName) }

const indexName = "index.html"

// Exists says whether a run has its page.
func Exists(folder, runID string) (bool, error) {
	_, err := os.Stat(Path(folder, runID))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("report: %w", err)
	}
	return true, nil
}

// Write writes the page of a run into the reports folder, and the list of nights
// anew. The run must be the newest one in the registry: of what waits, only that
// is known. An error leaves no half-written page.
func Write(ctx context.Context, db *warehouse.Warehouse, folder string, n Night) error {
	q := questions{ctx, db, n.RunNo}
	nights, err := q.nights()
	if err != nil {
		return err
	}
	own := nights.find(n.RunID)
	if own == nil {
		return fmt.Errorf("report: %s is not in the registry", n.RunID)
	}
	p, err := q.page(n, nights)
	if err != nil {
		return err
	}
	pages, err := havePages(folder)
	if err != nil {
		return err
	}
	for i := range nights {
		if nights[i].ID == n.RunID {
			break
		}
		if pages[nights[i].ID] {
			p.Earlier = nights[i].ID
		}
	}
	text, err := page.Render(p)
	if err != nil {
		return err
	}
	if err := put(Path(folder, n.RunID), text); err != nil {
		return err
	}
	pages[n.RunID] = true
	return writeIndex(folder, nights, pages)
}

func writeIndex(folder string, nights allNights, pages map[string]bool) error {
	x := page.Index{Nights: make([]page.Night, len(nights))}
	for i := range nights {
		x.Nights[i] = nights[i].Night
		x.Nights[i].HasPage = pages[nights[i].ID]
	}
	text, err := page.RenderIndex(x)
	if err != nil {
		return err
	}
	return put(filepath.Join(folder, indexName), text)
}

// havePages gives the runs with a page.
func havePages(folder string) (map[string]bool, error) {
	found, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("report: %w", err)
	}
	pages := map[string]bool{}
	for _, run := range found {
		if _, err := os.Stat(filepath.Join(folder, run.Name(), indexName)); err == nil {
			pages[run.Name()] = true
		}
	}
	return pages, nil
}

// put writes a file for its owner only, whole and on disk, or not at all.
func put(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := durable.WriteFile(path, text); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
