package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
)

// Sheet is a CSV file in the making.
type Sheet struct {
	name string
	rows int
	text *bytes.Buffer
	out  *csv.Writer
}

// NewSheet begins a file with the names of its columns.
func NewSheet(name string, header []string) Sheet {
	text := &bytes.Buffer{}
	s := Sheet{name: name, rows: -1, text: text, out: csv.NewWriter(text)}
	s.Row(header)
	return s
}

// Row adds a row.
func (s *Sheet) Row(cells []string) {
	_ = s.out.Write(cells) // a buffer takes everything
	s.out.Flush()
	s.rows++
}

// file describes a sheet for the manifest.
func (s *Sheet) file() File {
	return File{Name: s.name, SHA256: fmt.Sprintf("%x", sha256.Sum256(s.text.Bytes())), Rows: s.rows}
}
