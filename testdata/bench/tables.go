package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// titles of the workloads, for people.
var titles = map[workload]string{claims: "claims only", province: "all feeds"}

// markdown shows everything measured.
func (s results) markdown() string {
	var out strings.Builder
	part := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&out, "### %s\n\n%s\n", title, text)
		}
	}
	out.WriteString(s.about() + "\n")
	part("The first load", s.firstLoads())
	part("Against a script", s.against())
	part("A night", s.nights())
	part("Stage by stage", s.stages())
	part("On disk", s.onDisk())
	part("The readers", s.readersTable())
	return out.String()
}

// about says what was measured on what.
func (s results) about() string {
	m := s.machine
	var out strings.Builder
	for _, line := range [][2]string{
		{"Day", m.Day},
		{"Program", m.Program + ", commit " + m.Commit},
		{"Built with", m.Go},
		{"Processor", fmt.Sprintf("%s, %d of them", m.Processor, m.Processors)},
		{"Memory", strconv.Itoa(m.MemoryGB) + " GB"},
		{"System", m.Kernel + ", " + m.FileSystem},
		{"Rounds", strconv.Itoa(m.Rounds)},
	} {
		fmt.Fprintf(&out, "- %s: %s\n", line[0], line[1])
	}
	return out.String()
}

// firstLoads is a row for each workload and size.
func (s results) firstLoads() string {
	t := grid{head: []string{"workload", "size", "claims", "MB", "files", "lines", "seconds", "processor s", "peak MB", "lines a second", "cost of a claim"}, words: 1}
	for _, kind := range []workload{claims, province} {
		sizes := s.sizes(whatFirst, kind)
		for _, size := range sizes {
			rounds := s.of(whatFirst, kind, size)
			one := rounds[0]
			time := median(each(rounds, seconds))
			t.row(titles[kind], grouped(int64(size)), grouped(one.Claims), whole(float64(one.ClaimBytes)/1e6), grouped(one.Files), grouped(one.Lines),
				spread(each(rounds, seconds)), amount(median(each(rounds, cpu))), whole(median(each(rounds, peak))), rate(one.Lines, time),
				spread(ratios(perClaim(rounds), perClaim(s.of(whatFirst, kind, sizes[0])))))
		}
	}
	return t.String()
}

// perClaim gives the rounds with the seconds that a claim took in each.
func perClaim(rounds []figures) []figures {
	out := slices.Clone(rounds)
	for k := range out {
		out[k].Seconds /= float64(max(1, out[k].Claims))
	}
	return out
}

// against is a row for each workload and size that the script has done too.
func (s results) against() string {
	t := grid{head: []string{"workload", "size", "empanel s", "script s", "script processor s", "script peak MB", "empanel / script", "in processor s"}, words: 1}
	withPostgres := len(s.sizes(whatPostgres, claims)) > 0
	if withPostgres {
		t.head = append(t.head, "PostgreSQL s")
	}
	for _, kind := range []workload{claims, province} {
		for _, size := range s.sizes(whatDuckDB, kind) {
			ours, script := s.of(whatFirst, kind, size), s.of(whatDuckDB, kind, size)
			if len(ours) == 0 {
				continue
			}
			cells := []string{
				titles[kind], grouped(int64(size)), amount(median(each(ours, seconds))), spread(each(script, seconds)), amount(median(each(script, cpu))),
				whole(median(each(script, peak))), spread(ratios(ours, script)), amount(median(each(ours, cpu)) / median(each(script, cpu))),
			}
			if withPostgres {
				cells = append(cells, spread(each(s.of(whatPostgres, kind, size), seconds)))
			}
			t.row(cells...)
		}
	}
	return t.String()
}

// nights is a row for each size.
func (s results) nights() string {
	t := grid{head: []string{"onto people", "files", "lines", "seconds", "processor s", "peak MB", "lines a second", "against the first row"}}
	sizes := s.sizes(whatNight, province)
	for _, size := range sizes {
		rounds := s.of(whatNight, province, size)
		one := rounds[0]
		against := ratios(rounds, s.of(whatNight, province, sizes[0]))
		t.row(grouped(int64(size)), grouped(one.Files), grouped(one.Lines), spread(each(rounds, seconds)), amount(median(each(rounds, cpu))),
			whole(median(each(rounds, peak))), rate(one.Lines, median(each(rounds, seconds))), spread(against))
	}
	return t.String()
}

// stages is a row for each stage, in the order in which they come, and a column
// for everything that was run.
func (s results) stages() string {
	type column struct {
		title  string
		rounds []figures
	}
	var columns []column
	var names []string
	for _, what := range []string{whatFirst, whatNight} {
		for _, kind := range []workload{claims, province} {
			for _, size := range s.sizes(what, kind) {
				title := titles[kind]
				if what == whatNight {
					title = "night onto"
				}
				c := column{title + " " + short(size), s.of(what, kind, size)}
				columns = append(columns, c)
				names = inOrder(names, c.rounds[0].Stages)
			}
		}
	}
	if len(columns) == 0 {
		return ""
	}
	t := grid{head: []string{"stage"}, words: 1}
	for _, c := range columns {
		t.head = append(t.head, c.title)
	}
	rests := []string{"between and after the stages"}
	wholes := []string{"all"}
	for _, c := range columns {
		rests = append(rests, amount(median(each(c.rounds, func(f figures) float64 { return f.Seconds - f.stagesTogether() }))))
		wholes = append(wholes, amount(median(each(c.rounds, seconds))))
	}
	for _, name := range names {
		cells := []string{name}
		for _, c := range columns {
			if !slices.ContainsFunc(c.rounds[0].Stages, func(one stage) bool { return one.Stage == name }) {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, amount(median(each(c.rounds, func(f figures) float64 { return f.stageTook(name) }))))
		}
		t.row(cells...)
	}
	t.row(rests...)
	t.row(wholes...)
	return t.String()
}

// stageTook is how long a stage took in a run, however often it came.
func (f figures) stageTook(name string) float64 {
	sum := 0.0
	for _, s := range f.Stages {
		if s.Stage == name {
			sum += s.Seconds
		}
	}
	return sum
}

func (f figures) stagesTogether() float64 {
	sum := 0.0
	for _, s := range f.Stages {
		sum += s.Seconds
	}
	return sum
}

// inOrder adds the stages of a run to a list of names, each after the one that
// it came after.
func inOrder(names []string, stages []stage) []string {
	at := 0
	for _, s := range stages {
		if k := slices.Index(names, s.Stage); k >= 0 {
			at = k + 1
			continue
		}
		names = slices.Insert(names, at, s.Stage)
		at++
	}
	return names
}

// onDisk is a row for each workload and size: what the workspace holds after the
// first load.
func (s results) onDisk() string {
	folders := []string{"archive", "ledger", "registry.duckdb", "snapshots", "exports", "reports"}
	t := grid{head: []string{"workload", "size"}, words: 1}
	for _, folder := range folders {
		t.head = append(t.head, folder+" MB")
	}
	for _, kind := range []workload{claims, province} {
		for _, size := range s.sizes(whatFirst, kind) {
			cells := []string{titles[kind], grouped(int64(size))}
			for _, folder := range folders {
				cells = append(cells, whole(float64(s.of(whatFirst, kind, size)[0].Disk[folder])/1e6))
			}
			t.row(cells...)
		}
	}
	return t.String()
}

// readersTable is a row for each benchmark.
func (s results) readersTable() string {
	t := grid{head: []string{"reader", "MB a second", "allocations in a file"}, words: 1}
	var names []string
	for _, r := range s.readers {
		if !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	for _, name := range names {
		var speeds, allocations []float64
		for _, r := range s.readers {
			if r.Name == name {
				speeds, allocations = append(speeds, r.MBPerSecond), append(allocations, float64(r.Allocations))
			}
		}
		t.row(name, whole(median(speeds)), whole(median(allocations)))
	}
	return t.String()
}

// grid is a Markdown table; the first columns hold words, the others numbers.
type grid struct {
	head  []string
	rows  [][]string
	words int
}

func (t *grid) row(cells ...string) { t.rows = append(t.rows, cells) }

// String gives nothing for a table without rows.
func (t *grid) String() string {
	if len(t.rows) == 0 {
		return ""
	}
	var out strings.Builder
	line := func(cells []string) { out.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(t.head)
	for k := range t.head {
		if k < t.words {
			out.WriteString("|---")
			continue
		}
		out.WriteString("|--:")
	}
	out.WriteString("|\n")
	for _, row := range t.rows {
		line(row)
	}
	return out.String()
}

// spread is the median of some values and, of several, the least and greatest.
func spread(values []float64) string {
	if len(values) == 0 {
		return ""
	}
	if len(values) == 1 {
		return amount(values[0])
	}
	return fmt.Sprintf("%s (%s to %s)", amount(median(values)), amount(slices.Min(values)), amount(slices.Max(values)))
}

// amount writes a number of seconds, or a ratio, as exactly as makes sense.
func amount(value float64) string {
	if value >= 100 {
		return whole(value)
	}
	if value >= 20 {
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

func whole(value float64) string { return grouped(int64(value + 0.5)) }

func rate(count int64, seconds float64) string {
	if seconds <= 0 {
		return ""
	}
	return grouped(int64(float64(count) / seconds))
}

// grouped writes a number with commas between the thousands.
func grouped(n int64) string {
	if n < 0 {
		return "-" + grouped(-n)
	}
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return grouped(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// short writes a size in millions or thousands: "0.5 M", "20 k".
func short(size int) string {
	if size >= 100_000 {
		return strconv.FormatFloat(float64(size)/1e6, 'f', -1, 64) + " M"
	}
	return strconv.FormatFloat(float64(size)/1e3, 'f', -1, 64) + " k"
}
