package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"empanel/reconcile"
)

// TransferPerson is a person of a transfer, and what has become of them.
type TransferPerson struct {
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

// TransferGaps counts those who moved by whether they were without a provider.
type TransferGaps struct {
	Without int64  `json:"without_gap"`
	With    int64  `json:"with_gap"`
	Untold  int64  `json:"untold"` // of whom it cannot be told
	Longest *int64 `json:"longest_gap_days,omitempty"`
}

// TransferReason is what keeps claims of who takes over out, and of how many people.
type TransferReason struct {
	Reason string `json:"reason"`
	People int64  `json:"people"`
	Hint   string `json:"hint"`
}

// TransferBefore is what stood with who hands over when it was announced.
type TransferBefore struct {
	Attached int64  `json:"attached"` // on the day of announcement
	Removed  int64  `json:"removed"`  // by then, within some weeks
	FirstOn  string `json:"first_removed_on,omitempty"`
	Earlier  string `json:"announce_by,omitempty"` // the day before that: announced then, these would be followed too
	AsOf     string `json:"as_of"`                 // of the newest run
}

// Transfer is a transfer with its people.
type Transfer struct {
	TransferCase
	Gaps    TransferGaps     `json:"gaps"`
	Reasons []TransferReason `json:"reasons"`
	Before  TransferBefore   `json:"before"`
	People  []TransferPerson `json:"people"`
}

// TransferQuestion asks for a transfer.
type TransferQuestion struct {
	ID        string
	Limit     int  // at most so many people of each disposition; 0: all
	Unsettled bool // without those who moved or died
	Look      Look
	// Export says that it is written into files, of which every one is kept in
	// the audit log, masked or not.
	Export bool
}

// ShowTransfer gives a transfer and its people. A look that reveals health
// numbers, and any export, is recorded in the audit log before anything is
// given. Its errors wrap [ErrNoSuchTransfer], [ErrPurpose], [ErrNoRun] or warehouse.ErrBusy.
func ShowTransfer(ctx context.Context, dir string, q TransferQuestion) (found *Transfer, err error) {
	if err := q.Look.check(); err != nil {
		return nil, err
	}
	v, err := openRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	if found, err = v.showTransfer(ctx, q); err != nil {
		return nil, err
	}
	if !q.Look.Reveal && !q.Export {
		return found, nil
	}
	query := "transfer show " + q.ID
	if q.Export {
		query += " --worklist"
	}
	if err := q.Look.record(v.ws, len(found.People), query); err != nil {
		return nil, err
	}
	return found, nil
}

func (v *view) showTransfer(ctx context.Context, q TransferQuestion) (*Transfer, error) {
	c, err := v.transfer(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	t := &Transfer{TransferCase: *c}
	t.TransferID = q.Look.text(t.TransferID)
	id := sql.Named("id", q.ID)
	if t.Reasons, err = v.transferReasons(ctx, q.ID); err != nil {
		return nil, err
	}
	hints := map[string]string{}
	for _, r := range t.Reasons {
		hints[r.Reason] = r.Hint
	}
	t.People, err = rowsOf(ctx, v.db, reconcile.Must(reconcile.Transfer, "people"), func(rows *sql.Rows, p *TransferPerson) error {
		return p.scan(rows, hints, q.Look)
	}, id, sql.Named("unsettled", q.Unsettled), sql.Named("limit", sql.NullInt64{Int64: int64(q.Limit), Valid: q.Limit > 0}))
	if err != nil {
		return nil, err
	}
	if t.Gaps, err = v.transferGaps(ctx, q.ID); err != nil {
		return nil, err
	}
	t.Before, err = v.beforeTransfer(ctx, c.From, c.Facility, c.AnnouncedOn)
	return t, err
}

// transferHints say what to do about a claim that no check keeps out.
var transferHints = map[string]string{
	"refused_by_msp": "MSP refused the claim: correct what its return says, and send the claim again",
	"held":           "the claim is held: empanel conflicts --open and empanel quarantine holds tell for what, and how it is let go",
}

func (v *view) transferReasons(ctx context.Context, id string) ([]TransferReason, error) {
	return rowsOf(ctx, v.db, reconcile.Must(reconcile.Transfer, "reasons"), func(rows *sql.Rows, r *TransferReason) error {
		err := rows.Scan(&r.Reason, &r.People, &r.Hint)
		if hint, ok := transferHints[r.Reason]; ok {
			r.Hint = hint
		}
		return err
	}, sql.Named("id", id))
}

func (v *view) transferGaps(ctx context.Context, id string) (g TransferGaps, err error) {
	var longest sql.NullInt64
	statement := reconcile.Must(reconcile.Transfer, "gaps")
	err = v.db.Conn().QueryRowContext(ctx, statement.SQL, sql.Named("id", id)).Scan(&g.Without, &g.With, &g.Untold, &longest)
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

// beforeTransfer says what stands with a provider who hands over.
func (v *view) beforeTransfer(ctx context.Context, provider, facility, announced string) (b TransferBefore, err error) {
	var first, asOf sql.NullTime
	statement := reconcile.Must(reconcile.Transfer, "before")
	err = v.db.Conn().QueryRowContext(ctx, statement.SQL,
		sql.Named("provider", provider), sql.Named("facility", sql.NullString{String: facility, Valid: facility != ""}),
		sql.Named("announced", announced), sql.Named("days", int32(daysBefore)),
	).Scan(&b.Attached, &b.Removed, &first, &asOf)
	if err != nil {
		return b, fmt.Errorf("%s.sql: %w", statement.Name, err)
	}
	b.FirstOn, b.AsOf = day(first), day(asOf)
	if first.Valid {
		b.Earlier = first.Time.UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return b, nil
}

func (p *TransferPerson) scan(rows *sql.Rows, hints map[string]string, look Look) error {
	var phn int64
	var reason string
	var left, joined, alone sql.NullTime
	var gap, without sql.NullInt64
	err := rows.Scan(&phn, &p.Disposition, &reason, &p.Practitioner, &p.Facility, &left, &joined, &gap, &alone, &without, &p.Submission, &p.File, &p.Line)
	p.PHN, p.LeftOn, p.JoinedOn, p.AloneSince = look.phn(phn), day(left), day(joined), day(alone)
	if !look.Reveal {
		p.File = MaskedName(p.File)
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
