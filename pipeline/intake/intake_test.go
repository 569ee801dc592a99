package intake_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// box is a workspace whose inbox a test fills.
type box struct {
	*workspace.Workspace
	t *testing.T
}

func newBox(t *testing.T) box {
	t.Helper()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	return box{ws, t}
}

// at is a moment n seconds into the evening on which the files came.
func at(n int) time.Time { return time.Date(2026, 9, 28, 20, 0, n, 0, time.UTC) }

// put writes a file into the inbox.
func (b box) put(channel workspace.Channel, name, content string, receivedAt time.Time) {
	b.t.Helper()
	path := filepath.Join(b.Inbox(channel), name)
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chtimes(path, receivedAt, receivedAt); err != nil {
		b.t.Fatal(err)
	}
}

func (b box) claim(first int32, receivedAt time.Time) ([]intake.File, []intake.Left) {
	b.t.Helper()
	files, left, err := intake.Claim(b.Workspace, "R000001", first, receivedAt)
	if err != nil {
		b.t.Fatal(err)
	}
	return files, left
}

func (b box) read(files []intake.File, known ...string) []ledger.Part {
	b.t.Helper()
	parts, err := intake.Read(b.t.Context(), files, intake.Reading{
		Folder: b.Ledger(),
		RunID:  "R000001", Workers: 3, Known: func(id string) bool { return slices.Contains(known, id) },
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return parts
}

// waiting names what is in the inbox, channel by channel.
func (b box) waiting() []string {
	b.t.Helper()
	all := []string{}
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(b.Inbox(channel))
		if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, string(channel)+"/"+e.Name())
		}
	}
	return all
}

func numbered(files []intake.File) []string {
	all := []string{}
	for _, f := range files {
		all = append(all, fmt.Sprintf("%d %s/%s %s", f.No, f.Channel, f.Name, f.Status))
	}
	return all
}

func mustBe(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestClaimNumbersInTheOrderOfReceipt(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Teleplan, "b", "1", at(5))
	b.put(workspace.Teleplan, "a", "2", at(5))
	b.put(workspace.DrBill, "z.csv", "3", at(5))
	b.put(workspace.Registry, "persons.csv", "4", at(1))
	b.put(workspace.TeleplanReturn, "r", "5", at(5).Add(900*time.Millisecond)) // the same second
	files, left := b.claim(41, time.Time{})
	mustBe(t, "files", numbered(files), "41 registry/persons.csv ", "42 teleplan/a ", "43 teleplan/b ", "44 teleplan-return/r ", "45 drbill/z.csv ")
	if len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	mustBe(t, "inbox", b.waiting())
	for _, f := range files {
		if !strings.HasPrefix(f.Path, filepath.Join(b.Claimed(), "R000001")) || f.ReceivedAt.Nanosecond() != 0 || f.ReceivedAt.Location() != time.UTC {
			t.Errorf("%s stands at %s, received at %v", f.Name, f.Path, f.ReceivedAt)
		}
		if f.ReceivedOn != field.NewDate(2026, 9, 28) {
			t.Errorf("%s was received on %s", f.Name, f.ReceivedOn)
		}
	}
}

func TestClaimAsReceivedAtATimeGiven(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Teleplan, "b", "1", at(1))
	b.put(workspace.Teleplan, "a", "2", at(9))
	files, _ := b.claim(1, time.Date(2026, 10, 2, 6, 59, 59, 7, time.UTC)) // still the evening before in Vancouver
	mustBe(t, "files", numbered(files), "1 teleplan/a ", "2 teleplan/b ")
	for _, f := range files {
		if !f.ReceivedAt.Equal(time.Date(2026, 10, 2, 6, 59, 59, 0, time.UTC)) || f.ReceivedOn != field.NewDate(2026, 10, 1) {
			t.Errorf("%s was received at %v, on %s", f.Name, f.ReceivedAt, f.ReceivedOn)
		}
	}
}

func TestClaimLeavesWhatIsNoCompleteFile(t *testing.T) {
	b := newBox(t)
	for _, name := range []string{"half.part", "half.tmp", ".hidden", "part", "x.PART", "tmp.txt"} {
		b.put(workspace.DrBill, name, name, at(1))
	}
	if err := os.Mkdir(filepath.Join(b.Inbox(workspace.Teleplan), "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("x", filepath.Join(b.Inbox(workspace.Teleplan), "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.Dir(), "inbox", "stray.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	before, standingLeft, err := intake.Look(b.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	files, left := b.claim(1, time.Time{})
	mustBe(t, "files", numbered(files), "1 drbill/part ", "2 drbill/tmp.txt ", "3 drbill/x.PART ")
	mustBe(t, "inbox", b.waiting(), "teleplan/folder", "teleplan/link", "drbill/.hidden", "drbill/half.part", "drbill/half.tmp")
	if len(left) != 3 || !slices.Equal(left, standingLeft) {
		t.Errorf("left: %v; a look before said %v", left, standingLeft)
	}
	for _, l := range left {
		if l.Name == "" || !strings.Contains(l.Why, "it is ") {
			t.Errorf("left without a reason: %+v", l)
		}
	}
	for _, s := range before {
		if s.Channel == workspace.DrBill && (s.Complete != 3 || s.Incomplete != 3) {
			t.Errorf("a look before saw %+v", s)
		}
	}
}

// What waits is what a claim takes, in the same order and with the same
// numbers, and stays where it is; what an interrupted run holds comes under the
// name that it will have again.
func TestWaitingIsWhatAClaimTakes(t *testing.T) {
	b := newBox(t)
	b.put(workspace.DrBill, "up.csv", "held", at(3))
	b.claim(1, time.Time{})
	b.put(workspace.DrBill, "up.csv", "newer", at(4))
	b.put(workspace.Teleplan, "b", "1", at(5))
	b.put(workspace.Teleplan, "a", "2", at(5))
	b.put(workspace.Teleplan, "half.part", "3", at(1))
	if err := os.Mkdir(filepath.Join(b.Inbox(workspace.Teleplan), "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	standing := b.waiting()
	waiting, stay, err := intake.Waiting(b.Workspace, []string{"R000001"}, 7, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	mustBe(t, "inbox", b.waiting(), standing...)
	mustBe(t, "files", numbered(waiting), "7 drbill/up_returned1.csv ", "8 drbill/up.csv ", "9 teleplan/a ", "10 teleplan/b ")
	if err := intake.Return(b.Workspace, "R000001"); err != nil {
		t.Fatal(err)
	}
	files, left := b.claim(7, time.Time{})
	mustBe(t, "claimed", numbered(files), numbered(waiting)...)
	for i := range files {
		w, f := waiting[i], files[i]
		if w.Bytes != f.Bytes || !w.ReceivedAt.Equal(f.ReceivedAt) || w.ReceivedOn != f.ReceivedOn {
			t.Errorf("waiting %+v, claimed %+v", w, f)
		}
	}
	if !slices.Equal(left, stay) || len(left) != 1 {
		t.Errorf("left %v, would stay %v", left, stay)
	}
}

// A name can be as long as the file system allows, and begin with its only dot:
// there is then no room for more, and what is added replaces some of it.
func TestReturnOfTheLongestNames(t *testing.T) {
	b := newBox(t)
	names := []string{strings.Repeat("a", 251) + ".csv", "b." + strings.Repeat("c", 253), strings.Repeat("d", 255)}
	for i, name := range names {
		b.put(workspace.DrBill, name, "claimed "+name, at(i+1))
	}
	b.claim(1, time.Time{})
	for i, name := range names {
		b.put(workspace.DrBill, name, "newer", at(i+4))
	}
	if err := intake.Return(b.Workspace, "R000001"); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(b.Inbox(workspace.DrBill))
	if err != nil || len(entries) != 2*len(names) {
		t.Fatalf("%d files in the inbox, want %d (%v)", len(entries), 2*len(names), err)
	}
	returned := 0
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(b.Inbox(workspace.DrBill), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(text), "claimed") && strings.Contains(e.Name(), "_returned1") {
			returned++
		}
	}
	if returned != len(names) {
		t.Errorf("%d files came back, want %d", returned, len(names))
	}
}

// What has another name could be changed by it after it was taken.
func TestAFileWithTwoNamesStays(t *testing.T) {
	b := newBox(t)
	b.put(workspace.DrBill, "up.csv", "x", at(1))
	if err := os.Link(filepath.Join(b.Inbox(workspace.DrBill), "up.csv"), filepath.Join(b.Dir(), "elsewhere")); err != nil {
		t.Fatal(err)
	}
	files, left, err := intake.Claim(b.Workspace, "R000001", 1, time.Time{})
	if err != nil || len(files) > 0 || len(left) != 1 || !strings.Contains(left[0].Why, "hard link") {
		t.Errorf("took %v, left %v (%v)", files, left, err)
	}
}

func TestReturnOverwritesNothing(t *testing.T) {
	b := newBox(t)
	b.put(workspace.DrBill, "up.load.csv", "claimed", at(1))
	b.put(workspace.Teleplan, "noending", "claimed", at(2))
	b.put(workspace.Registry, "persons.csv", "claimed", at(3))
	b.claim(1, time.Time{})
	b.put(workspace.DrBill, "up.load.csv", "newer", at(4))
	b.put(workspace.DrBill, "up.load_returned1.csv", "newer still", at(5))
	b.put(workspace.Teleplan, "noending", "newer", at(6))
	if claims, err := intake.Claims(b.Workspace); err != nil || !slices.Equal(claims, []string{"R000001"}) {
		t.Errorf("claims: %v %v", claims, err)
	}
	for range 2 { // it can be repeated
		if err := intake.Return(b.Workspace, "R000001"); err != nil {
			t.Fatal(err)
		}
	}
	mustBe(t, "inbox", b.waiting(), "teleplan/noending", "teleplan/noending_returned1",
		"drbill/up.load.csv", "drbill/up.load_returned1.csv", "drbill/up.load_returned2.csv", "registry/persons.csv")
	for name, want := range map[string]string{
		"drbill/up.load.csv": "newer", "drbill/up.load_returned1.csv": "newer still", "drbill/up.load_returned2.csv": "claimed",
		"teleplan/noending": "newer", "teleplan/noending_returned1": "claimed", "registry/persons.csv": "claimed",
	} {
		if got, err := os.ReadFile(filepath.Join(b.Dir(), "inbox", name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, want %q (%v)", name, got, want, err)
		}
	}
	if info, err := os.Stat(filepath.Join(b.Inbox(workspace.DrBill), "up.load_returned2.csv")); err != nil || !info.ModTime().Equal(at(1)) {
		t.Errorf("the returned file has another time of receipt: %v", err)
	}
	if err := intake.Forget(b.Workspace, "R000001"); err != nil {
		t.Error(err)
	}
	if claims, err := intake.Claims(b.Workspace); err != nil || len(claims) > 0 {
		t.Errorf("claims: %v %v", claims, err)
	}
}

const personsHeader = "phn,birth_date\n"

// Of files with the same bytes the earliest is taken, by name where they came
// in the same second.
func TestEqualFilesAreTakenOnce(t *testing.T) {
	b := newBox(t)
	rows := personsHeader + "9012372173,1980-01-01\n"
	b.put(workspace.Registry, "persons_a.csv", rows, at(3))
	b.put(workspace.Registry, "persons_c.csv", rows, at(1))
	b.put(workspace.Registry, "persons_b.csv", rows, at(1))
	b.put(workspace.Registry, "persons_other.csv", personsHeader, at(2))
	files, _ := b.claim(1, time.Time{})
	parts := b.read(files)
	mustBe(t, "files", numbered(files), "1 registry/persons_b.csv accepted", "2 registry/persons_c.csv duplicate",
		"3 registry/persons_other.csv accepted", "4 registry/persons_a.csv duplicate")
	if rows := rowsOf(parts, "persons"); rows != 1 {
		t.Errorf("%d rows of persons", rows)
	}
	if files[0].Summary.Lines != 1 || files[1].Summary.Lines != 0 {
		t.Errorf("lines: %d and %d", files[0].Summary.Lines, files[1].Summary.Lines)
	}
}

// A refused copy does not stand in the way of one that can be read: a feed's
// rows under no feed's name first, then under the right one.
func TestARefusedFirstCopyIsNoFirst(t *testing.T) {
	b := newBox(t)
	rows := personsHeader + "9012372173,1980-01-01\n"
	b.put(workspace.Registry, "people.csv", rows, at(1))
	b.put(workspace.Registry, "persons.csv", rows, at(2))
	b.put(workspace.Registry, "persons_again.csv", rows, at(3))
	files, _ := b.claim(1, time.Time{})
	parts := b.read(files)
	mustBe(t, "files", numbered(files), "1 registry/people.csv refused", "2 registry/persons.csv accepted", "3 registry/persons_again.csv duplicate")
	if files[0].Refusal == nil || files[0].Refusal.Code != field.RefusedUnknownFeed || files[1].Refusal != nil {
		t.Errorf("refusals: %v and %v", files[0].Refusal, files[1].Refusal)
	}
	if rows := rowsOf(parts, "persons"); rows != 1 {
		t.Errorf("%d rows of persons", rows)
	}
}

func TestKnownFilesAreDuplicates(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Registry, "persons.csv", personsHeader+"9012372173,1980-01-01\n", at(1))
	files, _ := b.claim(1, time.Time{})
	id := fmt.Sprintf("%x", sha256.Sum256([]byte(personsHeader+"9012372173,1980-01-01\n")))
	if parts := b.read(files, id); len(parts) > 0 || files[0].Status != intake.Duplicate || files[0].ID != id {
		t.Errorf("%s, parts %+v", files[0].Status, parts)
	}
}

// A refused file leaves no row, small or large: the large ones have a part of
// their own, which goes.
func TestRefusedFilesLeaveNoRow(t *testing.T) {
	for _, padding := range []int{0, 6 << 20} {
		b := newBox(t)
		row := "9012372173,1980-01-01\n"
		b.put(workspace.Registry, "persons_bad.csv", personsHeader+strings.Repeat(row, 3+padding/len(row))+"\"never closed\n", at(1))
		b.put(workspace.Registry, "persons_good.csv", personsHeader+row, at(2))
		files, _ := b.claim(1, time.Time{})
		parts := b.read(files)
		mustBe(t, "files", numbered(files), "1 registry/persons_bad.csv refused", "2 registry/persons_good.csv accepted")
		if rows := rowsOf(parts, "persons"); rows != 1 {
			t.Errorf("%d rows of persons", rows)
		}
		entries, err := os.ReadDir(b.Ledger())
		if err != nil || len(entries) != len(parts) {
			t.Errorf("%d files in the ledger, %d parts (%v)", len(entries), len(parts), err)
		}
	}
}

func TestReadStopsWithItsContext(t *testing.T) {
	b := newBox(t)
	for i := range 50 {
		b.put(workspace.Registry, fmt.Sprintf("persons_%d.csv", i), fmt.Sprintf("%s9012372173,1980-01-%02d\n", personsHeader, i), at(i))
	}
	files, _ := b.claim(1, time.Time{})
	ctx, cancel := context.WithCancel(t.Context())
	var done atomic.Int32
	_, err := intake.Read(ctx, files, intake.Reading{
		Folder: b.Ledger(),
		RunID:  "R000001", Workers: 2, Known: func(string) bool { return false },
		Done: func(int64) {
			if done.Add(1) == 5 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) || done.Load() > 20 {
		t.Errorf("after %d files: %v", done.Load(), err)
	}
	if _, err := intake.Read(ctx, files, intake.Reading{Folder: b.Ledger(), RunID: "R000002", Workers: 2}); !errors.Is(err, context.Canceled) {
		t.Errorf("from the beginning: %v", err)
	}
}

func TestArchiveCanBeRepeated(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Teleplan, "a", "one", at(1))
	b.put(workspace.Teleplan, "b", "one", at(2)) // the same bytes: one file in the archive
	b.put(workspace.DrBill, "c", "two", at(3))
	files, _ := b.claim(1, time.Time{})
	b.read(files)
	if err := intake.Archive(b.Workspace, "R000001", files[:1], nil); err == nil {
		t.Error("files are left over, and nobody says so")
	}
	if err := intake.FinishArchive(b.Workspace, "R000001", nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := intake.Archive(b.Workspace, "R000001", files, nil); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		path := intake.ArchivePath(b.Workspace, f.ID)
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 3 {
			t.Errorf("%s in the archive: %v %v", f.Name, info, err)
		}
	}
	if claims, err := intake.Claims(b.Workspace); err != nil || len(claims) > 0 {
		t.Errorf("claims: %v %v", claims, err)
	}
}

func rowsOf(parts []ledger.Part, kind string) int64 {
	var rows int64
	for _, p := range parts {
		if p.Kind == kind {
			rows += p.Rows
		}
	}
	return rows
}
