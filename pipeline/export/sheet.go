package export

import (
	"bytes"
	"encoding/csv"
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

// Text is what the file holds so far.
func (s *Sheet) Text() []byte { return s.text.Bytes() }

// Rows is how many rows it has, without the header.
func (s *Sheet) Rows() int { return s.rows }
