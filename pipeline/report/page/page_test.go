package page_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"empanel/pipeline/report/page"
)

// A page is held to what its HTML says, read by a parser as a browser reads it.
type document struct {
	t    *testing.T
	root *html.Node
}

func read(t *testing.T, text []byte) document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return document{t, root}
}

func render(t *testing.T, p page.Page) document {
	t.Helper()
	text, err := page.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, text)
}

func (d document) all(names ...string) (found []*html.Node) {
	for n := range d.root.Descendants() {
		for _, name := range names {
			if n.Type == html.ElementNode && n.Data == name {
				found = append(found, n)
			}
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what an element says, with one blank between any two words.
func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" {
			out.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// table gives the rows of the table with a caption that begins so, cells parted
// by |.
func (d document) table(caption string) (rows []string) {
	d.t.Helper()
	for _, table := range d.all("table") {
		for n := range table.Descendants() {
			if n.Data == "caption" && strings.HasPrefix(text(n), caption) {
				return rowsOf(table)
			}
		}
	}
	d.t.Fatalf("there is no table %q", caption)
	return nil
}

func rowsOf(table *html.Node) (rows []string) {
	for n := range table.Descendants() {
		if n.Type != html.ElementNode || n.Data != "tr" {
			continue
		}
		var cells []string
		for c := range n.ChildNodes() {
			if c.Data == "th" || c.Data == "td" {
				cells = append(cells, text(c))
			}
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return rows
}

func (d document) mustSay(want ...string) {
	d.t.Helper()
	said := text(d.root)
	for _, w := range want {
		if !strings.Contains(said, w) {
			d.t.Errorf("the page does not say %q:\n%s", w, said)
		}
	}
}

// night is a page with something in every section.
func night() page.Page {
	two := int64(2)
	first := page.Night{ID: "R000001", AsOf: "2026-09-28", Files: 2, Lines: 1000, Came: 900, Attached: 900, Quarantined: 7}
	second := page.Night{ID: "R000002", AsOf: "2026-09-29", Files: 3, Lines: 60, Came: 30, Left: 5, Attached: 925, Quarantined: 3}
	third := page.Night{ID: "R000003", AsOf: "2026-09-30", Files: 4, Lines: 1234, Came: 20, Left: 25, Attached: 920, Quarantined: 4}
	return page.Page{
		Run: page.Run{
			ID: "R000003", AsOf: "2026-09-30", Started: time.Date(2026, 10, 1, 6, 30, 0, 0, time.UTC), Ended: time.Date(2026, 10, 1, 6, 30, 5, 0, time.UTC),
			PolicyVersion: "p1", ProgramVersion: "v1", Digest: "00ff", Lines: 1234,
		},
		Seconds: 7.25, Earlier: "R000002",
		Needs: []string{"1 file was refused: tell whoever sent it"}, Notes: []string{"transfer T1 is open"},
		Figures:  page.Figures{Attached: 920, Before: 925, Panels: 2, Waiting: 11, Healed: 2, Accepted: 2, Refused: 1, Duplicate: 1},
		Outcomes: []page.Count{{"attached", 1200}, {"quarantined", 4}, {"moved", 30}},
		Refused:  []page.Problem{{"drbill", "list.csv", "it is empty"}},
		Left:     []page.Problem{{"teleplan", "folder", "is a folder"}},
		Held:     []string{"a file would take 900 people"},
		Senders: []page.Sender{
			{Channel: "drbill", Accepted: 0, Refused: 1, Waiting: 1, Trend: []page.Share{{100, 1}, {0, 0}, {0, 0}}},
			{Channel: "teleplan", Software: "CHARTLINE 7.4", Accepted: 2, Duplicate: 1, Lines: 1234, Quarantined: 4, Waiting: 10, Trend: []page.Share{{900, 9}, {60, 3}, {1234, 4}}},
		},
		Reasons: []page.Reason{
			{Code: "phn_invalid", Hint: "compare it with the card", Waiting: 8, BySender: []int64{0, 8}, New: []int64{5, 1, 2}},
			{Code: "no_coverage", Hint: "it heals", Waiting: 3, BySender: []int64{1, 2}, New: []int64{2, 2, 2}},
		},
		Nights:  []page.Night{first, second, third},
		Flow:    page.Flow{Opening: 925, In: []page.Count{{"attached", 12}, {"moved", 8}}, Out: []page.Count{{"superseded", 8}, {"removed", 17}}},
		Growing: page.Panels{Shown: []page.Panel{{"10234", "A0001", "North", 500, 20, 2}}, All: 3},
		Shrunk:  page.Panels{Shown: []page.Panel{{"10235", "A0002", "South", 425, 0, 23}}, All: 1},
		Waiting: &page.Waiting{
			Room: 40, Kept: 3, New: 1, Without: 12, Household: 1, Offered: 2, ToClose: 1, ContactDue: 5,
			Authorities: []page.Area{{"1", 2, 1, 40, 13, 20, 90}},
			Areas:       []page.Area{{"111", 1, 1, 40, 10, 18, 90}, {"112", 1, 0, 0, 3, 25, 30}}, MoreAreas: 2,
		},
		Transfer: page.Transfers{
			Open: 1, Overdue: 1, Cases: []page.Case{
				{ID: "T2", From: "10236", To: "10237", State: "overdue", WindowEnds: "2026-09-01", Cohort: 9, Moved: 4, Awaiting: 5, GapWeek: 4, GapMedian: &two, GapLongest: &two},
				{ID: "T1", From: "10234", To: "10235", State: "open", WindowEnds: "2026-12-29", Cohort: 20, Moved: 15, Elsewhere: 1, Deceased: 1, Staying: 1, Refused: 1, Awaiting: 1, Extra: 2, GapNone: 15},
			},
			SuspectedCount: 1, Suspected: []page.Suspected{{"10238", "10239", 50, 45}},
		},
		Checks: []page.Check{{"panel_flow_adds_up", "Offending: a panel.", true, 0}},
		Stages: []page.Stage{{"take in", 0.5}, {"50_check", 1}, {"60_void", 0.25}, {"publish", 2}},
	}
}

func TestPageSaysItsFigures(t *testing.T) {
	d := render(t, night())
	d.mustSay(
		"Night of 2026-09-30 R000003",
		"Done, and one thing needs a person",
		"4 files with 1,234 lines came. Of the lines 4 are in quarantine. 920 people are attached on 2 panels, 5 fewer than before. 2 lines of earlier nights left quarantine.",
		"1 file was refused: tell whoever sent it", "Transfer T1 is open",
		"People attached 920 \u22125 since the run before",
		"New in quarantine 4 11 lines wait in all",
		"Took 7.2 s every check passed",
		"Without the first load of 2026-09-28, by which 900 people came.",
		"2 more panels grew.",
		"There is room for 40 people. 4 households are proposed: 3 as before, 1 new. 12 people could be matched and have no proposal. 1 person waits for others of the household.",
		"2026-09-30 23:30, America/Vancouver (UTC\u221207:00)",
	)
	for caption, want := range map[string][]string{
		"Tonight's files": {
			"Dr.Bill|Dr.Bill|0|1|0|0|0|\u2013", "CHARTLINE 7.4|Teleplan|2|0|1|1,234|4|0.3%", "All||2|1|1|1,234|4|0.3%",
		},
		"Tonight's lines":    {"attached somebody new|1,200|97.2%", "in quarantine|4|0.3%", "moved from another provider|30|2.4%"},
		"Files refused":      {"list.csv|Dr.Bill|it is empty"},
		"Left in the inbox":  {"folder|Teleplan|is a folder"},
		"Lines by reason":    {"phn invalid|8|5|1|2|compare it with the card", "no coverage|3|2|2|2|it heals"},
		"Lines waiting":      {"Dr.Bill|1|1.0%|\u2013|\u2013", "CHARTLINE 7.4|10|1.0%|5.0%|0.3%"},
		"All panels":         {"Attached before|925", "came: attached by a claim, with nobody before|+12", "left: removed in the registry|\u221217", "Attached now|920"},
		"Panels that":        {"10234|A0001 North|500|20|2|518|+18", "10235|A0002 South|425|0|23|402|\u221223"},
		"Room and people":    {"Health Authority 1|1|40|13|20|90", "Local Health Area 112|0|0|3|25|30"},
		"Transfers":          {"T2|10236|10237|▲ overdue|2026-09-01|9|4|0|0|0|0|5|0", "T1|10234|10235|open|2026-12-29|20|15|1|1|1|1|1|2"},
		"Gaps":               {"T2|0|4|0|0|2 days|2 days", "T1|15|0|0|0|\u2013|\u2013"},
		"Providers who seem": {"10238|10239|50|45"},
		"Checks":             {"panel flow adds up|✓ passed|0|a panel."},
		"Parts of the run":   {"Read tonight's files|0.5 s", "Check lines|1.2 s", "Publish the snapshot|2.0 s", "Opening and everything else|3.5 s", "All of it|7.2 s"},
	} {
		rows := "\n" + strings.Join(d.table(caption), "\n") + "\n"
		for _, w := range want {
			if !strings.Contains(rows, "\n"+w+"\n") {
				t.Errorf("the table %q has no row %q:%s", caption, w, rows)
			}
		}
	}
	if got := len(d.all("figure")); got != 8 {
		t.Errorf("%d charts", got)
	}
}

// mustStand holds a page to what makes it readable by itself, by machine, and
// without seeing it.
func (d document) mustStand() {
	d.t.Helper()
	ids := map[string]bool{}
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				d.t.Errorf("two elements are %q", id)
			}
			ids[id] = true
		}
		for _, name := range []string{"src", "srcset", "action", "data", "xlink:href"} {
			if attribute(n, name) != "" {
				d.t.Errorf("%s has %s", n.Data, name)
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				d.t.Errorf("%s has %s", n.Data, a.Key)
			}
		}
		if to := attribute(n, "href"); strings.Contains(to, "//") || strings.HasPrefix(to, "javascript") {
			d.t.Errorf("a link leads to %s", to)
		}
	}
	if bad := d.all("script", "img", "iframe", "object", "embed", "form", "base"); len(bad) > 0 {
		d.t.Errorf("the page has %s", bad[0].Data)
	}
	for n := range d.root.Descendants() {
		for _, id := range strings.Fields(attribute(n, "aria-labelledby")) {
			if !ids[id] {
				d.t.Errorf("%s is named by %q, which is not there", n.Data, id)
			}
		}
	}
	d.mustHaveHeadings()
	for _, table := range d.all("table") {
		d.mustBeAligned(table)
	}
	for _, picture := range d.all("svg") {
		if attribute(picture, "aria-hidden") == "" && (attribute(picture, "role") != "img" || attribute(picture, "viewbox")+attribute(picture, "viewBox") == "") {
			d.t.Error("a picture has no role or no size")
		}
	}
}

func (d document) mustHaveHeadings() {
	d.t.Helper()
	last := 0
	for _, h := range d.all("h1", "h2", "h3", "h4") {
		level := int(h.Data[1] - '0')
		if level > last+1 || last > 0 && level == 1 {
			d.t.Errorf("%s %q comes after a heading of level %d", h.Data, text(h), last)
		}
		last = level
	}
}

// mustBeAligned holds the rows of a table to be as wide as its head.
func (d document) mustBeAligned(table *html.Node) {
	d.t.Helper()
	caption, width := "", 0
	for n := range table.Descendants() {
		switch n.Data {
		case "caption":
			caption = text(n)
		case "th":
			if attribute(n, "scope") == "" {
				d.t.Errorf("a head of %q has no scope", caption)
			}
		case "tr":
			cells := 0
			for c := range n.ChildNodes() {
				if c.Data == "th" || c.Data == "td" {
					span := 1
					_, _ = fmt.Sscan(attribute(c, "colspan"), &span)
					cells += span
				}
			}
			if width == 0 {
				width = cells
			}
			if cells != width {
				d.t.Errorf("a row of %q has %d cells, not %d: %s", caption, cells, width, text(n))
			}
		}
	}
	if caption == "" {
		d.t.Error("a table has no caption")
	}
}

func TestPagesStandByThemselves(t *testing.T) {
	failed := page.Page{Run: page.Run{ID: "R000002", AsOf: "2026-09-29", Failure: "a check failed"}, Checks: []page.Check{{"a", "b", false, 3}}}
	for name, p := range map[string]page.Page{"full": night(), "empty": {}, "failed": failed} {
		t.Run(name, func(t *testing.T) { render(t, p).mustStand() })
	}
	for name, x := range map[string]page.Index{"nights": {Nights: night().Nights}, "none": {}} {
		t.Run(name, func(t *testing.T) {
			text, err := page.RenderIndex(x)
			if err != nil {
				t.Fatal(err)
			}
			read(t, text).mustStand()
		})
	}
}

// Where there is nothing the page says so, a first run most of all.
func TestPageOfAFirstRunWithNothing(t *testing.T) {
	d := render(t, page.Page{Run: page.Run{ID: "R000001"}, Nights: []page.Night{{ID: "R000001", AsOf: "2026-09-28"}}})
	d.mustSay(
		"Done: nothing needs a person", "No file came tonight. 0 people are attached on 0 panels after this first run.", "first run",
		"No line is new tonight.", "No panel grew or shrank tonight.", "Nobody waits on the Health Connect Registry", "No transfer is open.",
		"The run ended before any check was made.", "Nothing was measured.",
	)
	if got := d.all("figure"); len(got) != 0 {
		t.Errorf("%d charts of nothing", len(got))
	}
}

func TestPageOfAFailedRun(t *testing.T) {
	d := render(t, page.Page{
		Run:    page.Run{ID: "R000002", AsOf: "2026-09-29", Failure: "1 check failed"},
		Checks: []page.Check{{Name: "panel_flow_adds_up", Meaning: "Offending: a panel.", Offending: 3}, {Name: "other", Passed: true}},
	})
	d.mustSay("Failed: nothing was changed", "1 check failed", "1 check of 2 did not pass", "✗ failed")
	if strings.Contains(text(d.root), "Quarantine") {
		t.Error("the page of a failed run tells of the registry")
	}
}

// Whatever somebody typed is text, in a table as in a picture.
func TestPageEscapesWhatWasTyped(t *testing.T) {
	for _, typed := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</title></svg><iframe>`, `' onload='x`, "{{.Run}}"} {
		p := night()
		p.Needs, p.Notes, p.Held = []string{typed}, []string{typed}, []string{typed}
		p.Refused, p.Left = []page.Problem{{typed, typed, typed}}, []page.Problem{{typed, typed, typed}}
		for i := range p.Senders {
			p.Senders[i].Channel, p.Senders[i].Software = typed, typed
		}
		for i := range p.Outcomes {
			p.Outcomes[i].Name = typed
		}
		for i := range p.Reasons {
			p.Reasons[i].Code, p.Reasons[i].Hint = typed, typed
		}
		p.Growing.Shown[0] = page.Panel{Practitioner: typed, Facility: typed, Clinic: typed, Came: 5}
		p.Waiting.Areas[0].Code = typed
		for i := range p.Transfer.Cases {
			c := &p.Transfer.Cases[i]
			c.ID, c.From, c.To, c.WindowEnds = typed, typed, typed, typed
		}
		p.Stages[0].Name, p.Run.PolicyVersion, p.Run.ID, p.Earlier = typed, typed, typed, ""
		d := render(t, p)
		d.mustStand()
		if got := d.table("Files refused")[1]; got != strings.Join([]string{typed, strings.ReplaceAll(typed, "_", " "), typed}, "|") {
			t.Errorf("%q became %q", typed, got)
		}
	}
}

var colours = regexp.MustCompile(`rgb\([0-9, ]+\)|font-family:'`)

// The pictures have the colours of the style sheet, which has others for the
// dark, and a name for who does not see them.
func TestChartsAreNamedAndHaveTheColoursOfThePage(t *testing.T) {
	rendered, err := page.Render(night())
	if err != nil {
		t.Fatal(err)
	}
	if left := colours.FindString(string(rendered)); left != "" {
		t.Errorf("a picture has %s", left)
	}
	d := read(t, rendered)
	named := 0
	for _, n := range d.all("svg") {
		if attribute(n, "role") != "img" {
			continue
		}
		var parts []string
		for c := range n.ChildNodes() {
			if c.Data == "title" || c.Data == "desc" {
				parts = append(parts, text(c))
			}
		}
		if len(parts) != 2 || parts[0] == "" || parts[1] == "" {
			t.Errorf("a picture is named %q", parts)
		}
		named++
	}
	if named != 8 {
		t.Errorf("%d pictures", named)
	}
}

func TestIndexListsTheNights(t *testing.T) {
	nights := night().Nights
	for i := range nights {
		nights[i].HasPage = i > 0
		nights[i].Started = time.Date(2026, 9, 29+i, 6, 0, 0, 0, time.UTC)
		nights[i].Ended = nights[i].Started.Add(90 * time.Second)
	}
	nights = append(nights, page.Night{ID: "R000004", AsOf: "2026-10-01", Failure: "no disk", Started: nights[2].Started, Ended: nights[2].Started, Attached: 920})
	rendered, err := page.RenderIndex(page.Index{Nights: nights})
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, rendered)
	rows := d.table("Every run")
	want := []string{
		"2026-10-01|R000004|✗ failed|2026-09-30 23:00|0 ms|0|0|0|0|0|0|920",
		"2026-09-30|R000003|✓ done|2026-09-30 23:00|1 min 30 s|4|0|1,234|4|20|25|920",
		"2026-09-29|R000002|✓ done|2026-09-29 23:00|1 min 30 s|3|0|60|3|30|5|925",
		"2026-09-28|R000001|✓ done|2026-09-28 23:00|1 min 30 s|2|0|1,000|7|900|0|900",
	}
	if got := strings.Join(rows[1:], "\n"); got != strings.Join(want, "\n") {
		t.Errorf("the nights are\n%s", got)
	}
	var links []string
	for _, a := range d.all("a") {
		links = append(links, attribute(a, "href"))
	}
	if got := strings.Join(links, " "); got != "R000003/index.html R000003/index.html R000002/index.html" {
		t.Errorf("links: %s", got)
	}
}

// A program has one colour in every picture.
func TestProgramsKeepTheirColour(t *testing.T) {
	p := night()
	d := render(t, p)
	found := map[string][]string{}
	for _, li := range d.all("li") {
		for c := range li.ChildNodes() {
			if strings.HasPrefix(attribute(c, "class"), "swatch") {
				found[text(li)] = append(found[text(li)], attribute(c, "class"))
			}
		}
	}
	if got := found["CHARTLINE 7.4"]; len(got) != 2 || got[0] != got[1] {
		t.Errorf("CHARTLINE is %v", got)
	}
	if a, b := found["Dr.Bill"], found["CHARTLINE 7.4"]; len(a) == 0 || a[0] == b[0] {
		t.Errorf("Dr.Bill is %v, CHARTLINE %v", a, b)
	}

	// More programs than colours: those with most have one each, the rest share.
	for i := range 7 {
		p.Senders = append(p.Senders, page.Sender{Channel: "teleplan", Software: fmt.Sprintf("P%d", i), Waiting: int64(20 + i), Trend: make([]page.Share, 3)})
	}
	for i := range p.Reasons {
		p.Reasons[i].BySender = append(p.Reasons[i].BySender, 1, 2, 3, 4, 5, 6, 7)
	}
	names := map[string]string{}
	for _, li := range render(t, p).all("li") {
		for c := range li.ChildNodes() {
			if class := attribute(c, "class"); strings.HasPrefix(class, "swatch") && (strings.HasPrefix(text(li), "P") || text(li) == "others") {
				names[class] += text(li)
			}
		}
	}
	for class, want := range map[string]string{"swatch s1": "P6", "swatch s5": "P2", "swatch s6": "others"} {
		if names[class] != want {
			t.Errorf("%s is %q, not %s", class, names[class], want)
		}
	}
}
