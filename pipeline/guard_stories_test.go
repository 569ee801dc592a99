package pipeline_test

import "testing"

// guardStory is a case of the guard worked out by hand: files over several
// nights in the notation of testdata/histories, and what the registry says
// after the last one.
type guardStory struct {
	name, files        string
	guard              guardRules
	acceptedOnly       bool
	lines, attachments string
	pipeline           bool // random provinces seldom come there, so the pipeline itself is held to it too
}

// lowLimits are those of most stories: two people are too many to take, whatever
// their share, and one is too many to remove.
var lowLimits = guardRules{enabled: true, takesPeople: 2, takesSharePeople: 2, takesSharePercent: 100, removesPeople: 1}

// threeOfD1 is the first night of most stories: three people are with D1.
const threeOfD1 = `
	feeds
	file teleplan a.txt 2026-03-02 18:00
	claim 1 P1 D1 F1 2026-03-01
	claim 2 P2 D1 F1 2026-03-01
	claim 3 P3 D1 F1 2026-03-01
	night
`

// takesTwo is a file that takes two of them and brings somebody else.
const takesTwo = `
	file teleplan b.txt 2026-03-04 18:00
	claim 11 P1 D2 F2 2026-03-03
	claim 12 P2 D2 F2 2026-03-03
	claim 14 P4 D2 F2 2026-03-03
`

var guardStories = []guardStory{
	{
		name: "a file that takes two is held whole, and what comes after it is judged without it", guard: lowLimits,
		files: threeOfD1 + takesTwo + `
			file teleplan c.txt 2026-03-05 18:00
			claim 21 P1 D3 F3 2026-03-04`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			b.txt:2 held
			b.txt:3 held
			b.txt:4 held
			c.txt:2 moved`,
		attachments: `
			P1 D1 F1 Not-the-MRP 2026-03-01 2026-03-04 superseded a.txt:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P1 D3 F3 Confirmed 2026-03-04 - - c.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P2 D2 F2 Pending 2026-03-03 - - b.txt:3
			P3 D1 F1 Confirmed 2026-03-01 - - a.txt:4
			P4 D2 F2 Pending 2026-03-03 - - b.txt:4`,
	},
	{
		name: "a release in a later night lets one line count, a discard puts one out, and one waits", guard: lowLimits,
		files: threeOfD1 + takesTwo + `
			night
			file decisions decisions_1.csv 2026-03-06 18:00
			release_file b.txt:2 2026-03-09
			discard_file b.txt:3 2026-03-09
			discard_file b.txt:2 2026-03-09
			discard_file a.txt:2 2026-03-09`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			b.txt:2 moved
			b.txt:3 quarantined hold_discarded discarded
			b.txt:4 held
			decisions_1.csv:2 applied
			decisions_1.csv:3 applied
			decisions_1.csv:4 applied
			decisions_1.csv:5 quarantined decision_unmatched`,
		attachments: `
			P1 D1 F1 Not-the-MRP 2026-03-01 2026-03-03 superseded a.txt:2
			P1 D2 F2 Confirmed 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P3 D1 F1 Confirmed 2026-03-01 - - a.txt:4
			P4 D2 F2 Pending 2026-03-03 - - b.txt:4`,
	},
	{
		name: "a decision taken in the night that holds names nothing, in later nights too", guard: lowLimits,
		files: threeOfD1 + takesTwo + `
			file decisions decisions_1.csv 2026-03-06 18:00
			release_file b.txt:2 2026-03-03
			night`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			b.txt:2 held
			b.txt:3 held
			b.txt:4 held
			decisions_1.csv:2 quarantined decision_unmatched`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.txt:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P2 D2 F2 Pending 2026-03-03 - - b.txt:3
			P3 D1 F1 Confirmed 2026-03-01 - - a.txt:4
			P4 D2 F2 Pending 2026-03-03 - - b.txt:4`,
	},
	{
		name: "one of two claims is no more than 50 percent, the unsound one counted, and one of one is",
		guard: guardRules{
			enabled: true, takesPeople: 9, takesSharePeople: 1, takesSharePercent: 50, removesPeople: 9,
		},
		files: threeOfD1 + `
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P9 D2 F2 2026-03-03
			claim 15 P4 D2 F2 2026-03-03 fee=00100
			file teleplan c.txt 2026-03-04 19:00
			claim 21 P2 D2 F2 2026-03-03
			claim 22 P5 D2 F2 2026-03-03 fee=00100`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			b.txt:2 moved
			b.txt:3 quarantined phn_unknown
			b.txt:4 ignored
			c.txt:2 held
			c.txt:3 ignored`,
		attachments: `
			P1 D1 F1 Not-the-MRP 2026-03-01 2026-03-03 superseded a.txt:2
			P1 D2 F2 Confirmed 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P2 D2 F2 Pending 2026-03-03 - - c.txt:2
			P3 D1 F1 Confirmed 2026-03-01 - - a.txt:4`,
	},
	{
		name: "a removal that came earlier counts, whatever comes later", guard: lowLimits,
		files: threeOfD1 + `
			file actions actions_1.csv 2026-03-04 17:00
			x1 remove P1 D1 2026-03-02
			file drbill b.csv 2026-03-04 18:00
			row P1 D2 F2 2026-03-03
			row P2 D2 F2 2026-03-03
			file actions actions_2.csv 2026-03-06 18:00
			x2 remove P3 D1 2026-03-03`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			actions_1.csv:2 removed
			b.csv:2 attached
			b.csv:3 moved
			actions_2.csv:2 removed`,
		attachments: `
			P1 D1 F1 Removed 2026-03-01 2026-03-02 removed a.txt:2
			P1 D2 F2 Confirmed 2026-03-03 - - b.csv:2
			P2 D1 F1 Not-the-MRP 2026-03-01 2026-03-03 superseded a.txt:3
			P2 D2 F2 Confirmed 2026-03-03 - - b.csv:3
			P3 D1 F1 Removed 2026-03-01 2026-03-03 removed a.txt:4`,
	},
	{
		name: "a removal that comes later does not count, though it would have freed them", guard: lowLimits,
		files: threeOfD1 + takesTwo + `
			file actions actions_2.csv 2026-03-06 18:00
			x2 remove * D1 2026-03-02`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			actions_2.csv:2 removed
			b.txt:2 held
			b.txt:3 held
			b.txt:4 held`,
		attachments: `
			P1 D1 F1 Removed 2026-03-01 2026-03-02 removed a.txt:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P2 D1 F1 Removed 2026-03-01 2026-03-02 removed a.txt:3
			P2 D2 F2 Pending 2026-03-03 - - b.txt:3
			P3 D1 F1 Removed 2026-03-01 2026-03-02 removed a.txt:4
			P4 D2 F2 Pending 2026-03-03 - - b.txt:4`,
	},
	{
		name: "a delegate's removal of everybody is held, and released it counts", guard: lowLimits,
		files: threeOfD1 + `
			file actions actions_1.csv 2026-03-05 18:00
			x1 remove * D1 2026-03-03 by=sam at=F2
			x2 remove * D1 2026-03-03 by=sam
			x3 remove * D1 2026-03-04 by=sam
			night
			file decisions decisions_1.csv 2026-03-06 18:00
			release_file actions_1.csv:4 2026-03-05`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			actions_1.csv:2 no_effect
			actions_1.csv:3 held
			actions_1.csv:4 removed
			decisions_1.csv:2 applied`,
		attachments: `
			P1 D1 F1 Removed 2026-03-01 2026-03-04 removed a.txt:2
			P2 D1 F1 Removed 2026-03-01 2026-03-04 removed a.txt:3
			P3 D1 F1 Removed 2026-03-01 2026-03-04 removed a.txt:4`,
	},
	{
		name: "a transfer from the provider explains a removal of everybody", guard: lowLimits,
		files: threeOfD1 + `
			file transfers transfers_1.csv 2026-03-05 17:00
			row transfer_id=t1 from_practitioner=D1 to_practitioner=D4 announced_on=2026-03-01 effective_on=2026-03-03
			file actions actions_1.csv 2026-03-05 18:00
			x2 remove * D1 2026-03-03 by=sam`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			actions_1.csv:2 removed`,
		attachments: `
			P1 D1 F1 Removed 2026-03-01 2026-03-03 removed a.txt:2
			P2 D1 F1 Removed 2026-03-01 2026-03-03 removed a.txt:3
			P3 D1 F1 Removed 2026-03-01 2026-03-03 removed a.txt:4`,
	},
	{
		name: "claims that wait for an answer are judged as though accepted, and are held once they are", guard: lowLimits, acceptedOnly: true,
		files: `
			feeds
			file drbill a.csv 2026-03-02 18:00
			row P1 D1 F1 2026-03-01
			row P2 D1 F1 2026-03-01
			night
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P2 D2 F2 2026-03-03
			night
			file teleplan-return r.txt 2026-03-05 18:00
			S01 11 D2`,
		lines: `
			a.csv:2 attached
			a.csv:3 attached
			b.txt:2 held
			b.txt:3 pending
			r.txt:1 applied`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.csv:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.csv:3
			P2 D2 F2 Pending 2026-03-03 - - b.txt:3`,
	},
	{
		name: "what is held is refused all the same, and held again when MSP accepts it after all", guard: lowLimits,
		files: `
			feeds
			file teleplan a.txt 2026-03-02 18:00
			claim 1 P1 D1 F1 2026-03-01
			claim 2 P2 D1 F1 2026-03-01
			night
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P2 D2 F2 2026-03-03
			night
			file teleplan-return r1.txt 2026-03-05 18:00
			C12 11 D2
			C12 12 D2
			night
			file teleplan-return r2.txt 2026-03-06 18:00
			S01 11 D2`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			b.txt:2 held
			b.txt:3 refused
			r1.txt:1 applied
			r1.txt:2 applied
			r2.txt:1 applied`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.txt:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3`,
	},
	{
		name: "a claim that was discarded with its file is discarded in every copy", guard: lowLimits, pipeline: true,
		files: `
			feeds
			file teleplan a.txt 2026-03-02 18:00
			claim 1 P1 D1 F1 2026-03-01
			claim 2 P2 D1 F1 2026-03-01
			night
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P2 D2 F2 2026-03-03
			night
			file teleplan c.txt 2026-03-05 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P2 D2 F2 2026-03-03
			claim 13 P3 D2 F2 2026-03-03
			night
			file decisions decisions_1.csv 2026-03-06 18:00
			discard_file b.txt:2 2026-03-06
			discard_file b.txt:3 2026-03-06`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			b.txt:2 quarantined hold_discarded discarded
			b.txt:3 quarantined hold_discarded discarded
			c.txt:2 quarantined hold_discarded discarded
			c.txt:3 quarantined hold_discarded discarded
			c.txt:4 attached
			decisions_1.csv:2 applied
			decisions_1.csv:3 applied`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P3 D2 F2 Confirmed 2026-03-03 - - c.txt:4`,
	},
	{
		name: "claims of the file that waited for an answer before are not on trial with it", guard: lowLimits, acceptedOnly: true, pipeline: true,
		files: `
			feeds
			file persons persons_0.csv 2026-01-06 18:00
			row phn=P1 coverage_from=2020-01-01 coverage_to=2026-03-02
			row phn=P2 coverage_from=2020-01-01 coverage_to=2026-03-02
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-02
			claim 12 P2 D2 F2 2026-03-02
			claim 21 P1 D3 F3 2026-03-03
			claim 22 P2 D3 F3 2026-03-03
			night
			file persons persons_1.csv 2026-03-05 18:00
			row phn=P1 coverage_from=2020-01-01
			row phn=P2 coverage_from=2020-01-01
			night
			file teleplan-return r.txt 2026-03-06 18:00
			S01 21 D3
			S01 22 D3`,
		lines: `
			b.txt:2 pending
			b.txt:3 pending
			b.txt:4 attached
			b.txt:5 attached
			r.txt:1 applied
			r.txt:2 applied`,
		attachments: `
			P1 D2 F2 Pending 2026-03-02 - - b.txt:2
			P1 D3 F3 Confirmed 2026-03-03 - - b.txt:4
			P2 D2 F2 Pending 2026-03-02 - - b.txt:3
			P2 D3 F3 Confirmed 2026-03-03 - - b.txt:5`,
	},
	{
		name: "a transfer of one clinic explains no removal of everybody everywhere", guard: lowLimits,
		files: threeOfD1 + `
			file transfers transfers_1.csv 2026-03-05 17:00
			row transfer_id=t1 from_practitioner=D1 to_practitioner=D4 facility_number=F1 announced_on=2026-03-01 effective_on=2026-03-03 status=open
			file actions actions_1.csv 2026-03-05 18:00
			x2 remove * D1 2026-03-03 by=sam`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			actions_1.csv:2 held`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P3 D1 F1 Confirmed 2026-03-01 - - a.txt:4`,
	},
	{
		name: "lines are judged in the night in which they heal, and only they", guard: lowLimits,
		files: `
			feeds
			file persons persons_0.csv 2026-01-06 18:00
			row phn=P1 coverage_from=2020-01-01 coverage_to=2026-03-01
			row phn=P2 coverage_from=2020-01-01 coverage_to=2026-03-01
			file teleplan a.txt 2026-03-02 18:00
			claim 1 P1 D1 F1 2026-03-01
			claim 2 P2 D1 F1 2026-03-01
			claim 3 P3 D1 F1 2026-03-01
			night
			file teleplan b.txt 2026-03-04 18:00
			claim 11 P1 D2 F2 2026-03-03
			claim 12 P2 D2 F2 2026-03-03
			claim 13 P3 D2 F2 2026-03-03
			night
			file persons persons_1.csv 2026-03-05 18:00
			row phn=P1 coverage_from=2020-01-01
			row phn=P2 coverage_from=2020-01-01`,
		lines: `
			a.txt:2 attached
			a.txt:3 attached
			a.txt:4 attached
			b.txt:2 held
			b.txt:3 held
			b.txt:4 moved`,
		attachments: `
			P1 D1 F1 Confirmed 2026-03-01 - - a.txt:2
			P1 D2 F2 Pending 2026-03-03 - - b.txt:2
			P2 D1 F1 Confirmed 2026-03-01 - - a.txt:3
			P2 D2 F2 Pending 2026-03-03 - - b.txt:3
			P3 D1 F1 Not-the-MRP 2026-03-01 2026-03-03 superseded a.txt:4
			P3 D2 F2 Confirmed 2026-03-03 - - b.txt:4`,
	},
}

// check compares lines and attachments with those worked out by hand.
func (s guardStory) check(t *testing.T, got expected, files []*sentFile, who string) {
	t.Helper()
	read := describe(got, fileNames(files))
	want := description{lines: tableRows(s.lines), attachments: tableRows(s.attachments)}
	want.conflicts, want.portal = read.conflicts, read.portal
	if diff := read.difference(want, who, "by hand"); diff != "" {
		t.Errorf("the %s and the hand-written result differ\n%s\n%s", who, diff, story(files))
	}
}

func (s guardStory) nights(t *testing.T) []guardedNight {
	t.Helper()
	dealt, err := readNights(s.files)
	if err != nil {
		t.Fatal(err)
	}
	var nights []guardedNight
	for _, files := range dealt {
		under := rules{guard: s.guard, acceptedOnly: s.acceptedOnly, asOf: "2026-03-20"}
		nights = append(nights, guardedNight{files: files, under: under})
	}
	return nights
}

// TestReferenceOnGuardStories holds the slow guard to them.
func TestReferenceOnGuardStories(t *testing.T) {
	for _, s := range guardStories {
		t.Run(s.name, func(t *testing.T) {
			slow := newGuard()
			var after expected
			for _, night := range s.nights(t) {
				after = slow.night(night.files, night.under)
			}
			s.check(t, after, slow.files, "reference")
		})
	}
}

// TestPipelineOnGuardStories holds the pipeline to some of them: random
// provinces hold it to the slow guard.
func TestPipelineOnGuardStories(t *testing.T) {
	for _, s := range guardStories {
		if !s.pipeline {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w, err := newTestWorkspace(rules{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := w.discard(); err != nil {
					t.Error(err)
				}
			}()
			var after registryAsRead
			for _, night := range s.nights(t) {
				if after, err = w.guardedRun(night); err != nil {
					t.Fatal(err)
				}
			}
			s.check(t, after.onlyModelled(w.files), w.files, "pipeline")
		})
	}
}
