package worklists

import (
	"bytes"
	"database/sql"
	_ "embed" // the page
	"fmt"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// pageData is what the page of a worklist shows.
type pageData struct {
	Number, Name, Clinics string
	InFeed                bool
	RunID, AsOf           string
	Facility              string // the only one it is of
	Identified            bool
	Facilities            []string // columns of the counts, where there are several
	Counts                []countRow
	Sections              []sectionData
}

// countRow is a row of the counts at the top.
type countRow struct {
	Section Section
	Title   string
	All     int64
	Each    []int64 // by facility
}

// sectionData is a section of the page. Its rows are escaped already: a panel
// has thousands.
type sectionData struct {
	Section         Section
	Title, What, Do string
	Several         bool // people of several facilities
	Dates           string
	Spans           bool          // with both days
	Rows            template.HTML // of a table, where each says something of its own
	Groups          []groupData   // of lists, where many say the same
}

// groupData is people of whom the same is to be said.
type groupData struct {
	Explanation, Do string
	People          int
	Rows            template.HTML
}

// page writes the page of a worklist: one file that needs no other and no
// script.
func (l *list) page(w *bytes.Buffer) error {
	facilities := l.facilities()
	several := len(facilities) > 1
	data := pageData{
		Number: l.provider.number, Name: l.name(), Clinics: l.clinicNames(l.practisedAt(facilities)), InFeed: l.provider.inFeed, RunID: l.manifest.RunID, AsOf: l.manifest.AsOf,
		Facility: l.manifest.Facility, Identified: l.manifest.Identified,
	}
	each := l.byFacility(facilities)
	for _, s := range Sections() {
		row := countRow{Section: s, Title: s.Title()}
		for i := range facilities {
			row.All += *each[i].Of(s)
			row.Each = append(row.Each, *each[i].Of(s))
		}
		data.Counts = append(data.Counts, row)
		if row.All > 0 {
			data.Sections = append(data.Sections, l.sectionData(s, several))
		}
	}
	if several {
		for _, f := range facilities {
			if f == "" {
				f = "no facility"
			}
			data.Facilities = append(data.Facilities, f)
		}
	}
	if err := pageTemplate.Execute(w, data); err != nil {
		return fmt.Errorf("writing the page of a worklist: %w", err)
	}
	return nil
}

// byFacility counts the sections at each facility.
func (l *list) byFacility(facilities []string) []Counts {
	at := map[string]int{}
	for i, f := range facilities {
		at[f] = i
	}
	counts := make([]Counts, len(facilities))
	for _, part := range [][]Matter{l.matters, l.confirmed} {
		for i := range part {
			*counts[at[part[i].Facility]].Of(part[i].Section)++
		}
	}
	return counts
}

// name is the provider's, as the feed has it.
func (l *list) name() string {
	name := strings.TrimSpace(l.provider.given + " " + l.provider.after)
	if name == "" {
		return "provider " + l.provider.number
	}
	name = wording.Shown(name)
	if l.provider.kind == "NP" {
		return name + ", NP"
	}
	return "Dr. " + name
}

// practisedAt leaves out what stands in nothing but claims in quarantine: slips.
func (l *list) practisedAt(facilities []string) []string {
	each := l.byFacility(facilities)
	var all []string
	for i, f := range facilities {
		others := each[i]
		others.Quarantined = 0
		if others != (Counts{}) {
			all = append(all, f)
		}
	}
	return all
}

// clinicNames names the clinics of the list.
func (l *list) clinicNames(facilities []string) string {
	var names []string
	for _, f := range facilities {
		switch name := l.clinics[f]; {
		case f == "":
		case name == "":
			names = append(names, f)
		default:
			names = append(names, wording.Shown(name)+" ("+f+")")
		}
	}
	return wording.And(names)
}

func (l *list) sectionData(s Section, several bool) sectionData {
	d := sectionData{Section: s, Title: s.Title(), What: s.Means(), Do: s.Do(), Several: several, Dates: "the day from which they are on your panel"}
	part := l.matters
	switch s {
	case Quarantined, OnlyInUpload:
		var rows strings.Builder
		for i := range part {
			if m := &part[i]; m.Section == s {
				l.row(&rows, m, several)
			}
		}
		d.Rows = template.HTML(rows.String()) //nolint:gosec // every value in it went through cell
		return d
	case Confirmed:
		part = l.confirmed
	case Pending:
		d.Dates = "the date of the claim"
	default:
		d.Dates, d.Spans = "the first and the last day on your panel", true
	}
	d.Groups = l.groups(s, part, several)
	return d
}

// groups puts together of whom the same is to be said, the largest group first.
func (l *list) groups(s Section, part []Matter, several bool) []groupData {
	type said struct{ explanation, do string }
	at := map[said]int{}
	var groups []groupData
	var rows []*strings.Builder
	for i := range part {
		m := &part[i]
		if m.Section != s {
			continue
		}
		t := m.Tell(l.look)
		key := said{t.Explanation, t.Do}
		n, seen := at[key]
		if !seen {
			n = len(groups)
			at[key] = n
			groups, rows = append(groups, groupData{Explanation: t.Explanation, Do: t.Do}), append(rows, &strings.Builder{})
		}
		groups[n].People++
		l.item(rows[n], m, several)
	}
	for i := range groups {
		groups[i].Rows = template.HTML(rows[i].String()) //nolint:gosec // every value in it went through html.EscapeString
	}
	slices.SortStableFunc(groups, func(a, b groupData) int { return b.People - a.People })
	return groups
}

// item writes somebody of a group: the number, the days, and where there are
// several clinics which.
func (l *list) item(w *strings.Builder, m *Matter, several bool) {
	w.WriteString("<li><b>" + html.EscapeString(l.phn(m)) + "</b> " + ask.Day(m.Since))
	if last := m.Until.Time.AddDate(0, 0, -1); m.Section != Confirmed && m.Until.Valid && last.After(m.Since.Time) {
		w.WriteString(" to " + ask.Day(sql.NullTime{Time: last, Valid: true}))
	}
	if several {
		w.WriteString(" " + html.EscapeString(m.Facility))
	}
	w.WriteString("</li>\n")
}

// row writes a row of a section's table. Each cell has the name of its column,
// which a narrow screen shows beside it.
func (l *list) row(w *strings.Builder, m *Matter, several bool) {
	t := m.Tell(l.look)
	w.WriteString("<tr>")
	cell(w, "PHN", "n", l.phn(m))
	if several {
		cell(w, "Facility", "n", m.Facility)
	}
	cell(w, "Attachment date", "n", ask.Day(m.Since))
	switch m.Section {
	case Quarantined, OnlyInUpload:
		cell(w, "File and line", "f", where(m))
		if m.Section == Quarantined {
			cell(w, "Field", "", m.fields())
		}
	default:
	}
	cell(w, "Explanation", "", t.Explanation)
	cell(w, "What to do", "", t.Do)
	w.WriteString("</tr>\n")
}

// where names the file and the line, where a matter has one.
func where(m *Matter) string {
	if m.Line == 0 {
		return ""
	}
	return wording.Readable(mask.FileName(m.File)) + " line " + strconv.FormatInt(m.Line, 10)
}

func cell(w *strings.Builder, name, class, text string) {
	w.WriteString(`<td data-name="` + name + `"`)
	if class != "" {
		w.WriteString(` class="` + class + `"`)
	}
	w.WriteString(">" + html.EscapeString(text) + "</td>")
}
