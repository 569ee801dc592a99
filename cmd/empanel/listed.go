package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

// shape is how a table shows a relation, so that it fits a screen: which of the
// columns, and what several say in one. Programs get all of them, under the names
// of the relation.
type shape struct {
	columns []string // in this order; empty: all
	folded  map[string]fold
	whole   bool // the last column holds commands, which are not to be broken
}

// fold is a column of a table that says in words what several of the relation
// say.
type fold func(row map[string]any) string

// headings are shorter names of columns for tables.
var headings = map[string]string{
	"affiliation_began_on": "began", "affiliation_ended_on": "ended", "announced_on": "announced", "attached_this_month": "this month",
	"capacity": "room", "chsa": "CHSA", "days_open": "days", "decided_on": "decided", "due_on": "due", "effective_on": "effective", "facility_number": "facility",
	"first_removed_on": "first removed", "for_practitioner": "for", "from_practitioner": "from", "household_id": "household", "last_contact_on": "last contact",
	"last_removed_on": "last removed", "limited_by_in_words": "limited by", "longest_gap_days": "longest gap", "longest_weeks": "longest",
	"median_weeks": "median weeks", "nine_in_ten_weeks": "nine in ten", "offer_id": "offer", "offered_on": "offered", "open_with": "open it with",
	"passed_over": "passed over", "pending": "offered", "phn": "person", "practitioner_number": "provider", "proposed_since": "since",
	"providers_with_preference": "providers with a preference", "registered_on": "registered", "registrant_id": "registrant",
	"requested_complexity": "asks for", "subject": "number or id", "subject_kind": "kind", "team_members": "team members", "to_practitioner": "to", "transfer_id": "transfer",
	"unattached": "with nobody", "weeks_waiting": "weeks", "window_ends_on": "window ends",
}

// wideTable is how wide a table may be that goes to no screen: its last column
// is broken between words.
const wideTable = 120

// tableWidth is how wide such a table may be for w.
func tableWidth(w io.Writer) int {
	if screen := terminalWidth(w); screen > 0 {
		return screen
	}
	return wideTable
}

// listed prints what the registry answers to a question; empty is what to tell a
// person when there is nothing.
func (p *program) listed(ctx context.Context, q ask.Question, s shape, f format, empty string) error {
	found, err := ask.List(ctx, p.workspace, q)
	if err != nil {
		return asUsage("empanel "+q.Look.Command, err, ask.ErrPurpose, ask.ErrNoSuchProvider)
	}
	l := s.listing(found, p.out, f)
	l.empty = empty
	return l.render(p.out, f)
}

// listing gives what was found in the form that somebody wants.
func (s shape) listing(found *ask.Listed, w io.Writer, f format) listing {
	if f == formatTable {
		return s.table(found, w)
	}
	l := listing{rows: found.Rows}
	for _, c := range found.Columns {
		l.columns = append(l.columns, column{name: c.Name, number: c.Number})
	}
	return l
}

func (s shape) table(found *ask.Listed, w io.Writer) listing {
	numbers := map[string]bool{}
	names := make([]string, len(found.Columns))
	for i, c := range found.Columns {
		names[i], numbers[c.Name] = c.Name, c.Number
	}
	shown := s.columns
	if len(shown) == 0 {
		shown = names
	}
	l := listing{width: tableWidth(w)}
	if s.whole {
		l.width = terminalWidth(w)
	}
	for _, name := range shown {
		l.columns = append(l.columns, column{name: heading(name), number: numbers[name] && s.folded[name] == nil})
	}
	for _, cells := range found.Rows {
		row := make(map[string]any, len(names))
		for i, name := range names {
			row[name] = cells[i]
		}
		l.rows = append(l.rows, s.row(shown, row))
	}
	return l
}

// row gives the cells of a row of a table.
func (s shape) row(shown []string, row map[string]any) []any {
	cells := make([]any, len(shown))
	for i, name := range shown {
		if say := s.folded[name]; say != nil {
			cells[i] = say(row)
		} else {
			cells[i] = row[name]
		}
	}
	return cells
}

// heading is the name of a column in a table.
func heading(name string) string {
	if short := headings[name]; short != "" {
		return short
	}
	return name
}

// partsInWords names the figures of a row that are not nothing, under short
// words: "waiting 61, need 13".
func partsInWords(row map[string]any, parts ...[2]string) string {
	var words []string
	for _, part := range parts {
		if text := cellText(row[part[0]]); text != "" && text != "0" {
			words = append(words, part[1]+" "+text)
		}
	}
	return strings.Join(words, ", ")
}

// withoutTurn leaves out of a reason the turn that stands in a column of its own.
func withoutTurn(row map[string]any) string {
	return strings.TrimPrefix(cellText(row["reason"]), fmt.Sprintf("turn %s: ", cellText(row["turn"])))
}

// limitOptions is the flag of lists that can be long.
type limitOptions struct{ limit int }

func (o *limitOptions) addLimit(command *cobra.Command) {
	command.Flags().IntVar(&o.limit, "limit", 0, "show at most so many (0: all)")
}

// checkLimit refuses a number below 0.
func (o *limitOptions) checkLimit(command string) error {
	if o.limit < 0 {
		return &usageError{command, errors.New("--limit takes a number from 0")}
	}
	return nil
}

// oneOf gives the place of a word that a flag takes among those it may take.
func oneOf(command, flag, word string, words []string) (int, error) {
	if i := slices.Index(words, word); i >= 0 {
		return i, nil
	}
	return 0, &usageError{command, errors.New("--" + flag + " takes " + strings.Join(words, ", "))}
}

// addWordFlag gives a command a flag that takes one of some words.
func addWordFlag(command *cobra.Command, value *string, flag, preset, usage string, words []string) {
	command.Flags().StringVar(value, flag, preset, usage+": "+strings.Join(words, ", "))
	_ = command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
}
