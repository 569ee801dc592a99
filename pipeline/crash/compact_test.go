//go:build crash

package crash

import (
	"os"
	"path/filepath"
	"testing"
)

// compactable gives a copy of a workspace with some nights done, and the files of
// the next in its inbox, of which a compaction packs all runs but the newest.
func (m *made) compactable(t *testing.T) (ws string) {
	t.Helper()
	ws = filepath.Join(t.TempDir(), "ws")
	copyTree(t, m.copies[nights-1], ws)
	replaceInConfig(t, ws, "keep_runs = ", "keep_runs = 1 #")
	return ws
}

// Killed before any of its calls that change something, a compaction leaves a
// ledger that verifies as it is, and that the next run, or compaction, has done to
// its end.
func TestCompactionKilledAtEveryBoundary(t *testing.T) {
	m := province(t)
	clean := m.compactable(t)
	calls := watch(t, clean, nil, "ledger", "compact", "-w", clean).calls
	boundaries := boundariesOf(calls, clean, long(t) > 0)
	t.Logf("a compaction makes %d calls that change something; it is killed before %d of them", len(calls), len(boundaries))
	told := counts{}
	for i, b := range boundaries {
		ws := m.compactable(t)
		seen := map[string]int{}
		died := watch(t, ws, func(_ int, c call) verdict {
			place := placeOf(c, ws)
			seen[place]++
			return verdict{kill: place == b.place && seen[place] == b.nth}
		}, "ledger", "compact", "-w", ws)
		if !died.killed {
			t.Fatalf("not reached: %s (time %d)", b.place, b.nth)
		}
		told[b.kind]++
		mustVerifyAsItIs(t, ws)
		if i%2 == 0 {
			empanel(t, 0, "ledger", "compact", "-w", ws)
			mustHaveNoLeftovers(t, ws)
		}
		m.mustBeMended(t, ws, nights-1, empanel(t, -1, "run", "-w", ws, "--as-of", asOf(nights-1)))
		if i%4 == 0 {
			empanel(t, 0, "ledger", "compact", "-w", ws)
			empanel(t, 0, "rebuild", "-w", ws)
		}
		mustVerify(t, ws)
		mustHaveNoLeftovers(t, ws)
		if t.Failed() {
			t.Fatalf("killed before %s (time %d)", b.place, b.nth)
		}
		must(t, os.RemoveAll(ws))
	}
	told.log(t)
}

// mustVerifyAsItIs holds the ledger to itself while a compaction is half done.
func mustVerifyAsItIs(t *testing.T, ws string) {
	t.Helper()
	empanel(t, 0, "verify", "-w", ws)
}

// What the power could take never is what a step of a compaction relies on.
func TestPowerCutInACompaction(t *testing.T) {
	m := province(t)
	ws := m.compactable(t)
	done := watch(t, ws, nil, "ledger", "compact", "-w", ws)
	if done.code != 0 {
		t.Fatalf("exit code %d:\n%s", done.code, done.out)
	}
	u := mustBeDurable(t, ws, done.calls, []*reliance{
		{what: "there is a journal", step: renamedTo(`/ledger/\.compacting\.json$`), on: []string{`ledger/\.R.*\.parquet\.unfinished`}},
		{what: "a pack gets its name", step: renamedTo(`/ledger/R[^/]*-since-[^/]*\.parquet$`), on: []string{`ledger/\.compacting\.json`}},
		{what: "a manifest names packs", step: renamedTo(`/ledger/R[0-9]+\.json$`), on: []string{`ledger/R.*-since-.*\.parquet`, `ledger/\.compacting\.json`}},
		{what: "a part goes", step: unlinked(`/ledger/R[^/]*\.parquet$`), on: []string{`ledger/R[0-9]+\.json`, `ledger/R.*-since-.*\.parquet`}},
		{what: "the journal goes", step: unlinked(`/ledger/\.compacting\.json$`), on: []string{`ledger/R.*`}},
	})
	for _, lost := range u.lost(ws, ws) {
		t.Errorf("at the end of a compaction: %s is not on disk", lost)
	}
}
