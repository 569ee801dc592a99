// Package archive is what people ask of the archived files: which there are and
// where each is, what one holds, and that plain ones be encrypted. Files come
// into the archive by package intake; they go by package retention.
package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// State is where a file is.
type State string

// The states of archived files.
const (
	Plain     State = "plain"
	Encrypted State = "encrypted"
	Removed   State = "removed" // by retention, or not in the backup that the workspace was restored from
	Missing   State = "missing" // and nobody wrote down why
)

// File is a file that was taken in.
type File struct {
	ID         string // SHA-256 of its bytes, lower-case hex
	Name       string // as it first came
	Channel    string
	Status     string    // accepted, refused
	ReceivedAt time.Time // when it last came, UTC
	TakenAt    time.Time // the later of that and of the start of the run that last took it in
	RunID      string    // that first took it in
	Bytes      int64
	Times      int64 // it came
	Waiting    int64 // lines in quarantine
	Settled    int64 // lines that were there
	State      State
	Stored     intake.Stored  // of Plain and Encrypted
	Gone       intake.Removed // of Removed
}

// ErrNoSuchFile is the error of a file that was never taken in. It never holds
// what was typed.
var ErrNoSuchFile = errors.New("no file that was taken in has this name, or a submission id that begins so: empanel archive list shows all")

// List gives every file that was taken in, oldest first; of one run where its id
// is given. Its errors wrap ask.ErrNoRun, ask.ErrNotKnown, warehouse.ErrBusy or
// workspace.ErrNone.
func List(ctx context.Context, dir, run string) (files []File, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if run != "" {
		known, err := v.KnownRun(ctx, run)
		if err != nil {
			return nil, err
		}
		run = known.RunID
	}
	files, err = FilesOf(ctx, v.DB, v.WS)
	if run != "" {
		files = slices.DeleteFunc(files, func(f File) bool { return f.RunID != run })
	}
	return files, err
}

// FilesOf is [List] of a registry that is open.
func FilesOf(ctx context.Context, db *warehouse.Warehouse, ws *workspace.Workspace) ([]File, error) {
	files, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Archived, "files"), func(rows *sql.Rows, f *File) error {
		err := rows.Scan(&f.ID, &f.Name, &f.Channel, &f.Status, &f.ReceivedAt, &f.TakenAt, &f.RunID, &f.Bytes, &f.Times, &f.Waiting, &f.Settled)
		f.ReceivedAt, f.TakenAt = f.ReceivedAt.UTC(), f.TakenAt.UTC()
		return err
	})
	if err != nil {
		return nil, err
	}
	gone, err := intake.ReadRemoved(ws)
	if err != nil {
		return nil, err
	}
	for i := range files {
		if err := files[i].find(ws, gone); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// find looks where a file is.
func (f *File) find(ws *workspace.Workspace, gone map[string]intake.Removed) (err error) {
	f.Stored, err = intake.FindStored(ws, f.ID)
	row, recorded := gone[f.ID]
	switch {
	case errors.Is(err, fs.ErrNotExist) && recorded:
		f.State, f.Gone = Removed, row
	case errors.Is(err, fs.ErrNotExist):
		f.State = Missing
	case err != nil:
		return fmt.Errorf("looking into the archive: %w", err)
	case f.Stored.Encrypted:
		f.State = Encrypted
	default:
		f.State = Plain
	}
	return nil
}

// shortest is how many digits of a submission id name a file.
const shortest = 6

// choose gives the one file that somebody means: by its name as it came, or by
// the beginning of its submission id.
func choose(files []File, typed string) (File, error) {
	typed = strings.TrimSpace(typed)
	var found []File
	for _, f := range files {
		if f.Name == typed || len(typed) >= shortest && strings.HasPrefix(f.ID, strings.ToLower(typed)) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 0:
		return File{}, ErrNoSuchFile
	case 1:
		return found[0], nil
	}
	ids := make([]string, 0, len(found))
	for _, f := range found[:min(len(found), 5)] {
		ids = append(ids, f.ID[:12])
	}
	return File{}, fmt.Errorf("%w; %d have it: name one by its submission id, like %s", ErrNoSuchFile, len(found), strings.Join(ids, ", "))
}
