//go:build unix

package schedule

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// behaviour tells a process of this test binary what to do in place of empanel.
const behaviour = "EMPANEL_TEST_BEHAVIOUR"

func TestMain(m *testing.M) {
	if how := os.Getenv(behaviour); how != "" {
		os.Exit(behave(how))
	}
	os.Exit(fewerChecks(m.Run))
}

// fewerChecks has random tests try few cases, unless the command line says how
// many: each is a history of some weeks.
func fewerChecks(run func() int) int {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return run()
}

// behave is what a job does.
func behave(how string) int {
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, syscall.SIGTERM, syscall.SIGINT)
	ready := func() { _, _ = fmt.Fprintln(os.Stderr, "ready") }
	switch how {
	case "report":
		fmt.Println(`{"run_id":"R000007","files":{"accepted":2,"refused":1,"duplicate":1},"needs_somebody":["1 file was refused: tell 9012345674"],"other":{}}`)
		return 3
	case "arguments":
		_, _ = fmt.Fprintln(os.Stderr, "empanel: "+strings.Join(os.Args[1:], " ")+" "+os.Getenv("NOTIFY_SOCKET"))
		return 1
	case "complains":
		fmt.Println("12,9012345674,on standard output")
		_, _ = fmt.Fprintln(os.Stderr, strings.Repeat("noise ", 3000)+"\nempanel: the file of 9012345674\x1b[31m is gone\nempanel: mend it")
		return 6
	case "crashes":
		panic("a fault of the job")
	case "yields":
		ready()
		<-stopped
		_, _ = fmt.Fprintln(os.Stderr, "empanel: interrupted")
		return 130
	case "finishes":
		ready()
		<-stopped
		fmt.Println(`{"run_id":"R000008","files":{"accepted":1}}`)
		return 0
	case "stays":
		ready()
		for range time.Tick(time.Minute) { //nolint:revive // nothing ends it
		}
	case "dies":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Minute)
	case "prints":
		chunk := []byte(strings.Repeat("x", 1<<20))
		for range mostReport>>20 + 2 {
			_, _ = os.Stdout.Write(chunk)
		}
	}
	return 0
}

// process lets a job behave in a process of its own; stop it after so long, 0 for
// never.
func process(t *testing.T, how string, stop, patience time.Duration, arguments ...string) Result {
	t.Helper()
	t.Setenv(behaviour, how)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if stop > 0 {
		time.AfterFunc(stop, cancel)
	}
	return Process(program, "/some/ws", patience)(ctx, arguments)
}

func TestProcessEndsByItself(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "/run/not-for-jobs")
	r := process(t, "report", 0, time.Second, "run")
	if r.ExitCode != 3 || r.Report == nil || r.Report.RunID != "R000007" || r.Report.taken() != 4 || r.Err != nil {
		t.Errorf("a report: %+v", r)
	}
	if want := "1 file was refused: tell 90******74"; r.Why != want {
		t.Errorf("it needs %q, want %q", r.Why, want)
	}
	if r := process(t, "report", 0, time.Second, "verify"); r.Report != nil {
		t.Errorf("a report of what is no run: %+v", r)
	}
	for _, c := range []struct{ given, want []string }{
		{[]string{"run"}, []string{"-w", "/some/ws", "run", "--json"}},
		{[]string{"run", "--json"}, []string{"-w", "/some/ws", "run", "--json"}},
		{[]string{"export", "clfp"}, []string{"-w", "/some/ws", "export", "clfp"}},
	} {
		if got := strings.Fields(process(t, "arguments", 0, time.Second, c.given...).Why); !slices.Equal(got, c.want) {
			t.Errorf("%v is begun as %v", c.given, got)
		}
	}
	r = process(t, "complains", 0, time.Second, "verify")
	if want := "the file of 90******74?[31m is gone; mend it"; r.ExitCode != 6 || r.Why != want {
		t.Errorf("it said %q, want %q", r.Why, want)
	}
	if r := process(t, "crashes", 0, time.Second, "run"); r.ExitCode != 2 || !strings.Contains(r.Why, "a fault of the job") && !strings.Contains(r.Why, "goroutine") {
		t.Errorf("a crash: %+v", r)
	}
	if r := process(t, "prints", 0, time.Second, "run"); r.ExitCode != 0 || r.Report != nil {
		t.Errorf("endless output: %+v", r)
	}
	if r := process(t, "dies", 0, time.Second, "run"); r.Killed != "killed" || r.Stopped || r.Err != nil {
		t.Errorf("killed: %+v", r)
	}
	if r := Process("/no/such/program", "/some/ws", time.Second)(t.Context(), []string{"run"}); r.Err == nil || r.ExitCode != -1 {
		t.Errorf("no program: %+v", r)
	}
}

func TestProcessIsTold(t *testing.T) {
	if r := process(t, "yields", 700*time.Millisecond, time.Minute, "run"); r.ExitCode != 130 || !r.Stopped || r.Why != "interrupted" {
		t.Errorf("one that yields: %+v", r)
	}
	if r := process(t, "finishes", 700*time.Millisecond, time.Minute, "run"); r.ExitCode != 0 || !r.Stopped || r.Report == nil || r.Report.RunID != "R000008" {
		t.Errorf("one that finishes: %+v", r)
	}
	begun := time.Now()
	r := process(t, "stays", 700*time.Millisecond, 300*time.Millisecond, "run")
	if r.Killed != "killed" || !r.Stopped || time.Since(begun) > 30*time.Second {
		t.Errorf("one that stays: %+v after %s", r, time.Since(begun))
	}
}

// What a result means for the night.
func TestJudged(t *testing.T) {
	planned := wall(t, "2026-10-05 01:30")
	w := due{job: &job{}, planned: planned, begun: planned}
	late := w
	late.begun = planned.Add(2 * time.Minute)
	for _, c := range []struct {
		name string
		w    due
		r    Result
		want Outcome
		need bool
	}{
		{"done", w, Result{}, Ran, false},
		{"files", w, tookIn(2), Ran, false},
		{"no files", w, tookIn(0), NothingToDo, false},
		{"late", late, tookIn(2), Late, false},
		{"a minute late", due{job: &job{}, planned: planned, begun: planned.Add(time.Minute)}, tookIn(2), Ran, false},
		{"changes pending", w, Result{ExitCode: 4}, Ran, false},
		{"needs somebody", w, Result{ExitCode: 3}, Ran, true},
		{"held", w, Result{ExitCode: 5}, Skipped, true},
		{"failed", w, Result{ExitCode: 1}, Failed, true},
		{"wrong usage", w, Result{ExitCode: 2}, Failed, true},
		{"a check", w, Result{ExitCode: 6}, Failed, true},
		{"unknown", w, Result{ExitCode: 77}, Failed, true},
		{"interrupted", w, Result{ExitCode: 130}, Interrupted, true},
		{"killed", w, Result{ExitCode: -1, Killed: "killed"}, Failed, true},
		{"killed at the end", w, Result{ExitCode: -1, Killed: "killed", Stopped: true}, Interrupted, true},
		{"not begun", w, Result{ExitCode: -1, Err: os.ErrNotExist}, Failed, true},
	} {
		n := judged(c.w, c.w.begun.Add(time.Minute), c.r)
		if n.Outcome != c.want || n.NeedsSomebody() != c.need || n.InWords() == "" || n.Took() != time.Minute {
			t.Errorf("%s: %+v", c.name, n)
		}
		if hasCode := n.ExitCode != nil; hasCode != (c.r.ExitCode >= 0) {
			t.Errorf("%s: exit code %v", c.name, n.ExitCode)
		}
	}
}

func TestTailBeginsWithALine(t *testing.T) {
	said := tail{most: 10}
	for _, text := range []string{"123456789\n", "abc\n", "def\n"} {
		if n, err := said.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	if diff := cmp.Diff("abc\ndef\n", string(said.text)); diff != "" {
		t.Error(diff)
	}
	said = tail{most: 10}
	_, _ = said.Write([]byte("no line 9012345674"))
	if string(said.text) != "" {
		t.Errorf("half a number is left: %q", said.text)
	}
}
