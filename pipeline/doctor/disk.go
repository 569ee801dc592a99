package doctor

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"empanel/pipeline/disk"
	"empanel/pipeline/intake"
)

// Of a run beside what its registry takes: room to spill, and room in which
// whoever comes in the morning can still work.
const (
	spillRoom   = 500_000_000
	leastFiles  = 1_000  // that can still be made
	enoughFiles = 20_000 // a busy night archives a thousand
)

// disks holds the disk to what a night may need: the registry written once more
// (its log, before that is folded in), a snapshot as large as the registry, the
// evidence of what waits, and room to spill. A rebuild needs the registry once
// more too.
func disks(_ context.Context, s *Subject) []Finding {
	const check = "disk"
	var registry, waits int64
	if info, err := os.Stat(s.WS.Registry()); err == nil {
		registry = info.Size()
	}
	standing, _, err := intake.Look(s.WS)
	if err != nil {
		return Cannot(check, err)
	}
	for _, c := range standing {
		waits += c.Bytes
	}
	found := roomOf(check, "the workspace", s.WS.Dir(), 2*registry+waits+spillRoom)
	if folder := s.Snapshots; !sameDisk(folder, s.WS.Dir()) {
		found = append(found, roomOf(check, "snapshots", folder, registry+registry/4+10_000_000)...)
	}
	return found
}

func roomOf(check, what, folder string, need int64) []Finding {
	free, err := disk.Free(folder)
	if err != nil {
		return Cannot(check, err)
	}
	text := fmt.Sprintf("%s free for %s, and a night may need %s", byteCount(free.Bytes), what, byteCount(need))
	const do = "make room: fewer snapshots (publish.keep_snapshots), or a larger disk; a night that finds the disk full fails and changes nothing"
	var found []Finding
	switch {
	case free.Bytes < need:
		found = One(check, Fail, do, "%s", text)
	case free.Bytes < 3*need:
		found = One(check, Warn, do, "%s", text)
	default:
		found = One(check, OK, "", "%s", text)
	}
	if !free.HasFiles || free.Files >= enoughFiles {
		return found
	}
	state := Warn
	if free.Files < leastFiles {
		state = Fail
	}
	return append(found, One(check, state, "remove files that nobody needs, or make a file system with more inodes", "only %d more files can be made for %s", free.Files, what)...)
}

// sameDisk says whether two folders are on one file system.
func sameDisk(a, b string) bool {
	var first, second unix.Stat_t
	return unix.Stat(a, &first) == nil && unix.Stat(b, &second) == nil && first.Dev == second.Dev
}

// Writable says whether this account may write to a file or folder.
func Writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }
