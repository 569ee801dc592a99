package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"empanel/pipeline/intake"
	"empanel/reconcile"
)

// merging is the end of a divided run.
type merging struct {
	*run
	division *division
	folded   []*folded
}

// Merge ends the divided run that is under way: it takes up what was judged once
// and what was folded of every partition, and does the rest of the run as [Run]
// does it, with the same registry as the result. Before it changes anything it
// asks that every partition is there and as it was written; what stops it until
// then, or kills it, leaves the run under way.
//
// Its errors are those of [Run], [ErrNotDivided], a *[NotFoldedError] or a
// *[DamagedDivisionError].
func Merge(ctx context.Context, opts Options) (*Report, error) {
	m := &merging{}
	_, release, err := begin(ctx, opts, func(r *run, ctx context.Context) error {
		m.run = r
		return r.openThen(ctx, m.takeUp)
	})
	if err != nil {
		return nil, err
	}
	defer m.account()
	report, err := m.merge(ctx)
	m.logEnd(report, err)
	return report, errors.Join(err, m.db.Close(), release())
}

// takeUp finds the run that is divided, and holds everything to what it wrote down.
func (m *merging) takeUp(ctx context.Context) error {
	r := m.run
	left, err := findLeftBehind(ctx, r.ws, r.db)
	if err != nil {
		return err
	}
	begun, err := left.dividedRun()
	if err != nil {
		return err
	}
	if m.division, err = readDivision(r.ws); err != nil {
		return err
	}
	d := m.division
	if d.hash != begun.Division {
		return &DamagedDivisionError{File: divisionName, Do: undoIt}
	}
	if r.night, err = nightOf(d.Night); err != nil {
		return &DamagedDivisionError{File: divisionName, Do: undoIt}
	}
	start, err := r.start(ctx)
	if err != nil {
		return err
	}
	if start != d.StartsFrom {
		return fmt.Errorf("the registry is not the one that %s began from: %s", d.Night.RunID, undoIt)
	}
	if m.folded, err = d.allFolded(); err != nil {
		return err
	}
	if err := d.Judged.check(d.folder, undoIt); err != nil {
		return err
	}
	if r.files, err = intake.Restore(r.ws, r.id, d.Files); err != nil {
		return err
	}
	r.left, r.stages, r.everybody = d.Left, d.Stages, d.Everybody
	if r.clockBehind, err = r.laterRun(ctx); err != nil {
		return err
	}
	if r.cutShort, err = cutShort(ctx, r.db, r.no); err != nil {
		return err
	}
	r.log = r.log.With("run_id", r.id)
	r.log.Info("merge begins", "partitions", d.Partitions)
	return nil
}

func (m *merging) merge(ctx context.Context) (*Report, error) {
	if err := m.bring(ctx); err != nil {
		return nil, fmt.Errorf("%w\n%s is under way as before: merge again, or %s", err, m.id, undoIt)
	}
	if err := m.conclude(ctx, reconcile.AfterFold()); err != nil {
		return nil, m.undo(ctx, err)
	}
	return m.complete(ctx, m.mustGivePlanned)
}

// bring makes everything as it is in an undivided run after the fold: the tables
// of what was judged once, the views on them, and the tables and views of the fold.
func (m *merging) bring(ctx context.Context) error {
	defer m.timed("merge")()
	if err := m.setVariables(ctx); err != nil {
		return err
	}
	if err := m.db.Set(ctx, "everybody", m.everybody); err != nil {
		return err
	}
	d := m.division
	err := m.from(ctx, d.Judged, "judged", func() error { return m.db.BringTables(ctx, "judged", d.Tables) })
	if err != nil {
		return err
	}
	if err := m.makeViews(ctx); err != nil {
		return err
	}
	for i, f := range m.folded {
		m.tell("merging", int64(i), int64(len(m.folded)))
		take := m.db.AddTables
		if i == 0 {
			take = m.db.BringTables
		}
		err := m.from(ctx, f.File, "folded", func() error { return take(ctx, "folded", reconcile.Folded()) })
		if err != nil {
			return err
		}
	}
	if err := m.mustHaveAll(ctx); err != nil {
		return err
	}
	return m.statements(ctx, holdingNothing(reconcile.Statements(reconcile.Fold)))
}

// from has a file of the division read, attached under a name.
func (m *merging) from(ctx context.Context, file keptFile, name string, take func() error) error {
	if err := m.db.AttachReadOnly(ctx, filepath.Join(m.division.folder, file.Name), name); err != nil {
		return err
	}
	return errors.Join(take(), m.db.Detach(context.WithoutCancel(ctx), name))
}

// makeViews makes the views and macros of judging, in the order in which a run
// makes them, over the tables that are there.
func (m *merging) makeViews(ctx context.Context) error {
	if err := m.views(ctx, reconcile.Openings()); err != nil {
		return err
	}
	if err := m.loadEach(ctx, reconcile.Statement.HoldsNothing); err != nil {
		return err
	}
	folders := reconcile.Preparing()
	if !m.everybody {
		folders = append(folders, reconcile.Scoping)
	}
	return m.views(ctx, append(folders, reconcile.Checking()...))
}

func (m *merging) views(ctx context.Context, folders []string) error {
	for _, folder := range folders {
		if err := m.statements(ctx, holdingNothing(reconcile.Statements(folder))); err != nil {
			return err
		}
	}
	return nil
}

func holdingNothing(all []reconcile.Statement) (some []reconcile.Statement) {
	for _, s := range all {
		if s.HoldsNothing() {
			some = append(some, s)
		}
	}
	return some
}

// mustHaveAll holds the merged tables to the rows that were folded of every
// partition.
func (m *merging) mustHaveAll(ctx context.Context) error {
	found, err := m.db.CountRows(ctx, reconcile.Folded())
	if err != nil {
		return err
	}
	for _, name := range reconcile.Folded() {
		var rows int64
		for _, f := range m.folded {
			rows += f.Rows[name]
		}
		if rows != found[name] {
			return fmt.Errorf("of %d rows of %s in all partitions %d were merged", rows, name, found[name])
		}
	}
	return nil
}
