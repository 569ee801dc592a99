package worklists

import (
	"bytes"
	"slices"
	"strconv"

	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
)

// list is the worklist of one provider.
type list struct {
	provider  provider
	matters   []Matter // all but who is confirmed, section by section
	confirmed []Matter
	manifest  *Manifest
	look      ask.Look
	clinics   map[string]string
}

// columns are those of a sheet. Where the worklists of a transfer tell the same,
// they call it so too.
var columns = []string{
	"section", "phn", "facility_number", "attach_date", "ended_on", "reasons", "explanation", "file_name", "line_no", "field", "what_to_do",
}

// put writes the sheet and the page.
func (l *list) put(making *export.Making) error {
	sheet := export.NewSheet("worklist_"+l.provider.number+".csv", columns)
	for _, part := range [][]Matter{l.matters, l.confirmed} {
		for i := range part {
			sheet.Row(l.cells(&part[i]))
		}
	}
	if err := making.Put("worklist_"+l.provider.number+".csv", sheet.Text(), sheet.Rows()); err != nil {
		return err
	}
	var page bytes.Buffer
	if err := l.page(&page); err != nil {
		return err
	}
	return making.Put("worklist_"+l.provider.number+".html", page.Bytes(), sheet.Rows())
}

// cells renders a row of the sheet in the order of columns. What somebody typed
// is no formula to a spreadsheet, and no health number that is not to be seen.
func (l *list) cells(m *Matter) []string {
	t := m.Tell(l.look)
	line := ""
	if m.Line > 0 {
		line = strconv.FormatInt(m.Line, 10)
	}
	return []string{
		m.Section.Title(), l.phn(m), m.Facility, ask.Day(m.Since), ask.Day(m.Until), t.Reasons, t.Explanation,
		export.Harmless(wording.Readable(mask.FileName(m.File))), line, m.fields(), export.Harmless(wording.Readable(t.Do)),
	}
}

func (l *list) phn(m *Matter) string {
	if !m.PHN.Valid {
		return ""
	}
	return l.look.PHN(m.PHN.Int64)
}

// counts counts the rows of each section.
func (l *list) counts() Counts {
	c := Counts{Confirmed: int64(len(l.confirmed))}
	for i := range l.matters {
		*c.Of(l.matters[i].Section)++
	}
	return c
}

// facilities gives the facilities of the list, the largest panel first, and last
// what names none.
func (l *list) facilities() []string {
	people := map[string]int{}
	for i := range l.confirmed {
		people[l.confirmed[i].Facility]++
	}
	for i := range l.matters {
		people[l.matters[i].Facility] += 0
	}
	var all []string
	for number := range people {
		all = append(all, number)
	}
	slices.SortFunc(all, func(a, b string) int {
		switch {
		case (a == "") != (b == ""):
			if a == "" {
				return 1
			}
			return -1
		case people[a] != people[b]:
			return people[b] - people[a]
		case a < b:
			return -1
		default:
			return 1
		}
	})
	return all
}
