package retention

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"empanel/pipeline/archive"
	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/wording"
)

// rawFiles finds archived files that were last received, and taken in, long
// enough ago. One with lines in quarantine is what somebody corrects them by.
func (c *collecting) rawFiles(ctx context.Context) (due []Item, err error) {
	keep := c.cfg.Retention.RawFiles
	if _, limited := keep.For(); !limited || c.view == nil {
		return nil, nil
	}
	files, err := archive.FilesOf(ctx, c.view.DB, c.ws)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.State != archive.Plain && f.State != archive.Encrypted || !c.due(keep, f.TakenAt) {
			continue
		}
		i := Item{
			Kind: RawFile, What: wording.Shown(fmt.Sprintf("%.12s %s", f.ID, f.Name)), Bytes: f.Stored.Bytes,
			Why: fmt.Sprintf("last taken in %s, kept for %s", day(f.TakenAt), keep), path: f.Stored.Path, id: f.ID, text: f.Settled,
		}
		if f.Waiting > 0 {
			c.keeps(i, wording.Plural(int(f.Waiting), "line of it waits", "lines of it wait")+" in quarantine")
			continue
		}
		due = append(due, i)
	}
	return due, nil
}

// removeRawFiles writes down that files go, and then removes them.
func (c *collecting) removeRawFiles(_ context.Context, items []Item) error {
	rows := make([]intake.Removed, len(items))
	for n, i := range items {
		rows[n] = intake.Removed{ID: i.id, On: c.now, Bytes: i.Bytes, Why: intake.RemovedByRetention}
	}
	if err := intake.RecordRemoved(c.ws, rows); err != nil {
		return err
	}
	for _, i := range items {
		// Plain and encrypted, where a killed encryption left both.
		for _, path := range intake.PathsOf(c.ws, i.id) {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("removing an archived file: %w", err)
			}
		}
		c.took(i)
	}
	return durable.SyncFileSystem(c.ws.Archive())
}
