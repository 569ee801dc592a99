package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// ErrHeld is the error of a workspace in which another run is under way.
var ErrHeld = errors.New("another run holds the workspace")

// Acquire takes the workspace for one run, or gives [ErrHeld] at once when
// another has it. The operating system lets go of the lock when the process
// ends, however it ends: a crash leaves nothing to clean up.
func (w *Workspace) Acquire() (release func() error, err error) {
	lock := flock.New(w.Lock(), flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the workspace: %w", err)
	}
	if !taken {
		return nil, fmt.Errorf("%s: %w", w.dir, ErrHeld)
	}
	return lock.Unlock, nil
}

// ErrScheduled is the error of a workspace that another scheduler keeps. It is an
// [ErrHeld].
var ErrScheduled error = scheduledError{}

type scheduledError struct{}

// Error says what to do.
func (scheduledError) Error() string {
	return "another scheduler keeps this workspace: there can be one at a time"
}

// Unwrap gives what it is.
func (scheduledError) Unwrap() error { return ErrHeld }

// AcquireSchedule makes this process the one scheduler of the workspace, or gives
// [ErrScheduled]. It waits a second, for whoever only looks whether there is one.
func (w *Workspace) AcquireSchedule(ctx context.Context) (release func() error, err error) {
	lock := flock.New(w.ScheduleLock(), flock.SetPermissions(0o600))
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	taken, err := lock.TryLockContext(short, 50*time.Millisecond)
	switch {
	case taken:
		return lock.Unlock, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && short.Err() == nil:
		return nil, fmt.Errorf("locking the schedule: %w", err)
	}
	return nil, fmt.Errorf("%s: %w", w.dir, ErrScheduled)
}

// Scheduled says whether a scheduler keeps the workspace now.
func (w *Workspace) Scheduled() (bool, error) {
	lock := flock.New(w.ScheduleLock(), flock.SetPermissions(0o600), flock.SetFlag(os.O_RDONLY))
	taken, err := lock.TryRLock()
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil // there never was one
	case err != nil:
		return false, fmt.Errorf("looking at the schedule's lock: %w", err)
	case taken:
		return false, lock.Unlock()
	}
	return true, nil
}
