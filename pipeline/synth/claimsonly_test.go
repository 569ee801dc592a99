package synth_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"empanel/parsers/fixed"
	"empanel/pipeline/synth"
)

// TestClaimsOnlyAreSound: the workload to measure with holds as many claims as
// asked for, each of 424 ASCII columns with CRLF, and one person's second
// claim is by another provider, later.
func TestClaimsOnlyAreSound(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 20_000, Seed: 6, ClaimsOnly: true, Files: 30})
	r := readAll(t, m)
	if len(r.reasons) > 0 {
		t.Errorf("%d lines have defects", len(r.reasons))
	}
	if len(r.claims) != 20_000 || len(m.Nights[0].Files) != 30 {
		t.Errorf("%d claims in %d files", len(r.claims), len(m.Nights[0].Files))
	}
	first := map[int64]readClaim{}
	seconds := 0
	for _, c := range r.claims {
		other, again := first[c.PHN]
		if !again {
			first[c.PHN] = c
			continue
		}
		seconds++
		if bytes.Equal(other.PractitionerNumber, c.PractitionerNumber) || other.ServiceDate == c.ServiceDate {
			t.Errorf("%s:%d repeats the claim of %s:%d", c.file, c.line, other.file, other.line)
		}
	}
	if seconds < 1300 || seconds > 1700 {
		t.Errorf("%d people of %d have a second claim", seconds, len(first))
	}
	for _, f := range m.Nights[0].Files {
		content, err := os.ReadFile(filepath.Join(m.Nights[0].Dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		if !fixed.ASCII(content) || !strings.HasSuffix(f.Path, ".txt") {
			t.Errorf("%s is not an ASCII file of that name", f.Path)
		}
		for k, line := range bytes.SplitAfter(bytes.TrimSuffix(content, []byte("\r\n")), []byte("\r\n"))[1:] {
			if len(bytes.TrimSuffix(line, []byte("\r\n"))) != 424 {
				t.Fatalf("%s:%d has not 424 columns", f.Path, k+2)
			}
		}
	}
}

// TestProgressReachesTheEnd: what is reported adds up to what was announced.
func TestProgressReachesTheEnd(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]synth.Options{"province": {}, "claims only": {ClaimsOnly: true}, "waiting only": {WaitingOnly: true}} {
		var done, total int64
		opts.People, opts.Seed, opts.Progress = 6_000, 6, func(d, of int64) { done, total = d, of }
		write(t, opts)
		if done != total || done < 6_000 {
			t.Errorf("%s: %d of %d", name, done, total)
		}
	}
}

func BenchmarkProvince(b *testing.B) {
	const people = 100_000
	for b.Loop() {
		write(b, synth.Options{People: people, Nights: 2, Seed: 1, Defects: synth.DefaultDefects})
	}
	b.ReportMetric(people*float64(b.N)/b.Elapsed().Seconds(), "people/s")
}

func BenchmarkClaimsOnly(b *testing.B) {
	const claims = 100_000
	for b.Loop() {
		write(b, synth.Options{People: claims, Seed: 1, ClaimsOnly: true})
	}
	b.ReportMetric(claims*float64(b.N)/b.Elapsed().Seconds(), "claims/s")
}
