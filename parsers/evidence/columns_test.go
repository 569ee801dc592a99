package evidence_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"pgregory.net/rapid"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// Whichever rows have a value, in whichever column, every row of every batch
// has its own: no value moves to another row, none of a batch before comes back.
func TestValuesStayInTheirRows(t *testing.T) {
	columns := []evidence.Column{
		{Name: "a_text", Kind: evidence.Text},
		{Name: "a_number", Kind: evidence.Int},
		{Name: "a_phn", Kind: evidence.PHN},
		{Name: "a_day", Kind: evidence.DateKind},
		{Name: "a_yes", Kind: evidence.YesNo},
	}
	feed := &evidence.Feed{Name: "made_up", Columns: columns}
	rapid.Check(t, func(rt *rapid.T) {
		files := rapid.SliceOfN(rapid.SliceOfN(rapid.Uint8Range(0, 31), 0, 20), 1, 6).Draw(rt, "files")
		refused := rapid.SliceOfN(rapid.Bool(), len(files), len(files)).Draw(rt, "refused")
		for at, c := range columns {
			k := &kept{column: c.Name}
			b := evidence.NewBatcher(k.flush)
			var want []string
			for n, rows := range files {
				if err := b.BeginFile(int32(n)); err != nil {
					rt.Fatal(err)
				}
				for line, has := range rows {
					row, texts := madeUp(feed, line, has)
					if err := b.FeedRow(row); err != nil {
						rt.Fatal(err)
					}
					if !refused[n] {
						want = append(want, fmt.Sprintf("%d:%d %s", n, line, texts[at]))
					}
				}
				if refused[n] {
					if err := b.DiscardFile(); err != nil {
						rt.Fatal(err)
					}
				}
			}
			if err := b.Close(); err != nil {
				rt.Fatal(err)
			}
			if got := k.rows["made_up"]; !slices.Equal(got, want) {
				rt.Fatalf("%s: %q, want %q", c.Name, got, want)
			}
		}
	})
}

// madeUp is a row with a value where has says so, and the values as text.
func madeUp(feed *evidence.Feed, line int, has uint8) (row *evidence.FeedRow, texts []string) {
	day := field.NewDate(2026, 1, 1+line)
	values := []evidence.Value{{Text: fmt.Appendf(nil, "t%d", line)}, {Int: int64(line)}, {Int: 9012372173 + int64(line)}, {Date: day}, {Int: int64(line % 2)}}
	texts = []string{fmt.Sprintf("t%d", line), fmt.Sprint(line), fmt.Sprint(9012372173 + int64(line)), day.String(), fmt.Sprint(line%2 == 1)}
	for i := range values {
		if has>>i&1 == 0 {
			values[i].Null, texts[i] = true, array.NullValueStr
		}
	}
	return &evidence.FeedRow{Line: evidence.Line{Number: int32(line), Record: "made_up"}, Feed: feed, Values: values}, texts
}

// The same word in UTF-8 and in ISO 8859-1 is one word, and another that looks
// like one of them is another.
func TestAWordInTwoEncodingsIsOne(t *testing.T) {
	k := &kept{column: "facility_number"}
	b := evidence.NewBatcher(k.flush)
	if err := b.BeginFile(1); err != nil {
		t.Fatal(err)
	}
	written := []string{"\u00e9", "\xe9", "\u00e9", "\xe9", "\xe9\xe9", "e", "\xc3", "\u00c3", ""}
	for i, w := range written {
		row := claim(int32(i))
		row.FacilityNumber = []byte(w)
		if err := b.Claim(row); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, b)
	want := []string{"1:0 \u00e9", "1:1 \u00e9", "1:2 \u00e9", "1:3 \u00e9", "1:4 \u00e9\u00e9", "1:5 e", "1:6 \u00c3", "1:7 \u00c3", "1:8 " + array.NullValueStr}
	if got := k.rows[evidence.ClaimKind]; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Long lines with defects fill a batch before its rows do: their text would
// not fit into memory, nor into an Arrow column.
func TestLongLinesFillABatch(t *testing.T) {
	k := &kept{column: "sequence"}
	b := evidence.NewStreamingBatcher(k.flush)
	if err := b.BeginFile(1); err != nil {
		t.Fatal(err)
	}
	const lines = 5000
	raw := []byte(strings.Repeat("x", 20_000))
	for line := range int32(lines) {
		row := claim(line)
		row.Raw, row.Defects = raw, []field.Defect{{Reason: field.PHNMissing}}
		if err := b.Claim(row); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, b)
	if sizes := k.batches[evidence.ClaimKind]; len(sizes) < 2 || slices.Max(sizes) > 2000 {
		t.Errorf("batches: %v", sizes)
	}
	if n := len(k.rows[evidence.ClaimKind]); n != lines {
		t.Errorf("%d rows of %d", n, lines)
	}
}
