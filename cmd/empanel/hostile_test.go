package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"empanel/parsers/field"
	"empanel/pipeline"
)

// hostileMegabytes bounds what the program may take for any file, however large.
const hostileMegabytes = 900

// hostileLong is from how many files on everything is tried, however long it takes.
const hostileLong = 500

// TestHostileFiles puts files that mean harm into an inbox, and holds everything
// the program does with them to what must be so whatever stands in them: each file
// has one outcome, each line one, memory is bounded, and nothing that is shown holds a health number, a byte that
// a terminal obeys, or a tag that a browser does. EMPANEL_HOSTILE says how many
// files, EMPANEL_HOSTILE_SEED which. Many (make test-hostile: a thousand) are also
// looked at before, handed to the commands that take a file, found to come no second
// time, verified and rebuilt.
func TestHostileFiles(t *testing.T) {
	n, seed := number(t, "EMPANEL_HOSTILE", 190), number(t, "EMPANEL_HOSTILE_SEED", 1)
	h := newHostileProgram(t)
	h.exits([]int{0}, "init", h.ws)
	h.exits([]int{0}, "synth", "-w", h.ws, "--people", "300", "--seed", "5", "--nights", "0")
	files := newHostileMaker(t, uint64(seed), filepath.Join(h.ws, "inbox")).files(n)
	sent := h.waiting()
	for i := range files {
		if err := files[i].put(h.ws); err != nil {
			t.Fatal(err)
		}
		if !files[i].stays {
			sent++
		}
	}

	if n > hostileLong {
		h.looked(files)
	}
	var report pipeline.Report
	if err := json.Unmarshal(h.exits([]int{0, 3}, "run", "-w", h.ws, "--as-of", "2026-09-28", "--json"), &report); err != nil {
		t.Fatal(err)
	}
	if got := report.Files.Accepted + report.Files.Refused + report.Files.Duplicate; got != sent {
		t.Errorf("%d files have an outcome, %d were sent", got, sent)
	}
	t.Logf("%d files: %+v, %d lines, %d left in the inbox", len(files), report.Files, report.Lines, len(report.Left))
	stay := 0
	for _, f := range files {
		_, err := os.Lstat(filepath.Join(h.ws, "inbox", f.channel, f.name))
		if gone := errors.Is(err, fs.ErrNotExist); gone == f.stays {
			t.Errorf("%q: gone from the inbox is %v", f.name, gone)
		}
		if f.stays {
			stay++
		}
	}
	if len(report.Left) != stay {
		t.Errorf("%d entries are named as left, want %d", len(report.Left), stay)
	}
	h.query("every accepted line has one outcome", `select count(*) from submissions as s
		where status = 'accepted' and lines <> (select count(*) from lines as l where l.submission_id = s.submission_id)`)
	h.query("no line stands twice", `select count(*) from (select submission_id, line_no from lines group by all having count(*) > 1)`)
	h.query("no line is without an outcome", `select count(*) from lines where outcome is null`)

	// What people look at.
	for _, args := range [][]string{
		{"status"},
		{"runs"},
		{"show", "run", "R000001"},
		{"quarantine", "list"},
		{"quarantine", "list", "--format", "csv"},
		{"conflicts"},
		{"transfer", "list"},
		{"capacity"},
		{"areas"},
		{"readiness"},
		{"match", "list"},
		{"match", "unplaced"},
		{"match", "contact"},
		{"sql", "from submissions"},
		{"sql", "--format", "csv", "from quarantine"},
		{"sql", "from clinics"},
		{"sql", "from transfers"},
		{"sql", "from readiness_steps"},
		{"export", "worklists"},
		{"export", "candidates"},
	} {
		h.answers(append(args, "-w", h.ws)...)
	}
	h.pages()
	h.sheets()

	if n > hostileLong {
		h.given(files, n/16)
		h.again()
	}
	t.Logf("at most %d MB", h.peak)
}

// looked asks what a run would do: that ends, and changes nothing.
func (h *hostileProgram) looked(files []hostileFile) {
	h.t.Helper()
	inbox := h.waiting()
	h.exits([]int{0, 3, 4}, "plan", "-w", h.ws, "--as-of", "2026-09-28")
	h.exits([]int{0, 3}, "status", "-w", h.ws)
	h.exits([]int{0, 1, 3}, append([]string{"validate"}, h.some(files, 40)...)...)
	if h.waiting() != inbox {
		h.t.Error("looking at the inbox changed it")
	}
}

// again holds the nights after to nothing coming twice, and everything being as it
// must be.
func (h *hostileProgram) again() {
	h.t.Helper()
	var report pipeline.Report
	if err := json.Unmarshal(h.exits([]int{0, 3}, "run", "-w", h.ws, "--as-of", "2026-09-28", "--json"), &report); err != nil {
		h.t.Fatal(err)
	}
	if report.Files != (pipeline.FileCounts{}) {
		h.t.Errorf("a second run took %+v", report.Files)
	}
	h.exits([]int{0}, "verify", "-w", h.ws)
	h.exits([]int{0}, "rebuild", "-w", h.ws)
}

// given hands files to the commands that take one by its name: a practice's list,
// risk scores, rates. Each ends with an answer or with what is wrong, in the same
// words that do no harm.
func (h *hostileProgram) given(files []hostileFile, n int) {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "given.csv")
	provider := strings.TrimSpace(strings.TrimPrefix(string(h.exits([]int{0}, "sql", "-w", h.ws, "--format", "csv",
		"select practitioner_number from panels order by confirmed desc, 1 limit 1")), "practitioner_number"))
	// Lists and scores of people, with each of the nasty texts in each place.
	given := []string{}
	for _, header := range []string{"PHN,name,birth date,provider\n", "phn,acg,weight\n", "component,key,amount\n"} {
		text := header
		for i, token := range nasty {
			row := []string{"9012372173", "x", "1.5", "10001"}
			row[i%4] = `"` + strings.ReplaceAll(token, `"`, `""`) + `"`
			text += strings.Join(row, ",") + "\n"
		}
		given = append(given, text, strings.ReplaceAll(text, "\x00", ""))
	}
	for i := range min(n, len(files)) {
		given = append(given, string(files[len(files)-1-i].content))
	}
	for _, text := range given {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			h.t.Fatal(err)
		}
		for _, args := range [][]string{
			{"compare", path, "--provider", provider},
			{"export", "clfp", "--as-of", "2026-09-28", "--acg", path},
			{"export", "clfp", "--as-of", "2026-09-28", "--rates", path},
		} {
			h.answers(append(args, "-w", h.ws)...)
		}
	}
}

// answers runs a command within this process, where a panic ends the test. It may
// fail, and must say nothing that does harm.
func (h *hostileProgram) answers(args ...string) {
	h.t.Helper()
	var out, problems bytes.Buffer
	got := run(args, strings.NewReader(""), &out, &problems)
	if got < exitDone || got > exitCheckFailed || got == exitHeld {
		h.t.Errorf("empanel %q: exit code %d", args, got)
	}
	for _, text := range [][]byte{out.Bytes(), problems.Bytes()} {
		if why := harmful(text); why != "" {
			h.t.Errorf("empanel %q: %s", args, why)
		}
	}
}

func number(t *testing.T, variable string, preset int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return preset
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// hostileProgram runs the program and looks at all that it says.
type hostileProgram struct {
	t           *testing.T
	program, ws string
	peak        int64 // megabytes
}

func newHostileProgram(t *testing.T) *hostileProgram {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	h := &hostileProgram{t: t, program: filepath.Join(t.TempDir(), "empanel"), ws: filepath.Join(t.TempDir(), "ws")}
	if err := os.Symlink(self, h.program); err != nil { // the test binary is the program when it is called so
		t.Fatal(err)
	}
	return h
}

// exits runs the program, which must end with one of some exit codes and say
// nothing that does harm.
func (h *hostileProgram) exits(want []int, args ...string) []byte {
	h.t.Helper()
	command := exec.Command(h.program, args...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	command.Env = append(os.Environ(), "EMPANEL_WORKSPACE=", "COLUMNS=120")
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	got, allowed := command.ProcessState.ExitCode(), false
	for _, code := range want {
		allowed = allowed || code == got
	}
	if !allowed || bytes.Contains(problems.Bytes(), []byte("goroutine ")) {
		h.t.Fatalf("empanel %q: exit code %d, want one of %v\n%.3000s", args, got, want, problems.String())
	}
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		h.peak = max(h.peak, usage.Maxrss>>10)
		if usage.Maxrss>>10 > hostileMegabytes {
			h.t.Errorf("empanel %q took %d MB", args, usage.Maxrss>>10)
		}
	}
	for _, text := range [][]byte{out.Bytes(), problems.Bytes()} {
		if why := harmful(text); why != "" {
			h.t.Errorf("empanel %q: %s", args, why)
		}
	}
	return out.Bytes()
}

// harmful says what in a text could do harm to who reads it, without showing it.
func harmful(text []byte) string {
	if !utf8.Valid(text) {
		return "what it printed is no UTF-8"
	}
	for _, r := range string(text) {
		if r != '\n' && unsafeToShow(r) {
			return "it printed the character " + strconv.QuoteRuneToASCII(r)
		}
	}
	for _, found := range alone10.FindAllSubmatch(text, -1) {
		if n := mustNumber(string(found[1])); field.ValidPHN(n) {
			return "it printed a health number"
		}
	}
	return ""
}

// alone10 is ten digits that are no part of a hash.
var alone10 = regexp.MustCompile(`(?:^|[^0-9a-f])([0-9]{10})(?:[^0-9a-f]|$)`)

// query holds a question of the newest snapshot to the answer 0.
func (h *hostileProgram) query(what, text string) {
	h.t.Helper()
	out := h.exits([]int{0}, "sql", "-w", h.ws, "--format", "csv", text)
	if lines := strings.Split(strings.TrimSpace(string(out)), "\n"); lines[len(lines)-1] != "0" {
		h.t.Errorf("%s: not so of %s", what, lines[len(lines)-1])
	}
}

// waiting counts what a run would take.
func (h *hostileProgram) waiting() int {
	h.t.Helper()
	n := 0
	for _, c := range hostileChannels {
		entries, err := os.ReadDir(filepath.Join(h.ws, "inbox", c.name))
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range entries {
			if e.Type().IsRegular() {
				n++
			}
		}
	}
	return n
}

// some gives the paths of some files, those made by hand and the last.
func (h *hostileProgram) some(files []hostileFile, n int) []string {
	var paths []string
	for i, f := range files {
		if f.make == nil && (i < n/2 || i >= len(files)-n/2) {
			paths = append(paths, filepath.Join(h.ws, "inbox", f.channel, f.name))
		}
	}
	return paths
}

// tag is what a browser would do something for, of the nasty texts.
var tag = regexp.MustCompile(`(?i)<script>alert|<img src=x|</title><b>|href="javascript:`)

// pages holds the reports to what a browser may be given.
func (h *hostileProgram) pages() {
	h.each("reports", ".html", func(path string, text []byte) {
		if why := harmful(bytes.ReplaceAll(text, []byte("\t"), nil)); why != "" {
			h.t.Errorf("%s: %s", path, why)
		}
		if tag.Match(text) {
			h.t.Errorf("%s has a tag out of a file that came in", path)
		}
	})
}

// formula is what a spreadsheet would run: not a number.
var formula = regexp.MustCompile(`(?m)(^|[,"])[=+@\t-][^0-9,"\n]`)

// sheets holds the exports to what a spreadsheet may be given.
func (h *hostileProgram) sheets() {
	h.each("exports", ".csv", func(path string, text []byte) {
		if why := harmful(bytes.ReplaceAll(text, []byte("\r"), nil)); why != "" {
			h.t.Errorf("%s: %s", path, why)
		}
		if at := formula.FindIndex(text); at != nil {
			h.t.Errorf("%s has a formula at byte %d", path, at[0])
		}
	})
}

func (h *hostileProgram) each(folder, ending string, look func(path string, text []byte)) {
	h.t.Helper()
	n := 0
	err := filepath.WalkDir(filepath.Join(h.ws, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ending {
			return err
		}
		text, err := os.ReadFile(path)
		n++
		look(entry.Name(), text)
		return err
	})
	if err != nil || n == 0 {
		h.t.Errorf("%d files in %s (%v)", n, folder, err)
	}
}
