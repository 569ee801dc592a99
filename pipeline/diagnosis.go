package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/doctor"
	"empanel/pipeline/history"
	"empanel/pipeline/publish"
	"empanel/pipeline/registry"
	"empanel/pipeline/version"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
)

// Diagnose looks at everything that a night depends on, by the checks of
// pipeline/doctor and those that look into the registry. It changes nothing.
func Diagnose(ctx context.Context, dir string, now func() time.Time, more ...doctor.Check) []doctor.Finding {
	return doctor.Examine(ctx, doctor.Settings{
		Dir: dir, Now: now, Snapshots: publish.Folder,
		More: append([]doctor.Check{checkSnapshots, checkVersions, checkLastRun}, more...),
	})
}

// checkSnapshots looks at the folder for analysts.
func checkSnapshots(_ context.Context, s *doctor.Subject) []doctor.Finding {
	const check = "snapshots"
	folder := s.Snapshots
	info, err := os.Stat(folder)
	switch {
	case err != nil || !info.IsDir():
		return doctor.One(check, doctor.Fail, "make it, with the rights that the analysts need, or correct publish.snapshot_dir", "%s is no folder", folder)
	case !doctor.Writable(folder):
		return doctor.One(check, doctor.Fail, fmt.Sprintf("give this account the right to write in it: chmod u+w %s", wording.Quoted(folder)), "%s cannot be written to", folder)
	}
	if err := publish.CheckGroup(s.Cfg.Publish.SnapshotGroup); err != nil {
		return doctor.One(check, doctor.Fail, "make the group, or correct publish.snapshot_group", "%v", err)
	}
	latest, err := os.Readlink(filepath.Join(folder, publish.Latest))
	if err != nil {
		return doctor.One(check, doctor.OK, "", "%s is there; nothing is published yet", folder)
	}
	return doctor.One(check, doctor.OK, "", "the newest is %s", latest)
}

// checkVersions holds the registry to the program.
func checkVersions(ctx context.Context, s *doctor.Subject) (found []doctor.Finding) {
	const check = "versions"
	ours := fmt.Sprintf("empanel %s, DuckDB %s, %s, policy %s", version.Program, version.DuckDB(), runtime.Version(), s.Cfg.Policy.Version())
	if !warehouse.Exists(s.WS.Registry()) {
		if err := registry.MayBegin(s.WS); err != nil {
			return doctor.One(check, doctor.Fail, "empanel rebuild", "%v", err)
		}
		return doctor.One(check, doctor.OK, "", "%s; no registry yet", ours)
	}
	db, err := warehouse.Open(ctx, s.WS.Registry(), ask.ReadOnly(s.Cfg))
	if errors.Is(err, warehouse.ErrBusy) {
		return doctor.One(check, doctor.OK, "", "%s; a run has the registry open, so its version is not known", ours)
	}
	if err != nil {
		return doctor.One(check, doctor.Fail, "empanel rebuild makes it anew from the ledger", "the registry cannot be opened: %v", err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			found = append(found, doctor.Cannot(check, err)...)
		}
	}()
	if err := registry.MustHaveTables(ctx, db); errors.Is(err, registry.ErrOlder) {
		return doctor.One(check, doctor.Fail, "empanel rebuild", "%s; the registry was made by another version, with other tables", ours)
	} else if err != nil {
		return doctor.Cannot(check, err)
	}
	if err := registry.MustBeOfThisVersion(ctx, db); errors.Is(err, registry.ErrOlder) {
		return doctor.One(check, doctor.Warn, "nothing: the next run makes its relations anew; until then some questions may fail", "%s; the registry's relations are of another version", ours)
	} else if err != nil {
		return doctor.Cannot(check, err)
	}
	newest, err := doctor.NewestManifest(s.WS)
	if err != nil {
		return doctor.Cannot(check, err)
	}
	if newest != nil && newest.PolicyVersion != s.Cfg.Policy.Version() {
		return doctor.One(check, doctor.OK, "", "%s; %s was judged by policy %s, and the next run judges everybody anew (empanel plan shows what changes)", ours, newest.RunID, newest.PolicyVersion)
	}
	return doctor.One(check, doctor.OK, "", "%s; the registry is of this version", ours)
}

// checkLastRun says how the newest run ended, and when.
func checkLastRun(ctx context.Context, s *doctor.Subject) []doctor.Finding {
	const check = "last run"
	list, err := history.Runs(ctx, s.WS.Dir())
	if errors.Is(err, ask.ErrNoSnapshot) || errors.Is(err, warehouse.ErrBusy) {
		return doctor.One(check, doctor.OK, "", "the first is under way")
	}
	if errors.Is(err, registry.ErrMissing) || errors.Is(err, registry.ErrOlder) {
		return doctor.One(check, doctor.Warn, "empanel rebuild", "not known while the registry cannot be asked")
	}
	if err != nil {
		return doctor.Cannot(check, err)
	}
	if len(list.Runs) == 0 {
		return doctor.One(check, doctor.OK, "", "none yet")
	}
	newest := list.Runs[0]
	if newest.State != "done" {
		return doctor.One(check, doctor.Warn, "mend what it names, then: empanel run", "%s %s: %s", newest.RunID, newest.State, newest.Failure)
	}
	age := s.Now.Sub(newest.StartedAt)
	text := fmt.Sprintf("%s is done, begun at %s", newest.RunID, doctor.Instant(newest.StartedAt))
	if hours := s.Cfg.Metrics.ReadyHours; age.Hours() > hours {
		return doctor.One(check, doctor.Warn, "see whether the nightly job is set up and runs: crontab -l, systemctl list-timers, or empanel schedule", "%s, longer ago than %s", text, wording.Plural(int(hours), "hour", "hours"))
	}
	return doctor.One(check, doctor.OK, "", "%s", text)
}
