package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"empanel/pipeline/workspace"
)

// afterFirstNight is made once for all tests that begin with it: a workspace
// after the first load of the made-up province, and the digest that the second
// night gives when nothing goes wrong.
var afterFirstNight struct {
	sync.Mutex
	folder      string
	parcels     []parcel
	undisturbed string
}

func TestMain(m *testing.M) {
	if err := settleChecks(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	for _, folder := range []string{afterFirstNight.folder, afterSomeNights.folder} {
		if folder == "" {
			continue
		}
		if err := os.RemoveAll(folder); err != nil {
			code = 1
		}
	}
	os.Exit(code)
}

// firstNight gives a workspace of the test's own after its first run, the files
// of all nights, and the digest after the second night when nothing goes wrong.
func firstNight(t *testing.T) (p post, parcels []parcel, undisturbed string) {
	t.Helper()
	f := &afterFirstNight
	f.Lock()
	defer f.Unlock()
	if f.undisturbed == "" {
		_, f.parcels = syntheticProvince(t)
		quiet := newPost(t)
		quiet.deliver(ofNight(f.parcels, 0)...)
		quiet.run()
		folder, err := os.MkdirTemp("", "empanel-first-night-")
		if err != nil {
			t.Fatal(err)
		}
		f.folder = folder
		copyFolder(t, quiet.Dir(), folder)
		quiet.deliver(ofNight(f.parcels, 1)...)
		quiet.run()
		f.undisturbed = quiet.digest()
	}
	folder := filepath.Join(t.TempDir(), "ws")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, f.folder, folder)
	ws, err := workspace.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return post{ws, t}, f.parcels, f.undisturbed
}

// copyFolder copies what is in a folder, modes and links included.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, inside)
		if entry.Type() == os.ModeSymlink {
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Mkdir(target, info.Mode().Perm())
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
}
