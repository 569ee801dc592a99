package workspace

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A change of the key goes through three states, told apart by which files stand
// beside the key, so that a program killed at any moment leaves one of them:
//
//	neither          the key is in force
//	.next            another key is made; the old one is in force
//	.old, no .next   the new key is in force; what was made with the old one
//	                 has yet to go; unless .old is the key that is in force:
//	                 then it is the first state
//
// Both at once is the second state: the old key is still in its place.
const (
	keyNextEnding = ".next"
	keyOldEnding  = ".old"
)

// Rekeying says whether a new key is in force and what was published under the
// old one may still be there.
func (w *Workspace) Rekeying() (bool, error) {
	old, err := exists(w.KeyFile() + keyOldEnding)
	if err != nil || !old {
		return false, err
	}
	next, err := exists(w.KeyFile() + keyNextEnding)
	if err != nil || next {
		return false, err
	}
	// The power can go when the one name is on disk and the other is not.
	same, err := sameContent(w.KeyFile(), w.KeyFile()+keyOldEnding)
	return !same, err
}

// sameContent says whether two keys are one. What is not there is another.
func sameContent(path, other string) (bool, error) {
	one, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	another, errOther := os.ReadFile(other)
	if err := errors.Join(err, errOther); err != nil {
		return false, fmt.Errorf("looking for a change of the key: %w", err)
	}
	return bytes.Equal(one, another), nil
}

// PrepareKey makes another key, beside the one in force, and gives both. What an
// earlier, interrupted attempt made goes.
func (w *Workspace) PrepareKey() (before, after []byte, err error) {
	if before, err = w.Key(); err != nil {
		return nil, nil, err
	}
	if err := w.DropKey(); err != nil {
		return nil, nil, err
	}
	after = make([]byte, keyBytes)
	if _, err := rand.Read(after); err != nil {
		return nil, nil, fmt.Errorf("making the new key: %w", err)
	}
	next, old := w.KeyFile()+keyNextEnding, w.KeyFile()+keyOldEnding
	if err := create(next, []byte(hex.EncodeToString(after)+"\n")); err != nil {
		return nil, nil, fmt.Errorf("writing the new key: %w", err)
	}
	if err := create(old, []byte(hex.EncodeToString(before)+"\n")); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("keeping the old key: %w", err), w.DropKey())
	}
	return before, after, w.syncKeys()
}

// DropKey takes back a key that is not in force yet.
func (w *Workspace) DropKey() error {
	changing, err := w.Rekeying()
	if err != nil || changing {
		return err
	}
	// The old one first: without it there is nothing to finish.
	for _, ending := range []string{keyOldEnding, keyNextEnding} {
		if err := os.Remove(w.KeyFile() + ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("dropping the new key: %w", err)
		}
	}
	return w.syncKeys()
}

// SwapKey puts the new key in force, in one step: from here on there is no way
// back but another key.
func (w *Workspace) SwapKey() error {
	if err := os.Rename(w.KeyFile()+keyNextEnding, w.KeyFile()); err != nil {
		return fmt.Errorf("changing the key: %w", err)
	}
	return w.syncKeys()
}

// KeyInForce is [Workspace.Key] for who publishes nothing, or finishes a change: it
// gives the key that is in force also while what was made with an old one has yet
// to go.
func (w *Workspace) KeyInForce() ([]byte, error) { return w.readKey(w.KeyFile()) }

// FinishKey forgets the old key, once nothing is left that was made with it.
func (w *Workspace) FinishKey() error {
	if err := os.Remove(w.KeyFile() + keyOldEnding); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("forgetting the old key: %w", err)
	}
	return w.syncKeys()
}

// syncKeys makes the names beside the key as durable as the files.
func (w *Workspace) syncKeys() error {
	d, err := os.Open(filepath.Dir(w.KeyFile()))
	if err != nil {
		return fmt.Errorf("changing the key: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("changing the key: %w", err)
	}
	return nil
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a change of the key: %w", err)
	}
	return true, nil
}
