package feeds

import (
	"bytes"
	"testing"

	"empanel/parsers/evidence"
)

// nothing is a sink that drops its rows.
type nothing struct{}

func (nothing) Claim(*evidence.Claim) error     { return nil }
func (nothing) Answer(*evidence.Answer) error   { return nil }
func (nothing) Action(*evidence.Action) error   { return nil }
func (nothing) FeedRow(*evidence.FeedRow) error { return nil }

func BenchmarkPersons(b *testing.B) {
	const rows = 100_000
	text := []byte("phn,survivor_phn,birth_date,sex,chsa,coverage_from,coverage_to,deceased_on\n")
	text = append(text, bytes.Repeat([]byte("9012372173,,1980-03-04,F,1234,2020-01-01,,\n"), rows)...)
	feed, ok := Lookup("persons.csv")
	if !ok {
		b.Fatal("no persons feed")
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		sum, err := Read("persons.csv", feed, bytes.NewReader(text), nothing{})
		if err != nil || sum.Lines != rows {
			b.Fatal(sum.Lines, err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// TestRowsCostNoMemory holds the reader to the one allocation a row that
// encoding/csv makes.
func TestRowsCostNoMemory(t *testing.T) {
	const rows = 10_000
	text := append([]byte("phn,birth_date\n"), bytes.Repeat([]byte("9012372173,1980-03-04\n"), rows)...)
	feed, _ := Lookup("persons.csv")
	allocs := testing.AllocsPerRun(3, func() {
		if _, err := Read("persons.csv", feed, bytes.NewReader(text), nothing{}); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > rows*1.05 {
		t.Errorf("%.0f allocations for %d rows", allocs, rows)
	}
}
