// Package workspace is the folder a panel registry lives in: where everything
// stands, who may run in it at one time, and how a new one is made. No other
// package spells out a path below it.
//
// Everything in a workspace is readable by its owner only (folders 0700, files
// 0600): it holds health numbers. It imports pipeline/config for the
// configuration file of a new workspace, pipeline/durable, and nothing else of
// this project.
package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"empanel/pipeline/config"
)

// Channel is the way by which files come in, and the name of its inbox folder.
type Channel string

// The channels.
const (
	Teleplan       Channel = "teleplan"        // submission files
	TeleplanReturn Channel = "teleplan-return" // return files
	DrBill         Channel = "drbill"          // Dr.Bill uploads, CSV
	Registry       Channel = "registry"        // reference feeds and registry actions, CSV
)

// Channels lists every channel, in the order they are shown.
func Channels() []Channel { return []Channel{Teleplan, TeleplanReturn, DrBill, Registry} }

// ErrNone is the error of a folder that is no workspace.
var ErrNone = errors.New("no workspace here; make one with: empanel init DIR")

// Workspace is an existing workspace. Its paths are absolute.
type Workspace struct {
	dir string
	key string // the file with the key of the pseudonyms
}

// Open gives the workspace in a folder, or [ErrNone] wrapped with the folder's
// name when there is none. A workspace that others can get at is not opened
// (*[AccessError]).
func Open(dir string) (*Workspace, error) {
	absolute, err := filepath.Abs(dir)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNone)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the workspace: %w", err)
	}
	w := &Workspace{dir: absolute}
	for _, folder := range []string{w.inbox(), w.Ledger()} {
		info, err := os.Stat(folder)
		if errors.Is(err, os.ErrNotExist) || err == nil && !info.IsDir() {
			return nil, fmt.Errorf("%s: %w", dir, ErrNone)
		}
		if err != nil {
			return nil, fmt.Errorf("opening the workspace: %w", err)
		}
	}
	return w.guarded()
}

// guarded gives the workspace with what its configuration says of who may get at
// it, if nobody else can. A configuration that cannot be read says nothing: who
// needs more of it says what is wrong with it.
func (w *Workspace) guarded() (*Workspace, error) {
	settings, wrong := config.Load(w.Config())
	if wrong != nil {
		settings = config.Default()
	}
	w.key = w.keyFile(settings.Security)
	err := w.mayOpen(settings)
	if err != nil && wrong != nil {
		return nil, errors.Join(wrong, err)
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Dir is the workspace's own folder.
func (w *Workspace) Dir() string { return w.dir }

// Inbox is the folder in which a channel's files arrive.
func (w *Workspace) Inbox(channel Channel) string { return filepath.Join(w.inbox(), string(channel)) }

// Claimed is the folder for files a run has taken from the inbox and not yet
// put into the archive. It is on the same file system as both.
func (w *Workspace) Claimed() string { return filepath.Join(w.inbox(), ".claimed") }

// Archive is the folder with every accepted or refused file, unchanged.
func (w *Workspace) Archive() string { return filepath.Join(w.dir, "archive") }

// RemovedFiles is the record of files that are not in the archive any more.
func (w *Workspace) RemovedFiles() string { return filepath.Join(w.Archive(), "removed.jsonl") }

// Ledger is the folder with the evidence: the truth, append-only.
func (w *Workspace) Ledger() string { return filepath.Join(w.dir, "ledger") }

// Registry is the database file derived from the ledger.
func (w *Workspace) Registry() string { return filepath.Join(w.dir, "registry.duckdb") }

// Rebuilt is the database file that a rebuild makes beside the registry, until
// it takes the registry's place.
func (w *Workspace) Rebuilt() string { return filepath.Join(w.dir, "registry.duckdb.rebuilt") }

// Snapshots is the folder with what analysts open, unless the configuration
// names another.
func (w *Workspace) Snapshots() string { return filepath.Join(w.dir, "snapshots") }

// Exports is the folder for exports.
func (w *Workspace) Exports() string { return filepath.Join(w.dir, "exports") }

// Reports is the folder for the reports of runs.
func (w *Workspace) Reports() string { return filepath.Join(w.dir, "reports") }

// Spill is the folder into which the database spills when its memory is used
// up. Nothing in it outlives a run.
func (w *Workspace) Spill() string { return filepath.Join(w.dir, ".spill") }

// scratch is where a plan keeps what it reads out of the inbox. Nothing in it
// outlives the plan.
func (w *Workspace) scratch() string { return filepath.Join(w.Spill(), "plan") }

// MakeScratch makes the folder in which a plan works, for its owner only and
// empty: what a plan that was killed left in it goes.
func (w *Workspace) MakeScratch() (string, error) {
	if err := w.ClearScratch(); err != nil {
		return "", err
	}
	if err := os.MkdirAll(w.scratch(), 0o700); err != nil {
		return "", fmt.Errorf("making the plan's folder: %w", err)
	}
	return w.scratch(), nil
}

// ClearScratch removes the folder of a plan, if there is one.
func (w *Workspace) ClearScratch() error {
	if err := os.RemoveAll(w.scratch()); err != nil {
		return fmt.Errorf("clearing the plan's folder: %w", err)
	}
	return nil
}

// Divided is where a run whose people are divided keeps what their partitions are
// folded from and to, in a folder named for the run. It is there only while such a
// run is under way.
func (w *Workspace) Divided() string { return filepath.Join(w.dir, ".divided") }

// ClearDivided removes what a divided run has left, if there is anything. It moves
// it away first: whoever is folding a partition still finds at once that the run is
// no more, and writes nothing into the next one's. What a file system does not let
// go while somebody has it open goes when this is done again, by the next run.
func (w *Workspace) ClearDivided() error {
	const gone = ".divided.gone-"
	if _, err := os.Lstat(w.Divided()); err == nil {
		away, err := os.MkdirTemp(w.dir, gone)
		if err == nil {
			err = os.Rename(w.Divided(), filepath.Join(away, "divided"))
		}
		if err != nil {
			return fmt.Errorf("clearing the folder of a divided run: %w", err)
		}
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return fmt.Errorf("clearing the folder of a divided run: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), gone) {
			_ = os.RemoveAll(filepath.Join(w.dir, e.Name()))
		}
	}
	return nil
}

// keyName is the name of the file with the key, in the workspace.
const keyName = "person.key"

// KeyFile holds the key of the pseudonyms; [Workspace.Key] reads it. It stands in
// the workspace unless the configuration names another place.
func (w *Workspace) KeyFile() string { return w.key }

func (w *Workspace) keyFile(s config.Security) string {
	if s.KeyFile == "" {
		return filepath.Join(w.dir, keyName)
	}
	return w.Configured(s.KeyFile)
}

// Configured gives the place that a path of the configuration names: seen from
// the workspace, wherever the program is started.
func (w *Workspace) Configured(path string) string { return config.In(w.dir, path) }

// AuditLog is the log of every look at a patient.
func (w *Workspace) AuditLog() string { return filepath.Join(w.dir, "audit.jsonl") }

// Lock is the file that a run holds locked; [Workspace.Acquire] takes it.
func (w *Workspace) Lock() string { return filepath.Join(w.dir, ".lock") }

// Nights is the record of nights: what became of each planned time of a schedule.
func (w *Workspace) Nights() string { return filepath.Join(w.dir, "nights.jsonl") }

// ScheduleLock is the file that a scheduler holds locked;
// [Workspace.AcquireSchedule] takes it.
func (w *Workspace) ScheduleLock() string { return filepath.Join(w.dir, "schedule.lock") }

// Config is the configuration file, which need not exist.
func (w *Workspace) Config() string { return filepath.Join(w.dir, "empanel.toml") }

func (w *Workspace) inbox() string { return filepath.Join(w.dir, "inbox") }

// folders lists every folder of a workspace.
func (w *Workspace) folders() []string {
	folders := []string{w.dir, w.inbox()}
	for _, channel := range Channels() {
		folders = append(folders, w.Inbox(channel))
	}
	return append(folders, w.Claimed(), w.Archive(), w.Ledger(), w.Snapshots(), w.Exports(), w.Reports(), w.Spill())
}
