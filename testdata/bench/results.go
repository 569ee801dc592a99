package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
)

// What is measured.
const (
	whatFirst    = "first load"
	whatNight    = "night"
	whatDuckDB   = "DuckDB script"
	whatPostgres = "PostgreSQL"
)

// figures are of one process in one round.
type figures struct {
	What     string   `json:"what"`
	Workload workload `json:"workload"`
	Size     int      `json:"size"`
	Round    int      `json:"round"`
	usage
	Files      int64   `json:"files"`
	Lines      int64   `json:"lines,omitempty"`
	Claims     int64   `json:"claims"`      // of the first load
	ClaimBytes int64   `json:"claim_bytes"` // of its submission files
	People     int64   `json:"people"`      // attached in the end
	Stages     []stage `json:"stages,omitempty"`
	// Disk is how many bytes the files of each folder of the workspace have
	// afterwards, and of each file that stands in none.
	Disk map[string]int64 `json:"disk,omitempty"`
}

// stage is one stage of a run.
type stage struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// reader is what one benchmark of a reader came to, in one of its rounds.
type reader struct {
	Name        string  `json:"name"` // package and benchmark: "teleplan ReadSubmission/sound"
	MBPerSecond float64 `json:"mb_per_second"`
	Allocations int64   `json:"allocations"` // for the whole file that it reads
}

// record is one line of a results file: one of these.
type record struct {
	Machine *machine `json:"machine,omitempty"`
	Figures *figures `json:"figures,omitempty"`
	Reader  *reader  `json:"reader,omitempty"`
}

// book is a results file that is being written.
type book struct{ file *os.File }

func openBook(path string) (*book, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	return &book{f}, err
}

func (b *book) write(r record) error { return json.NewEncoder(b.file).Encode(r) }

func (b *book) close() error { return b.file.Close() }

// results are all records of a file.
type results struct {
	machine machine
	figures []figures
	readers []reader
}

// readResults reads a results file. A last line that was not written to its end
// is left out.
func readResults(path string) (s results, err error) {
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var broken error
	for n := 1; lines.Scan(); n++ {
		if broken != nil {
			return s, broken
		}
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			broken = fmt.Errorf("%s:%d: %w", path, n, err)
			continue
		}
		switch {
		case r.Machine != nil:
			s.machine = *r.Machine
		case r.Figures != nil:
			s.figures = append(s.figures, *r.Figures)
		case r.Reader != nil:
			s.readers = append(s.readers, *r.Reader)
		}
	}
	return s, lines.Err()
}

// of gives the rounds of one thing measured.
func (s results) of(what string, kind workload, size int) []figures {
	var out []figures
	for _, f := range s.figures {
		if f.What == what && f.Workload == kind && f.Size == size {
			out = append(out, f)
		}
	}
	return out
}

// sizes gives the sizes at which something was measured, smallest first.
func (s results) sizes(what string, kind workload) []int {
	var out []int
	for _, f := range s.figures {
		if f.What == what && f.Workload == kind && !slices.Contains(out, f.Size) {
			out = append(out, f.Size)
		}
	}
	slices.Sort(out)
	return out
}

// median is the middle of some values, or the mean of the two in the middle; 0
// of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// each gives one value of every round.
func each(rounds []figures, value func(figures) float64) []float64 {
	out := make([]float64, len(rounds))
	for i, f := range rounds {
		out[i] = value(f)
	}
	return out
}

func seconds(f figures) float64 { return f.Seconds }
func cpu(f figures) float64     { return f.CPUSeconds }
func peak(f figures) float64    { return float64(f.PeakBytes) / 1e6 }

// ratios divides, round by round, what one took by what the other took: they
// ran one after the other, when the machine was as quick for both.
func ratios(of, to []figures) []float64 {
	var out []float64
	for _, f := range of {
		for _, g := range to {
			if f.Round == g.Round && g.Seconds > 0 {
				out = append(out, f.Seconds/g.Seconds)
			}
		}
	}
	return out
}
