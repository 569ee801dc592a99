// Package fhir writes panels as FHIR R4: a Group for each provider and facility
// with its members, and what the groups refer to, one resource per line. It can
// be read as a Member Attribution List of Da Vinci and has the shape of British
// Columbia's draft messages for panels; docs/fhir.md says how far.
//
// It knows nothing of the run. Nothing clinical is in an export.
package fhir

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/version"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// Options says which panels to write where, and what to compare them with.
type Options struct {
	Workspace string
	AsOf      field.Date // the day on which people are on the panels; NoDate: the run's as-of date
	Known     string     // a run's id or a time, as somebody types it; empty: the newest run
	Provider  string     // only this one's panels; empty: all
	Facility  string     // only panels at this one; empty: all
	Since     string     // compare with the panels after this run, on its as-of date
	Previous  string     // compare with the export in this folder; not together with Since
	Dir       string     // empty: a folder of its own in the exports folder of the workspace
	Look      ask.Look   // with Reveal, people are identified by their health numbers
}

// Done is an export that is written.
type Done struct {
	Dir string
	Manifest
}

// ErrFault is the error of an export whose people do not add up.
var ErrFault = errors.New("nothing was written, as the people do not add up: report this as a fault of the program")

// CheckError is the error of an export that would not say what the registry
// says. Nothing is written then.
type CheckError struct{ Panels []PanelDifference }

// PanelDifference is a panel of which an export would list another number of
// people than the registry counts.
type PanelDifference struct {
	Practitioner, Facility string
	Listed, OnPanel        int64
}

// Error names the first of the panels.
func (e *CheckError) Error() string {
	p := e.Panels[0]
	return fmt.Sprintf("nothing was written: the export would list %d people for provider %s at facility %s, and the panel has %d "+
		"(%d such panels): empanel verify says whether the registry is whole", p.Listed, p.Practitioner, p.Facility, p.OnPanel, len(e.Panels))
}

// Export writes the panels of a day as the registry knew them after a run. Each
// member has a change type: against the export before where one is named, else
// new. It gives nil where there is nobody to list, and writes nothing then. The
// same registry and options give the same bytes. It is a row of the audit log.
//
// Its errors wrap [ErrSince], [ErrPrevious], [ErrOrder], ask.ErrNoRun,
// ask.ErrNotKnown, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility,
// ask.ErrPurpose, export.ErrFolderInUse or warehouse.ErrBusy, or are a
// *[CheckError].
func Export(ctx context.Context, o Options) (done *Done, err error) {
	if err := o.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenWorking(ctx, o.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	e, err := prepare(ctx, v, o)
	if err != nil {
		return nil, err
	}
	folder, err := export.OpenFolder(e.dir())
	if err != nil {
		return nil, err
	}
	to, err := v.Cfg.Encryption.ForExports(v.WS.Dir(), o.Look.Reveal)
	if err != nil {
		return nil, err
	}
	folder = folder.EncryptTo(to)
	if err := e.gather(ctx); err != nil {
		return nil, err
	}
	if e.manifest.Groups == 0 {
		return nil, nil
	}
	if err := o.Look.Record(v.WS, e.manifest.Patients, e.told()); err != nil {
		return nil, err
	}
	return e.write(ctx, folder)
}

// exporting is an export on its way.
type exporting struct {
	Options
	view     *ask.View
	known    run
	on       string // the day
	before   *before
	panels   []groupRow
	manifest Manifest
}

// prepare finds what the options name.
func prepare(ctx context.Context, v *ask.View, o Options) (*exporting, error) {
	e := &exporting{Options: o, view: v}
	runs, err := runsOf(ctx, v.DB)
	if err != nil {
		return nil, err
	}
	known, err := v.KnownRun(ctx, o.Known)
	if err != nil {
		return nil, err
	}
	e.known = runs[known.RunID]
	e.on = e.known.asOf
	if o.AsOf != field.NoDate {
		e.on = o.AsOf.String()
	}
	if e.Provider != "" {
		if e.Provider, err = v.KnownProvider(ctx, o.Provider); err != nil {
			return nil, err
		}
	}
	if e.Facility, err = v.KnownFacility(ctx, o.Facility); err != nil {
		return nil, err
	}
	if e.before, err = findBefore(ctx, v, runs, o); err != nil || e.before == nil {
		return e, err
	}
	return e, e.before.comparable(e.known, e.on, e.Provider, e.Facility)
}

// dir is the folder to write: without a name, one that tells exports of
// different things apart.
func (e *exporting) dir() string {
	if e.Dir != "" {
		return e.Dir
	}
	parts := []string{"fhir", e.known.id}
	if e.on != e.known.asOf {
		parts = append(parts, e.on)
	}
	for _, only := range []string{e.Provider, e.Facility} {
		if only != "" {
			parts = append(parts, only)
		}
	}
	if e.before != nil {
		parts = append(parts, "since", e.before.id)
	}
	if e.Look.Reveal {
		parts = append(parts, "revealed")
	}
	return filepath.Join(e.view.WS.Exports(), strings.Join(parts, "-"))
}

// told says in the audit log what went out.
func (e *exporting) told() string {
	text := fmt.Sprintf("fhir of %s as of %s, %s", e.known.id, e.on, wording.Plural(e.manifest.Groups, "panel", "panels"))
	for _, only := range []struct{ name, value string }{{"provider", e.Provider}, {"facility", e.Facility}} {
		if only.value != "" {
			text += ", " + only.name + " " + only.value
		}
	}
	if e.Look.Reveal {
		text += ", with health numbers"
	}
	return text
}

// filters are the panels that are asked for; null lets every panel pass.
func filters(provider, facility string) []any {
	only := func(name, number string) any {
		return sql.Named(name, sql.NullString{String: number, Valid: number != ""})
	}
	return []any{only("provider", provider), only("facility", facility)}
}

// gather works out who is in the export, and holds it to what the registry says.
func (e *exporting) gather(ctx context.Context) error {
	db := e.view.DB
	var beforeKnown, beforeOn any
	if e.before != nil {
		beforeKnown, beforeOn = e.before.no, e.before.on
	}
	panels := filters(e.Provider, e.Facility)
	known, on, newest := sql.Named("known", e.known.no), sql.Named("on", e.on), sql.Named("newest", e.known.newest)
	beforeNamed, beforeDay := sql.Named("before_known", beforeKnown), sql.Named("before_on", beforeOn)
	values := map[string][]any{
		"010_before": {beforeNamed, beforeDay},
		"020_now":    {known, on},
		"030_gone":   {known, on, newest, beforeDay},
		"040_member": panels,
		"050_person": {on},
	}
	for _, s := range reconcile.Statements(reconcile.FHIRMaking) {
		if _, err := db.Run(ctx, s, values[s.Short()]...); err != nil {
			return err
		}
	}
	if err := e.check(ctx, append(panels, known, on, sql.Named("published", e.known.newest && e.on == e.known.asOf))); err != nil {
		return err
	}
	var err error
	if e.panels, err = panelsOf(ctx, db); err != nil {
		return err
	}
	return e.describe(ctx)
}

// check holds the export to the registry's own counts, and a folder that it is
// compared with to what the registry knew then.
func (e *exporting) check(ctx context.Context, counted []any) error {
	unlike, err := warehouse.RowsOf(ctx, e.view.DB, reconcile.Must(reconcile.FHIR, "unlike_panel"), func(rows *sql.Rows, p *PanelDifference) error {
		return rows.Scan(&p.Practitioner, &p.Facility, &p.Listed, &p.OnPanel)
	}, counted...)
	if err != nil {
		return err
	}
	if len(unlike) > 0 {
		return &CheckError{unlike}
	}
	if e.before == nil || !e.before.folder {
		return nil
	}
	_, digest, err := e.digest(ctx, "digest_before", e.before.provider, e.before.facility)
	if err == nil && digest != e.before.digest {
		err = fmt.Errorf("%w; this one does not hold what the registry knew after %s: it is of another workspace", ErrPrevious, e.before.id)
	}
	return err
}

// digest hashes who is on the panels, and counts them.
func (e *exporting) digest(ctx context.Context, name, provider, facility string) (people int64, digest string, err error) {
	s := reconcile.Must(reconcile.FHIR, name)
	row := e.view.DB.Conn().QueryRowContext(ctx, s.SQL, filters(provider, facility)...)
	if err := row.Scan(&people, &digest); err != nil {
		return 0, "", fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	return people, digest, nil
}

// describe fills in the manifest, as far as it does not depend on the files.
func (e *exporting) describe(ctx context.Context) error {
	m := &e.manifest
	*m = Manifest{
		Kind: kind, RunID: e.known.id, AsOf: e.on, Provider: e.Provider, Facility: e.Facility, Revealed: e.Look.Reveal,
		PolicyVersion: e.known.policy, ProgramVersion: version.Program, Groups: len(e.panels),
		TransactionTime: e.known.endedAt.UTC().Format(instant), Request: request, Output: []Output{}, Error: []Output{},
	}
	for i := range e.panels {
		m.Changes = m.Changes.plus(e.panels[i].Changes)
	}
	m.Current = m.Changes.Current()
	people, digest, err := e.digest(ctx, "digest_now", e.Provider, e.Facility)
	if err != nil {
		return err
	}
	if people != m.Current {
		return fmt.Errorf("%w: %d people are on the panels, and %d would be listed", ErrFault, people, m.Current)
	}
	m.MembersDigest = digest
	if e.before != nil {
		_, digest, err := e.digest(ctx, "digest_before", e.Provider, e.Facility)
		if err != nil {
			return err
		}
		m.Before = &Before{RunID: e.before.id, AsOf: e.before.on, MembersDigest: digest}
	}
	return e.view.DB.Row(ctx, reconcile.Must(reconcile.FHIR, "patients"), &m.Patients)
}

// write writes the files and the manifest, and puts them in their place when
// they are whole.
func (e *exporting) write(ctx context.Context, folder export.Folder) (done *Done, err error) {
	making, err := folder.Begin()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, making.Discard()) }()
	w := &writer{db: e.view.DB, folder: making.Dir(), known: e.known, on: e.on, reveal: e.Look.Reveal}
	m := &e.manifest
	if m.Files, err = w.all(ctx, e.panels); err != nil {
		return nil, err
	}
	for _, f := range m.Files {
		m.Output = append(m.Output, Output{Type: strings.TrimSuffix(f.Name, ".ndjson"), URL: f.Name, Count: f.Rows})
	}
	if err := making.Finish(m); err != nil {
		return nil, err
	}
	return &Done{Dir: making.Place(), Manifest: *m}, nil
}
