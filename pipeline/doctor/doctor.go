// Package doctor looks at everything that a night depends on (the workspace,
// its configuration, the disk, the clock, the machine) and says what is wrong
// and what to do about it. It changes nothing, and takes no lock that a run
// could miss.
//
// It knows no database: a check is a function, and Settings.More takes those that
// look into one.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// State is what a check came to.
type State string

// The states of a check.
const (
	OK   State = "ok"
	Warn State = "warn" // a night can go well, and somebody should look
	Fail State = "fail" // a night will not go well
)

// Finding is what one check found. It holds no health number.
type Finding struct {
	Check string `json:"check"`
	State State  `json:"state"`
	Found string `json:"found"`
	Do    string `json:"do"` // empty where there is nothing to do
}

// Subject is what is looked at.
type Subject struct {
	Now time.Time
	WS  *workspace.Workspace
	Cfg config.Config
	// Snapshots is the folder in which they are published.
	Snapshots string
	// Proc and Cgroup are the folders in which the kernel tells of processes
	// and of what they may use.
	Proc, Cgroup string
}

// Check looks at one thing, and gives a finding or several.
type Check func(ctx context.Context, s *Subject) []Finding

// Settings says of what is looked at.
type Settings struct {
	Dir string           // the workspace
	Now func() time.Time // nil means the machine's clock
	// Snapshots says in which folder they are published.
	Snapshots func(*workspace.Workspace, config.Config) string
	More      []Check // besides those of this package
}

// names of the two checks without which there are no others.
const (
	workspaceCheck = "workspace"
	configCheck    = "configuration"
)

// Examine makes every check. Where there is no workspace, or its configuration
// cannot be used, it says so and goes only as far as it can.
func Examine(ctx context.Context, settings Settings) []Finding {
	now := settings.Now
	if now == nil {
		now = time.Now
	}
	ws, err := workspace.Open(settings.Dir)
	if err != nil {
		do := "see that the folder is there and that this account may read it"
		var open *workspace.AccessError
		switch {
		case errors.As(err, &open):
			return cleaned([]Finding{{permissionsCheck, Fail, strings.Join(open.Problems, "; "), open.Mend}})
		case errors.Is(err, workspace.ErrNone):
			do = "name it with --workspace, or make one: empanel init DIR"
		}
		return cleaned([]Finding{{workspaceCheck, Fail, err.Error(), do}})
	}
	found := []Finding{{workspaceCheck, OK, ws.Dir(), ""}}
	cfg, err := config.Load(ws.Config())
	if err != nil {
		for _, one := range parts(err) {
			found = append(found, Finding{configCheck, Fail, one.Error(), "correct it in " + ws.Config()})
		}
		cfg = config.Default() // for the checks that need little of it
	} else {
		found = append(found, Finding{configCheck, OK, "every key can be used; policy version " + cfg.Policy.Version(), ""})
	}
	s := &Subject{Now: now(), WS: ws, Cfg: cfg, Snapshots: settings.Snapshots(ws, cfg), Proc: "/proc", Cgroup: "/sys/fs/cgroup"}
	for _, check := range append(checks(), settings.More...) {
		if ctx.Err() != nil {
			break
		}
		found = append(found, check(ctx, s)...)
	}
	return cleaned(found)
}

// checks are those of this package, in the order in which they are told.
func checks() []Check {
	return []Check{
		permissions, key, disks, clocks, zones, lock, interrupted, inbox, memory, logging, figures, notifications,
	}
}

// Worst gives the worst state there is.
func Worst(found []Finding) State {
	worst := OK
	for _, f := range found {
		switch f.State {
		case Fail:
			return Fail
		case Warn:
			worst = Warn
		case OK:
		}
	}
	return worst
}

// Misconfigured says whether there is no workspace, or a configuration that
// cannot be used.
func Misconfigured(found []Finding) bool {
	for _, f := range found {
		if f.State == Fail && (f.Check == workspaceCheck || f.Check == configCheck) {
			return true
		}
	}
	return false
}

// cleaned gives findings that can be shown.
func cleaned(found []Finding) []Finding {
	for i := range found {
		found[i].Found, found[i].Do = mask.Text(wording.Printable(found[i].Found)), mask.Text(wording.Printable(found[i].Do))
	}
	return found
}

// parts takes joined errors apart.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // each part is wanted
		return joined.Unwrap()
	}
	return []error{err}
}

// One gives the finding of a check.
func One(check string, state State, do, format string, args ...any) []Finding {
	return []Finding{{check, state, fmt.Sprintf(format, args...), do}}
}

// Cannot says that something could not be looked at: nobody knows then whether
// it is well.
func Cannot(check string, err error) []Finding {
	return One(check, Warn, "see that this account may look at it: it must be the one that runs empanel", "cannot be looked at: %v", err)
}

// byteCount writes a number of bytes as people read it.
func byteCount(n int64) string {
	const kilo = 1000
	switch {
	case n >= kilo*kilo*kilo:
		return fmt.Sprintf("%.1f GB", float64(n)/(kilo*kilo*kilo))
	case n >= kilo*kilo:
		return fmt.Sprintf("%.0f MB", float64(n)/(kilo*kilo))
	case n >= kilo:
		return fmt.Sprintf("%.0f kB", float64(n)/kilo)
	}
	return fmt.Sprintf("%d bytes", n)
}
