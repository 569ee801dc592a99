package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"

	"empanel/pipeline/durable"
)

const parquetMagic = "PAR1"

// footer reads the footer of a Parquet file.
func footer(r *io.SectionReader) (*metadata.FileMetaData, error) {
	f, err := file.NewParquetReader(r)
	if err != nil {
		return nil, err
	}
	return f.MetaData(), nil
}

// shift makes the footer of a part that of the same rows further down in a file.
// The numbering of row groups goes: it is for encrypted files, and too small for
// many.
func shift(f *metadata.FileMetaData, by int64) {
	further := func(at *int64) {
		if at != nil && *at > 0 { // 0 is how some writers say that there is none
			*at += by
		}
	}
	for _, group := range f.RowGroups {
		group.Ordinal = nil
		further(group.FileOffset)
		for _, c := range group.Columns {
			further(&c.FileOffset)
			further(c.OffsetIndexOffset)
			further(c.ColumnIndexOffset)
			further(&c.MetaData.DataPageOffset)
			further(c.MetaData.IndexPageOffset)
			further(c.MetaData.DictionaryPageOffset)
			further(c.MetaData.BloomFilterOffset)
		}
	}
}

// write writes a pack under a temporary name, on disk, and says what it is and
// where each part is in it. Every part is held to its hash as it is copied, and
// the pack to all of them when it is on disk.
func (g *packing) write(folder string) (err error) {
	g.temporary = durable.Unfinished(filepath.Join(folder, g.newest()+"-"+g.kind+"-since-"+g.oldest()+partEnding))
	out, err := os.OpenFile(g.temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	sum := sha256.New()
	to := &countingWriter{w: io.MultiWriter(out, sum)}
	err = g.writeTo(folder, to)
	err = errors.Join(err, to.err)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("ledger: packing %s of %s to %s: %w", g.kind, g.oldest(), g.newest(), err)
	}
	g.pack = Pack{Kind: g.kind, Rows: g.rows(), Bytes: to.n, SHA256: hex.EncodeToString(sum.Sum(nil))}
	g.pack.Name = packName(g.newest(), g.kind, g.oldest(), g.pack.SHA256)
	for i := range g.parts {
		g.parts[i].To.In = g.pack.Name
	}
	return g.check()
}

func (g *packing) writeTo(folder string, to *countingWriter) error {
	var all *metadata.FileMetaData
	var rows int64
	for i := range g.parts {
		part := &g.parts[i]
		part.To = Place{At: to.n, FirstRow: rows}
		rows += part.Part.Rows
		one, err := part.copy(folder, to)
		if err != nil {
			return err
		}
		shift(one, part.To.At)
		if all == nil {
			all = one
		} else if err := all.AppendRowGroups(one); err != nil {
			return fmt.Errorf("%s: %w", part.Part.Name, err)
		}
	}
	if all.NumRows != rows {
		return fmt.Errorf("the parts have %d rows, and their manifests say %d", all.NumRows, rows)
	}
	text, err := all.Serialize(context.Background()) //nolint:misspell // the library's spelling
	if err != nil {
		return fmt.Errorf("the footer: %w", err)
	}
	_, err = to.Write(append(binary.LittleEndian.AppendUint32(text, uint32(len(text))), parquetMagic...))
	return err
}

// copy copies a part from where it stands, and gives its footer.
func (p *placed) copy(folder string, to io.Writer) (*metadata.FileMetaData, error) {
	f, bytes, err := p.Part.open(folder)
	if err != nil {
		return nil, p.Part.damaged(why(err))
	}
	defer f.Close() //nolint:errcheck // read only
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, sum), bytes)
	switch {
	case err != nil:
		return nil, err
	case n != p.Part.Bytes || hex.EncodeToString(sum.Sum(nil)) != p.Part.SHA256:
		return nil, p.Part.damaged(changed)
	}
	one, err := footer(bytes)
	if err != nil {
		return nil, p.Part.damaged("cannot be read as a Parquet file")
	}
	return one, nil
}

// check reads a pack from disk: it must have every part byte for byte where it
// says, and its footer must say of the rows of each what the part's own footer
// says, so that whoever reads the pack reads the same rows.
func (g *packing) check() error {
	fail := func(err error) error {
		return fmt.Errorf("ledger: the new pack of %s is not what its parts are, so none is used: %w", g.kind, err)
	}
	f, err := os.Open(g.temporary)
	if err != nil {
		return fail(err)
	}
	defer f.Close() //nolint:errcheck // read only
	if what := sameBytes(f, g.pack.Bytes, g.pack.SHA256); what != "" {
		return fail(errors.New(what))
	}
	all, err := footer(io.NewSectionReader(f, 0, g.pack.Bytes))
	if err != nil {
		return fail(err)
	}
	groups, row := all.RowGroups, int64(0)
	for _, p := range g.parts {
		bytes := io.NewSectionReader(f, p.To.At, p.Part.Bytes)
		if what := sameBytes(bytes, p.Part.Bytes, p.Part.SHA256); what != "" {
			return fail(fmt.Errorf("%s %s", p.Part.Name, what))
		}
		own, err := footer(bytes)
		if err != nil {
			return fail(err)
		}
		shift(own, p.To.At)
		if p.To.FirstRow != row || own.NumRows != p.Part.Rows || len(groups) < len(own.RowGroups) {
			return fail(fmt.Errorf("%s has other rows", p.Part.Name))
		}
		for i, group := range own.RowGroups {
			if !groups[i].Equals(group) {
				return fail(fmt.Errorf("row group %d of %s is another", i, p.Part.Name))
			}
		}
		row, groups = row+own.NumRows, groups[len(own.RowGroups):]
	}
	if len(groups) > 0 || all.NumRows != row || g.pack.Rows != row {
		return fail(errors.New("it has rows of no part"))
	}
	return nil
}

// schemaOf tells parts apart whose columns differ, so that a pack has the columns
// of each of its parts, and says how many bytes the part's footer has.
func schemaOf(p Part, folder string) (columns string, size int, err error) {
	f, bytes, err := p.open(folder)
	if err != nil {
		return "", 0, p.damaged(why(err))
	}
	defer f.Close() //nolint:errcheck // read only
	one, err := footer(bytes)
	if err != nil {
		return "", 0, p.damaged("cannot be read as a Parquet file")
	}
	return one.Schema.String(), one.Size(), nil
}
