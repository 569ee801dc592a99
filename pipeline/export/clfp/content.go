package clfp

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// errColumns is the error of a file whose columns are not those of its table.
var errColumns = errors.New("has other columns than this format says")

// parquetContent digests a Parquet file of a bundle, in the order of its rows.
// The database must be allowed to read it, and know canonical_cell.
func parquetContent(ctx context.Context, db *warehouse.Warehouse, table, path string) (*tableDigest, error) {
	s := reconcile.Must(reconcile.CLFPFormat1, table)
	rows, err := db.Conn().QueryContext(ctx, s.SQL, named("path", path))
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", s.Name, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	d := newTableDigest(table)
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			return nil, fmt.Errorf("%s.sql: %w", s.Name, err)
		}
		d.add(row)
	}
	return d, rows.Err()
}

// csvContent digests a CSV file of a bundle, in the order of its rows.
func csvContent(table string, identified bool, file io.Reader) (*tableDigest, error) {
	in := csv.NewReader(file)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("has no header: %w", err)
	}
	wanted := columns(table)
	all := slices.Clone(wanted)
	if identified && table == "people" {
		all = append(all, "phn")
	}
	if !slices.Equal(header, all) {
		return nil, errColumns
	}
	d := newTableDigest(table)
	cells := make([]string, len(wanted))
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot be read: %w", err)
		}
		for i := range cells {
			cells[i] = canonicalCell(record[i])
		}
		d.add(strings.Join(cells, "\t"))
	}
}
