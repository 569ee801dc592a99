package synth_test

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline/synth"
)

// happening is one thing that happens to a person of a handover.
type happening struct {
	on       field.Date
	night    int
	removal  bool // sorts before a claim of the same day and night
	provider string
	dies     bool
}

// handedOver is what the files say of one handover.
type handedOver struct {
	id, leaver, successor string
	from, until           field.Date
	cohort, others        map[int64]bool // the others came to the successor from nobody
	claims                map[string]int // of the two, by provider
}

func (r *reading) handedOver(row readRow) *handedOver {
	h := &handedOver{
		id: text(row, "transfer_id"), leaver: text(row, "from_practitioner"), successor: text(row, "to_practitioner"),
		from: r.date(row, "announced_on"), until: r.date(row, "effective_on"),
		cohort: map[int64]bool{}, others: map[int64]bool{}, claims: map[string]int{},
	}
	for _, c := range r.claims {
		if string(c.PractitionerNumber) == h.leaver {
			h.cohort[c.PHN] = true
		}
	}
	for _, c := range r.claims {
		number := string(c.PractitionerNumber)
		if number == h.leaver || number == h.successor {
			h.claims[number]++
		}
		if number == h.successor && !h.cohort[c.PHN] {
			h.others[c.PHN] = true
		}
	}
	return h
}

// happenings are those of every person of a handover, in the order in which
// the rules take them.
func (r *reading) happenings(h *handedOver) map[int64][]happening {
	out := map[int64][]happening{}
	for _, c := range r.claims {
		if (h.cohort[c.PHN] || h.others[c.PHN]) && len(r.reasons[c.place]) == 0 {
			out[c.PHN] = append(out[c.PHN], happening{on: c.ServiceDate, night: c.night, provider: string(c.PractitionerNumber)})
		}
	}
	for _, a := range r.actions {
		if string(a.PractitionerNumber) == h.leaver && a.Everyone {
			for phn := range h.cohort {
				out[phn] = append(out[phn], happening{on: a.ActedOn, night: a.night, removal: true, provider: h.leaver})
			}
		}
	}
	for _, row := range r.rows["persons"] {
		if phn := row.values["phn"].Int; len(out[phn]) > 0 && r.date(row, "deceased_on") != field.NoDate {
			out[phn] = append(out[phn], happening{on: r.date(row, "deceased_on"), night: 1000, dies: true})
		}
	}
	for _, all := range out {
		slices.SortStableFunc(all, func(a, b happening) int {
			first := map[bool]int{true: 0, false: 1}
			return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.night, b.night), cmp.Compare(first[a.removal], first[b.removal]))
		})
	}
	return out
}

// ends says where a person is when everything has happened: with a provider,
// "dead", or "" with nobody.
func ends(all []happening) string {
	now := ""
	for _, h := range all {
		switch {
		case h.dies:
			return "dead"
		case h.removal && now == h.provider:
			now = ""
		case !h.removal:
			now = h.provider
		}
	}
	return now
}

// TestHandoversEndAsStated: whatever the seed and the rate of defects, the two
// handovers end with the same numbers, and nothing else happens to their
// people.
func TestHandoversEndAsStated(t *testing.T) {
	t.Parallel()
	for _, opts := range []synth.Options{
		{People: 5_000, Nights: 4, Seed: 1, Handovers: true},
		{People: 100, Nights: 5, Seed: 2, Defects: 1, Handovers: true, FirstDay: field.NewDate(2024, 8, 1)},
		{People: 16_000, Nights: 8, Seed: 3, Defects: 0.1, Files: 40, Handovers: true},
	} {
		m := write(t, opts)
		r := readAll(t, m)
		found := 0
		for _, row := range r.rows["transfers"] {
			if strings.HasPrefix(text(row, "transfer_id"), "HANDOVER-") {
				found++
				r.checkHandover(r.handedOver(row), m.Nights[0].Date)
			}
		}
		if found != 2 {
			t.Errorf("seed %d: %d handovers", opts.Seed, found)
		}
		for _, kind := range []string{"handover_awaiting", "handover_refused", "handover_moved"} {
			if _, ok := m.StoryOf(kind); !ok {
				t.Errorf("seed %d: no story of kind %s", opts.Seed, kind)
			}
		}
	}
}

func (r *reading) checkHandover(h *handedOver, first field.Date) {
	t := r.t
	t.Helper()
	got := map[string]int{}
	refused := map[int64]bool{}
	for _, c := range r.claims {
		if string(c.PractitionerNumber) == h.successor && slices.Equal(r.reasons[c.place], []field.Reason{field.FacilityMissing}) {
			refused[c.PHN] = true
		}
	}
	name := map[string]string{h.successor: "successor", h.leaver: "leaver", "dead": "dead", "": "nobody"}
	for phn, all := range r.happenings(h) {
		end, known := name[ends(all)]
		switch {
		case !known:
			end = "elsewhere"
		case h.others[phn]:
			end = "other with " + end
		case end == "nobody" && refused[phn]:
			end = "refused"
		}
		got[end]++
	}
	want := map[string]int{"successor": 980, "refused": 5, "elsewhere": 3, "dead": 2, "nobody": 10, "other with successor": 12}
	if !maps.Equal(got, want) || h.claims[h.leaver] != 1000 || h.claims[h.successor] != 997 {
		t.Errorf("%s: %v with claims %v, want %v", h.id, got, h.claims, want)
	}
	if h.from != first+1 || h.until != first+2 {
		t.Errorf("%s: announced on %s for %s", h.id, h.from, h.until)
	}
	r.checkOrder(h, first)
	r.checkUntouched(h)
}

// checkOrder holds the days on which the leaver removes and the successor
// claims to what the case is named for.
func (r *reading) checkOrder(h *handedOver, first field.Date) {
	removed, uploaded := 2, 3
	if h.id == "HANDOVER-B-FIRST" {
		removed, uploaded = 3, 2
	}
	for _, a := range r.actions {
		if string(a.PractitionerNumber) == h.leaver && (a.night != removed || a.ActedOn != first+field.Date(removed)) {
			r.t.Errorf("%s: an action on night %d of %s", h.id, a.night, a.ActedOn)
		}
	}
	for _, c := range r.claims {
		if string(c.PractitionerNumber) == h.successor && (c.night != uploaded || c.ServiceDate != first+field.Date(uploaded)) {
			r.t.Errorf("%s: a claim on night %d for %s", h.id, c.night, c.ServiceDate)
		}
	}
}

// checkUntouched holds that nothing random names a handover's people or the
// two providers.
func (r *reading) checkUntouched(h *handedOver) {
	named := func(phn int64) bool { return h.cohort[phn] || h.others[phn] }
	for _, a := range r.actions {
		if named(a.PHN) {
			r.t.Errorf("%s: an action names one of the people", h.id)
		}
	}
	for _, a := range r.answers {
		if named(a.PHN) || string(a.PractitionerNumber) == h.leaver || string(a.PractitionerNumber) == h.successor {
			r.t.Errorf("%s: a return names a claim", h.id)
		}
	}
	persons := map[int64]int{}
	for feed, rows := range r.rows {
		for _, row := range rows {
			phn := row.values["phn"].Int
			switch {
			case !named(phn):
			case feed != "persons" || row.values["survivor_phn"].Int != 0 || !row.values["coverage_to"].Null || !strings.Contains(row.file, "_handovers"):
				r.t.Errorf("%s: %s names one of the people", h.id, row.file)
			default:
				persons[phn]++
			}
		}
	}
	twice := 0
	for _, rows := range persons {
		twice += rows - 1
	}
	if len(persons) != 1012 || twice != 2 {
		r.t.Errorf("%s: %d people in the feed, %d of them twice", h.id, len(persons), twice)
	}
	for _, c := range r.claims {
		if bytes.Equal(c.FeeItem, []byte("98990")) && named(c.PHN) && c.night > 4 {
			r.t.Errorf("%s: a claim on night %d", h.id, c.night)
		}
	}
}

// TestHandoversLeaveTheProvinceAsItIs: with them there are more files, and
// every other one is the same.
func TestHandoversLeaveTheProvinceAsItIs(t *testing.T) {
	t.Parallel()
	opts := synth.Options{People: 6_000, Nights: 5, Seed: 4, Defects: 0.03}
	without, m := fingerprintOf(t, opts)
	opts.Handovers = true
	with, withThem := fingerprintOf(t, opts)
	for file, print := range without {
		if with[file] != print {
			t.Errorf("%s is another with handovers", file)
		}
	}
	if more := len(with) - len(without); more != 18 {
		t.Errorf("%d files more", more)
	}
	if !slices.Equal(m.Stories, withThem.Stories[:len(m.Stories)]) || fmt.Sprint(m.Defects) != fmt.Sprint(withThem.Defects[:len(m.Defects)]) {
		t.Error("the stories or the defects are others with handovers")
	}
	if more := withThem.Counts.People - m.Counts.People; more != 2024 {
		t.Errorf("%d people more", more)
	}
}
