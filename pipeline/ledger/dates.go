package ledger

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// dates turns columns of dates into dictionaries: a night has few different
// days, and to find them by their number is much less work than the Parquet
// writer's search. It uses its memory again for every column.
type dates struct {
	places []int32 // by day, from the first: the day's place in the list
	list   []int32
	rows   []int32 // each row's day by its place in the list
}

// daysAtMost is how far apart dates may be: some 180 years.
const daysAtMost = 1 << 16

var dictionaryOfDays = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.PrimitiveTypes.Int32}

// dictionary gives a column of dates as a dictionary of days, which holds until
// the next call; false for a column that it is not made for.
func (d *dates) dictionary(column arrow.Array) (arrow.Array, bool) {
	days, ok := column.(*array.Date32)
	if !ok || days.Len() == 0 || days.Data().Offset() != 0 {
		return nil, false
	}
	// A row without a date has some number too; its place is never looked at.
	values := days.Date32Values()
	first := slices.Min(values)
	span := int64(slices.Max(values)) - int64(first) + 1
	if span > daysAtMost {
		return nil, false
	}
	d.places = slices.Grow(d.places[:0], int(span))[:span]
	clear(d.places)
	d.list, d.rows = d.list[:0], slices.Grow(d.rows[:0], len(values))
	for _, day := range values {
		place := &d.places[day-first] // 0 for one that is not in the list so far
		if *place == 0 {
			d.list = append(d.list, int32(day))
			*place = int32(len(d.list))
		}
		d.rows = append(d.rows, *place-1)
	}
	list := array.NewData(arrow.PrimitiveTypes.Int32, len(d.list), []*memory.Buffer{nil, numbers(d.list)}, nil, 0, 0)
	defer list.Release()
	valid := days.Data().Buffers()[0]
	data := array.NewDataWithDictionary(dictionaryOfDays, days.Len(), []*memory.Buffer{valid, numbers(d.rows)}, days.NullN(), 0, list)
	defer data.Release()
	return array.NewDictionaryData(data), true
}

func numbers(n []int32) *memory.Buffer {
	return memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(n))
}
