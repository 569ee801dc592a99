package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// archivedFile is a file that the archive must have.
type archivedFile struct {
	id, name string
	wrong    string // what is wrong with it
}

// proveArchive holds the archive to the ledger's list of files: it must have
// each under its hash, with the bytes that were taken in.
func (v *verifying) proveArchive(ctx context.Context) error {
	p := proof("archive", "files", "every accepted or refused file is in the archive, as it was taken in")
	var lists []string
	for _, m := range v.manifests {
		for _, part := range m.Parts {
			switch {
			case part.Kind != ledger.SubmissionKind:
			case v.damaged[part.Name]:
				p.problem("which files %s took is not known: %s is damaged", m.RunID, part.Name)
			default:
				lists = append(lists, filepath.Join(v.ws.Ledger(), part.Name))
			}
		}
	}
	files, err := v.archivedFiles(ctx, lists)
	if err != nil {
		return err
	}
	if err := v.holdToHashes(ctx, files); err != nil {
		return err
	}
	p.LookedAt = int64(len(files))
	for _, f := range files {
		if f.wrong != "" {
			p.problem("%.12s (%s) %s", f.id, wording.Shown(f.name), f.wrong)
		}
	}
	v.add(p)
	return nil
}

// archivedFiles reads which files the ledger's lists name.
func (v *verifying) archivedFiles(ctx context.Context, lists []string) (files []archivedFile, err error) {
	if len(lists) == 0 {
		return nil, nil
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: v.cfg.Engine.MemoryLimit, Threads: v.cfg.Engine.Threads, Allowed: []string{v.ws.Ledger()},
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Set(ctx, "parts", lists); err != nil {
		return nil, err
	}
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Verify, "submissions"), func(rows *sql.Rows, f *archivedFile) error {
		return rows.Scan(&f.id, &f.name)
	})
}

func (v *verifying) holdToHashes(ctx context.Context, files []archivedFile) error {
	tell := v.counting("reading the archive", int64(len(files)))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers(v.cfg))
	for i := range files {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			f := &files[i]
			id, err := intake.SubmissionID(intake.ArchivePath(v.ws, f.id))
			switch {
			case errors.Is(err, fs.ErrNotExist):
				f.wrong = "is not in the archive"
			case err != nil:
				f.wrong = "cannot be read in the archive"
			case id != f.id:
				f.wrong = "is in the archive with other bytes than were taken in"
			}
			tell(1)
			return nil
		})
	}
	return group.Wait()
}

// counting gives a function that adds up and tells how far a stage has come.
func (v *verifying) counting(stage string, total int64) func(int64) {
	var done atomic.Int64
	return func(more int64) { v.tell(stage, done.Add(more), total) }
}

func (v *verifying) tell(stage string, done, total int64) {
	if v.opts.Progress != nil {
		v.opts.Progress(stage, done, total)
	}
}
