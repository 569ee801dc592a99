package intake_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/workspace"
)

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// grow appends to a file as a program does that has it open still.
func grow(t *testing.T, path, more string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(more); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// What a program has open for writing is not whole. (Where the system does not
// tell, it is found out when it has been read: the other tests here.)
func TestAFileThatIsBeingWrittenStays(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Teleplan, "a", "one", at(1))
	open, err := os.OpenFile(filepath.Join(b.Inbox(workspace.Teleplan), "a"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	files, left := b.claim(1, time.Time{})
	if len(files) != 0 || len(left) != 1 || !strings.Contains(left[0].Why, "open for writing") {
		t.Errorf("claimed %v and left %v", numbered(files), left)
	}
	if err := open.Close(); err != nil {
		t.Fatal(err)
	}
	if files, left = b.claim(1, time.Time{}); len(files) != 1 || len(left) != 0 {
		t.Errorf("claimed %v and left %v", numbered(files), left)
	}
}

// A file that grew, shrank or was replaced after it was claimed is told from the
// others, and goes back under its name.
func TestChangedFilesAreFound(t *testing.T) {
	b := newBox(t)
	for i, name := range []string{"same", "grown", "cut", "replaced"} {
		b.put(workspace.Teleplan, name, "content", at(i))
	}
	files, _ := b.claim(7, time.Time{})
	b.read(files)
	path := func(name string) string {
		return filepath.Join(b.Claimed(), "R000001", string(workspace.Teleplan), name)
	}
	grow(t, path("grown"), " and more")
	if err := os.Truncate(path("cut"), 2); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(path("replaced")), os.WriteFile(path("replaced"), []byte("another"), 0o600)); err != nil {
		t.Fatal(err)
	}
	changed, others, err := intake.Changed(files)
	if err != nil || len(changed) != 3 || len(others) != 1 || others[0].Name != "same" {
		t.Fatalf("changed %v, others %v (%v)", numbered(changed), numbered(others), err)
	}
	if _, err := intake.PutBack(b.Workspace, changed); err != nil {
		t.Fatal(err)
	}
	mustBe(t, "in the inbox", b.waiting(), "teleplan/cut", "teleplan/grown", "teleplan/replaced")
	mustBe(t, "read once more", numbered(intake.Afresh(others, 7)), "7 teleplan/same ")
}

// A file that grew after its run committed is in the archive as it was taken, and
// in the inbox as it is now; of one that was overwritten the archive says that it
// has it not. So it is too when the program ended before it could archive.
func TestArchiveOfChangedFiles(t *testing.T) {
	to, opens := key(t)
	for name, finish := range map[string]func(box, []intake.File) error{
		"at once":            func(b box, files []intake.File) error { return intake.Archive(b.Workspace, "R000001", files, nil) },
		"at once, encrypted": func(b box, files []intake.File) error { return intake.Archive(b.Workspace, "R000001", files, to) },
		"by the next run": func(b box, files []intake.File) error {
			var taken []intake.Taken
			for _, f := range files {
				taken = append(taken, intake.Taken{ID: f.ID, Bytes: f.Bytes})
			}
			return intake.FinishArchive(b.Workspace, "R000001", taken, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.t = t
			for i, name := range []string{"same", "grown", "overwritten"} {
				b.put(workspace.Teleplan, name, "content of "+name, at(i))
			}
			files, _ := b.claim(1, time.Time{})
			b.read(files)
			claimed := filepath.Join(b.Claimed(), "R000001", string(workspace.Teleplan))
			grow(t, filepath.Join(claimed, "grown"), " and more")
			if err := os.WriteFile(filepath.Join(claimed, "overwritten"), []byte("something else"), 0o600); err != nil {
				t.Fatal(err)
			}
			err := finish(b, files)
			encrypted := strings.HasSuffix(name, "encrypted")
			atOnce := strings.HasPrefix(name, "at once")
			var lost *intake.NotAsTakenError
			if atOnce && (!errors.As(err, &lost) || strings.Join(lost.Names, " ") != "overwritten") || !atOnce && err != nil {
				t.Fatalf("error is %v", err)
			}
			for _, name := range []string{"same", "grown"} {
				if encrypted {
					b.mustHold(hashOf("content of "+name), "content of "+name, opens)
					continue
				}
				archived, err := os.ReadFile(intake.ArchivePath(b.Workspace, hashOf("content of "+name)))
				if err != nil || string(archived) != "content of "+name {
					t.Errorf("%s in the archive: %q (%v)", name, archived, err)
				}
			}
			if _, err := intake.FindStored(b.Workspace, hashOf("content of overwritten")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the archive has something under the hash of what was overwritten (%v)", err)
			}
			mustBe(t, "in the inbox", b.waiting(), "teleplan/grown", "teleplan/overwritten")
			if claims, err := intake.Claims(b.Workspace); err != nil || len(claims) > 0 {
				t.Errorf("claims: %v %v", claims, err)
			}
		})
	}
}

// What a run writes down before it takes a file is read again, and half of it is
// nothing.
func TestBegun(t *testing.T) {
	b := newBox(t)
	begun := intake.Begun{RunNo: 3, RunID: "R000003", StartedAt: at(1), AsOf: "2026-09-28", PolicyVersion: "p", ProgramVersion: "v"}
	if err := intake.Begin(b.Workspace, begun); err != nil {
		t.Fatal(err)
	}
	if got, found, err := intake.ReadBegun(b.Workspace, "R000003"); err != nil || !found || got != begun {
		t.Errorf("%+v, %v, %v", got, found, err)
	}
	if err := os.Truncate(filepath.Join(b.Claimed(), "R000003", "run.json"), 20); err != nil {
		t.Fatal(err)
	}
	if _, found, err := intake.ReadBegun(b.Workspace, "R000003"); err != nil || found {
		t.Errorf("half of it is found (%v)", err)
	}
	for range 2 {
		if err := intake.Forget(b.Workspace, "R000003"); err != nil {
			t.Fatal(err)
		}
	}
	if claims, err := intake.Claims(b.Workspace); err != nil || len(claims) > 0 {
		t.Errorf("claims: %v %v", claims, err)
	}
}

// A program that was killed after it had put into the archive what was taken of a
// file, and before it had encrypted it, leaves it plain: the next run encrypts it.
func TestArchiveOfChangedFilesAfterAKill(t *testing.T) {
	b := newBox(t)
	to, opens := key(t)
	b.put(workspace.Teleplan, "grown", "content", at(1))
	files, _ := b.claim(1, time.Time{})
	b.read(files)
	grow(t, files[0].Path, " and more")
	plain := intake.ArchivePath(b.Workspace, files[0].ID)
	b.must(os.MkdirAll(filepath.Dir(plain), 0o700))
	b.mustWrite(plain, "content")
	b.must(intake.FinishArchive(b.Workspace, "R000001", []intake.Taken{{ID: files[0].ID, Bytes: files[0].Bytes}}, to))
	b.mustHold(files[0].ID, "content", opens)
	b.mustHaveNothingElse([]string{files[0].ID})
	mustBe(t, "in the inbox", b.waiting(), "teleplan/grown")
}
