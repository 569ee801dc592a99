//go:build crash

package crash

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk gives a file system of its own, of so many bytes, with a workspace on
// it before a night.
func (m *made) smallDisk(t *testing.T, bytes int64, night int) (disk, ws string) {
	t.Helper()
	disk = t.TempDir()
	if err := unix.Mount("none", disk, "tmpfs", 0, "size="+strconv.FormatInt(bytes, 10)); err != nil {
		t.Fatalf("mounting a small disk: %v (only root can: run make test-crash as root, in a container say)", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ws = filepath.Join(disk, "ws")
	copyTree(t, m.copies[night], ws)
	return disk, ws
}

// fill leaves so many bytes free on a disk.
func fill(t *testing.T, disk string, left int64) (filler string) {
	t.Helper()
	var stat unix.Statfs_t
	must(t, unix.Statfs(disk, &stat))
	filler = filepath.Join(disk, "filler")
	size := int64(stat.Bavail)*stat.Bsize - left
	if size < 0 {
		t.Fatalf("the disk has no %d bytes free", left)
	}
	f, err := os.Create(filler)
	must(t, err)
	must(t, unix.Fallocate(int(f.Fd()), 0, 0, size))
	must(t, f.Close())
	return filler
}

// On a disk with any room from none to enough a run is done, or has happened and
// is not published, or has failed and changed nothing; it says that the disk is
// full, and with room again all is as if nothing had happened.
func TestDiskFull(t *testing.T) {
	m := province(t)
	rooms := []int64{0, 8, 52, 400, 12000}
	if long(t) > 0 {
		for kb := int64(0); kb < 160; kb += 4 {
			rooms = append(rooms, kb)
		}
		for kb := int64(160); kb < 20000; kb = kb * 5 / 4 {
			rooms = append(rooms, kb)
		}
	}
	told := counts{}
	for _, kb := range rooms {
		disk, ws := m.smallDisk(t, 96<<20, 1)
		before := filesIn(t, filepath.Join(ws, "inbox"))
		filler := fill(t, disk, kb<<10)
		out, code := try(t, "run", "-w", ws, "--as-of", asOf(1))
		switch code {
		case 0, 3:
			if strings.Contains(out, "is done, but") != strings.Contains(out, "the disk is full") {
				t.Errorf("with %d KB: exit code %d:\n%s", kb, code, out)
			}
			told["done"]++
			if strings.Contains(out, "is done, but") {
				told["done"]--
				told["done, not published"]++
			}
		case 1:
			told["failed"]++
			if !saysFull.MatchString(out) || !strings.Contains(out, " MB are free, then do it again") {
				t.Errorf("with %d KB it does not say that the disk is full:\n%s", kb, out)
			}
			if after := filesIn(t, filepath.Join(ws, "inbox")); strings.Join(inboxOf(after), "\n") != strings.Join(inboxOf(before), "\n") {
				t.Errorf("with %d KB it failed, and the inbox had\n%s\nand has\n%s\n%s", kb, strings.Join(before, "\n"), strings.Join(after, "\n"), out)
			}
		default:
			t.Errorf("with %d KB: exit code %d:\n%s", kb, code, out)
		}
		must(t, os.Remove(filler))
		m.mustBeMended(t, ws, 1, empanel(t, -1, "run", "-w", ws, "--as-of", asOf(1)))
		empanel(t, 0, "verify", "-w", ws)
		if t.Failed() {
			t.Fatalf("with %d KB", kb)
		}
	}
	told.log(t)
	if told["failed"] == 0 || told["done, not published"] == 0 {
		t.Error("the rooms tried do not tell failing from not publishing")
	}
}

// saysFull names the folder: of a temporary one ten digits of the name may be
// masked, as those of a health number.
var saysFull = regexp.MustCompile(`^empanel: the disk is full: that of \S+/ws has `)

// inboxOf leaves out what a run writes of itself.
func inboxOf(paths []string) (files []string) {
	for _, path := range paths {
		if filepath.Base(path) != "run.json" {
			files = append(files, path)
		}
	}
	return files
}

// Every call of a run that writes can fail, with a full disk or a broken one:
// the run says so in words and is no panic, and the next one mends it.
func TestCallsThatFail(t *testing.T) {
	m := province(t)
	clean := filepath.Join(t.TempDir(), "clean")
	copyTree(t, m.copies[1], clean)
	calls := watch(t, clean, nil, "run", "-w", clean, "--as-of", asOf(1)).calls
	boundaries := boundariesOf(calls, clean, long(t) > 0)
	every := 6
	if long(t) > 0 {
		every = 1
	}
	told := counts{}
	for i, b := range boundaries {
		if i%every != 0 {
			continue
		}
		for _, fails := range []unix.Errno{unix.ENOSPC, unix.EIO}[:1+min(1, long(t))] {
			ws := filepath.Join(t.TempDir(), "ws")
			copyTree(t, m.copies[1], ws)
			seen := map[string]int{}
			done := watch(t, ws, func(_ int, c call) verdict {
				place := placeOf(c, ws)
				seen[place]++
				if place == b.place && seen[place] == b.nth {
					return verdict{fail: fails}
				}
				return verdict{}
			}, "run", "-w", ws, "--as-of", asOf(1))
			told["exit code "+strconv.Itoa(done.code)]++
			if done.killed || done.code != 0 && done.code != 1 && done.code != 3 || strings.Contains(done.out, "panic") || strings.Contains(done.out, "goroutine ") {
				t.Errorf("%s, %v: exit code %d:\n%s", b.place, fails, done.code, done.out)
			}
			m.mustBeMended(t, ws, 1, empanel(t, -1, "run", "-w", ws, "--as-of", asOf(1)))
			if t.Failed() {
				t.Fatalf("%s failed with %v, and the run said\n%s", b.place, fails, done.out)
			}
			must(t, os.RemoveAll(ws))
		}
	}
	told.log(t)
}

// A file system that is read-only is found out before anything is begun.
func TestReadOnly(t *testing.T) {
	m := province(t)
	_, ws := m.smallDisk(t, 96<<20, 1)
	for _, folder := range []string{"archive", "ledger", "snapshots", "inbox", "."} {
		path := filepath.Join(ws, folder)
		must(t, unix.Mount(path, path, "", unix.MS_BIND, ""))
		must(t, unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
		out := empanel(t, 1, "run", "-w", ws, "--as-of", asOf(1))
		must(t, unix.Unmount(path, 0))
		if !strings.Contains(out, "read-only") {
			t.Errorf("%s is read-only, and the run says\n%s", folder, out)
		}
		if found, _ := filepath.Glob(filepath.Join(ws, "inbox/.claimed/*")); len(found) > 0 {
			t.Errorf("%s is read-only, and files are claimed: %v", folder, found)
		}
	}
	m.mustBeMended(t, ws, 1, empanel(t, -1, "run", "-w", ws, "--as-of", asOf(1)))
}
