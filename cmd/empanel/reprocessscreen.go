package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"empanel/pipeline"
)

// reprocessScreen is the difference between two registries as a person reads it:
// what was changed, who is concerned, and how to go on.
type reprocessScreen struct {
	planScreen
	asked reprocessOptions
}

func newReprocessScreen(plan *pipeline.Plan, asked reprocessOptions) reprocessScreen {
	return reprocessScreen{planScreen{plan, planOptions{program: asked.program, limit: asked.limit}}, asked}
}

func (s reprocessScreen) print(w io.Writer) error {
	var out bytes.Buffer
	s.begin(&out)
	limit := int64(s.asked.limit)
	people, err := s.people(limit)
	if err != nil {
		return err
	}
	lines, err := s.lines(limit)
	if err != nil {
		return err
	}
	err = sections(&out, terminalWidth(w), []part{
		{"Because of", s.cut(s.causes()), len(s.Reprocess.PeopleByCause)},
		{"Panels", s.cut(s.panels()), len(s.Panels)},
		{"People", people, int(s.PeopleChanged())},
		{"Lines judged anew", lines, int(s.LinesJudgedAnew())},
		{"Into quarantine", s.cut(s.reasons()), len(s.Reasons)},
	})
	if err != nil {
		return err
	}
	points(&out, "Notes", s.Notes)
	s.goOn(&out)
	_, err = out.WriteTo(w)
	return err
}

// begin tells the difference in a few sentences.
func (s reprocessScreen) begin(out *bytes.Buffer) {
	fmt.Fprintf(out, "All evidence taken in by %s, judged anew as of %s.", s.StartsFrom.RunID, s.AsOf)
	if !s.asked.apply {
		out.WriteString(" Nothing is changed by this.")
	}
	out.WriteString("\n")
	for _, c := range s.Reprocess.PolicyChanges {
		fmt.Fprintf(out, "Policy: %s is %s, in the registry %s.\n", c.Key, printable(c.Now), printable(c.Before))
	}
	if !s.Reprocess.Selection.All() {
		fmt.Fprintf(out, "Selected: %s, touching %s. Below is what would change about them.\n",
			counted(s.Reprocess.SelectedLines, "line", "lines"), counted(s.Reprocess.Selected, "person", "people"))
	}
	if s.Pending {
		s.sums(out)
	} else {
		out.WriteString("Nothing would change.\n")
	}
	if s.beyond() {
		fmt.Fprintf(out, "Besides, not selected: %s and %s would change.\n",
			counted(s.Reprocess.OtherPeople, "person", "people"), counted(s.Reprocess.OtherLines, "line", "lines"))
	}
	s.whole(out)
}

func (s reprocessScreen) beyond() bool {
	return s.Reprocess.OtherPeople > 0 || s.Reprocess.OtherLines > 0
}

// causeWords says what a cause is where it is no key of the policy.
var causeWords = map[string]string{
	"as_of":           "days have passed for which claims were held",
	"program_version": "another version of this program, so perhaps another rule",
	"registry":        "the stored registry is not what the evidence gives: empanel verify",
}

func (s reprocessScreen) causes() listing {
	l := listing{columns: []column{{name: "cause"}, {name: "people", number: true}, {name: "which is"}}}
	for _, c := range s.Reprocess.PeopleByCause {
		var means []string
		for _, cause := range c.Cause {
			text, known := causeWords[cause]
			if !known {
				text = "a key of the policy"
			}
			means = append(means, text)
		}
		l.rows = append(l.rows, []any{strings.Join(c.Cause, ", "), c.People, strings.Join(means, "; ")})
	}
	return l
}

// goOn names the command to go on with.
func (s reprocessScreen) goOn(out *bytes.Buffer) {
	if s.asked.apply {
		if s.Pending || s.Reprocess.NewPolicy {
			out.WriteString("\nApplied by\n")
		} else {
			out.WriteString("\nNo run was made: the registry is so already.\n")
		}
		return
	}
	if !s.Pending && !s.beyond() {
		return
	}
	command := "  empanel reprocess -w " + printable(s.asked.workspace)
	if s.asked.asOf != "" {
		command += " --as-of " + s.asked.asOf
	}
	switch {
	case s.asked.policy != "":
		fmt.Fprintf(out, "\nTo apply it, put this policy into empanel.toml of the workspace, then\n%s --all --apply\n", command)
	case s.beyond():
		fmt.Fprintf(out, "\nMore would change than is selected. Look at all of it, then apply it\n%s --all\n%s --all --apply\n", command, command)
	default:
		fmt.Fprintf(out, "\nLook next\n%s%s --apply\n", command, s.selectedAgain())
	}
}

// selectedAgain gives the flags as they would be typed once more.
func (s reprocessScreen) selectedAgain() string {
	if s.asked.all {
		return " --all"
	}
	var text string
	for _, flag := range []struct{ name, value string }{
		{"submission", s.asked.selection.Submission}, {"provider", s.asked.selection.Provider}, {"since", s.asked.selection.Since},
	} {
		if flag.value != "" {
			text += " --" + flag.name + " " + printable(flag.value)
		}
	}
	return text
}
