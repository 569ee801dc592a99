package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/parsers/field"
	"empanel/reconcile"
)

// AsOfOptions asks for panels in both times.
type AsOfOptions struct {
	Workspace string
	Valid     field.Date // the day on which attachments hold
	Known     string     // a run's id or a time, as somebody types it; empty means the newest run
	Provider  string     // only this one's panels; its people are listed then. Empty means all
	Facility  string     // only panels at this one; empty means all
	Limit     int        // 0 means all
	Look      Look
}

// PastPanel is how many people a provider had at a facility on the day.
type PastPanel struct {
	Practitioner string
	Facility     string
	People       int64
}

// PastPerson is somebody who was on a panel on the day, and the attachment as it
// was then known: it may have been known already how it ends later.
type PastPerson struct {
	PHN          string // as the look may see it
	Practitioner string
	Facility     string
	Status       string
	ValidFrom    string
	ValidTo      string // empty while it was open
	CloseReason  string // empty while it was open
	Submission   string // the line that opened it
	File         string
	Line         int64
}

// PastPanels is what the registry said of a day after a run.
type PastPanels struct {
	Valid  field.Date
	Known  KnownRun
	Panels []PastPanel
	People []PastPerson // only where one provider was asked for
	All    int64        // people on these panels, also beyond the limit of the list
}

// ErrNoSuchFacility is the error of a facility that no clinics feed row and no
// attachment names. It never holds what was typed.
var ErrNoSuchFacility = errors.New("no such facility: no clinic and no attachment has this facility number")

// AsOf gives the panels of a day as the registry knew them after a run. Asked
// for one provider it lists the people too; a look that reveals health numbers
// is recorded in the audit log before any is given.
//
// Its errors wrap [ErrNoRun], [ErrNotKnown], [ErrNoSuchProvider],
// [ErrNoSuchFacility], [ErrPurpose] or warehouse.ErrBusy.
func AsOf(ctx context.Context, opts AsOfOptions) (found *PastPanels, err error) {
	if err := opts.Look.check(); err != nil {
		return nil, err
	}
	v, err := openRegistry(ctx, opts.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	found = &PastPanels{Valid: opts.Valid}
	if found.Known, err = v.knownRun(ctx, opts.Known); err != nil {
		return nil, err
	}
	if opts.Provider != "" {
		if opts.Provider, err = v.knownProvider(ctx, opts.Provider); err != nil {
			return nil, err
		}
	}
	if opts.Facility, err = v.knownFacility(ctx, opts.Facility); err != nil {
		return nil, err
	}
	if err := v.pastPanels(ctx, opts, found); err != nil {
		return nil, err
	}
	if opts.Provider == "" {
		return found, nil
	}
	if err := v.pastPeople(ctx, opts, found); err != nil {
		return nil, err
	}
	if opts.Look.Reveal {
		query := fmt.Sprintf("asof --valid %s --known %s %s", opts.Valid, found.Known.RunID, opts.Provider)
		if err := opts.Look.record(v.ws, len(found.People), query); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// knownFacility gives the number of a facility as the registry writes it.
func (v *view) knownFacility(ctx context.Context, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	wanted := strings.ToUpper(strings.TrimSpace(typed))
	known, err := rowsOf(ctx, v.db, reconcile.Must(reconcile.AsOf, "facilities"), func(rows *sql.Rows, n *string) error {
		return rows.Scan(n)
	})
	if err != nil {
		return "", err
	}
	if slices.Contains(known, wanted) {
		return wanted, nil
	}
	if near := nearestNumbers(wanted, known); len(near) > 0 {
		return "", fmt.Errorf("%w; the nearest known: %s", ErrNoSuchFacility, and(near))
	}
	return "", ErrNoSuchFacility
}

// args are the two times and the filters of a question.
func (o AsOfOptions) args(known KnownRun) []any {
	given := func(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
	return []any{
		sql.Named("valid", o.Valid.String()), sql.Named("known", known.no),
		sql.Named("provider", given(o.Provider)), sql.Named("facility", given(o.Facility)),
	}
}

func (v *view) pastPanels(ctx context.Context, opts AsOfOptions, found *PastPanels) (err error) {
	found.Panels, err = rowsOf(ctx, v.db, reconcile.Must(reconcile.AsOf, "panels"), func(rows *sql.Rows, p *PastPanel) error {
		return rows.Scan(&p.Practitioner, &p.Facility, &p.People)
	}, opts.args(found.Known)...)
	for _, p := range found.Panels {
		found.All += p.People
	}
	return err
}

func (v *view) pastPeople(ctx context.Context, opts AsOfOptions, found *PastPanels) (err error) {
	limit := int64(opts.Limit)
	if limit == 0 {
		limit = found.All
	}
	found.People, err = rowsOf(ctx, v.db, reconcile.Must(reconcile.AsOf, "people"), func(rows *sql.Rows, p *PastPerson) error {
		var phn int64
		var from, to sql.NullTime
		err := rows.Scan(&phn, &p.Practitioner, &p.Facility, &p.Status, &from, &to, &p.CloseReason, &p.Submission, &p.File, &p.Line)
		p.PHN, p.ValidFrom, p.ValidTo = opts.Look.phn(phn), day(from), day(to)
		if !opts.Look.Reveal {
			p.File = MaskedName(p.File)
		}
		return err
	}, append(opts.args(found.Known), sql.Named("limit", limit))...)
	return err
}
