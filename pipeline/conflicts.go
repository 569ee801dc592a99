package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"empanel/reconcile"
)

// ConflictFilter chooses conflicts. Empty means any.
type ConflictFilter struct {
	Provider string // one of the two sides
	Open     bool   // only those that nobody and nothing has decided yet
	Limit    int    // 0 means all
}

// Conflict is a claim that would take a person from another provider, and that
// no transfer covers: both sides, and how it ended.
type Conflict struct {
	PHN                string `json:"phn"` // as the look may see it
	Incumbent          string `json:"incumbent_practitioner"`
	IncumbentFacility  string `json:"incumbent_facility"`
	Challenger         string `json:"challenger_practitioner"`
	ChallengerFacility string `json:"challenger_facility"`
	On                 string `json:"effective_on"`
	Resolution         string `json:"resolution"`
	ResolvedOn         string `json:"resolved_on,omitempty"` // empty while it is open
	Submission         string `json:"submission_id"`         // the challenger's line
	File               string `json:"file_name"`
	Line               int64  `json:"line_no"`
	// Released tells of the release that ended the wait; nil where none did.
	Released *Decided `json:"released,omitempty"`
}

// ConflictList is what a filter lets through.
type ConflictList struct {
	Conflicts []Conflict
	All       int64 // that pass the filter, also beyond its limit
	People    int64 // whom these are about
}

// Conflicts lists conflicts, the newest first. A look that reveals health
// numbers is recorded in the audit log before anything is given.
func Conflicts(ctx context.Context, dir string, f ConflictFilter, look Look) (found *ConflictList, err error) {
	if err := look.check(); err != nil {
		return nil, err
	}
	v, err := openRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	if f.Provider != "" {
		if f.Provider, err = v.knownProvider(ctx, f.Provider); err != nil {
			return nil, err
		}
	}
	found, err = v.conflicts(ctx, f, look)
	if err != nil || !look.Reveal {
		return found, err
	}
	people := map[string]bool{}
	for _, c := range found.Conflicts {
		people[c.PHN] = true
	}
	if err := look.record(v.ws, len(people), "conflicts "+f.Provider); err != nil {
		return nil, err
	}
	return found, nil
}

func (v *view) conflicts(ctx context.Context, f ConflictFilter, look Look) (*ConflictList, error) {
	args := []any{
		sql.Named("provider", sql.NullString{String: f.Provider, Valid: f.Provider != ""}), sql.Named("open", f.Open),
	}
	found := &ConflictList{}
	count := reconcile.Must(reconcile.Conflicts, "count")
	if err := v.db.Conn().QueryRowContext(ctx, count.SQL, args...).Scan(&found.All, &found.People); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", count.Name, err)
	}
	limit := int64(f.Limit)
	if limit == 0 {
		limit = found.All
	}
	var err error
	found.Conflicts, err = rowsOf(ctx, v.db, reconcile.Must(reconcile.Conflicts, "list"), func(rows *sql.Rows, c *Conflict) error {
		var phn int64
		var on, resolved sql.NullTime
		by := Decided{Verdict: Release}
		err := rows.Scan(&phn, &c.Incumbent, &c.IncumbentFacility, &c.Challenger, &c.ChallengerFacility,
			&on, &c.Resolution, &resolved, &c.Submission, &c.File, &c.Line,
			&by.CountsFrom, &by.At, &by.By, &by.Reason)
		c.Released = by.release(look)
		c.PHN, c.On, c.ResolvedOn = look.phn(phn), day(on), day(resolved)
		if !look.Reveal {
			c.File = MaskedName(c.File)
		}
		return err
	}, append(args, sql.Named("limit", limit))...)
	return found, err
}
