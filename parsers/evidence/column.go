package evidence

import (
	"slices"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// column gathers the values of one column of a batch. It keeps its memory for
// the next batch, which is why it is no Arrow builder.
//
// A row without a value costs nothing until a later row has one: of a sound
// line most columns are empty.
type column struct {
	kind    arrow.DataType
	repeats bool  // is repeated text
	rows    int   // that it holds: those after them have no value so far
	gaps    []gap // the rows without a value, in order
	nulls   int   // how many these are

	ints  []int32 // of numbers and dates, 1 for what is true, and the places of repeated text in words
	longs []int64
	words words

	text  []byte  // of text, and of the words once they are complete
	ends  []int32 // where each text ends; before them a 0, where the first begins
	bits  []byte  // which rows have a value
	truth []byte  // which rows are true
}

// gap is a run of rows without a value, to being the row after the last.
type gap struct{ from, to int }

func newColumn(kind arrow.DataType) column {
	c := column{kind: kind, repeats: kind.ID() == arrow.DICTIONARY}
	if c.repeats {
		c.words.places = map[string]int32{}
	}
	c.clear()
	return c
}

// clear makes the column empty.
func (c *column) clear() {
	c.rows, c.gaps, c.nulls = 0, c.gaps[:0], 0
	c.ints, c.longs = c.ints[:0], c.longs[:0]
	c.text, c.ends = c.text[:0], append(c.ends[:0], 0)
	c.words.clear()
}

// reach makes room for a value in a row: the rows since the last one that had
// a value have none.
func (c *column) reach(row int) {
	if row > c.rows {
		c.skip(row)
	}
	c.rows = row + 1
}

// skip leaves the rows up to, not including, this one without a value.
func (c *column) skip(row int) {
	n := row - c.rows
	c.gaps = append(c.gaps, gap{c.rows, row})
	c.nulls += n
	c.rows = row
	switch c.kind.ID() { //nolint:exhaustive // the kinds of the schemas
	case arrow.INT64:
		c.longs = append(c.longs, make([]int64, n)...) // the compiler makes none
	case arrow.STRING:
		c.ends = slices.Grow(c.ends, n)
		for range n {
			c.ends = append(c.ends, int32(len(c.text)))
		}
	default:
		c.ints = append(c.ints, make([]int32, n)...)
	}
}

func (c *column) number(row int, n int32) {
	c.reach(row)
	c.ints = append(roomy(c.ints), n)
}

func (c *column) long(row int, n int64) {
	c.reach(row)
	c.longs = append(roomy(c.longs), n)
}

// roomy makes room for more values: in larger steps than append would, as a
// batch is large and its memory stays.
func roomy[N int32 | int64](values []N) []N {
	if len(values) < cap(values) {
		return values
	}
	return slices.Grow(values, max(1000, 3*len(values)))
}

// bytes adds a text, which is not empty. DuckDB takes valid UTF-8 only; what
// is not valid is ISO 8859-1.
func (c *column) bytes(row int, b []byte) {
	c.reach(row)
	if c.repeats {
		c.ints = append(roomy(c.ints), c.words.place(b))
		return
	}
	if utf8.Valid(b) {
		c.text = append(c.text, b...)
	} else {
		c.text = append(c.text, fromLatin1(b)...)
	}
	c.ends = append(c.ends, int32(len(c.text)))
}

// string is bytes for a text that is a string already.
func (c *column) string(row int, s string) {
	if c.repeats {
		c.reach(row)
		c.ints = append(roomy(c.ints), c.words.placeOf(s))
		return
	}
	c.bytes(row, []byte(s))
}

// array gives the column as an Arrow array of so many rows, which shares its
// memory: it holds until the column is cleared.
func (c *column) array(rows int) arrow.Array {
	if c.rows < rows {
		c.skip(rows)
	}
	valid := c.valid()
	var data *array.Data
	switch c.kind.ID() { //nolint:exhaustive // the kinds of the schemas
	case arrow.STRING:
		data = c.texts(rows, valid, c.nulls)
	case arrow.DICTIONARY:
		for _, word := range c.words.list {
			c.text = append(c.text, word...)
			c.ends = append(c.ends, int32(len(c.text)))
		}
		list := c.texts(len(c.words.list), nil, 0)
		defer list.Release()
		data = array.NewDataWithDictionary(c.kind, rows, []*memory.Buffer{valid, numbers(c.ints)}, c.nulls, 0, list)
	case arrow.INT64:
		data = array.NewData(c.kind, rows, []*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(c.longs))}, nil, c.nulls, 0)
	case arrow.BOOL:
		data = array.NewData(c.kind, rows, []*memory.Buffer{valid, c.truths()}, nil, c.nulls, 0)
	default:
		data = array.NewData(c.kind, rows, []*memory.Buffer{valid, numbers(c.ints)}, nil, c.nulls, 0)
	}
	defer data.Release()
	return array.MakeFromData(data)
}

// texts gives the first n texts.
func (c *column) texts(n int, valid *memory.Buffer, nulls int) *array.Data {
	return array.NewData(arrow.BinaryTypes.String, n, []*memory.Buffer{valid, numbers(c.ends), memory.NewBufferBytes(c.text)}, nil, nulls, 0)
}

// valid says which rows have a value, in a bit for each; nil when all have.
func (c *column) valid() *memory.Buffer {
	if c.nulls == 0 {
		return nil
	}
	c.bits = bitsFor(c.bits, c.rows)
	bitutil.SetBitsTo(c.bits, 0, int64(c.rows), true)
	for _, g := range c.gaps {
		bitutil.SetBitsTo(c.bits, int64(g.from), int64(g.to-g.from), false)
	}
	return memory.NewBufferBytes(c.bits)
}

func (c *column) truths() *memory.Buffer {
	c.truth = bitsFor(c.truth, c.rows)
	for row, n := range c.ints {
		bitutil.SetBitTo(c.truth, row, n != 0)
	}
	return memory.NewBufferBytes(c.truth)
}

// bitsFor gives room for a bit for each row, with every bit unset.
func bitsFor(bits []byte, rows int) []byte {
	return append(bits[:0], make([]byte, bitutil.BytesForBits(int64(rows)))...)
}

func numbers(n []int32) *memory.Buffer {
	return memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(n))
}

func fromLatin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
