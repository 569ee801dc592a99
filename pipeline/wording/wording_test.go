package wording

import "testing"

func TestArgumentsAreQuotedForAShell(t *testing.T) {
	for argument, want := range map[string]string{"T-1.a_b": "T-1.a_b", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$(x)": "'$(x)'"} {
		if got := Quoted(argument); got != want {
			t.Errorf("%q is quoted as %s, want %s", argument, got, want)
		}
	}
}
