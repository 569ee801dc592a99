package workspace_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
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
	if _, err := workspace.Init(dir); err != nil {
		t.Error(err)
	}
	if _, err := w.Key(); err != nil {
		t.Error(err)
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
