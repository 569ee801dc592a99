// Package backup copies what a workspace cannot be made again without, and makes
// a workspace of such a copy. That is the ledger and the configuration; the audit
// log goes with them, and the archive where somebody wants it. Everything else is
// derived: package pipeline makes it again.
//
// The pseudonym key is never in a backup: whoever has both can tell whose
// pseudonym is whose. It is copied once, apart.
package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"empanel/pipeline/seal"
)

// ListName is the file of a backup that names all others. It is written last, so
// that a backup is always whole: as it was before, or as it is now.
const ListName = "backup.json"

const (
	format  = "empanel backup"
	version = 1
)

// list is what a backup says of itself.
type list struct {
	Format         string    `json:"format"`
	Version        int       `json:"format_version"`
	ProgramVersion string    `json:"program_version"`
	MadeAt         time.Time `json:"made_at"`
	Finished       bool      `json:"finished"` // false while the first one is made
	Runs           int       `json:"runs"`
	NewestRun      string    `json:"newest_run"`
	RegistryDigest string    `json:"registry_digest"` // after that run
	Archive        bool      `json:"archive"`         // the archived files are in it
	Files          []file    `json:"files"`
}

// file is a file of a backup.
type file struct {
	Name   string `json:"name"` // where it stands in a workspace
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of what is restored
	// Of a manifest that names packs: the hash of what it says, which no
	// compaction changes.
	Evidence string `json:"evidence,omitempty"`
	// Where it stands in the backup: with seal.Ending where it was encrypted for it.
	Stored      string `json:"stored"`
	StoredBytes int64  `json:"stored_bytes"`
}

// sealed says whether the backup encrypted it. (An archived file may have been
// encrypted before, and is then restored as it is.)
func (f file) sealed() bool {
	return filepath.Ext(f.Stored) == seal.Ending && filepath.Ext(f.Name) != seal.Ending
}

// ErrNoBackup is the error of a folder that is no backup.
var ErrNoBackup = errors.New("is no backup: there is neither " + ListName + " nor a ledger in it")

// ErrUnfinished is the error of a first backup that was killed.
var ErrUnfinished = errors.New("holds a backup that was never finished: make it again with empanel backup")

// ErrCompacting is the error of a ledger that is being compacted, or of which a
// compaction was interrupted.
var ErrCompacting = errors.New("the ledger is being compacted, or a compaction was interrupted: do this again when it is done (empanel ledger compact does it to its end)")

// ErrDamaged is the error of a backup that is not as it was written.
var ErrDamaged = errors.New("the backup is not as it was written")

// names are where files of a backup may stand in a workspace.
var names = regexp.MustCompile(`^(ledger/R[0-9]{6,}[A-Za-z0-9_.-]*|archive/[0-9a-f]{2}/[0-9a-f]{64}(\.age)?|archive/removed\.jsonl|empanel\.toml|audit\.jsonl|nights\.jsonl)$`)

// lockName is the file of a backup that who makes it holds locked.
const lockName = ".lock"

// storedNames are where a backup puts files, and what a killed one leaves of them.
var storedNames = regexp.MustCompile(`^(ledger/R[0-9]{6,}[A-Za-z0-9_.-]*|archive/[0-9a-f]{2}/[0-9a-f]{64}(\.age)?(\.new)?|state/[^/]+-[0-9a-f]{16}(\.age)?(\.new)?)$`)

// mayRestore says whether a file of a backup may be written under its name. The
// file of recipients may have any name inside the workspace.
func (f file) mayRestore(recipients string) bool {
	return filepath.IsLocal(f.Name) && filepath.IsLocal(f.Stored) && (names.MatchString(f.Name) || recipients != "" && f.Name == recipients)
}

// readList reads the list of a backup; nil where there is none.
func readList(folder string) (*list, error) {
	text, err := os.ReadFile(filepath.Join(folder, ListName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the backup: %w", err)
	}
	var l list
	if err := json.Unmarshal(text, &l); err != nil || l.Format != format {
		return nil, fmt.Errorf("%w: %s cannot be read as the list of one", ErrDamaged, ListName)
	}
	if l.Version != version {
		return nil, fmt.Errorf("%s was written by another version of this program (%s)", ListName, l.ProgramVersion)
	}
	return &l, nil
}

// counter counts what goes through it.
type counter struct {
	io.Writer
	bytes int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.bytes += int64(n)
	return n, err
}
