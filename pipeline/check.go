package pipeline

import (
	"context"
	"fmt"
	"strings"

	"empanel/reconcile"
)

// CheckResult is what one check found in one run.
type CheckResult struct {
	Name      string `json:"check"`
	Meaning   string `json:"meaning"` // what an offending row is
	Passed    bool   `json:"passed"`
	Offending int64  `json:"offending"`
	// First is the first offending line, as file number and line, where there
	// is one.
	FirstFile int32 `json:"first_file,omitempty"`
	FirstLine int32 `json:"first_line,omitempty"`
}

// CheckError is the error of a run that a blocking check stopped. Nothing was
// changed and nothing published.
type CheckError struct{ Failed []CheckResult }

// Error names every check that failed and how many rows offend.
func (e *CheckError) Error() string {
	var s strings.Builder
	s.WriteString("a check failed, so nothing was changed or published: ")
	for i, c := range e.Failed {
		if i > 0 {
			s.WriteString("; ")
		}
		fmt.Fprintf(&s, "%s (%d rows, the first at file %d line %d)", c.Name, c.Offending, c.FirstFile, c.FirstLine)
	}
	return s.String()
}

// check runs every check before the commit. Each is a query that returns
// offending rows; any row stops the run.
func (r *run) check(ctx context.Context) error {
	defer r.timed("check")()
	r.tell("checking", 0, 0)
	var failed []CheckResult
	for _, s := range reconcile.Statements(reconcile.Checks) {
		result, err := r.checkOne(ctx, s)
		if err != nil {
			return err
		}
		r.checks = append(r.checks, result)
		if !result.Passed {
			r.logger().Error("check failed", "check", result.Name, "rows", result.Offending, "what", result.Meaning)
			failed = append(failed, result)
		}
	}
	if len(failed) > 0 {
		return &CheckError{Failed: failed}
	}
	return nil
}

func (r *run) checkOne(ctx context.Context, s reconcile.Statement) (CheckResult, error) {
	result := CheckResult{Name: s.Short(), Meaning: s.Grain()}
	rows, err := r.db.Conn().QueryContext(ctx, s.SQL)
	if err != nil {
		return result, fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		var file, line int32
		if err := rows.Scan(&file, &line); err != nil {
			return result, fmt.Errorf("%s.sql: %w", s.Name, err)
		}
		if result.Offending == 0 {
			result.FirstFile, result.FirstLine = file, line
		}
		result.Offending++
	}
	result.Passed = result.Offending == 0
	return result, rows.Err()
}

func (r *run) insertChecks(ctx context.Context) error {
	names, offending := make([]string, len(r.checks)), make([]int64, len(r.checks))
	for i, c := range r.checks {
		names[i], offending[i] = c.Name, c.Offending
	}
	if len(names) == 0 {
		return nil // an empty list has no type to the engine
	}
	return r.db.Exec(ctx, `
		insert into check_result
		select ?, name, true, offending = 0, offending
		from (select unnest(?::varchar[]) as name, unnest(?::bigint[]) as offending)`,
		r.no, names, offending)
}
