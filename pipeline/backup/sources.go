package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"empanel/pipeline/config"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// source is a file of a workspace that is to be in the backup.
type source struct {
	file
	path    string
	content []byte // of a file that changes: what it held at one moment
}

// evidence lists the finished runs and the parts that their manifests name. A run
// that is under way is not among them: manifests get their names last. Nothing that is
// named changes but by a compaction, and who copies has all as it was before one,
// or as it is after.
func evidence(folder string) ([]source, []ledger.Manifest, error) {
	manifests, damages, err := ledger.Manifests(folder)
	if err != nil {
		return nil, nil, err
	}
	if len(damages) > 0 {
		return nil, nil, &ledger.DamagedError{Damages: damages}
	}
	var all []source
	add := func(name string, bytes int64, sum string) {
		all = append(all, source{file: file{Name: "ledger/" + name, Bytes: bytes, SHA256: sum, Stored: "ledger/" + name}, path: filepath.Join(folder, name)})
	}
	packs := map[string]bool{}
	for i := range manifests {
		s, err := manifestOf(folder, &manifests[i])
		if err != nil {
			return nil, nil, err
		}
		all = append(all, s)
		for _, p := range manifests[i].Parts {
			if p.Packed.IsZero() {
				add(p.Name, p.Bytes, p.SHA256)
			}
		}
		for _, p := range manifests[i].Packs {
			if !packs[p.Name] {
				packs[p.Name] = true
				add(p.Name, p.Bytes, p.SHA256)
			}
		}
	}
	if ledger.Compacting(folder) {
		return nil, nil, ErrCompacting
	}
	return all, manifests, nil
}

// manifestOf reads a manifest as it is now. One that names packs has another text
// after the next compaction, so it stands under a name of its own for each.
func manifestOf(folder string, m *ledger.Manifest) (source, error) {
	now, text, err := ledger.ReadText(folder, m.RunID)
	if err != nil {
		return source{}, err
	}
	*m = now
	s := held("ledger/"+m.RunID+".json", text)
	if len(m.Packs) == 0 {
		s.Stored = s.Name
		return s, nil
	}
	s.Evidence, err = m.Evidence()
	return s, err
}

// held is a file that is in memory.
func held(name string, text []byte) source {
	sum := sha256.Sum256(text)
	digest := hex.EncodeToString(sum[:])
	// Under a name of its own for each content: the backup before stays whole
	// until the next one is.
	return source{file: file{Name: name, Bytes: int64(len(text)), SHA256: digest, Stored: "state/" + filepath.Base(name) + "-" + digest[:16]}, content: text}
}

// rewritten names the files of a workspace that change while it is used.
func rewritten(cfg config.Config) []string {
	all := []string{"empanel.toml", "audit.jsonl", "archive/removed.jsonl", "nights.jsonl"}
	if name := inside(cfg); name != "" {
		all = append(all, name)
	}
	return all
}

// changing lists the files of a workspace, or of a copy of one, that change while
// it is used: each as it is now, and those that are not there left out.
func changing(folder string, cfg config.Config) ([]source, error) {
	var all []source
	for _, name := range rewritten(cfg) {
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		all = append(all, held(name, text))
	}
	return all, nil
}

// whole leaves out the row of a record that is being written: it is not of it yet.
func (s source) whole() source {
	if path.Ext(s.Name) != ".jsonl" {
		return s
	}
	return held(s.Name, s.content[:bytes.LastIndexByte(s.content, '\n')+1])
}

// inside is the file of recipients, seen from the workspace; empty: there is none,
// or it stands elsewhere.
func inside(cfg config.Config) string {
	if name := cfg.Encryption.RecipientsFile; filepath.IsLocal(name) {
		return filepath.ToSlash(filepath.Clean(name))
	}
	return ""
}

// archived lists the files of an archive, by the names that only it gives. Those
// that are plain have their hash for a name; of the others it is worked out.
func archived(archive string) ([]source, error) {
	var all []source
	folders, err := os.ReadDir(archive)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the archive: %w", err)
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(archive, folder.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the archive: %w", err)
		}
		for _, e := range entries {
			name := "archive/" + folder.Name() + "/" + e.Name()
			if !names.MatchString(name) || !e.Type().IsRegular() {
				continue
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // encrypted meanwhile: the next backup has it
			}
			if err != nil {
				return nil, fmt.Errorf("reading the archive: %w", err)
			}
			s := source{file: file{Name: name, Bytes: info.Size(), Stored: name}, path: filepath.Join(archive, folder.Name(), e.Name())}
			if filepath.Ext(name) == "" {
				s.SHA256 = e.Name()
			}
			all = append(all, s)
		}
	}
	return all, nil
}

// removedByRetention gives the submission ids of archived files that went.
func removedByRetention(ws *workspace.Workspace) (map[string]bool, error) {
	rows, err := intake.ReadRemoved(ws)
	gone := map[string]bool{}
	for id, r := range rows {
		gone[id] = r.Why == intake.RemovedByRetention
	}
	return gone, err
}
