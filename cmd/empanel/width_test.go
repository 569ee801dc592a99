package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTableFitsTheScreen(t *testing.T) {
	l := listing{
		columns: []column{{name: "reason"}, {name: "lines", number: true}, {name: "what to do"}},
		rows:    [][]any{{"phn_unknown", 1, "it heals when the person arrives there"}, {"other", 20, "nothing"}},
	}
	want := `reason       lines  what to do
phn_unknown      1  it heals when the
                    person arrives there
other           20  nothing
`
	l.width = 40
	if diff := cmp.Diff(want, rendered(t, l, formatTable)); diff != "" {
		t.Error(diff)
	}
	unwrapped := `reason       lines  what to do
phn_unknown      1  it heals when the person arrives there
other           20  nothing
`
	for _, width := range []int{0, 39, 200} { // no screen, too narrow, wide enough
		l.width = width
		if diff := cmp.Diff(unwrapped, rendered(t, l, formatTable)); diff != "" {
			t.Errorf("%d wide: %s", width, diff)
		}
	}
}
