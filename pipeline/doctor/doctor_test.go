package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

var now = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)

// subject is a new workspace, looked at by a clock that stands still on a
// machine that is made up.
func subject(t *testing.T) *Subject {
	t.Helper()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	s := &Subject{Now: now, WS: ws, Cfg: config.Default(), Snapshots: ws.Snapshots(), Proc: t.TempDir(), Cgroup: t.TempDir()}
	write(t, filepath.Join(s.Proc, "meminfo"), "MemTotal:       16000000 kB\nMemFree: 1 kB\n")
	write(t, filepath.Join(s.Proc, "self", "cgroup"), "0::/system.slice/empanel.service\n")
	write(t, filepath.Join(s.Proc, "locks"), "")
	return s
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func touch(t *testing.T, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// wants holds a check to one finding with a state, in whose text a word stands.
func wants(t *testing.T, name string, found []Finding, state State, word string) {
	t.Helper()
	for _, f := range found {
		if f.State == state && strings.Contains(f.Found, word) {
			if (state == OK) != (f.Do == "") {
				t.Errorf("%s: %s, and to do is %q", name, state, f.Do)
			}
			return
		}
	}
	t.Errorf("%s gives %v, want %s with %q", name, found, state, word)
}

func TestPermissions(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "as made", permissions(ctx, s), OK, "owner's alone")
	chmod(t, s.WS.Config(), 0o640)
	wants(t, "group", permissions(ctx, s), Warn, "1 file or folder: empanel.toml")
	chmod(t, s.WS.Reports(), 0o755)
	wants(t, "others", permissions(ctx, s), Fail, "2 files and folders: empanel.toml, reports")
	chmod(t, s.WS.Config(), 0o600)
	chmod(t, s.WS.Reports(), 0o700)
	// Snapshots are the group's where one is named; the metrics are everybody's.
	snapshot, figures := filepath.Join(s.WS.Snapshots(), "R000001.duckdb"), filepath.Join(s.WS.Dir(), "empanel.prom")
	write(t, snapshot, "x")
	write(t, figures, "x")
	chmod(t, snapshot, 0o640)
	chmod(t, figures, 0o644)
	wants(t, "neither named", permissions(ctx, s), Fail, "2 files and folders")
	s.Cfg.Publish.SnapshotGroup, s.Cfg.Metrics.Textfile = "analysts", "empanel.prom"
	wants(t, "both named", permissions(ctx, s), OK, "owner's alone")
	chmod(t, snapshot, 0o644)
	wants(t, "snapshot for all", permissions(ctx, s), Fail, "snapshots/R000001.duckdb")
	// How others put files into the inbox is theirs.
	chmod(t, snapshot, 0o600)
	write(t, filepath.Join(s.WS.Inbox(workspace.Teleplan), "a.txt"), "x")
	chmod(t, filepath.Join(s.WS.Inbox(workspace.Teleplan), "a.txt"), 0o644)
	wants(t, "inbox", permissions(ctx, s), OK, "owner's alone")
	chmod(t, s.WS.Inbox(workspace.Teleplan), 0o777)
	wants(t, "folder of the inbox", permissions(ctx, s), Fail, "inbox/teleplan")
}

func TestKey(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "key", key(ctx, s), OK, "person.key")
	write(t, s.WS.KeyFile(), "short")
	wants(t, "damaged key", key(ctx, s), Fail, "is not a key")
}

func TestRoom(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "room", disks(ctx, s), OK, "500 MB")
	// A registry that says it is larger than the disk: nothing is written.
	if err := os.WriteFile(s.WS.Registry(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(s.WS.Registry(), 1<<42); err != nil {
		t.Skip("this file system has no large sparse files")
	}
	wants(t, "no room", disks(ctx, s), Fail, "8796.6 GB")
}

func manifest(t *testing.T, s *Subject, m ledger.Manifest) {
	t.Helper()
	m.Policy = []byte("{}")
	if err := ledger.Prepare(s.WS.Ledger(), m); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Finish(s.WS.Ledger(), m.RunID); err != nil {
		t.Fatal(err)
	}
}

func TestClocks(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	if found := clocks(ctx, s); found[0].State == Fail || !strings.Contains(found[0].Found, "05:00 on 2026-09-30") {
		t.Errorf("a new workspace gives %v", found)
	}
	file := filepath.Join(s.WS.Inbox(workspace.DrBill), "a.csv")
	write(t, file, "x")
	touch(t, file, now.Add(4*time.Minute)) // as clocks differ
	if found := clocks(ctx, s); strings.Contains(found[0].Found, "files") {
		t.Errorf("four minutes give %v", found)
	}
	touch(t, file, now.Add(time.Hour))
	wants(t, "file of the future", clocks(ctx, s), Warn, "1 files in the inbox were last modified after now")
	manifest(t, s, ledger.Manifest{RunID: "R000001", EndedAt: now.Add(time.Hour)})
	wants(t, "gone back", clocks(ctx, s), Fail, "R000001 ended at 06:00 on 2026-09-30")
}

func TestZones(t *testing.T) {
	older := time.FixedZone("older", -8*60*60)
	wants(t, "right", zonesOf(clock.Vancouver(), clock.Vancouver(), nil), OK, "UTC-7")
	wants(t, "older machine", zonesOf(clock.Vancouver(), older, nil), Warn, "older than 2026b")
	wants(t, "none", zonesOf(clock.Vancouver(), nil, errors.New("none")), Warn, "does not know")
	wants(t, "older program", zonesOf(older, clock.Vancouver(), nil), Fail, "the program does not know")
}

func TestLockAndInterruptedRun(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "no lock", lock(ctx, s), OK, "nobody")
	wants(t, "no run", interrupted(ctx, s), OK, "none")
	write(t, s.WS.Lock(), "")
	if err := os.MkdirAll(filepath.Join(s.WS.Claimed(), "R000004", "teleplan"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.WS.Claimed(), "R000004", "teleplan", "a.txt"), "x")
	wants(t, "left", interrupted(ctx, s), Warn, "R000004 did not end")
	info, err := os.Stat(s.WS.Lock())
	if err != nil {
		t.Fatal(err)
	}
	inode := info.Sys().(*syscall.Stat_t).Ino
	write(t, filepath.Join(s.Proc, "locks"), fmt.Sprintf("1: POSIX  ADVISORY  READ 9 08:01:%d 0 EOF\n2: FLOCK  ADVISORY  WRITE 1234 08:01:%d 0 EOF\n3: FLOCK  ADVISORY  WRITE 5 08:01:1%d 0 EOF\n", inode, inode, inode))
	write(t, filepath.Join(s.Proc, "1234", "cmdline"), "/usr/bin/empanel\x00run\x00-w\x00ws\x00--as-of\x00")
	wants(t, "held", lock(ctx, s), OK, "held by process 1234 (empanel run -w ws): a run")
	wants(t, "under way", interrupted(ctx, s), OK, "R000004 is under way")
	s.Proc = filepath.Join(s.Proc, "none")
	wants(t, "not told", lock(ctx, s), OK, "does not tell")
}

// The kernel's own list names the process that holds a lock.
func TestLockOfThisProcess(t *testing.T) {
	s := subject(t)
	s.Proc = "/proc"
	release, err := s.WS.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	found := lock(context.Background(), s)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(found[0].Found, "does not tell") {
		t.Skip("no /proc/locks here")
	}
	wants(t, "held", found, OK, fmt.Sprintf("held by process %d (", os.Getpid()))
	wants(t, "released", lock(context.Background(), s), OK, "nobody")
}

func TestInbox(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "empty", inbox(ctx, s), OK, "empty")
	for _, name := range []string{"a.txt", "b.txt.part"} {
		write(t, filepath.Join(s.WS.Inbox(workspace.Teleplan), name), "x")
		touch(t, filepath.Join(s.WS.Inbox(workspace.Teleplan), name), now.Add(-time.Hour))
	}
	wants(t, "waiting", inbox(ctx, s), OK, "1 in teleplan")
	for _, name := range []string{"a.txt", "b.txt.part"} {
		touch(t, filepath.Join(s.WS.Inbox(workspace.Teleplan), name), now.Add(-27*time.Hour))
	}
	found := inbox(ctx, s)
	wants(t, "too long", found, Warn, "1 file waits longer than 26 hours")
	wants(t, "unfinished", found, Warn, "1 file is being written")
	// What no run takes, named without the number somebody called it by.
	inboxFolder := filepath.Dir(s.WS.Inbox(workspace.Teleplan))
	write(t, filepath.Join(inboxFolder, "9012372173.txt"), "x")
	if err := os.Mkdir(filepath.Join(s.WS.Inbox(workspace.DrBill), "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	found = inbox(ctx, s)
	wants(t, "wrong folder", found, Warn, "90******73.txt: it is in no channel's folder")
	wants(t, "folder", found, Warn, "drbill/folder: it is a folder")
}

func TestMemory(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "machine", memory(ctx, s), OK, "700 MB of 16.4 GB")
	group := filepath.Join(s.Cgroup, "system.slice", "empanel.service")
	write(t, filepath.Join(group, "memory.max"), "max\n")
	wants(t, "no bound", memory(ctx, s), OK, "16.4 GB")
	write(t, filepath.Join(s.Cgroup, "system.slice", "memory.max"), "900000000\n")
	wants(t, "the group above", memory(ctx, s), Warn, "1.0 GB, and its control group may use only 900 MB")
	write(t, filepath.Join(group, "memory.high"), "600000000\n")
	wants(t, "too little", memory(ctx, s), Fail, "700 MB, and its control group may use only 600 MB")
	for text, want := range map[string]int64{"700MB": 700_000_000, "1.5 GiB": 1_610_612_736, "2TB": 2_000_000_000_000, "1KiB": 1024} {
		if got, ok := parseBytes(text); !ok || got != want {
			t.Errorf("%s is taken for %d", text, got)
		}
	}
}

func TestTelling(t *testing.T) {
	ctx := context.Background()
	s := subject(t)
	wants(t, "log off", logging(ctx, s), OK, "off")
	wants(t, "no metrics", figures(ctx, s), OK, "not configured")
	wants(t, "nobody told", notifications(ctx, s), OK, "not configured")
	s.Cfg.Log = config.Log{Format: "json", Level: "info", File: "log/empanel.log"}
	wants(t, "no folder of the log", logging(ctx, s), Fail, "log/empanel.log cannot be written")
	write(t, filepath.Join(s.WS.Dir(), "log", "empanel.log"), "")
	wants(t, "log", logging(ctx, s), OK, "json, to ")
	s.Cfg.Metrics.Textfile, s.Cfg.Metrics.Listen = "none/empanel.prom", "127.0.0.1:9532"
	found := figures(ctx, s)
	wants(t, "no folder of the metrics", found, Fail, "none is no folder")
	wants(t, "listener", found, OK, "127.0.0.1:9532")
	s.Cfg.Notify.Command = []string{filepath.Join(s.WS.Dir(), "page")}
	wants(t, "no program", notifications(ctx, s), Fail, "notify.command")
	write(t, s.Cfg.Notify.Command[0], "#!/bin/sh\n")
	wants(t, "no program yet", notifications(ctx, s), Fail, "permission denied")
	chmod(t, s.Cfg.Notify.Command[0], 0o700)
	wants(t, "program", notifications(ctx, s), OK, "empanel notify test")
	s.Cfg.Notify.Webhooks, s.Cfg.Notify.SecretHeader, s.Cfg.Notify.SecretFile = []string{"https://example.org/secret"}, "X-Key", "secret"
	wants(t, "no secret", notifications(ctx, s), Fail, "notify.secret_file")
}

func inside(ws *workspace.Workspace, _ config.Config) string { return ws.Snapshots() }

// Looking changes nothing, not even a time.
func TestNothingIsChanged(t *testing.T) {
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	before := listing(t, ws.Dir())
	found := Examine(context.Background(), Settings{Dir: ws.Dir(), Snapshots: inside, More: []Check{
		func(context.Context, *Subject) []Finding { return One("more", Warn, "x", "person 9012372173\x1b[31m") },
	}})
	if after := listing(t, ws.Dir()); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	last := found[len(found)-1]
	if last.Check != "more" || last.Found != "person 90******73\uFFFD[31m" || Worst(found) != Warn || Misconfigured(found) {
		t.Errorf("the last finding is %v, and the worst %s", last, Worst(found))
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var s strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil {
			fmt.Fprintln(&s, path, info.Mode(), info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.String()
}

func TestWorkspaceAndConfiguration(t *testing.T) {
	found := Examine(context.Background(), Settings{Dir: t.TempDir(), Snapshots: inside})
	if len(found) != 1 || found[0].State != Fail || !Misconfigured(found) {
		t.Errorf("no workspace gives %v", found)
	}
	s := subject(t)
	write(t, s.WS.Config(), "[engine]\nthreads = -1\n[policy]\nconflict = \"x\"\n")
	found = Examine(context.Background(), Settings{Dir: s.WS.Dir(), Snapshots: inside})
	if found[1].State != Fail || found[2].State != Fail || found[3].Check == configCheck || !strings.Contains(found[1].Found+found[2].Found, "empanel.toml:2:1: engine.threads") || !Misconfigured(found) {
		t.Errorf("a wrong configuration gives %v", found[:4])
	}
}
