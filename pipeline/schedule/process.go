package schedule

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	mostReport = 32 << 20 // of a run's report: a million changed panels do not come in a night
	mostSaid   = 4 << 10  // of what a job says in the end
)

// Process gives a runner that lets a job run as a process of its own: program with
// the workspace dir and the job's arguments. So a run that is killed for want of
// memory does not take the scheduler along.
//
// When the context ends, the process is told to (SIGTERM), and killed when it has
// not ended after patience. What it prints is not passed on, because it can name
// patients; of a run the report is read, and of any job the last that it
// complained of.
func Process(program, dir string, patience time.Duration) Runner {
	return func(ctx context.Context, arguments []string) Result {
		isRun := arguments[0] == "run"
		given := append([]string{"-w", dir}, arguments...)
		if isRun && !slices.Contains(arguments, "--json") {
			given = append(given, "--json")
		}
		command := exec.CommandContext(ctx, program, given...)
		command.Env = slices.DeleteFunc(os.Environ(), isOfService)
		command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
		command.WaitDelay = patience
		apart(command)
		report, said := &head{most: mostReport}, &tail{most: mostSaid}
		command.Stderr = said
		if isRun {
			command.Stdout = report
		}
		err := command.Run()
		r := ended(command, err)
		r.Stopped = ctx.Err() != nil
		r.Why = lastSaid(said.text)
		if isRun && report.whole() {
			r.Report = readReport(report.text)
		}
		if r.Report != nil && len(r.Report.Needs) > 0 {
			r.Why = shown(strings.Join(r.Report.Needs, "; "))
		}
		return r
	}
}

// isOfService says whether a variable of the environment is for the process that
// a service manager started, and no other.
func isOfService(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}, name)
}

// ended says how a process ended.
func ended(command *exec.Cmd, err error) Result {
	state := command.ProcessState
	if state == nil {
		return Result{ExitCode: -1, Err: fmt.Errorf("the job could not be begun: %w", err)}
	}
	r := Result{ExitCode: state.ExitCode()}
	if r.ExitCode >= 0 {
		return r
	}
	if r.Killed = killedBy(state); r.Killed == "" {
		r.Err = errors.Join(errors.New("the job did not end as processes do"), err)
	}
	return r
}

// readReport reads the report of a run; nil where there is none.
func readReport(text []byte) *RunReport {
	var r RunReport
	if err := json.Unmarshal(text, &r); err != nil || r.RunID == "" {
		return nil
	}
	return &r
}

// lastSaid gives what a job complained of in the end.
func lastSaid(text []byte) string {
	var lines []string
	for line := range strings.SplitSeq(string(text), "\n") {
		if said, ok := strings.CutPrefix(line, "empanel: "); ok {
			lines = append(lines, said)
		}
	}
	if len(lines) == 0 { // not in its own words: a crash
		if lines = strings.Split(strings.TrimSpace(string(text)), "\n"); len(lines) > 2 {
			lines = lines[:2]
		}
	}
	return shown(strings.Join(lines, "; "))
}

// head keeps the first of what is written to it, and takes the rest.
type head struct {
	text []byte
	most int
	more bool
}

// Write takes everything.
func (h *head) Write(p []byte) (int, error) {
	room := min(len(p), h.most-len(h.text))
	h.text = append(h.text, p[:room]...)
	h.more = h.more || room < len(p)
	return len(p), nil
}

func (h *head) whole() bool { return !h.more }

// tail keeps the last of what is written to it, from the beginning of a line.
type tail struct {
	text []byte
	most int
}

// Write takes everything.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if over := len(t.text) - t.most; over > 0 {
		t.text = append([]byte(nil), t.text[over:]...)
		if _, rest, found := bytes.Cut(t.text, []byte{'\n'}); found {
			t.text = rest
		} else {
			t.text = bytes.TrimLeft(t.text, "0123456789") // half a health number would not be masked
		}
	}
	return len(p), nil
}
