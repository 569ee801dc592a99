//go:build crash

package crash

import (
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// When the power goes, a disk has of a file what was synced, and of a folder the
// names that were there when it was synced; of what came later it may have any
// part. So before a step relies on a file or a name, that must be synced. These
// tests hold every command to it, by the calls it really makes: docs/recovery.md
// says why these steps are all that rely on anything.

// unsynced is what a power cut could take at one moment.
type unsynced struct {
	contents map[string]bool            // files
	names    map[string]map[string]bool // by folder: what was made, renamed or removed in it
	there    map[string]bool            // what the program made or renamed and has not removed
}

func newUnsynced() *unsynced {
	return &unsynced{contents: map[string]bool{}, names: map[string]map[string]bool{}, there: map[string]bool{}}
}

func (u *unsynced) named(path string) {
	folder := filepath.Dir(path)
	if u.names[folder] == nil {
		u.names[folder] = map[string]bool{}
	}
	u.names[folder][path] = true
}

// after takes up what a call has done.
func (u *unsynced) after(c call) {
	switch {
	case c.failed:
	case c.isWrite():
		u.contents[c.path] = true
	case c.name == "open":
		if c.isNew {
			u.named(c.path)
			u.there[c.path] = true
		}
	case c.name == "fsync":
		delete(u.contents, c.path)
		delete(u.names, c.path)
	case c.name == "syncfs":
		u.contents, u.names = map[string]bool{}, map[string]map[string]bool{}
	case c.name == "rename":
		u.named(c.path)
		u.named(c.to)
		for path := range u.there {
			if within(c.path, path) {
				delete(u.there, path)
				u.there[c.to+strings.TrimPrefix(path, c.path)] = true
			}
		}
		u.there[c.to] = true
		u.contents = moved(u.contents, c)
		for folder, names := range u.names {
			if within(c.path, folder) {
				delete(u.names, folder)
				u.names[c.to+strings.TrimPrefix(folder, c.path)] = moved(names, c)
			}
		}
	case c.name == "unlink":
		u.named(c.path)
		delete(u.there, c.path)
		delete(u.contents, c.path)
	case c.name == "mkdir", c.name == "symlink":
		u.named(c.path)
		u.there[c.path] = true
	}
}

func moved(paths map[string]bool, c call) map[string]bool {
	now := map[string]bool{}
	for path := range paths {
		if within(c.path, path) {
			path = c.to + strings.TrimPrefix(path, c.path)
		}
		now[path] = true
	}
	return now
}

// lost says what of a file, or of a folder with all that is in it, a power cut
// could take.
func (u *unsynced) lost(root, path string) (all []string) {
	for file := range u.contents {
		if within(path, file) {
			all = append(all, "content of "+file)
		}
	}
	for folder, names := range u.names {
		if within(path, folder) {
			for name := range names {
				all = append(all, "name "+name)
			}
		}
	}
	for part := path; within(root, part) && part != root; part = filepath.Dir(part) {
		if u.names[filepath.Dir(part)][part] {
			all = append(all, "name "+part)
		}
	}
	sort.Strings(all)
	return all
}

// reliance is a step that relies on something being on disk.
type reliance struct {
	what  string
	step  func(u *unsynced, c call) bool // whether this call is the step
	on    []string                       // patterns of paths below the workspace
	times int                            // how often it came
}

// mustBeDurable goes through the calls of a command and holds each step to what
// it relies on.
func mustBeDurable(t *testing.T, root string, calls []call, steps []*reliance) *unsynced {
	t.Helper()
	u := newUnsynced()
	for _, c := range calls {
		// Whatever is renamed is whole.
		if c.name == "rename" && !c.failed {
			for _, lost := range u.lostInside(c.path) {
				t.Errorf("%s: %s is not on disk", c, lost)
			}
		}
		for _, s := range steps {
			if c.failed || !s.step(u, c) {
				continue
			}
			s.times++
			for _, pattern := range s.on {
				u.mustHave(t, root, s.what, pattern)
			}
		}
		u.after(c)
	}
	for _, s := range steps {
		if s.times == 0 {
			t.Errorf("no step was seen that is: %s", s.what)
		}
	}
	return u
}

// lostInside is [unsynced.lost] of a file or folder without its own name.
func (u *unsynced) lostInside(path string) (all []string) {
	for _, lost := range u.lost(path, path) {
		if lost != "name "+path {
			all = append(all, lost)
		}
	}
	return all
}

func (u *unsynced) mustHave(t *testing.T, root, what, pattern string) {
	t.Helper()
	matches := regexp.MustCompile("^" + regexp.QuoteMeta(root) + "/" + pattern + "$")
	for path := range u.there {
		if !matches.MatchString(path) {
			continue
		}
		for _, lost := range u.lost(root, path) {
			t.Errorf("%s: %s is not on disk", what, strings.ReplaceAll(lost, root+"/", ""))
		}
	}
}

func renamedTo(pattern string) func(*unsynced, call) bool {
	to := regexp.MustCompile(pattern)
	return func(_ *unsynced, c call) bool { return c.name == "rename" && to.MatchString(c.to) }
}

func unlinked(pattern string) func(*unsynced, call) bool {
	what := regexp.MustCompile(pattern)
	return func(_ *unsynced, c call) bool { return c.name == "unlink" && what.MatchString(c.path) }
}

// stepsOfARun are the steps of a run that rely on something.
func stepsOfARun(root string) []*reliance {
	manifest := filepath.Join(root, "ledger", "R000002.json.tmp")
	return []*reliance{
		{what: "a file is claimed", step: renamedTo(`/\.claimed/R000002/[a-z-]+/`), on: []string{`inbox/\.claimed/R000002/run\.json`}},
		{
			what: "the engine writes the commit",
			step: func(u *unsynced, c call) bool {
				return u.there[manifest] && c.isWrite() && strings.HasPrefix(c.path, filepath.Join(root, "registry.duckdb"))
			},
			on: []string{`ledger/R000002.*`, `inbox/\.claimed/R000002(/.*)?`},
		},
		{what: "the manifest gets its name", step: renamedTo(`/ledger/R000002\.json$`), on: []string{`registry\.duckdb(\.wal)?`, `ledger/.*`}},
		{what: "the run's own folder goes", step: unlinked(`/\.claimed/R000002/`), on: []string{`archive/.*`, `ledger/.*`}},
		{what: "latest.duckdb names the snapshot", step: renamedTo(`/snapshots/latest\.duckdb$`), on: []string{`snapshots/R000002\.duckdb`}},
		{what: "the oldest snapshot goes", step: unlinked(`/snapshots/R[0-9]+\.duckdb$`), on: []string{`snapshots/.*`}},
		{what: "the engine's log goes", step: unlinked(`/registry\.duckdb\.wal$`), on: []string{`registry\.duckdb`}},
	}
}

func TestPowerCutInARun(t *testing.T) {
	m := province(t)
	ws := filepath.Join(t.TempDir(), "ws")
	copyTree(t, m.copies[1], ws)
	replaceInConfig(t, ws, "keep_snapshots = ", "keep_snapshots = 1 #")
	done := watch(t, ws, nil, "run", "-w", ws, "--as-of", asOf(1))
	if done.code != 3 && done.code != 0 {
		t.Fatalf("exit code %d:\n%s", done.code, done.out)
	}
	u := mustBeDurable(t, ws, done.calls, stepsOfARun(ws))
	for _, lost := range u.lost(ws, ws) {
		// What comes back is found at the next start, and does no harm; the page
		// can be made again.
		harmless := strings.Contains(lost, "/inbox/") || strings.Contains(lost, "registry.duckdb.wal") || strings.Contains(lost, "/reports/R000002") ||
			strings.Contains(lost, "/snapshots/R000001.duckdb")
		if !harmless {
			t.Errorf("at the end of a run: %s is not on disk", lost)
		}
	}
}

func TestPowerCutInOtherCommands(t *testing.T) {
	m := province(t)
	ws := filepath.Join(t.TempDir(), "ws")
	copyTree(t, m.copies[1], ws)
	nothingLost := func(t *testing.T, root string, steps []*reliance, but string, args ...string) {
		t.Helper()
		done := watch(t, root, nil, args...)
		if done.code != 0 && done.code != 3 {
			t.Fatalf("empanel %s: exit code %d:\n%s", strings.Join(args, " "), done.code, done.out)
		}
		u := mustBeDurable(t, root, done.calls, steps)
		for _, lost := range u.lost(root, root) {
			if but == "" || !strings.Contains(lost, but) {
				t.Errorf("at the end of empanel %s: %s is not on disk", args[0], lost)
			}
		}
	}
	t.Run("init", func(t *testing.T) {
		above := t.TempDir()
		nothingLost(t, above, nil, "", "init", filepath.Join(above, "new"))
	})
	t.Run("a look that is logged", func(t *testing.T) {
		nothingLost(t, ws, []*reliance{
			{what: "the row is written", step: func(_ *unsynced, c call) bool { return c.isWrite() && strings.HasSuffix(c.path, "audit.jsonl") }},
		}, "", "sql", "-w", ws, "--reveal", "--purpose", "trying", "select count(*) from persons")
	})
	t.Run("rebuild", func(t *testing.T) {
		nothingLost(t, ws, []*reliance{
			{what: "the new registry takes the old one's place", step: renamedTo(`/registry\.duckdb$`), on: []string{`registry\.duckdb\.rebuilt`}},
		}, "registry.duckdb.rebuilt", "rebuild", "-w", ws)
	})
	t.Run("export", func(t *testing.T) {
		out := filepath.Join(ws, "exports", "lists")
		step := []*reliance{{what: "the export gets its name", step: renamedTo(`/exports/lists$`), on: []string{`exports/\.export-.*/.*`}}}
		nothingLost(t, ws, step, "", "export", "worklists", "-w", ws, "--reveal", "--purpose", "trying", "--out", out)
	})
}
