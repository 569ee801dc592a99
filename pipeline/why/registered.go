package why

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// Registered is a registration of the person on the Health Connect Registry.
type Registered struct {
	RegistrantID string `json:"registrant_id"` // as the look may see it
	HouseholdID  string `json:"household_id"`
	Status       string `json:"status"`
	Explain      string `json:"explain"` // the command that tells of the household
}

// String says it in a line.
func (r Registered) String() string {
	return fmt.Sprintf("On the Health Connect Registry as registrant %s, household %s, status %s: %s", r.RegistrantID, r.HouseholdID, r.Status, r.Explain)
}

func (e *explainer) readRegistered(ctx context.Context) (err error) {
	e.why.Registered, err = warehouse.RowsOf(ctx, e.DB, reconcile.Must(reconcile.Why, "registrations"), func(rows *sql.Rows, r *Registered) error {
		var id string
		err := rows.Scan(&id, &r.HouseholdID, &r.Status)
		r.RegistrantID, r.HouseholdID = e.look.Text(id), e.look.Text(r.HouseholdID)
		// An id that is masked names nobody: then the health number is asked for.
		r.Explain = "empanel match explain - (then the health number)"
		if r.RegistrantID == id {
			r.Explain = "empanel match explain " + wording.Quoted(id)
		}
		return err
	}, e.named())
	return err
}
