package synth_test

import (
	"testing"

	"empanel/pipeline/synth"
)

// TestWaitingOnlyIsSound: the workload to measure matching with holds as many
// registrants as asked for, each a person of the feed; every reader takes it
// without a defect, and what names a provider, a clinic or a household names
// one that there is.
func TestWaitingOnlyIsSound(t *testing.T) {
	t.Parallel()
	const people = 30_000 // more than one file of each
	m := write(t, synth.Options{People: people, Seed: 6, WaitingOnly: true})
	r := readAll(t, m)
	for at, reasons := range r.reasons {
		t.Errorf("%s:%d: %v", at.file, at.line, reasons)
	}
	if len(r.claims)+len(r.actions)+len(r.answers)+len(m.Defects) > 0 {
		t.Error("there are claims, actions, answers or defects")
	}
	ref := r.refer()
	if len(ref.known) != people || len(r.rows["registrants"]) != people || m.Counts.Registrants != people {
		t.Errorf("%d people, %d registrants", len(ref.known), len(r.rows["registrants"]))
	}
	homes := map[string]string{}
	for _, row := range r.rows["registrants"] {
		if !ref.known[row.values["phn"].Int] || text(row, "status") != "active" || r.date(row, "registered_on") < r.date(row, "birth_date") {
			t.Fatalf("%s:%d is no sound registrant", row.file, row.line)
		}
		home, chsa := text(row, "household_id"), text(row, "chsa")
		if homes[home] != "" && homes[home] != chsa {
			t.Errorf("household %s lives in %s and %s", home, homes[home], chsa)
		}
		homes[home] = chsa
	}
	if len(homes) != m.Counts.Households {
		t.Errorf("%d households, %d are stated", len(homes), m.Counts.Households)
	}
	r.checkRoom(ref, people)
	for _, row := range r.rows["offers"] {
		r.checkAffiliated(ref, row)
		if homes[text(row, "household_id")] == "" {
			t.Errorf("%s:%d names no household", row.file, row.line)
		}
	}
}

// checkRoom holds how many providers there are, with room and without.
func (r *reading) checkRoom(ref *reference, people int) {
	room := map[string]bool{}
	for _, row := range r.rows["preferences"] {
		r.checkAffiliated(ref, row)
		if row.values["accepting"].Int == 1 && row.values["monthly_capacity_rate"].Int > 0 {
			room[text(row, "practitioner_number")] = true
		}
	}
	if want := people / 133; len(room) < want || len(room) > want+1 || len(ref.providers) != 2*len(room) {
		r.t.Errorf("%d of %d providers have room", len(room), len(ref.providers))
	}
}

// checkAffiliated holds that the provider of a row is at its clinic.
func (r *reading) checkAffiliated(ref *reference, row readRow) {
	at := [2]string{text(row, "practitioner_number"), text(row, "facility_number")}
	if _, open := ref.clinics[at[1]]; !open || !ref.providers[at[0]] || len(ref.affiliated[at]) == 0 {
		r.t.Errorf("%s:%d: the provider is not at the clinic", row.file, row.line)
	}
}

// TestWaitingOnlyIsVaried: whatever a match can depend on occurs, about as
// often as it should.
func TestWaitingOnlyIsVaried(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 40_000, Seed: 9, WaitingOnly: true})
	r := readAll(t, m)
	counts := map[string]int{}
	count := func(what string, yes bool) {
		if yes {
			counts[what]++
		}
	}
	areas, regions := map[string]bool{}, map[string]bool{}
	for _, row := range r.rows["registrants"] {
		areas[text(row, "chsa")], regions[text(row, "chsa")[:3]] = true, true
		for _, name := range []string{"any_distance", "language_required", "provider_gender_required", "pregnant_or_newborn"} {
			count(name, row.values[name].Int == 1)
		}
		count("provider_gender", !row.values["provider_gender"].Null)
		count("last_contact_on", !row.values["last_contact_on"].Null && r.date(row, "last_contact_on") < m.Nights[0].Date-90)
		count("complexity "+text(row, "complexity"), true)
	}
	for what, percent := range map[string]int{
		"any_distance": 10, "language_required": 5, "provider_gender_required": 4, "pregnant_or_newborn": 2, "provider_gender": 15,
		"complexity low": 60, "complexity medium": 28, "complexity high": 8, "complexity ": 4, "last_contact_on": 40,
	} {
		if got := counts[what]; got < percent*400*8/10 || got > percent*400*12/10 {
			t.Errorf("%s: %d of 40,000, not about %d%%", what, got, percent)
		}
	}
	if len(areas) != 218 || len(regions) < 80 || len(regions) > 100 {
		t.Errorf("%d areas in %d Local Health Areas", len(areas), len(regions))
	}
	for _, row := range r.rows["offers"] {
		counts[text(row, "outcome")]++
	}
	for _, outcome := range []string{"pending", "declined_provider", "declined_patient", "lapsed"} {
		if counts[outcome] == 0 {
			t.Errorf("no offer is %s", outcome)
		}
	}
}
