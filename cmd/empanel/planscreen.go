package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"empanel/pipeline"
)

// planScreen is a plan as a person reads it: in one sentence, then what comes
// in, whose panels change, who is concerned, and where to go on.
type planScreen struct {
	*pipeline.Plan
	opts planOptions
}

// changeWords says what would happen to people, in the order in which the
// summary tells it.
var changeWords = []struct{ change, one, many string }{
	{"attach", "person would be attached", "people would be attached"},
	{"move", "would move to another provider", "would move to another provider"},
	{"change_clinic", "would change clinic with their provider", "would change clinic with their provider"},
	{"remove", "would be removed", "would be removed"},
	{"death", "would leave a panel as deceased", "would leave a panel as deceased"},
	{"void", "would leave a panel because the claim is void", "would leave a panel because the claim is void"},
	{"quarantine", "would leave a panel because the claim goes into quarantine", "would leave a panel because the claim goes into quarantine"},
	{"hold", "would have a claim that waits", "would have a claim that waits"},
	{"merge", "would be merged into another number", "would be merged into another number"},
	{"history", "would have another past only", "would have another past only"},
}

// lineWords says what would happen to lines that were judged before.
var lineWords = []struct{ change, one, many string }{
	{"heal", "line heals", "lines heal"},
	{"void", "becomes void", "become void"},
	{"stand_again", "counts again", "count again"},
	{"quarantine", "goes back into quarantine", "go back into quarantine"},
	{"hold", "is held", "are held"},
	{"release", "is released", "are released"},
	{"judge_anew", "has another outcome", "have another outcome"},
}

func (s planScreen) print(w io.Writer) error {
	var out bytes.Buffer
	s.summary(&out)
	limit := int64(s.opts.limit)
	people, err := s.people(limit)
	if err != nil {
		return err
	}
	lines, err := s.lines(limit)
	if err != nil {
		return err
	}
	err = sections(&out, terminalWidth(w), []part{
		{"Files", s.files(), 0},
		{"Files that would not be taken", s.notTaken(), len(s.Files) - s.with("accepted")},
		{"New lines by outcome", s.outcomes(), 0},
		{"Panels", s.cut(s.panels()), len(s.Panels)},
		{"People", people, int(s.PeopleChanged())},
		{"Lines judged anew", lines, int(s.LinesJudgedAnew())},
		{"Into quarantine", s.cut(s.reasons()), len(s.Reasons)},
		{"Would stay in the inbox", problems(s.Left, filesShown), len(s.Left)},
	})
	if err != nil {
		return err
	}
	points(&out, "Notes", s.Notes)
	s.next(&out)
	_, err = out.WriteTo(w)
	return err
}

// part is a list on the screen under its title; all is how many rows there are,
// shown or not.
type part struct {
	title string
	list  listing
	all   int
}

func sections(out *bytes.Buffer, width int, parts []part) error {
	for _, p := range parts {
		if err := section(out, width, p.title, p.list, p.all); err != nil {
			return err
		}
	}
	return nil
}

// summary tells the plan in a few sentences.
func (s planScreen) summary(out *bytes.Buffer) {
	if !s.Pending {
		fmt.Fprintf(out, "Nothing would change: no file waits in the inbox, and %s as of %s would leave everything as it is.\n", s.RunID, s.AsOf)
		return
	}
	fmt.Fprintf(out, "%s, as of %s, would take in %s. Nothing is changed by this plan.\n", s.RunID, s.AsOf,
		filesAndLines(int64(len(s.Files)), s.Lines))
	s.sums(out)
	s.whole(out)
}

// sums tells to how many people and lines what would happen.
func (s planScreen) sums(out *bytes.Buffer) {
	counts := map[string]int64{}
	for _, c := range s.PeopleByChange {
		counts[c.Change] = c.People
	}
	var told []string
	for _, w := range changeWords {
		if n := counts[w.change]; n > 0 {
			told = append(told, counted(n, w.one, w.many))
		}
	}
	if len(told) == 0 {
		told = []string{"nobody's attachment would change"}
	}
	fmt.Fprintf(out, "%s.\n", upper(strings.Join(told, ", ")))
	told = nil
	counts = map[string]int64{}
	for _, c := range s.LinesByChange {
		counts[c.Change] = c.Lines
	}
	for _, w := range lineWords {
		if n := counts[w.change]; n > 0 {
			told = append(told, counted(n, w.one, w.many))
		}
	}
	if len(told) > 0 {
		fmt.Fprintf(out, "Of the lines judged before %s.\n", strings.Join(told, ", "))
	}
}

// whole tells of the whole registry.
func (s planScreen) whole(out *bytes.Buffer) {
	fmt.Fprintf(out, "People attached: %d, now %d. Lines in quarantine: %d, now %d.\n", s.Attached, s.AttachedBefore, s.Waiting, s.WaitingBefore)
	fmt.Fprintf(out, "registry_digest %s\n", s.RegistryDigest)
}

// upper begins a sentence.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// with counts the files of a status.
func (s planScreen) with(status string) int {
	n := 0
	for _, f := range s.Files {
		if f.Status == status {
			n++
		}
	}
	return n
}

func (s planScreen) files() listing {
	l := listing{columns: []column{{name: "status"}, {name: "files", number: true}}}
	for _, status := range []string{"accepted", "refused", "duplicate"} {
		if n := s.with(status); n > 0 {
			l.rows = append(l.rows, []any{status, n})
		}
	}
	return l
}

// notTaken names every file that would be refused, as a run does, and the
// duplicates as far as there is room.
func (s planScreen) notTaken() listing {
	l := listing{columns: []column{{name: "channel"}, {name: "name"}, {name: "status"}, {name: "why"}}}
	for _, f := range s.Files {
		if f.Status == "refused" {
			l.rows = append(l.rows, []any{f.Channel, f.Name, f.Status, f.Refusal})
		}
	}
	for _, f := range s.Files {
		if f.Status == "duplicate" && (s.opts.limit == 0 || len(l.rows) < s.opts.limit) {
			l.rows = append(l.rows, []any{f.Channel, f.Name, f.Status, "its bytes were taken in before, or stand in the inbox twice"})
		}
	}
	return l
}

func (s planScreen) outcomes() listing {
	l := listing{columns: []column{{name: "outcome"}, {name: "lines", number: true}}}
	for _, o := range s.Outcomes {
		l.rows = append(l.rows, []any{o.Outcome, o.Lines})
	}
	return l
}

func (s planScreen) reasons() listing {
	l := listing{columns: []column{{name: "reason"}, {name: "lines", number: true}, {name: "what to do"}}}
	for _, r := range s.Reasons {
		l.rows = append(l.rows, []any{r.Reason, r.Lines, r.Hint})
	}
	return l
}

// cut leaves of a list what is to be shown of it.
func (s planScreen) cut(l listing) listing {
	if n := s.opts.limit; n > 0 && len(l.rows) > n {
		l.rows = l.rows[:n]
	}
	return l
}

// panels gives gains and losses by kind. A kind that happens nowhere has no
// column.
func (s planScreen) panels() listing {
	kinds := []struct {
		name  string
		value func(*pipeline.PlannedPanel) int64
	}{
		{"attached", func(p *pipeline.PlannedPanel) int64 { return p.Attached }},
		{"moved in", func(p *pipeline.PlannedPanel) int64 { return p.MovedIn }},
		{"clinic in", func(p *pipeline.PlannedPanel) int64 { return p.ClinicIn }},
		{"other in", func(p *pipeline.PlannedPanel) int64 { return p.OtherIn }},
		{"moved out", func(p *pipeline.PlannedPanel) int64 { return -p.MovedOut }},
		{"clinic out", func(p *pipeline.PlannedPanel) int64 { return -p.ClinicOut }},
		{"removed", func(p *pipeline.PlannedPanel) int64 { return -p.Removed }},
		{"died", func(p *pipeline.PlannedPanel) int64 { return -p.Died }},
		{"void", func(p *pipeline.PlannedPanel) int64 { return -p.Voided }},
		{"quarantined", func(p *pipeline.PlannedPanel) int64 { return -p.Quarantined }},
		{"other out", func(p *pipeline.PlannedPanel) int64 { return -p.OtherOut }},
	}
	l := listing{columns: []column{{name: "provider"}, {name: "facility"}}}
	for i := range s.Panels {
		p := &s.Panels[i]
		l.rows = append(l.rows, []any{p.PractitionerNumber, p.FacilityNumber})
	}
	for _, k := range kinds {
		happens := false
		for i := range s.Panels {
			happens = happens || k.value(&s.Panels[i]) != 0
		}
		if !happens {
			continue
		}
		l.columns = append(l.columns, column{name: k.name, number: true})
		for i := range s.Panels {
			l.rows[i] = append(l.rows[i], movement(k.value(&s.Panels[i])))
		}
	}
	l.columns = append(l.columns, column{name: "net", number: true})
	for i := range s.Panels {
		net := movement(s.Panels[i].Net)
		if net == nil {
			net = "0"
		}
		l.rows[i] = append(l.rows[i], net)
	}
	return l
}

// movement is a gain or a loss with its sign, and nothing for neither.
func movement(n int64) any {
	if n == 0 {
		return nil
	}
	return fmt.Sprintf("%+d", n)
}

func (s planScreen) people(limit int64) (listing, error) {
	l := listing{columns: []column{
		{name: "change"}, {name: "phn"}, {name: "from"}, {name: "to"}, {name: "on"}, {name: "line"}, {name: "why"},
	}}
	if s.Reprocess != nil {
		why := l.columns[len(l.columns)-1]
		l.columns[len(l.columns)-1] = column{name: "because of"}
		l.columns = append(l.columns, why)
	}
	for p, err := range s.People(limit) {
		if err != nil {
			return l, err
		}
		row := []any{
			p.Change, p.PHN, panelName(p.FromProvider, p.FromFacility), panelName(p.ToProvider, p.ToFacility), p.On,
			lineName(p.SubmissionID, p.Line),
		}
		if s.Reprocess != nil {
			row = append(row, list(p.Cause))
		}
		l.rows = append(l.rows, append(row, whyPlanned(&p)))
	}
	return l, nil
}

func (s planScreen) lines(limit int64) (listing, error) {
	l := listing{columns: []column{
		{name: "change"}, {name: "phn"}, {name: "claimed by"}, {name: "on"}, {name: "line"}, {name: "was"}, {name: "would be"}, {name: "why"},
	}}
	for a, err := range s.LinesAnew(limit) {
		if err != nil {
			return l, err
		}
		l.rows = append(l.rows, []any{
			a.Change, a.PHN, panelName(a.Practitioner, a.Facility), a.On, lineName(a.SubmissionID, a.Line), a.Before, a.After, list(a.Reasons),
		})
	}
	return l, nil
}

func panelName(provider, facility string) string { return strings.TrimSpace(provider + " " + facility) }

// lineName is a line as empanel quarantine show takes it.
func lineName(submission string, line int64) string {
	if submission == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", submission[:min(digestShown, len(submission))], line)
}

// whyPlanned says in words what the codes of a change mean.
func whyPlanned(p *pipeline.PlannedPerson) string {
	reason := map[string]string{
		"superseded": "the later claim stands", "transferred": "a transfer covers it", "removed": "a registry action removes them",
		"deceased": "the persons feed says that they died", "refused": "MSP refused the claim",
		"reversed": "a debit request takes the claim back", "merged": "the number becomes another's",
		"changed_clinic": "",
		"held":           "the claim of " + panelName(p.ClaimProvider, p.ClaimFacility) + " waits, another provider has the person",
		"guarded":        "the guard holds the file with the claim of " + panelName(p.ClaimProvider, p.ClaimFacility),
		"pending":        "the claim of " + panelName(p.ClaimProvider, p.ClaimFacility) + " waits until MSP accepts it",
	}
	because, known := reason[p.Reason]
	if !known {
		because = strings.ReplaceAll(p.Reason, ",", ", ")
	}
	brought := map[string]string{
		"new": "a new line", "healed": "a line that waited heals", "accepted": "MSP accepts a claim that did not count",
		"stands_again": "nothing takes the claim back any more", "released": "a claim that was held need wait no longer",
		"merged": "another number becomes theirs", "evidence": "what came before is judged otherwise",
	}[p.BroughtBy]
	switch {
	case because == "":
		return brought
	case brought == "":
		return because
	}
	return because + "; " + brought
}

// next names the command to go on with.
func (s planScreen) next(out *bytes.Buffer) {
	if !s.Pending {
		return
	}
	place := printable(s.opts.workspace)
	fmt.Fprint(out, "\nLook next\n")
	if s.opts.out == "" {
		fmt.Fprintf(out, "  empanel plan -w %s%s --out FILE\n", place, s.opts.settings.again())
		return
	}
	fmt.Fprintf(out, "  empanel run -w %s%s --plan %s\n", place, s.opts.settings.again(), printable(s.opts.out))
}
