package pipeline

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/pipeline/transfer"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// TransferCounts counts transfers by their state, and those that seem to have
// happened though nothing says so.
type TransferCounts struct {
	Open      int64 `json:"open"`
	Overdue   int64 `json:"overdue"`
	Complete  int64 `json:"complete"`
	Cancelled int64 `json:"cancelled"`
	Suspected int64 `json:"suspected"`
}

// Any says whether there is anything to tell.
func (c TransferCounts) Any() bool { return c != TransferCounts{} }

// mostNoted is how many transfers of a kind a report tells one by one, where
// nobody has to act on them tonight.
const mostNoted = 5

// reportTransfers tells of transfers that are not complete. What is overdue
// needs somebody, every night until it is settled or called off.
func (r *run) reportTransfers(ctx context.Context, rep *Report) error {
	t := &rep.Transfers
	if err := r.db.Row(ctx, reconcile.Must(reconcile.Status, "transfers"), &t.Open, &t.Overdue, &t.Complete, &t.Cancelled, &t.Suspected); err != nil {
		return err
	}
	cases, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Transfer, "cases"), transfer.ScanCase, sql.Named("id", sql.NullString{}))
	if err != nil {
		return err
	}
	var notes []string
	for i, c := range cases {
		c.TransferID = wording.Shown(c.TransferID)
		cases[i] = c
		if c.State == "overdue" {
			rep.Needs = append(rep.Needs, note(c))
		} else {
			notes = append(notes, note(c))
		}
	}
	rep.Unfinished = cases
	rep.Notes = append(rep.Notes, firstOf(notes, "transfers are under way: empanel transfer list")...)
	suspected, err := r.suspectedTransfers(ctx)
	rep.Notes = append(rep.Notes, firstOf(suspected, "seem to have handed over: empanel transfer suspected")...)
	return err
}

// note says in a line where a transfer stands that is not done.
func note(c transfer.Case) string {
	what := fmt.Sprintf("transfer %s from %s to %s", c.TransferID, c.From, c.To)
	switch {
	case c.State == "overdue":
		return fmt.Sprintf("%s is overdue: %s: %s", what, c.Unsettled(), c.Show())
	case c.Cohort == 0 && c.ToldOn >= c.AnnouncedOn:
		return fmt.Sprintf("%s follows nobody, as nobody was with %s when it was announced: %s tells what to check", what, c.From, c.Show())
	}
	return fmt.Sprintf("%s is open until %s: %d of %d moved, %s%s: %s", what, c.WindowEndsOn, c.Moved, c.Cohort, settledToo(c), c.Unsettled(), c.Show())
}

// settledToo counts who was settled otherwise than by moving, so that what a note
// says adds up.
func settledToo(c transfer.Case) string {
	text := ""
	if c.Elsewhere > 0 {
		text += fmt.Sprintf("%d elsewhere, ", c.Elsewhere)
	}
	if c.Deceased > 0 {
		text += fmt.Sprintf("%d deceased, ", c.Deceased)
	}
	return text
}

// suspectedTransfers says of each who seems to have handed over to whom.
func (r *run) suspectedTransfers(ctx context.Context) (notes []string, err error) {
	err = r.rowsOf(ctx, "suspected_transfers", func(rows *sql.Rows) error {
		var from, to string
		var removed, attached int64
		err := rows.Scan(&from, &to, &removed, &attached)
		notes = append(notes, fmt.Sprintf("%s seems to have handed over to %s, and no transfer says so: %d removed, %d of them attached by %s: empanel transfer suspected",
			from, to, removed, attached, to))
		return err
	})
	return notes, err
}

// firstOf gives the first notes, and how many more there are.
func firstOf(notes []string, more string) []string {
	if len(notes) <= mostNoted {
		return notes
	}
	return append(notes[:mostNoted:mostNoted], fmt.Sprintf("%d more %s", len(notes)-mostNoted, more))
}
