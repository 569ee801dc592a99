package pipeline_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/pipeline/ask"
	"empanel/pipeline/compare"
	"empanel/pipeline/export/worklists"
	"empanel/pipeline/mask"
)

// placed is a person at a facility of a provider.
type placed struct{ practitioner, facility, phn string }

// practiceWorld is what the registry says, as plain rows: what worklists and
// comparisons are worked out from, slowly.
type practiceWorld struct {
	asOf      string
	survivor  map[string]string
	persons   map[string][2]string // birth date, whether dead
	covered   map[string]bool
	anyPerson bool
	anyCover  bool
	standing  map[placed]string // section
	with      map[string]placed // whom people are attached to
	uploads   map[placed]string // only in the upload: why
	waiting   []placed          // lines in quarantine, with the line as "submission:line" in front of the facility
	claimed   map[placed]bool   // a claim of this provider for this person waits in quarantine
	clinics   map[string]map[string]bool
	known     map[string]bool
}

// readPracticeWorld reads the registry and sorts everybody into sections, one by
// one.
func readPracticeWorld(t failer, w *testWorkspace) *practiceWorld {
	db, err := lookAt(w.Registry())
	if err != nil {
		t.Fatalf("%v", err)
	}
	p := &practiceWorld{
		survivor: map[string]string{}, persons: map[string][2]string{}, covered: map[string]bool{}, standing: map[placed]string{}, with: map[string]placed{},
		uploads: map[placed]string{}, claimed: map[placed]bool{}, clinics: map[string]map[string]bool{}, known: map[string]bool{},
	}
	each := func(columns int, query string, row func([]string)) {
		if err := eachRow(db, columns, query, row); err != nil {
			t.Fatalf("%v", err)
		}
	}
	each(1, "select max(as_of)::varchar from run where run_no = (select max(run_no) from run)", func(v []string) { p.asOf = v[0] })
	each(2, "select phn::varchar, person::varchar from survivor", func(v []string) { p.survivor[v[0]] = v[1] })
	covers := func(from, to string) bool { return from != "" && from <= p.asOf && (to == "" || to >= p.asOf) }
	each(5, `select phn::varchar, coalesce(birth_date::varchar, ''), coalesce(deceased_on::varchar, ''), coalesce(coverage_from::varchar, ''),
		coalesce(coverage_to::varchar, '') from persons`, func(v []string) {
		p.anyPerson, p.anyCover = true, p.anyCover || v[3] != ""
		p.persons[v[0]] = [2]string{v[1], yes(v[2] != "" && v[2] <= p.asOf)}
		if covers(v[3], v[4]) {
			p.covered[v[0]] = true
		}
	})
	each(3, "select phn::varchar, coverage_from::varchar, coalesce(coverage_to::varchar, '') from coverage", func(v []string) {
		p.anyCover = true
		if covers(v[1], v[2]) { // also of somebody whom an empty persons feed does not know
			p.covered[p.person(v[0])] = true
		}
	})
	p.readStanding(each)
	p.readClaims(each)
	each(1, "from (select practitioner_number from providers union select practitioner_number from preferences union select practitioner_number from claim union select practitioner_number from action) where regexp_full_match(practitioner_number, '[0-9A-Z][0-9]{4}')",
		func(v []string) { p.known[v[0]] = true })
	each(2, `select practitioner_number, facility_number from affiliations where role in ('provider', 'medical_director')
		and effective_from <= (select max(as_of) from today) and coalesce(effective_to, '2999-01-01') >= (select max(as_of) from today)`,
		func(v []string) { p.worksAt(v[0], v[1]) })
	if err := db.Close(); err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

func yes(is bool) string { return map[bool]string{true: "yes", false: "no"}[is] }

func (p *practiceWorld) person(phn string) string {
	if person, merged := p.survivor[phn]; merged {
		return person
	}
	return phn
}

func (p *practiceWorld) worksAt(practitioner, facility string) {
	if p.clinics[practitioner] == nil {
		p.clinics[practitioner] = map[string]bool{}
	}
	p.clinics[practitioner][facility] = true
}

// readStanding finds how everybody stands with everybody they ever were with.
func (p *practiceWorld) readStanding(each func(int, string, func([]string))) {
	ended := map[placed]string{}
	rank := map[string]int{"confirmed": 2, "pending": 1}
	each(8, `select practitioner_number, facility_number, phn::varchar, status, valid_from::varchar, coalesce(valid_to::varchar, ''),
		lpad((select file_no from submission as s where s.submission_id = a.submission_id and s.status = 'accepted')::varchar, 9, '0'), lpad(line_no::varchar, 9, '0')
		from attachments as a`, func(v []string) {
		at := placed{v[0], v[1], v[2]}
		section := ""
		switch from, to := v[4], v[5]; {
		case v[3] == "Pending", from > p.asOf && (to == "" || to > from):
			section = "pending"
		case from <= p.asOf && (to == "" || to > p.asOf):
			section = "confirmed"
			p.with[at.phn] = at
			p.worksAt(at.practitioner, at.facility)
		default:
			if order := strings.Join([]string{to, from, v[6], v[7]}, " "); order > ended[at] {
				ended[at] = order
				if rank[p.standing[at]] == 0 {
					p.standing[at] = map[string]string{"Removed": "removed", "Deceased": "deceased", "Not the MRP": "not_the_mrp"}[v[3]]
				}
			}
			return
		}
		if rank[section] > rank[p.standing[at]] {
			p.standing[at] = section
		}
	})
}

// readClaims sorts every claim of somebody who stands nowhere, and every line in
// quarantine.
func (p *practiceWorld) readClaims(each func(int, string, func([]string))) {
	newest := map[placed]string{}
	each(9, `select c.event::varchar, coalesce(number_shown(c.practitioner_number), ''), coalesce(number_shown(c.facility_number), ''), coalesce(c.phn::varchar, ''),
		c.outcome::varchar, coalesce(q.state, ''), s.received_at::varchar, s.submission_id, lpad(c.line_no::varchar, 9, '0')
		from claim as c join submission as s using (file_no) left join quarantined as q on q.file_no = c.file_no and q.line_no = c.line_no`, func(v []string) {
		at := placed{v[1], v[2], p.person(v[3])}
		reason := v[4]
		if v[5] == "discarded" && reason == "quarantined" {
			reason = "discarded"
		}
		if v[0] != "attach" || at.practitioner == "" || reason == "quarantined" || p.standing[at] != "" {
			return
		}
		if at.phn == "" {
			at.phn = "line " + v[7] + v[8]
		}
		if order := yes(reason != "duplicate") + v[6] + v[7] + v[8]; order > newest[at] { // "yes" is after "no"
			newest[at], p.uploads[at] = order, reason
		}
	})
	each(7, `select practitioner_number, coalesce(facility_number, ''), coalesce(phn::varchar, ''), submission_id || ':' || line_no, record,
		array_to_string(reasons, ','), channel from quarantine where state = 'waiting' and practitioner_number is not null`, func(v []string) {
		p.waiting = append(p.waiting, placed{v[0], v[3] + " " + v[1], v[2]})
		if (v[4] == "C02" || v[4] == "DRBILL") && !slices.Contains(strings.Split(v[5], ","), "reversal_unmatched") && v[2] != "" {
			p.claimed[placed{v[0], "", p.person(v[2])}] = true
		}
	})
}

// TestWorklistsHoldEverybodyOnce exports the worklists of random provinces, and
// finds in them everybody and every claim in the one section where the slow way
// puts them; and holds random lists of patients to the registry.
func TestWorklistsHoldEverybodyOnce(t *testing.T) {
	random(t, 2, func(r *rapid.T) {
		seed := drawProvince(r, 16)
		w, discard := openWorkspace(r, seed.rules())
		defer discard()
		if err := w.night(buildProvince(seed), seed.rules().asOf); err != nil {
			r.Fatalf("%v", err)
		}
		world := readPracticeWorld(r, w)
		world.mustBeListed(r, w)
		for _, practitioner := range world.some(r) {
			world.mustCompare(r, w, practitioner)
		}
	})
}

var identified = ask.Look{Command: "test", User: "test", At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Reveal: true, Purpose: "a test"}

func (p *practiceWorld) mustBeListed(t failer, w *testWorkspace) {
	dir := filepath.Join(w.Dir(), "lists")
	done, err := worklists.Export(context.Background(), worklists.Options{Workspace: w.Dir(), Dir: dir, Look: identified})
	if err != nil {
		t.Fatalf("%v", err)
	}
	got := map[string]int{}
	if done != nil {
		for _, f := range done.Files {
			if number, isSheet := strings.CutSuffix(strings.TrimPrefix(f.Name, "worklist_"), ".csv"); isSheet {
				p.countRows(t, filepath.Join(dir, f.Name), number, got)
			}
		}
	}
	want := map[string]int{}
	titles := map[string]string{}
	for _, s := range worklists.Sections() {
		titles[string(s)] = s.Title()
	}
	for at, section := range p.standing {
		want[titles[section]+" "+at.practitioner+" "+at.facility+" "+at.phn]++
	}
	for at := range p.uploads {
		phn := at.phn
		if strings.HasPrefix(phn, "line ") {
			phn = ""
		}
		want["Only in your upload "+at.practitioner+" "+at.facility+" "+phn]++
	}
	for _, at := range p.waiting {
		_, facility, _ := strings.Cut(at.facility, " ")
		want["Quarantined "+at.practitioner+" "+facility+" "+p.person(at.phn)]++
	}
	for key := range want {
		if got[key] != want[key] {
			t.Fatalf("%d on the worklists, want %d: %s", got[key], want[key], mask.Text(key))
		}
	}
	for key := range got {
		if want[key] == 0 {
			t.Fatalf("on a worklist, and should not be: %s", mask.Text(key))
		}
	}
}

func (p *practiceWorld) countRows(t failer, path, number string, got map[string]int) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, row := range rows[1:] {
		got[row[0]+" "+number+" "+row[2]+" "+p.person(row[1])]++
	}
}

// some gives a few providers who have anybody.
func (p *practiceWorld) some(t *rapid.T) []string {
	count := map[string]int{}
	for at := range p.standing {
		if p.known[at.practitioner] {
			count[at.practitioner]++
		}
	}
	all := make([]string, 0, len(count))
	for number := range count {
		all = append(all, number)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	if len(all) == 0 {
		return nil
	}
	return []string{all[0], all[rapid.IntRange(0, len(all)-1).Draw(t, "provider")]}
}

// mustCompare draws a list of patients and holds it to the registry both ways.
func (p *practiceWorld) mustCompare(t *rapid.T, w *testWorkspace, practitioner string) {
	var pool []string
	for phn := range p.persons {
		pool = append(pool, phn)
	}
	for at := range p.standing {
		pool = append(pool, at.phn)
	}
	for at := range p.claimed {
		pool = append(pool, at.phn)
	}
	slices.Sort(pool)
	pool = append(slices.Compact(pool), "9012372173", "9753035697", "9012372174", "")
	facilities := []string{"", ""}
	for f := range p.clinics[practitioner] {
		facilities = append(facilities, f)
	}
	slices.Sort(facilities)
	text := "PHN,DOB,Facility,Status\n"
	var want []string
	seen := map[string]bool{}
	type row struct{ phn, birth, facility, status string }
	var rows []row
	for range rapid.IntRange(0, 40).Draw(t, "rows") {
		r := row{
			phn: pool[rapid.IntRange(0, len(pool)-1).Draw(t, "person")], facility: rapid.SampledFrom(facilities).Draw(t, "facility"),
			status: rapid.SampledFrom([]string{"", "", "active", "inactive", "deceased"}).Draw(t, "status"),
		}
		switch rapid.IntRange(0, 2).Draw(t, "birth") {
		case 0:
			r.birth = p.persons[p.person(r.phn)][0]
		case 1:
			r.birth = "1901-02-03"
		}
		if r == (row{status: r.status}) && r.status == "" {
			r.status = "active" // a blank line would be skipped
		}
		rows = append(rows, r)
		text += strings.Join([]string{r.phn, r.birth, r.facility, r.status}, ",") + "\n"
	}
	for _, active := range []bool{true, false} {
		for n, r := range rows {
			if (r.status == "" || r.status == "active") != active {
				continue
			}
			if told := p.tell(practitioner, r.phn, r.birth, r.facility, r.status, seen); told != "" {
				want = append(want, fmt.Sprintf("line %d %s", n+2, told))
			}
		}
	}
	for at, section := range p.standing {
		if at.practitioner == practitioner && !seen[at.phn] && (section == "confirmed" || section == "pending" && p.with[at.phn].practitioner != practitioner) {
			want = append(want, "only_in_registry "+at.phn+" "+at.facility)
		}
	}
	path := filepath.Join(w.Dir(), "list.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatalf("%v", err)
	}
	found, err := compare.Compare(context.Background(), compare.Options{Workspace: w.Dir(), File: path, Provider: practitioner, Look: identified})
	if err != nil {
		t.Fatalf("%v", err)
	}
	var got []string
	for _, i := range found.Items {
		if i.List == compare.OnlyInRegistry {
			got = append(got, "only_in_registry "+i.PHN+" "+i.Facility)
		} else {
			got = append(got, fmt.Sprintf("line %d %s: %s", i.Line, i.List, i.Reason))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if c := found.Counts; c.Lines != len(rows) || c.Agree+c.NotActive+c.Differ+c.OnlyInList+c.NotCompared != len(rows) {
		t.Fatalf("%d rows, counted as %+v", len(rows), c)
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Fatalf("not told: %s\ntold:\n%s", mask.Text(line), mask.Text(strings.Join(got, "\n")))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d told, want %d", len(got), len(want))
	}
}

// tell says of a row what should be told of it, nothing where it agrees.
func (p *practiceWorld) tell(practitioner, phn, birth, facility, status string, seen map[string]bool) string {
	const only = "only_in_emr: "
	switch {
	case isEmpty(phn):
		return only + "phn_missing"
	case !phnIsValid(phn): // of a claim, too
		return only + "phn_invalid"
	}
	person := p.person(phn)
	if seen[person] {
		return only + "listed_twice"
	}
	seen[person] = true
	at, attached := p.with[person]
	pendingAt := ""
	for s, section := range p.standing {
		if s.practitioner == practitioner && s.phn == person && section == "pending" && (pendingAt == "" || s.facility < pendingAt) {
			pendingAt = s.facility
		}
	}
	var differs []string
	known, inFeed := p.persons[person]
	both := func(where string) string {
		if facility != "" && facility != where {
			differs = append(differs, "facility")
		}
		if person != phn {
			differs = append(differs, "phn_merged")
		}
		if birth != "" && known[0] != "" && birth != known[0] {
			differs = append(differs, "birth_date")
		}
		if len(differs) == 0 {
			return ""
		}
		return "differs: " + strings.Join(differs, ", ")
	}
	switch {
	case attached && at.practitioner == practitioner:
		switch status {
		case "deceased":
			differs = append(differs, "status_deceased")
		case "inactive":
			differs = append(differs, "status_not_active")
		}
		return both(at.facility)
	case pendingAt != "":
		differs = append(differs, "pending")
		return both(pendingAt)
	case status == "deceased" || status == "inactive":
		return ""
	case known[1] == "yes":
		return only + "deceased"
	case person == "9753035697":
		return only + "phn_pseudo"
	case p.anyPerson && !inFeed:
		return only + "phn_unknown"
	case p.claimed[placed{practitioner, "", person}]:
		return only + "quarantined"
	}
	return only + p.stranger(practitioner, person, attached, at)
}

// stranger says why somebody whom nothing keeps out is not on the panel.
func (p *practiceWorld) stranger(practitioner, person string, attached bool, at placed) string {
	var places []string
	removed := false
	for u := range p.uploads {
		if u.practitioner == practitioner && u.phn == person {
			places = append(places, u.facility)
		}
	}
	first := ""
	for s, section := range p.standing {
		if s.practitioner == practitioner && s.phn == person && section != "confirmed" {
			if order := map[string]string{"not_the_mrp": "1", "removed": "2", "deceased": "3"}[section] + s.facility; first == "" || order < first {
				first, removed = order, section == "removed"
			}
		}
	}
	switch {
	case len(places) > 0:
		return p.uploads[placed{practitioner, slices.Min(places), person}]
	case attached && p.clinics[practitioner][at.facility]:
		return "another_at_clinic"
	case attached:
		return "another"
	case removed:
		return "removed"
	case p.anyCover && !p.covered[person]:
		return "no_coverage"
	default:
		return "not_attached"
	}
}
