package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// nightPage is the page of a run, as a browser reads it.
type nightPage struct {
	said   string
	tables map[string][]string // rows by caption, cells parted by |
}

func (p post) pageOf(runID string) nightPage {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.Reports(), runID, "index.html"))
	if err != nil {
		p.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		p.t.Fatal(err)
	}
	page := nightPage{said: said(root), tables: map[string][]string{}}
	for n := range root.Descendants() {
		switch n.Data {
		case "script", "img", "iframe", "b":
			p.t.Errorf("the page of %s has an element %s", runID, n.Data)
		case "table":
			caption, rows := "", []string{}
			for d := range n.Descendants() {
				switch d.Data {
				case "caption":
					caption = said(d)
				case "tr":
					var cells []string
					for c := range d.ChildNodes() {
						if c.Data == "th" || c.Data == "td" {
							cells = append(cells, said(c))
						}
					}
					rows = append(rows, strings.Join(cells, "|"))
				}
			}
			page.tables[caption] = rows
		}
	}
	return page
}

func said(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" {
			out.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// table gives the rows of the table whose caption begins so, without its head.
func (n nightPage) table(t *testing.T, caption string) []string {
	t.Helper()
	for c, rows := range n.tables {
		if strings.HasPrefix(c, caption) {
			return rows[1:]
		}
	}
	t.Fatalf("the page has no table %q", caption)
	return nil
}

// grouped is a number as a page writes it.
func grouped(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return strconv.Itoa(n)
}

const hostile = `<script>alert("Clinic")</script> & <b>Partners</b>`

// The page of a night is held to what is counted otherwise: from the files that
// came, and from the relations row by row.
func TestReportPageOfANight(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	tonight := ofNight(parcels, 1)
	facility := p.rows(1, `select facility_number from panels order by confirmed desc limit 1`)[0]
	clinic := tonight[0]
	clinic.channel, clinic.name = workspace.Registry, "clinics_hostile.csv"
	clinic.content = []byte("facility_number,clinic_name,chsa,opened_on\n" + facility + `,"` + strings.ReplaceAll(hostile, `"`, `""`) + "\",1111,2000-01-01\n")
	letter := tonight[0]
	letter.channel, letter.name = workspace.Teleplan, "<b>9012372173<img src=x>.txt"
	letter.content = []byte("Dear colleagues, attached is our panel.")
	tonight = append(tonight, clinic, letter, ofNight(parcels, 0)[0].again())
	p.deliver(tonight...)
	report := p.run()
	if want := filepath.Join(p.Reports(), "R000002", "index.html"); report.Page != want {
		t.Errorf("the page is %s, not %s", report.Page, want)
	}
	page := p.pageOf("R000002")

	p.mustTellFiles(page, parcels, tonight)
	p.mustTellQuarantine(page)
	p.mustTellPanels(page)
	refused := page.table(t, "Files refused")
	if len(refused) != 1 || !strings.HasPrefix(refused[0], "<b>90******73<img src=x>.txt|Teleplan|") {
		t.Errorf("refused: %q", refused)
	}
	if !strings.Contains(page.said, "Done, and one thing needs a person") || !strings.Contains(page.said, "1 file was refused: tell whoever sent it") {
		t.Errorf("what needs a person is not said: %.300s", page.said)
	}
	var checks int
	for _, row := range page.table(t, "Checks") {
		if strings.Contains(row, "|✓ passed|0|") {
			checks++
		}
	}
	if checks != len(report.Checks) {
		t.Errorf("%d checks passed, not %d", checks, len(report.Checks))
	}
	p.mustHoldNoHealthNumber()
	p.mustBeMode(0o600, report.Page, filepath.Join(p.Reports(), "index.html"))
	p.mustBeMode(0o700, filepath.Dir(report.Page))
	p.mustBeMadeAgain(page)
}

// mustTellFiles counts tonight's files by the program that each names itself.
func (p post) mustTellFiles(page nightPage, all, tonight []parcel) {
	p.t.Helper()
	programs := map[string]string{} // by submission
	for _, one := range append(slices.Clone(all), tonight...) {
		switch one.channel {
		case workspace.Teleplan:
			programs[one.submissionID()] = "Teleplan, program not named"
			if strings.HasPrefix(string(one.content), "VS1") {
				programs[one.submissionID()] = strings.Join(strings.Fields(string(one.content[20:55])), " ")
			}
		case workspace.TeleplanReturn:
			programs[one.submissionID()] = "Teleplan returns"
		case workspace.DrBill:
			programs[one.submissionID()] = "Dr.Bill"
		default:
			programs[one.submissionID()] = "Registry feeds"
		}
	}
	type counts struct{ accepted, refused, duplicate, lines, quarantined int }
	came := map[string]*counts{}
	for _, row := range p.rows(5, `
		select submission_id, status, lines::varchar, quarantined::varchar, channel from submissions where run_id = 'R000002'`) {
		cells := strings.Split(row, "|")
		c := came[programs[cells[0]]]
		if c == nil {
			c = &counts{}
			came[programs[cells[0]]] = c
		}
		switch cells[1] {
		case "accepted":
			c.accepted++
		case "refused":
			c.refused++
		default:
			c.duplicate++
		}
		lines, _ := strconv.Atoi(cells[2])
		quarantined, _ := strconv.Atoi(cells[3])
		c.lines += lines
		c.quarantined += quarantined
	}
	var want []string
	for program, c := range came {
		want = append(want, fmt.Sprintf("%s %d %d %d %s %d", program, c.accepted, c.refused, c.duplicate, grouped(c.lines), c.quarantined))
	}
	var got []string
	for _, row := range page.table(p.t, "Tonight's files") {
		if c := strings.Split(row, "|"); c[0] != "All" {
			got = append(got, strings.Join([]string{c[0], c[2], c[3], c[4], c[5], c[6]}, " "))
		}
	}
	sort.Strings(want)
	sort.Strings(got)
	if !slices.Equal(got, want) || len(want) < 4 {
		p.t.Errorf("the page tells of files\n%s\nand these came\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// mustTellQuarantine counts what waits line by line.
func (p post) mustTellQuarantine(page nightPage) {
	p.t.Helper()
	waiting, first, second := map[string]int{}, map[string]int{}, map[string]int{}
	all := 0
	for _, row := range p.rows(3, `select first_run, state, array_to_string(reasons, ',') from quarantine`) {
		cells := strings.Split(row, "|")
		if cells[1] == "waiting" {
			all++
		}
		for _, reason := range strings.Split(cells[2], ",") {
			if cells[1] == "waiting" {
				waiting[reason]++
			}
			switch cells[0] {
			case "R000001":
				first[reason]++
			case "R000002":
				second[reason]++
			}
		}
	}
	want := map[string]bool{}
	for reason := range first {
		want[reason] = true
	}
	for reason := range second {
		want[reason] = true
	}
	rows := page.table(p.t, "Lines by reason")
	for _, row := range rows {
		cells := strings.Split(row, "|")
		reason := strings.ReplaceAll(cells[0], " ", "_")
		if told := fmt.Sprint(waiting[reason], first[reason], second[reason]); told != strings.Join(cells[1:4], " ") {
			p.t.Errorf("of %s the page tells %v, and waiting, first and second are %s", reason, cells[1:4], told)
		}
	}
	if len(rows) != len(want) || len(rows) < 5 {
		p.t.Errorf("%d reasons are told of %d", len(rows), len(want))
	}
	if w := fmt.Sprintf("%s lines wait to be corrected or to heal.", grouped(all)); !strings.Contains(page.said, w) {
		p.t.Errorf("the page does not say %q", w)
	}
}

// mustTellPanels counts who is on which panel, after the run before and now.
func (p post) mustTellPanels(page nightPage) {
	p.t.Helper()
	before, now := map[string]int{}, map[string]int{}
	for _, row := range p.rows(3, `
		select practitioner_number || '|' || facility_number, known_from, coalesce(known_to, '')
		from attachments_history where status = 'Confirmed'`) {
		cells := strings.Split(row, "|")
		panel, from, to := cells[0]+"|"+cells[1], cells[2], cells[3]
		if from == "R000001" {
			before[panel]++
		}
		if to == "" {
			now[panel]++
		}
	}
	attached, was := 0, 0
	for panel, n := range now {
		attached += n
		before[panel] += 0
	}
	changed := map[string]string{}
	for panel, n := range before {
		was += n
		if now[panel] != n {
			changed[panel] = fmt.Sprintf("%s|%s", grouped(n), grouped(now[panel]))
		}
	}
	flow := page.table(p.t, "All panels")
	if flow[0] != "Attached before|"+grouped(was) || flow[len(flow)-1] != "Attached now|"+grouped(attached) {
		p.t.Errorf("before %d and now %d are attached, and the page tells %v", was, attached, flow)
	}
	told := 0
	for _, row := range page.table(p.t, "Panels that changed") {
		c := strings.Split(row, "|")
		if len(c) == 1 {
			continue // Growing, Shrinking
		}
		told++
		facility, clinic, _ := strings.Cut(c[1], " ")
		if panel := c[0] + "|" + facility; changed[panel] != c[2]+"|"+c[5] || clinic == "" {
			p.t.Errorf("the panel %s is told as %s, and is %s", panel, row, changed[panel])
		}
	}
	if told == 0 || told > len(changed) || told < min(len(changed), 10) {
		p.t.Errorf("%d panels are told of %d that changed", told, len(changed))
	}
	if !strings.Contains(page.said, hostile) {
		p.t.Error("the clinic's name is not told as it is written")
	}
}

var digitsInARow = regexp.MustCompile(`[0-9]{10,}`)

// mustHoldNoHealthNumber looks through every file of the reports for the number
// of anybody in the registry, and for any that could be one.
func (p post) mustHoldNoHealthNumber() {
	p.t.Helper()
	people := map[string]bool{}
	for _, phn := range p.rows(1, `select phn::varchar from persons`) {
		people[phn] = true
	}
	pages, err := filepath.Glob(filepath.Join(p.Reports(), "*", "*"))
	if err != nil || len(pages) < 2 || len(people) < 1000 {
		p.t.Fatalf("%d pages, %d people, %v", len(pages), len(people), err)
	}
	for _, path := range append(pages, filepath.Join(p.Reports(), "index.html")) {
		text, err := os.ReadFile(path)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, digits := range digitsInARow.FindAllString(string(text), -1) {
			for i := 0; i+10 <= len(digits); i++ {
				number, _ := strconv.ParseInt(digits[i:i+10], 10, 64)
				if people[digits[i:i+10]] || field.ValidPHN(number) {
					p.t.Errorf("%s holds a health number", path) // not which
				}
			}
		}
	}
}

// mustBeMadeAgain removes the page of the second run: the next one makes it
// again, and it says the same but for what only the run itself knew.
func (p post) mustBeMadeAgain(page nightPage) {
	p.t.Helper()
	if err := os.RemoveAll(filepath.Join(p.Reports(), "R000002")); err != nil {
		p.t.Fatal(err)
	}
	p.run()
	again := p.pageOf("R000002")
	if !strings.Contains(again.said, "Made by a later run from the registry.") {
		p.t.Error("the page does not say that it was made later")
	}
	for caption, rows := range page.tables {
		if strings.HasPrefix(caption, "Parts of the run") {
			continue
		}
		if !slices.Equal(again.tables[caption], rows) {
			p.t.Errorf("%s: at first\n%s\nmade again\n%s", caption, strings.Join(rows, "\n"), strings.Join(again.tables[caption], "\n"))
		}
	}
	for _, same := range []string{"1 file was refused: tell whoever sent it", "Done, and one thing needs a person"} {
		if !strings.Contains(again.said, same) {
			p.t.Errorf("made again, the page does not say %q", same)
		}
	}
}

// A run whose page cannot be written has happened, and says so; the next one
// writes it. A run that fails has a page too, and changes no other.
func TestLongReportPageThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	inTheWay := filepath.Join(p.Reports(), "R000002")
	write(t, inTheWay, "in the way")
	_, err := p.try(t.Context(), nil)
	var committed *pipeline.CommittedError
	if !errors.As(err, &committed) || committed.RunID != "R000002" || !strings.Contains(err.Error(), "R000002 is done, but its page is not written (the next run does it)") {
		t.Fatalf("the run says %v", err)
	}

	// The next one cannot either, goes on, and says so.
	report := p.run()
	if notes := strings.Join(report.Notes, "\n"); !strings.Contains(notes, "an earlier night has no page, and none could be written") {
		t.Errorf("notes: %s", notes)
	}
	p.pageOf("R000003")

	p.stop("fold")
	failed := p.pageOf("R000004")
	if !strings.Contains(failed.said, "Failed: nothing was changed interrupted") {
		t.Errorf("the page of the run that failed: %s", failed.said)
	}
	if err := errors.Join(os.Remove(inTheWay), os.RemoveAll(filepath.Join(p.Reports(), "R000003"))); err != nil {
		t.Fatal(err)
	}
	p.run()
	if made := p.pageOf("R000003"); !strings.Contains(made.said, "Made by a later run") {
		t.Error("the newest run's page was not made again")
	}
	// Of an older run nobody knows any more what waited then.
	if _, err := os.Stat(inTheWay); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the page of R000002: %v", err)
	}
	index, err := os.ReadFile(filepath.Join(p.Reports(), "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"R000001", "R000003", "R000004", "R000005"} {
		if !strings.Contains(string(index), `href="`+run+`/index.html"`) {
			t.Errorf("the list of nights does not lead to %s", run)
		}
	}
	if strings.Contains(string(index), "R000002/index.html") || !strings.Contains(string(index), "R000002") {
		t.Error("the list of nights has no row of R000002, or a link that leads nowhere")
	}
}
