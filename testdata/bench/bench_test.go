package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 4}, 4}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := median(c.values); got != c.want {
			t.Errorf("the median of %v is %g, not %g", c.values, got, c.want)
		}
	}
	values := []float64{3, 1, 2}
	median(values)
	if !slices.Equal(values, []float64{3, 1, 2}) {
		t.Errorf("the values were put in order: %v", values)
	}
}

// rounds are of one process that took so many seconds in each round.
func rounds(what string, kind workload, size int, seconds ...float64) []figures {
	var out []figures
	for k, s := range seconds {
		f := figures{What: what, Workload: kind, Size: size, Round: k + 1, Claims: int64(size), Files: 3, Lines: int64(size), People: 7}
		f.usage = usage{Seconds: s, CPUSeconds: 2 * s, PeakBytes: 200_000_000}
		f.Stages = []stage{{"load", s / 2}, {"check", s / 8}, {"check", s / 8}}
		out = append(out, f)
	}
	return out
}

// A ratio is of what ran in the same round, not of two medians.
func TestRatiosAreRoundByRound(t *testing.T) {
	ours, script := rounds(whatFirst, claims, 1000, 1, 20, 3), rounds(whatDuckDB, claims, 1000, 2, 10, 6)
	if got := ratios(ours, script); !slices.Equal(got, []float64{0.5, 2, 0.5}) {
		t.Errorf("%v", got)
	}
	if got := ratios(ours, script[:2]); len(got) != 2 {
		t.Errorf("a round without the other: %v", got)
	}
}

func TestTables(t *testing.T) {
	var s results
	s.machine = machine{Processor: "made up", Rounds: 3}
	for _, part := range [][]figures{
		rounds(whatFirst, claims, 1_000_000, 4, 5, 6), rounds(whatFirst, claims, 500_000, 2, 2.5, 6),
		rounds(whatDuckDB, claims, 500_000, 4, 5, 3), rounds(whatNight, province, 500_000, 1, 1, 1), rounds(whatNight, province, 5_000_000, 1.5, 1.4, 3),
	} {
		s.figures = append(s.figures, part...)
	}
	s.readers = []reader{{"teleplan Read", 900, 3}, {"teleplan Read", 1000, 3}, {"teleplan Read", 2000, 3}}
	text := s.markdown()
	for _, want := range []string{
		"| claims only | 500,000 | 500,000 | 0 | 3 | 500,000 | 2.50 (2.00 to 6.00) | 5.00 | 200 | 200,000 | 1.00 (1.00 to 1.00) |",
		"| claims only | 1,000,000 | 1,000,000 | 0 | 3 | 1,000,000 | 5.00 (4.00 to 6.00) | 10.00 | 200 | 200,000 | 1.00 (0.50 to 1.00) |",
		"| claims only | 500,000 | 2.50 | 4.00 (3.00 to 5.00) | 8.00 | 200 | 0.50 (0.50 to 2.00) | 0.62 |",
		"| 5,000,000 | 3 | 5,000,000 | 1.50 (1.40 to 3.00) | 3.00 | 200 | 3,333,333 | 1.50 (1.40 to 3.00) |",
		"| stage | claims only 0.5 M | claims only 1 M | night onto 0.5 M | night onto 5 M |",
		"| check | 0.62 | 1.25 | 0.25 | 0.38 |",
		"| between and after the stages | 0.62 | 1.25 | 0.25 | 0.38 |",
		"| teleplan Read | 1,000 | 3 |",
		"- Processor: made up, 0 of them\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if strings.Contains(text, "PostgreSQL") {
		t.Error("a column of PostgreSQL, which was not there")
	}
	if t.Failed() {
		t.Log(text)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| claims only") && strings.Contains(line, "NaN") {
			t.Error(line)
		}
	}
	if empty := (results{}).markdown(); strings.Contains(empty, "###") {
		t.Errorf("tables of nothing:\n%s", empty)
	}
}

func TestStagesKeepTheirOrder(t *testing.T) {
	names := inOrder(nil, []stage{{"load", 1}, {"check", 1}, {"publish", 1}})
	names = inOrder(names, []stage{{"load", 1}, {"scope", 1}, {"check", 1}, {"match", 1}, {"publish", 1}, {"page", 1}})
	if want := []string{"load", "scope", "check", "match", "publish", "page"}; !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
}

// What is written is read again; a line cut off by the end of a bench is left
// out, and one in the middle is not.
func TestResultsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.jsonl")
	b, err := openBook(path)
	if err != nil {
		t.Fatal(err)
	}
	want := rounds(whatNight, province, 2000, 1.25)[0]
	want.Disk = map[string]int64{"ledger": 12}
	for _, r := range []record{{Machine: &machine{Go: "go1"}}, {Figures: &want}, {Reader: &reader{Name: "x", MBPerSecond: 5}}} {
		if err := b.write(r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.file.WriteString(`{"figures":{"what":"nig`); err != nil {
		t.Fatal(err)
	}
	if err := b.close(); err != nil {
		t.Fatal(err)
	}
	s, err := readResults(path)
	if err != nil {
		t.Fatal(err)
	}
	got := s.of(whatNight, province, 2000)
	if s.machine.Go != "go1" || len(s.readers) != 1 || len(got) != 1 || got[0].Seconds != 1.25 || got[0].PeakBytes != want.PeakBytes ||
		got[0].stageTook("check") != want.stageTook("check") || got[0].Disk["ledger"] != 12 {
		t.Errorf("%+v", s)
	}
	if err := os.WriteFile(path, []byte("{\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readResults(path); err == nil || !strings.Contains(err.Error(), ":1:") {
		t.Errorf("a broken line in the middle: %v", err)
	}
}

func TestBenchmarksAreRead(t *testing.T) {
	out := `goos: linux
pkg: empanel/parsers/teleplan
BenchmarkReadSubmission/sound-2   	     100	   2000000 ns/op	 960.50 MB/s	       400.0 ns/line	    4096 B/op	       9 allocs/op
BenchmarkAppendClaim-2   	 1000000	       900 ns/op	       0 B/op	       0 allocs/op
pkg: empanel/parsers/fixed
BenchmarkLines/CR  10 5 ns/op 2316 MB/s
PASS
`
	got, err := benchmarks([]byte(out))
	want := []reader{{"teleplan ReadSubmission/sound", 960.5, 9}, {"fixed Lines/CR", 2316, 0}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := benchmarks([]byte("BenchmarkX 10 fast ns/op\n")); err == nil {
		t.Error("what is no number was taken")
	}
}

func TestBetweenTheMarks(t *testing.T) {
	document := "head\n\n" + beginMark + "\nold\n" + endMark + "\ntail\n"
	once, err := between(document, "new\n")
	if err != nil || once != "head\n\n"+beginMark+"\n\nnew\n\n"+endMark+"\ntail\n" {
		t.Errorf("%q %v", once, err)
	}
	if again, err := between(once, "new\n"); again != once || err != nil {
		t.Errorf("%q %v", again, err)
	}
	for _, bad := range []string{"", beginMark, endMark + beginMark} {
		if _, err := between(bad, "new"); err == nil {
			t.Errorf("%q has no place for tables", bad)
		}
	}
}

// The script is given a practice's file in UTF-8 with one kind of line ending.
func TestCleaned(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\r\n": "a\nb\n", "a\rb": "a\nb", "a\nb\n\x1a": "a\nb\n", "d\xe9j\xe0\r\n": "déjà\n", "déjà\n": "déjà\n",
	} {
		if got := string(cleaned([]byte(in))); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
	claim := "C02" + strings.Repeat("0", 48) + "98990" + "0000000\n"
	visit := strings.Replace(claim, "98990", "00100", 1)
	if n := attachmentClaims([]byte("VS1\n" + claim + visit + "C02\n" + claim)); n != 2 {
		t.Errorf("%d claims, not 2", n)
	}
}

func TestFileSystem(t *testing.T) {
	mounts := "/dev/a / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/b /data xfs rw 0 0\ntmpfs /data/fast tmpfs rw 0 0\n"
	for dir, want := range map[string]string{"/": "ext4", "/home/x": "ext4", "/data": "xfs", "/database": "ext4", "/data/fast/y": "tmpfs"} {
		if got := fileSystemOf(mounts, dir); got != want {
			t.Errorf("%s is on %s, not %s", dir, got, want)
		}
	}
}

// A process is measured with what it uses, and one that fails says all that it
// printed.
func TestExecute(t *testing.T) {
	out, took, err := execute(t.Context(), []int{0, 3}, "sh", "-c", "head -c 50000000 /dev/zero | tail -c 50000000 | wc -c; exit 3")
	if err != nil || strings.TrimSpace(string(out)) != "50000000" {
		t.Fatalf("%s %v", out, err)
	}
	if took.PeakBytes < 50_000_000 || took.PeakBytes > 500_000_000 || took.Seconds <= 0 || took.CPUSeconds <= 0 {
		t.Errorf("%+v", took)
	}
	_, _, err = execute(t.Context(), []int{0, 3}, "sh", "-c", "echo one; echo two >&2; exit 4")
	if err == nil || !strings.Contains(err.Error(), "one") || !strings.Contains(err.Error(), "two") || !strings.Contains(err.Error(), "4") {
		t.Errorf("%v", err)
	}
}

func TestSettings(t *testing.T) {
	o, err := parse([]string{"-sizes", "5000 1000", "-workloads", "province", "-peers", "none"})
	if err != nil || !slices.Equal(o.sizes, []int{1000, 5000}) || !slices.Equal(o.workloads, []workload{province}) || !filepath.IsAbs(o.dir) {
		t.Errorf("%+v %v", o, err)
	}
	for _, bad := range [][]string{{"-sizes", "many"}, {"-sizes", ""}, {"-rounds", "0"}, {"-workloads", "all"}, {"-peers", "sqlite"}, {"more"}} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
