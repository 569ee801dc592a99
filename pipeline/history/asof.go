package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
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
	Look      ask.Look
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
	Known  ask.KnownRun
	Panels []PastPanel
	People []PastPerson // only where one provider was asked for
	All    int64        // people on these panels, also beyond the limit of the list
}

// AsOf gives the panels of a day as the registry knew them after a run. Asked
// for one provider it lists the people too; a look that reveals health numbers
// is recorded in the audit log before any is given.
//
// Its errors wrap [ErrNoRun], [ErrNotKnown], [ErrNoSuchProvider],
// [ErrNoSuchFacility], [ErrPurpose] or warehouse.ErrBusy.
func AsOf(ctx context.Context, opts AsOfOptions) (found *PastPanels, err error) {
	if err := opts.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, opts.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	found = &PastPanels{Valid: opts.Valid}
	if found.Known, err = v.KnownRun(ctx, opts.Known); err != nil {
		return nil, err
	}
	if opts.Provider != "" {
		if opts.Provider, err = v.KnownProvider(ctx, opts.Provider); err != nil {
			return nil, err
		}
	}
	if opts.Facility, err = v.KnownFacility(ctx, opts.Facility); err != nil {
		return nil, err
	}
	if err := pastPanels(ctx, v, opts, found); err != nil {
		return nil, err
	}
	if opts.Provider == "" {
		return found, nil
	}
	if err := pastPeople(ctx, v, opts, found); err != nil {
		return nil, err
	}
	if opts.Look.Reveal {
		query := fmt.Sprintf("asof --valid %s --known %s %s", opts.Valid, found.Known.RunID, opts.Provider)
		if err := opts.Look.Record(v.WS, len(found.People), query); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// args are the two times and the filters of a question.
func (o AsOfOptions) args(known ask.KnownRun) []any {
	given := func(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
	return []any{
		sql.Named("valid", o.Valid.String()), sql.Named("known", known.No),
		sql.Named("provider", given(o.Provider)), sql.Named("facility", given(o.Facility)),
	}
}

func pastPanels(ctx context.Context, v *ask.View, opts AsOfOptions, found *PastPanels) (err error) {
	found.Panels, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.AsOf, "panels"), func(rows *sql.Rows, p *PastPanel) error {
		return rows.Scan(&p.Practitioner, &p.Facility, &p.People)
	}, opts.args(found.Known)...)
	for _, p := range found.Panels {
		found.All += p.People
	}
	return err
}

func pastPeople(ctx context.Context, v *ask.View, opts AsOfOptions, found *PastPanels) (err error) {
	limit := int64(opts.Limit)
	if limit == 0 {
		limit = found.All
	}
	found.People, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.AsOf, "people"), func(rows *sql.Rows, p *PastPerson) error {
		var phn int64
		var from, to sql.NullTime
		err := rows.Scan(&phn, &p.Practitioner, &p.Facility, &p.Status, &from, &to, &p.CloseReason, &p.Submission, &p.File, &p.Line)
		p.PHN, p.ValidFrom, p.ValidTo = opts.Look.PHN(phn), ask.Day(from), ask.Day(to)
		if !opts.Look.Reveal {
			p.File = mask.FileName(p.File)
		}
		return err
	}, append(opts.args(found.Known), sql.Named("limit", limit))...)
	return err
}
