package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"empanel/pipeline/durable"
)

// do does what the journal says, each step on disk before the next begins: the
// packs get their names, the manifests name them, and what these no longer need
// goes, the journal last. It can be repeated from the beginning wherever it was
// interrupted. Where somebody has removed a pack before it had its name, nothing
// is done.
func (j *journal) do(folder string) error {
	lost, err := j.lost(folder)
	if err != nil {
		return err
	}
	if lost != "" {
		return j.undo(folder, lost)
	}
	for _, step := range []func(string) error{j.namePacks, j.rewriteManifests, j.removeOld} {
		if err := step(folder); err != nil {
			return err
		}
		if err := durable.SyncFolder(folder); err != nil {
			return err
		}
	}
	return j.end(folder)
}

func (j *journal) end(folder string) error {
	if err := remove(folder, journalName); err != nil {
		return err
	}
	return durable.SyncFolder(folder)
}

func remove(folder, name string) error {
	if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// lost gives the name of a pack that is not there under either name.
func (j *journal) lost(folder string) (string, error) {
	for _, p := range j.Packs {
		_, err := os.Lstat(filepath.Join(folder, p.Temporary))
		if errors.Is(err, fs.ErrNotExist) {
			_, err = os.Lstat(filepath.Join(folder, p.Name))
		}
		if errors.Is(err, fs.ErrNotExist) {
			return p.Name, nil
		}
		if err != nil {
			return "", fmt.Errorf("ledger: %w", err)
		}
	}
	return "", nil
}

// undo removes the new packs, where no manifest names any of them.
func (j *journal) undo(folder, lost string) error {
	manifests, damages, err := Manifests(folder)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Packs {
			named[p.Name] = true
		}
	}
	for _, p := range j.Packs {
		if named[p.Name] || len(damages) > 0 {
			return &DamagedError{Damages: append(damages, Damage{File: lost, What: "is missing"})}
		}
	}
	for _, p := range j.Packs {
		if err := errors.Join(remove(folder, p.Temporary), remove(folder, p.Name)); err != nil {
			return err
		}
	}
	return j.end(folder)
}

func (j *journal) namePacks(folder string) error {
	for _, p := range j.Packs {
		err := os.Rename(filepath.Join(folder, p.Temporary), filepath.Join(folder, p.Name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // else it has its name
			return fmt.Errorf("ledger: %w", err)
		}
	}
	return nil
}

// rewriteManifests writes the manifests of all runs that have parts in new packs
// beside those that stand there, has them on disk at once, and renames each.
func (j *journal) rewriteManifests(folder string) error {
	byRun := map[string][]*newPack{}
	var runs []string
	for i := range j.Packs {
		for _, p := range j.Packs[i].Parts {
			of := byRun[p.RunID]
			if of == nil {
				runs = append(runs, p.RunID)
			}
			if len(of) == 0 || of[len(of)-1] != &j.Packs[i] {
				byRun[p.RunID] = append(of, &j.Packs[i])
			}
		}
	}
	sort.Strings(runs)
	places := j.places()
	for _, id := range runs {
		m, err := Read(folder, id)
		if err != nil {
			return err
		}
		if err := m.pack(places, byRun[id]); err != nil {
			return err
		}
		text, err := m.text()
		if err != nil {
			return err
		}
		if err := os.WriteFile(durable.Unfinished(filepath.Join(folder, id+manifestEnding)), text, 0o600); err != nil {
			return fmt.Errorf("ledger: manifest: %w", err)
		}
	}
	if err := durable.SyncFileSystem(folder); err != nil {
		return err
	}
	for _, id := range runs {
		path := filepath.Join(folder, id+manifestEnding)
		if err := os.Rename(durable.Unfinished(path), path); err != nil {
			return fmt.Errorf("ledger: manifest: %w", err)
		}
	}
	return nil
}

func (j *journal) places() map[string]placed {
	all := map[string]placed{}
	for _, pack := range j.Packs {
		for _, p := range pack.Parts {
			all[p.Part.Name] = p
		}
	}
	return all
}

// pack says of the parts of a run in which packs they are. Nothing else of the
// manifest changes.
func (m *Manifest) pack(places map[string]placed, into []*newPack) error {
	packs := map[string]Pack{}
	for _, p := range m.Packs {
		packs[p.Name] = p
	}
	for _, p := range into {
		packs[p.Name] = p.Pack
	}
	m.Packs = nil
	for i := range m.Parts {
		p := &m.Parts[i]
		to, moves := places[p.Name]
		if moves {
			if to.Part.Bytes != p.Bytes || to.Part.SHA256 != p.SHA256 || to.RunID != m.RunID {
				return &DamagedError{Damages: []Damage{{File: m.RunID + manifestEnding, What: "says something else of " + p.Name + " than when it was packed"}}}
			}
			p.Packed = to.To
		}
		if in := p.Packed.In; in != "" {
			if pack, known := packs[in]; known {
				m.Packs = append(m.Packs, pack)
				delete(packs, in)
			}
		}
	}
	return nil
}

// removeOld removes parts that are in packs now, each when the pack has it on
// disk, and packs that no manifest names.
func (j *journal) removeOld(folder string) error {
	manifests, damages, err := Manifests(folder)
	if err != nil {
		return err
	}
	if len(damages) > 0 { // one of them could name what would go
		return &DamagedError{Damages: damages}
	}
	named, places := map[string]bool{}, j.places()
	for _, m := range manifests {
		for _, p := range m.Parts {
			named[p.File()] = true
			if _, moved := places[p.Name]; !moved || p.Packed.IsZero() {
				continue
			}
			if err := removePacked(folder, p); err != nil {
				return err
			}
		}
	}
	for _, name := range j.Replaced {
		if named[name] {
			continue
		}
		if err := remove(folder, name); err != nil {
			return err
		}
	}
	return nil
}

// removePacked removes the file of a part that a pack has.
func removePacked(folder string, p Part) error {
	path := filepath.Join(folder, p.Name)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	f, bytes, err := p.open(folder)
	if err != nil {
		return p.damaged(why(err))
	}
	defer f.Close() //nolint:errcheck // read only
	if what := sameBytes(bytes, p.Bytes, p.SHA256); what != "" {
		return p.damaged(what)
	}
	return remove(folder, p.Name)
}
