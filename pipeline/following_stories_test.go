package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Stories of transfers and of capacity, worked out by hand. All are told in one
// world, each of people and providers of its own, and of two days: the last of
// June, three weeks after the window of most cases, and the first of July.
//
//	has P D F day               P is claimed by D at F (F -: a claim without one)
//	removes, restores, changes P D F day
//	hands K D D F announced effective      a case; F -: everywhere
//	cancels K                   received on 1 April
//	dies P day / merges P Q     P's number now stands for Q
//	prefers D F rate size / targets D people until / leaves D day
//	opens F day / closes F day

var followingStories = []struct{ name, told, want string }{
	{
		"the case of most stories", `hands K1 D1 D2 - 2026-03-01 2026-03-10`,
		`K1 overdue deceased 1 moved 7 elsewhere 1 staying 3 refused 1 awaiting 3 extra 1`,
	},
	{
		"A first", `has P1 D1 F1 2026-01-05; removes P1 D1 - 2026-04-01; has P1 D2 F1 2026-04-06`,
		`K1 P1 moved () with D2 at F1 left 2026-04-01 joined 2026-04-06 gap 5`,
	},
	{
		"B first", `has P2 D1 F1 2026-01-05; has P2 D2 F1 2026-04-02; removes P2 D1 - 2026-04-10`,
		`K1 P2 moved () with D2 at F1 left 2026-04-02 joined 2026-04-02 gap 0`,
	},
	{
		"left and restored", `has P3 D1 F1 2026-01-05; removes P3 D1 - 2026-04-01; restores P3 D1 F1 2026-04-03`,
		`K1 P3 staying () with D1 at F1 left 2026-04-01 joined - gap -`,
	},
	{
		"changed clinics within A", `has P4 D1 F1 2026-01-05; changes P4 D1 F2 2026-04-01`,
		`K1 P4 staying () with D1 at F2 left - joined - gap -`,
	},
	{
		"removed, and that was all", `has P5 D1 F1 2026-01-05; removes P5 D1 - 2026-04-01`,
		`K1 P5 awaiting () with - at - left 2026-04-01 joined - gap -`,
	},
	{
		"died after leaving", `has P6 D1 F1 2026-01-05; removes P6 D1 - 2026-04-01; dies P6 2026-04-05`,
		`K1 P6 deceased () with - at - left 2026-04-01 joined - gap -`,
	},
	{
		"B's claim does not pass", `has P7 D1 F1 2026-01-05; removes P7 D1 - 2026-04-01; has P7 D2 - 2026-04-03`,
		`K1 P7 refused (facility_missing) with - at - left 2026-04-01 joined - gap -`,
	},
	{
		"B's claim does not pass, and is corrected", `has P8 D1 F1 2026-01-05; removes P8 D1 - 2026-04-01; has P8 D2 - 2026-04-02; has P8 D2 F1 2026-04-03`,
		`K1 P8 moved () with D2 at F1 left 2026-04-01 joined 2026-04-03 gap 2`,
	},
	{
		"elsewhere", `has P9 D1 F1 2026-01-05; has P9 D5 F1 2026-04-02`,
		`K1 P9 elsewhere () with D5 at F1 left 2026-04-02 joined - gap -`,
	},
	{
		"extra", `has P10 D2 F1 2026-04-02`,
		`K1 P10 extra () with - at - left - joined 2026-04-02 gap -`,
	},
	{
		"B bills a merged number", `has P11 D1 F1 2026-01-05; merges P12 P11; has P12 D2 F1 2026-04-04`,
		`K1 P11 moved () with D2 at F1 left 2026-04-04 joined 2026-04-04 gap 0`,
	},
	{
		"claimed on the last day of the window", `has P13 D1 F1 2026-01-05; removes P13 D1 - 2026-06-01; has P13 D2 F1 2026-06-08`,
		`K1 P13 moved () with D2 at F1 left 2026-06-01 joined 2026-06-08 gap 7`,
	},
	{
		"claimed on the day after the window", `has P14 D1 F1 2026-01-05; removes P14 D1 - 2026-06-01; has P14 D2 F1 2026-06-09`,
		`K1 P14 awaiting () with - at - left 2026-06-01 joined - gap -`,
	},
	{
		"a claim that does not pass on the day after the window", `has P15 D1 F1 2026-01-05; removes P15 D1 - 2026-06-01; has P15 D2 - 2026-06-09`,
		`K1 P15 awaiting () with - at - left 2026-06-01 joined - gap -`,
	},
	{
		"left A after the window", `has P16 D1 F1 2026-01-05; removes P16 D1 - 2026-06-15`,
		`K1 P16 staying () with D1 at F1 left - joined - gap -`,
	},
	{
		"left B after the window", `has P17 D1 F1 2026-01-05; has P17 D2 F1 2026-04-02; removes P17 D2 - 2026-06-19`,
		`K1 P17 moved () with D2 at F1 left 2026-04-02 joined 2026-04-02 gap 0`,
	},
	{
		"was B's before, and changed clinics there", `has P18 D2 F1 2026-01-05; changes P18 D2 F2 2026-03-05; has P18 D1 F1 2026-03-08;
		removes P18 D1 - 2026-04-01; has P18 D2 F1 2026-04-04`,
		`K1 P18 moved () with D2 at F1 left 2026-04-01 joined 2026-04-04 gap 3`,
	},

	{
		"one facility", `hands K2 D3 D4 F1 2026-03-01 2026-03-10; has P20 D3 F1 2026-01-05; has P21 D3 F2 2026-01-05;
		has P22 D3 F1 2026-01-05; changes P22 D3 F2 2026-04-01; has P23 D3 F2 2026-01-05; has P23 D4 F1 2026-04-02`,
		`K2 overdue deceased 0 moved 0 elsewhere 0 staying 2 refused 0 awaiting 0 extra 1
		K2 P20 staying () with D3 at F1 left - joined - gap -
		K2 P22 staying () with D3 at F2 left 2026-04-01 joined - gap -
		K2 P23 extra () with - at - left - joined 2026-04-02 gap -`,
	},
	{
		"two cases of the same A", `hands K3 D7 D8 - 2026-03-01 2026-03-10; hands K4 D7 D9 - 2026-03-01 2026-03-10; has P24 D7 F1 2026-01-05; has P24 D8 F1 2026-04-02`,
		`K3 complete deceased 0 moved 1 elsewhere 0 staying 0 refused 0 awaiting 0 extra 0
		K3 P24 moved () with D8 at F1 left 2026-04-02 joined 2026-04-02 gap 0
		K4 complete deceased 0 moved 0 elsewhere 1 staying 0 refused 0 awaiting 0 extra 0
		K4 P24 elsewhere () with D8 at F1 left 2026-04-02 joined - gap -`,
	},
	{
		"cancelled", `hands K5 D10 D11 - 2026-03-01 2026-03-10; cancels K5; has P25 D10 F1 2026-01-05; removes P25 D10 - 2026-04-05;
		has P26 D10 F1 2026-01-05; removes P26 D10 - 2026-03-20; has P26 D11 F1 2026-04-03`,
		`K5 cancelled deceased 0 moved 0 elsewhere 0 staying 1 refused 0 awaiting 1 extra 0
		K5 P25 staying () with D10 at F1 left - joined - gap -
		K5 P26 awaiting () with - at - left 2026-03-20 joined - gap -`,
	},
	{
		"announced for a day to come", `hands K6 D12 D13 - 2026-07-10 2026-07-20; has P27 D12 F1 2026-01-05`,
		`K6 open deceased 0 moved 0 elsewhere 0 staying 0 refused 0 awaiting 0 extra 0`,
	},
	{
		"cancelled before the day for which it was announced", `hands K7 D14 D15 - 2026-05-01 2026-05-10; cancels K7; has P28 D14 F1 2026-01-05`,
		`K7 cancelled deceased 0 moved 0 elsewhere 0 staying 0 refused 0 awaiting 0 extra 0`,
	},

	{
		"new, changed clinics, restored, handed over: one of four is new", `prefers D20 F1 3 -; has P30 D20 F1 2026-06-02;
		has P31 D20 F2 2026-01-05; changes P31 D20 F1 2026-06-03; has P32 D20 F1 2026-01-05; removes P32 D20 - 2026-05-01; restores P32 D20 F1 2026-06-04;
		hands K9 D21 D20 - 2026-06-01 2026-06-05; has P33 D21 F1 2026-01-05; has P33 D20 F1 2026-06-05`,
		`K9 complete deceased 0 moved 1 elsewhere 0 staying 0 refused 0 awaiting 0 extra 2
		K9 P30 extra () with - at - left - joined 2026-06-02 gap -
		K9 P32 extra () with - at - left - joined 2026-06-04 gap -
		K9 P33 moved () with D20 at F1 left 2026-06-05 joined 2026-06-05 gap 0
		D20 F1 panel 4 this month 1 pending 0 capacity 2: monthly capacity rate
		July D20 F1 panel 4 this month 0 pending 0 capacity 3: monthly capacity rate`,
	},
	{
		"handed over, A first: not new", `prefers D30 F1 3 -; hands K10 D31 D30 - 2026-06-01 2026-06-05; has P37 D31 F1 2026-01-05;
		removes P37 D31 - 2026-06-02; has P37 D30 F1 2026-06-05`,
		`K10 complete deceased 0 moved 1 elsewhere 0 staying 0 refused 0 awaiting 0 extra 0
		K10 P37 moved () with D30 at F1 left 2026-06-02 joined 2026-06-05 gap 3
		D30 F1 panel 1 this month 0 pending 0 capacity 3: monthly capacity rate
		July D30 F1 panel 1 this month 0 pending 0 capacity 3: monthly capacity rate`,
	},
	{
		"came and went in one month: counted all the same", `prefers D32 F1 3 -; has P38 D32 F1 2026-06-02; removes P38 D32 - 2026-06-04`,
		`D32 F1 panel 0 this month 1 pending 0 capacity 2: monthly capacity rate
		July D32 F1 panel 0 this month 0 pending 0 capacity 3: monthly capacity rate`,
	},
	{
		"more people than desired", `prefers D22 F1 5 1; has P34 D22 F1 2026-01-05; has P35 D22 F1 2026-01-05`,
		`D22 F1 panel 2 this month 0 pending 0 capacity 0: desired panel size
		July D22 F1 panel 2 this month 0 pending 0 capacity 0: desired panel size`,
	},
	{
		"no figure", `prefers D23 F1 - -`,
		`D23 F1 panel 0 this month 0 pending 0 capacity 0: no figure stated
		July D23 F1 panel 0 this month 0 pending 0 capacity 0: no figure stated`,
	},
	{
		"a target for both clinics, until the last of June", `prefers D24 F1 9 1; prefers D24 F2 9 -; targets D24 3 2026-06-30`,
		`D24 F1 panel 0 this month 0 pending 0 capacity 1: desired panel size
		D24 F2 panel 0 this month 0 pending 0 capacity 2: monthly target
		July D24 F1 panel 0 this month 0 pending 0 capacity 1: desired panel size
		July D24 F2 panel 0 this month 0 pending 0 capacity 9: monthly capacity rate`,
	},
	{
		"who was there for no day is not new", `prefers D25 F1 2 -; has P36 D25 F1 2026-06-10; has P36 D26 F1 2026-06-10`,
		`D25 F1 panel 0 this month 0 pending 0 capacity 2: monthly capacity rate
		July D25 F1 panel 0 this month 0 pending 0 capacity 2: monthly capacity rate`,
	},
	{
		"a clinic opens in July, another closes after June", `opens F3 2026-07-01; prefers D27 F3 2 -; closes F4 2026-06-30; prefers D28 F4 2 -`,
		`D27 F3 panel 0 this month 0 pending 0 capacity 0: clinic closed
		D28 F4 panel 0 this month 0 pending 0 capacity 2: monthly capacity rate
		July D27 F3 panel 0 this month 0 pending 0 capacity 2: monthly capacity rate
		July D28 F4 panel 0 this month 0 pending 0 capacity 0: clinic closed`,
	},
	{
		"leaves practice on the first of July", `prefers D29 F1 2 -; leaves D29 2026-07-01`,
		`D29 F1 panel 0 this month 0 pending 0 capacity 2: monthly capacity rate
		July D29 F1 panel 0 this month 0 pending 0 capacity 0: left practice`,
	},
}

// storyWorld is the files of all stories under construction.
type storyWorld map[string]*sentFile

func (w storyWorld) put(feed string, at time.Time, row csvRow) {
	name := fmt.Sprintf("%s_%s.csv", feed, at.Format("0102"))
	if w[name] == nil {
		w[name] = &sentFile{channel: feedFiles, feed: feed, name: name, receivedAt: at}
		if feed == "drbill" {
			w[name].channel, w[name].feed = drbillFiles, ""
		}
	}
	w[name].lines = append(w[name].lines, sentLine{row: row})
}

var (
	storiesBegin  = time.Date(2026, 1, 4, 18, 0, 0, 0, time.UTC)
	storiesCancel = time.Date(2026, 4, 1, 18, 0, 0, 0, time.UTC)
	storiesEnd    = time.Date(2026, 6, 20, 18, 0, 0, 0, time.UTC)
)

func newStoryWorld() storyWorld {
	w := storyWorld{}
	for n := 1; n <= 40; n++ {
		w.put("persons", storiesBegin, usualRow("persons").with("phn", phnOf(n)).with("coverage_from", "2020-01-01"))
		w.put("providers", storiesBegin, usualRow("providers").with("practitioner_number", practitionerOf(n)))
		for at := 1; at <= 4; at++ {
			w.put("affiliations", storiesBegin, usualRow("affiliations").with("practitioner_number", practitionerOf(n)).with("facility_number", facilityOf(at)))
		}
	}
	for n := 1; n <= 4; n++ {
		w.put("clinics", storiesBegin, usualRow("clinics").with("facility_number", facilityOf(n)))
	}
	return w
}

// tell adds one thing that happens, in the words above.
func (w storyWorld) tell(word string, of []string) {
	person := func() csvRow { return usualRow("persons").with("phn", of[0]).with("coverage_from", "2020-01-01") }
	clinic, provider := usualRow("clinics").with("facility_number", of[0]), usualRow("providers").with("practitioner_number", of[0])
	action := csvRow{"action_id": strings.Join(of, "-"), "actor_role": "provider", "phn": of[0], "action": map[string]string{
		"removes": "remove", "restores": "restore", "changes": "change_clinic",
	}[word]}
	switch word {
	case "has":
		w.put("drbill", storiesEnd, csvRow{"phn": of[0], "practitioner_number": of[1], "facility_number": of[2], "attach_date": of[3]})
	case "removes", "restores", "changes":
		column := map[string]string{"restores": "facility_number", "changes": "new_facility_number"}[word]
		w.put("actions", storiesEnd, action.with(column, of[2]).with("practitioner_number", of[1]).with("actor_id", of[1]).with("acted_on", of[3]))
	case "hands":
		w.put("transfers", storiesBegin, csvRow{
			"transfer_id": of[0], "from_practitioner": of[1], "to_practitioner": of[2], "facility_number": of[3], "announced_on": of[4], "effective_on": of[5],
		})
	case "cancels":
		for _, line := range w["transfers_0104.csv"].lines {
			if line.row["transfer_id"] == of[0] {
				w.put("transfers", storiesCancel, line.row.with("status", "cancelled"))
			}
		}
	case "dies":
		w.put("persons", storiesEnd, person().with("deceased_on", of[1]))
	case "merges":
		w.put("persons", storiesEnd, person().with("survivor_phn", of[1]))
	case "prefers":
		w.put("preferences", storiesEnd, csvRow{
			"practitioner_number": of[0], "facility_number": of[1], "accepting": "Y", "monthly_capacity_rate": of[2], "desired_panel_size": of[3],
		})
	case "targets":
		w.put("providers", storiesEnd, provider.with("monthly_target", of[1]).with("target_until", of[2]))
	case "leaves":
		w.put("providers", storiesEnd, provider.with("left_practice_on", of[1]))
	case "opens":
		w.put("clinics", storiesEnd, clinic.with("opened_on", of[1]))
	case "closes":
		w.put("clinics", storiesEnd, clinic.with("closed_on", of[1]))
	default:
		panic("a story says " + word)
	}
}

// files gives the files, with what was told.
func (w storyWorld) files() []*sentFile {
	for _, story := range followingStories {
		for happening := range strings.SplitSeq(story.told, ";") {
			words := strings.Fields(happening)
			of, _ := options(words[1:])
			w.tell(words[0], of)
		}
	}
	var files []*sentFile
	for _, file := range w {
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b *sentFile) int { return strings.Compare(a.name, b.name) })
	return files
}

// TestPipelineOnStoriesOfTransfersAndRoom holds the pipeline to the stories.
func TestPipelineOnStoriesOfTransfersAndRoom(t *testing.T) {
	t.Parallel()
	w, discard := openWorkspace(t, rules{})
	defer discard()
	w.nightAs(t, newStoryWorld().files(), "2026-06-30")
	told := w.followed(t).rowsOf("", "transfers", "transfer_patients", "capacity")
	w.nightAs(t, nil, "2026-07-01")
	mustTellStories(t, append(told, w.followed(t).rowsOf("July ", "capacity")...))
}

// TestReferenceOnStoriesOfTransfersAndRoom holds the reference to them.
func TestReferenceOnStoriesOfTransfersAndRoom(t *testing.T) {
	files := newStoryWorld().files()
	told := followSlowly(files, rules{asOf: "2026-06-30"}, nil, 1).lines.rowsOf("", "transfers", "transfer_patients", "capacity")
	mustTellStories(t, append(told, followSlowly(files, rules{asOf: "2026-07-01"}, nil, 2).lines.rowsOf("July ", "capacity")...))
}

// rowsOf gives the rows of some relations, those of capacity with the figure
// that limits it.
func (f following) rowsOf(prefix string, relations ...string) []string {
	var rows []string
	for _, relation := range relations {
		for _, row := range f[relation] {
			if relation == "capacity" {
				place := strings.Join(strings.Fields(row)[:2], " ") + " "
				for _, limit := range f["limits"] {
					if figure, found := strings.CutPrefix(limit, place); found {
						row += ": " + figure
					}
				}
			}
			rows = append(rows, prefix+row)
		}
	}
	return rows
}

// mustTellStories fails with every story of which something else is told, and
// with what no story tells.
func mustTellStories(t *testing.T, told []string) {
	t.Helper()
	for _, story := range followingStories {
		for _, row := range tableRows(story.want) {
			at := slices.Index(told, row)
			if at < 0 {
				t.Errorf("%s: nothing says %q", story.name, row)
				continue
			}
			told = slices.Delete(told, at, at+1)
		}
	}
	for _, row := range told {
		t.Errorf("no story tells of %q", row)
	}
}
