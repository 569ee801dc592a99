//go:build crash

package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// long is how many times a run is killed at random moments in the long form; 0
// is the short form.
func long(t *testing.T) int {
	t.Helper()
	text := os.Getenv("KILLS")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("KILLS is a number from 1, not %q", text)
	}
	return n
}

// Killed before any of its calls that change something below the workspace, a
// run leaves nothing that the next one does not mend. The short form tries a
// rename of each kind, and of the other calls every twelfth; the long form every
// call but the inner ones of a row of writes into one file.
func TestKilledAtEveryBoundary(t *testing.T) {
	m := province(t)
	night := 1
	clean := filepath.Join(t.TempDir(), "clean")
	copyTree(t, m.copies[night], clean)
	calls := watch(t, clean, nil, "run", "-w", clean, "--as-of", asOf(night)).calls
	boundaries := boundariesOf(calls, clean, long(t) > 0)
	t.Logf("a run makes %d calls that change something; it is killed before %d of them", len(calls), len(boundaries))
	told := counts{}
	for i, b := range boundaries {
		if i > 0 && i%50 == 0 {
			t.Logf("%s %d so far", time.Now().Format(time.TimeOnly), i)
		}
		ws := filepath.Join(t.TempDir(), "ws")
		copyTree(t, m.copies[night], ws)
		seen := map[string]int{}
		died := watch(t, ws, func(_ int, c call) verdict {
			place := placeOf(c, ws)
			seen[place]++
			return verdict{kill: place == b.place && seen[place] == b.nth}
		}, "run", "-w", ws, "--as-of", asOf(night))
		if !died.killed {
			told["not reached: "+b.place]++ // its threads took another turn
			must(t, os.RemoveAll(ws))
			continue
		}
		told[b.kind]++
		if i%10 == 0 {
			empanel(t, 0, "status", "-w", ws) // whatever it finds, it can say where things stand
		}
		out := empanel(t, -1, "run", "-w", ws, "--as-of", asOf(night))
		m.mustBeMended(t, ws, night, out)
		if i%8 == 0 {
			mustVerify(t, ws)
		}
		if t.Failed() {
			t.Fatalf("killed before %s (time %d)", b.place, b.nth)
		}
		must(t, os.RemoveAll(ws))
	}
	told.log(t)
	if missed := told.with("not reached: "); missed*5 > len(boundaries) {
		t.Errorf("%d of %d boundaries were not reached", missed, len(boundaries))
	}
}

// boundary is a place in a run: before the nth call of its kind there.
type boundary struct {
	place, kind string
	nth         int
}

// changes from run to run: names that are made up, and what a worker took.
var madeUp = regexp.MustCompile(`[0-9a-f]{64}|-w[0-9]+\.parquet`)

// placeOf names a call so that the same call of another run has the same name.
func placeOf(c call, workspace string) string {
	place := strings.ReplaceAll(c.String(), workspace+"/", "")
	return madeUp.ReplaceAllString(strings.ReplaceAll(place, workspace, "."), "*")
}

// boundariesOf picks the places at which a run is to be killed.
func boundariesOf(calls []call, workspace string, all bool) []boundary {
	seen := map[string]int{}
	var boundaries []boundary
	others := 0
	for i, c := range calls {
		place := placeOf(c, workspace)
		seen[place]++
		inner := c.isWrite() && i > 0 && i+1 < len(calls) && calls[i-1].String() == c.String() && calls[i+1].String() == c.String()
		if inner || c.failed && c.name == "unlink" {
			continue
		}
		if !all && c.name != "rename" {
			if others++; others%12 != 0 {
				continue
			}
		}
		boundaries = append(boundaries, boundary{place, c.name, seen[place]})
	}
	if all {
		return boundaries
	}
	// The files of a night are alike: of the renames of one kind one is enough.
	kinds := map[string]int{}
	var some []boundary
	for _, b := range boundaries {
		kind := filepath.Dir(b.place)
		if kinds[kind]++; b.kind != "rename" || kinds[kind] <= 1 {
			some = append(some, b)
		}
	}
	return some
}

// Killed at random moments, over several nights, again and again, a workspace
// comes to what it is when nothing ever happens. A run of every night is killed
// several times before one is let be.
func TestKilledAtRandom(t *testing.T) {
	m := province(t)
	kills := long(t)
	if kills == 0 {
		kills = 8
	}
	told := counts{}
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("SEED"); text != "" {
		fixed, err := strconv.ParseUint(text, 10, 64)
		must(t, err)
		seed = fixed
	}
	t.Logf("SEED=%d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	killed, workspaces, interrupted, done := 0, 0, 0, 0
	for killed < kills {
		ws := filepath.Join(t.TempDir(), "ws")
		copyTree(t, m.copies[0], ws)
		for night := range nights {
			if night > 0 {
				deliver(t, m.files[night], ws)
			}
			for range 1 + chance.IntN(8) {
				if killed == kills {
					break
				}
				if killAfter(t, ws, night, time.Duration(chance.Float64()*float64(m.took)*1.1)) {
					killed++
					told[phaseOf(t, ws)]++
				} else {
					done++
				}
			}
			out := empanel(t, -1, "run", "-w", ws, "--as-of", asOf(night))
			m.mustBeMended(t, ws, night, out)
			if t.Failed() {
				t.Fatalf("after %d kills, on night %d", killed, night)
			}
		}
		interrupted += mustVerify(t, ws)
		workspaces++
		must(t, os.RemoveAll(ws))
		if workspaces%5 == 0 {
			t.Logf("%s %d kills so far", time.Now().Format(time.TimeOnly), killed)
		}
	}
	t.Logf("%d runs killed in %d workspaces of %d nights; %d runs were done before they could be killed; %d are listed as interrupted, the others had not begun or had committed",
		killed, workspaces, nights, done, interrupted)
	told.log(t)
}

// killAfter begins a run and kills it when some time has passed; false if it was
// done before.
func killAfter(t *testing.T, ws string, night int, after time.Duration) bool {
	t.Helper()
	command := exec.Command(binary(t), "run", "-w", ws, "--as-of", asOf(night))
	command.Env = environment()
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	must(t, command.Start())
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	_ = command.Wait()
	if status, ok := command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
		return true
	}
	if code := command.ProcessState.ExitCode(); code != 0 && code != 3 {
		t.Fatalf("a run that was to be killed failed by itself, exit code %d:\n%s", code, out.String())
	}
	return false
}

// phaseOf says from what is on disk how far a run was.
func phaseOf(t *testing.T, ws string) string {
	t.Helper()
	match := func(pattern string) []string {
		found, err := filepath.Glob(filepath.Join(ws, pattern))
		must(t, err)
		sort.Strings(found)
		return found
	}
	switch folders := match("inbox/.claimed/R*"); {
	case len(folders) == 0 && len(match("registry.duckdb.wal*")) > 0:
		return "4 publishing and closing"
	case len(folders) == 0:
		return "0 nothing begun, or nothing left to do"
	default:
		id := filepath.Base(folders[len(folders)-1])
		switch {
		case len(match("ledger/"+id+".json")) > 0:
			return "3 committed, putting away"
		case len(match("ledger/"+id+".json.tmp")) > 0:
			return "2 committing"
		case len(match("ledger/"+id+"-submissions-0.parquet")) > 0:
			return "1b judging and keeping"
		default:
			return "1a claiming and reading"
		}
	}
}

// counts says how often there was what.
type counts map[string]int

func (c counts) log(t *testing.T) {
	t.Helper()
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	sort.Strings(names)
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "\n%6d  %s", c[name], name)
	}
	t.Log(text.String())
}

// with counts all whose names begin so.
func (c counts) with(prefix string) (n int) {
	for name, times := range c {
		if strings.HasPrefix(name, prefix) {
			n += times
		}
	}
	return n
}
