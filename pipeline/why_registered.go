package pipeline

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/reconcile"
)

// WhyRegistered is a registration of the person on the Health Connect Registry.
type WhyRegistered struct {
	RegistrantID string `json:"registrant_id"` // as the look may see it
	HouseholdID  string `json:"household_id"`
	Status       string `json:"status"`
	Explain      string `json:"explain"` // the command that tells of the household
}

// String says it in a line.
func (r WhyRegistered) String() string {
	return fmt.Sprintf("On the Health Connect Registry as registrant %s, household %s, status %s: %s", r.RegistrantID, r.HouseholdID, r.Status, r.Explain)
}

func (e *explainer) readRegistered(ctx context.Context) (err error) {
	e.why.Registered, err = rowsOf(ctx, e.db, reconcile.Must(reconcile.Why, "registrations"), func(rows *sql.Rows, r *WhyRegistered) error {
		var id string
		err := rows.Scan(&id, &r.HouseholdID, &r.Status)
		r.RegistrantID, r.HouseholdID = e.look.text(id), e.look.text(r.HouseholdID)
		// An id that is masked names nobody: then the health number is asked for.
		r.Explain = "empanel match explain - (then the health number)"
		if r.RegistrantID == id {
			r.Explain = "empanel match explain " + quoted(id)
		}
		return err
	}, e.named())
	return err
}
