package synth

import (
	"fmt"
	"time"

	"empanel/parsers/feeds"
	"empanel/parsers/field"
)

// sheet is one feed file being written.
type sheet struct {
	feed    string
	columns int
	buf     []byte
	lines   int
	bad     []int // lines with a value that is not one
}

// actionColumns are those of the actions feed, which is no reference feed.
var actionColumns = []string{
	"action_id", "action", "phn", "practitioner_number", "facility_number", "new_facility_number",
	"reason", "actor_id", "actor_role", "acted_on",
}

// newSheet begins a feed file with its header, in the order of the contract.
func newSheet(feed string) *sheet {
	s := &sheet{feed: feed}
	columns := actionColumns
	if table, ok := feeds.Lookup(feed + ".csv"); ok {
		columns = nil
		for _, c := range table.Columns {
			columns = append(columns, c.Name)
		}
	}
	s.columns = len(columns)
	s.row(columns...)
	return s
}

// row adds one row; values missing at the end are empty. It returns the line.
func (s *sheet) row(values ...string) int {
	for k := range s.columns {
		if k > 0 {
			s.buf = append(s.buf, ',')
		}
		if k < len(values) {
			s.buf = append(s.buf, quoted(values[k])...)
		}
	}
	s.buf = append(s.buf, '\n')
	s.lines++
	return s.lines
}

// badRow adds a row with a value that is not one of its column.
func (s *sheet) badRow(values ...string) { s.bad = append(s.bad, s.row(values...)) }

// rows says how many there are below the header.
func (s *sheet) rows() int { return s.lines - 1 }

// putSheet writes a feed file, unless it has no rows.
func (d *delivery) putSheet(s *sheet, name string, after time.Duration) error {
	if s.rows() == 0 {
		return nil
	}
	for _, line := range s.bad {
		d.defect(Registry, name, line, field.FeedValueInvalid, nobody)
	}
	if s.feed == "actions" {
		d.counts.Actions += s.rows()
	} else {
		d.counts.FeedRows += s.rows()
	}
	return d.put(Registry, name, s.buf, s.lines, arrival(d.day, after))
}

// personsPerFile is how many people one file of the persons feed holds.
const personsPerFile = 200_000

// feedJobs are the pieces of work that write the feeds of the first load.
func (p *province) feedJobs() []func(*delivery) error {
	var jobs []func(*delivery) error
	files := (len(p.people) + personsPerFile - 1) / personsPerFile
	for n := range files {
		jobs = append(jobs, func(d *delivery) error {
			first, end := n*personsPerFile, min((n+1)*personsPerFile, len(p.people))
			s := p.personsSheet(first, end, n == files-1)
			defer p.progress.add(int64(end - first))
			return d.putSheet(s, p.sheetName("persons", n, files), time.Duration(n)*time.Second)
		})
	}
	for k, fill := range []func() *sheet{
		p.coverageSheet, p.providersSheet, p.clinicsSheet, p.affiliationsSheet, p.endorsementsSheet,
		p.preferencesSheet, p.offersSheet, p.staffSheet, p.accessSheet,
	} {
		jobs = append(jobs, func(d *delivery) error {
			s := fill()
			return d.putSheet(s, s.feed+".csv", time.Duration(120+k)*time.Second)
		})
	}
	return append(jobs, func(d *delivery) error {
		s := p.registrantsSheet()
		d.counts.Registrants += s.rows() - len(s.bad)
		return d.putSheet(s, "registrants.csv", 140*time.Second)
	})
}

func (p *province) sheetName(feed string, n, files int) string {
	if files == 1 {
		return feed + ".csv"
	}
	return fmt.Sprintf("%s_%03d.csv", feed, n+1)
}

// badRows says how many bad rows each feed gets.
func (p *province) badRows() int {
	if p.opts.Defects == 0 {
		return 0
	}
	return 1 + int(p.opts.Defects*float64(len(p.people))/20_000)
}
