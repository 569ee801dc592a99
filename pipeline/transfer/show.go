package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Person is a person of a transfer, and what has become of them.
type Person struct {
	PHN          string `json:"phn"` // as the look may see it
	Disposition  string `json:"disposition"`
	Practitioner string `json:"practitioner_number,omitempty"` // whom they are with
	Facility     string `json:"facility_number,omitempty"`
	LeftOn       string `json:"left_on,omitempty"`   // the first day without who hands over
	JoinedOn     string `json:"joined_on,omitempty"` // the first day with who takes over
	GapDays      *int64 `json:"gap_days,omitempty"`
	AloneSince   string `json:"alone_since,omitempty"`  // the first day with nobody, of who is with nobody
	DaysWithout  *int64 `json:"days_without,omitempty"` // and how many there are
	// Of who is refused: why, in a word for each reason and in plain words, and
	// the claim.
	Reasons    []string `json:"reasons,omitempty"`
	Hint       string   `json:"hint,omitempty"`
	Submission string   `json:"submission_id,omitempty"`
	File       string   `json:"file_name,omitempty"`
	Line       int64    `json:"line_no,omitempty"`
}

// Gaps counts those who moved by whether they were without a provider.
type Gaps struct {
	Without int64  `json:"without_gap"`
	With    int64  `json:"with_gap"`
	Untold  int64  `json:"untold"` // of whom it cannot be told
	Longest *int64 `json:"longest_gap_days,omitempty"`
}

// Reason is what keeps claims of who takes over out, and of how many people.
type Reason struct {
	Reason string `json:"reason"`
	People int64  `json:"people"`
	Hint   string `json:"hint"`
}

// Before is what stood with who hands over when it was announced.
type Before struct {
	Attached int64  `json:"attached"` // on the day of announcement
	Removed  int64  `json:"removed"`  // by then, within some weeks
	FirstOn  string `json:"first_removed_on,omitempty"`
	Earlier  string `json:"announce_by,omitempty"` // the day before that: announced then, these would be followed too
	AsOf     string `json:"as_of"`                 // of the newest run
}

// Told is a transfer with its people.
type Told struct {
	Case
	Gaps    Gaps     `json:"gaps"`
	Reasons []Reason `json:"reasons"`
	Before  Before   `json:"before"`
	People  []Person `json:"people"`
}

// Question asks for a transfer.
type Question struct {
	ID        string
	Limit     int  // at most so many people of each disposition; 0: all
	Unsettled bool // without those who moved or died
	Look      ask.Look
	// Export says that it is written into files, of which every one is kept in
	// the audit log, masked or not.
	Export bool
}

// Show gives a transfer and its people. A look that reveals health
// numbers, and any export, is recorded in the audit log before anything is
// given. Its errors wrap [ErrNoSuchTransfer], [ErrPurpose], [ErrNoRun] or warehouse.ErrBusy.
func Show(ctx context.Context, dir string, q Question) (found *Told, err error) {
	if err := q.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if found, err = show(ctx, v, q); err != nil {
		return nil, err
	}
	if !q.Look.Reveal && !q.Export {
		return found, nil
	}
	query := "transfer show " + q.ID
	if q.Export {
		query += " --worklist"
	}
	if err := q.Look.Record(v.WS, len(found.People), query); err != nil {
		return nil, err
	}
	return found, nil
}

func show(ctx context.Context, v *ask.View, q Question) (*Told, error) {
	c, err := caseWith(ctx, v, q.ID)
	if err != nil {
		return nil, err
	}
	t := &Told{Case: *c}
	t.TransferID = q.Look.Text(t.TransferID)
	id := sql.Named("id", q.ID)
	if t.Reasons, err = reasons(ctx, v, q.ID); err != nil {
		return nil, err
	}
	hints := map[string]string{}
	for _, r := range t.Reasons {
		hints[r.Reason] = r.Hint
	}
	t.People, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Transfer, "people"), func(rows *sql.Rows, p *Person) error {
		return p.scan(rows, hints, q.Look)
	}, id, sql.Named("unsettled", q.Unsettled), sql.Named("limit", sql.NullInt64{Int64: int64(q.Limit), Valid: q.Limit > 0}))
	if err != nil {
		return nil, err
	}
	if t.Gaps, err = gaps(ctx, v, q.ID); err != nil {
		return nil, err
	}
	t.Before, err = before(ctx, v, c.From, c.Facility, c.AnnouncedOn)
	return t, err
}

// hints say what to do about a claim that no check keeps out.
var hints = map[string]string{
	"refused_by_msp": "MSP refused the claim: correct what its return says, and send the claim again",
	"held":           "the claim is held: empanel conflicts --open and empanel quarantine holds tell for what, and how it is let go",
}

func reasons(ctx context.Context, v *ask.View, id string) ([]Reason, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Transfer, "reasons"), func(rows *sql.Rows, r *Reason) error {
		err := rows.Scan(&r.Reason, &r.People, &r.Hint)
		if hint, ok := hints[r.Reason]; ok {
			r.Hint = hint
		}
		return err
	}, sql.Named("id", id))
}

func gaps(ctx context.Context, v *ask.View, id string) (g Gaps, err error) {
	var longest sql.NullInt64
	statement := reconcile.Must(reconcile.Transfer, "gaps")
	err = v.DB.Conn().QueryRowContext(ctx, statement.SQL, sql.Named("id", id)).Scan(&g.Without, &g.With, &g.Untold, &longest)
	if err != nil {
		return g, fmt.Errorf("%s.sql: %w", statement.Name, err)
	}
	if longest.Valid {
		g.Longest = &longest.Int64
	}
	return g, nil
}

// daysBefore is how long before an announcement a removal may belong to the
// handing over that is announced.
const daysBefore = 30

// before says what stands with a provider who hands over.
func before(ctx context.Context, v *ask.View, provider, facility, announced string) (b Before, err error) {
	var first, asOf sql.NullTime
	statement := reconcile.Must(reconcile.Transfer, "before")
	err = v.DB.Conn().QueryRowContext(ctx, statement.SQL,
		sql.Named("provider", provider), sql.Named("facility", sql.NullString{String: facility, Valid: facility != ""}),
		sql.Named("announced", announced), sql.Named("days", int32(daysBefore)),
	).Scan(&b.Attached, &b.Removed, &first, &asOf)
	if err != nil {
		return b, fmt.Errorf("%s.sql: %w", statement.Name, err)
	}
	b.FirstOn, b.AsOf = ask.Day(first), ask.Day(asOf)
	if first.Valid {
		b.Earlier = first.Time.UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return b, nil
}

func (p *Person) scan(rows *sql.Rows, hints map[string]string, look ask.Look) error {
	var phn int64
	var reason string
	var left, joined, alone sql.NullTime
	var gap, without sql.NullInt64
	err := rows.Scan(&phn, &p.Disposition, &reason, &p.Practitioner, &p.Facility, &left, &joined, &gap, &alone, &without, &p.Submission, &p.File, &p.Line)
	p.PHN, p.LeftOn, p.JoinedOn, p.AloneSince = look.PHN(phn), ask.Day(left), ask.Day(joined), ask.Day(alone)
	if !look.Reveal {
		p.File = mask.FileName(p.File)
	}
	if gap.Valid {
		p.GapDays = &gap.Int64
	}
	if without.Valid {
		p.DaysWithout = &without.Int64
	}
	if reason == "" {
		return err
	}
	p.Reasons = strings.Split(reason, ", ")
	told := make([]string, 0, len(p.Reasons))
	for _, r := range p.Reasons {
		told = append(told, hints[r])
	}
	p.Hint = strings.Join(told, "; ")
	return err
}
