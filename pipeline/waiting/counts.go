package waiting

import (
	"context"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Counts is what a run made of the room there is and of those who wait.
type Counts struct {
	Room       int64 `json:"room"`                         // people, at the start of the run
	Kept       int64 `json:"households_kept"`              // proposals of earlier runs that stay
	New        int64 `json:"households_new"`               // proposals of this run
	Without    int64 `json:"people_without_proposal"`      // who can be matched
	Household  int64 `json:"people_waiting_for_household"` // who cannot be matched before others of theirs can
	Offered    int64 `json:"people_offered"`               // who have an offer, or have accepted one
	InTransfer int64 `json:"people_in_transfer"`           // whom another provider is to take over
	ToClose    int64 `json:"registrants_to_close"`         // who no longer belong on the list
	ContactDue int64 `json:"registrants_due_to_contact"`   // who are due to hear how things stand
}

// CountsOf gives the counts of the newest run in a registry or a snapshot,
// or nil where nobody waits and no provider has stated a preference.
func CountsOf(ctx context.Context, db *warehouse.Warehouse) (*Counts, error) {
	var c Counts
	var found bool
	err := db.Row(ctx, reconcile.Must(reconcile.Status, "matching"), &c.Room, &c.Kept, &c.New, &c.Without, &c.Household, &c.Offered, &c.InTransfer, &c.ToClose, &c.ContactDue, &found)
	if err != nil || !found {
		return nil, err
	}
	return &c, nil
}
