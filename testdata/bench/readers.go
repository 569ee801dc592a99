package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// readers runs the benchmarks of the readers and enters those that say how many
// bytes they read.
func (b *bench) readers(ctx context.Context) error {
	tell("the readers")
	out, err := quietly(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-benchtime", "300ms",
		"-count", strconv.Itoa(b.rounds), "./parsers/...")
	if err != nil {
		return err
	}
	found, err := benchmarks(out)
	if err != nil {
		return err
	}
	for _, r := range found {
		if err := b.book.write(record{Reader: &r}); err != nil {
			return err
		}
	}
	return nil
}

// benchmarks reads what go test -bench prints.
func benchmarks(out []byte) ([]reader, error) {
	var found []reader
	pkg := ""
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		if path, ok := strings.CutPrefix(lines.Text(), "pkg: "); ok {
			pkg = path[strings.LastIndexByte(path, '/')+1:]
			continue
		}
		words := strings.Fields(lines.Text())
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(words[0], "Benchmark")
		if at := strings.LastIndexByte(name, '-'); at > 0 { // the number of processors
			name = name[:at]
		}
		r := reader{Name: pkg + " " + name}
		for k := 2; k+1 < len(words); k += 2 { // after the name and the repetitions, values and their units
			value, err := strconv.ParseFloat(words[k], 64)
			if err != nil {
				return nil, fmt.Errorf("reading %q of go test -bench: %w", lines.Text(), err)
			}
			switch words[k+1] {
			case "MB/s":
				r.MBPerSecond = value
			case "allocs/op":
				r.Allocations = int64(value)
			}
		}
		if r.MBPerSecond > 0 {
			found = append(found, r)
		}
	}
	return found, lines.Err()
}
