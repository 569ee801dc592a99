package report

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"time"

	"empanel/pipeline/warehouse"
)

// Kept is a page that stands in the reports folder.
type Kept struct {
	RunID     string
	Folder    string
	Bytes     int64
	WrittenAt time.Time
}

var pageFolder = regexp.MustCompile(`^R[0-9]{6,}$`)

// Pages gives the pages in a reports folder, that of the newest run last. What is
// not a page as this package writes it is left out.
func Pages(folder string) ([]Kept, error) {
	found, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("report: %w", err)
	}
	var pages []Kept
	for _, run := range found {
		path := filepath.Join(folder, run.Name())
		if !pageFolder.MatchString(run.Name()) || !run.IsDir() {
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
		if len(inside) != 1 || inside[0].Name() != indexName {
			continue
		}
		info, err := inside[0].Info()
		if err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
		pages = append(pages, Kept{run.Name(), path, info.Size(), info.ModTime()})
	}
	sort.Slice(pages, func(i, j int) bool {
		a, b := pages[i].RunID, pages[j].RunID
		return len(a) < len(b) || len(a) == len(b) && a < b
	})
	return pages, nil
}

// Forget removes the pages of some runs, and takes them out of the list of nights
// first, so that it never names a page that is not there.
func Forget(ctx context.Context, db *warehouse.Warehouse, folder string, runs []string) error {
	pages, err := havePages(folder)
	if err != nil {
		return err
	}
	for _, id := range runs {
		delete(pages, id)
	}
	q := questions{ctx: ctx, db: db}
	if err := db.Conn().QueryRowContext(ctx, "select coalesce(max(run_no), 0) from run").Scan(&q.runNo); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	nights, err := q.nights()
	if err != nil {
		return err
	}
	if err := writeIndex(folder, nights, pages); err != nil {
		return err
	}
	for _, id := range runs {
		if err := os.RemoveAll(filepath.Dir(Path(folder, id))); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}
