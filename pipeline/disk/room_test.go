package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"empanel/pipeline/disk"
)

func TestSize(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string]int{"x": 10, "a/y": 100, "a/b/z": 1000} {
		if err := os.WriteFile(filepath.Join(folder, name), make([]byte, n), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("x", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := disk.Size(folder); err != nil || got != 1110 {
		t.Errorf("%d bytes, %v", got, err)
	}
	if got, err := disk.Size(filepath.Join(folder, "none")); err != nil || got != 0 {
		t.Errorf("a folder that is not there: %d bytes, %v", got, err)
	}
}

func TestFree(t *testing.T) {
	there, err := disk.Free(t.TempDir())
	if err != nil || there.Bytes <= 0 {
		t.Errorf("%v, %v", there, err)
	}
	if _, err := disk.Free(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has room")
	}
}
