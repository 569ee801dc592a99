//go:build !unix

package schedule

import (
	"os"
	"os/exec"
)

// apart does nothing where there are no groups of processes.
func apart(*exec.Cmd) {}

// killedBy names no signal where there are none.
func killedBy(*os.ProcessState) string { return "" }
