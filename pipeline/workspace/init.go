package workspace

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"empanel/pipeline/config"
	"empanel/pipeline/durable"
)

// ErrExists is the error of making a workspace where there is one already.
var ErrExists = errors.New("is already a workspace; nothing was changed")

// ErrKeyMissing is the error of a workspace with evidence but without the key
// of its pseudonyms. Making another key would give every person another
// pseudonym, so nothing here ever does.
var ErrKeyMissing = errors.New("person.key is missing; put it back from a backup")

// Init makes a workspace in a folder, which it creates where needed: folders
// of mode 0700, also where they were there with another, the commented configuration file and a new pseudonym key of
// mode 0600. A folder that is a workspace already is left as it is
// ([ErrExists], or [ErrHeld] while another makes it). An init that was cut short can be repeated: the key comes last.
func Init(dir string) (*Workspace, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("making a workspace: %w", err)
	}
	w := &Workspace{dir: absolute}
	settings, err := config.Load(w.Config()) // of somebody who put one there before
	if wrong := (*config.Error)(nil); errors.As(err, &wrong) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("making a workspace: %w", err)
	}
	w.key = w.keyFile(settings.Security)
	if err := w.mayInit(dir); err != nil {
		return nil, err
	}
	for _, folder := range w.folders() {
		if err := makePrivate(folder); err != nil {
			return nil, fmt.Errorf("making a workspace: %w", err)
		}
	}
	release, err := w.Acquire()
	if err != nil {
		return nil, err
	}
	if err := w.fill(dir); err != nil {
		return nil, errors.Join(err, release())
	}
	if err := release(); err != nil {
		return nil, fmt.Errorf("making a workspace: %w", err)
	}
	return Open(absolute)
}

// fill puts the configuration and the key into a new workspace.
func (w *Workspace) fill(dir string) error {
	if err := create(w.Config(), config.Template()); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("writing the configuration: %w", err)
	}
	key := make([]byte, keyBytes)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("making the pseudonym key: %w", err)
	}
	if err := w.syncFolders(); err != nil {
		return err
	}
	err := create(w.KeyFile(), []byte(hex.EncodeToString(key)+"\n"))
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s %w", dir, ErrExists)
	}
	if err != nil {
		return fmt.Errorf("writing the pseudonym key: %w", err)
	}
	return w.syncFolders()
}

// syncFolders makes the names of the folders durable, and those in the
// workspace's own: a key that the first run used must not be gone after the
// power went.
func (w *Workspace) syncFolders() error {
	for _, folder := range []string{filepath.Dir(w.dir), w.dir, w.inbox()} {
		if err := durable.SyncFolder(folder); err != nil && !errors.Is(err, os.ErrPermission) { // the folder above may be another's
			return fmt.Errorf("making a workspace: %w", err)
		}
	}
	return nil
}

// mayInit says whether a new key may be made: not where one is, and not where
// there is evidence or a registry whose pseudonyms need the old one.
func (w *Workspace) mayInit(dir string) error {
	if _, err := os.Lstat(w.KeyFile()); err == nil {
		return fmt.Errorf("%s %w", dir, ErrExists)
	}
	if _, err := os.Lstat(w.Registry()); err == nil {
		return fmt.Errorf("%s is already a workspace, but its %w", dir, ErrKeyMissing)
	}
	evidence, err := os.ReadDir(w.Ledger())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("making a workspace: %w", err)
	}
	if len(evidence) > 0 {
		return fmt.Errorf("%s is already a workspace, but its %w", dir, ErrKeyMissing)
	}
	return nil
}

// makePrivate makes a folder for its owner alone, also one that is there.
func makePrivate(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.Chmod(folder, 0o700)
}

// create writes a file that must not exist yet, whole and on disk, or not at all,
// also when it is killed. The caller holds the workspace, so nobody else makes it.
func create(path string, content []byte) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	return durable.WriteFile(path, content)
}
