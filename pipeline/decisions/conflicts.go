package decisions

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
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
func Conflicts(ctx context.Context, dir string, f ConflictFilter, look ask.Look) (found *ConflictList, err error) {
	if err := look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if f.Provider != "" {
		if f.Provider, err = v.KnownProvider(ctx, f.Provider); err != nil {
			return nil, err
		}
	}
	found, err = ReadConflicts(ctx, v, f, look)
	if err != nil || !look.Reveal {
		return found, err
	}
	people := map[string]bool{}
	for _, c := range found.Conflicts {
		people[c.PHN] = true
	}
	if err := look.Record(v.WS, len(people), "conflicts "+f.Provider); err != nil {
		return nil, err
	}
	return found, nil
}

// ReadConflicts lists conflicts of a registry that is open, without an entry in
// the audit log.
func ReadConflicts(ctx context.Context, v *ask.View, f ConflictFilter, look ask.Look) (*ConflictList, error) {
	args := []any{
		sql.Named("provider", sql.NullString{String: f.Provider, Valid: f.Provider != ""}), sql.Named("open", f.Open),
	}
	found := &ConflictList{}
	count := reconcile.Must(reconcile.Conflicts, "count")
	if err := v.DB.Conn().QueryRowContext(ctx, count.SQL, args...).Scan(&found.All, &found.People); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", count.Name, err)
	}
	limit := int64(f.Limit)
	if limit == 0 {
		limit = found.All
	}
	var err error
	found.Conflicts, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Conflicts, "list"), func(rows *sql.Rows, c *Conflict) error {
		var phn int64
		var on, resolved sql.NullTime
		by := Decided{Verdict: Release}
		err := rows.Scan(&phn, &c.Incumbent, &c.IncumbentFacility, &c.Challenger, &c.ChallengerFacility,
			&on, &c.Resolution, &resolved, &c.Submission, &c.File, &c.Line,
			&by.CountsFrom, &by.At, &by.By, &by.Reason)
		c.Released = by.Release(look)
		c.PHN, c.On, c.ResolvedOn = look.PHN(phn), ask.Day(on), ask.Day(resolved)
		if !look.Reveal {
			c.File = mask.FileName(c.File)
		}
		return err
	}, append(args, sql.Named("limit", limit))...)
	return found, err
}
