package why

import (
	"context"
	"database/sql"

	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// Transfer is a transfer of a panel, open or overdue, on whose way the person
// was left with nobody.
type Transfer struct {
	ID          string `json:"transfer_id"` // masked where it could hold a health number
	From        string `json:"from_practitioner"`
	To          string `json:"to_practitioner"`
	Disposition string `json:"disposition"` // awaiting, refused
}

func (e *explainer) readHandedOver(ctx context.Context) (err error) {
	e.why.Transfers, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "handed_over"), func(rows *sql.Rows, t *Transfer) error {
		err := rows.Scan(&t.ID, &t.From, &t.To, &t.Disposition)
		t.ID = wording.Shown(t.ID)
		return err
	}, e.named())
	return err
}

// handedOver says who was to take over somebody who was lost on the way.
func (e *explainer) handedOver(say func(string, ...any)) {
	for _, t := range e.why.Transfers {
		from, to := e.names.who(t.From), e.names.who(t.To)
		done := to + " has not claimed them"
		if t.Disposition == "refused" {
			done = to + " claimed them, and the claim does not count"
		}
		say("they were on the panel of %s, who hands over to %s, and %s: %s is whom to ask first (empanel transfer show %s)",
			from, to, done, to, wording.Quoted(t.ID))
	}
}
