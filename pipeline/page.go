package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"empanel/pipeline/report"
	"empanel/pipeline/report/page"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// writePage writes the page of the night, and the list of nights anew.
func (r *run) writePage(ctx context.Context, rep *Report) error {
	done := r.timed("page")
	err := report.Write(ctx, r.db, r.ws.Reports(), r.nightOf(rep))
	done()
	rep.Stages = r.stages
	return err
}

// writeFailure writes the page of a run that did not commit: that it failed and
// why, and which check found something.
func (r *run) writeFailure(ctx context.Context) error {
	return report.Write(ctx, r.db, r.ws.Reports(), report.Night{RunNo: r.no, RunID: r.id, Checks: pageChecks(r.checks)})
}

// writeMissingPage writes the page of the newest run where that could not:
// before this run changes the registry, which still says what there is to tell.
// Where this cannot either, the night goes on and its report says so.
func (r *run) writeMissingPage(ctx context.Context) {
	rep, no, err := r.lateReport(ctx)
	if err == nil && rep != nil {
		late := r.nightOf(rep)
		late.RunNo, late.Later = no, true
		err = report.Write(ctx, r.db, r.ws.Reports(), late)
	}
	r.missingPage = err
}

// lateReport tells of the newest run what the registry knows of it, or nothing
// where it has its page or there is no run.
func (r *run) lateReport(ctx context.Context) (*Report, int32, error) {
	var no int32
	var asOf time.Time
	rep := &Report{}
	err := r.db.Row(ctx, reconcile.Must(reconcile.Page, "newest"), &no, &rep.RunID, &asOf, &rep.Lines)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	if exists, err := report.Exists(r.ws.Reports(), rep.RunID); err != nil || exists {
		return nil, 0, err
	}
	rep.AsOf = asOf.UTC().Format(time.DateOnly)
	if err := r.db.Set(ctx, "run_no", no); err != nil {
		return nil, 0, err
	}
	if err := r.lateRegistry(ctx, rep, no); err != nil {
		return nil, 0, err
	}
	r.reportNeeds(rep)
	before, err := cutShort(ctx, r.db, no)
	if err != nil {
		return nil, 0, err
	}
	rep.Notes = append(rep.Notes, cutShortNotes(before)...)
	return rep, no, r.reportTransfers(ctx, rep)
}

func (r *run) lateRegistry(ctx context.Context, rep *Report, no int32) (err error) {
	if err := r.reportStanding(ctx, rep); err != nil {
		return err
	}
	run := sql.Named("run_no", no)
	rep.Refused, err = warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Page, "refused"), func(rows *sql.Rows, f *FileProblem) error {
		err := rows.Scan(&f.Channel, &f.Name, &f.Why)
		f.Name, f.Why = wording.Shown(f.Name), wording.Shown(f.Why)
		return err
	}, run)
	if err != nil {
		return err
	}
	rep.Held, err = warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Page, "held"), func(rows *sql.Rows, h *HeldFile) error {
		err := rows.Scan(&h.SubmissionID, &h.Channel, &h.Name, &h.Line, &h.People, &h.Lines)
		h.Name = wording.Shown(h.Name)
		return err
	}, run)
	if err != nil {
		return err
	}
	rep.Checks, err = warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Status, "run_checks"), func(rows *sql.Rows, c *CheckResult) error {
		err := rows.Scan(&c.Name, &c.Passed, &c.Offending)
		if s, found := reconcile.Find(reconcile.Checks, c.Name); found {
			c.Meaning = s.Grain()
		}
		return err
	}, sql.Named("run", rep.RunID))
	return err
}

// nightOf is what a report tells, as the page of the night takes it.
func (r *run) nightOf(rep *Report) report.Night {
	t := rep.Transfers
	n := report.Night{
		RunNo: r.no, RunID: rep.RunID, Seconds: rep.Seconds, Needs: rep.Needs, Notes: rep.Notes, Checks: pageChecks(rep.Checks),
		Figures:  page.Figures{Panels: rep.Panels, Pending: rep.Pending, Waiting: rep.Waiting, Healed: rep.Healed},
		Refused:  pageProblems(rep.Refused),
		Left:     pageProblems(rep.Left),
		Transfer: page.Transfers{Open: t.Open, Overdue: t.Overdue, Complete: t.Complete, Cancelled: t.Cancelled, SuspectedCount: t.Suspected},
	}
	for _, o := range rep.Outcomes {
		n.Outcomes = append(n.Outcomes, page.Count{Name: o.Outcome, N: o.Lines})
	}
	for _, h := range rep.Held {
		n.Held = append(n.Held, fmt.Sprintf("%s: empanel quarantine holds %.12s shows whom", h, h.SubmissionID))
	}
	for _, s := range rep.Stages {
		n.Stages = append(n.Stages, page.Stage{Name: s.Stage, Seconds: s.Seconds})
	}
	if m := rep.Matching; m != nil {
		n.Waiting = &page.Waiting{
			Room: m.Room, Kept: m.Kept, New: m.New, Without: m.Without, Household: m.Household, Offered: m.Offered,
			Transfer: m.InTransfer, ToClose: m.ToClose, ContactDue: m.ContactDue,
		}
	}
	return n
}

func pageProblems(files []FileProblem) (all []page.Problem) {
	for _, f := range files {
		all = append(all, page.Problem(f))
	}
	return all
}

func pageChecks(checks []CheckResult) (all []page.Check) {
	for _, c := range checks {
		all = append(all, page.Check{Name: c.Name, Meaning: c.Meaning, Passed: c.Passed, Offending: c.Offending})
	}
	return all
}
