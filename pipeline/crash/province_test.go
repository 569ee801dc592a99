//go:build crash

package crash

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"
)

// binary is the program that is tried.
func binary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("EMPANEL_BINARY")
	if path == "" {
		t.Fatal("EMPANEL_BINARY does not name the program: make test-crash builds it and says so")
	}
	return path
}

// environment is that of the program: one thread, so that its calls come in
// about the same order every time.
func environment() []string { return append(os.Environ(), "GOMAXPROCS=1", "EMPANEL_WORKSPACE=") }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nights is how many nights there are, the first load included, and firstDay
// the day of that.
const nights = 4

var firstDay = time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC)

func asOf(night int) string { return firstDay.AddDate(0, 0, night).Format(time.DateOnly) }

// made is a made-up province, made once: a workspace with no file in its inbox,
// the files of every night, and what the registry is after each when nothing
// happens.
type made struct {
	dir      string
	files    [nights]string   // folders, as the inbox
	digests  [nights]string   // after each night
	archived [nights][]string // then in the archive
	copies   [nights]string   // the workspace before each night, its files in the inbox
	took     time.Duration    // a night
}

var digestLine = regexp.MustCompile(`registry_digest ([0-9a-f]{32})`)

// theProvince is made by the first test that needs it.
var theProvince *made

func TestMain(m *testing.M) {
	code := m.Run()
	if theProvince != nil && os.RemoveAll(theProvince.dir) != nil {
		code = 1
	}
	os.Exit(code)
}

// province gives the province, made once; the tests change copies.
func province(t *testing.T) *made {
	t.Helper()
	if theProvince != nil {
		return theProvince
	}
	dir, err := os.MkdirTemp("", "empanel-crash-")
	must(t, err)
	theProvince = &made{dir: dir}
	theProvince.make(t)
	return theProvince
}

func (m *made) make(t *testing.T) {
	t.Helper()
	start := filepath.Join(m.dir, "start")
	empanel(t, 0, "init", start)
	replaceInConfig(t, start, "threads = 0", "threads = 1")
	empanel(t, 0, "synth", "-w", start, "--people", "150", "--nights", fmt.Sprint(nights-1), "--seed", "7", "--nights-dir", filepath.Join(m.dir, "nights"))
	for n := range nights {
		m.files[n] = filepath.Join(m.dir, "nights", fmt.Sprintf("%02d", n))
	}
	m.files[0] = filepath.Join(m.dir, "first")
	must(t, os.MkdirAll(m.files[0], 0o700))
	for _, channel := range channels {
		must(t, os.Rename(filepath.Join(start, "inbox", channel), filepath.Join(m.files[0], channel)))
		must(t, os.Mkdir(filepath.Join(start, "inbox", channel), 0o700))
	}
	for n := range nights {
		deliver(t, m.files[n], start)
		m.copies[n] = filepath.Join(m.dir, fmt.Sprintf("before%d", n))
		copyTree(t, start, m.copies[n])
		begun := time.Now()
		out := empanel(t, -1, "run", "-w", start, "--as-of", asOf(n))
		m.took = time.Since(begun)
		m.digests[n] = digestOf(t, out)
		m.archived[n] = archive(t, start)
	}
}

// replaceInConfig changes a workspace's configuration file.
func replaceInConfig(t *testing.T, workspace, old, by string) {
	t.Helper()
	path := filepath.Join(workspace, "empanel.toml")
	config, err := os.ReadFile(path)
	must(t, err)
	changed := bytes.Replace(config, []byte("\n"+old), []byte("\n"+by), 1)
	if bytes.Equal(changed, config) {
		t.Fatalf("the configuration has no line that begins with %s", old)
	}
	must(t, os.WriteFile(path, changed, 0o600))
}

var channels = []string{"teleplan", "teleplan-return", "drbill", "registry"}

// empanel runs the program and holds it to its exit code; -1 takes 0 and 3,
// done with something left for a person.
func empanel(t *testing.T, want int, args ...string) string {
	t.Helper()
	out, code := try(t, args...)
	if code != want && (want != -1 || code != 0 && code != 3) {
		t.Fatalf("empanel %s: exit code %d, not %d:\n%s", strings.Join(args, " "), code, want, out)
	}
	return out
}

func try(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	command := exec.Command(binary(t), args...)
	command.Env = environment()
	text, _ := command.CombinedOutput()
	return string(text), command.ProcessState.ExitCode()
}

func digestOf(t *testing.T, out string) string {
	t.Helper()
	found := digestLine.FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no digest in:\n%s", out)
	}
	return found[1]
}

// deliver puts the files of a night into the inbox, with their times.
func deliver(t *testing.T, night, workspace string) {
	t.Helper()
	for _, channel := range channels {
		from := filepath.Join(night, channel)
		if _, err := os.Stat(from); err == nil {
			copyTree(t, from, filepath.Join(workspace, "inbox", channel))
		}
	}
}

// copyTree copies a folder with its modes, times and links.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	must(t, os.MkdirAll(to, 0o700))
	if out, err := exec.Command("cp", "-a", from+"/.", to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// archive lists the files of the archive, each held to its hash.
func archive(t *testing.T, workspace string) []string {
	t.Helper()
	var names []string
	for _, path := range filesIn(t, filepath.Join(workspace, "archive")) {
		text, err := os.ReadFile(path)
		must(t, err)
		sum := sha256.Sum256(text)
		if hex.EncodeToString(sum[:]) != filepath.Base(path) {
			t.Errorf("%s in the archive does not have the bytes of its name", filepath.Base(path))
		}
		names = append(names, filepath.Base(path))
	}
	sort.Strings(names)
	return names
}

func filesIn(t *testing.T, folder string) (files []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	return files
}

// mustBeMended holds a workspace to what it is after a night when nothing ever
// happened.
func (m *made) mustBeMended(t *testing.T, workspace string, night int, out string) {
	t.Helper()
	if got := digestOf(t, out); got != m.digests[night] {
		t.Errorf("the digest is %s, and without a crash %s:\n%s", got, m.digests[night], out)
	}
	if got := archive(t, workspace); !slices.Equal(got, m.archived[night]) {
		t.Errorf("the archive holds %d files, and without a crash %d", len(got), len(m.archived[night]))
	}
	for _, path := range filesIn(t, filepath.Join(workspace, "inbox")) {
		t.Errorf("%s is still there", path)
	}
	mustHaveNoLeftovers(t, workspace)
}

// mustHaveNoLeftovers fails for anything that is to be gone when a run is done.
func mustHaveNoLeftovers(t *testing.T, workspace string) {
	t.Helper()
	var all []string
	for _, folder := range []string{"inbox/.claimed", ".spill"} {
		entries, err := os.ReadDir(filepath.Join(workspace, folder))
		must(t, err)
		for _, e := range entries {
			all = append(all, filepath.Join(folder, e.Name()))
		}
	}
	for _, path := range filesIn(t, workspace) {
		name := filepath.Base(path)
		if strings.HasSuffix(name, ".tmp") || strings.HasPrefix(name, ".") && name != ".lock" || strings.Contains(name, ".wal") ||
			strings.HasPrefix(name, "registry.duckdb.") {
			all = append(all, path)
		}
	}
	if len(all) > 0 {
		t.Errorf("left behind: %s", strings.Join(all, " "))
	}
}

// mustVerify holds the workspace to itself, and its runs to what runs can be.
func mustVerify(t *testing.T, workspace string) (interrupted int) {
	t.Helper()
	empanel(t, 0, "verify", "-w", workspace)
	var runs []struct {
		RunID string `json:"run_id"`
		State string `json:"state"`
	}
	out := empanel(t, 0, "runs", "-w", workspace, "--format", "json")
	must(t, json.Unmarshal([]byte(out), &runs))
	for i, r := range runs {
		if want := fmt.Sprintf("R%06d", len(runs)-i); r.RunID != want {
			t.Errorf("run %s stands where %s should", r.RunID, want)
		}
		switch r.State {
		case "done":
		case "interrupted":
			interrupted++
		default:
			t.Errorf("%s is %s", r.RunID, r.State)
		}
	}
	return interrupted
}
