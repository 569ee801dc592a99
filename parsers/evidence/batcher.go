package evidence

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// BatchRows is how many rows of one kind a [Batcher] gathers before it hands
// them on: the size of a Parquet row group.
const BatchRows = 120_000

// Flush takes a finished record batch of one kind of evidence. It must not
// keep the batch after it returns.
type Flush func(kind string, batch arrow.Record) error

// Batcher is the [Sink] that turns rows into Arrow record batches, one builder
// per kind of evidence. It serves one goroutine.
//
// A Batcher for many small files hands batches on between files, so that a
// file its reader refuses can be taken back whole. A streaming Batcher serves
// one file of any size: it hands batches on as they fill, and its memory does
// not grow with the file; what it made of a refused file the caller throws
// away.
type Batcher struct {
	flush     Flush
	streaming bool
	fileNo    int32
	kinds     map[string]*builder
	claims    *builder // kinds[ClaimKind], found without a map look-up per line
	order     []string // kinds in order of first use, so that a run is repeatable
}

// builder gathers the rows of one kind.
type builder struct {
	kind string
	rb   *array.RecordBuilder
	rows int // in the builder
	mark int // rows in the builder when the current file began
}

// NewBatcher gives a Batcher for many small files that hands its batches to
// flush.
func NewBatcher(flush Flush) *Batcher {
	return &Batcher{flush: flush, kinds: map[string]*builder{}}
}

// NewStreamingBatcher gives a Batcher for one file of any size.
func NewStreamingBatcher(flush Flush) *Batcher {
	b := NewBatcher(flush)
	b.streaming = true
	return b
}

// BeginFile says that the rows to come are those of the file with this
// number.
func (b *Batcher) BeginFile(fileNo int32) error {
	b.fileNo = fileNo
	for _, name := range b.order {
		k := b.kinds[name]
		if k.rows >= BatchRows {
			if err := b.hand(k, k.rows); err != nil {
				return err
			}
		}
		k.mark = k.rows
	}
	return nil
}

// DiscardFile takes back every gathered row of the current file: its reader
// refused it.
func (b *Batcher) DiscardFile() error {
	for _, name := range b.order {
		k := b.kinds[name]
		if k.rows == k.mark {
			continue
		}
		if err := b.hand(k, k.mark); err != nil {
			return err
		}
	}
	return nil
}

// Close hands on what is left and releases the builders.
func (b *Batcher) Close() error {
	var first error
	for _, name := range b.order {
		k := b.kinds[name]
		if first == nil {
			first = b.hand(k, k.rows)
		}
		k.rb.Release()
	}
	b.kinds, b.order, b.claims = nil, nil, nil
	return first
}

// hand passes the first n gathered rows on and drops the rest.
func (b *Batcher) hand(k *builder, n int) error {
	if k.rows == 0 {
		return nil
	}
	all := k.rb.NewRecord()
	defer all.Release()
	k.rows, k.mark = 0, 0
	if n == 0 {
		return nil
	}
	batch := all.NewSlice(0, int64(n))
	defer batch.Release()
	return b.flush(k.kind, batch)
}

// next counts a row into its builder, handing on a full batch first.
func (b *Batcher) next(k *builder) error {
	if b.streaming && k.rows >= BatchRows {
		if err := b.hand(k, k.rows); err != nil {
			return err
		}
	}
	k.rows++
	return nil
}

func (b *Batcher) builder(kind string, schema func() *arrow.Schema) *builder {
	if k, ok := b.kinds[kind]; ok {
		return k
	}
	k := &builder{kind: kind, rb: array.NewRecordBuilder(memory.DefaultAllocator, schema())}
	b.kinds[kind] = k
	b.order = append(b.order, kind)
	return k
}
