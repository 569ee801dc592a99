package doctor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
)

// lock says who is at work.
func lock(_ context.Context, s *Subject) []Finding {
	const check = "lock"
	holders, err := s.holders()
	switch {
	case err != nil:
		return One(check, OK, "", "this machine does not tell who holds the workspace: empanel status says whether a run is under way")
	case len(holders) > 0:
		return One(check, OK, "", "held by %s: a run is under way", strings.Join(holders, ", "))
	}
	return One(check, OK, "", "nobody holds the workspace")
}

// holders names the processes that hold the workspace, by what the kernel lists,
// so that the lock is not taken to find out: a run that begins just then would
// find it held.
func (s *Subject) holders() ([]string, error) {
	info, err := os.Stat(s.WS.Lock())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	of, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	list, err := os.Open(filepath.Join(s.Proc, "locks"))
	if err != nil {
		return nil, err
	}
	defer list.Close() //nolint:errcheck // it is only read
	inode := ":" + strconv.FormatUint(of.Ino, 10)
	var names []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		// 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF
		fields := strings.Fields(lines.Text())
		if len(fields) >= 6 && fields[1] == "FLOCK" && strings.HasSuffix(fields[5], inode) {
			names = append(names, s.processName(fields[4]))
		}
	}
	return names, lines.Err()
}

func (s *Subject) processName(pid string) string {
	said, err := os.ReadFile(filepath.Join(s.Proc, pid, "cmdline"))
	if err != nil || len(said) == 0 {
		return "process " + pid
	}
	words := strings.Split(strings.TrimRight(string(said), "\x00"), "\x00")
	words[0] = filepath.Base(words[0])
	return fmt.Sprintf("process %s (%s)", pid, strings.Join(words[:min(len(words), 4)], " "))
}

// interrupted looks for what a run left that did not end.
func interrupted(_ context.Context, s *Subject) []Finding {
	const check = "interrupted run"
	unfinished, err := ledger.Unfinished(s.WS.Ledger())
	if err != nil {
		return Cannot(check, err)
	}
	claims, err := intake.Claims(s.WS)
	if err != nil {
		return Cannot(check, err)
	}
	left := append(unfinished, claims...)
	if len(left) == 0 && ledger.Compacting(s.WS.Ledger()) {
		if holders, err := s.holders(); err == nil && len(holders) > 0 {
			return One(check, OK, "", "none: the ledger is being compacted")
		}
		return One(check, Warn, "empanel ledger compact, or empanel run: either does it to its end", "a compaction of the ledger did not end; nothing is lost")
	}
	if len(left) == 0 {
		return One(check, OK, "", "none")
	}
	if holders, err := s.holders(); err == nil && len(holders) > 0 {
		return One(check, OK, "", "none: %s is under way", left[0])
	}
	for _, id := range claims {
		if begun, _, err := intake.ReadBegun(s.WS, id); err == nil && begun.Division != "" && len(left) == 1 {
			return One(check, OK, "", "none: %s is divided, and ends with empanel merge; another run undoes it", id)
		}
	}
	return One(check, Warn, "empanel run: it finishes what had committed, undoes what had not, and takes the files again", "%s did not end", left[0])
}
