package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"empanel/parsers/evidence"
)

// Part is one Parquet file of the ledger: rows of one kind of evidence that
// one worker wrote in one run.
type Part struct {
	Name   string `json:"name"` // file name in the ledger folder
	Kind   string `json:"kind"` // e.g. "claims", "persons", "submissions"
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Packed Place  `json:"packed,omitzero"` // of one that is no file of its own any more
}

// PartWriter writes the parts of one worker: one file per kind of evidence,
// begun when the first batch of that kind comes.
type PartWriter struct {
	folder string
	prefix string // run id
	suffix string // worker or file
	open   map[string]*openPart
	order  []string
	groups groups
}

type openPart struct {
	part    Part
	out     *os.File
	hash    hash.Hash
	counted *countingWriter
	writer  *file.Writer
}

// NewPartWriter gives a writer of parts named RUN-KIND-SUFFIX.parquet.
func NewPartWriter(folder, runID, suffix string) *PartWriter {
	return &PartWriter{folder: folder, prefix: runID, suffix: suffix, open: map[string]*openPart{}}
}

// Write appends a record batch to the part of its kind, as one row group. It
// has the form of evidence.Flush.
func (w *PartWriter) Write(kind string, batch arrow.Record) error {
	p, err := w.part(kind, batch.Schema())
	if err != nil {
		return err
	}
	if err := errors.Join(w.groups.write(p.writer, batch), p.counted.err); err != nil {
		return fmt.Errorf("ledger: writing %s: %w", p.part.Name, err)
	}
	p.part.Rows += batch.NumRows()
	return nil
}

var _ evidence.Flush = (*PartWriter)(nil).Write

func (w *PartWriter) part(kind string, schema *arrow.Schema) (*openPart, error) {
	if p, ok := w.open[kind]; ok {
		return p, nil
	}
	if err := mayWrite(w.folder, w.prefix); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s-%s-%s%s", w.prefix, kind, w.suffix, partEnding)
	columns, err := pqarrow.ToParquet(schema, properties(), pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	out, err := os.OpenFile(filepath.Join(w.folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	p := &openPart{part: Part{Name: name, Kind: kind}, out: out, hash: sha256.New()}
	p.counted = &countingWriter{w: io.MultiWriter(out, p.hash)}
	p.writer = file.NewParquetWriter(p.counted, columns.Root(), file.WithWriterProps(properties()))
	w.open[kind] = p
	w.order = append(w.order, kind)
	return p, p.failed()
}

// writeRows is how many values the Parquet writer takes at a time: after each
// time it looks whether a page is full, or a dictionary too large.
const writeRows = evidence.BatchRows / 3

// properties: a dictionary pays for numbers of providers and clinics, which
// repeat, and costs for those that differ on nearly every line. Health numbers
// and sequence numbers are read again and again by the stages of a run, and
// compression makes them little or no smaller.
func properties() *parquet.WriterProperties {
	return parquet.NewWriterProperties(
		parquet.WithCompression(compress.Codecs.Snappy),
		parquet.WithCompressionFor("phn", compress.Codecs.Uncompressed),
		parquet.WithCompressionFor("sequence", compress.Codecs.Uncompressed),
		parquet.WithDictionaryDefault(true),
		parquet.WithDictionaryFor("phn", false),
		parquet.WithDictionaryFor("sequence", false),
		parquet.WithDictionaryFor("file_no", false),
		parquet.WithDictionaryFor("line_no", false),
		parquet.WithDictionaryFor("raw", false),
		parquet.WithMaxRowGroupLength(evidence.BatchRows),
		parquet.WithBatchSize(writeRows),
		parquet.WithStats(false),
	)
}

// Close finishes every part, syncs it, and gives them in the order in which
// they were begun.
func (w *PartWriter) Close() ([]Part, error) {
	var parts []Part
	var failed error
	for _, kind := range w.order {
		p := w.open[kind]
		err := errors.Join(p.writer.Close(), p.counted.err, p.out.Sync(), p.out.Close())
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("ledger: closing %s: %w", p.part.Name, err))
			continue
		}
		p.part.Bytes = p.counted.n
		p.part.SHA256 = hex.EncodeToString(p.hash.Sum(nil))
		parts = append(parts, p.part)
	}
	w.open, w.order = nil, nil
	return parts, failed
}

// Discard closes and removes every part: they hold a file that was refused.
func (w *PartWriter) Discard() error {
	parts, err := w.Close()
	for _, p := range parts {
		err = errors.Join(err, os.Remove(filepath.Join(w.folder, p.Name)))
	}
	return err
}

// failed says what could not be written of the part's beginning.
func (p *openPart) failed() error {
	if p.counted.err != nil {
		return fmt.Errorf("ledger: writing %s: %w", p.part.Name, p.counted.err)
	}
	return nil
}

// countingWriter counts what is written. The Parquet library panics when the
// first bytes cannot be written, on a full disk, so it never hears of an error:
// who uses it asks for that itself.
type countingWriter struct {
	w   io.Writer
	n   int64
	err error // the first
}

func (c *countingWriter) Write(b []byte) (int, error) {
	if c.err == nil { // nothing is written after the first error
		var n int
		n, c.err = c.w.Write(b)
		c.n += int64(n)
	}
	return len(b), nil
}
