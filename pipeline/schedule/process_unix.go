//go:build unix

package schedule

import (
	"os"
	"os/exec"
	"syscall"
)

// apart keeps a process from hearing what is typed at the scheduler's terminal: it
// is told to end once, by the scheduler.
func apart(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killedBy names the signal that ended a process; empty where none did.
func killedBy(state *os.ProcessState) string {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal().String()
	}
	return ""
}
