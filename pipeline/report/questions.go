package report

import (
	"context"
	"database/sql"
	"time"

	"empanel/pipeline/report/page"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// questions asks the registry what a page says of one run.
type questions struct {
	ctx   context.Context
	db    *warehouse.Warehouse
	runNo int32
}

// How much of a long list a page has; the rest is a command away.
const (
	mostNights    = 14
	mostPanels    = 10 // that grew, and that shrank
	mostAreas     = 12 // Local Health Areas
	mostTransfers = 20
)

// rows reads every row of a statement.
func rows[T any](q questions, s reconcile.Statement, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	return warehouse.RowsOf(q.ctx, q.db, s, scan, args...)
}

func (q questions) run() sql.NamedArg { return sql.Named("run_no", q.runNo) }

// night is a run as the registry lists it.
type night struct {
	page.Night
	no                    int32
	policy, program, hash string
	state                 string
	startedAt, asOf       time.Time
	endedAt               sql.NullTime
}

type allNights []night

func (all allNights) find(id string) *night {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// done are the last nights that are done, oldest first.
func (all allNights) done() allNights {
	var done allNights
	for _, n := range all {
		if n.Failure == "" {
			done = append(done, n)
		}
	}
	return done[max(0, len(done)-mostNights):]
}

func (q questions) nights() (allNights, error) {
	return rows(q, reconcile.Must(reconcile.Page, "nights"), func(r *sql.Rows, n *night) error {
		err := r.Scan(&n.no, &n.ID, &n.asOf, &n.startedAt, &n.endedAt, &n.state, &n.Failure, &n.policy, &n.program, &n.hash,
			&n.Files, &n.Lines, &n.Refused, &n.Came, &n.Left, &n.Attached, &n.Quarantined)
		n.AsOf, n.Started, n.Ended = day(n.asOf), n.startedAt.UTC(), n.startedAt.UTC()
		if n.endedAt.Valid {
			n.Ended = n.endedAt.Time.UTC()
		}
		n.Interrupted = n.state == "interrupted"
		if n.state != "done" && n.Failure == "" {
			n.Failure = "no cause was recorded"
		}
		return err
	}, q.run())
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func dayOf(t sql.NullTime) string {
	if !t.Valid {
		return ""
	}
	return day(t.Time)
}

// page puts everything together.
func (q questions) page(n Night, all allNights) (page.Page, error) {
	own := all.find(n.RunID)
	p := page.Page{
		Later: n.Later, Seconds: n.Seconds, Needs: n.Needs, Notes: n.Notes, Figures: n.Figures, Outcomes: n.Outcomes, Refused: n.Refused, Left: n.Left,
		Held: n.Held, Checks: n.Checks, Stages: n.Stages, Waiting: n.Waiting, Transfer: n.Transfer,
		Run: page.Run{
			ID: n.RunID, AsOf: own.AsOf, Started: own.Started, Ended: own.Ended, Failure: own.Failure,
			PolicyVersion: own.policy, ProgramVersion: own.program, Digest: own.hash, Lines: own.Lines,
		},
	}
	if own.Failure != "" {
		return p, nil // it changed nothing, so there is nothing else to tell
	}
	done := all.done()
	for i := range done {
		p.Nights = append(p.Nights, done[i].Night)
	}
	p.Figures.Attached = own.Attached
	p.Figures.Before = own.Attached - own.Came + own.Left
	for _, ask := range []func(*page.Page, allNights) error{q.senders, q.quarantine, q.flow, q.panels, q.areas, q.transfers} {
		if err := ask(&p, done); err != nil {
			return page.Page{}, err
		}
	}
	return p, nil
}

func (q questions) flow(p *page.Page, _ allNights) error {
	type part struct {
		direction string
		page.Count
	}
	parts, err := rows(q, reconcile.Must(reconcile.Status, "run_flow"), func(r *sql.Rows, c *part) error {
		return r.Scan(&c.direction, &c.Name, &c.N)
	}, sql.Named("run", p.Run.ID))
	for _, c := range parts {
		switch c.direction {
		case "opening":
			p.Flow.Opening = c.N
		case "in":
			p.Flow.In = append(p.Flow.In, c.Count)
		default:
			p.Flow.Out = append(p.Flow.Out, c.Count)
		}
	}
	return err
}

func (q questions) panels(p *page.Page, _ allNights) error {
	if p.Flow.Came()+p.Flow.Gone() == 0 {
		return nil
	}
	type panel struct {
		page.Panel
		alike int64
	}
	all, err := rows(q, reconcile.Must(reconcile.Page, "panels"), func(r *sql.Rows, c *panel) error {
		return r.Scan(&c.Practitioner, &c.Facility, &c.Clinic, &c.Opening, &c.Came, &c.Gone, &c.alike)
	}, q.run(), sql.Named("most", mostPanels))
	for _, c := range all {
		c.Clinic = wording.Shown(c.Clinic)
		to := &p.Growing
		if c.Change() < 0 {
			to = &p.Shrunk
		}
		to.Shown, to.All = append(to.Shown, c.Panel), c.alike
	}
	return err
}

func (q questions) areas(p *page.Page, _ allNights) error {
	if p.Waiting == nil {
		return nil
	}
	type area struct {
		page.Area
		digits int32
	}
	all, err := rows(q, reconcile.Must(reconcile.Page, "areas"), func(r *sql.Rows, a *area) error {
		return r.Scan(&a.digits, &a.Code, &a.Providers, &a.Accepting, &a.Room, &a.Waiting, &a.MedianWeeks, &a.LongestWeeks)
	})
	for _, a := range all {
		switch {
		case a.digits == 1:
			p.Waiting.Authorities = append(p.Waiting.Authorities, a.Area)
		case len(p.Waiting.Areas) < mostAreas:
			p.Waiting.Areas = append(p.Waiting.Areas, a.Area)
		default:
			p.Waiting.MoreAreas++
		}
	}
	return err
}

func (q questions) transfers(p *page.Page, _ allNights) error {
	t := &p.Transfer
	if t.Open+t.Overdue+t.Complete > 0 {
		var of int64
		cases, err := rows(q, reconcile.Must(reconcile.Page, "transfers"), func(r *sql.Rows, c *page.Case) error {
			var effective, ends sql.NullTime
			err := r.Scan(&c.ID, &c.From, &c.To, &c.Facility, &effective, &ends, &c.State, &c.Cohort, &c.Moved, &c.Elsewhere, &c.Deceased,
				&c.Staying, &c.Refused, &c.Awaiting, &c.Extra, &c.GapNone, &c.GapWeek, &c.GapMonth, &c.GapLonger, &c.GapMedian, &c.GapLongest, &of)
			c.ID, c.Effective, c.WindowEnds = wording.Shown(c.ID), dayOf(effective), dayOf(ends)
			return err
		}, sql.Named("most", mostTransfers))
		if err != nil {
			return err
		}
		t.Cases, t.More = cases, of-int64(len(cases))
	}
	if p.Transfer.SuspectedCount == 0 {
		return nil
	}
	var err error
	t.Suspected, err = rows(q, reconcile.Must(reconcile.Report, "suspected_transfers"), func(r *sql.Rows, s *page.Suspected) error {
		return r.Scan(&s.From, &s.To, &s.Removed, &s.Attached)
	})
	return err
}
