package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"empanel/pipeline"
	"empanel/pipeline/archive"
	"empanel/pipeline/audit"
	"empanel/pipeline/backup"
	"empanel/pipeline/compare"
	"empanel/pipeline/config"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/export/fhir"
	"empanel/pipeline/export/worklists"
	"empanel/pipeline/ledger"
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
		open      *workspace.AccessError
		attention *attentionError
		pending   *pendingError
		check     *pipeline.CheckError
		unlike    *fhir.CheckError
		mismatch  *pipeline.MismatchError
		damaged   *ledger.DamagedError
		divided   *pipeline.DamagedDivisionError
		unproved  *unprovedError
		committed *pipeline.CommittedError
		bundle    *clfp.CheckError
		changed   *clfp.NotAsWrittenError
		tampered  *audit.TamperedError
		unwell    *diagnosis
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &attention), errors.As(err, &committed):
		return exitAttention
	case errors.As(err, &pending):
		return exitPending
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &unwell) && unwell.misconfigured:
		return exitUsage
	case errors.As(err, &usage), errors.As(err, &setting), errors.As(err, &open),
		errors.Is(err, workspace.ErrNone), errors.Is(err, workspace.ErrExists):
		return exitUsage
	case errors.Is(err, workspace.ErrHeld), errors.Is(err, warehouse.ErrBusy):
		return exitHeld
	case errors.As(err, &check), errors.As(err, &unlike), errors.As(err, &mismatch), errors.As(err, &damaged), errors.As(err, &divided), errors.As(err, &unproved),
		errors.As(err, &bundle), errors.As(err, &changed), errors.As(err, &tampered),
		errors.Is(err, archive.ErrOtherBytes), errors.Is(err, backup.ErrDamaged),
		errors.Is(err, fhir.ErrFault), errors.Is(err, worklists.ErrDisagree), errors.Is(err, compare.ErrUncounted):
		return exitCheckFailed
	default:
		return exitFailed
	}
}

// errInterrupted is the error of a command that somebody stopped.
var errInterrupted = errors.New("interrupted")

// usageError is a command line that cannot be carried out.
type usageError struct {
	command string // as typed, e.g. "empanel quarantine list", or saysItAll
	err     error
}

// saysItAll stands for the command of a [usageError] that says itself what to do.
const saysItAll = ""

// Error names what is wrong and where to read how it is right.
func (e *usageError) Error() string {
	what := strings.ReplaceAll(e.err.Error(), "\n\nDid you mean this?\n\t", "; did you mean: ")
	what = strings.ReplaceAll(strings.TrimSpace(what), "\n\t", ", ")
	what = inPlainWords(what)
	if e.command == saysItAll {
		return what
	}
	return fmt.Sprintf("%s\nrun '%s --help' to see how it is used", what, e.command)
}

// wrongNumber is how the flag package names a value that is no number.
var wrongNumber = regexp.MustCompile(`^invalid argument (".*") for "(?:-\w, )?(--[\w-]+)" flag: strconv\.Parse(\w+): .*$`)

// inPlainWords says what a flag takes where the flag package names its own
// functions.
func inPlainWords(what string) string {
	found := wrongNumber.FindStringSubmatch(what)
	if found == nil {
		return what
	}
	takes := map[string]string{
		"Int": "a whole number", "Uint": "a whole number from 0", "Float": "a number", "Bool": "true or false",
	}[found[3]]
	if takes == "" {
		return what
	}
	return fmt.Sprintf("%s takes %s, not %s", found[2], takes, found[1])
}

// Unwrap gives what is wrong.
func (e *usageError) Unwrap() error { return e.err }

// attentionError is work that is done and left something for a person. The
// command's own output has already said what.
type attentionError struct{ what string }

// Error names what is left.
func (e *attentionError) Error() string { return e.what }

// pendingError is a plan that changes something, of a command that was asked to
// say so by its exit code.
type pendingError struct{}

// Error says so.
func (*pendingError) Error() string { return "changes are pending" }

// unprovedError is a workspace that is not, or not provably, as it must be. The
// command's own output has already said what is wrong.
type unprovedError struct{ what string }

// Error names what is wrong.
func (e *unprovedError) Error() string { return e.what }

// isQuiet says whether an error has nothing to add to what was printed.
func isQuiet(err error) bool {
	var attention *attentionError
	var pending *pendingError
	var unproved *unprovedError
	var unwell *diagnosis
	return errors.As(err, &attention) || errors.As(err, &pending) || errors.As(err, &unproved) || errors.As(err, &unwell)
}
