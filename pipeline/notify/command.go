package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"empanel/pipeline/config"
)

// command is a program that gets events on its standard input.
type command struct {
	argv    []string
	timeout time.Duration
	retries int
	wait    time.Duration
}

func newCommand(settings config.Notify, wait time.Duration) *command {
	return &command{settings.Command, time.Duration(settings.TimeoutSeconds) * time.Second, settings.Retries, wait}
}

func (c *command) name() string { return "command " + c.argv[0] }

func (c *command) id() string { return c.name() }

func (c *command) send(ctx context.Context, e Event, payload []byte) error {
	wait := c.wait
	for attempt := 0; ; attempt++ {
		err := c.once(ctx, e, payload)
		if err == nil || attempt >= c.retries || errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(min(wait, longestWait)):
		}
		wait *= 2
	}
}

// letGo is how long a program that was killed may keep its streams open.
const letGo = 2 * time.Second

// once runs the program and waits for its end, or kills it, with what it
// started, when its time is over.
func (c *command) once(ctx context.Context, e Event, payload []byte) error {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	program := exec.CommandContext(bounded, c.argv[0], c.argv[1:]...)
	program.Stdin = bytes.NewReader(payload)
	program.Env = append(os.Environ(),
		"EMPANEL_EVENT="+string(e.Kind), "EMPANEL_TITLE="+e.Title, "EMPANEL_TEXT="+e.Text,
		"EMPANEL_RUN_ID="+e.RunID, "EMPANEL_WORKSPACE="+e.Workspace)
	said := &bounds{left: mostAnswered}
	program.Stdout, program.Stderr = said, said
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	program.Cancel = func() error { return syscall.Kill(-program.Process.Pid, syscall.SIGKILL) }
	program.WaitDelay = letGo
	err := program.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case bounded.Err() != nil:
		return fmt.Errorf("it did not end within %s, and was killed (notify.timeout_seconds)", c.timeout)
	case errors.Is(err, exec.ErrWaitDelay):
		return nil // it ended well, and something that it started goes on
	}
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return fmt.Errorf("it could not be started: %w", err)
	}
	if line := firstLine(said.Bytes()); line != "" {
		return fmt.Errorf("it failed (%w): %s", err, line)
	}
	return fmt.Errorf("it failed: %w", err)
}

// bounds keeps the beginning of what a program says, and drops the rest.
type bounds struct {
	bytes.Buffer
	left int
}

// Write takes as much as there is room for, and says that it took all.
func (b *bounds) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	_, _ = b.Buffer.Write(p[:n]) // a buffer never fails
	return len(p), nil
}

// executable says why a program could not be started.
func executable(path string) error {
	if _, err := exec.LookPath(path); err != nil {
		return fmt.Errorf("notify.command: %w", err)
	}
	return nil
}
