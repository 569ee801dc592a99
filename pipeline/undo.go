package pipeline

import (
	"context"
	"errors"
	"fmt"

	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
)

// CommittedError is the error of a run that has happened and could not be
// finished: its files are not all in the archive, its snapshot is not
// published, or its page is not written. The next run does what is missing.
type CommittedError struct {
	RunID   string
	Missing string
	Err     error
}

// Error names the run and what is missing.
func (e *CommittedError) Error() string {
	return fmt.Sprintf("%s is done, but %s (the next run does it): %v", e.RunID, e.Missing, e.Err)
}

// Unwrap gives the cause.
func (e *CommittedError) Unwrap() error { return e.Err }

func (r *run) unfinished(missing string, err error) error {
	if err == nil {
		return nil
	}
	return &CommittedError{RunID: r.id, Missing: missing, Err: err}
}

// undo puts things back as they were before a run that did not commit, and
// records it as failed. A run that refuses its plan, or more than was selected,
// has not failed: it never was one.
func (r *run) undo(ctx context.Context, cause error) error {
	ctx = context.WithoutCancel(ctx)
	_, dropErr := ledger.DropUnfinished(r.ws.Ledger())
	returnErr := intake.Return(r.ws, r.id)
	err := errors.Join(cause, dropErr, returnErr, r.ws.ClearDivided())
	if !neverWasOne(cause) {
		// What cannot be recorded stays written down as begun: the next run
		// records that this one was interrupted.
		if recordErr := r.recordFailure(ctx, cause); recordErr != nil {
			return errors.Join(err, recordErr)
		}
		err = errors.Join(err, r.writeFailure(ctx))
	}
	if returnErr != nil {
		return err
	}
	return errors.Join(err, intake.Forget(r.ws, r.id))
}

// neverWasOne says whether a run ended because it was not wanted so.
func neverWasOne(cause error) bool {
	var refused *PlanError
	var beyond *BeyondError
	return errors.As(cause, &refused) || errors.As(cause, &beyond) || errors.Is(cause, errNoRun) || errors.Is(cause, ErrNothingSelected)
}

// resolve finds out whether a run happened whose commit was not confirmed, and
// undoes it if not. Where that cannot be found out, nothing is undone: it could
// throw away the evidence of a run that did commit. The next run finds out then.
func (r *run) resolve(ctx context.Context, cause error) error {
	ctx = context.WithoutCancel(ctx)
	if err := r.db.Close(); err != nil {
		return errors.Join(cause, err)
	}
	key, err := r.ws.Key()
	if err != nil {
		return errors.Join(cause, err)
	}
	db, err := openPatiently(ctx, r.ws.Registry(), r.engine(key))
	if err != nil {
		return errors.Join(cause, err)
	}
	r.db = db
	recorded, err := recordedRuns(ctx, r.db)
	if err != nil {
		return errors.Join(cause, err)
	}
	if recorded[r.id] == "done" {
		return &CommittedError{RunID: r.id, Missing: "its files are not put away and its snapshot is not published", Err: cause}
	}
	return r.undo(ctx, cause)
}
