package publish

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"os"
	"sync"
)

// A snapshot begins as a copy of this database: every relation, empty, with
// what it and its columns mean as comments. To comment four hundred columns
// takes as long as a tenth of a small run, so it is done once, whenever the
// statements of reconcile/sql/published change, by
//
//	UPDATE_SHAPE=1 go test ./pipeline -run TestShape
//
// A test holds the file to those statements.
//
//go:embed shape.duckdb.gz
var packedShape []byte

var shape = sync.OnceValues(func() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packedShape))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
})

// begin writes the empty snapshot, for its owner alone.
func begin(path string) error {
	empty, err := shape()
	if err != nil {
		return wrap(err)
	}
	return wrap(os.WriteFile(path, empty, 0o600))
}
