// Package compare holds a practice's own list of patients to the registry: who is
// only in the list, who only in the registry, and who in both but differing. The
// list is read and nothing of it is kept.
package compare

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"empanel/parsers/field"
	"empanel/parsers/patientlist"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Options says which list to compare with whose panel.
type Options struct {
	Workspace  string
	File       string
	Provider   string // of rows that name none; where it is given, no other provider's rows are compared
	Facility   string // of rows that name none; where it is given, only this panel is held to the list
	DateFormat string // of dates of birth: one of spreadsheet.DateFormats, empty: found
	Look       ask.Look
}

// List is one of the three lists of a comparison.
type List string

// The lists, in the order in which they stand.
const (
	OnlyInList     List = "only_in_emr"
	OnlyInRegistry List = "only_in_registry"
	Differs        List = "differs"
)

// Item is something that a practice should look at: a row of its list, or a
// person of the panel who is not in it.
type Item struct {
	List         List   `json:"list"`
	Reason       string `json:"reason"` // of rows in both, several joined by a comma and a blank
	Line         int    `json:"line_no,omitempty"`
	Column       int    `json:"column,omitempty"` // where a value cannot be read
	Field        string `json:"field,omitempty"`
	PHN          string `json:"phn"` // as the look may see it
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`       // on the panel of which clinic; else what the list says
	Since        string `json:"attach_date,omitempty"` // since when they are with whom they are with, here or elsewhere
	Explanation  string `json:"explanation"`
	Do           string `json:"what_to_do"`

	phn int64
}

// Counts is what became of the rows of a list: each is counted once.
type Counts struct {
	Lines       int `json:"lines"`
	Agree       int `json:"agree"`
	NotActive   int `json:"agree_not_active"` // not active in the list, and not on the panel
	Differ      int `json:"differ"`
	OnlyInList  int `json:"only_in_emr"`
	NotCompared int `json:"not_compared"` // of another provider or facility than was asked
	// And, which are no rows:
	OnlyInRegistry int `json:"only_in_registry"`
}

// Comparison is a list held to the registry.
type Comparison struct {
	File      string   `json:"file_name"` // masked
	RunID     string   `json:"run_id"`
	AsOf      string   `json:"as_of"`
	Providers []string `json:"practitioner_numbers"`
	Facility  string   `json:"facility_number,omitempty"`
	Counts    Counts   `json:"counts"`
	Items     []Item   `json:"items"`
	Notes     []string `json:"notes"` // what was put right in the list or left out of the comparison
}

// Errors of a comparison.
var (
	// ErrNoProvider is the error of a list without a column of providers, where
	// none is named.
	ErrNoProvider = errors.New("the list has no column of practitioner numbers: say whose it is with --provider")
	// ErrAnothersList is the error of a list of which no row is of the provider and
	// facility that were asked for: held to a panel, all of it would be missing.
	ErrAnothersList = errors.New("no row of the list is of the provider, and facility, that were asked for: is it another's?")
	// ErrNotAFile is the error of what is no readable file.
	ErrNotAFile = errors.New("no readable file")
	// ErrUncounted is the error of a comparison in which a row was lost. Nothing
	// is shown then.
	ErrUncounted = errors.New("a row of the list was not accounted for: this is a fault of the program")
)

// Compare reads a list and holds it to the registry. Each comparison is recorded
// in the audit log with the number of people before anything is given, masked or
// not: whoever has the list knows who stands on which line. Its errors wrap a
// *field.Refusal when the file cannot be read as a list, [ErrNotAFile],
// [ErrNoProvider], [ErrAnothersList], [ask.ErrNoSuchProvider], [ask.ErrNoSuchFacility],
// [ask.ErrPurpose] or [ask.ErrNoRun].
func Compare(ctx context.Context, o Options) (found *Comparison, err error) {
	if err := o.Look.Check(); err != nil {
		return nil, err
	}
	l, err := readList(o.File, o.DateFormat)
	if err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, o.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	if o.Provider != "" {
		if o.Provider, err = v.KnownProvider(ctx, o.Provider); err != nil {
			return nil, err
		}
	} else if !l.summary.Practitioner {
		return nil, ErrNoProvider
	}
	if o.Facility, err = v.KnownFacility(ctx, o.Facility); err != nil {
		return nil, err
	}
	head, err := export.HeadOf(ctx, v)
	if err != nil {
		return nil, err
	}
	r, err := know(ctx, v, l.rows, o)
	if err != nil {
		return nil, err
	}
	found = r.compare(l.rows)
	found.File, found.RunID, found.AsOf, found.Facility = l.name, head.RunID, head.AsOf, o.Facility
	found.Notes = l.notes()
	if found.Counts.Lines != l.summary.Lines || !found.Counts.addUp() {
		return nil, ErrUncounted
	}
	if n := found.Counts.NotCompared; n > 0 && n == found.Counts.Lines {
		return nil, ErrAnothersList
	}
	return found, o.Look.Record(v.WS, len(r.people), "compare "+l.name)
}

// addUp says whether every row is in one count.
func (c *Counts) addUp() bool {
	return c.Agree+c.NotActive+c.Differ+c.OnlyInList+c.NotCompared == c.Lines
}

// list is a list as it was read.
type list struct {
	name    string
	rows    []patientlist.Row
	summary patientlist.Summary
}

func readList(path, format string) (*list, error) {
	l := &list{name: mask.FileName(filepath.Base(path))}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", l.name, ErrNotAFile)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.name, ErrNotAFile)
	}
	defer file.Close() //nolint:errcheck // it was only read
	l.summary, err = patientlist.Read(l.name, file, patientlist.Options{DateFormat: format}, func(r *patientlist.Row) error {
		l.rows = append(l.rows, *r)
		return nil
	})
	return l, err
}

// mostPlaces is how many places of one kind of doubt are named.
const mostPlaces = 3

// notes says what was put right in the list or left out of the comparison: each
// kind once, with the first places.
func (l *list) notes() []string {
	notes := slices.Clone(l.summary.Warnings)
	type kind struct {
		reason  field.Reason
		message string
	}
	var order []kind
	count := map[kind]int{}
	first := map[kind][]string{}
	for _, r := range l.rows {
		for i := range r.Doubts {
			d := &r.Doubts[i]
			k := kind{d.Reason, d.Message}
			if count[k]++; count[k] == 1 {
				order = append(order, k)
			}
			if count[k] <= mostPlaces {
				first[k] = append(first[k], fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column))
			}
		}
	}
	for _, k := range order {
		note := ""
		for i, place := range first[k] {
			if i > 0 {
				note += ", "
			}
			note += place
		}
		if more := count[k] - mostPlaces; more > 0 {
			note += fmt.Sprintf(" and %d more", more)
		}
		notes = append(notes, note+": "+k.message+" ("+string(k.reason)+")")
	}
	return notes
}

// person is what the registry knows of a health number of the list.
type person struct {
	phn, person       int64
	inFeed            bool
	birth             sql.NullTime
	deceased, covered bool
	practitioner      string // with whom they are; empty: nobody
	facility          string
	since             sql.NullTime
}

// lookUp asks the registry about health numbers.
func lookUp(ctx context.Context, v *ask.View, phns []int64) (map[int64]*person, error) {
	people, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Compared, "listed"), func(rows *sql.Rows, p *person) error {
		return rows.Scan(&p.phn, &p.person, &p.inFeed, &p.birth, &p.deceased, &p.covered, &p.practitioner, &p.facility, &p.since)
	}, sql.Named("phns", phns))
	found := make(map[int64]*person, len(people))
	for i := range people {
		found[people[i].phn] = &people[i]
	}
	return found, err
}
