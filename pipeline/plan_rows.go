package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// PlannedPerson is what would happen to one person: whom they are with, whom
// they would be with, why, and the line that brings it.
type PlannedPerson struct {
	Change       string `json:"change"`
	PersonKey    string `json:"person_key"`
	PHN          string `json:"phn,omitempty"` // as the look may see it; never in a plan's file
	FromProvider string `json:"from_practitioner"`
	FromFacility string `json:"from_facility"`
	ToProvider   string `json:"to_practitioner"`
	ToFacility   string `json:"to_facility"`
	// Whose claim about them would wait, of a hold.
	ClaimProvider string `json:"claim_practitioner"`
	ClaimFacility string `json:"claim_facility"`
	On            string `json:"effective_on"`
	Reason        string `json:"reason"`
	BroughtBy     string `json:"brought_by"`
	SubmissionID  string `json:"submission_id"`
	Line          int64  `json:"line_no"`
	// What of the conditions was changed that does it, of a reprocessing.
	Cause []string `json:"cause,omitempty"`
}

// PlannedLine is a line of evidence whose outcome would be another. Before is
// empty where the line is new.
type PlannedLine struct {
	Change       string   `json:"change"`
	PersonKey    string   `json:"person_key"`
	PHN          string   `json:"phn,omitempty"`
	Practitioner string   `json:"practitioner_number"`
	Facility     string   `json:"facility_number"`
	On           string   `json:"effective_on"`
	Record       string   `json:"record"`
	Before       string   `json:"before"`
	After        string   `json:"after"`
	Reasons      []string `json:"reasons"`
	SubmissionID string   `json:"submission_id"`
	Line         int64    `json:"line_no"`
}

// PlannedAttachment is a row that the registry would know no longer (closed) or
// come to know (opened).
type PlannedAttachment struct {
	Change             string `json:"change"`
	PersonKey          string `json:"person_key"`
	Practitioner       string `json:"practitioner_number"`
	Facility           string `json:"facility_number"`
	Status             string `json:"status"`
	ValidFrom          string `json:"valid_from"`
	ValidTo            string `json:"valid_to"`
	CloseReason        string `json:"close_reason"`
	SubmissionID       string `json:"submission_id"` // the line that opened it
	Line               int64  `json:"line_no"`
	ClosedSubmissionID string `json:"closed_submission_id"` // the line that ended it
	ClosedLine         int64  `json:"closed_line_no"`
}

// PlannedQuarantine is a line that would enter quarantine or leave it, or wait
// there for other reasons. Before is empty where it never was there.
type PlannedQuarantine struct {
	Before        string   `json:"before"`
	After         string   `json:"after"`
	ReasonsBefore []string `json:"reasons_before"`
	Reasons       []string `json:"reasons"`
	SubmissionID  string   `json:"submission_id"`
	Line          int64    `json:"line_no"`
}

// plannedRows reads the rows of a plan while it is shown.
type plannedRows struct {
	ctx  context.Context // of the call that makes the plan, within which it is shown
	db   *warehouse.Warehouse
	ws   *workspace.Workspace
	look ask.Look
}

// PeopleChanged says how many people anything would happen to.
func (p *Plan) PeopleChanged() int64 { return p.people }

// LinesJudgedAnew says how many lines that were judged before would have
// another outcome.
func (p *Plan) LinesJudgedAnew() int64 { return p.judgedAnew }

// People lists to whom what would happen, those who would lose their provider
// first, at most so many (0: all). Where health numbers are shown, that is in
// the audit log before the first of them.
func (p *Plan) People(limit int64) iter.Seq2[PlannedPerson, error] {
	limit = atMost(limit, p.people)
	return audited(p.rows, limit, plannedPeople(p.rows, p.rows.look.PHN, limit))
}

// LinesAnew lists the lines that were judged before and would have another
// outcome, at most so many (0: all), audited like [Plan.People].
func (p *Plan) LinesAnew(limit int64) iter.Seq2[PlannedLine, error] {
	limit = atMost(limit, p.judgedAnew)
	return audited(p.rows, limit, plannedLines(p.rows, p.rows.look.PHN, false, limit))
}

func atMost(limit, all int64) int64 {
	if limit <= 0 {
		return all
	}
	return min(limit, all)
}

// audited records a look that reveals before its first row.
func audited[T any](r plannedRows, shown int64, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	if !r.look.Reveal || shown == 0 {
		return rows
	}
	return func(yield func(T, error) bool) {
		if err := r.look.Record(r.ws, int(shown), ""); err != nil {
			var none T
			yield(none, err)
			return
		}
		rows(yield)
	}
}

// everyRow is the limit of a list that is read whole.
const everyRow = math.MaxInt64

func plannedPeople(r plannedRows, phn func(int64) string, limit int64) iter.Seq2[PlannedPerson, error] {
	return eachPlanned(r, "people", func(rows *sql.Rows, p *PlannedPerson) error {
		var number sql.NullInt64
		var on sql.NullTime
		var cause string
		err := rows.Scan(&p.Change, &number, &p.PersonKey, &p.FromProvider, &p.FromFacility, &p.ToProvider, &p.ToFacility,
			&p.ClaimProvider, &p.ClaimFacility, &on, &p.Reason, &p.BroughtBy, &p.SubmissionID, &p.Line, &cause)
		p.On, p.PHN, p.Cause = ask.Day(on), seenAs(phn, number), ask.Words(cause)
		return err
	}, sql.Named("limit", limit))
}

func plannedLines(r plannedRows, phn func(int64) string, withNew bool, limit int64) iter.Seq2[PlannedLine, error] {
	return eachPlanned(r, "lines", func(rows *sql.Rows, l *PlannedLine) error {
		var number sql.NullInt64
		var on sql.NullTime
		var reasons string
		err := rows.Scan(&l.Change, &number, &l.PersonKey, &l.Practitioner, &l.Facility, &on, &l.Record,
			&l.Before, &l.After, &reasons, &l.SubmissionID, &l.Line)
		l.On, l.PHN, l.Reasons = ask.Day(on), seenAs(phn, number), ask.Words(reasons)
		l.Practitioner, l.Facility = mask.Identifier(l.Practitioner), mask.Identifier(l.Facility)
		return err
	}, sql.Named("new", withNew), sql.Named("limit", limit))
}

func plannedAttachments(r plannedRows) iter.Seq2[PlannedAttachment, error] {
	return eachPlanned(r, "attachments", func(rows *sql.Rows, a *PlannedAttachment) error {
		var from, to sql.NullTime
		err := rows.Scan(&a.Change, &a.PersonKey, &a.Practitioner, &a.Facility, &a.Status, &from, &to, &a.CloseReason,
			&a.SubmissionID, &a.Line, &a.ClosedSubmissionID, &a.ClosedLine)
		a.ValidFrom, a.ValidTo = ask.Day(from), ask.Day(to)
		return err
	})
}

func plannedQuarantine(r plannedRows) iter.Seq2[PlannedQuarantine, error] {
	return eachPlanned(r, "quarantine", func(rows *sql.Rows, q *PlannedQuarantine) error {
		var before, reasons string
		err := rows.Scan(&q.Before, &q.After, &before, &reasons, &q.SubmissionID, &q.Line)
		q.ReasonsBefore, q.Reasons = ask.Words(before), ask.Words(reasons)
		return err
	})
}

// seenAs renders a health number, or nothing where none is to be seen.
func seenAs(render func(int64) string, phn sql.NullInt64) string {
	if render == nil || !phn.Valid {
		return ""
	}
	return render(phn.Int64)
}

// eachPlanned gives the rows of a list one by one, of which an error is the
// last.
func eachPlanned[T any](r plannedRows, name string, scan func(*sql.Rows, *T) error, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		s := reconcile.Must(reconcile.Planned, name)
		fail := func(err error) {
			var none T
			yield(none, fmt.Errorf("%s.sql: %w", s.Name, err))
		}
		rows, err := r.db.Conn().QueryContext(r.ctx, s.SQL, args...)
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err says what matters
		for rows.Next() {
			var one T
			if err := scan(rows, &one); err != nil {
				fail(err)
				return
			}
			if !yield(one, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
		}
	}
}
