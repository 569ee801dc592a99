package fhir

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/export"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// writer writes the files of an export into a folder.
type writer struct {
	db     *warehouse.Warehouse
	folder string
	known  run
	on     string // the day
	reveal bool
}

// all writes every file, and describes them in the order of their names.
func (w *writer) all(ctx context.Context, panels []groupRow) ([]export.File, error) {
	files, err := w.people(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		resource string
		fill     func(*ndjson) error
	}{
		{"Group", func(n *ndjson) error { return w.groups(ctx, n, panels) }},
		{"Organization", func(n *ndjson) error { return w.organizations(ctx, n) }},
		{"Practitioner", func(n *ndjson) error { return w.practitioners(ctx, n) }},
		{"PractitionerRole", func(n *ndjson) error { return w.roles(ctx, n) }},
	} {
		file, err := write(w.folder, one.resource, one.fill)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b export.File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// people writes the patients and their coverages, reading each person once.
func (w *writer) people(ctx context.Context) (files []export.File, err error) {
	var covered export.File
	patients, err := write(w.folder, "Patient", func(patients *ndjson) error {
		covered, err = write(w.folder, "Coverage", func(coverages *ndjson) error {
			return w.persons(ctx, func(p *personRow) error {
				if err := patients.line(p.patient(w.reveal)); err != nil || !p.covered {
					return err
				}
				return coverages.line(p.coverage(w.reveal))
			})
		})
		return err
	})
	return []export.File{patients, covered}, err
}

// groups writes every group with its members. Groups and members come in the
// same order, so every member is of the open group or of one after it.
func (w *writer) groups(ctx context.Context, n *ndjson, panels []groupRow) error {
	g, at, listed := &groups{ndjson: n}, -1, int64(0)
	var open group
	shut := func() error {
		if at < 0 {
			return nil
		}
		if panels[at].All() != listed {
			return fmt.Errorf("%w: a group of %d members would list %d", ErrFault, panels[at].All(), listed)
		}
		return g.shut()
	}
	err := warehouse.EachRow(ctx, w.db, reconcile.Must(reconcile.FHIR, "members"), func(rows *sql.Rows) error {
		var m memberRow
		if err := rows.Scan(&m.practitioner, &m.facility, &m.person, &m.change, &m.start, &m.end, &m.reason, &m.covered); err != nil {
			return err
		}
		if at < 0 || panels[at].Practitioner != m.practitioner || panels[at].Facility != m.facility {
			if err := shut(); err != nil {
				return err
			}
			at, listed = at+1, 0
			if at == len(panels) || panels[at].Practitioner != m.practitioner || panels[at].Facility != m.facility {
				return errors.New("writing the export: members come in another order than groups: report this as a fault")
			}
			var err error
			if open, err = panels[at].resource(w.known.id, w.known.endedAt); err != nil {
				return err
			}
			if err := g.open(open); err != nil {
				return err
			}
		}
		listed++
		return g.add(m.resource(open.ID))
	})
	if err != nil {
		return err
	}
	return shut()
}

func (w *writer) persons(ctx context.Context, read func(*personRow) error) error {
	return warehouse.EachRow(ctx, w.db, reconcile.Must(reconcile.FHIR, "persons"), func(rows *sql.Rows) error {
		var p personRow
		if err := rows.Scan(&p.key, &p.phn, &p.born, &p.sex, &p.died, &p.replacedBy, &p.survivorListed, &p.covered); err != nil {
			return err
		}
		return read(&p)
	})
}

func (w *writer) practitioners(ctx context.Context, n *ndjson) error {
	return warehouse.EachRow(ctx, w.db, reconcile.Must(reconcile.FHIR, "practitioners"), func(rows *sql.Rows) error {
		var p practitionerRow
		if err := rows.Scan(&p.number, &p.given, &p.family, &p.known, &p.active); err != nil {
			return err
		}
		resource, err := p.resource(w.reveal)
		if err != nil {
			return err
		}
		return n.line(resource)
	}, sql.Named("on", w.on))
}

func (w *writer) roles(ctx context.Context, n *ndjson) error {
	return warehouse.EachRow(ctx, w.db, reconcile.Must(reconcile.FHIR, "roles"), func(rows *sql.Rows) error {
		var r roleRow
		if err := rows.Scan(&r.practitioner, &r.facility, &r.kind, &r.from, &r.to, &r.known, &r.active); err != nil {
			return err
		}
		resource, err := r.resource()
		if err != nil {
			return err
		}
		return n.line(resource)
	}, sql.Named("on", w.on))
}

func (w *writer) organizations(ctx context.Context, n *ndjson) error {
	err := warehouse.EachRow(ctx, w.db, reconcile.Must(reconcile.FHIR, "organizations"), func(rows *sql.Rows) error {
		var o organizationRow
		if err := rows.Scan(&o.number, &o.name, &o.line, &o.city, &o.postalCode, &o.active); err != nil {
			return err
		}
		resource, err := o.resource()
		if err != nil {
			return err
		}
		return n.line(resource)
	}, sql.Named("on", w.on))
	if err != nil {
		return err
	}
	return n.line(insurer())
}

// panelsOf gives the groups of the export, in the order in which members come.
func panelsOf(ctx context.Context, db *warehouse.Warehouse) ([]groupRow, error) {
	return warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.FHIR, "groups"), func(rows *sql.Rows, g *groupRow) error {
		return rows.Scan(&g.Practitioner, &g.Facility, &g.New, &g.Changed, &g.NoChange, &g.Dropped, &g.Cancelled)
	})
}
