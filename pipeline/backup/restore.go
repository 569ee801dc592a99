package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"empanel/pipeline/archive"
	"empanel/pipeline/config"
	"empanel/pipeline/durable"
	"empanel/pipeline/export"
	"empanel/pipeline/intake"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// RestoreOptions says what a workspace is made of.
type RestoreOptions struct {
	From   string // a backup, or a folder with a copy of ledger/ and empanel.toml
	Dir    string // the new workspace, which must not be there, or be empty
	Opens  *seal.Identities
	Key    string // the copy of person.key
	NewKey bool   // make another: everybody gets another pseudonym
	Now    func() time.Time
	// Rebuild makes the registry of the workspace in a folder, as pipeline.Rebuild
	// does, and gives its digest.
	Rebuild  func(ctx context.Context, dir string) (digest string, err error)
	Progress func(stage string, done, total int64) // nil for nobody
}

// Restored is a workspace that was made of a backup.
type Restored struct {
	Dir            string `json:"dir"`
	Runs           int    `json:"runs"`
	NewestRun      string `json:"newest_run"`
	RegistryDigest string `json:"registry_digest"`
	Archived       int    `json:"archived_files"`     // that were in the backup
	NotArchived    int    `json:"archived_files_not"` // that were not: their evidence is in the ledger
	NewKey         bool   `json:"new_key"`
}

// ErrKey is the error of a restoring without a word on the pseudonyms.
var ErrKey = errors.New("a backup has no key of pseudonyms: name the copy of person.key with --key FILE; " +
	"or, where there is none any more, --new-key gives everybody another pseudonym, so that snapshots and bundles from before cannot be put beside those after")

// ErrKeyThere is the error of another key than the one that is already where the
// restored configuration keeps it.
var ErrKeyThere = errors.New("the configuration of the backup keeps the key of pseudonyms in a file (security.key_file), and another is there: name that one with --key, or move it away")

// ErrNotEmpty is the error of a folder that something is in.
var ErrNotEmpty = errors.New("is not empty: a workspace is restored into a new folder")

// marker is a file in a workspace that is not whole yet.
const marker = ".restoring"

// Restore makes a workspace of a backup: it copies, holding every file to its
// hash, and rebuilds the registry, which must have the digest of every run. All
// that is done in a folder of another name beside it, which gets its name when it
// is whole; killed anywhere, it can be done again.
//
// Archived files that are not in the backup are put on record as such. No
// snapshot is published; the next run does that.
//
// Its errors wrap [ErrKey], [ErrNotEmpty], [ErrNoBackup], [ErrUnfinished],
// [ErrDamaged], seal.ErrSealed, seal.ErrNotFor, or those of the rebuild.
func Restore(ctx context.Context, o RestoreOptions) (*Restored, error) {
	r := &restoring{opts: o}
	if err := r.plan(); err != nil {
		return nil, err
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	digest, err := r.fill(ctx)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(r.work))
	}
	if err := r.place(); err != nil {
		return nil, err
	}
	return &Restored{
		Dir: r.dir, Runs: r.list.Runs, NewestRun: r.list.NewestRun, RegistryDigest: digest,
		Archived: r.archived, NotArchived: r.notArchived, NewKey: o.NewKey,
	}, nil
}

// fill makes the new workspace what the old one was.
func (r *restoring) fill(ctx context.Context) (digest string, err error) {
	if err := r.copyAll(ctx); err != nil {
		return "", err
	}
	if digest, err = r.opts.Rebuild(ctx, r.work); err != nil {
		return "", err
	}
	return digest, r.noteMissing(ctx)
}

// restoring is a restoring under way.
type restoring struct {
	opts                  RestoreOptions
	dir, work             string
	list                  list
	key                   []byte
	ws                    *workspace.Workspace
	recipients            string // file of recipients, seen from the workspace
	archived, notArchived int
}

// plan finds out what there is to copy, and that it may be, before anything is
// written.
func (r *restoring) plan() (err error) {
	if r.dir, err = filepath.Abs(r.opts.Dir); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	r.work = r.dir + ".restoring"
	entries, err := os.ReadDir(r.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restoring: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s %w", r.opts.Dir, ErrNotEmpty)
	}
	if (r.opts.Key == "") == !r.opts.NewKey {
		return ErrKey
	}
	if r.opts.Key != "" {
		if r.key, err = os.ReadFile(r.opts.Key); err != nil {
			return fmt.Errorf("reading the key of pseudonyms: %w", err)
		}
	}
	there, err := readList(r.opts.From)
	switch {
	case err != nil:
		return err
	case there == nil:
		return r.planCopy()
	case !there.Finished:
		return fmt.Errorf("%s %w", r.opts.From, ErrUnfinished)
	}
	r.list = *there
	return nil
}

// planCopy lists what is in a plain copy of a workspace, or of its ledger and
// configuration. Parts that no manifest names are of a run that was under way.
func (r *restoring) planCopy() error {
	sources, manifests, err := evidence(filepath.Join(r.opts.From, "ledger"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(manifests) == 0 {
		return fmt.Errorf("%s %w", r.opts.From, ErrNoBackup)
	}
	newest := manifests[len(manifests)-1]
	r.list = list{Runs: len(manifests), NewestRun: newest.RunID, RegistryDigest: newest.RegistryDigest}
	for _, s := range sources {
		s.Stored = s.Name
		r.list.Files = append(r.list.Files, s.file)
	}
	cfg, err := config.Load(filepath.Join(r.opts.From, "empanel.toml"))
	if err != nil {
		return err
	}
	also, err := changing(r.opts.From, cfg)
	if err != nil {
		return err
	}
	for _, s := range also {
		s.Stored = s.Name
		r.list.Files = append(r.list.Files, s.file)
	}
	files, err := archived(filepath.Join(r.opts.From, "archive"))
	for _, s := range files {
		r.list.Files = append(r.list.Files, s.file)
	}
	return err
}

// begin makes an empty workspace under another name, in place of what a killed
// restoring left there.
func (r *restoring) begin() error {
	fail := func(err error) error { return fmt.Errorf("restoring: %w", err) }
	entries, err := os.ReadDir(r.work)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	if len(entries) > 0 {
		if _, err := os.Lstat(filepath.Join(r.work, marker)); err != nil {
			return fmt.Errorf("%s %w, and no restoring left it: move it away", r.work, ErrNotEmpty)
		}
		if err := r.clear(entries); err != nil {
			return fail(err)
		}
	}
	if err := os.MkdirAll(r.work, 0o700); err != nil {
		return fail(err)
	}
	if err := os.WriteFile(filepath.Join(r.work, marker), nil, 0o600); err != nil {
		return fail(err)
	}
	if r.ws, err = workspace.Init(r.work); err != nil {
		return err
	}
	if r.key == nil {
		return nil
	}
	if err := durable.WriteFile(r.ws.KeyFile(), r.key); err != nil {
		return fail(err)
	}
	if _, err := r.ws.Key(); err != nil {
		return errors.Join(fmt.Errorf("%s is no copy of person.key", r.opts.Key), os.RemoveAll(r.work))
	}
	return nil
}

// placeKey puts the key where the restored configuration keeps it
// (security.key_file). One that is there already must be the same: it is never
// overwritten.
func (r *restoring) placeKey() (err error) {
	made := r.ws.KeyFile()
	if r.ws, err = workspace.Open(r.work); err != nil {
		return err
	}
	place := r.ws.KeyFile()
	if place == made {
		return nil
	}
	ours, err := os.ReadFile(made)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	theirs, err := os.ReadFile(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = os.MkdirAll(filepath.Dir(place), 0o700); err == nil {
			err = durable.WriteFile(place, ours)
		}
	case err == nil && (r.opts.NewKey || !bytes.Equal(bytes.TrimSpace(ours), bytes.TrimSpace(theirs))):
		return fmt.Errorf("%w: %s", ErrKeyThere, place)
	}
	if err == nil {
		err = os.Remove(made)
	}
	if err != nil {
		return fmt.Errorf("restoring: putting the key where security.key_file says: %w", err)
	}
	return nil
}

// clear removes what a killed restoring left, the marker last.
func (r *restoring) clear(entries []os.DirEntry) error {
	for _, e := range entries {
		if e.Name() == marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(r.work, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// copyAll copies every file, the configuration first: it may name a file of
// recipients.
func (r *restoring) copyAll(ctx context.Context) error {
	from, err := os.OpenRoot(r.opts.From)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	defer from.Close() //nolint:errcheck // read only
	for _, f := range r.list.Files {
		if f.Name == "empanel.toml" {
			if err := r.copy(from, f); err != nil {
				return err
			}
		}
	}
	cfg, err := config.Load(r.ws.Config())
	if err != nil {
		return err
	}
	if err := r.placeKey(); err != nil {
		return err
	}
	r.recipients = inside(cfg)
	for i, f := range r.list.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f.Name == "empanel.toml" {
			continue
		}
		if err := r.copy(from, f); err != nil {
			return err
		}
		if archivedID(f.Name) != "" {
			r.archived++
		}
		if r.opts.Progress != nil {
			r.opts.Progress("copying", int64(i+1), int64(len(r.list.Files)))
		}
	}
	return durable.SyncFileSystem(r.work)
}

// copy copies one file into the workspace and holds it to its hash.
func (r *restoring) copy(from *os.Root, f file) error {
	if !f.mayRestore(r.recipients) {
		return fmt.Errorf("%w: it names a file that is in no backup", ErrDamaged)
	}
	damaged := func(what string) error { return fmt.Errorf("%w: %s %s", ErrDamaged, f.Stored, what) }
	in, err := r.open(from, f)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return damaged("is missing")
	case errors.Is(err, seal.ErrDamaged):
		return damaged(err.Error())
	case err != nil:
		return fmt.Errorf("%s %w", f.Stored, err)
	}
	defer in.Close() //nolint:errcheck // read only
	path := filepath.Join(r.work, f.Name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	var written error
	sum, size, err := export.HashOf(io.TeeReader(in, writer{out, &written}))
	if err := errors.Join(written, out.Close()); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	switch {
	case err != nil:
		return damaged("cannot be read to its end")
	case size != f.Bytes, f.SHA256 != "" && sum != f.SHA256:
		return damaged("has been changed since it was written")
	}
	return nil
}

// writer notes what went wrong with writing, which is not what went wrong with
// reading.
type writer struct {
	io.Writer
	err *error
}

func (w writer) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil {
		*w.err = err
	}
	return n, err
}

// open opens what a file of the backup holds. Nothing outside the backup's folder
// is opened, whatever links are in it.
func (r *restoring) open(from *os.Root, f file) (io.ReadCloser, error) {
	if !f.sealed() {
		return from.Open(f.Stored)
	}
	if info, err := from.Lstat(f.Stored); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("is no file")
	}
	return r.opts.Opens.Open(filepath.Join(r.opts.From, f.Stored))
}

// noteMissing puts on record which archived files the backup did not have.
func (r *restoring) noteMissing(ctx context.Context) error {
	files, err := archive.List(ctx, r.work, "")
	if err != nil {
		return err
	}
	var rows []intake.Removed
	for _, f := range files {
		if f.State == archive.Missing {
			rows = append(rows, intake.Removed{ID: f.ID, On: r.opts.Now(), Why: intake.NotRestored})
		}
	}
	if r.notArchived = len(rows); len(rows) == 0 {
		return nil
	}
	return intake.RecordRemoved(r.ws, rows)
}

// place gives the whole workspace its name.
func (r *restoring) place() error {
	err := durable.SyncFileSystem(r.work)
	if err == nil {
		// An empty folder of this name makes way.
		if err = os.Remove(r.dir); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err == nil {
		err = os.Rename(r.work, r.dir)
	}
	if err == nil {
		err = durable.SyncFolder(filepath.Dir(r.dir))
	}
	if err == nil {
		err = os.Remove(filepath.Join(r.dir, marker))
	}
	if err != nil {
		return fmt.Errorf("restoring: %s is whole, and has not got its name %s: %w", strings.TrimSuffix(r.work, "/"), r.dir, err)
	}
	return nil
}
