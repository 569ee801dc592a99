package reconcile

import (
	"fmt"
	"regexp"
	"strings"
)

// Relation is what a relation that people read means, in words.
type Relation struct {
	Name    string
	Meaning string // what one row is
	View    bool   // not a table
	Columns []Column
}

// Column is what a column means: its unit or values, and what NULL says.
type Column struct {
	Name    string
	Meaning string
}

// Dictionary tells what the relations of a snapshot mean, and their columns. It
// is read from the statements that make them: the first line is the relation's,
// and each column has its own after a comment sign. A statement in which one is
// missing is a fault of the program and panics in tests.
func Dictionary() []Relation {
	var all []Relation
	for _, s := range Statements(Published) {
		all = append(all, s.relation())
	}
	return all
}

var (
	publishedHead   = regexp.MustCompile(`^create (table|view) ([a-z_]+) \($`)
	publishedColumn = regexp.MustCompile(`^  ([a-z0-9_]+)(?: [a-z]+(?:\[\])?)?,? -- (.+)$`)
)

func (s Statement) relation() Relation {
	lines := strings.Split(s.SQL, "\n")
	head := publishedHead.FindStringSubmatch(lines[1])
	if head == nil || head[2] != s.Short() {
		panic(fmt.Sprintf("reconcile: %s.sql does not begin with create table or view %s", s.Name, s.Short()))
	}
	r := Relation{Name: head[2], Meaning: s.Grain(), View: head[1] == "view"}
	for _, line := range lines[2:] {
		if strings.HasPrefix(line, ")") {
			return r
		}
		column := publishedColumn.FindStringSubmatch(line)
		if column == nil {
			panic(fmt.Sprintf("reconcile: %s.sql has a column without what it means: %s", s.Name, line))
		}
		r.Columns = append(r.Columns, Column{Name: column[1], Meaning: column[2]})
	}
	panic(fmt.Sprintf("reconcile: %s.sql lists no columns", s.Name))
}
