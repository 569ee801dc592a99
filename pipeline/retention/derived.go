package retention

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"empanel/pipeline/durable"
	"empanel/pipeline/export"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/publish"
	"empanel/pipeline/report"
)

// whoIsWho finds the list that sql --reveal made: it is made again when somebody
// asks.
func (c *collecting) whoIsWho(context.Context) ([]Item, error) {
	path := filepath.Join(c.ws.Snapshots(), publish.IdentitiesFile)
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for what can go: %w", err)
	}
	if keep := c.cfg.Retention.WhoIsWho; c.due(keep, info.ModTime()) {
		return []Item{c.item(WhoIsWho, path, info.Size(), "made %s, kept for %s", day(info.ModTime()), keep)}, nil
	}
	return nil, nil
}

// snapshots finds those beyond publish.keep_snapshots.
func (c *collecting) snapshots(context.Context) (due []Item, err error) {
	paths, err := publish.Beyond(publish.Folder(c.ws, c.cfg), c.cfg.Publish.KeepSnapshots)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		bytes, _, err := sizeOf(path)
		if err != nil {
			return nil, err
		}
		due = append(due, c.item(Snapshot, path, bytes, "beyond the newest %d that publish.keep_snapshots keeps", c.cfg.Publish.KeepSnapshots))
	}
	return due, nil
}

// reports finds old pages, but for that of the newest run.
func (c *collecting) reports(context.Context) (due []Item, err error) {
	pages, err := report.Pages(c.ws.Reports())
	if err != nil || len(pages) == 0 || c.view == nil {
		return nil, err
	}
	keep := c.cfg.Retention.Reports
	for _, p := range pages[:len(pages)-1] {
		if c.due(keep, p.WrittenAt) {
			i := c.item(Report, p.Folder, p.Bytes, "written %s, kept for %s", day(p.WrittenAt), keep)
			i.id = p.RunID
			due = append(due, i)
		}
	}
	return due, nil
}

func (c *collecting) removeReports(ctx context.Context, items []Item) error {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].id
	}
	if err := report.Forget(ctx, c.view.DB, c.ws.Reports(), ids); err != nil {
		return err
	}
	c.took(items...)
	return nil
}

// exports finds old exports that are as they were written. One that somebody has
// changed or put something into is theirs now.
func (c *collecting) exports(context.Context) (due []Item, err error) {
	entries, err := readFolder(c.ws.Exports())
	if err != nil {
		return nil, err
	}
	keep := c.cfg.Retention.Exports
	for _, e := range entries {
		path := filepath.Join(c.ws.Exports(), e.Name())
		info, err := os.Lstat(filepath.Join(path, export.ManifestName))
		if !e.IsDir() || e.Name()[0] == '.' || err != nil || !c.due(keep, info.ModTime()) {
			continue // no export: somebody else's
		}
		bytes, _, err := sizeOf(path)
		if err != nil {
			return nil, err
		}
		item := c.item(Export, path, bytes, "written %s, kept for %s", day(info.ModTime()), keep)
		if export.Unchanged(path) || clfp.Unchanged(path) {
			due = append(due, item)
		} else {
			c.keeps(item, "it is not as it was written: somebody may need what is in it")
		}
	}
	return due, nil
}

// removeExports puts each export into a folder with the name of a leftover before
// it goes, so that none is ever half there under its own.
func (c *collecting) removeExports(_ context.Context, items []Item) error {
	for _, i := range items {
		aside, err := os.MkdirTemp(c.ws.Exports(), ".export-")
		if err == nil {
			err = os.Rename(i.path, filepath.Join(aside, filepath.Base(i.path)))
		}
		if err == nil {
			err = durable.SyncFolder(c.ws.Exports())
		}
		if err == nil {
			err = os.RemoveAll(aside)
		}
		if err != nil {
			return fmt.Errorf("removing an export: %w", err)
		}
		c.took(i)
	}
	return nil
}

// removeEach removes what may be half there.
func (c *collecting) removeEach(_ context.Context, items []Item) error {
	for _, i := range items {
		if err := os.RemoveAll(i.path); err != nil {
			return fmt.Errorf("removing %s: %w", i.What, err)
		}
		c.took(i)
	}
	return nil
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
