package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// Selection chooses lines of evidence; empty, all of them. A line is selected
// when everything that is given holds for it.
type Selection struct {
	Submission string `json:"submission"` // the beginning of its file's submission id
	Provider   string `json:"provider"`   // the practitioner number in it
	Since      string `json:"since"`      // YYYY-MM-DD: received on that day in British Columbia, or later
}

// All says whether nothing is chosen, so everything is meant.
func (s Selection) All() bool { return s == Selection{} }

// ErrNothingSelected is the error of a selection that no line passes.
var ErrNothingSelected = errors.New("no line of evidence is selected: empanel sql 'select submission_id, channel, received_at from submissions' lists the files there are")

// ErrSeveralFiles is the error of the beginning of more than one submission id.
var ErrSeveralFiles = errors.New("several files have a submission id that begins so: give more of it")

// BeyondError is the error of a reprocessing that would change more than what
// was selected. Nothing was changed.
type BeyondError struct {
	People int64 // not selected, whose attachments would be others
	Lines  int64 // likewise, with another outcome or other reasons to wait
}

// Error says how much would change and how to go on.
func (e *BeyondError) Error() string {
	return fmt.Sprintf("more would change than what is selected, so nothing was changed: %s and %s besides.\n"+
		"look at all of it with: empanel reprocess --all; apply all of it with: empanel reprocess --all --apply",
		wording.Plural(int(e.People), "person", "people"), wording.Plural(int(e.Lines), "line", "lines"))
}

// mustBeAll refuses what goes beyond the selection: the registry is a function
// of all evidence, and no run keeps only a part of what was judged.
func (p *Reprocessing) mustBeAll() error {
	if p.OtherPeople > 0 || p.OtherLines > 0 {
		return &BeyondError{p.OtherPeople, p.OtherLines}
	}
	return nil
}

// mustNameOneFile refuses a submission id that is not there, or begins several.
func (s Selection) mustNameOneFile(ctx context.Context, db *warehouse.Warehouse) error {
	if s.Submission == "" {
		return nil
	}
	files, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Reprocessed, "submissions"), func(rows *sql.Rows, n *int64) error {
		return rows.Scan(n)
	}, sql.Named("submission", s.Submission))
	switch {
	case err != nil:
		return err
	case files[0] == 0:
		return ErrNothingSelected
	case files[0] > 1:
		return ErrSeveralFiles
	}
	return nil
}

// narrow leaves of what would change what the selected lines touch, and counts
// the rest.
func (r *run) narrow(ctx context.Context, p *Plan) error {
	people, lines, err := r.counted(ctx)
	if err != nil {
		return err
	}
	wanted := p.Reprocess.Selection
	if !wanted.All() {
		for name, value := range map[string]string{
			"selected_submission": wanted.Submission, "selected_provider": strings.ToUpper(strings.TrimSpace(wanted.Provider)), "selected_since": wanted.Since,
		} {
			if err := r.db.Set(ctx, name, value); err != nil {
				return err
			}
		}
		if err := r.stage(ctx, reconcile.Narrowing); err != nil {
			return err
		}
		err := r.db.Row(ctx, reconcile.Must(reconcile.Reprocessed, "selected"), &p.Reprocess.SelectedLines, &p.Reprocess.Selected)
		if err != nil {
			return err
		}
		if p.Reprocess.SelectedLines == 0 {
			return ErrNothingSelected
		}
	}
	left, linesLeft, err := r.counted(ctx)
	if err != nil {
		return err
	}
	p.people, p.Pending = left, left > 0 || linesLeft > 0
	p.Reprocess.OtherPeople, p.Reprocess.OtherLines = people-left, lines-linesLeft
	return r.db.Row(ctx, reconcile.Must(reconcile.Reprocessed, "lines"), &p.judgedAnew)
}
