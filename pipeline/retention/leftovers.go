package retention

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"empanel/pipeline/durable"
	"empanel/pipeline/ledger"
	"empanel/pipeline/publish"
)

// leftover is what commands write beside where it will stand, and leave when they
// are killed: in which folder, under which names.
type leftover struct {
	folder string
	name   *regexp.Regexp
	of     string
}

// The names that a command gives to what is not whole yet. A file of any other
// name is somebody else's.
var (
	rebuilt    = database(`registry\.duckdb\.rebuilt(\.new)?`)
	newFile    = regexp.MustCompile(`^[0-9a-f]{64}\.age\.new$`)
	newExport  = regexp.MustCompile(`^\.export-[0-9]+(\.old)?$`)
	newShot    = database(`\.(unfinished|latest)\.duckdb`)
	newWho     = database(`\.identities\.duckdb`)
	unfinished = regexp.MustCompile(`^\..+` + regexp.QuoteMeta(durable.UnfinishedEnding) + `$`)
	anything   = regexp.MustCompile(``)
	nothing    = regexp.MustCompile(`^\b$`)
	runFolder  = regexp.MustCompile(`^R[0-9]{6,}$`)
	hashFolder = regexp.MustCompile(`^[0-9a-f]{2}$`)
)

// database is a file of the engine's, with what the engine keeps beside it: the
// names of [warehouse.Beside].
func database(name string) *regexp.Regexp {
	return regexp.MustCompile(`^` + name + `(\.wal(\.checkpoint|\.recovery)?)?$`)
}

func (c *collecting) places() ([]leftover, error) {
	// What a compaction of the ledger left is needed to do it to its end.
	evidence := leftover{c.ws.Ledger(), unfinished, "a run or a compaction"}
	if ledger.Compacting(c.ws.Ledger()) {
		evidence.name = nothing
	}
	all := []leftover{
		{c.ws.Dir(), rebuilt, "a rebuild"},
		{c.ws.Dir(), unfinished, "a command that keeps something"},
		evidence,
		{c.ws.Archive(), unfinished, "a removal of raw files"},
		{c.ws.Reports(), unfinished, "a run"},
		{c.ws.Exports(), newExport, "an export or a removal"},
		{publish.Folder(c.ws, c.cfg), newShot, "a run"},
		{c.ws.Snapshots(), newWho, "sql --reveal"},
		{c.ws.Spill(), anything, "a command that spilled to disk"}, // nothing in it outlives a command
	}
	for _, below := range []struct {
		leftover
		in *regexp.Regexp
	}{
		{leftover{c.ws.Reports(), unfinished, "a run"}, runFolder},
		{leftover{c.ws.Archive(), unfinished, "a run"}, hashFolder},
		{leftover{c.ws.Archive(), newFile, "an encryption of the archive"}, hashFolder},
	} {
		entries, err := readFolder(below.folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.IsDir() && below.in.MatchString(e.Name()) {
				all = append(all, leftover{filepath.Join(below.folder, e.Name()), below.name, below.of})
			}
		}
	}
	return all, nil
}

// leftovers finds what killed commands left: nothing in it was written to for
// longer than a command could take. Commands that only look do not hold the
// workspace, and some of them write.
func (c *collecting) leftovers(context.Context) (due []Item, err error) {
	places, err := c.places()
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		entries, err := readFolder(p.folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !p.name.MatchString(e.Name()) {
				continue
			}
			path := filepath.Join(p.folder, e.Name())
			bytes, written, err := sizeOf(path)
			if err != nil {
				return nil, err
			}
			if c.due(c.cfg.Retention.Leftovers, written) {
				due = append(due, c.item(Leftover, path, bytes, "left by %s that was killed", p.of))
			}
		}
	}
	return due, nil
}

// sizeOf gives the bytes of a file, or of all in a folder, and when the newest was
// written. Links are not followed. What goes meanwhile counts for nothing.
func sizeOf(path string) (bytes int64, written time.Time, err error) {
	err = filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
		if err == nil {
			var info fs.FileInfo
			if info, err = e.Info(); err == nil {
				if info.Mode().IsRegular() {
					bytes += info.Size()
				}
				if info.ModTime().After(written) {
					written = info.ModTime()
				}
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return 0, written, fmt.Errorf("looking for what can go: %w", err)
	}
	return bytes, written, nil
}

// readFolder lists a folder; one that is not there is empty.
func readFolder(path string) ([]os.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("looking for what can go: %w", err)
	}
	return entries, nil
}
