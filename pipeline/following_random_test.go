package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"empanel/pipeline"
)

// What follows from the registry on random provinces over several nights.

// followedNights are the nights of a province and the days as of which they are.
type followedNights struct {
	under rules
	files [][]*sentFile
	days  []string
}

func drawFollowedNights(r *rapid.T, villages int) followedNights {
	seed := drawFollowed(r, villages)
	under := seed.rules()
	nights := theirNights(r, buildFollowed(seed))
	return followedNights{under, nights, asOfNights(r, under, len(nights))}
}

// TestLongPipelineFollowsAsReference holds every row of what follows to the
// reference, night after night, and what is published to what must hold of it.
func TestLongPipelineFollowsAsReference(t *testing.T) {
	random(t, 1, func(r *rapid.T) {
		n := drawFollowedNights(r, 24)
		w, discard := openWorkspace(r, n.under)
		defer discard()
		var sofar []*sentFile
		proposals, before := map[string]turnTold{}, publishedNight{}
		for at, files := range n.files {
			sofar = append(sofar, files...)
			under := n.under
			under.asOf = n.days[at]
			w.nightAs(r, files, n.days[at])
			slow := followSlowly(sofar, under, proposals, at+1)
			if difference := w.followed(r).difference(slow.lines, "pipeline", "reference"); difference != "" {
				r.Fatalf("night %d: what follows differs under %s, window %d\n%s", at+1, under, under.windowDays(), storyBehind(difference, sofar))
			}
			published := w.published(r)
			published.mustPassNobodyOver(r)
			published.mustKeep(r, before)
			proposals, before = slow.proposals, published
		}
	})
}

// TestLongPipelineFollowsTheSameAnywhere delivers the nights to one workspace, and
// everything at once to two others: in another order and under other names, one
// of them with two threads. The same evidence gives the same transfers and
// capacity, and two first nights the same lists. A rebuild gives every table
// again.
func TestLongPipelineFollowsTheSameAnywhere(t *testing.T) {
	random(t, 1, func(r *rapid.T) {
		n := drawFollowedNights(r, 12)
		n.files, n.days = [][]*sentFile{slices.Concat(n.files[:2]...), n.files[2]}, n.days[1:]
		last := n.days[len(n.days)-1]
		several, discard := openWorkspace(r, n.under)
		defer discard()
		for at, files := range n.files {
			several.nightAs(r, files, n.days[at])
		}
		files := slices.Concat(n.files...)
		once, discardOnce := openWorkspace(r, n.under)
		defer discardOnce()
		once.nightAs(r, files, last)
		again, discardAgain := openWorkspace(r, n.under)
		defer discardAgain()
		rewrite(t, again.Config(), "threads = 1", "threads = 2")
		again.nightAs(r, otherwiseNamed(files), last)

		told := once.followed(r)
		if difference := again.followed(r).difference(told, "with two threads", "with one"); difference != "" {
			r.Fatalf("the lists depend on more than the evidence\n%s", storyBehind(difference, files))
		}
		parted := several.followed(r)
		for _, relation := range []string{"match_proposals", "match_unplaced", "match_candidates", "words"} {
			parted[relation] = told[relation] // they look to the night before
		}
		if difference := parted.difference(told, "in several runs", "in one"); difference != "" {
			r.Fatalf("transfers or capacity depend on when evidence came\n%s", storyBehind(difference, files))
		}
		before := allTables(t, several)
		if _, err := pipeline.Rebuild(t.Context(), post{several.Workspace, t}.anew()); err != nil {
			r.Fatalf("rebuild: %v", err)
		}
		mustEqualTables(r, before, allTables(t, several), true)
	})
}

// otherwiseNamed gives the files the other way round, under other names where
// the name does not say what is in them.
func otherwiseNamed(files []*sentFile) []*sentFile {
	var others []*sentFile
	for i, file := range files {
		other := *file
		if file.feed == "" {
			other.name = fmt.Sprintf("%03d%s", len(files)-i, extension(file.name))
		} else {
			other.name = fmt.Sprintf("%s_%03d.csv", file.feed, len(files)-i)
		}
		others = append(others, &other)
	}
	slices.Reverse(others)
	return others
}

// TestFollowedProvincesReachEverything counts what the reference says of random
// provinces: a generator that never makes something tests nothing about it.
func TestFollowedProvincesReachEverything(t *testing.T) {
	seen := map[string]int{}
	cases := rapid.Custom(func(r *rapid.T) followedSeed { return drawFollowed(r, 10) })
	for n := range 60 {
		seed := cases.Example(n)
		under := seed.rules()
		files := buildFollowed(seed)
		first := followSlowly(files[:len(files)*3/4], under, nil, 1)
		second := followSlowly(files, under, first.proposals, 2)
		for relation, rows := range second.lines {
			for _, row := range rows {
				for _, word := range wordsOf(relation, row) {
					seen[relation+" "+word]++
				}
			}
		}
	}
	wanted := `transfers open,transfers complete,transfers overdue,transfers cancelled,
		transfer_patients deceased,transfer_patients moved,transfer_patients elsewhere,transfer_patients staying,transfer_patients refused,
		transfer_patients awaiting,transfer_patients extra,limits not accepting,limits left practice,limits clinic closed,limits not affiliated,
		limits no figure stated,limits monthly target,limits monthly capacity rate,limits desired panel size,
		match_unplaced deceased,match_unplaced registered_twice,match_unplaced attached,match_unplaced in_transfer,match_unplaced offer_pending,
		match_unplaced offer_accepted,match_unplaced household_waits,match_unplaced nobody_near,match_unplaced conditions_unmet,
		match_unplaced declined_before,match_unplaced no_room_left,match_proposals kept,match_proposals first,match_proposals later`
	t.Log(seen)
	for want := range strings.SplitSeq(wanted, ",") {
		if want = strings.TrimSpace(want); seen[want] == 0 {
			t.Errorf("no random province has %q", want)
		}
	}
}

// wordsOf gives what a row says that a test asks for.
func wordsOf(relation, row string) []string {
	words := strings.Fields(row)
	switch relation {
	case "transfers", "match_unplaced":
		return words[1:2]
	case "transfer_patients":
		return words[2:3]
	case "limits":
		return []string{strings.Join(words[2:], " ")}
	case "match_proposals":
		for _, said := range []string{"kept since", "first choice"} {
			if strings.Contains(row, said) {
				return []string{strings.Fields(said)[0]}
			}
		}
		return []string{"later"}
	}
	return nil
}
