// Package config reads a workspace's empanel.toml. A missing file or key means
// the default; a key that is not known is an error, never ignored, because a
// misspelt limit that silently does nothing is worse than none.
//
// It knows nothing of folders or databases: it imports reconcile for the
// policy, pipeline/schedule/times for planned times, pipeline/seal for what a
// recipient is, pipeline/spelling, and nothing else of this project.
package config

import (
	"fmt"
	"regexp"
	"slices"

	"empanel/reconcile"
)

// Config is everything a workspace can configure.
type Config struct {
	Intake   Intake   `toml:"intake"`
	Engine   Engine   `toml:"engine"`
	Publish  Publish  `toml:"publish"`
	Alert    Alert    `toml:"alert"`
	Schedule Schedule `toml:"schedule"`
	Log      Log      `toml:"log"`
	Metrics  Metrics  `toml:"metrics"`
	Notify   Notify   `toml:"notify"`
	Security Security `toml:"security"`
	// To whom archived files are encrypted, and how long what is kept.
	Encryption Encryption       `toml:"encryption"`
	Retention  Retention        `toml:"retention"`
	Ledger     Ledger           `toml:"ledger"`
	Policy     reconcile.Policy `toml:"policy"`
}

// Intake says how files that come in are read.
type Intake struct {
	DrBill DrBill `toml:"drbill"`
}

// DrBill says how Dr.Bill uploads are read.
type DrBill struct {
	// DateFormat is how dates with slashes are read.
	DateFormat DateFormat `toml:"date_format"`
}

// DateFormat is a way to write a date. A file may always write YYYY-MM-DD.
type DateFormat string

// The ways to write a date.
const (
	DateAuto DateFormat = "auto"       // the one reading that fits the whole file; a file with two is refused
	DateYMD  DateFormat = "YYYY-MM-DD" // no slashes at all
	DateMDY  DateFormat = "M/D/YYYY"
	DateDMY  DateFormat = "D/M/YYYY"
)

// Engine bounds what the database may use.
type Engine struct {
	// MemoryLimit is a number and a unit, such as "700MB".
	MemoryLimit string `toml:"memory_limit"`
	// Threads is how many it may run at once; 0 means all that the
	// machine, or the container, gives the program.
	Threads int `toml:"threads"`
}

// Publish says where analysts find the snapshots.
type Publish struct {
	// KeepSnapshots is how many finished snapshots stay, the newest included.
	KeepSnapshots int `toml:"keep_snapshots"`
	// SnapshotDir is the folder; empty means snapshots/ in the workspace.
	SnapshotDir string `toml:"snapshot_dir"`
	// SnapshotGroup is the group that may read them; empty means only the owner.
	SnapshotGroup string `toml:"snapshot_group"`
}

// Alert says when a run that worked still needs a person.
type Alert struct {
	// QuarantinePercent is the share of a run's lines in quarantine above
	// which the run ends with exit code 3.
	QuarantinePercent float64 `toml:"quarantine_percent"`
}

// Default is the configuration where nothing is configured.
func Default() Config {
	return Config{
		Intake:   Intake{DrBill: DrBill{DateFormat: DateAuto}},
		Engine:   Engine{MemoryLimit: "700MB"},
		Publish:  Publish{KeepSnapshots: 7},
		Alert:    Alert{QuarantinePercent: 5},
		Schedule: defaultSchedule(),
		Log:      Log{Format: LogOff, Level: "info"},
		Metrics:  Metrics{ReadyHours: 26},
		Notify:   defaultNotify(),
		// Nothing that somebody could want goes by itself: payments are
		// calculated from what was known years before.
		Encryption: Encryption{Recipients: []string{}, Exports: true},
		Retention:  Retention{RawFiles: Forever, Reports: Forever, Exports: Forever, WhoIsWho: "30 days", Leftovers: "1 day"},
		Ledger:     Ledger{KeepRuns: 30, PackMiB: 256},
		Policy:     reconcile.DefaultPolicy(),
	}
}

var memoryLimit = regexp.MustCompile(`^[1-9][0-9]*(\.[0-9]+)? ?([KMGT]i?B)$`)

// problems lists the keys outside [policy] with values that cannot be used.
func (c Config) problems() []*Error {
	var found []*Error
	wrong := func(key, message string, args ...any) {
		found = append(found, &Error{Key: key, Message: fmt.Sprintf(message, args...)})
	}
	switch c.Intake.DrBill.DateFormat {
	case DateAuto, DateYMD, DateMDY, DateDMY:
	default:
		wrong("intake.drbill.date_format", "must be %q, %q, %q or %q", DateAuto, DateYMD, DateMDY, DateDMY)
	}
	if !memoryLimit.MatchString(c.Engine.MemoryLimit) {
		wrong("engine.memory_limit", `must be a number and a unit, like "700MB" or "2GB"`)
	}
	if c.Engine.Threads < 0 || c.Engine.Threads > 1024 {
		wrong("engine.threads", "must be from 0 (all there are) to 1024")
	}
	if c.Publish.KeepSnapshots < 1 {
		wrong("publish.keep_snapshots", "must be at least 1: the newest one always stays")
	}
	if p := c.Alert.QuarantinePercent; !(p >= 0 && p <= 100) {
		wrong("alert.quarantine_percent", "must be a share from 0 to 100")
	}
	return slices.Concat(
		found, c.Schedule.problems(), c.Log.problems(), c.Metrics.problems(), c.Notify.problems(), c.Encryption.problems(), c.Retention.problems(),
		c.Ledger.problems(),
	)
}
