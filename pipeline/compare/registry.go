package compare

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"empanel/parsers/patientlist"
	"empanel/pipeline/ask"
	"empanel/pipeline/export/worklists"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// registry is what the registry knows that a list needs.
type registry struct {
	options     Options
	known       map[string]bool // practitioner numbers
	hasPersons  bool            // the persons feed has rows
	hasCoverage bool            // anything is known of coverage
	pseudo      map[int64]bool
	listed      map[int64]*person // by the health numbers of the list
	panels      map[string]*theirs
	people      map[int64]bool // of whom anything is told
}

// theirs is what the registry has of one provider.
type theirs struct {
	clinics   map[string]bool // where they work
	confirmed []worklists.Matter
	pending   []worklists.Matter
	at        map[int64]*worklists.Matter // confirmed, by person
	waiting   map[int64]*worklists.Matter // pending, by person
	other     map[int64]*worklists.Matter // what else is on their worklist of a person: what can be acted on first
}

// know asks the registry what a list needs: of every provider whose rows are
// compared the worklist, and of every health number whom it names.
func know(ctx context.Context, v *ask.View, rows []patientlist.Row, o Options) (*registry, error) {
	r := &registry{options: o, known: map[string]bool{}, pseudo: map[int64]bool{}, panels: map[string]*theirs{}, people: map[int64]bool{}}
	for _, text := range v.Cfg.Policy.PseudoPatients {
		if phn, err := strconv.ParseInt(text, 10, 64); err == nil {
			r.pseudo[phn] = true
		}
	}
	numbers, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Provider, "known"), func(rows *sql.Rows, n *string) error {
		return rows.Scan(n)
	})
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		r.known[n] = true
	}
	if err := v.DB.Row(ctx, reconcile.Must(reconcile.Compared, "feeds"), &r.hasPersons, &r.hasCoverage); err != nil {
		return nil, err
	}
	phns := []int64{}
	for i := range rows {
		if rows[i].PHN != 0 {
			phns = append(phns, rows[i].PHN)
		}
	}
	if r.listed, err = lookUp(ctx, v, phns); err != nil {
		return nil, err
	}
	for _, practitioner := range r.compared(rows) {
		if r.panels[practitioner], err = panelOf(ctx, v, practitioner); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// compared gives the providers whose panels are held to the list: the one that
// was named, or those of the rows. An unknown one has none.
func (r *registry) compared(rows []patientlist.Row) []string {
	if r.options.Provider != "" {
		return []string{r.options.Provider}
	}
	var all []string
	for i := range rows {
		if p := rows[i].Practitioner; p != "" && r.known[p] {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func panelOf(ctx context.Context, v *ask.View, practitioner string) (*theirs, error) {
	t := &theirs{
		clinics: map[string]bool{}, at: map[int64]*worklists.Matter{}, waiting: map[int64]*worklists.Matter{}, other: map[int64]*worklists.Matter{},
	}
	clinics, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Compared, "clinics"), func(rows *sql.Rows, f *string) error {
		return rows.Scan(f)
	}, sql.Named("provider", practitioner))
	if err != nil {
		return nil, err
	}
	for _, f := range clinics {
		t.clinics[f] = true
	}
	confirmed, matters, err := worklists.Of(ctx, v, practitioner)
	if err != nil {
		return nil, err
	}
	t.confirmed = confirmed
	for i := range confirmed {
		t.at[confirmed[i].Person.Int64] = &confirmed[i]
	}
	for i := range matters {
		t.add(&matters[i])
	}
	return t, nil
}

// add keeps a matter of a person: the first of each is what can be acted on
// first, as a worklist has them in that order. Of a line in quarantine only one
// that claims somebody says why they are not on the panel.
func (t *theirs) add(m *worklists.Matter) {
	if !m.Person.Valid || m.Section == worklists.Quarantined && !m.ClaimsSomebody() {
		return
	}
	if m.Section == worklists.Pending {
		t.pending = append(t.pending, *m)
		if t.waiting[m.Person.Int64] == nil {
			t.waiting[m.Person.Int64] = m
		}
		return
	}
	if t.other[m.Person.Int64] == nil {
		t.other[m.Person.Int64] = m
	}
}
