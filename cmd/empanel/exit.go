package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// The exit codes that scripts rely on.
const (
	exitDone        = 0
	exitFailed      = 1   // nothing changed
	exitUsage       = 2   // wrong usage or configuration
	exitAttention   = 3   // done, something needs a person
	exitPending     = 4   // changes pending
	exitHeld        = 5   // another run holds the workspace
	exitCheckFailed = 6   // nothing published
	exitInterrupted = 130 // nothing changed
)

// exitCode chooses the exit code of an error: the only place that does.
func exitCode(err error) int {
	var (
		usage     *usageError
		setting   *config.Error
		attention *attentionError
		check     *pipeline.CheckError
		committed *pipeline.CommittedError
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &attention), errors.As(err, &committed):
		return exitAttention
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage), errors.As(err, &setting),
		errors.Is(err, workspace.ErrNone), errors.Is(err, workspace.ErrExists):
		return exitUsage
	case errors.Is(err, workspace.ErrHeld), errors.Is(err, warehouse.ErrBusy):
		return exitHeld
	case errors.As(err, &check):
		return exitCheckFailed
	default:
		return exitFailed
	}
}

// errInterrupted is the error of a command that somebody stopped.
var errInterrupted = errors.New("interrupted")

// usageError is a command line that cannot be carried out.
type usageError struct {
	command string // as typed, e.g. "empanel quarantine list"
	err     error
}

// Error names what is wrong and where to read how it is right.
func (e *usageError) Error() string {
	what := strings.ReplaceAll(e.err.Error(), "\n\nDid you mean this?\n\t", "; did you mean: ")
	what = strings.ReplaceAll(strings.TrimSpace(what), "\n\t", ", ")
	return fmt.Sprintf("%s\nrun '%s --help' to see how it is used", what, e.command)
}

// Unwrap gives what is wrong.
func (e *usageError) Unwrap() error { return e.err }

// attentionError is work that is done and left something for a person. The
// command's own output has already said what.
type attentionError struct{ what string }

// Error names what is left.
func (e *attentionError) Error() string { return e.what }

// isQuiet says whether an error has nothing to add to what was printed.
func isQuiet(err error) bool {
	var attention *attentionError
	return errors.As(err, &attention)
}
