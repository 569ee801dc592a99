package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"empanel/pipeline/warehouse"
)

// manyRows gives more than fits a pipe, in one order.
const manyRows = `select a.submission_id, a.line_no, a.practitioner_number, a.valid_from, r.n
	from attachments as a cross join range(30) as r (n) order by all`

// TestLongTwelveReadersOfAnOldSnapshot holds twelve results of one snapshot open and
// partly read, six in processes of the program and six in the engine, while two
// runs publish newer ones and the old one goes out of the folder. The runs end
// while everybody still holds on; then all read on to the end.
func TestLongTwelveReadersOfAnOldSnapshot(t *testing.T) {
	t.Parallel()
	w := newReaderWorkspace(t)
	w.run()
	old := filepath.Join(w.folder, "ws", "snapshots", "R000001.duckdb")
	want := w.exec("sql", "-w", "ws", "--format", "csv", manyRows)
	if len(want) < 1<<20 {
		t.Fatalf("the result has only %d bytes, which a pipe may swallow", len(want))
	}

	told := openSession(t, old).finish(t)
	if rows := fmt.Sprint(bytes.Count(want, []byte("\n"))-1, " R000001 "); !strings.HasPrefix(told, rows) {
		t.Fatalf("the old snapshot says %q, not %q", told, rows)
	}

	var processes []*readingProcess
	var sessions []*readingSession
	for range 6 {
		processes = append(processes, w.startReading())
		sessions = append(sessions, openSession(t, old))
	}
	w.run()
	w.run()
	if _, err := os.Lstat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the old snapshot is still in the folder: %v", err)
	}
	if newest := w.exec("sql", "-w", "ws", "--format", "csv", "select max(run_id) as run from runs"); string(newest) != "run\nR000003\n" {
		t.Fatalf("latest.duckdb is of %q", newest)
	}
	for i, p := range processes {
		if got := p.finish(t); !bytes.Equal(got, want) {
			t.Errorf("process %d read %d bytes, which are not the %d of its snapshot", i, len(got), len(want))
		}
	}
	for i, s := range sessions {
		if got := s.finish(t); got != told {
			t.Errorf("session %d reads %q in the snapshot, which said %q", i, got, told)
		}
	}
}

// readerWorkspace is a workspace that keeps the newest snapshot alone.
type readerWorkspace struct {
	t       *testing.T
	folder  string
	program string
}

func newReaderWorkspace(t *testing.T) readerWorkspace {
	t.Helper()
	w := newBareWorkspace(t, "ws")
	w.exec("synth", "-w", "ws", "--people", "2000", "--nights", "0", "--seed", "7", "--first-day", "2026-09-28")
	if err := os.WriteFile(filepath.Join(w.folder, "ws", "empanel.toml"), []byte("[publish]\nkeep_snapshots = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// newBareWorkspace gives the program, and workspaces in which nothing is.
func newBareWorkspace(t *testing.T, names ...string) readerWorkspace {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	w := readerWorkspace{t, folder, filepath.Join(folder, "empanel")} // the test binary is the program when it is called so
	if err := os.Link(self, w.program); err != nil {
		copyProgram(t, self, w.program)
	}
	for _, name := range names {
		w.exec("init", name)
	}
	return w
}

func (w readerWorkspace) command(args ...string) *exec.Cmd {
	command := exec.CommandContext(w.t.Context(), w.program, args...)
	command.Dir = w.folder
	command.Env = append(os.Environ(), "EMPANEL_WORKSPACE=", "GOMAXPROCS=1")
	return command
}

func (w readerWorkspace) exec(args ...string) []byte {
	w.t.Helper()
	command := w.command(args...)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		w.t.Fatalf("empanel %v: %v\n%s", args, err, problems.Bytes())
	}
	return out
}

// run runs a night; the made-up province needs a person, so the code is 0 or 3.
func (w readerWorkspace) run() {
	w.t.Helper()
	command := w.command("run", "-w", "ws", "--as-of", "2026-09-28")
	out, err := command.CombinedOutput()
	if code := command.ProcessState.ExitCode(); err != nil && code != exitAttention {
		w.t.Fatalf("empanel run: exit code %d\n%s", code, out)
	}
}

// readingProcess is a process of the program whose output nobody reads on.
type readingProcess struct {
	command *exec.Cmd
	out     io.ReadCloser
	begun   []byte
}

func (w readerWorkspace) startReading() *readingProcess {
	w.t.Helper()
	p := &readingProcess{command: w.command("sql", "-w", "ws", "--format", "csv", manyRows), begun: make([]byte, 4096)}
	var err error
	if p.out, err = p.command.StdoutPipe(); err != nil {
		w.t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.ReadFull(p.out, p.begun); err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (p *readingProcess) finish(t *testing.T) []byte {
	t.Helper()
	rest, err := io.ReadAll(p.out)
	if err := errors.Join(err, p.command.Wait()); err != nil {
		t.Error(err)
	}
	return append(p.begun, rest...)
}

// sessionOf names the snapshot that a process of the test's own reads.
const sessionOf = "EMPANEL_TEST_SESSION_OF"

// readingSession is another process that has a connection of the engine open,
// with a result that is partly read, and waits.
type readingSession struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func openSession(t *testing.T, path string) *readingSession {
	t.Helper()
	s := &readingSession{command: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSessionReads$", "-test.count=1")}
	s.command.Env = append(os.Environ(), sessionOf+"="+path, "GOMAXPROCS=1")
	in, err := s.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	s.in, s.out = in, bufio.NewReader(out)
	if line, err := s.out.ReadString('\n'); err != nil || line != "open\n" {
		t.Fatalf("the session began with %q: %v", line, err)
	}
	return s
}

// finish lets it read on, and gives what it says of all of it.
func (s *readingSession) finish(t *testing.T) string {
	t.Helper()
	told := ""
	_, err := io.WriteString(s.in, "go on\n")
	if err == nil {
		told, err = s.out.ReadString('\n')
	}
	rest, _ := io.ReadAll(s.out)
	if err := errors.Join(err, s.in.Close(), s.command.Wait()); err != nil {
		t.Errorf("%v\n%s%s", err, told, rest)
	}
	return told
}

// wholeSnapshot is a hash of what a snapshot says of attachments, lines and
// people.
const wholeSnapshot = `select (select string_agg(run_id, ' ') from runs)
	|| ' ' || (select count(*) || ' ' || sum(hash(h)::hugeint) from attachments_history as h)
	|| ' ' || (select count(*) || ' ' || sum(hash(l)::hugeint) from lines as l) || ' ' || (select count(*) || ' ' || sum(hash(p)::hugeint) from persons as p)`

// TestSessionReads is no test of its own: openSession starts it.
func TestSessionReads(t *testing.T) {
	path := os.Getenv(sessionOf)
	if path == "" {
		return
	}
	db, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, Threads: 1, MemoryLimit: "100MB"})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Conn().QueryContext(t.Context(), manyRows)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for ; read < 10 && rows.Next(); read++ {
	}
	fmt.Println("open")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		read++
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	// Most of this was never read before: it comes from the file that is gone.
	var all string
	if err := db.Conn().QueryRowContext(t.Context(), wholeSnapshot).Scan(&all); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	fmt.Println(read, all)
}
