package pipeline

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/durable"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// PartitionOptions says which partition of the people is folded, and where.
type PartitionOptions struct {
	Workspace     string
	Partition, Of int              // the first is 1
	Now           func() time.Time // the clock; nil means the machine's
	Progress      Progress         // nil for nobody
}

// FoldedPartition says that a partition is folded. It holds no health number.
type FoldedPartition struct {
	RunID     string  `json:"run_id"`
	Partition int     `json:"partition"`
	Of        int     `json:"of"`
	People    int64   `json:"people"`  // of whom a claim or an action counts
	Missing   []int   `json:"missing"` // partitions that nobody has folded yet
	Seconds   float64 `json:"seconds"`
}

// WrongPartitionError is the error of a partition that the divided run does not
// have.
type WrongPartitionError struct {
	RunID         string
	Partition, Of int
	Divided       int // into how many its people are
}

// Error says which there are.
func (e *WrongPartitionError) Error() string {
	return fmt.Sprintf("%s is divided into %d, so there is no partition %d/%d: they are 1/%d to %d/%d", e.RunID, e.Divided, e.Partition, e.Of, e.Divided, e.Divided, e.Divided)
}

// FoldPartition folds the people of one partition of the divided run that is under
// way. It holds nothing and opens no registry: any number of them may be at work,
// on this machine or others that see the folder, and one may be done again.
//
// Its errors are [ErrNotDivided], a *[WrongPartitionError], a
// *[DamagedDivisionError], or wrap workspace.ErrNone, a configuration error, or the
// context's.
func FoldPartition(ctx context.Context, opts PartitionOptions) (*FoldedPartition, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	begun := opts.Now()
	ws, cfg, err := ask.Settings(opts.Workspace)
	if err != nil {
		return nil, err
	}
	d, err := readDivision(ws)
	if err != nil {
		return nil, err
	}
	if opts.Of != d.Partitions || opts.Partition < 1 || opts.Partition > d.Partitions {
		return nil, &WrongPartitionError{RunID: d.Night.RunID, Partition: opts.Partition, Of: opts.Of, Divided: d.Partitions}
	}
	r := &run{ws: ws, cfg: cfg, opts: Options{Progress: opts.Progress, Now: opts.Now}}
	if r.night, err = nightOf(d.Night); err != nil {
		return nil, &DamagedDivisionError{File: divisionName, Do: undoIt}
	}
	f, err := r.foldPartition(ctx, d, opts.Partition)
	if err == nil {
		f.Seconds = opts.Now().Sub(begun).Seconds()
		err = d.writeFolded(f)
	}
	if err != nil {
		if _, gone := os.Stat(d.folder); errors.Is(gone, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is not under way any more, another run has undone it: %w", d.Night.RunID, ErrNotDivided)
		}
		return nil, err
	}
	return &FoldedPartition{
		RunID: d.Night.RunID, Partition: f.Partition, Of: f.Of, People: f.People, Missing: d.missing(), Seconds: f.Seconds,
	}, nil
}

// foldPartition folds the share of a partition, by the statements of a whole run,
// and keeps what came of it.
func (r *run) foldPartition(ctx context.Context, d *division, n int) (f *folded, err error) {
	share := d.Shares[n-1]
	if err := share.check(d.folder, undoIt); err != nil {
		return nil, err
	}
	// Two engines must not spill into one folder.
	spill, err := os.MkdirTemp(d.folder, ".spill-")
	if err != nil {
		return nil, fmt.Errorf("folding a partition: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(spill)) }()
	r.db, err = warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: r.cfg.Engine.MemoryLimit, Threads: r.cfg.Engine.Threads, Spill: spill,
		Allowed: []string{d.folder}, Beside: filepath.Join(d.folder, share.Name),
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.db.Close()) }()
	if err := r.setVariables(ctx); err != nil {
		return nil, err
	}
	fold := func() error { return r.each(ctx, []string{reconcile.Macros, reconcile.Fold}) }
	if err := r.db.Within(ctx, "beside", fold); err != nil {
		return nil, err
	}
	f = &folded{Division: d.hash, Partition: n, Of: d.Partitions}
	if f.Rows, err = r.db.CountRows(ctx, reconcile.Folded()); err != nil {
		return nil, err
	}
	err = r.db.Within(ctx, "beside", func() error {
		return r.db.Row(ctx, reconcile.Must("partition/told", "people"), &f.People)
	})
	if err != nil {
		return nil, err
	}
	// Each has a name of its own, so that two who fold the same partition are not in
	// each other's way; the last to write down that it is done is the one that counts.
	name := fmt.Sprintf("folded-%04d-by-%s.duckdb", n, rand.Text()[:8])
	f.File, err = fillFile(ctx, r.db, d.folder, name, "folded", func() error {
		return r.db.KeepTables(ctx, "folded", reconcile.Folded())
	})
	return f, err
}

// writeFolded writes down that a partition is folded, on disk with what came of it.
func (d *division) writeFolded(f *folded) error {
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("folding a partition: %w", err)
	}
	unfinished := durable.Unfinished(filepath.Join(d.folder, f.File.Name+".json"))
	if err := durable.WriteUnnamed(unfinished, append(text, '\n')); err != nil {
		return fmt.Errorf("folding a partition: %w", err)
	}
	if err := os.Rename(unfinished, filepath.Join(d.folder, foldedName(f.Partition))); err != nil {
		return fmt.Errorf("folding a partition: %w", err)
	}
	return durable.SyncFolder(d.folder)
}
