package reconcile

import (
	"regexp"
	"slices"
)

// A run can be divided between the guard and the fold, which knows one person
// at a time: each partition of the people is folded by a process of its own.
const (
	// Partitions holds the macro that says in which partition a person is.
	Partitions = "partition"
	// Giving copies into the attached database `share` what the fold of one
	// partition (the variable `partition`) begins with, under the same names: the
	// statements of [Fold] are the same for a partition and for everybody.
	Giving = "partition/give"
)

// AfterFold are the folders of [Telling] that come after [Fold].
func AfterFold() []string { return Telling()[1:] }

// ShareTypes make the types that the statements of [Fold] name.
func ShareTypes() []Statement {
	return []Statement{Must(Schema, "003_attachment_status"), Must(Schema, "004_close_reason")}
}

// Folded names the tables of [Fold] that the rest of a run reads, through the
// views of that folder too. Every row of them is of one person, so that those of
// all partitions together are those of an undivided run.
func Folded() []string {
	return []string{"stateful", "told_stateful", "told_waiting", "told_attached", "move", "apart"}
}

// FoldedTables names all tables that [Fold] makes.
func FoldedTables() []string {
	var names []string
	for _, s := range Statements(Fold) {
		if kind, name := s.Makes(); kind == "table" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

var makes = regexp.MustCompile(`(?m)^create or replace temp (table|view|macro) (\w+)`)

// Makes gives what a statement makes for the time of a run: a table, a view or a
// macro, and its name; nothing for a statement that does something else.
func (s Statement) Makes() (kind, name string) {
	found := makes.FindStringSubmatch(s.SQL)
	if found == nil {
		return "", ""
	}
	return found[1], found[2]
}

// HoldsNothing says whether a statement only says how something is to be read,
// and holds no row itself: a view or a macro.
func (s Statement) HoldsNothing() bool {
	kind, _ := s.Makes()
	return kind == "view" || kind == "macro"
}
