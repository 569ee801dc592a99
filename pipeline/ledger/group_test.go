package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"pgregory.net/rapid"

	"empanel/pipeline/ledger"
)

// every has a column of every kind that evidence has.
var every = arrow.NewSchema([]arrow.Field{
	{Name: "line_no", Type: arrow.PrimitiveTypes.Int32},
	{Name: "received_on", Type: arrow.FixedWidthTypes.Date32},
	{Name: "sequence", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
	{Name: "phn", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "service_date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "everyone", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "raw", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "hints", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "record", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}, Nullable: true},
}, nil)

// What is read from a part is what was written: whichever rows have a value,
// however far apart the dates are.
func TestPartsHoldWhatWasWritten(t *testing.T) {
	folder, parts := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		batches := rapid.IntRange(1, 3).Draw(rt, "batches")
		w := ledger.NewPartWriter(folder, "R000007", fmt.Sprintf("w%d", parts))
		parts++
		var want []string
		for range batches {
			record := anyBatch(rt)
			want = append(want, rowsIn(record)...)
			if err := w.Write("claims", record); err != nil {
				rt.Fatal(err)
			}
			record.Release()
		}
		made, err := w.Close()
		if err != nil {
			rt.Fatal(err)
		}
		if got := rowsOf(rt, filepath.Join(folder, made[0].Name)); !slices.Equal(got, want) {
			rt.Fatalf("read %q, want %q", got, want)
		}
	})
}

// anyBatch has columns full, empty and in between.
func anyBatch(rt *rapid.T) arrow.Record {
	rows := rapid.IntRange(1, 40).Draw(rt, "rows")
	b := array.NewRecordBuilder(memory.DefaultAllocator, every)
	defer b.Release()
	apart := rapid.SampledFrom([]int32{1, 30, 20_000, 100_000, 1 << 30}).Draw(rt, "days apart")
	for i, f := range every.Fields() {
		share := rapid.SampledFrom([]int{0, 1, 2}).Draw(rt, "values in "+f.Name) // none, some, all
		for range rows {
			n := rapid.Int32Range(-apart, apart).Draw(rt, "value")
			if f.Nullable && (share == 0 || share == 1 && n%2 == 0) {
				b.Field(i).AppendNull()
				continue
			}
			appendValue(rt, b.Field(i), n)
		}
	}
	return b.NewRecord()
}

func appendValue(rt *rapid.T, column array.Builder, n int32) {
	switch column := column.(type) {
	case *array.Int32Builder:
		column.Append(n)
	case *array.Date32Builder:
		column.Append(arrow.Date32(n))
	case *array.Int64Builder:
		column.Append(int64(n) << 20)
	case *array.BooleanBuilder:
		column.Append(n > 0)
	case *array.StringBuilder:
		column.Append(fmt.Sprint("text ", n))
	case *array.BinaryDictionaryBuilder:
		if err := column.AppendString(fmt.Sprint("word ", n%5)); err != nil {
			rt.Fatal(err)
		}
	default:
		rt.Fatalf("no value for %T", column)
	}
}

func rowsIn(record arrow.Record) []string {
	rows := make([]string, record.NumRows())
	for i := range rows {
		for _, column := range record.Columns() {
			rows[i] += column.ValueStr(i) + " | "
		}
	}
	return rows
}

func rowsOf(rt *rapid.T, path string) []string {
	f, err := file.OpenParquetFile(path, false, file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		rt.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // read only
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		rt.Fatal(err)
	}
	all, err := r.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		rt.Fatal(err)
	}
	defer all.Release()
	var rows []string
	for all.Next() {
		rows = append(rows, rowsIn(all.Record())...)
	}
	return rows
}
