package pipeline_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// A random province is drawn as seeds, plain small numbers, and built from
// them without any further chance, so that rapid can make a failing case
// small.

// provinceSeed is a whole case.
type provinceSeed struct {
	Policy   int // which of the four choices of policy
	HoldDays int
	AsOf     int
	Missing  int // one feed that is never delivered, or none
	Guard    guardSeed
	Files    []fileSeed
	Villages []villageSeed
	Copies   []copySeed
}

// guardSeed is how much the guard lets through; without one, as in most tests,
// nobody decides about what it holds either.
type guardSeed struct {
	On                             bool
	Takes, Share, Percent, Removes int
}

// fileSeed is a file that lines may be put in.
type fileSeed struct {
	What, Received, Centre int
}

// villageSeed is what happens to a few people, providers and facilities.
type villageSeed struct {
	Base  int // bits: what is peculiar about the feeds it begins with
	Lines []lineSeed
}

// lineSeed is one line: which file it is put in says what it is; Twist what is
// peculiar about it; Ref which earlier thing it is about. With Present 0 there
// is no such line: that is how rapid takes lines away.
type lineSeed struct {
	Present, File, Who, Provider, Facility, Day, Sequence, Twist, Ref int
}

// copySeed sends a whole file again under another name.
type copySeed struct {
	File, Received int
}

// bits draws a number of so many bits, each value as likely as the other.
// (rapid's own ranges prefer small numbers, which would make the rarer kinds
// of line very rare.)
func bits(t *rapid.T, n int, name string) int {
	value := 0
	for range n {
		value <<= 1
		if rapid.Bool().Draw(t, name) {
			value |= 1
		}
	}
	return value
}

func drawFile(t *rapid.T) fileSeed {
	return fileSeed{What: bits(t, 5, "what"), Received: bits(t, 3, "received"), Centre: bits(t, 1, "centre")}
}

func drawLine(t *rapid.T) lineSeed {
	return lineSeed{
		Present: bits(t, 2, "present"),
		File:    bits(t, 4, "file"), Who: bits(t, 4, "who"), Provider: bits(t, 4, "provider"),
		Facility: bits(t, 4, "facility"), Day: bits(t, 4, "day"), Sequence: bits(t, 3, "sequence"),
		Twist: bits(t, 6, "twist"), Ref: bits(t, 4, "ref"),
	}
}

func drawVillage(t *rapid.T) villageSeed {
	return villageSeed{
		Base:  bits(t, 8, "base"),
		Lines: rapid.SliceOfN(rapid.Custom(drawLine), 12, 40).Draw(t, "lines"),
	}
}

// rules is the policy of the case. Half of all cases have the default; days of
// holding are few, so that they pass within the few days of the case, and on
// some days as of which it is worked out only for some claims.
func (s provinceSeed) rules() rules {
	return rules{
		hold:         s.Policy == 4 || s.Policy == 5 || s.Policy == 7,
		acceptedOnly: s.Policy >= 6,
		holdDays:     []int{0, 2, 3, 40}[s.HoldDays],
		asOf:         []string{"2026-12-01", "2026-03-07", "2026-03-09", "2026-04-12"}[s.AsOf],
		guard:        s.Guard.rules(),
	}
}

// rules are limits so low that the few people of a village reach them.
func (s guardSeed) rules() guardRules {
	if !s.On {
		return guardRules{}
	}
	return guardRules{
		enabled:     true,
		takesPeople: 1 + s.Takes%3, takesSharePeople: 1 + s.Share%2, takesSharePercent: []int{10, 20, 34, 50}[s.Percent],
		removesPeople: 1 + s.Removes%3,
	}
}

// String names the rules in a message.
func (r rules) String() string {
	text := fmt.Sprintf("hold=%v for %d days, accepted only=%v, as of %s", r.hold, r.holdDays, r.acceptedOnly, r.asOf)
	if r.guard.enabled {
		text += fmt.Sprintf(", guard %+v", r.guard)
	}
	return text
}

// GoString keeps the log of a failing case short: the seeds of a province say
// nothing to a reader, the story of the case does.
func (s provinceSeed) GoString() string {
	return fmt.Sprintf("%d files, %d villages, %d copies", len(s.Files), len(s.Villages), len(s.Copies))
}

// drawProvince draws a case with at most so many villages, and seldom much
// fewer.
func drawProvince(t *rapid.T, villages int) provinceSeed {
	province := rapid.Custom(func(t *rapid.T) provinceSeed { return composeProvince(t, villages) })
	return province.Draw(t, "province")
}

func composeProvince(t *rapid.T, villages int) provinceSeed {
	return provinceSeed{
		Policy:   bits(t, 3, "policy"),
		HoldDays: bits(t, 2, "hold days"),
		AsOf:     bits(t, 2, "as of"),
		Missing:  bits(t, 4, "missing feed"),
		Files:    rapid.SliceOfN(rapid.Custom(drawFile), 3, 14).Draw(t, "files"),
		Villages: rapid.SliceOfN(rapid.Custom(drawVillage), 1+villages/2, villages).Draw(t, "villages"),
		Copies: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) copySeed {
			return copySeed{File: bits(t, 4, "copy of"), Received: bits(t, 3, "received")}
		}), 0, 2).Draw(t, "copies"),
	}
}

// drawGuardedProvince draws a case with the guard on: with more files of claims
// and of actions, so that there is something to take and to remove, with returns
// about what was taken, and with one of decisions.
func drawGuardedProvince(t *rapid.T, villages int) provinceSeed {
	province := rapid.Custom(func(t *rapid.T) provinceSeed { return composeGuardedProvince(t, villages) })
	return province.Draw(t, "guarded province")
}

func composeGuardedProvince(t *rapid.T, villages int) provinceSeed {
	seed := composeProvince(t, villages)
	seed.Guard = guardSeed{
		On: true, Takes: bits(t, 2, "takes"), Share: bits(t, 1, "share"), Percent: bits(t, 2, "percent"), Removes: bits(t, 2, "removes"),
	}
	for _, what := range []int{whatClaims, whatClaims, whatClaims, whatReturns, whatReturns, whatDrbill, whatActions, whatDecisions} {
		file := drawFile(t)
		file.What = what
		seed.Files = append(seed.Files, file)
	}
	return seed
}

// What a file is, of those that a guarded province is sure to have.
const (
	whatClaims    = 0
	whatReturns   = 10
	whatDrbill    = 15
	whatActions   = 18
	whatDecisions = 21
)

// seedInstants are when files are received: ties are common, and some lie just
// beside midnight in Vancouver, before and after the last clock change.
var seedInstants = []time.Time{
	time.Date(2026, 3, 12, 18, 0, 0, 0, time.UTC),
	time.Date(2026, 3, 6, 18, 0, 0, 0, time.UTC),
	time.Date(2026, 3, 7, 7, 30, 0, 0, time.UTC), // 23:30 on 6 March
	time.Date(2026, 3, 8, 8, 30, 0, 0, time.UTC), // 00:30 on 8 March
	time.Date(2026, 3, 9, 7, 30, 0, 0, time.UTC), // 00:30 on 9 March, an hour further than before
	time.Date(2026, 3, 12, 18, 0, 0, 0, time.UTC),
	time.Date(2026, 3, 12, 18, 0, 1, 0, time.UTC),
	time.Date(2026, 11, 10, 7, 30, 0, 0, time.UTC), // 00:30 on 10 November
}

// baseReceived is when the feeds a province begins with were received.
var baseReceived = time.Date(2026, 3, 6, 17, 0, 0, 0, time.UTC)

// seedDays are the days things are effective on, most of them close together.
var seedDays = []string{
	"2026-03-01", "2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-04", "2026-03-04", "2026-03-05",
	"2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2025-11-20", "2024-01-31", "2026-11-10",
}
