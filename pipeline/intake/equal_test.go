package intake_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/pipeline/intake"
	"empanel/pipeline/workspace"
)

// inMemory is the size from which a file is not read into memory whole.
const inMemory = 4 << 20

// persons is a feed of exactly so many bytes with one row; the rest is blanks,
// which a value is trimmed of.
func persons(size int) string {
	const row = personsHeader + "9012372173,1980-01-01"
	return row + strings.Repeat(" ", 60<<10-len(row)) + strings.Repeat("\n"+strings.Repeat(" ", 60<<10-1), (size-60<<10)/(60<<10)) +
		strings.Repeat("\n", (size-60<<10)%(60<<10))
}

// A file is read alike, and is a duplicate of its equal, on both sides of the
// size up to which files are read into memory; only its part is another.
func TestEqualFilesOfEverySize(t *testing.T) {
	b := newBox(t)
	sizes := []int{60 << 10, inMemory - 1, inMemory, inMemory + 1}
	for i, size := range sizes {
		content := persons(size)
		if len(content) != size {
			t.Fatalf("%d bytes, want %d", len(content), size)
		}
		b.put(workspace.Registry, fmt.Sprintf("persons_%d.csv", i), content, at(i))
		b.put(workspace.Registry, fmt.Sprintf("persons_again_%d.csv", i), content, at(i+10))
	}
	files, _ := b.claim(1, time.Time{})
	parts := b.read(files)
	mustBe(t, "files", numbered(files),
		"1 registry/persons_0.csv accepted", "2 registry/persons_1.csv accepted", "3 registry/persons_2.csv accepted", "4 registry/persons_3.csv accepted",
		"5 registry/persons_again_0.csv duplicate", "6 registry/persons_again_1.csv duplicate", "7 registry/persons_again_2.csv duplicate", "8 registry/persons_again_3.csv duplicate")
	for i, f := range files {
		size := sizes[i%len(sizes)]
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(persons(size)))); f.ID != want || f.Bytes != int64(size) {
			t.Errorf("%s of %d bytes has the id %s and %d bytes", f.Name, size, f.ID, f.Bytes)
		}
		if i < len(sizes) && f.Summary.Lines != 1 {
			t.Errorf("%s: %d lines", f.Name, f.Summary.Lines)
		}
	}
	var own []string
	for _, p := range parts {
		if p.Kind == "persons" && strings.Contains(p.Name, "-f") {
			own = append(own, p.Name)
		}
	}
	if len(own) != 2 || rowsOf(parts, "persons") != 4 {
		t.Errorf("%d rows, parts of their own: %v", rowsOf(parts, "persons"), own)
	}
}

// Whatever workers do at the same time, of equal files the first in the order
// of the claim that is not refused is taken, and a file whose bytes are known
// is not.
func TestEqualFilesAreDecidedInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBox(t)
		contents := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 40).Draw(rt, "contents")
		feeds := rapid.SliceOfN(rapid.Bool(), len(contents), len(contents)).Draw(rt, "feeds")
		known := rapid.IntRange(0, 9).Draw(rt, "known") // mostly none of them
		var want []string
		taken := map[int]bool{known: true}
		for i, content := range contents {
			// Under no feed's name the same bytes are refused.
			name, status := fmt.Sprintf("people_%d.csv", i), intake.Refused
			if feeds[i] {
				name, status = fmt.Sprintf("persons_%d.csv", i), intake.Accepted
			}
			if taken[content] {
				status = intake.Duplicate
			}
			taken[content] = taken[content] || status == intake.Accepted
			b.put(workspace.Registry, name, birthDays(content), at(i))
			want = append(want, fmt.Sprintf("%d registry/%s %s", i+1, name, status))
		}
		files, _ := b.claim(1, time.Time{})
		b.read(files, fmt.Sprintf("%x", sha256.Sum256([]byte(birthDays(known)))))
		mustBe(t, "files", numbered(files), want...)
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func birthDays(year int) string {
	return personsHeader + strings.Repeat(fmt.Sprintf("9012372173,%d-01-01\n", 1980+year), 1+year*100)
}

// What is read is what was hashed, also when somebody still writes to the file.
func TestWhatIsReadIsWhatWasHashed(t *testing.T) {
	b := newBox(t)
	b.put(workspace.Registry, "persons.csv", birthDays(3), at(1))
	files, _ := b.claim(1, time.Time{})
	parts, err := intake.Read(t.Context(), files, intake.Reading{
		Folder: b.Ledger(), RunID: "R000001", Workers: 2, Known: func(string) bool { // it has been hashed, and not yet parsed
			if err := os.WriteFile(files[0].Path, []byte("nonsense"), 0o600); err != nil {
				t.Error(err)
			}
			return false
		},
	})
	if err != nil || files[0].Status != intake.Accepted || rowsOf(parts, "persons") != 301 {
		t.Errorf("%s, %d rows (%v)", files[0].Status, rowsOf(parts, "persons"), err)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(birthDays(3)))); files[0].ID != want || files[0].Bytes != int64(len(birthDays(3))) {
		t.Errorf("id %s and %d bytes are not those of what was read", files[0].ID, files[0].Bytes)
	}
}

// A file is another size than when it was claimed: smaller, larger, too large
// to be read into memory.
func TestFilesOfAnotherSizeThanClaimed(t *testing.T) {
	for _, sizes := range [][2]int{{100 << 10, 70 << 10}, {70 << 10, 100 << 10}, {70 << 10, inMemory + 5}, {inMemory + 5, 70 << 10}} {
		b := newBox(t)
		b.put(workspace.Registry, "persons.csv", persons(sizes[0]), at(1))
		files, _ := b.claim(1, time.Time{})
		if err := os.WriteFile(files[0].Path, []byte(persons(sizes[1])), 0o600); err != nil {
			t.Fatal(err)
		}
		parts := b.read(files)
		if files[0].Status != intake.Accepted || rowsOf(parts, "persons") != 1 || files[0].Bytes != int64(sizes[1]) {
			t.Errorf("%v: %s with %d bytes, %d rows", sizes, files[0].Status, files[0].Bytes, rowsOf(parts, "persons"))
		}
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(persons(sizes[1])))); files[0].ID != want {
			t.Errorf("%v: id %s", sizes, files[0].ID)
		}
	}
}

// A file that is gone fails the reading, and no worker waits for it for ever.
func TestAMissingFileEndsTheReading(t *testing.T) {
	b := newBox(t)
	for i := range 30 {
		b.put(workspace.Registry, fmt.Sprintf("persons_%d.csv", i), birthDays(i%5), at(i))
	}
	files, _ := b.claim(1, time.Time{})
	if err := os.Remove(files[7].Path); err != nil {
		t.Fatal(err)
	}
	_, err := intake.Read(t.Context(), files, intake.Reading{Folder: b.Ledger(), RunID: "R000001", Workers: 4, Known: func(string) bool { return false }})
	if err == nil || !strings.Contains(err.Error(), filepath.Base(files[7].Path)) {
		t.Errorf("got %v", err)
	}
}
