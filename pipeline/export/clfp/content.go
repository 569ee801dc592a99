package clfp

import (
	"context"
	"database/sql"
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

// rowsAtATime is how many rows of a Parquet file are put in order at a time, so
// that the largest file takes no more memory than so many.
const rowsAtATime = 500_000

// parquetContent digests a Parquet file of a bundle, in the order of its rows.
// The database must be allowed to read it, and know canonical_cell.
func parquetContent(ctx context.Context, db *warehouse.Warehouse, table, path string) (*tableDigest, error) {
	d := newTableDigest(table)
	for first := int64(0); ; first += rowsAtATime {
		err := warehouse.EachRow(ctx, db, reconcile.Must(reconcile.CLFPFormat1, table), func(rows *sql.Rows) error {
			var row string
			err := rows.Scan(&row)
			d.add(row)
			return err
		}, sql.Named("path", path), sql.Named("first", first), sql.Named("beyond", first+rowsAtATime))
		if err != nil {
			return nil, err
		}
		if d.rows < first+rowsAtATime {
			return d, nil
		}
	}
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
