package worklists

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Counts is how many rows each section has: lines in quarantine, and people in
// all others.
type Counts struct {
	Quarantined  int64 `json:"quarantined"`
	OnlyInUpload int64 `json:"only_in_upload"`
	Pending      int64 `json:"pending"`
	NotTheMRP    int64 `json:"not_the_mrp"`
	Removed      int64 `json:"removed"`
	Deceased     int64 `json:"deceased"`
	Confirmed    int64 `json:"confirmed"`
}

// Of gives the count of a section.
func (c *Counts) Of(s Section) *int64 {
	switch s {
	case Quarantined:
		return &c.Quarantined
	case OnlyInUpload:
		return &c.OnlyInUpload
	case Pending:
		return &c.Pending
	case NotTheMRP:
		return &c.NotTheMRP
	case Removed:
		return &c.Removed
	case Deceased:
		return &c.Deceased
	default:
		return &c.Confirmed
	}
}

func (c *Counts) add(other Counts) {
	for _, s := range Sections() {
		*c.Of(s) += *other.Of(s)
	}
}

// panel is a provider at a facility.
type panel struct{ practitioner, facility string }

// tally is what the worklists count that the registry counts too.
type tally struct {
	confirmed, pending map[panel]int64
	quarantined        map[string]int64 // lines by provider
}

// add counts a worklist. Somebody on the panel of whom another claim waits there
// is on the list once, and counts as pending too.
func (t *tally) add(l *list) {
	for i := range l.confirmed {
		m := &l.confirmed[i]
		at := panel{m.Practitioner, m.Facility}
		t.confirmed[at]++
		if m.WaitsToo {
			t.pending[at]++
		}
	}
	for i := range l.matters {
		switch m := &l.matters[i]; {
		case m.Section == Quarantined:
			t.quarantined[m.Practitioner]++
		case m.Section == Pending && m.Reason != "begins_later":
			t.pending[panel{m.Practitioner, m.Facility}]++
		}
	}
}

// check holds what was counted to the registry: every panel has its people, and
// every line in quarantine is on the list of its provider, if it names one.
func (w *writer) check(ctx context.Context) error {
	type counted struct {
		panel
		confirmed, pending int64
	}
	panels, err := warehouse.RowsOf(ctx, w.view.DB, reconcile.Must(reconcile.Worklists, "panels"), func(rows *sql.Rows, c *counted) error {
		return rows.Scan(&c.practitioner, &c.facility, &c.confirmed, &c.pending)
	}, w.filter()...)
	if err != nil {
		return err
	}
	for _, c := range panels {
		if w.tally.confirmed[c.panel] != c.confirmed || w.tally.pending[c.panel] != c.pending {
			return fmt.Errorf("%w: provider %s at %s has %d confirmed and %d pending, and on the list %d and %d", ErrDisagree,
				c.practitioner, c.facility, c.confirmed, c.pending, w.tally.confirmed[c.panel], w.tally.pending[c.panel])
		}
		delete(w.tally.confirmed, c.panel)
		delete(w.tally.pending, c.panel)
	}
	for at := range w.tally.confirmed {
		return fmt.Errorf("%w: provider %s has no panel at %s, and people on the list", ErrDisagree, at.practitioner, at.facility)
	}
	for at := range w.tally.pending {
		return fmt.Errorf("%w: provider %s has no panel at %s, and people pending on the list", ErrDisagree, at.practitioner, at.facility)
	}
	return w.checkQuarantine(ctx)
}

// checkQuarantine counts lines by provider; of one facility it cannot, as the
// quarantine is not counted by facility.
func (w *writer) checkQuarantine(ctx context.Context) error {
	if w.options.Facility != "" {
		return nil
	}
	type counted struct {
		practitioner string
		lines        int64
	}
	waiting, err := warehouse.RowsOf(ctx, w.view.DB, reconcile.Must(reconcile.Worklists, "quarantined"), func(rows *sql.Rows, c *counted) error {
		return rows.Scan(&c.practitioner, &c.lines)
	})
	if err != nil {
		return err
	}
	for _, c := range waiting {
		switch {
		case c.practitioner == "":
			if w.options.Provider == "" {
				w.manifest.LinesWithoutProvider = c.lines
			}
		case w.options.Provider != "" && w.options.Provider != c.practitioner:
		case w.tally.quarantined[c.practitioner] != c.lines:
			return fmt.Errorf("%w: provider %s has %d lines in quarantine, and %d on the list", ErrDisagree,
				c.practitioner, c.lines, w.tally.quarantined[c.practitioner])
		}
	}
	return nil
}
