package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// archivedFile is a file that the archive must have.
type archivedFile struct {
	id, name string
	bytes    int64
	wrong    string // what is wrong with it
	removed  bool   // and the record of removed files says why
	sealed   bool   // encrypted, so that only its size was looked at
}

// proveArchive holds the archive to the ledger's list of files: it must have
// each under its hash, with the bytes that were taken in.
func (v *verifying) proveArchive(ctx context.Context) error {
	p := proof("archive", "files", "every accepted or refused file is in the archive, as it was taken in")
	var sound []ledger.Manifest
	for _, m := range v.manifests {
		lists := ledger.Manifest{RunID: m.RunID, Packs: m.Packs}
		for _, part := range m.Parts {
			switch {
			case part.Kind != ledger.SubmissionKind:
			case v.damaged[part.Name]:
				p.problem("which files %s took is not known: %s is damaged", m.RunID, part.Name)
			default:
				lists.Parts = append(lists.Parts, part)
			}
		}
		sound = append(sound, lists)
	}
	files, err := v.archivedFiles(ctx, sound)
	if err != nil {
		return err
	}
	gone, err := intake.ReadRemoved(v.ws)
	if err != nil {
		p.problem("%v", err)
	}
	if err := v.holdToHashes(ctx, files, gone); err != nil {
		return err
	}
	for _, f := range files {
		if f.removed {
			p.Removed++
			continue
		}
		p.LookedAt++
		if f.sealed {
			p.Sealed++
		}
		if f.wrong != "" {
			p.problem("%.12s (%s) %s", f.id, wording.Shown(f.name), f.wrong)
		}
	}
	v.add(p)
	return nil
}

// archivedFiles reads which files the ledger's lists name.
func (v *verifying) archivedFiles(ctx context.Context, manifests []ledger.Manifest) (files []archivedFile, err error) {
	unpacked, drop, err := unpackingFolder(v.ws)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	lists, err := ledger.Readable(v.ws.Ledger(), unpacked, manifests, ledger.SubmissionKind)
	if err != nil || len(lists) == 0 {
		return nil, err
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: v.cfg.Engine.MemoryLimit, Threads: v.cfg.Engine.Threads, Allowed: []string{v.ws.Ledger(), unpacked},
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Set(ctx, "parts", lists); err != nil {
		return nil, err
	}
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Verify, "submissions"), func(rows *sql.Rows, f *archivedFile) error {
		return rows.Scan(&f.id, &f.name, &f.bytes)
	})
}

func (v *verifying) holdToHashes(ctx context.Context, files []archivedFile, gone map[string]intake.Removed) error {
	tell := v.counting("reading the archive", int64(len(files)))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers(v.cfg))
	for i := range files {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := v.holdToHash(&files[i]); errors.Is(err, fs.ErrNotExist) {
				_, files[i].removed = gone[files[i].id]
			}
			tell(1)
			return nil
		})
	}
	return group.Wait()
}

// holdToHash says what is wrong with a file, and gives an error that wraps
// fs.ErrNotExist when it is not there. Of an encrypted one only the size can be
// looked at without an identity.
func (v *verifying) holdToHash(f *archivedFile) error {
	stored, err := intake.FindStored(v.ws, f.id)
	if err == nil && stored.Encrypted && v.opts.Opens == nil {
		f.sealed = true
		var fault string
		if fault, err = seal.Fault(stored.Path, f.bytes); fault != "" {
			f.wrong = "is encrypted in the archive, and " + fault
		}
	} else if err == nil {
		var id string
		if id, err = stored.ID(v.opts.Opens); err == nil && id != f.id {
			f.wrong = "is in the archive with other bytes than were taken in"
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.wrong = "is not in the archive"
	case errors.Is(err, seal.ErrNotFor):
		f.wrong = "is in the archive, and " + err.Error()
	case errors.Is(err, seal.ErrDamaged):
		f.wrong = "is encrypted in the archive, and damaged"
	case err != nil:
		f.wrong = "cannot be read in the archive"
	}
	return err
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
