package evidence

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"empanel/parsers/field"
)

// table gathers the rows of one kind of evidence.
type table struct {
	kind    string
	schema  *arrow.Schema
	columns []column
	rows    int
	mark    int // rows when the current file began
}

func newTable(kind string, schema *arrow.Schema) *table {
	t := &table{kind: kind, schema: schema, columns: make([]column, schema.NumFields())}
	for i := range t.columns {
		t.columns[i] = newColumn(schema.Field(i).Type)
	}
	return t
}

// record gives the first n rows. It shares the table's memory: it holds until
// the table is cleared.
func (t *table) record(n int) arrow.Record {
	arrays := make([]arrow.Array, len(t.columns))
	for i := range t.columns {
		arrays[i] = t.columns[i].array(t.rows)
		defer arrays[i].Release()
	}
	all := array.NewRecord(t.schema, arrays, int64(t.rows))
	defer all.Release()
	return all.NewSlice(0, int64(n))
}

func (t *table) clear() {
	for i := range t.columns {
		t.columns[i].clear()
	}
	t.rows, t.mark = 0, 0
}

// full says whether the table is as large as a batch should be. Its text
// counts too: lines may be long, and are kept when they have defects.
func (t *table) full() bool {
	text := 0
	for i := range t.columns {
		text += len(t.columns[i].text)
	}
	return t.rows >= BatchRows || text >= batchText
}

// cursor fills the columns of one row from left to right. A value that is
// passed over is null.
type cursor struct {
	table *table
	at    int // the next column
	row   int
}

// begin adds a row.
func (t *table) begin() cursor {
	t.rows++
	return cursor{table: t, row: t.rows - 1}
}

func (c *cursor) next() *column {
	col := &c.table.columns[c.at]
	c.at++
	return col
}

// text fills in a text, null when empty.
func (c *cursor) text(b []byte) {
	if col := c.next(); len(b) > 0 {
		col.bytes(c.row, b)
	}
}

// unless fills in a text that is left out where it may not be kept.
func (c *cursor) unless(left bool, b []byte) {
	if col := c.next(); len(b) > 0 && !left {
		col.bytes(c.row, b)
	}
}

func (c *cursor) word(s string) {
	if col := c.next(); s != "" {
		col.string(c.row, s)
	}
}

func (c *cursor) number(n int32, null bool) {
	if col := c.next(); !null {
		col.number(c.row, n)
	}
}

func (c *cursor) long(n int64, null bool) {
	if col := c.next(); !null {
		col.long(c.row, n)
	}
}

func (c *cursor) date(d field.Date) { c.number(int32(d), d == field.NoDate) }

func (c *cursor) truth(v, null bool) {
	var n int32
	if v {
		n = 1
	}
	c.number(n, null)
}
