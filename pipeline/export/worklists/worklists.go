// Package worklists writes for each provider what a practice has to look at, in
// the words of PAS: who is confirmed, who waits, who left and how, what was sent
// and stands nowhere, and what is in quarantine and how to correct it.
//
// It reads the registry provider by provider, so that a province needs no more
// memory than its largest panels.
package worklists

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Options says whose worklists to write where.
type Options struct {
	Workspace string
	Provider  string // a practitioner number; empty: every provider
	Facility  string // a facility number; empty: every facility
	Dir       string // empty: worklists-RUN in the exports folder of the workspace, with the numbers of whom it is for
	Look      ask.Look
}

// Manifest says what worklists are of, and names their files.
type Manifest struct {
	RunID          string `json:"run_id"`
	AsOf           string `json:"as_of"`
	PolicyVersion  string `json:"policy_version"`
	ProgramVersion string `json:"program_version"`
	Provider       string `json:"practitioner_number,omitempty"` // only of these
	Facility       string `json:"facility_number,omitempty"`
	Identified     bool   `json:"health_numbers_shown"`
	Providers      int    `json:"providers"`
	People         int    `json:"people"` // each counted once, whoever's lists they are on
	Counts         Counts `json:"counts"` // of all the lists together
	// LinesWithoutProvider are lines in quarantine that name no provider who can
	// be read: they are on nobody's list. They are not counted where the lists are
	// of one provider or facility.
	LinesWithoutProvider int64         `json:"quarantined_without_provider"`
	Files                []export.File `json:"files"`
}

// Done is an export of worklists that is written.
type Done struct {
	Dir string
	Manifest
}

// ErrDisagree is the error of worklists that do not count what the registry
// counts. They are not written.
var ErrDisagree = errors.New("the worklists and the registry disagree, so nothing was written: see empanel verify")

// mostTogether is how many rows are read at once, of as many providers as have
// so many.
const mostTogether = 50_000

// Export writes a sheet and a page for every provider who has anybody or
// anything on a worklist. It gives nil where nobody has, and writes nothing then.
// Each export is recorded in the audit log before it has its place. Its errors
// wrap [export.ErrFolderInUse], [ask.ErrNoSuchProvider], [ask.ErrNoSuchFacility],
// [ask.ErrPurpose], [ask.ErrNoRun] or [ErrDisagree].
func Export(ctx context.Context, o Options) (done *Done, err error) {
	if err := o.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, o.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	w, err := begin(ctx, v, o)
	if err != nil || len(w.providers) == 0 {
		return nil, err
	}
	folder, err := export.OpenFolder(w.options.Dir)
	if err != nil {
		return nil, err
	}
	to, err := v.Cfg.Encryption.ForExports(v.WS.Dir(), o.Look.Reveal)
	if err != nil {
		return nil, err
	}
	making, err := folder.EncryptTo(to).Begin()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, making.Discard()) }()
	if err := w.writeAll(ctx, making); err != nil {
		return nil, err
	}
	if err := o.Look.Record(v.WS, w.manifest.People, w.query()); err != nil {
		return nil, err
	}
	w.manifest.Files = making.Files()
	if err := making.Finish(&w.manifest); err != nil {
		return nil, err
	}
	return &Done{making.Place(), w.manifest}, nil
}

// writer writes the worklists of one export.
type writer struct {
	view      *ask.View
	options   Options
	manifest  Manifest
	providers []provider
	clinics   map[string]string // names of clinics by their numbers
	tally     tally
}

// begin finds who has a worklist.
func begin(ctx context.Context, v *ask.View, o Options) (*writer, error) {
	head, err := export.HeadOf(ctx, v)
	if err != nil {
		return nil, err
	}
	if o.Provider != "" {
		if o.Provider, err = v.KnownProvider(ctx, o.Provider); err != nil {
			return nil, err
		}
	}
	if o.Facility, err = v.KnownFacility(ctx, o.Facility); err != nil {
		return nil, err
	}
	if o.Dir == "" {
		parts := append([]string{"worklists", head.RunID}, strings.Fields(o.Provider+" "+o.Facility)...)
		if o.Look.Reveal {
			parts = append(parts, "revealed")
		}
		o.Dir = filepath.Join(v.WS.Exports(), strings.Join(parts, "-"))
	}
	w := &writer{view: v, options: o, manifest: Manifest{
		RunID: head.RunID, AsOf: head.AsOf, PolicyVersion: head.PolicyVersion, ProgramVersion: head.ProgramVersion,
		Provider: o.Provider, Facility: o.Facility, Identified: o.Look.Reveal,
	}}
	if _, err := v.DB.Run(ctx, reconcile.Must(reconcile.Worklists, "matter"), w.filter()...); err != nil {
		return nil, err
	}
	w.providers, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Worklists, "providers"), func(rows *sql.Rows, p *provider) error {
		return p.scan(rows)
	}, w.filter()...)
	if err != nil {
		return nil, err
	}
	w.manifest.Providers = len(w.providers)
	people := reconcile.Must(reconcile.Worklists, "people")
	if err := v.DB.Conn().QueryRowContext(ctx, people.SQL, w.filter()...).Scan(&w.manifest.People); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", people.Name, err)
	}
	w.clinics, err = clinics(ctx, v)
	return w, err
}

func clinics(ctx context.Context, v *ask.View) (map[string]string, error) {
	type clinic struct{ number, name string }
	all, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Worklists, "clinics"), func(rows *sql.Rows, c *clinic) error {
		return rows.Scan(&c.number, &c.name)
	})
	names := make(map[string]string, len(all))
	for _, c := range all {
		names[c.number] = c.name
	}
	return names, err
}

// filter says of whom the worklists are, for the statements that ask it.
func (w *writer) filter() []any {
	return []any{sql.Named("provider", given(w.options.Provider)), sql.Named("facility", given(w.options.Facility))}
}

func given(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }

// query is how the audit log names the export.
func (w *writer) query() string {
	text := "worklists of " + w.manifest.RunID
	if w.options.Provider != "" {
		text += " for " + w.options.Provider
	}
	if w.options.Facility != "" {
		text += " at " + w.options.Facility
	}
	return text
}

// writeAll writes the files of all providers, and holds what they count to what
// the registry counts.
func (w *writer) writeAll(ctx context.Context, making *export.Making) error {
	w.tally = tally{confirmed: map[panel]int64{}, pending: map[panel]int64{}, quarantined: map[string]int64{}}
	for from := 0; from < len(w.providers); {
		to, rows := from, int64(0)
		for to < len(w.providers) && (to == from || rows+w.providers[to].matters <= mostTogether) {
			rows += w.providers[to].matters
			to++
		}
		if err := w.write(ctx, making, w.providers[from:to]); err != nil {
			return err
		}
		from = to
	}
	return w.check(ctx)
}

// write reads the rows of some providers and writes their files.
func (w *writer) write(ctx context.Context, making *export.Making, providers []provider) error {
	numbers := make([]string, len(providers))
	for i, p := range providers {
		numbers[i] = p.number
	}
	confirmed, matters, err := read(ctx, w.view, numbers, sql.Named("facility", given(w.options.Facility)))
	if err != nil {
		return err
	}
	for _, p := range providers {
		l := list{provider: p, manifest: &w.manifest, look: w.options.Look, clinics: w.clinics}
		l.matters, matters = of(p.number, matters)
		l.confirmed, confirmed = of(p.number, confirmed)
		w.tally.add(&l)
		w.manifest.Counts.add(l.counts())
		if err := l.put(making); err != nil {
			return err
		}
	}
	if len(matters)+len(confirmed) > 0 {
		return fmt.Errorf("%w: rows of a provider who has no list", ErrDisagree)
	}
	return nil
}

// Of gives what is on the worklist of one provider, at every facility: the people
// of their panels, and all else.
func Of(ctx context.Context, v *ask.View, practitioner string) (confirmed, matters []Matter, err error) {
	everywhere := sql.Named("facility", given(""))
	if _, err := v.DB.Run(ctx, reconcile.Must(reconcile.Worklists, "matter"), sql.Named("provider", given(practitioner)), everywhere); err != nil {
		return nil, nil, err
	}
	return read(ctx, v, []string{practitioner}, everywhere)
}

// read reads the rows of some providers, once the others than those confirmed are
// found.
func read(ctx context.Context, v *ask.View, practitioners []string, facility sql.NamedArg) (confirmed, matters []Matter, err error) {
	named := sql.Named("providers", practitioners)
	matters, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Worklists, "matters"), func(rows *sql.Rows, m *Matter) error {
		return m.scan(rows)
	}, named)
	if err != nil {
		return nil, nil, err
	}
	confirmed, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Worklists, "confirmed"), func(rows *sql.Rows, m *Matter) error {
		return m.scanConfirmed(rows)
	}, named, facility)
	return confirmed, matters, err
}

// of gives the rows of a provider from the beginning of rows in order, and those
// after them.
func of(number string, rows []Matter) (theirs, others []Matter) {
	n := 0
	for n < len(rows) && rows[n].Practitioner == number {
		n++
	}
	return rows[:n], rows[n:]
}
