package decisions

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"empanel/parsers/drbill"
	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/parsers/teleplan"
	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/spelling"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// QuarantineFilter chooses lines in quarantine. Empty means any.
type QuarantineFilter struct {
	Reason   string
	Provider string
	File     string // its name, or the beginning of its submission id
	Channel  string
	State    string // waiting, healed, discarded, all
	Before   string // only lines of files received before this day in British Columbia, YYYY-MM-DD
	Limit    int    // 0 means all
}

// QuarantinedLine is a line that is or was in quarantine. Its health number is
// masked.
type QuarantinedLine struct {
	SubmissionID string   `json:"submission_id"`
	Line         int64    `json:"line_no"`
	Channel      string   `json:"channel"`
	File         string   `json:"file_name"`
	Record       string   `json:"record"`
	Practitioner string   `json:"practitioner_number"`
	Facility     string   `json:"facility_number"`
	PHN          string   `json:"phn"`
	Reasons      []string `json:"reasons"`
	Hint         string   `json:"hint"`
	FirstRun     string   `json:"first_run"`
	State        string   `json:"state"`
}

// Quarantine lists lines in quarantine, the newest run's first, and says how
// many there are in all that pass the filter.
func Quarantine(ctx context.Context, dir string, f QuarantineFilter) (lines []QuarantinedLine, all int64, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	args := f.args()
	count := reconcile.Must(reconcile.Quarantine, "count")
	if err := v.DB.Conn().QueryRowContext(ctx, count.SQL, args...).Scan(&all); err != nil {
		return nil, 0, fmt.Errorf("%s.sql: %w", count.Name, err)
	}
	if all == 0 && f.Reason != "" {
		if err := knowsReason(ctx, v, f.Reason); err != nil {
			return nil, 0, err
		}
	}
	limit := int64(f.Limit)
	if limit == 0 {
		limit = all
	}
	lines, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Quarantine, "list"), func(rows *sql.Rows, l *QuarantinedLine) error {
		var phn sql.NullInt64
		var reasons string
		err := rows.Scan(&l.SubmissionID, &l.Line, &l.Channel, &l.File, &l.Record, &l.Practitioner, &l.Facility,
			&phn, &reasons, &l.Hint, &l.FirstRun, &l.State)
		l.Reasons = ask.Words(reasons)
		l.File, l.PHN = mask.FileName(l.File), maskedPHN(phn)
		l.Practitioner, l.Facility = mask.Identifier(l.Practitioner), mask.Identifier(l.Facility)
		return err
	}, append(args, sql.Named("limit", limit))...)
	return lines, all, err
}

// ErrNoSuchReason is the error of a filter by a reason that no rule gives.
var ErrNoSuchReason = errors.New("no such reason")

// Reasons gives every reason there is, with what to do about it.
func Reasons(ctx context.Context, v *ask.View) ([]Reason, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Why, "reasons"), func(rows *sql.Rows, r *Reason) error {
		return rows.Scan(&r.Reason, &r.Heals, &r.Hint)
	})
}

func knowsReason(ctx context.Context, v *ask.View, typed string) error {
	catalogue, err := Reasons(ctx, v)
	if err != nil {
		return err
	}
	codes := make([]string, len(catalogue))
	for i, r := range catalogue {
		codes[i] = r.Reason
	}
	if slices.Contains(codes, typed) {
		return nil
	}
	if near := spelling.Nearest(typed, codes); near != "" {
		return fmt.Errorf("%w; did you mean: %s", ErrNoSuchReason, near)
	}
	return fmt.Errorf("%w; empanel status lists those of the lines that wait", ErrNoSuchReason)
}

func (f QuarantineFilter) args() []any {
	given := func(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
	state := f.State
	if state == "" {
		state = "waiting"
	}
	return []any{
		sql.Named("state", state), sql.Named("reason", given(f.Reason)), sql.Named("provider", given(f.Provider)),
		sql.Named("file", given(f.File)), sql.Named("channel", given(f.Channel)),
		sql.Named("before", given(f.Before)),
	}
}

// QuarantineReason is one reason that keeps a line out, and where it is.
type QuarantineReason struct {
	Reason string `json:"reason"`
	Field  string `json:"field,omitempty"`
	Column int    `json:"column,omitempty"` // first character of the field, of Teleplan records
	Heals  bool   `json:"may_heal"`
	Hint   string `json:"hint"`
}

// NamedValue is one field of a line as the rules use it.
type NamedValue struct {
	Name  string `json:"field"`
	Value string `json:"value"`
}

// QuarantineDetail is one line with everything that keeps it out.
type QuarantineDetail struct {
	QuarantinedLine
	ReceivedAt time.Time          `json:"received_at"`
	Why        []QuarantineReason `json:"why"`
	Fields     []NamedValue       `json:"fields"` // what the rules use of it, the health number masked
	Decided    []Decided          `json:"decided"`
	Raw        string             `json:"raw,omitempty"` // as sent; only for a look that reveals
}

// Errors of asking for one line.
var (
	ErrNoSuchLine  = errors.New("no such line is or was in quarantine: empanel quarantine list --state all lists them, and empanel quarantine holds what the guard holds")
	ErrAmbiguousID = errors.New("several files begin so: give more of the submission id")
)

// ShowQuarantined gives the line with this number in the file whose submission
// id is, or begins with, the given text.
func ShowQuarantined(ctx context.Context, dir, submission string, line int, look ask.Look) (detail *QuarantineDetail, err error) {
	if err := look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	catalogue, err := Reasons(ctx, v)
	if err != nil {
		return nil, err
	}
	found, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Quarantine, "show"), func(rows *sql.Rows, d *quarantinedRow) error {
		return d.scan(rows)
	}, sql.Named("submission", submission), sql.Named("line", int32(line)))
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, ErrNoSuchLine
	case len(found) > 1:
		return nil, ErrAmbiguousID
	}
	if look.Reveal {
		if err := look.Record(v.WS, 1, fmt.Sprintf("quarantine show %s:%d", found[0].SubmissionID, line)); err != nil {
			return nil, err
		}
	}
	if found[0].Decided, err = decidedAbout(ctx, v, found[0].SubmissionID, found[0].Line, look); err != nil {
		return nil, err
	}
	return found[0].detail(catalogue, look), nil
}

// quarantinedRow is a line as the registry has it, unmasked.
type quarantinedRow struct {
	QuarantineDetail
	phn                             sql.NullInt64
	effective                       sql.NullTime
	raw                             sql.NullString
	centre, codes, actionID, action string
	newFacility, actorID, actorRole string
	sequence                        int64
}

func (d *quarantinedRow) scan(rows *sql.Rows) error {
	var reasons string
	err := rows.Scan(&d.SubmissionID, &d.Line, &d.Channel, &d.File, &d.Record, &d.Practitioner, &d.Facility,
		&d.phn, &reasons, &d.Hint, &d.FirstRun, &d.State, &d.ReceivedAt, &d.effective, &d.centre, &d.sequence,
		&d.codes, &d.actionID, &d.action, &d.newFacility, &d.actorID, &d.actorRole, &d.raw)
	d.Reasons = ask.Words(reasons)
	return err
}

func (d *quarantinedRow) detail(catalogue []Reason, look ask.Look) *QuarantineDetail {
	out := d.QuarantineDetail
	out.File, out.PHN, out.Hint = mask.FileName(out.File), maskedPHN(d.phn), look.Text(out.Hint)
	if look.Reveal && d.phn.Valid {
		out.PHN = look.PHN(d.phn.Int64)
	}
	if look.Reveal {
		out.Raw = d.raw.String
	}
	out.Practitioner, out.Facility = mask.Identifier(d.Practitioner), mask.Identifier(d.Facility)
	known := map[string]Reason{}
	for _, r := range catalogue {
		known[r.Reason] = r
	}
	for _, code := range d.Reasons {
		name, column := FieldOf(workspace.Channel(d.Channel), d.Record, field.Reason(code))
		out.Why = append(out.Why, QuarantineReason{Reason: code, Field: name, Column: column, Heals: known[code].Heals, Hint: known[code].Hint})
	}
	add := func(name, value string) {
		if value != "" {
			out.Fields = append(out.Fields, NamedValue{name, look.Text(value)})
		}
	}
	add("data_centre", mask.Identifier(d.centre))
	if d.sequence >= 0 {
		add("sequence", fmt.Sprintf("%07d", d.sequence))
	}
	add("action_id", d.actionID)
	add("action", d.action)
	add("phn", out.PHN)
	add("practitioner_number", out.Practitioner)
	add("facility_number", out.Facility)
	add("new_facility_number", mask.Identifier(d.newFacility))
	add("date", ask.Day(d.effective))
	add("codes", d.codes)
	add("actor_id", d.actorID)
	add("actor_role", d.actorRole)
	return &out
}

// FieldOf names the field a reason is about, and for Teleplan its column.
func FieldOf(channel workspace.Channel, record string, reason field.Reason) (name string, column int) {
	switch {
	case channel == workspace.DrBill:
		return drbill.FieldFor(reason), 0
	case channel == workspace.Registry && record == feeds.ActionsName:
		return feeds.FieldFor(reason), 0
	case record == feeds.DecisionsName && reason == "decision_unmatched":
		return "about_submission_id", 0
	case channel == workspace.Registry:
		return "", 0
	}
	return teleplan.FieldColumn(record, reason)
}

func maskedPHN(phn sql.NullInt64) string {
	if !phn.Valid {
		return ""
	}
	return mask.PHN(phn.Int64)
}
