package pipeline

import (
	"context"
	"database/sql"

	"empanel/pipeline/durable"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// onTrial is what the guard judges: the attach claims of a file that come to
// count (line 0), or a delegate's removal of everyone.
type onTrial struct{ file, line, ordinal int32 }

// guard judges what comes to count, in the order of arrival: each as
// if nothing later had come. What it holds does not count when the next is
// judged. Nothing is judged when evidence of the past is judged anew: verdicts
// are evidence.
func (r *run) guard(ctx context.Context) error {
	if !r.policy.Guard.Enabled || r.verdictsMade {
		return nil
	}
	defer r.timed("guard")()
	if err := r.statements(ctx, reconcile.Statements(reconcile.Guarding)); err != nil {
		return err
	}
	candidates, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Verdicts, "candidates"), func(rows *sql.Rows, c *onTrial) error {
		return rows.Scan(&c.file, &c.line, &c.ordinal)
	})
	if err != nil || len(candidates) == 0 {
		return err
	}
	for i, c := range candidates {
		r.tell("guard", int64(i), int64(len(candidates)))
		if err := r.try(ctx, c); err != nil {
			return err
		}
	}
	return r.statements(ctx, reconcile.Counting())
}

// try folds the people whom a candidate names with all that came before it, and
// makes the verdict.
func (r *run) try(ctx context.Context, c onTrial) error {
	for name, value := range map[string]int32{"trial_file": c.file, "trial_line": c.line, "trial_ordinal": c.ordinal} {
		if err := r.db.Set(ctx, name, value); err != nil {
			return err
		}
	}
	for _, folder := range []string{reconcile.Trial, reconcile.Fold} {
		if err := r.statements(ctx, reconcile.Statements(folder)); err != nil {
			return err
		}
	}
	return r.statements(ctx, []reconcile.Statement{reconcile.Must(reconcile.Verdicts, "verdict"), reconcile.Must(reconcile.Verdicts, "hold")})
}

// keepVerdicts writes what the guard decided into the ledger, as evidence.
func (r *run) keepVerdicts(ctx context.Context) error {
	verdicts, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Verdicts, "verdicts"), func(rows *sql.Rows, v *ledger.GuardVerdict) error {
		return rows.Scan(&v.FileNo, &v.LineNo, &v.RunNo, &v.Held, &v.People, &v.Lines, &v.OfLines)
	})
	if err != nil || len(verdicts) == 0 {
		return err
	}
	lines, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Verdicts, "lines"), func(rows *sql.Rows, l *ledger.GuardLine) error {
		return rows.Scan(&l.FileNo, &l.LineNo, &l.RunNo)
	})
	if err != nil {
		return err
	}
	parts, err := ledger.WriteGuard(r.partsFolder(), r.id, verdicts, lines)
	r.parts = append(r.parts, parts...)
	if err != nil {
		return err
	}
	return durable.SyncFolder(r.partsFolder())
}

// heldNow lists what the guard holds in this run.
func (r *run) heldNow(ctx context.Context) ([]HeldFile, error) {
	return warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Report, "held"), func(rows *sql.Rows, h *HeldFile) error {
		err := rows.Scan(&h.SubmissionID, &h.Channel, &h.Name, &h.Line, &h.People, &h.Lines)
		h.Name = wording.Shown(h.Name)
		return err
	})
}
