package worklists

import (
	"bytes"
	_ "embed" // the page
	"fmt"
	"html"
	"html/template"
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
	Rows            template.HTML
	Plain           bool // Rows are items of a list, not of a table
}

// page writes the page of a worklist: one file that needs no other and no
// script.
func (l *list) page(w *bytes.Buffer) error {
	facilities := l.facilities()
	several := len(facilities) > 1
	data := pageData{
		Number: l.provider.number, Name: l.name(), Clinics: l.clinicNames(facilities), InFeed: l.provider.inFeed, RunID: l.manifest.RunID, AsOf: l.manifest.AsOf,
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
	for _, part := range [][]matter{l.matters, l.confirmed} {
		for i := range part {
			*counts[at[part[i].facility]].Of(part[i].section)++
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
	d := sectionData{Section: s, Title: s.Title(), What: s.Means(), Do: s.Do(), Several: several, Plain: s == Confirmed}
	var rows strings.Builder
	part := l.matters
	if s == Confirmed {
		part = l.confirmed
	}
	for i := range part {
		if m := &part[i]; m.section != s {
			continue
		} else if d.Plain {
			l.item(&rows, m, several)
		} else {
			l.row(&rows, m, several)
		}
	}
	d.Rows = template.HTML(rows.String()) //nolint:gosec // every value in it went through cell or html.EscapeString
	return d
}

// item writes somebody of the panel: the number, since when, where there are
// several clinics which, and what is special.
func (l *list) item(w *strings.Builder, m *matter, several bool) {
	w.WriteString("<li><b>" + html.EscapeString(l.phn(m)) + "</b> " + ask.Day(m.since))
	if several {
		w.WriteString(" " + html.EscapeString(m.facility))
	}
	if t := m.onPanel(); t.explanation != "" {
		w.WriteString(" <i>" + html.EscapeString(t.explanation) + "</i>")
	}
	w.WriteString("</li>\n")
}

// row writes a row of a section's table. Each cell has the name of its column,
// which a narrow screen shows beside it.
func (l *list) row(w *strings.Builder, m *matter, several bool) {
	t := m.tell(l.look)
	w.WriteString("<tr>")
	cell(w, "PHN", "n", l.phn(m))
	if several {
		cell(w, "Facility", "n", m.facility)
	}
	cell(w, "Attachment date", "n", ask.Day(m.since))
	switch m.section {
	case Quarantined, OnlyInUpload:
		cell(w, "File and line", "f", where(m))
		if m.section == Quarantined {
			cell(w, "Field", "", m.fields())
		}
	case Pending:
	default:
		cell(w, "Ended on", "n", ask.Day(m.until))
	}
	cell(w, "Explanation", "", t.explanation)
	cell(w, "What to do", "", t.do)
	w.WriteString("</tr>\n")
}

// where names the file and the line, where a matter has one.
func where(m *matter) string {
	if m.line == 0 {
		return ""
	}
	return wording.Readable(mask.FileName(m.file)) + " line " + strconv.FormatInt(m.line, 10)
}

func cell(w *strings.Builder, name, class, text string) {
	w.WriteString(`<td data-name="` + name + `"`)
	if class != "" {
		w.WriteString(` class="` + class + `"`)
	}
	w.WriteString(">" + html.EscapeString(text) + "</td>")
}
