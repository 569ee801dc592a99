package delimited

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

func BenchmarkReader(b *testing.B) {
	text := bytes.Repeat([]byte("9012372173,,1980-03-04,F,1234,2020-01-01,,\n"), 100_000)
	text = append([]byte("phn,survivor_phn,birth_date,sex,chsa,coverage_from,coverage_to,deceased_on\n"), text...)
	columns := []Column{
		{Name: "phn"},
		{Name: "survivor_phn"},
		{Name: "birth_date"},
		{Name: "sex"},
		{Name: "chsa"},
		{Name: "coverage_from"},
		{Name: "coverage_to"},
		{Name: "deceased_on"},
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r, err := NewReader(bytes.NewReader(text), Options{File: "persons.csv", Columns: columns})
		if err != nil {
			b.Fatal(err)
		}
		rows := 0
		for err = r.Next(); err == nil; err = r.Next() {
			rows++
		}
		if !errors.Is(err, io.EOF) || rows != 100_000 {
			b.Fatal(rows, err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
