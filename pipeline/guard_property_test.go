package pipeline_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The guard of the pipeline against the slow one: night by night, as what a
// night held stays held whatever comes later.

// guardedNight is what is delivered before a run, and under what it is made.
type guardedNight struct {
	files []*sentFile
	under rules
}

// drawGuardedNights deals a province out to several nights, as of days that go
// forward and back; in some nights the guard is off.
func drawGuardedNights(t *rapid.T, seed provinceSeed) []guardedNight {
	files := cutByVillages(buildProvince(seed), 1+bits(t, 3, "villages in a file"))
	nights := make([]guardedNight, 5)
	for n := range nights {
		under := seed.rules()
		under.guard.enabled = under.guard.enabled && bits(t, 3, "guard off") != 7
		under.asOf = daysLater(under.asOf, bits(t, 3, "as of")-4)
		nights[n].under = under
	}
	for n, dealt := range dealCut(t, files, len(nights)) {
		nights[n].files = dealt
	}
	return nights
}

// dealCut deals files to nights in any order. Only a copy does not come before
// what it is a copy of: which of two equal files came first is evidence.
func dealCut(t *rapid.T, files []*sentFile, count int) [][]*sentFile {
	nights, nightOf := make([][]*sentFile, count), map[string]int{}
	ordered := slices.Clone(files)
	slices.SortStableFunc(ordered, func(a, b *sentFile) int {
		switch {
		case receivedBefore(a, b):
			return -1
		case receivedBefore(b, a):
			return 1
		}
		return 0
	})
	for _, file := range ordered {
		at, id := nightFor(t, file, count), file.submissionID()
		if first, copied := nightOf[id]; copied {
			at = max(at, first)
		} else {
			nightOf[id] = at
		}
		nights[at] = append(nights[at], file)
	}
	return nights
}

// nightFor draws the night of a file. The feeds a province begins with mostly
// come first, so that what comes later heals few lines; decisions, actions and
// returns mostly come late, when there is something to decide, to remove or to
// answer.
func nightFor(t *rapid.T, file *sentFile, count int) int {
	drawn := bits(t, 3, "night") % count
	switch {
	case file.receivedAt.Equal(baseReceived):
		if bits(t, 2, "base is late") != 3 {
			return 0
		}
	case file.feed == "decisions", file.feed == "actions", file.channel == returns:
		return max(drawn, bits(t, 3, "another night")%count)
	}
	return drawn
}

// cutByVillages cuts files up, so that each is about few villages: one part
// may be held and another not. Decisions name the lines where they now stand.
func cutByVillages(files []*sentFile, villages int) []*sentFile {
	var parts []*sentFile
	moved := map[string]linePlace{} // by what a decision calls the line, before the cutting
	for _, file := range files {
		id, of := file.submissionID(), map[int]*sentFile{}
		for i, line := range file.lines {
			part := of[line.village/villages]
			if part == nil {
				cut := *file
				cut.name = fmt.Sprintf("%s_part%d%s", baseName(file.name), line.village/villages, extension(file.name))
				cut.lines = nil
				part, of[line.village/villages] = &cut, &cut
				parts = append(parts, part)
			}
			if file.feed != "decisions" {
				moved[id+writtenNumber(file.firstLine()+i)] = linePlace{part, len(part.lines)}
			}
			part.lines = append(part.lines, line)
		}
	}
	reaim(parts, moved)
	return parts
}

// reaim changes the rows of decisions, once: a copy of a decision file shares
// its rows.
func reaim(parts []*sentFile, moved map[string]linePlace) {
	for _, part := range parts {
		if part.feed != "decisions" {
			continue
		}
		for _, line := range part.lines {
			if now, found := moved[line.row["about_submission_id"]+line.row["about_line_no"]]; found {
				line.row["about_submission_id"] = now.file.submissionID()
				line.row["about_line_no"] = writtenNumber(now.file.firstLine() + now.at)
			}
		}
	}
}

// followGuard has the slow guard go through the nights of a province, and says
// after each what the registry must be. Somebody decides about much of what it
// holds: hardly any decision drawn beforehand names a line under a hold.
func followGuard(t *rapid.T, seed provinceSeed, after func(guardedNight, *guard, expected)) {
	slow := newGuard()
	for n, night := range drawGuardedNights(t, seed) {
		if decisions := decideHolds(t, slow, n); len(decisions.lines) > 0 {
			night.files = append(night.files, decisions)
		}
		after(night, slow, slow.night(night.files, night.under))
	}
}

// decideHolds makes a file of decisions about lines that are under a hold by
// now: mostly one about all lines of a file, sometimes about some, or again.
func decideHolds(t *rapid.T, slow *guard, night int) *sentFile {
	file := &sentFile{
		channel: feedFiles, feed: "decisions", name: fmt.Sprintf("decisions_about_holds%d.csv", night),
		receivedAt: seedInstants[bits(t, 3, "decided at")],
	}
	verdictOf := map[string]int{}
	for _, line := range acceptedLines(slow.files) {
		if slow.heldIn[line.key()] == 0 {
			continue
		}
		drawn, found := verdictOf[line.submission]
		if !found {
			drawn = bits(t, 3, "decide about the file")
			verdictOf[line.submission] = drawn
		}
		if drawn == 2 {
			drawn = bits(t, 2, "decide about the line")
		}
		if drawn > 1 {
			continue
		}
		file.lines = append(file.lines, sentLine{village: line.village, row: csvRow{
			"about_submission_id": line.submission, "about_line_no": writtenNumber(line.line),
			"verdict": []string{"release_file", "discard_file"}[drawn], "counts_from": "2026-03-05",
			"decided_at": "2026-03-05T18:00:00Z", "decided_by": "ana", "reason": fmt.Sprintf("night %d", night),
		}})
	}
	return file
}

// guardedRun does one night, under the policy of that night.
func (w *testWorkspace) guardedRun(night guardedNight) (registryAsRead, error) {
	if err := os.WriteFile(w.Config(), night.under.configuration(), 0o600); err != nil {
		return registryAsRead{}, err
	}
	if err := w.night(night.files, night.under.asOf); err != nil {
		return registryAsRead{}, err
	}
	return w.read()
}

// mustGuardAsReference does the nights in a new workspace. After each the
// registry must say what the slow guard says.
func mustGuardAsReference(t *rapid.T, seed provinceSeed) {
	t.Helper()
	w, err := newTestWorkspace(rules{})
	if err != nil {
		t.Fatalf("making a workspace: %v", err)
	}
	defer func() {
		if err := w.discard(); err != nil {
			t.Fatalf("removing the workspace: %v", err)
		}
	}()
	var nights []guardedNight
	followGuard(t, seed, func(night guardedNight, slow *guard, want expected) {
		nights = append(nights, night)
		got, err := w.guardedRun(night)
		if err != nil {
			t.Fatalf("run %d: %v\n%s", slow.run, err, story(slow.files))
		}
		names := fileNames(slow.files)
		difference := describe(got.onlyModelled(slow.files), names).difference(describe(want, names), "pipeline", "reference")
		if difference != "" {
			t.Fatalf("after run %d the pipeline and the reference differ under %s\n%s\nthe slow guard:\n%s\ntaken in:\n%s",
				slow.run, night.under, storyBehind(difference, slow.files), slow.tell(), tellNights(nights))
		}
	})
}

// tellNights names the files of each night.
func tellNights(nights []guardedNight) string {
	var out strings.Builder
	for n, night := range nights {
		fmt.Fprintf(&out, "run %d, %s:", n+1, night.under)
		for _, file := range night.files {
			fmt.Fprintf(&out, " %s", file.name)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// TestLongPipelineGuardsAsReference delivers provinces over several nights with the
// guard on and low limits.
func TestLongPipelineGuardsAsReference(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		mustGuardAsReference(t, drawGuardedProvince(t, 30))
	})
}

// TestGuardedProvincesReachEveryVerdict counts what the slow guard says of
// random provinces: one that never holds a file tests nothing about it.
func TestGuardedProvincesReachEveryVerdict(t *testing.T) {
	seen := map[string]int{}
	for n := range 60 {
		rapid.Custom(func(t *rapid.T) int {
			followGuard(t, composeGuardedProvince(t, 12), func(_ guardedNight, slow *guard, after expected) {
				countHolds(slow, after, seen)
			})
			return 0
		}).Example(n)
	}
	t.Log(seen)
	for _, want := range []string{
		"file held, too many", "file held, too large a share", "file lets people move", "file takes nobody",
		"removal held, too many", "removal goes through", "removal goes through, a transfer explains it", "removes nobody",
		"claim held", "claim held pending", "claim held quarantined",
		"claim released moved", "claim released attached", "claim discarded quarantined",
		"action held", "action released removed", "action discarded quarantined", "decided twice", "decision unmatched",
		"judged when it healed",
	} {
		if seen[want] == 0 {
			t.Errorf("no guarded province has %q", want)
		}
	}
}

// verdictKind names a verdict of the guard.
func verdictKind(v guardVerdict) string {
	switch isFile := v.claims > 0; {
	case v.held && isFile:
		return "file held, " + v.why
	case v.held:
		return "removal held, " + v.why
	case v.why != "":
		return "removal goes through, " + v.why
	case isFile && v.people > 0:
		return "file lets people move"
	case isFile:
		return "file takes nobody"
	case v.people == 0:
		return "removes nobody"
	}
	return "removal goes through"
}

// countHolds counts what has become of the lines that the guard ever held.
func countHolds(slow *guard, after expected, seen map[string]int) {
	for _, verdict := range slow.verdicts {
		if verdict.run == slow.run {
			seen[verdictKind(verdict)]++
			if slow.takenIn[verdict.about.key()] < slow.run {
				seen["judged when it healed"]++
			}
		}
	}
	decided := map[lineKey][]string{}
	for _, line := range acceptedLines(slow.files) {
		if line.file.feed != "decisions" || !isAboutHold(line) {
			continue
		}
		if after.lines[line.key()].outcome != "applied" {
			seen["decision unmatched"]++
			continue
		}
		about := lineNamed(acceptedLines(slow.files), line.row).key()
		decided[about] = append(decided[about], line.row["verdict"])
	}
	for _, line := range acceptedLines(slow.files) {
		if slow.heldIn[line.key()] > 0 {
			seen[holdKind(line, after.lines[line.key()], decided[line.key()])]++
		}
		if len(decided[line.key()]) > 1 {
			seen["decided twice"]++
		}
	}
}

func holdKind(line evidenceLine, result lineResult, decided []string) string {
	what := "action"
	if claimsSomebody(line) {
		what = "claim"
	}
	switch {
	case slices.Contains(result.reasons, "hold_discarded"):
		return what + " discarded " + result.outcome
	case slices.Contains(decided, "release_file"):
		return what + " released " + result.outcome
	case result.outcome == "held":
		return what + " held"
	}
	return what + " held " + result.outcome
}

// TestReferenceGuardKeepsItsPromises checks what must hold of any guard: what
// is under a hold attaches, moves and removes nobody, it stays so until
// somebody decides, and where no verdict is made there is none.
func TestReferenceGuardKeepsItsPromises(t *testing.T) {
	random(t, 20, func(t *rapid.T) {
		before := map[lineKey]int{}
		followGuard(t, drawGuardedProvince(t, 6), func(night guardedNight, slow *guard, after expected) {
			for key, run := range before {
				if slow.heldIn[key] != run {
					t.Errorf("a line held by run %d is held by run %d", run, slow.heldIn[key])
				}
			}
			if !night.under.guard.enabled && len(slow.heldIn) > len(before) {
				t.Errorf("a guard that is off holds lines")
			}
			for key := range slow.heldIn {
				outcome := after.lines[key].outcome
				if outcome == "held" && opensARow(key, after) {
					t.Errorf("a line that is held opens a row\n%s", slow.tell())
				}
			}
			before = maps.Clone(slow.heldIn)
		})
	})
}

func opensARow(key lineKey, after expected) bool {
	return slices.ContainsFunc(after.attachments, func(row attachmentRow) bool {
		return row.key == key && row.status != "Pending"
	})
}
