package decisions

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Hold is a file, or a removal of everyone by a delegate, that the guard has
// held until an administrator releases or discards it.
type Hold struct {
	SubmissionID string    `json:"submission_id"`
	Line         int64     `json:"line_no,omitempty"` // of the removal; 0 for the claims of the file
	Channel      string    `json:"channel"`
	File         string    `json:"file_name"`
	ReceivedAt   time.Time `json:"received_at"`
	RunID        string    `json:"run_id"`   // that held it
	People       int64     `json:"people"`   // whom it would have taken from other providers, or removed
	OfLines      int64     `json:"of_lines"` // attach claims in the file, or 1
	Waiting      int64     `json:"waiting"`  // lines nobody has decided about
	Released     int64     `json:"released"`
	Discarded    int64     `json:"discarded"`
	State        string    `json:"state"` // waiting, released, discarded
}

// HoldStates are the states of a hold, and all of them.
func HoldStates() []string { return []string{"waiting", "released", "discarded", "all"} }

// Holds lists what the guard has held, the newest first. The state is one of
// [HoldStates].
func Holds(ctx context.Context, dir, state string) (found []Hold, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	return holdsIn(ctx, v, state)
}

func holdsIn(ctx context.Context, v *ask.View, state string) ([]Hold, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Holds, "list"), func(rows *sql.Rows, h *Hold) error {
		err := rows.Scan(&h.SubmissionID, &h.Line, &h.Channel, &h.File, &h.ReceivedAt, &h.RunID, &h.People, &h.OfLines,
			&h.Waiting, &h.Released, &h.Discarded, &h.State)
		h.File = mask.FileName(h.File)
		return err
	}, sql.Named("state", state))
}

// HoldSides is how many people what the guard holds of a file would take from
// one provider today, and to whom.
type HoldSides struct {
	Incumbent  string `json:"incumbent_practitioner"`
	Challenger string `json:"challenger_practitioner,omitempty"` // empty for a removal
	People     int64  `json:"people"`
}

// HeldSides says whom releasing what the guard holds of a file, or one line of
// it, would move or remove today, and gives the holds it is about. It gives
// [ErrNothingHeld], [ErrAmbiguousID] and *[DecisionError].
func HeldSides(ctx context.Context, dir string, named NamedLine) (holds []Hold, sides []HoldSides, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	held, err := heldOf(ctx, v, Release, NamedLine{File: named.File})
	if err != nil {
		return nil, nil, err
	}
	if named.Line > 0 && !slices.ContainsFunc(held, func(l decidedLine) bool { return l.line == named.Line }) {
		return nil, nil, &DecisionError{named, "the guard does not hold this line"}
	}
	all, err := holdsIn(ctx, v, "waiting")
	if err != nil {
		return nil, nil, err
	}
	for _, h := range all {
		if h.SubmissionID == held[0].id {
			holds = append(holds, h)
		}
	}
	sides, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Holds, "sides"), func(rows *sql.Rows, s *HoldSides) error {
		return rows.Scan(&s.Incumbent, &s.Challenger, &s.People)
	}, sql.Named("submission", held[0].id), sql.Named("line", int32(named.Line)))
	return holds, sides, err
}
