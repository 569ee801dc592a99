package intake_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"empanel/pipeline/intake"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// key makes a key, and gives who encrypts to it and who opens.
func key(t *testing.T) (*seal.Recipients, *seal.Identities) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	to, err := seal.ParseRecipients([]string{identity.Recipient().String()})
	if err != nil {
		t.Fatal(err)
	}
	opens, err := seal.ReadIdentities("-", strings.NewReader(identity.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	return to, opens
}

// Wherever an encrypting of the night's files was killed, the next run finishes
// it: each file is in the archive, encrypted, and nowhere plain.
func TestArchiveEncryptedAfterAKill(t *testing.T) {
	to, opens := key(t)
	for name, killed := range map[string]func(b box, files []intake.File){
		"before anything": func(box, []intake.File) {},
		"while writing": func(b box, files []intake.File) {
			b.mustWrite(intake.ArchivePath(b.Workspace, files[0].ID)+seal.Ending+seal.NewEnding, "half of it")
		},
		"before the names": func(b box, files []intake.File) {
			b.must(to.WriteNew(intake.ArchivePath(b.Workspace, files[0].ID)+seal.Ending, files[0].Path))
		},
		"after one name": func(b box, files []intake.File) {
			target := intake.ArchivePath(b.Workspace, files[0].ID) + seal.Ending
			b.must(to.WriteNew(target, files[0].Path))
			b.must(seal.Rename(target))
		},
		"after one was removed": func(b box, files []intake.File) {
			target := intake.ArchivePath(b.Workspace, files[0].ID) + seal.Ending
			b.must(to.WriteNew(target, files[0].Path))
			b.must(seal.Rename(target))
			b.must(os.Remove(files[0].Path))
		},
		"before there were recipients": func(b box, files []intake.File) {
			b.must(os.Rename(files[0].Path, intake.ArchivePath(b.Workspace, files[0].ID)))
		},
		"and it had come before, plain": func(b box, files []intake.File) {
			b.mustWrite(intake.ArchivePath(b.Workspace, files[2].ID), "two")
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.put(workspace.Teleplan, "a", "one", at(1))
			b.put(workspace.Teleplan, "b", "one", at(2)) // the same bytes: one file in the archive
			b.put(workspace.DrBill, "c", "two", at(3))
			files, _ := b.claim(1, time.Time{})
			b.read(files)
			b.must(os.MkdirAll(filepath.Dir(intake.ArchivePath(b.Workspace, files[0].ID)), 0o700))
			b.must(os.MkdirAll(filepath.Dir(intake.ArchivePath(b.Workspace, files[2].ID)), 0o700))
			killed(b, files)
			b.must(intake.FinishArchive(b.Workspace, "R000001", nil, to))
			ids := []string{files[0].ID, files[2].ID}
			if name == "before there were recipients" {
				stored, err := intake.FindStored(b.Workspace, ids[0])
				// The twin came encrypted, and takes the plain one's place.
				if err != nil || !stored.Encrypted {
					t.Errorf("%+v %v", stored, err)
				}
			}
			b.must(intake.EncryptStored(b.Workspace, ids, to))
			for i, want := range []string{"one", "two"} {
				b.mustHold(ids[i], want, opens)
			}
			b.mustHaveNothingElse(ids)
			b.must(intake.EncryptStored(b.Workspace, ids, to)) // again
			b.mustHaveNothingElse(ids)
		})
	}
}

func (b box) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b box) mustWrite(path, text string) {
	b.t.Helper()
	b.must(os.WriteFile(path, []byte(text), 0o600))
}

// mustHold holds an encrypted file to what it was.
func (b box) mustHold(id, want string, opens *seal.Identities) {
	b.t.Helper()
	stored, err := intake.FindStored(b.Workspace, id)
	b.must(err)
	if got, err := stored.ID(opens); got != id || !stored.Encrypted {
		b.t.Errorf("%s is there as %s, %v", id, got, err)
	}
	content, err := stored.Open(opens)
	b.must(err)
	text, err := io.ReadAll(content)
	if err := errors.Join(err, content.Close()); err != nil || string(text) != want {
		b.t.Errorf("%q, %v", text, err)
	}
	raw, err := os.ReadFile(stored.Path)
	if err != nil || strings.Contains(string(raw), want) {
		b.t.Errorf("the stored file holds the plain text, %v", err)
	}
}

// mustHaveNothingElse holds the archive to these files, encrypted, and the run's
// own folder to nothing.
func (b box) mustHaveNothingElse(ids []string) {
	b.t.Helper()
	want := map[string]bool{}
	for _, id := range ids {
		want[id+seal.Ending] = true
	}
	b.must(filepath.WalkDir(b.Archive(), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !want[e.Name()] {
			b.t.Errorf("left in the archive: %s", filepath.Base(path))
		}
		return err
	}))
	if claims, err := intake.Claims(b.Workspace); err != nil || len(claims) > 0 {
		b.t.Errorf("claims: %v %v", claims, err)
	}
}

// The newest row of a file counts; a record that cannot be read is an error, and
// never taken for an empty one.
func TestRecordOfRemovedFiles(t *testing.T) {
	b := newBox(t)
	if gone, err := intake.ReadRemoved(b.Workspace); len(gone) > 0 || err != nil {
		t.Fatalf("%v %v", gone, err)
	}
	id, other := strings.Repeat("a", 64), strings.Repeat("b", 64)
	first := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	b.must(intake.RecordRemoved(b.Workspace, []intake.Removed{{ID: id, On: first, Bytes: 3, Why: intake.RemovedByRetention}, {ID: other, On: first, Why: intake.NotRestored}}))
	b.must(intake.RecordRemoved(b.Workspace, []intake.Removed{{ID: id, On: first.AddDate(1, 0, 0), Bytes: 3, Why: intake.RemovedByRetention}}))
	gone, err := intake.ReadRemoved(b.Workspace)
	if err != nil || len(gone) != 2 || gone[id].On.Year() != 2027 || gone[other].Why != intake.NotRestored {
		t.Errorf("%v %v", gone, err)
	}
	b.mustWrite(b.RemovedFiles(), "{\"submission_id\":\n")
	if _, err := intake.ReadRemoved(b.Workspace); err == nil || !strings.Contains(err.Error(), "removed.jsonl:1: cannot be read") {
		t.Errorf("a damaged record: %v", err)
	}
}
