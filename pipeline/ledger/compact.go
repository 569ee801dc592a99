package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"empanel/pipeline/durable"
)

// Compacted is what a compaction did, or would do.
type Compacted struct {
	Runs        int         `json:"runs"`        // finished runs in the ledger
	RunsPacked  int         `json:"runs_packed"` // whose parts were put into other files
	PartsPacked int         `json:"parts_packed"`
	Packs       int         `json:"packs"` // files they were put into
	FilesBefore int         `json:"files_before"`
	FilesAfter  int         `json:"files_after"` // Parquet files in the ledger
	BytesBefore int64       `json:"bytes_before"`
	BytesAfter  int64       `json:"bytes_after"` // of a dry run about so many
	LeftAlone   []LeftAlone `json:"left_alone"`
	Finished    bool        `json:"finished_interrupted"` // a compaction that had been interrupted was done to its end first
}

// Compact puts the parts of old runs into packs. No part changes: a manifest
// says of each what it said, and in which pack it is. With dryRun it only says
// what it would do. Tell, where it is not nil, hears how many bytes of how many
// are packed.
//
// The packs are written, synced and held to the parts first. Then a journal says
// what is to be done, and doing that can be repeated: a manifest that names
// packs is renamed over the old one, and when all are on disk, what they no
// longer need goes. So whoever is killed leaves the ledger as it was, or a
// journal, and until [Resume] has done it every manifest is the old or the new
// one, and has its parts.
//
// Nobody else may write to the ledger meanwhile. Its error is a [*DamagedError]
// for a ledger that is not as it was written: that is not to be packed.
func Compact(ctx context.Context, folder string, how Packing, dryRun bool, tell func(done, total int64)) (*Compacted, error) {
	resumed := false
	if !dryRun {
		var err error
		if resumed, err = Resume(folder); err != nil {
			return nil, err
		}
	}
	manifests, damages, err := Manifests(folder)
	if err != nil {
		return nil, err
	}
	if damages = append(damages, Gaps(folder, manifests)...); len(damages) > 0 {
		return nil, &DamagedError{Damages: damages}
	}
	packs, alone, err := gather(folder, manifests, how)
	if err != nil {
		return nil, err
	}
	done := &Compacted{Runs: len(manifests), LeftAlone: append([]LeftAlone{}, alone...), Finished: resumed}
	done.FilesBefore, done.BytesBefore = filesOf(manifests)
	done.count(packs)
	if dryRun || len(packs) == 0 {
		return done, nil
	}
	if err := writePacks(ctx, folder, packs, tell); err != nil {
		return nil, errors.Join(err, dropUnnamedPacks(folder))
	}
	j := journalOf(packs)
	if err := j.write(folder); err != nil {
		return nil, err
	}
	if err := j.do(folder); err != nil {
		return nil, err
	}
	if manifests, _, err = Manifests(folder); err != nil {
		return nil, err
	}
	done.FilesAfter, done.BytesAfter = filesOf(manifests)
	return done, nil
}

func writePacks(ctx context.Context, folder string, packs []*packing, tell func(done, total int64)) error {
	var written, total int64
	for _, g := range packs {
		total += g.bytes()
	}
	for _, g := range packs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := g.write(folder); err != nil {
			return err
		}
		written += g.bytes()
		if tell != nil {
			tell(written, total)
		}
	}
	// The journal will rely on their names.
	return errors.Join(ctx.Err(), durable.SyncFolder(folder))
}

func (g *packing) bytes() (bytes int64) {
	for _, p := range g.parts {
		bytes += p.Part.Bytes
	}
	return bytes
}

// count says what packing comes to. A pack's footer says again what the footers of
// its parts say, in somewhat less than their bytes: just how many is known when it
// is written.
func (c *Compacted) count(packs []*packing) {
	c.Packs, c.FilesAfter, c.BytesAfter = len(packs), c.FilesBefore, c.BytesBefore
	runs := map[string]bool{}
	for _, g := range packs {
		files := map[string]bool{}
		for _, p := range g.parts {
			runs[p.RunID], files[p.Part.File()] = true, true
		}
		c.PartsPacked += len(g.parts)
		c.BytesAfter += g.footers
		c.FilesAfter -= len(files) - 1
	}
	c.RunsPacked = len(runs)
}

// filesOf counts the Parquet files that manifests name, and their bytes.
func filesOf(manifests []Manifest) (files int, bytes int64) {
	packs := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Parts {
			if p.Packed.IsZero() {
				files, bytes = files+1, bytes+p.Bytes
			}
		}
		for _, p := range m.Packs {
			if !packs[p.Name] {
				packs[p.Name] = true
				files, bytes = files+1, bytes+p.Bytes
			}
		}
	}
	return files, bytes
}

// journalName is the file that says which compaction is under way. Where it is,
// and nobody compacts, one was interrupted.
const journalName = ".compacting.json"

// journal is what is to be done when the packs are written.
type journal struct {
	Packs    []newPack `json:"packs"`
	Replaced []string  `json:"replaced"` // packs that no manifest will name
}

type newPack struct {
	Pack
	Temporary string   `json:"temporary"` // name, until it has its own
	Parts     []placed `json:"parts"`
}

func journalOf(packs []*packing) *journal {
	j := &journal{Replaced: []string{}}
	replaced := map[string]bool{}
	for _, g := range packs {
		j.Packs = append(j.Packs, newPack{g.pack, filepath.Base(g.temporary), g.parts})
		for _, p := range g.parts {
			if in := p.Part.Packed.In; in != "" && !replaced[in] {
				replaced[in] = true
				j.Replaced = append(j.Replaced, in)
			}
		}
	}
	return j
}

func (j *journal) write(folder string) error {
	text, err := json.Marshal(j)
	if err == nil {
		err = durable.WriteFile(filepath.Join(folder, journalName), append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("ledger: writing down what is to be compacted: %w", err)
	}
	return nil
}

// readJournal gives the journal of a compaction that is not done; nil where
// there is none.
func readJournal(folder string) (*journal, error) {
	text, err := os.ReadFile(filepath.Join(folder, journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	j := &journal{}
	if json.Unmarshal(text, j) != nil {
		return nil, &DamagedError{Damages: []Damage{{File: journalName, What: "cannot be read as the journal of a compaction"}}}
	}
	return j, nil
}

// Compacting says whether a compaction is under way, or was interrupted.
func Compacting(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, journalName))
	return err == nil
}

// Resume does to its end what a compaction that was interrupted left to be done,
// and says whether there was any. What one had written that had not come so far
// goes.
func Resume(folder string) (bool, error) {
	j, err := readJournal(folder)
	if err != nil {
		return false, err
	}
	if j == nil {
		return false, dropUnnamedPacks(folder)
	}
	return true, j.do(folder)
}

// dropUnnamedPacks removes what a compaction left that ended before it had a
// journal: packs under temporary names, and half a journal.
func dropUnnamedPacks(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), partEnding+durable.UnfinishedEnding) || e.Name() == filepath.Base(durable.Unfinished(journalName)) {
			if rmErr := os.Remove(filepath.Join(folder, e.Name())); rmErr != nil {
				err = errors.Join(err, fmt.Errorf("ledger: %w", rmErr))
			}
		}
	}
	return err
}
