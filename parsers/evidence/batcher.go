package evidence

import "github.com/apache/arrow/go/v17/arrow"

// BatchRows is how many rows of one kind a [Batcher] gathers before it hands
// them on: the size of a Parquet row group.
const BatchRows = 120_000

// batchText is how many bytes of text that does not repeat make a full batch
// also when its rows are fewer, looked at every so many rows.
const (
	batchText      = 32 << 20
	betweenLooking = 1000
)

// Flush takes a finished record batch of one kind of evidence. It must not
// keep the batch, or anything of it, after it returns: the memory is that of
// the next batch.
type Flush func(kind string, batch arrow.Record) error

// Batcher is the [Sink] that turns rows into Arrow record batches, one table
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
	kinds     map[string]*table
	claims    *table   // kinds[ClaimKind], found without a map look-up per line
	order     []string // kinds in order of first use, so that a run is repeatable
}

// NewBatcher gives a Batcher for many small files that hands its batches to
// flush.
func NewBatcher(flush Flush) *Batcher {
	return &Batcher{flush: flush, kinds: map[string]*table{}}
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
		t := b.kinds[name]
		if t.full() {
			if err := b.hand(t, t.rows); err != nil {
				return err
			}
		}
		t.mark = t.rows
	}
	return nil
}

// DiscardFile takes back every gathered row of the current file: its reader
// refused it.
func (b *Batcher) DiscardFile() error {
	for _, name := range b.order {
		t := b.kinds[name]
		if t.rows == t.mark {
			continue
		}
		if err := b.hand(t, t.mark); err != nil {
			return err
		}
	}
	return nil
}

// Close hands on what is left.
func (b *Batcher) Close() error {
	var first error
	for _, name := range b.order {
		t := b.kinds[name]
		if first == nil {
			first = b.hand(t, t.rows)
		}
	}
	b.kinds, b.order, b.claims = nil, nil, nil
	return first
}

// hand passes the first n gathered rows on and drops the rest.
func (b *Batcher) hand(t *table, n int) error {
	defer t.clear()
	if n == 0 {
		return nil
	}
	batch := t.record(n)
	defer batch.Release()
	return b.flush(t.kind, batch)
}

// ready makes room for a row, handing on a full batch first.
func (b *Batcher) ready(t *table) error {
	if b.streaming && t.rows%betweenLooking == 0 && t.full() {
		return b.hand(t, t.rows)
	}
	return nil
}

func (b *Batcher) table(kind string, schema func() *arrow.Schema) *table {
	if t, ok := b.kinds[kind]; ok {
		return t
	}
	t := newTable(kind, schema())
	b.kinds[kind] = t
	b.order = append(b.order, kind)
	return t
}
