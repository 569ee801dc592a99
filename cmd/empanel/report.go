package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"empanel/pipeline"
	"empanel/pipeline/report"
)

// reportScreen is what a person wants to know of a run, on one screen: what
// came in, what became of it, what needs somebody, where to look next.
type reportScreen struct {
	*pipeline.Report
	workspace string // as the person named it, for commands to go on with
}

// How much of a list fits on the screen; the rest is a command away.
const (
	reasonsShown = 10
	panelsShown  = 8
	filesShown   = 8
)

func (s reportScreen) print(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s, as of %s: %s in %.1f s.\n", s.RunID, s.AsOf,
		filesAndLines(int64(s.Files.Accepted+s.Files.Refused+s.Files.Duplicate), s.Lines), s.Seconds)
	fmt.Fprintf(&out, "%s; %s, %d healed in this run.\n", attachedOn(s.Attached, s.Panels)+pendingToo(s.Pending), linesWaiting(s.Waiting), s.Healed)
	if s.Matching != nil {
		fmt.Fprintln(&out, matchingInWords(s.Matching))
	}
	fmt.Fprintf(&out, "registry_digest %s\n", s.RegistryDigest)
	for _, part := range []struct {
		title string
		list  listing
		all   int // rows there are, shown or not
	}{
		{"Files", s.fileCounts(), 0},
		{"Lines by outcome", s.outcomes(), 0},
		{"In quarantine", s.reasons(), len(s.Reasons)},
		{"Panels changed most", s.panels(), len(s.PanelChanges)},
		{"Files refused", problems(s.Refused, len(s.Refused)), len(s.Refused)},
		{"Left in the inbox", problems(s.Left, filesShown), len(s.Left)},
	} {
		if err := section(&out, terminalWidth(w), part.title, part.list, part.all); err != nil {
			return err
		}
	}
	points(&out, "Notes", s.Notes)
	points(&out, "Needs somebody", s.Needs)
	s.next(&out)
	_, err := out.WriteTo(w)
	return err
}

func (s reportScreen) fileCounts() listing {
	l := listing{columns: []column{{name: "status"}, {name: "files", number: true}}}
	for _, c := range []struct {
		status string
		files  int
	}{{"accepted", s.Files.Accepted}, {"refused", s.Files.Refused}, {"duplicate", s.Files.Duplicate}} {
		if c.files > 0 {
			l.rows = append(l.rows, []any{c.status, c.files})
		}
	}
	return l
}

func (s reportScreen) outcomes() listing {
	l := listing{columns: []column{{name: "outcome"}, {name: "lines", number: true}}}
	for _, o := range s.Outcomes {
		l.rows = append(l.rows, []any{o.Outcome, o.Lines})
	}
	return l
}

func (s reportScreen) reasons() listing {
	l := listing{columns: []column{{name: "reason"}, {name: "lines", number: true}, {name: "what to do"}}}
	for _, r := range s.Reasons[:min(reasonsShown, len(s.Reasons))] {
		l.rows = append(l.rows, []any{r.Reason, r.Lines, r.Hint})
	}
	return l
}

func (s reportScreen) panels() listing {
	l := listing{columns: []column{
		{name: "provider"},
		{name: "facility"},
		{name: "before", number: true},
		{name: "now", number: true},
		{name: "change", number: true},
	}}
	for _, c := range s.PanelChanges[:min(panelsShown, len(s.PanelChanges))] {
		l.rows = append(l.rows, []any{c.PractitionerNumber, c.FacilityNumber, c.Before, c.Now, fmt.Sprintf("%+d", c.Now-c.Before)})
	}
	return l
}

// problems lists files that somebody has to see to, at most so many.
func problems(files []pipeline.FileProblem, most int) listing {
	l := listing{columns: []column{{name: "channel"}, {name: "name"}, {name: "why"}}}
	for _, f := range files[:min(most, len(files))] {
		l.rows = append(l.rows, []any{f.Channel, f.Name, f.Why})
	}
	return l
}

// next names the commands to go on with.
func (s reportScreen) next(out *bytes.Buffer) {
	place := printable(s.workspace)
	fmt.Fprintf(out, "\nThe night as a page\n  %s\n", printable(report.Path(filepath.Join(s.workspace, "reports"), s.RunID)))
	fmt.Fprint(out, "\nLook next\n")
	if len(s.Held) > 0 {
		fmt.Fprintf(out, "  empanel quarantine holds -w %s\n", place)
	}
	if s.Waiting > 0 {
		fmt.Fprintf(out, "  empanel quarantine list -w %s\n", place)
	}
	if s.Files.Refused > 0 || s.cut() {
		fmt.Fprintf(out, "  empanel show run %s -w %s\n", s.RunID, place)
	}
	fmt.Fprintf(out, "  empanel status -w %s\n", place)
}

// cut says whether a list is longer than what the screen shows of it.
func (s reportScreen) cut() bool {
	return len(s.Reasons) > reasonsShown || len(s.PanelChanges) > panelsShown || len(s.Left) > filesShown
}

// section prints a list under its title, indented, for a screen so wide (0: no
// screen), and nothing when it is empty.
func section(out *bytes.Buffer, width int, title string, l listing, all int) error {
	if len(l.rows) == 0 {
		return nil
	}
	if width > len(indent) {
		l.width = width - len(indent)
	}
	var text strings.Builder
	if err := l.render(&text, formatTable); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", title)
	for line := range strings.Lines(text.String()) {
		out.WriteString(indent + line)
	}
	if more := all - len(l.rows); more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
	return nil
}

// indent is how far what belongs to a title stands from the edge.
const indent = "  "

func points(out *bytes.Buffer, title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n", title)
	for _, text := range texts {
		fmt.Fprintf(out, "  - %s\n", printable(text))
	}
}
