package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"empanel/pipeline/durable"
)

// Manifest says what one run added to the ledger and under which conditions:
// enough, with the parts, to make the registry again.
type Manifest struct {
	RunID          string          `json:"run_id"`
	RunNo          int             `json:"run_no"`
	StartedAt      time.Time       `json:"started_at"`
	EndedAt        time.Time       `json:"ended_at,omitzero"` // when it was written down; not in the manifests of early versions
	AsOf           string          `json:"as_of"`             // YYYY-MM-DD
	PolicyVersion  string          `json:"policy_version"`
	Policy         json.RawMessage `json:"policy"`
	ProgramVersion string          `json:"program_version"`
	Parts          []Part          `json:"parts"`
	Packs          []Pack          `json:"packs,omitempty"` // in which some of the parts are, in the order of these
	Files          int             `json:"files"`
	Lines          int64           `json:"lines"`
	RegistryDigest string          `json:"registry_digest"`
	Attachments    int64           `json:"attachments"`
	Checks         []Check         `json:"checks,omitempty"` // before the commit; not in the manifests of early versions
	Audit          *AuditEnd       `json:"audit,omitempty"`  // how far the audit log went then; not in those of early versions, nor where there was none
}

// AuditEnd is how far the audit log went when a run ended, so that rows cut off
// its end are missed.
type AuditEnd struct {
	Rows int    `json:"rows"`
	Hash string `json:"hash"` // of the last of them
}

// Check is what one blocking check of a run found.
type Check struct {
	Name      string `json:"check"`
	Passed    bool   `json:"passed"`
	Offending int64  `json:"offending"` // rows
}

const (
	manifestEnding   = ".json"
	unfinishedEnding = ".json.tmp"
	partEnding       = ".parquet"
)

// ErrFinished is the error of writing to a run that is finished: the ledger is
// append-only. It comes of a registry that is older than the ledger, and so
// gives a run's number a second time.
var ErrFinished = errors.New("is in the ledger already, so registry.duckdb is older than the ledger: make it again from the ledger (empanel rebuild) before running")

// mayWrite gives ErrFinished for a run that has a manifest.
func mayWrite(folder, runID string) error {
	_, err := os.Lstat(filepath.Join(folder, runID+manifestEnding))
	switch {
	case err == nil:
		return fmt.Errorf("ledger: %s %w", runID, ErrFinished)
	case errors.Is(err, os.ErrNotExist):
		return nil
	default:
		return fmt.Errorf("ledger: %w", err)
	}
}

// Prepare writes the manifest of a run under its temporary name, on disk with
// every name in the ledger's folder, before the run's transaction commits. A
// finished run is left as it is ([ErrFinished]).
func Prepare(folder string, m Manifest) error {
	if err := mayWrite(folder, m.RunID); err != nil {
		return err
	}
	text, err := m.text()
	if err != nil {
		return err
	}
	if err := durable.WriteUnnamed(unfinished(folder, m.RunID), text); err != nil {
		return fmt.Errorf("ledger: manifest: %w", err)
	}
	return nil
}

// text is a manifest as it is written.
func (m Manifest) text() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("ledger: manifest: %w", err)
	}
	return append(text, '\n'), nil
}

// Evidence is the SHA-256 of what a manifest says, wherever its parts stand: of
// its text as the run wrote it.
func (m Manifest) Evidence() (string, error) {
	m.Parts, m.Packs = slices.Clone(m.Parts), nil
	for i := range m.Parts {
		m.Parts[i].Packed = Place{}
	}
	text, err := m.text()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Finish gives the manifest of a committed run its name.
func Finish(folder, runID string) error {
	if err := os.Rename(unfinished(folder, runID), filepath.Join(folder, runID+manifestEnding)); err != nil {
		return fmt.Errorf("ledger: manifest: %w", err)
	}
	return durable.SyncFolder(folder)
}

// Unfinished lists the runs whose manifest still has its temporary name: the
// program ended between writing it and finishing the run.
func Unfinished(folder string) ([]string, error) { return runs(folder, unfinishedEnding) }

// Finished lists the runs with a manifest, oldest first.
func Finished(folder string) ([]string, error) { return runs(folder, manifestEnding) }

// Read gives the manifest of a finished run.
func Read(folder, runID string) (Manifest, error) {
	m, _, err := ReadText(folder, runID)
	return m, err
}

// ReadText is [Read], and gives the text of the manifest besides.
func ReadText(folder, runID string) (m Manifest, text []byte, err error) {
	if text, err = os.ReadFile(filepath.Join(folder, runID+manifestEnding)); err != nil {
		return Manifest{}, nil, fmt.Errorf("ledger: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, nil, fmt.Errorf("ledger: manifest of %s: %w", runID, err)
	}
	return m, text, nil
}

// DropUnfinished removes every part and temporary manifest that belongs to no
// finished run, and says how many runs that were. Packs hold what finished runs
// wrote: they stay, whatever became of a manifest.
func DropUnfinished(folder string) (int, error) {
	finished, err := Finished(folder)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, id := range finished {
		known[id] = true
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, fmt.Errorf("ledger: %w", err)
	}
	dropped := map[string]bool{}
	for _, e := range entries {
		id := runOf(e.Name())
		if known[id] || IsPack(e.Name()) || !IsPart(e.Name()) && !strings.HasSuffix(e.Name(), unfinishedEnding) {
			continue
		}
		if rmErr := os.Remove(filepath.Join(folder, e.Name())); rmErr != nil {
			err = errors.Join(err, fmt.Errorf("ledger: %w", rmErr))
		}
		dropped[id] = true
	}
	return len(dropped), err
}

// runOf gives the run id that begins the name of a part or manifest.
func runOf(name string) string {
	if cut := strings.IndexAny(name, "-."); cut > 0 {
		return name[:cut]
	}
	return name
}

func runs(folder, ending string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ending); ok && !strings.HasPrefix(id, ".") {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	return ids, nil
}

func unfinished(folder, runID string) string { return filepath.Join(folder, runID+unfinishedEnding) }
