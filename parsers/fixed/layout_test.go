package fixed

import (
	"strings"
	"testing"
)

func TestCheckFindsWhatDoesNotClose(t *testing.T) {
	for _, c := range []struct {
		name, want string
		layout     Layout
	}{
		{"gap", "starts at column 5", Layout{"X01", 8, []Field{{Name: "a", Start: 1, Width: 3}, {Name: "b", Start: 5, Width: 4}}}},
		{"overlap", "starts at column 3", Layout{"X01", 6, []Field{{Name: "a", Start: 1, Width: 3}, {Name: "b", Start: 3, Width: 4}}}},
		{"short", "end at column 3", Layout{"X01", 6, []Field{{Name: "a", Start: 1, Width: 3}}}},
		{"width", "width 0", Layout{"X01", 0, []Field{{Name: "a", Start: 1, Width: 0}}}},
		{"name", "occurs twice", Layout{"X01", 2, []Field{{Name: "a", Start: 1, Width: 1}, {Name: "a", Start: 2, Width: 1}}}},
	} {
		if err := c.layout.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
	if err := sample.Check(); err != nil {
		t.Error(err)
	}
}

// sample has a field of every padding.
var sample = Layout{"X01", 40, []Field{
	{Name: "code", Start: 1, Width: 3},
	{Name: "number", Start: 4, Width: 7, Pad: RightZero},
	{Name: "name", Start: 11, Width: 12, Pad: LeftBlank},
	{Name: "place", Start: 23, Width: 5, Pad: ZeroOrBlank},
	{Name: "gap", Start: 28, Width: 3, Pad: Blank},
	{Name: "kind", Start: 31, Width: 1, Pad: Zero},
	{Name: "amount", Start: 32, Width: 7, Pad: Overpunch},
	{Name: "end", Start: 39, Width: 2, Pad: Blank},
}}

func TestSliceStopsWhereTheLineEnds(t *testing.T) {
	line := []byte("X010000012Tremblay")
	for i, want := range []string{"X01", "0000012", "Tremblay", "", "", "", "", ""} {
		if got := sample.Slice(line, i); string(got) != want {
			t.Errorf("field %d: got %q, want %q", i, got, want)
		}
	}
}

func TestIndex(t *testing.T) {
	if i, ok := sample.Index("amount"); !ok || i != 6 {
		t.Errorf("amount: got %d, %v", i, ok)
	}
	if _, ok := sample.Index("nothing"); ok {
		t.Error("a name that is not in the table was found")
	}
}
