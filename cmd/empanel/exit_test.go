package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{&usageError{"empanel run", errors.New("unknown flag")}, 2},
		{errors.Join(&config.Error{Key: "a"}, &config.Error{Key: "b"}), 2},
		{workspace.ErrNone, 2},
		{workspace.ErrExists, 2},
		{workspace.ErrKeyMissing, 1},
		{&attentionError{"a file was refused"}, 3},
		{workspace.ErrHeld, 5},
		{warehouse.ErrBusy, 5},
		{&pipeline.CheckError{}, 6},
		{&pipeline.MismatchError{}, 6},
		{&ledger.DamagedError{}, 6},
		{&pipeline.DamagedDivisionError{}, 6},
		{&pipeline.NotFoldedError{}, 1},
		{pipeline.ErrNotDivided, 1},
		{&unprovedError{"a part is damaged"}, 6},
		{&diagnosis{misconfigured: true}, 2},
		{&diagnosis{}, 1},
		{errInterrupted, 130},
		{context.Canceled, 130},
	} {
		for _, err := range []error{c.err, wrapped(c.err)} {
			if got := exitCode(err); got != c.want {
				t.Errorf("%v gave %d, want %d", err, got, c.want)
			}
		}
	}
}

func wrapped(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("at night: %w", err)
}

// What the engine proposes for its own users is no help: the configuration is.
func TestMemoryThatIsUsedUpIsExplained(t *testing.T) {
	p := &program{}
	err := p.explained(errors.New("x.sql: Out of Memory Error: failed to allocate\n\nPossible solutions:\n* Reducing the number of threads (SET threads=X)"))
	if got := err.Error(); !strings.Contains(got, "engine.memory_limit") || !strings.Contains(got, "x.sql") || strings.Contains(got, "SET threads") {
		t.Errorf("%q", got)
	}
}
