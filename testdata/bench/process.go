package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// usage is what a process took, with the processes that it waited for.
type usage struct {
	Seconds    float64 `json:"seconds"`     // from start to end
	CPUSeconds float64 `json:"cpu_seconds"` // user and system
	PeakBytes  int64   `json:"peak_bytes"`  // resident memory at its peak
}

var errInterrupted = errors.New("interrupted; what was measured by then is shown, and no document written")

// execute runs a program to its end and gives what it printed and took. An exit
// code other than the allowed ones is an error with all that it printed.
func execute(ctx context.Context, allowed []int, name string, args ...string) ([]byte, usage, error) {
	command := exec.CommandContext(ctx, name, args...)
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGINT) }
	command.WaitDelay = 30 * time.Second
	begun := time.Now()
	err := command.Run()
	took := usage{Seconds: time.Since(begun).Seconds()}
	var exit *exec.ExitError
	if ctx.Err() != nil {
		return nil, took, errInterrupted
	}
	if err != nil && !errors.As(err, &exit) {
		return nil, took, err
	}
	state := command.ProcessState
	if !slices.Contains(allowed, state.ExitCode()) {
		return nil, took, fmt.Errorf("%s ended with %s:\n%s%s", command, state, out.Bytes(), errs.Bytes())
	}
	took.CPUSeconds = (state.UserTime() + state.SystemTime()).Seconds()
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		took.PeakBytes = r.Maxrss * 1024
	}
	return out.Bytes(), took, nil
}

// quietly runs a program that is not measured and must end well.
func quietly(ctx context.Context, name string, args ...string) ([]byte, error) {
	out, _, err := execute(ctx, []int{0}, name, args...)
	return out, err
}
