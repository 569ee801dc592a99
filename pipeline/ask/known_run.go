package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// KnownRun is the run after which something was known.
type KnownRun struct {
	RunID   string
	EndedAt time.Time
	No      int32
}

// ErrNotKnown is the error of a run that there is not, of a time before any run,
// or of something that is neither. It never holds what was typed.
var ErrNotKnown = errors.New("--known names no run")

var runID = regexp.MustCompile(`^R[0-9]+$`)

// KnownRun finds the run that somebody means: by its id, or by a time, which is
// of the newest run that had ended by then. Empty means the newest of all.
func (v *View) KnownRun(ctx context.Context, typed string) (KnownRun, error) {
	runs, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.AsOf, "runs"), func(rows *sql.Rows, r *KnownRun) error {
		return rows.Scan(&r.No, &r.RunID, &r.EndedAt)
	})
	if err != nil {
		return KnownRun{}, err
	}
	if len(runs) == 0 {
		return KnownRun{}, ErrNoRun
	}
	newest := runs[len(runs)-1]
	typed = strings.ToUpper(strings.TrimSpace(typed))
	if typed == "" {
		return newest, nil
	}
	if runID.MatchString(typed) {
		for _, r := range runs {
			if r.RunID == typed {
				return r, nil
			}
		}
		return KnownRun{}, fmt.Errorf("%w: no run that is done has this id; %s", ErrNotKnown, between(runs))
	}
	until, ok := clock.Instant(typed)
	if !ok {
		return KnownRun{}, fmt.Errorf("%w: it takes a run like %s, a day like 2026-10-05, or a time like 2026-10-05T18:00:00-07:00",
			ErrNotKnown, newest.RunID)
	}
	for i := len(runs) - 1; i >= 0; i-- {
		if !runs[i].EndedAt.After(until) {
			return runs[i], nil
		}
	}
	return KnownRun{}, fmt.Errorf("%w: no run had ended by that time; %s", ErrNotKnown, between(runs))
}

// between tells which runs there are.
func between(runs []KnownRun) string {
	told := func(r KnownRun) string {
		return fmt.Sprintf("%s, which ended %s", r.RunID, r.EndedAt.In(clock.Vancouver()).Format(time.RFC3339))
	}
	if len(runs) == 1 {
		return "the only one is " + told(runs[0])
	}
	return fmt.Sprintf("the first is %s, the newest %s (empanel runs lists them)", told(runs[0]), told(runs[len(runs)-1]))
}
