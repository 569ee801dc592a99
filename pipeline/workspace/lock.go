package workspace

import (
	"errors"
	"fmt"

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
