package doctor

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// besideEngine is what a run uses beside the database: readers, and the program.
const besideEngine = 300_000_000

// memory holds engine.memory_limit to what the machine has, and to what the
// container or the service may use of it.
func memory(_ context.Context, s *Subject) []Finding {
	const check = "memory"
	limit, ok := parseBytes(s.Cfg.Engine.MemoryLimit)
	if !ok {
		return One(check, Warn, "correct engine.memory_limit", "%s cannot be read", s.Cfg.Engine.MemoryLimit)
	}
	has, what, err := s.memoryThere()
	if err != nil {
		return One(check, OK, "", "the database may use %s; this machine does not tell how much there is", byteCount(limit))
	}
	const do = "lower engine.memory_limit, or give the machine more: a run that is killed for its memory changes nothing"
	switch need := limit + besideEngine; {
	case limit > has:
		return One(check, Fail, do, "the database may use %s, and %s only %s", byteCount(limit), what, byteCount(has))
	case need > has:
		return One(check, Warn, do, "a run may use %s, and %s only %s", byteCount(need), what, byteCount(has))
	}
	return One(check, OK, "", "the database may use %s of %s", byteCount(limit), byteCount(has))
}

// memoryThere gives the least of what bounds the program.
func (s *Subject) memoryThere() (bytes int64, what string, err error) {
	bytes, err = fieldOf(filepath.Join(s.Proc, "meminfo"), "MemTotal:")
	bytes *= 1024
	what = "the machine has"
	for _, folder := range s.cgroups() {
		for _, name := range []string{"memory.max", "memory.high"} {
			content, readErr := os.ReadFile(filepath.Join(folder, name))
			if readErr != nil {
				continue
			}
			n, parseErr := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
			if parseErr == nil && (err != nil || n < bytes) { // "max" is no number, and no bound
				bytes, what, err = n, "its control group may use", nil
			}
		}
	}
	return bytes, what, err
}

// cgroups gives the folder of the program's control group and those above it.
func (s *Subject) cgroups() []string {
	content, err := os.ReadFile(filepath.Join(s.Proc, "self", "cgroup"))
	if err != nil {
		return nil
	}
	folders := []string{s.Cgroup}
	for line := range strings.SplitSeq(string(content), "\n") {
		path, ok := strings.CutPrefix(line, "0::/")
		if !ok {
			continue
		}
		folder := s.Cgroup
		for part := range strings.SplitSeq(path, "/") {
			folder = filepath.Join(folder, part)
			folders = append(folders, folder)
		}
	}
	return folders
}

// fieldOf gives the number after a word in a file of lines.
func fieldOf(path, word string) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 && fields[0] == word {
			return strconv.ParseInt(fields[1], 10, 64)
		}
	}
	return 0, errors.Join(lines.Err(), os.ErrNotExist)
}

// parseBytes reads a size as the database does: "700MB", "1.5 GiB".
func parseBytes(text string) (int64, bool) {
	units := []struct {
		unit  string
		bytes float64
	}{
		{"KiB", 1 << 10},
		{"MiB", 1 << 20},
		{"GiB", 1 << 30},
		{"TiB", 1 << 40},
		{"KB", 1e3},
		{"MB", 1e6},
		{"GB", 1e9},
		{"TB", 1e12},
	}
	for _, u := range units {
		if number, ok := strings.CutSuffix(text, u.unit); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			return int64(n * u.bytes), err == nil
		}
	}
	return 0, false
}
