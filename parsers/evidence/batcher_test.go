package evidence_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// kept is what a Batcher has handed on: for each kind the sizes of its batches,
// and of every row its file, line and one column.
type kept struct {
	column  string // whose values are kept
	batches map[string][]int64
	rows    map[string][]string
	err     error
}

func (k *kept) flush(kind string, batch arrow.Record) error {
	if k.err != nil {
		return k.err
	}
	if k.batches == nil {
		k.batches, k.rows = map[string][]int64{}, map[string][]string{}
	}
	k.batches[kind] = append(k.batches[kind], batch.NumRows())
	files, lines := column(batch, "file_no").(*array.Int32), column(batch, "line_no").(*array.Int32)
	values := column(batch, k.column)
	for i := range int(batch.NumRows()) {
		k.rows[kind] = append(k.rows[kind], fmt.Sprintf("%d:%d %s", files.Value(i), lines.Value(i), values.ValueStr(i)))
	}
	return nil
}

func column(batch arrow.Record, name string) arrow.Array {
	at := batch.Schema().FieldIndices(name)
	if len(at) != 1 {
		panic("no column " + name)
	}
	values := batch.Column(at[0])
	if values.Len() != int(batch.NumRows()) {
		panic("a column of another length: " + name)
	}
	return values
}

func claim(line int32) *evidence.Claim {
	return &evidence.Claim{
		Line: evidence.Line{Number: line, Record: "C02"}, Event: evidence.Attach, DataCentre: []byte("T1234"), Sequence: line,
		PractitionerNumber: []byte("J2345"), FacilityNumber: fmt.Appendf(nil, "F%04d", line%1000), FeeItem: []byte("98990"),
		ServiceDate: field.NewDate(2026, 1, 15), TargetSequence: evidence.NoSequence,
	}
}

// give hands claims with the lines from..to to a batcher as those of a file.
func give(t *testing.T, b *evidence.Batcher, file, from, to int32) {
	t.Helper()
	if err := b.BeginFile(file); err != nil {
		t.Fatal(err)
	}
	for line := from; line <= to; line++ {
		if err := b.Claim(claim(line)); err != nil {
			t.Fatal(err)
		}
	}
}

func finish(t *testing.T, b *evidence.Batcher) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRefusedFileIsTakenBackWhole(t *testing.T) {
	k := &kept{column: "facility_number"}
	b := evidence.NewBatcher(k.flush)
	give(t, b, 1, 2, 4)
	give(t, b, 2, 2, 9)
	if err := b.Answer(&evidence.Answer{Line: evidence.Line{Number: 10, Record: "S01"}, Verdict: evidence.Accepted, ServiceDate: field.NoDate}); err != nil {
		t.Fatal(err)
	}
	if err := b.DiscardFile(); err != nil {
		t.Fatal(err)
	}
	give(t, b, 3, 7, 8)
	if err := b.BeginFile(4); err != nil { // without a row, and refused
		t.Fatal(err)
	}
	if err := b.DiscardFile(); err != nil {
		t.Fatal(err)
	}
	finish(t, b)
	want := []string{"1:2 F0002", "1:3 F0003", "1:4 F0004", "3:7 F0007", "3:8 F0008"}
	if !slices.Equal(k.rows[evidence.ClaimKind], want) {
		t.Errorf("claims: %v, want %v", k.rows[evidence.ClaimKind], want)
	}
	if n := len(k.rows[evidence.AnswerKind]); n > 0 {
		t.Errorf("%d answers of a refused file", n)
	}
}

// Batches of many small files end between files: none is longer than a batch
// and one file, and no row is lost or doubled.
func TestBatchesEndBetweenFiles(t *testing.T) {
	k := &kept{column: "sequence"}
	b := evidence.NewBatcher(k.flush)
	const files, lines = 30, 9_000
	for file := int32(1); file <= files; file++ {
		give(t, b, file, 1, lines)
		if file == 20 {
			if err := b.DiscardFile(); err != nil {
				t.Fatal(err)
			}
		}
	}
	finish(t, b)
	mustHaveEvery(t, k, func(yield func(file, line int32)) {
		for file := int32(1); file <= files; file++ {
			for line := int32(1); line <= lines && file != 20; line++ {
				yield(file, line)
			}
		}
	})
	for _, n := range k.batches[evidence.ClaimKind] {
		if n >= evidence.BatchRows+lines {
			t.Errorf("a batch of %d rows", n)
		}
	}
}

// A streamed file is handed on as it comes, so that memory does not grow.
func TestStreamingHandsOnFullBatches(t *testing.T) {
	k := &kept{column: "sequence"}
	b := evidence.NewStreamingBatcher(k.flush)
	const lines = 2*evidence.BatchRows + 7
	give(t, b, 5, 1, lines)
	if sizes := k.batches[evidence.ClaimKind]; !slices.Equal(sizes, []int64{evidence.BatchRows, evidence.BatchRows}) {
		t.Errorf("before the end of the file: %v", sizes)
	}
	finish(t, b)
	if sizes := k.batches[evidence.ClaimKind]; !slices.Equal(sizes, []int64{evidence.BatchRows, evidence.BatchRows, 7}) {
		t.Errorf("batches: %v", sizes)
	}
	mustHaveEvery(t, k, func(yield func(file, line int32)) {
		for line := int32(1); line <= lines; line++ {
			yield(5, line)
		}
	})
}

func mustHaveEvery(t *testing.T, k *kept, all func(yield func(file, line int32))) {
	t.Helper()
	got, at := k.rows[evidence.ClaimKind], 0
	all(func(file, line int32) {
		want := fmt.Sprintf("%d:%d %d", file, line, line)
		if at < len(got) && got[at] != want && !t.Failed() {
			t.Errorf("row %d is %q, want %q", at, got[at], want)
		}
		at++
	})
	if at != len(got) {
		t.Errorf("%d rows, want %d", len(got), at)
	}
}

// Repeated texts mean the same in every batch, whichever came before.
func TestRepeatedTextInEveryBatch(t *testing.T) {
	k := &kept{column: "facility_number"}
	b := evidence.NewStreamingBatcher(k.flush)
	const lines = evidence.BatchRows + 5_000
	give(t, b, 1, 1, lines)
	finish(t, b)
	for i, row := range k.rows[evidence.ClaimKind] {
		line := i + 1
		if want := fmt.Sprintf("1:%d F%04d", line, line%1000); row != want {
			t.Fatalf("row %d is %q, want %q", i, row, want)
		}
	}
}

// Text is UTF-8, or else ISO 8859-1; the line as sent is kept with a defect
// only.
func TestTextIsUTF8OrLatin1(t *testing.T) {
	defect := []field.Defect{
		{Reason: field.PHNMissing, Message: "it is missing"},
		{Reason: field.FacilityInvalid, Message: "it is odd"},
		{Reason: field.FacilityInvalid, Message: "it is odd again"},
	}
	for name, c := range map[string]struct {
		raw     string
		defects []field.Defect
		want    string
	}{
		"utf-8":             {"caf\u00e9", defect, "caf\u00e9"},
		"latin-1":           {"caf\xe9 \x96", defect, "caf\u00e9 \u0096"},
		"without a defect":  {"caf\u00e9", nil, array.NullValueStr},
		"a line of nothing": {"", defect, array.NullValueStr},
	} {
		k := &kept{column: "raw"}
		b := evidence.NewBatcher(k.flush)
		if err := b.BeginFile(1); err != nil {
			t.Fatal(err)
		}
		row := claim(3)
		row.Raw, row.Defects = []byte(c.raw), c.defects
		if err := b.Claim(row); err != nil {
			t.Fatal(err)
		}
		finish(t, b)
		if got := k.rows[evidence.ClaimKind]; !slices.Equal(got, []string{"1:3 " + c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	k := &kept{column: "reasons"}
	b := evidence.NewBatcher(k.flush)
	if err := b.BeginFile(1); err != nil {
		t.Fatal(err)
	}
	row := claim(1)
	row.Defects, row.FacilityNumber = defect, []byte("\xe9\xe8")
	if err := b.Claim(row); err != nil {
		t.Fatal(err)
	}
	finish(t, b)
	if want := "1:1 phn_missing,facility_invalid"; k.rows[evidence.ClaimKind][0] != want {
		t.Errorf("reasons: %q, want %q", k.rows[evidence.ClaimKind][0], want)
	}
}

// What cannot be handed on is an error of the batcher, with nothing lost
// silently.
func TestErrorOfWhoTakesBatches(t *testing.T) {
	full := errors.New("no space left")
	k := &kept{column: "sequence", err: full}
	b := evidence.NewStreamingBatcher(k.flush)
	if err := b.BeginFile(1); err != nil {
		t.Fatal(err)
	}
	var got error
	for line := int32(1); line <= evidence.BatchRows+1 && got == nil; line++ {
		got = b.Claim(claim(line))
	}
	if !errors.Is(got, full) {
		t.Errorf("in the middle: %v", got)
	}
	b = evidence.NewBatcher(k.flush)
	give(t, b, 1, 1, 3)
	if err := b.Close(); !errors.Is(err, full) {
		t.Errorf("at the end: %v", err)
	}
}

// Every kind goes into batches of its own, feeds by name.
func TestKindsStandApart(t *testing.T) {
	k := &kept{column: "record"}
	b := evidence.NewBatcher(k.flush)
	if err := b.BeginFile(1); err != nil {
		t.Fatal(err)
	}
	feed := &evidence.Feed{Name: "persons", Columns: []evidence.Column{{Name: "phn", Kind: evidence.PHN, Required: true, Key: true}}}
	err := errors.Join(
		b.Claim(claim(1)),
		b.Answer(&evidence.Answer{Line: evidence.Line{Number: 2, Record: "S03"}, Verdict: evidence.Refused, ServiceDate: field.NoDate}),
		b.Action(&evidence.Action{Line: evidence.Line{Number: 3, Record: "actions"}, ActedOn: field.NoDate}),
		b.FeedRow(&evidence.FeedRow{Line: evidence.Line{Number: 4, Record: "persons"}, Feed: feed, Values: []evidence.Value{{Int: 9012372173}}}),
	)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, b)
	var got []string
	for kind, rows := range k.rows {
		got = append(got, kind+" "+strings.Join(rows, ", "))
	}
	slices.Sort(got)
	want := []string{"actions 1:3 actions", "answers 1:2 S03", "claims 1:1 C02", "persons 1:4 persons"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
