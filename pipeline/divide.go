package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Divided says of a run that it is under way and waits until its partitions are
// folded. It holds no health number.
type Divided struct {
	RunID      string  `json:"run_id"`
	AsOf       string  `json:"as_of"`
	Partitions int     `json:"partitions"`
	Files      int     `json:"files"`
	Lines      int64   `json:"lines"`
	Seconds    float64 `json:"seconds"`
}

// Divide begins the nightly job and stops before people are folded: it takes in
// what is in the inbox, judges every line, with returns, duplicates and the guard,
// and divides the people into so many partitions, from 1 to [MostPartitions].
// [FoldPartition] folds each of these, and [Merge] ends the run. Until then it is
// under way: its files are claimed and the registry is as it was. Any other run
// undoes it, as one that was interrupted.
//
// Its errors are those of [Run].
func Divide(ctx context.Context, opts Options, partitions int) (*Divided, error) {
	if partitions < 1 || partitions > MostPartitions {
		return nil, fmt.Errorf("people can be divided into 1 to %d partitions, not %d", MostPartitions, partitions)
	}
	r, release, err := begin(ctx, opts, (*run).open)
	if err != nil {
		return nil, err
	}
	defer r.account()
	err = r.divide(ctx, partitions)
	if err != nil {
		err = r.undo(ctx, err)
		r.logEnd(nil, err)
	} else {
		r.log.Info("people divided, run under way", "partitions", partitions)
	}
	if err := errors.Join(err, r.db.Close(), release()); err != nil {
		return nil, err
	}
	return &Divided{
		RunID: r.id, AsOf: r.asOf.String(), Partitions: partitions, Files: r.fileCount, Lines: r.lineCount,
		Seconds: r.opts.Now().UTC().Sub(r.started).Seconds(),
	}, nil
}

func (r *run) divide(ctx context.Context, partitions int) error {
	if err := r.takeIn(ctx, r.claim); err != nil {
		return err
	}
	r.logFiles()
	if err := r.judgeLines(ctx); err != nil {
		return err
	}
	d := &division{Rules: reconcile.Rules(), Partitions: partitions, Everybody: r.everybody, folder: filepath.Join(r.ws.Divided(), r.id)}
	if err := r.fillDivision(ctx, d); err != nil {
		return err
	}
	var err error
	if d.StartsFrom, err = r.start(ctx); err != nil {
		return err
	}
	if d.Night, err = r.manifest("", 0, nil); err != nil {
		return err
	}
	d.Files, d.Left, d.Stages = intake.Keep(r.files), r.left, r.stages
	// What the merge relies on is on disk before the run says that it is divided.
	if err := durable.SyncFileSystem(r.ws.Claimed()); err != nil {
		return err
	}
	if err := d.write(); err != nil {
		return err
	}
	if err := durable.SyncFolder(r.ws.Divided()); err != nil {
		return err
	}
	if err := durable.SyncFolder(r.ws.Dir()); err != nil {
		return err
	}
	return r.writeBegun(d.hash)
}

// fillDivision writes what was judged once, and what each partition is folded from.
func (r *run) fillDivision(ctx context.Context, d *division) (err error) {
	defer r.timed("divide")()
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return fmt.Errorf("dividing the people: %w", err)
	}
	all, err := r.db.TemporaryTables(ctx)
	if err != nil {
		return err
	}
	ofTheFold := reconcile.FoldedTables() // left of what the guard tried
	d.Tables = slices.DeleteFunc(all, func(name string) bool { return slices.Contains(ofTheFold, name) })
	d.Judged, err = fillFile(ctx, r.db, d.folder, "judged.duckdb", "judged", func() error {
		return r.db.KeepTables(ctx, "judged", d.Tables)
	})
	if err != nil {
		return err
	}
	if err := r.db.Set(ctx, "partitions", d.Partitions); err != nil {
		return err
	}
	if err := r.statements(ctx, reconcile.Statements(reconcile.Partitions)); err != nil {
		return err
	}
	for n := 1; n <= d.Partitions; n++ {
		r.tell("dividing the people", int64(n-1), int64(d.Partitions))
		if err := r.db.Set(ctx, "partition", n); err != nil {
			return err
		}
		share, err := fillFile(ctx, r.db, d.folder, fmt.Sprintf("share-%04d.duckdb", n), "share", func() error {
			types := func() error { return r.statements(ctx, reconcile.ShareTypes()) }
			return errors.Join(r.db.Within(ctx, "share", types), r.statements(ctx, reconcile.Statements(reconcile.Giving)))
		})
		if err != nil {
			return err
		}
		d.Shares = append(d.Shares, share)
	}
	return nil
}

// fillFile makes a database file and has it filled, attached under a name, in one
// transaction. It is on disk, and its owner's alone, before anything is noted of it.
func fillFile(ctx context.Context, db *warehouse.Warehouse, folder, name, attached string, fill func() error) (keptFile, error) {
	path := filepath.Join(folder, name)
	if err := db.AttachUnseen(ctx, path, attached); err != nil {
		return keptFile{}, err
	}
	err := os.Chmod(path, 0o600)
	if err == nil {
		err = db.Transaction(ctx, fill)
	}
	if err := errors.Join(err, db.Detach(context.WithoutCancel(ctx), attached)); err != nil {
		return keptFile{}, err
	}
	if err := durable.SyncFile(path); err != nil {
		return keptFile{}, err
	}
	return kept(folder, name)
}
