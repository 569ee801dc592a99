package publish

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// mostCarried is how many times in a row a snapshot is carried over before one is
// written whole again: so that nothing which a fault or a bad disk put into one
// stays for longer than a month of nights. (What is deleted leaves holes in the
// file, and later nights fill them: it does not grow.)
const mostCarried = 30

// anew are the tables of [reconcile.SnapshotLarge] that are small beside the
// others, and are made anew in a snapshot that is carried over.
var anew = []string{"015_made_by", "022_run", "025_number", "040_line_reasons", "050_line_warnings", "070_conflict"}

// sayHow sets what a snapshot says of how it was made.
func sayHow(ctx context.Context, db *warehouse.Warehouse, carried int32) error {
	rules := reconcile.Fingerprint(
		reconcile.Published, reconcile.SnapshotLarge, reconcile.SnapshotCarried, reconcile.Snapshot, reconcile.SnapshotViews, reconcile.Views,
	)
	return errors.Join(db.Set(ctx, "snapshot_rules", rules), db.Set(ctx, "snapshot_carried", carried))
}

// carryOver writes a snapshot as a copy of the one before in which only that is
// otherwise which this run has changed, and says whether it did: a night changes
// a hundredth of what there is. It does not where that one is not of the run just
// before, or was made otherwise.
func carryOver(ctx context.Context, db *warehouse.Warehouse, t Target, unfinished string) (bool, error) {
	if !t.Carry {
		return false, nil
	}
	name, err := os.Readlink(filepath.Join(t.Folder, Latest))
	if err != nil || !ours.MatchString(name) {
		return false, nil //nolint:nilerr // nothing is published that could be carried over
	}
	before := filepath.Join(t.Folder, name)
	carried, follows, err := followed(ctx, db, before)
	if err != nil || !follows || carried >= mostCarried {
		return false, err
	}
	if err := copyFile(before, unfinished); err != nil {
		return false, wrap(err)
	}
	if err := sayHow(ctx, db, carried+1); err != nil {
		return false, err
	}
	return true, into(ctx, db, unfinished, func() error {
		return db.Transaction(ctx, func() error { return change(ctx, db) })
	})
}

// followed says whether this run follows the one that a snapshot is of, and how
// many times in a row that was carried over. One that cannot be read, or says
// nothing of how it was made, is followed by none.
func followed(ctx context.Context, db *warehouse.Warehouse, path string) (carried int32, follows bool, err error) {
	if err := sayHow(ctx, db, 0); err != nil {
		return 0, false, err
	}
	if err := db.AttachReadOnly(ctx, path, "before"); err != nil {
		return 0, false, nil //nolint:nilerr // the snapshot is written whole instead
	}
	defer func() { err = errors.Join(err, db.Detach(context.WithoutCancel(ctx), "before")) }()
	if err := db.Row(ctx, reconcile.Follows(), &follows, &carried); err != nil {
		return 0, false, ctx.Err() // the snapshot is written whole instead
	}
	return carried, follows, nil
}

// change makes of the copy of the snapshot before the one of this run.
func change(ctx context.Context, db *warehouse.Warehouse) error {
	if err := db.RunAll(ctx, reconcile.SnapshotCarried); err != nil {
		return err
	}
	for _, name := range anew {
		s := reconcile.Must(reconcile.SnapshotLarge, name)
		if err := db.Drop(ctx, "snapshot.stored."+s.Relation()); err != nil {
			return err
		}
		if _, err := db.Run(ctx, s); err != nil {
			return err
		}
	}
	for _, s := range reconcile.Statements(reconcile.Snapshot) {
		if err := db.Empty(ctx, "snapshot."+s.Relation()); err != nil {
			return err
		}
		if _, err := db.Run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file, for its owner alone.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
