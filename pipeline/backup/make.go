package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/durable"
	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	programversion "empanel/pipeline/version"
	"empanel/pipeline/workspace"
)

// Options says what is copied and where to.
type Options struct {
	Workspace string
	To        string // a folder; one that holds a backup of the workspace already is brought up to date
	Archive   bool   // archived files too; a backup that has them goes on having them
	Now       func() time.Time
	Progress  func(stage string, done, total int64) // nil for nobody
}

// Done is what a backup holds now.
type Done struct {
	To             string `json:"to"`
	Runs           int    `json:"runs"`
	NewestRun      string `json:"newest_run"`
	RegistryDigest string `json:"registry_digest"`
	Files          int    `json:"files"`
	Bytes          int64  `json:"bytes"` // in the backup
	Copied         int    `json:"copied"`
	CopiedBytes    int64  `json:"copied_bytes"`
	Archive        bool   `json:"archive"`
	Encrypted      bool   `json:"encrypted"`
}

// ErrInside is the error of a backup into what it is a backup of.
var ErrInside = errors.New("a backup inside the workspace would be lost with it: name another folder")

// ErrTaken is the error of a folder with other things in it.
var ErrTaken = errors.New("the folder holds other things than a backup: name another")

// ErrHeld is the error of a folder into which another backup is being made. It is
// a workspace.ErrHeld.
var ErrHeld error = heldError{}

type heldError struct{}

// Error says what to do.
func (heldError) Error() string {
	return "another backup is being made into this folder: wait until it is done"
}

// Unwrap gives what it is.
func (heldError) Unwrap() error { return workspace.ErrHeld }

// ErrOther is the error of a backup of something else, or of more than there is.
var ErrOther = errors.New("the backup holds evidence that this workspace does not have: it is of another one, or this one has lost some (empanel verify); nothing was changed")

// Make makes a backup, or brings one up to date: it copies what is not there yet.
// It may be made while a run is under way, and holds nothing up: evidence that is
// named never changes, and a run that is not finished is not in it. Every file is
// held to its hash as it is copied. Killed anywhere, the folder holds the backup
// that was there before, and can be brought up to date again.
//
// Its errors wrap [ErrInside], [ErrTaken], [ErrOther], [ErrHeld], ask.ErrNoRun,
// *ledger.DamagedError, workspace.ErrNone or a configuration error.
func Make(ctx context.Context, o Options) (*Done, error) {
	ws, cfg, err := ask.Settings(o.Workspace)
	if err != nil {
		return nil, err
	}
	m := &making{ws: ws, opts: o}
	if m.to, err = cfg.Encryption.To(ws.Dir()); err != nil {
		return nil, err
	}
	release, err := m.prepare()
	if err != nil {
		return nil, err
	}
	done, err := m.do(ctx, cfg)
	return done, errors.Join(err, release())
}

// do copies into the folder that is prepared.
func (m *making) do(ctx context.Context, cfg config.Config) (*Done, error) {
	ws, o := m.ws, m.opts
	sources, manifests, err := evidence(ws.Ledger())
	if err != nil {
		return nil, err
	}
	if len(manifests) == 0 {
		return nil, ask.ErrNoRun
	}
	if err := m.mustBeOf(sources, manifests); err != nil {
		return nil, err
	}
	state, err := changing(ws.Dir(), cfg)
	if err != nil {
		return nil, err
	}
	for _, s := range state {
		sources = append(sources, s.whole())
	}
	newest := manifests[len(manifests)-1]
	m.next = list{
		Format: format, Version: version, ProgramVersion: programversion.Program, MadeAt: o.Now().UTC().Truncate(time.Second), Finished: true,
		Runs: len(manifests), NewestRun: newest.RunID, RegistryDigest: newest.RegistryDigest, Archive: o.Archive || m.before.Archive, Files: []file{},
	}
	if m.next.Archive {
		files, err := archived(ws.Archive())
		if err != nil {
			return nil, err
		}
		sources = append(sources, files...)
	}
	if err := m.copyAll(ctx, sources); err != nil {
		return nil, err
	}
	return m.finish()
}

// making is a backup under way.
type making struct {
	opts   Options
	ws     *workspace.Workspace
	to     *seal.Recipients
	folder string
	before list // what was there; no files where nothing was
	next   list
	copied int
	bytes  int64
}

// prepare opens the folder and takes it, and marks a new one as a backup that is
// not finished.
func (m *making) prepare() (release func() error, err error) {
	fail := func(err error) (func() error, error) { return nil, fmt.Errorf("making the backup: %w", err) }
	if m.folder, err = filepath.Abs(m.opts.To); err != nil {
		return fail(err)
	}
	if err := os.MkdirAll(m.folder, 0o700); err != nil {
		return fail(err)
	}
	followed, err := filepath.EvalSymlinks(m.folder)
	if err != nil {
		return fail(err)
	}
	if within, err := filepath.Rel(m.ws.Dir(), followed); err == nil && filepath.IsLocal(within) {
		return nil, errors.Join(ErrInside, removeEmpty(m.folder))
	}
	there, err := readList(m.folder)
	if err != nil {
		return nil, err
	}
	if there == nil {
		if err := m.mustBeEmpty(); err != nil {
			return nil, err
		}
	}
	lock := flock.New(filepath.Join(m.folder, lockName), flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if err != nil {
		return fail(err)
	}
	if !taken {
		return nil, fmt.Errorf("%s: %w", m.opts.To, ErrHeld)
	}
	if there, err = readList(m.folder); err == nil && there == nil {
		there = &list{Format: format, Version: version, ProgramVersion: programversion.Program, Files: []file{}}
		err = m.write(*there)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	m.before = *there
	return lock.Unlock, nil
}

// mustBeEmpty gives [ErrTaken] for a folder with other things than a backup that
// was killed at its very beginning left.
func (m *making) mustBeEmpty() error {
	entries, err := os.ReadDir(m.folder)
	if err != nil {
		return fmt.Errorf("making the backup: %w", err)
	}
	for _, e := range entries {
		if name := e.Name(); name != lockName && name != filepath.Base(durable.Unfinished(ListName)) {
			return ErrTaken
		}
	}
	return nil
}

func removeEmpty(folder string) error {
	if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil //nolint:nilerr // a folder that holds something was there before
	}
	return nil
}

// mustBeOf holds the backup that is there to the ledger: it must be of the same
// evidence, and of no more. Otherwise a workspace that has lost some would take it
// from its backup too.
//
// A compaction changes no evidence, and neither what a manifest says of it: packs
// have parts that manifests name.
func (m *making) mustBeOf(sources []source, manifests []ledger.Manifest) error {
	now := map[string]string{}
	for _, s := range sources {
		now[s.Name] = s.said()
	}
	for _, one := range manifests {
		for _, p := range one.Parts {
			now["ledger/"+p.Name] = p.SHA256
		}
	}
	for _, f := range m.before.Files {
		if ledger.IsPack(filepath.Base(f.Name)) {
			continue
		}
		// Parts of early versions have no hash in their manifest, which has one.
		sum, there := now[f.Name]
		if strings.HasPrefix(f.Name, "ledger/") && (!there || sum != "" && sum != f.said()) {
			return fmt.Errorf("%w (%s)", ErrOther, f.Name)
		}
	}
	return nil
}

// said is the hash of what a file says.
func (f file) said() string {
	if f.Evidence != "" {
		return f.Evidence
	}
	return f.SHA256
}

// copyAll copies what the backup does not have.
func (m *making) copyAll(ctx context.Context, sources []source) error {
	had := map[string]file{}
	for _, f := range m.before.Files {
		had[f.Name] = f
	}
	for i, s := range sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		if m.to != nil && filepath.Ext(s.Name) != seal.Ending {
			s.Stored += seal.Ending
		}
		f, same := had[s.Name]
		// An archived file that was encrypted anew holds what it did.
		same = same && f.Stored == s.Stored && (s.SHA256 == "" || f.Bytes == s.Bytes && f.SHA256 == s.SHA256)
		if info, err := os.Lstat(filepath.Join(m.folder, s.Stored)); !same || err != nil || info.Size() != f.StoredBytes {
			err := m.copy(&s)
			if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(s.Name, "archive/") {
				continue // encrypted, or removed by retention, meanwhile
			}
			if errors.Is(err, fs.ErrNotExist) && m.compacted(s.Name) {
				return ErrCompacting
			}
			if err != nil {
				return err
			}
			f = s.file
			m.copied++
			m.bytes += f.StoredBytes
		}
		m.next.Files = append(m.next.Files, f)
		if m.opts.Progress != nil {
			m.opts.Progress("copying", int64(i+1), int64(len(sources)))
		}
	}
	return m.carryOver()
}

// compacted says whether a file of the ledger is gone because what it had is
// somewhere else now.
func (m *making) compacted(name string) bool {
	now, _, err := evidence(m.ws.Ledger())
	return errors.Is(err, ErrCompacting) || err == nil && !slices.ContainsFunc(now, func(s source) bool { return s.Name == name })
}

// copy copies one file, holds it to its hash, and fills in what is known of it now.
func (m *making) copy(s *source) error {
	var in io.Reader = bytes.NewReader(s.content)
	if s.path != "" {
		file, err := os.Open(s.path)
		if err != nil {
			return fmt.Errorf("making the backup: %w", err)
		}
		defer file.Close() //nolint:errcheck // read only
		in = file
	}
	path := filepath.Join(m.folder, s.Stored)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the backup: %w", err)
	}
	sum := sha256.New()
	read := &counter{Writer: sum}
	in = io.TeeReader(in, read)
	var stored *counter
	err := seal.WriteNew(path, func(out io.Writer) error {
		stored = &counter{Writer: out}
		if filepath.Ext(s.Stored) == seal.Ending && filepath.Ext(s.Name) != seal.Ending {
			return m.to.Copy(stored, in)
		}
		_, err := io.Copy(stored, in)
		return err
	})
	if err != nil {
		return fmt.Errorf("making the backup: %w", err)
	}
	digest := hex.EncodeToString(sum.Sum(nil))
	switch {
	case s.SHA256 == "":
		s.SHA256 = digest // of what was encrypted before, or has no hash in an early manifest
	case digest != s.SHA256:
		return errors.Join(fmt.Errorf("%s is not as it was written, so it is not copied (empanel verify); the backup is as it was before", s.Name), os.Remove(path+seal.NewEnding))
	}
	s.Bytes, s.StoredBytes = read.bytes, stored.bytes
	if err := seal.Rename(path); err != nil {
		return fmt.Errorf("making the backup: %w", err)
	}
	return nil
}

// carryOver keeps archived files that the backup has and the archive has not,
// unless retention removed them or the archive has them in the other form.
func (m *making) carryOver() error {
	gone, err := removedByRetention(m.ws)
	if err != nil {
		return err
	}
	now := map[string]bool{}
	for _, f := range m.next.Files {
		now[archivedID(f.Name)] = true
	}
	for _, f := range m.before.Files {
		if id := archivedID(f.Name); id != "" && !now[id] && !gone[id] {
			m.next.Files = append(m.next.Files, f)
		}
	}
	return nil
}

// archivedID is the submission id in the name of an archived file.
func archivedID(name string) string {
	id := strings.TrimSuffix(filepath.Base(name), seal.Ending)
	if !strings.HasPrefix(name, "archive/") || len(id) != 2*sha256.Size {
		return ""
	}
	return id
}

// finish makes what was copied the backup, and removes what is of it no more.
func (m *making) finish() (*Done, error) {
	if err := durable.SyncFileSystem(m.folder); err != nil {
		return nil, err
	}
	if err := m.write(m.next); err != nil {
		return nil, err
	}
	done := &Done{
		To: m.folder, Runs: m.next.Runs, NewestRun: m.next.NewestRun, RegistryDigest: m.next.RegistryDigest, Files: len(m.next.Files),
		Copied: m.copied, CopiedBytes: m.bytes, Archive: m.next.Archive, Encrypted: m.to != nil,
	}
	stays := map[string]bool{}
	for _, f := range m.next.Files {
		stays[f.Stored] = true
		done.Bytes += f.StoredBytes
	}
	for _, f := range m.before.Files {
		if stays[f.Stored] || !filepath.IsLocal(f.Stored) {
			continue
		}
		if err := os.Remove(filepath.Join(m.folder, f.Stored)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("making the backup: %w", err)
		}
	}
	return done, m.sweep(stays)
}

// sweep removes what a killed backup left, which no list names: half a file, or
// plain ones beside the encrypted that have taken their place. What has a name
// that no backup gives is somebody else's.
func (m *making) sweep(stays map[string]bool) error {
	for _, below := range []string{"ledger", "archive", "state"} {
		err := filepath.WalkDir(filepath.Join(m.folder, below), func(path string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			name, err := filepath.Rel(m.folder, path)
			if err != nil || stays[name] || !storedNames.MatchString(name) {
				return err
			}
			return os.Remove(path)
		})
		if err != nil {
			return fmt.Errorf("making the backup: %w", err)
		}
	}
	return nil
}

func (m *making) write(l list) error {
	text, err := json.MarshalIndent(l, "", " ")
	if err == nil {
		err = durable.WriteFile(filepath.Join(m.folder, ListName), append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("making the backup: %w", err)
	}
	return nil
}
