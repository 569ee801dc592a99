package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"empanel/pipeline/waiting"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// match lets the households that can be matched choose, one after the other,
// and lists the candidates of each provider.
func (r *run) match(ctx context.Context) error {
	r.tell("matching", 0, 0)
	read := r.timed("match: read")
	pool, err := r.readPool(ctx)
	read()
	if err != nil {
		return err
	}
	choose := r.timed("match: choose")
	turns := matching.Turns(pool)
	candidates := matching.Candidates(pool, int32(r.policy.Match.CandidatesTimes), int32(r.policy.Match.Fit))
	choose()
	defer r.timed("match: write")()
	if err := r.db.Append("match_turn", turnRows(turns)); err != nil {
		return err
	}
	return r.db.Append("match_ranked", candidateRows(candidates))
}

// readPool reads what a matching begins with out of the temporary tables of the
// run.
func (r *run) readPool(ctx context.Context) (pool matching.Pool, err error) {
	question := func(name string) reconcile.Statement { return reconcile.Must(reconcile.Pool, name) }
	pool.Households, err = warehouse.RowsOf(ctx, r.db, question("households"), func(rows *sql.Rows, h *matching.Household) error {
		return rows.Scan(&h.Size, &h.Points, &h.Seniority, &h.Profile, &h.Proposed)
	})
	if err != nil {
		return pool, err
	}
	pool.Profiles, err = warehouse.RowsOf(ctx, r.db, question("profiles"), func(rows *sql.Rows, p *matching.Profile) error {
		return waiting.ScanProfile(rows, p)
	})
	if err != nil {
		return pool, err
	}
	pool.Rooms, err = warehouse.RowsOf(ctx, r.db, question("rooms"), func(rows *sql.Rows, m *matching.Room) error {
		return waiting.ScanRoom(rows, m)
	})
	if err != nil {
		return pool, err
	}
	pool.Declined, err = warehouse.RowsOf(ctx, r.db, question("declined"), func(rows *sql.Rows, d *matching.Declined) error {
		return rows.Scan(&d.Household, &d.Room)
	})
	return pool, err
}

// turnRows gives the rows of match_turn.
func turnRows(turns []matching.Turn) func(add func(...driver.Value) error) error {
	return func(add func(...driver.Value) error) error {
		for i, t := range turns {
			err := add(t.Household, int32(i+1), roomOrNull(t.Room), t.Kept, t.Choices, positive(t.Choice),
				roomOrNull(t.Preferred), leftOrNull(t), textOrNull(string(t.Reason)))
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// candidateRows gives the rows of match_ranked.
func candidateRows(candidates []matching.Candidate) func(add func(...driver.Value) error) error {
	return func(add func(...driver.Value) error) error {
		for _, c := range candidates {
			if err := add(c.Room, c.Rank, c.Household, c.Fit, c.Points); err != nil {
				return err
			}
		}
		return nil
	}
}

func roomOrNull(room int32) driver.Value {
	if room == matching.None {
		return nil
	}
	return room
}

func leftOrNull(t matching.Turn) driver.Value {
	if t.Preferred == matching.None {
		return nil
	}
	return t.Left
}

func positive(n int32) driver.Value {
	if n == 0 {
		return nil
	}
	return n
}

func textOrNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}
