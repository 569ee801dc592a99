package pipeline_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// What a plan says is compared with what the run after it did, row by row.
// Everybody is named by a pseudonym that is worked out here once more.

// planDocument is a plan's file as a program reads it.
type planDocument struct {
	pipeline.Plan
	Changes struct {
		People      []pipeline.PlannedPerson     `json:"people"`
		Attachments []pipeline.PlannedAttachment `json:"attachments"`
		Lines       []pipeline.PlannedLine       `json:"lines"`
		Quarantine  []pipeline.PlannedQuarantine `json:"quarantine"`
	} `json:"changes"`
}

func readDocument(t failer, path string) (d planDocument) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading the plan: %v", err)
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatalf("the plan is no JSON: %v", err)
	}
	return d
}

// registryRows is a registry as rows, each a text.
type registryRows struct {
	attachments map[string]bool
	lines       map[string]string // by submission and line: the outcome
	quarantine  map[string]string // likewise: state and reasons
	current     map[string]string // by pseudonym: provider and facility
	files       map[string]bool
	digest      string
}

// readRegistryRows reads a registry; one that is not there is empty.
func readRegistryRows(t failer, ws *workspace.Workspace) registryRows {
	t.Helper()
	r := registryRows{map[string]bool{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}, ""}
	if _, err := os.Stat(ws.Registry()); os.IsNotExist(err) {
		return r
	}
	key, err := ws.Key()
	if err != nil {
		t.Fatalf("the key: %v", err)
	}
	db, err := lookAt(ws.Registry())
	if err != nil {
		t.Fatalf("opening the registry: %v", err)
	}
	for _, question := range []struct {
		columns int
		query   string
		row     func([]string)
	}{
		{11, `
			select a.phn::varchar, a.practitioner_number, a.facility_number, a.status::varchar, a.valid_from::varchar,
				coalesce(a.valid_to::varchar, ''), coalesce(a.close_reason::varchar, ''), s.submission_id, a.line_no::varchar,
				coalesce(c.submission_id, ''), coalesce(a.closed_line_no, 0)::varchar
			from attachment as a join submission as s using (file_no) left join submission as c on c.file_no = a.closed_file_no
			where a.known_to is null`, func(v []string) {
			v[0] = pseudonymOf(key, v[0])
			r.attachments[strings.Join(v, "|")] = true
			if v[3] == "Confirmed" {
				r.current[v[0]] = v[1] + " " + v[2]
			}
		}},
		{3, `
			select submission_id, line_no::varchar, outcome from lines
			where record not in ('coverage', 'persons', 'providers', 'clinics', 'affiliations', 'endorsements',
				'preferences', 'registrants', 'transfers', 'offers', 'clinic_staff', 'access')`, func(v []string) {
			r.lines[v[0]+":"+v[1]] = v[2]
		}},
		{4, `select submission_id, line_no::varchar, state, array_to_string(reasons, ',') from quarantine`, func(v []string) {
			r.quarantine[v[0]+":"+v[1]] = v[2] + " " + v[3]
		}},
		{6, `
			select channel, file_name, submission_id, received_at::varchar, status, lines::varchar from submissions`, func(v []string) {
			r.files[strings.Join(v, "|")] = true
		}},
		{1, `select registry_digest from runs where state = 'done' order by run_id desc limit 1`, func(v []string) { r.digest = v[0] }},
	} {
		if err := eachRow(db, question.columns, question.query, question.row); err != nil {
			t.Fatalf("reading the registry: %v", err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatalf("closing the registry: %v", err)
	}
	return r
}

// pseudonymOf works out a person_key: the first half of HMAC-SHA-256 over the
// number as eight bytes.
func pseudonymOf(key []byte, phn string) string {
	n, err := strconv.ParseUint(phn, 10, 64)
	if err != nil {
		return "no number"
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, n))
	sum := hex.EncodeToString(mac.Sum(nil)[:16])
	return sum[:8] + "-" + sum[8:12] + "-" + sum[12:16] + "-" + sum[16:20] + "-" + sum[20:]
}

// changesBetween gives what a plan ought to have said, in sorted lines.
func changesBetween(before, after registryRows) []string {
	var said []string
	for row := range before.attachments {
		if !after.attachments[row] {
			said = append(said, "attachment closed "+row)
		}
	}
	for row := range after.attachments {
		if !before.attachments[row] {
			said = append(said, "attachment opened "+row)
		}
	}
	for line, outcome := range after.lines {
		if was := before.lines[line]; was != outcome {
			said = append(said, "line "+line+" "+was+" > "+outcome)
		}
	}
	for line, state := range after.quarantine {
		if was := before.quarantine[line]; was != state {
			if strings.HasPrefix(state, "healed") {
				state = "healed " // it keeps the reasons for which it waited
			}
			said = append(said, "quarantine "+line+" "+was+" > "+state)
		}
	}
	for file := range after.files {
		if !before.files[file] {
			said = append(said, "file "+file)
		}
	}
	people := map[string]bool{}
	for row := range symmetric(before.attachments, after.attachments) {
		person, _, _ := strings.Cut(row, "|")
		people[person] = true
	}
	panels := map[string]int{}
	for person := range people {
		from, to := before.current[person], after.current[person]
		said = append(said, "person "+person+" "+from+" > "+to)
		panels[from]--
		panels[to]++
	}
	delete(panels, "")
	for panel, net := range panels {
		if net != 0 {
			said = append(said, fmt.Sprintf("panel %s %+d", panel, net))
		}
	}
	sort.Strings(said)
	return said
}

func symmetric(a, b map[string]bool) map[string]bool {
	only := map[string]bool{}
	for row := range a {
		if !b[row] {
			only[row] = true
		}
	}
	for row := range b {
		if !a[row] {
			only[row] = true
		}
	}
	return only
}

// said renders what a plan says in the same lines.
func (d planDocument) said() []string {
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	for _, a := range d.Changes.Attachments {
		say("attachment %s %s", a.Change, strings.Join([]string{
			a.PersonKey, a.Practitioner, a.Facility, a.Status, a.ValidFrom, a.ValidTo, a.CloseReason,
			a.SubmissionID, strconv.FormatInt(a.Line, 10), a.ClosedSubmissionID, strconv.FormatInt(a.ClosedLine, 10),
		}, "|"))
	}
	for _, l := range d.Changes.Lines {
		say("line %s:%d %s > %s", l.SubmissionID, l.Line, l.Before, l.After)
	}
	for _, q := range d.Changes.Quarantine {
		was := ""
		if q.Before != "" {
			was = q.Before + " " + strings.Join(q.ReasonsBefore, ",")
		}
		say("quarantine %s:%d %s > %s %s", q.SubmissionID, q.Line, was, q.After, strings.Join(q.Reasons, ","))
	}
	for _, f := range d.Files {
		say("file %s|%s|%s|%s|%s|%d", f.Channel, f.Name, f.SubmissionID, f.ReceivedAt.Format("2006-01-02 15:04:05"), f.Status, f.Lines)
	}
	for _, p := range d.Changes.People {
		say("person %s %s > %s", p.PersonKey, strings.TrimSpace(p.FromProvider+" "+p.FromFacility), strings.TrimSpace(p.ToProvider+" "+p.ToFacility))
	}
	for _, p := range d.Panels {
		if p.Net != 0 {
			say("panel %s %s %+d", p.PractitionerNumber, p.FacilityNumber, p.Net)
		}
	}
	sort.Strings(said)
	return said
}

// mustSay fails with what is in one list and not in the other.
func mustSay(t failer, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") == strings.Join(want, "\n") {
		return
	}
	counts := map[string]int{}
	for _, line := range got {
		counts[line]++
	}
	for _, line := range want {
		counts[line]--
	}
	var differences []string
	for line, n := range counts {
		switch {
		case n > 0:
			differences = append(differences, "only planned: "+line)
		case n < 0:
			differences = append(differences, "only done:    "+line)
		}
	}
	sort.Strings(differences)
	t.Fatalf("the run did not do what the plan said:\n%s", strings.Join(differences[:min(20, len(differences))], "\n"))
}

// tree lists everything in a workspace with its size, mode and modification
// time: what a plan must leave as it is. Where it works by itself is left out.
func tree(t failer, ws *workspace.Workspace) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(ws.Dir(), func(path string, e os.DirEntry, err error) error {
		if err != nil || path == ws.Dir() || path == ws.Lock() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if path == ws.Spill() {
			all = append(all, path)
			return nil
		}
		all = append(all, fmt.Sprintf("%s %s %d %s", path, info.Mode(), info.Size(), info.ModTime()))
		return nil
	})
	if err != nil {
		t.Fatalf("listing the workspace: %v", err)
	}
	return strings.Join(all, "\n")
}
