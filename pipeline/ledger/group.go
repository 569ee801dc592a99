package ledger

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// levels says for every row of a column whether it has a value: 1 or 0.
type levels struct {
	all, none, some []int16
}

// groups writes batches as row groups.
type groups struct {
	levels levels
	dates  dates
}

// write writes a batch as one row group. It does what pqarrow's writer
// does, for the flat columns that there are, and without the work of a column
// that is empty, as most are.
func (g *groups) write(w *file.Writer, batch arrow.Record) error {
	ctx := pqarrow.NewArrowWriteContext(context.Background(), nil)
	group := w.AppendRowGroup()
	for _, column := range batch.Columns() {
		chunk, err := group.NextColumn()
		if err != nil {
			return err
		}
		if err := g.writeColumn(ctx, chunk, column); err != nil {
			return err
		}
	}
	return group.Close()
}

func (g *groups) writeColumn(ctx context.Context, chunk file.ColumnChunkWriter, column arrow.Array) error {
	if days, ok := g.dates.dictionary(column); ok {
		defer days.Release()
		column = days
	}
	if chunk.Descr().MaxDefinitionLevel() == 0 {
		return pqarrow.WriteArrowToColumn(ctx, chunk, column, nil, nil, false)
	}
	defined := g.levels.of(column)
	if texts, ok := chunk.(*file.ByteArrayColumnChunkWriter); ok && column.NullN() == column.Len() {
		_, err := texts.WriteBatch(nil, defined, nil)
		return err
	}
	return pqarrow.WriteArrowToColumn(ctx, chunk, column, defined, nil, true)
}

// of gives the levels of a column; they hold until the next call.
func (l *levels) of(column arrow.Array) []int16 {
	rows := column.Len()
	switch column.NullN() {
	case 0:
		for len(l.all) < rows {
			l.all = append(l.all, 1)
		}
		return l.all[:rows]
	case rows:
		if len(l.none) < rows {
			l.none = make([]int16, rows)
		}
		return l.none[:rows]
	}
	l.some = l.some[:0]
	valid, offset := column.NullBitmapBytes(), column.Data().Offset()
	for i := range rows {
		level := int16(0)
		if bitutil.BitIsSet(valid, offset+i) {
			level = 1
		}
		l.some = append(l.some, level)
	}
	return l.some
}
