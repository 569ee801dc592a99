package ledger

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// The kinds of the parts that keep what the guard decided in a run.
const (
	GuardVerdictKind = "guard_verdicts"
	GuardLineKind    = "guard_lines"
)

// GuardVerdict is what the guard decided about a file, or about a delegate's
// removal of everyone.
type GuardVerdict struct {
	FileNo  int32
	LineNo  int32 // of the removal; 0 for the attach claims of the file
	RunNo   int32
	Held    bool
	People  int32 // whom it would take from other providers, or remove
	Lines   int32 // judged
	OfLines int32 // attach claims in the file, or 1
}

// GuardLine is a line that the guard holds since a run.
type GuardLine struct {
	FileNo int32
	LineNo int32
	RunNo  int32
}

var (
	guardVerdictSchema = arrow.NewSchema([]arrow.Field{
		{Name: "file_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "line_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "run_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "held", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "people", Type: arrow.PrimitiveTypes.Int32},
		{Name: "lines", Type: arrow.PrimitiveTypes.Int32},
		{Name: "of_lines", Type: arrow.PrimitiveTypes.Int32},
	}, nil)
	guardLineSchema = arrow.NewSchema([]arrow.Field{
		{Name: "file_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "line_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "run_no", Type: arrow.PrimitiveTypes.Int32},
	}, nil)
)

// WriteGuard writes the parts that keep what the guard decided in a run. There
// is none of lines when it held nothing.
func WriteGuard(folder, runID string, verdicts []GuardVerdict, lines []GuardLine) ([]Part, error) {
	w := NewPartWriter(folder, runID, "0")
	err := w.writeRowsOf(GuardVerdictKind, guardVerdictSchema, len(verdicts), func(b *array.RecordBuilder, i int) {
		v := verdicts[i]
		appendNumbers(b, 0, v.FileNo, v.LineNo, v.RunNo)
		b.Field(3).(*array.BooleanBuilder).Append(v.Held)
		appendNumbers(b, 4, v.People, v.Lines, v.OfLines)
	})
	if err == nil && len(lines) > 0 {
		err = w.writeRowsOf(GuardLineKind, guardLineSchema, len(lines), func(b *array.RecordBuilder, i int) {
			appendNumbers(b, 0, lines[i].FileNo, lines[i].LineNo, lines[i].RunNo)
		})
	}
	parts, closed := w.Close()
	return parts, errors.Join(err, closed)
}

func (w *PartWriter) writeRowsOf(kind string, schema *arrow.Schema, n int, row func(b *array.RecordBuilder, i int)) error {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := range n {
		row(b, i)
	}
	batch := b.NewRecord()
	defer batch.Release()
	return w.Write(kind, batch)
}

func appendNumbers(b *array.RecordBuilder, from int, numbers ...int32) {
	for i, n := range numbers {
		b.Field(from + i).(*array.Int32Builder).Append(n)
	}
}
