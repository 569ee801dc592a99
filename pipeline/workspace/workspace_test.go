package workspace_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

func TestInitMakesEverythingForTheOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "ws")
	w, err := workspace.Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{
		w.Inbox(workspace.Teleplan), w.Inbox(workspace.TeleplanReturn), w.Inbox(workspace.DrBill), w.Inbox(workspace.Registry),
		w.Claimed(), w.Archive(), w.Ledger(), w.Snapshots(), w.Exports(), w.Reports(), w.Spill(),
	} {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			t.Errorf("%s is not there: %v", folder, err)
		}
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := config.Load(w.Config()); err != nil || got.Policy.Version() != config.Default().Policy.Version() {
		t.Errorf("the written configuration is not the defaults: %v", err)
	}
}

func TestInitNeverTouchesAWorkspace(t *testing.T) {
	dir := t.TempDir()
	w, err := workspace.Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.Key()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.Config(), []byte("# mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Init(dir); !errors.Is(err, workspace.ErrExists) {
		t.Errorf("a second init gave %v", err)
	}
	again, err := w.Key()
	if err != nil || !bytes.Equal(key, again) {
		t.Error("a second init changed the key")
	}
	if text, err := os.ReadFile(w.Config()); err != nil || string(text) != "# mine\n" {
		t.Error("a second init changed the configuration")
	}
}

func TestInitDoesNotMakeAnotherKeyForOldEvidence(t *testing.T) {
	dir := t.TempDir()
	w, err := workspace.Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(w.KeyFile()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Ledger(), "part.parquet"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Init(dir); !errors.Is(err, workspace.ErrKeyMissing) {
		t.Errorf("got %v", err)
	}
	if _, err := w.Key(); !errors.Is(err, workspace.ErrKeyMissing) {
		t.Errorf("got %v", err)
	}
}

func TestInitCutShortCanBeRepeated(t *testing.T) {
	dir := t.TempDir()
	w, err := workspace.Init(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(w.KeyFile()), os.RemoveAll(w.Archive())); err != nil {
		t.Fatal(err)
	}
	// What was being written when it was killed.
	half := filepath.Join(dir, ".person.key.unfinished")
	if err := os.WriteFile(half, []byte("0123"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Init(dir); err != nil {
		t.Error(err)
	}
	if _, err := w.Key(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the key that was not whole is still there (%v)", err)
	}
}

func TestKeysAreRandomAndNeverShown(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		w, err := workspace.Init(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		key, err := w.Key()
		if err != nil || len(key) != 32 {
			t.Fatalf("key of %d bytes, %v", len(key), err)
		}
		seen[hex.EncodeToString(key)] = true
		if err := os.WriteFile(w.KeyFile(), []byte("zz11223344"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Key(); err == nil || strings.Contains(err.Error(), "11223344") {
			t.Errorf("a damaged key gave %v", err)
		}
	}
	if len(seen) != 3 {
		t.Error("two workspaces have one key")
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for _, none := range []string{dir, filepath.Join(dir, "missing")} {
		_, err := workspace.Open(none)
		if !errors.Is(err, workspace.ErrNone) || !strings.Contains(err.Error(), "empanel init") {
			t.Errorf("got %v", err)
		}
	}
	if _, err := workspace.Init(filepath.Join(dir, "ws")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("ws", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(filepath.Join(dir, "link"))
	if err != nil {
		t.Fatal(err)
	}
	if want, err := filepath.EvalSymlinks(filepath.Join(dir, "ws")); err != nil || w.Dir() != want {
		t.Errorf("opened %s, want %s", w.Dir(), want)
	}
	if !filepath.IsAbs(w.Registry()) {
		t.Error("paths are not absolute")
	}
}

func TestOnlyOneRunHoldsAWorkspace(t *testing.T) {
	w, err := workspace.Init(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	release, err := w.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Acquire(); !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("a second holder in this process got %v", err)
	}
	if got := acquireElsewhere(t, w.Dir()); got != "held" {
		t.Errorf("another process got %q", got)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	// The other process gets the lock and ends without letting go of it.
	if got := acquireElsewhere(t, w.Dir()); got != "taken" {
		t.Errorf("after the release another process got %q", got)
	}
	if release, err = w.Acquire(); err != nil {
		t.Errorf("a process that ended still holds the workspace: %v", err)
	} else if err := release(); err != nil {
		t.Error(err)
	}
}

// acquireElsewhere runs TestAcquireInAnotherProcess in a process of its own.
func acquireElsewhere(t *testing.T, dir string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	other := exec.Command(program, "-test.run=^TestAcquireInAnotherProcess$")
	other.Env = append(os.Environ(), "EMPANEL_TEST_LOCK="+dir)
	out, err := other.Output()
	if err != nil {
		t.Fatal(err)
	}
	word, _, _ := strings.Cut(string(out), "\n")
	return word
}

func TestAcquireInAnotherProcess(t *testing.T) {
	dir := os.Getenv("EMPANEL_TEST_LOCK")
	if dir == "" {
		t.Skip("is run by TestOnlyOneRunHoldsAWorkspace")
	}
	w, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Acquire()
	switch {
	case err == nil:
		_, _ = os.Stdout.WriteString("taken\n")
	case errors.Is(err, workspace.ErrHeld):
		_, _ = os.Stdout.WriteString("held\n")
	default:
		t.Fatal(err)
	}
}

// Every part of a workspace, opened to others in every way, is refused with the
// command that mends it.
func TestAWorkspaceThatOthersCanGetAtIsRefused(t *testing.T) {
	w, err := workspace.Init(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	parts := []string{
		w.Dir(), filepath.Dir(w.Claimed()), w.Claimed(), w.Archive(), w.Ledger(), w.Snapshots(), w.Exports(), w.Reports(), w.Spill(),
		w.Config(), w.KeyFile(), w.Registry(), w.AuditLog(), w.Lock(),
	}
	for _, c := range workspace.Channels() {
		parts = append(parts, w.Inbox(c))
	}
	for _, file := range []string{w.Registry(), w.AuditLog(), w.Lock()} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range parts {
		info, err := os.Stat(part)
		if err != nil {
			t.Fatal(err)
		}
		for bit := fs.FileMode(1); bit < 0o100; bit <<= 1 {
			if err := os.Chmod(part, info.Mode().Perm()|bit); err != nil {
				t.Fatal(err)
			}
			_, err := workspace.Open(w.Dir())
			var open *workspace.AccessError
			if !errors.As(err, &open) || len(open.Problems) != 1 || !strings.Contains(err.Error(), "chmod -R go-rwx") {
				t.Errorf("%s with %v more: %v", part, bit, err)
			}
		}
		if err := os.Chmod(part, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := workspace.Open(w.Dir()); err != nil {
		t.Errorf("mended, it is refused: %v", err)
	}
	if os.Geteuid() == 0 { // only root can give something away
		if err := os.Chown(w.Ledger(), 65534, 65534); err != nil {
			t.Fatal(err)
		}
		if _, err := workspace.Open(w.Dir()); err == nil || !strings.Contains(err.Error(), "sudo -u") {
			t.Errorf("another account's: %v", err)
		}
	}
}

// A group that is configured may put files into the inbox, and nothing else; any
// other group nothing.
func TestAGroupMayBeAllowedIntoTheInbox(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give something to a group")
	}
	group, err := user.LookupGroupId("65534")
	if err != nil {
		t.Skip("there is no other group on this machine")
	}
	w, err := workspace.Init(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	inbox := filepath.Dir(w.Claimed())
	modes := map[string]fs.FileMode{w.Dir(): 0o710, inbox: 0o710}
	for _, c := range workspace.Channels() {
		modes[w.Inbox(c)] = 0o730
	}
	for path, mode := range modes {
		if err := errors.Join(os.Chown(path, 0, 65534), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	var open *workspace.AccessError
	if _, err := workspace.Open(w.Dir()); !errors.As(err, &open) || len(open.Problems) != len(modes) {
		t.Errorf("not configured: %v", err)
	}
	if err := os.WriteFile(w.Config(), []byte("[security]\ninbox_group = \""+group.Name+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(w.Dir()); err != nil {
		t.Errorf("configured: %v", err)
	}
	for path, mode := range map[string]fs.FileMode{w.Dir(): 0o730, inbox: 0o730, w.Inbox(workspace.Teleplan): 0o733} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := workspace.Open(w.Dir()); !errors.As(err, &open) || len(open.Problems) != 1 {
			t.Errorf("%s with %04o: %v", path, mode, err)
		}
		if err := os.Chmod(path, modes[path]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(w.Inbox(workspace.DrBill), 0, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(w.Dir()); !errors.As(err, &open) || len(open.Problems) != 1 {
		t.Errorf("of another group: %v", err)
	}
}

func TestAKeyThatOthersHaveIsNotUsed(t *testing.T) {
	w, err := workspace.Init(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	apart := filepath.Join(t.TempDir(), "person.key")
	if err := os.Rename(w.KeyFile(), apart); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.Config(), []byte("security.key_file = \""+apart+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w, err = workspace.Open(w.Dir()); err != nil || w.KeyFile() != apart {
		t.Fatalf("the key is at %s (%v)", w.KeyFile(), err)
	}
	if _, err := w.Key(); err != nil {
		t.Error(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(apart, mode); err != nil {
			t.Fatal(err)
		}
		var open *workspace.AccessError
		if _, err := w.Key(); !errors.As(err, &open) || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("%v: %v", mode, err)
		}
	}
}

// A change of the key that stops after any of its steps leaves the old key in
// force, or the new one and the knowledge that something is left to do.
func TestAChangeOfTheKeyCanStopAnywhere(t *testing.T) {
	for steps := range 4 {
		w, err := workspace.Init(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		old, err := w.Key()
		if err != nil {
			t.Fatal(err)
		}
		var before, after []byte
		for i, step := range []func() error{
			func() (err error) { before, after, err = w.PrepareKey(); return err },
			w.SwapKey,
			w.FinishKey,
		} {
			if i < steps {
				if err := step(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if steps > 0 && (!bytes.Equal(before, old) || bytes.Equal(after, old)) {
			t.Error("the keys are not the old one and another")
		}
		changing, err := w.Rekeying()
		if err != nil || changing != (steps == 2) {
			t.Errorf("after %d steps: changing is %v (%v)", steps, changing, err)
		}
		now, err := w.Key()
		switch steps {
		case 0, 1:
			if err != nil || !bytes.Equal(now, old) {
				t.Errorf("after %d steps the old key is not in force: %v", steps, err)
			}
		case 2:
			if !errors.Is(err, workspace.ErrRekeying) {
				t.Errorf("a key was given in the middle of its change: %v", err)
			}
			if now, err = w.KeyInForce(); err != nil || !bytes.Equal(now, after) {
				t.Errorf("the new key is not in force: %v", err)
			}
			if err := w.DropKey(); err != nil { // too late: nothing happens
				t.Error(err)
			}
			if changing, err := w.Rekeying(); !changing || err != nil {
				t.Error("dropping the new key forgot what was to be finished")
			}
		case 3:
			if err != nil || !bytes.Equal(now, after) {
				t.Errorf("the new key is not in force: %v", err)
			}
			if left, err := filepath.Glob(w.KeyFile() + ".*"); len(left) > 0 || err != nil {
				t.Errorf("left: %v (%v)", left, err)
			}
		}
	}
}

// The power may go when one of the two names beside the key is on disk and the
// other is not: the old key alone is then no change of the key.
func TestAChangeOfTheKeyOfWhichHalfIsOnDisk(t *testing.T) {
	w, err := workspace.Init(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	old, _, err := w.PrepareKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(w.KeyFile() + ".next"); err != nil {
		t.Fatal(err)
	}
	if now, err := w.Key(); err != nil || !bytes.Equal(now, old) {
		t.Errorf("the old key is not in force: %v", err)
	}
	if _, _, err := w.PrepareKey(); err != nil {
		t.Error(err)
	}
}
