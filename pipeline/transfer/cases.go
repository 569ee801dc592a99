// Package transfer tells of panels that go from one provider to another, and
// announces and calls off such transfers through the inbox.
package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/spelling"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// States are what a list of transfers may be narrowed to: a state, all,
// or, as nobody has to look at what was called off, all but those.
func States() []string {
	return []string{"current", "open", "overdue", "complete", "cancelled", "all"}
}

// Case is a transfer of a panel from one provider to another: where it
// stands, and what has become of how many people. It holds no health number.
type Case struct {
	TransferID       string `json:"transfer_id"` // as the look may see it
	From             string `json:"from_practitioner"`
	To               string `json:"to_practitioner"`
	Facility         string `json:"facility_number,omitempty"` // empty: all of them
	AnnouncedOn      string `json:"announced_on"`
	EffectiveOn      string `json:"effective_on"`
	WindowEndsOn     string `json:"window_ends_on"`
	State            string `json:"state"`
	ToldOn           string `json:"told_on"` // the day up to which it is told what became of people
	Cohort           int64  `json:"cohort"`
	Deceased         int64  `json:"deceased"`
	Moved            int64  `json:"moved"`
	Elsewhere        int64  `json:"elsewhere"`
	Staying          int64  `json:"staying"`
	Refused          int64  `json:"refused"`
	Awaiting         int64  `json:"awaiting"`
	Extra            int64  `json:"extra"`                      // besides the cohort
	LongestGapDays   *int64 `json:"longest_gap_days,omitempty"` // nil: it cannot be told of anybody yet
	AffiliationEnded string `json:"affiliation_ended_on,omitempty"`
	AffiliationBegan string `json:"affiliation_began_on,omitempty"`
}

// Unsettled says how many people of the cohort have neither moved nor died nor
// found another provider: "12 awaiting, 5 refused, 3 staying".
func (c Case) Unsettled() string {
	var parts []string
	for _, p := range []struct {
		people int64
		word   string
	}{{c.Awaiting, "awaiting"}, {c.Refused, "refused"}, {c.Staying, "staying"}} {
		if p.people > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.people, p.word))
		}
	}
	if len(parts) == 0 {
		return "nobody unsettled"
	}
	return strings.Join(parts, ", ")
}

// Show is the command that tells of the transfer.
func (c Case) Show() string { return "empanel transfer show " + wording.Quoted(c.TransferID) }

// OpenAgain is the command that gives the transfer other dates.
func (c Case) OpenAgain(announced, effective string) string {
	at := ""
	if c.Facility != "" {
		at = " --facility " + c.Facility
	}
	return fmt.Sprintf("empanel transfer open --from %s --to %s%s --announced %s --effective %s --id %s",
		c.From, c.To, at, announced, effective, wording.Quoted(c.TransferID))
}

// List lists transfers: those of a state ([TransferStates]), and of one
// provider where it is given, on either side. Its errors wrap [ErrNoRun],
// [ErrNoSuchProvider], warehouse.ErrBusy or workspace.ErrNone.
func List(ctx context.Context, dir, state, provider string, look ask.Look) (found *ask.Listed, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if provider != "" {
		if provider, err = v.KnownProvider(ctx, provider); err != nil {
			return nil, err
		}
	}
	return v.ListFrom(ctx, ask.Question{Name: "transfers", Look: look, Values: map[string]any{
		"state": state, "provider": sql.NullString{String: provider, Valid: provider != ""},
	}})
}

// ScanCase reads a row of transfer/cases.sql.
func ScanCase(rows *sql.Rows, c *Case) error {
	var announced, effective, ends, told, ended, began sql.NullTime
	var gap sql.NullInt64
	err := rows.Scan(&c.TransferID, &c.From, &c.To, &c.Facility, &announced, &effective, &ends, &c.State, &told,
		&c.Cohort, &c.Deceased, &c.Moved, &c.Elsewhere, &c.Staying, &c.Refused, &c.Awaiting, &c.Extra, &gap, &ended, &began)
	c.AnnouncedOn, c.EffectiveOn, c.WindowEndsOn, c.ToldOn = ask.Day(announced), ask.Day(effective), ask.Day(ends), ask.Day(told)
	c.AffiliationEnded, c.AffiliationBegan = ask.Day(ended), ask.Day(began)
	if gap.Valid {
		c.LongestGapDays = &gap.Int64
	}
	return err
}

// ErrNone is the error of an id that no transfer has. It never holds
// what was typed, which could be anything.
var ErrNone = errors.New("no transfer with this id has been taken in")

// caseWith gives the transfer with an id, and [ErrNoSuchTransfer] with those
// that are nearest when there is none.
func caseWith(ctx context.Context, v *ask.View, id string) (*Case, error) {
	found, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Transfer, "cases"), ScanCase, sql.Named("id", id))
	switch {
	case err != nil:
		return nil, err
	case len(found) > 0:
		return &found[0], nil
	}
	ids, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Transfer, "ids"), func(rows *sql.Rows, id *string) error {
		return rows.Scan(id)
	})
	if err != nil {
		return nil, err
	}
	const look = "empanel transfer list --state all lists them; one that was just opened is taken in by the next run"
	if near := nearestID(id, ids); near != "" {
		return nil, fmt.Errorf("%w; did you mean: %s? %s", ErrNone, ask.Look{}.Text(wording.Readable(near)), look)
	}
	return nil, fmt.Errorf("%w; %s", ErrNone, look)
}

// nearestID gives the id that was probably meant, or "": case is easily
// mistaken, and so are single letters.
func nearestID(typed string, ids []string) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return strings.EqualFold(id, typed) }); i >= 0 {
		return ids[i]
	}
	return spelling.Nearest(typed, ids)
}
