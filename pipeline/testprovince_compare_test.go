package pipeline_test

import (
	"fmt"
	"slices"
	"sort"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The pipeline against the reference: on the hand-written histories, and on
// random provinces delivered all at once, night by night, in any order, and
// twice.

// modelledWarnings are the warnings that the reference knows; the others are
// not compared.
var modelledWarnings = []string{"diagnosis_unexpected", "location_unexpected", "service_date_stale"}

// onlyModelled leaves out what the reference says nothing about: the warnings
// of lines other than Teleplan attach claims, and warnings it does not know.
func (r registryAsRead) onlyModelled(files []*sentFile) expected {
	lines := map[lineKey]lineResult{}
	for key, result := range r.lines {
		result.warnings = nil
		lines[key] = result
	}
	for _, line := range acceptedLines(files) {
		if line.claim == nil || line.claim.record != "C02" || line.claim.kind() != attachClaim ||
			line.claim.width > 0 && line.claim.width < 201 {
			continue
		}
		result, found := lines[line.key()]
		if !found {
			continue
		}
		for _, warning := range r.lines[line.key()].warnings {
			if slices.Contains(modelledWarnings, warning) {
				result.warnings = append(result.warnings, warning)
			}
		}
		lines[line.key()] = result
	}
	only := r.expected
	only.lines = lines
	return only
}

// failer is what a test and a random case have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// afterNights runs the pipeline once for each batch of files in a new
// workspace and reads the registry. The last night is as of the day that the
// rules name, each one before it as of two days less.
func afterNights(t failer, under rules, nights ...[]*sentFile) registryAsRead {
	t.Helper()
	w, err := newTestWorkspace(under)
	if err != nil {
		t.Fatalf("making a workspace: %v", err)
	}
	defer func() {
		if err := w.discard(); err != nil {
			t.Fatalf("removing the workspace: %v", err)
		}
	}()
	for n, files := range nights {
		if err := w.night(files, daysLater(under.asOf, 2*(n+1-len(nights)))); err != nil {
			t.Fatalf("run %d: %v\n%s", n+1, err, story(files))
		}
	}
	got, err := w.read()
	if err != nil {
		t.Fatalf("reading the registry: %v", err)
	}
	return got
}

// mustEqualReference fails with the difference and the story behind it.
func mustEqualReference(t failer, got registryAsRead, files []*sentFile, under rules) {
	t.Helper()
	want, names := reconcileSlowly(files, under), fileNames(files)
	difference := describe(got.onlyModelled(files), names).difference(describe(want, names), "pipeline", "reference")
	if difference != "" {
		t.Fatalf("the pipeline and the reference differ under %s\n%s", under, storyBehind(difference, files))
	}
}

func mustHaveDigest(t failer, got registryAsRead, want string) {
	t.Helper()
	if got.digest == "" || got.digest != want {
		t.Fatalf("the registry has the same rows and another digest")
	}
}

// TestPipelineAllAtOnce delivers a province in one night.
func TestPipelineAllAtOnce(t *testing.T) {
	random(t, 2, func(t *rapid.T) {
		seed := drawProvince(t, 120)
		files, under := buildProvince(seed), seed.rules()
		mustEqualReference(t, afterNights(t, under, files), files, under)
	})
}

// TestPipelineNightByNight delivers it in the order of receipt over several
// nights.
func TestPipelineNightByNight(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 60)
		files, under := buildProvince(seed), seed.rules()
		sort.SliceStable(files, func(i, j int) bool {
			if !files[i].receivedAt.Equal(files[j].receivedAt) {
				return files[i].receivedAt.Before(files[j].receivedAt)
			}
			return files[i].name < files[j].name
		})
		nights := make([][]*sentFile, 1, 4)
		for _, file := range files {
			if len(nights) < 4 && bits(t, 2, "night ends") == 3 {
				nights = append(nights, nil)
			}
			nights[len(nights)-1] = append(nights[len(nights)-1], file)
		}
		got := afterNights(t, under, nights...)
		mustEqualReference(t, got, files, under)
		mustHaveDigest(t, got, afterNights(t, under, files).digest)
	})
}

// TestLongPipelineInAnyOrder delivers it in any order over several nights. Only a
// copy does not come before what it is a copy of: which of two equal files
// came first is recorded, and is evidence.
func TestLongPipelineInAnyOrder(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 60)
		files, under := buildProvince(seed), seed.rules()
		nights := make([][]*sentFile, 4)
		nightOf := map[string]int{}
		ordered := slices.Clone(files)
		sort.SliceStable(ordered, func(i, j int) bool { return receivedBefore(ordered[i], ordered[j]) })
		for _, file := range ordered {
			night, id := bits(t, 2, "night"), file.submissionID()
			if first, copied := nightOf[id]; copied {
				night = max(night, first)
			} else {
				nightOf[id] = night
			}
			nights[night] = append(nights[night], file)
		}
		got := afterNights(t, under, nights...)
		mustEqualReference(t, got, files, under)
		mustHaveDigest(t, got, afterNights(t, under, files).digest)
	})
}

func receivedBefore(a, b *sentFile) bool {
	if !a.receivedAt.Equal(b.receivedAt) {
		return a.receivedAt.Before(b.receivedAt)
	}
	return a.name < b.name
}

// TestLongPipelineDeliveredTwice delivers every file a second time, later and
// under another name.
func TestLongPipelineDeliveredTwice(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 60)
		files, under := buildProvince(seed), seed.rules()
		once := afterNights(t, under, files)
		var again []*sentFile
		for _, file := range files {
			twin := *file
			twin.name = fmt.Sprintf("%s_again%s", baseName(file.name), extension(file.name))
			twin.receivedAt = file.receivedAt.Add(time.Hour)
			again = append(again, &twin)
		}
		twice := afterNights(t, under, files, again)
		mustEqualReference(t, twice, files, under)
		mustHaveDigest(t, twice, once.digest)
		if want := once.duplicates + len(again) - once.refused; twice.duplicates != want {
			t.Fatalf("%d files are listed as duplicates, not %d", twice.duplicates, want)
		}
	})
}
