package clfp

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"empanel/pipeline/export"
	"empanel/reconcile"
)

// written are the tables that this bundle has.
func (b *building) written() []string {
	var all []string
	for _, table := range tables {
		if table != "payments" || b.Rates != "" {
			all = append(all, table)
		}
	}
	return all
}

// writeTables writes every table in both forms. The rows of each stand in the
// order of its full key, so the same rows are the same bytes.
func (b *building) writeTables(ctx context.Context) error {
	for _, table := range b.written() {
		name := table
		if table == "people" && b.Look.Reveal {
			name = "people_revealed"
		}
		s := reconcile.Must(reconcile.CLFPFiles, name)
		b.db.note(s)
		text := strings.TrimSpace(s.SQL)
		parquet, csv := filepath.Join(b.making, table+parquetEnding), filepath.Join(b.making, table+csvEnding)
		if err := b.db.Exec(ctx, "copy (from query($1)) to $2 (format parquet, compression zstd)", text, parquet); err != nil {
			return err
		}
		if err := b.db.Exec(ctx, "copy (from query($1)) to $2 (format csv, header)", text, csv); err != nil {
			return err
		}
	}
	return nil
}

// digest reads back what was written, in both forms, and notes it for the
// manifest.
func (b *building) digest(ctx context.Context) error {
	if err := b.db.run(ctx, reconcile.Must(reconcile.CLFPOnce, "format1_cell")); err != nil {
		return err
	}
	content := map[string]*tableDigest{}
	for _, table := range b.written() {
		parquet, csv := table+parquetEnding, table+csvEnding
		d, err := parquetContent(ctx, b.db.Warehouse, table, filepath.Join(b.making, parquet))
		if err != nil {
			return err
		}
		other, err := b.csvDigest(table, csv)
		if err != nil {
			return err
		}
		if d.String() != other.String() {
			return &CheckError{Check: "both_forms_say_the_same", All: 1, First: []string{table}}
		}
		content[table] = d
		for _, name := range []string{csv, parquet} {
			f, err := finished(filepath.Join(b.making, name), d.rows)
			if err != nil {
				return err
			}
			b.m.Files = append(b.m.Files, f)
		}
	}
	b.m.ContentDigest = contentDigest(content)
	return nil
}

func (b *building) csvDigest(table, name string) (*tableDigest, error) {
	file, err := os.Open(filepath.Join(b.making, name))
	if err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	return csvContent(table, b.Look.Reveal, file)
}

// finished makes a file that the database wrote its owner's, and describes it.
func finished(path string, rows int64) (File, error) {
	f := File{Name: filepath.Base(path), Rows: rows}
	file, err := os.Open(path)
	if err != nil {
		return f, fmt.Errorf("writing the export: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	if err := file.Chmod(0o600); err != nil {
		return f, fmt.Errorf("writing the export: %w", err)
	}
	f.SHA256, f.Bytes, err = export.HashOf(file)
	return f, err
}
