package compare

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"empanel/parsers/field"
	"empanel/parsers/patientlist"
	"empanel/pipeline/ask"
	"empanel/pipeline/export/worklists"
	"empanel/pipeline/wording"
)

// entry is a person as listed under a provider.
type entry struct {
	practitioner string
	person       int64
}

// compare holds every row to the registry, and then the panels to the rows.
func (r *registry) compare(rows []patientlist.Row) *Comparison {
	c := &Comparison{Providers: []string{}, Items: []Item{}}
	for practitioner := range r.panels {
		c.Providers = append(c.Providers, practitioner)
	}
	slices.Sort(c.Providers)
	first := map[entry]int{}
	for _, active := range []bool{true, false} { // of two records of a patient the active one speaks for them
		for i := range rows {
			if (rows[i].Status == patientlist.Active) == active {
				c.Counts.Lines++
				r.row(c, &rows[i], first)
			}
		}
	}
	r.onlyInRegistry(c, first)
	slices.SortStableFunc(c.Items, inOrder)
	return c
}

// row holds one row to the registry, and counts it once.
func (r *registry) row(c *Comparison, row *patientlist.Row, first map[entry]int) {
	item := Item{Line: row.Line, Practitioner: row.Practitioner, Facility: row.Facility, phn: row.PHN}
	if row.PHN != 0 {
		item.PHN = r.options.Look.PHN(row.PHN)
	}
	if item.Practitioner == "" {
		item.Practitioner = r.options.Provider
	}
	only := func(reason, explanation, do string) {
		item.List, item.Reason, item.Explanation, item.Do = OnlyInList, reason, explanation, do
		c.Counts.OnlyInList++
		c.Items = append(c.Items, item)
	}
	if d := row.Wrong; d != nil {
		item.Line, item.Column, item.Field = d.Line, d.Column, d.Field
		only(string(d.Reason), d.Error(), correctAndCompare)
		return
	}
	switch {
	case item.Practitioner == "":
		only("practitioner_missing", "the row names no provider", "Name the provider, or give --provider")
		return
	case r.options.Provider != "" && item.Practitioner != r.options.Provider:
		c.Counts.NotCompared++
		return
	case !r.known[item.Practitioner]:
		only("practitioner_unknown", "no provider has this practitioner number", correctAndCompare)
		return
	}
	p, t := r.listed[row.PHN], r.panels[item.Practitioner]
	if r.elsewhere(row, t.at[p.person]) {
		c.Counts.NotCompared++
		return
	}
	r.people[p.person] = true
	at := entry{item.Practitioner, p.person}
	if line, again := first[at]; again {
		only("listed_twice", fmt.Sprintf("the same person stands on line %d", line), "Keep one record of this patient in your EMR")
		return
	}
	first[at] = row.Line
	switch confirmed, waiting := t.at[p.person], t.waiting[p.person]; {
	case confirmed != nil:
		r.both(c, &item, row, p, confirmed)
	case waiting != nil:
		r.both(c, &item, row, p, waiting)
	case row.Status != patientlist.Active:
		c.Counts.NotActive++
	default:
		if p.practitioner != "" {
			item.Since = ask.Day(p.since)
		}
		reason, explanation, do := r.why(p, t)
		only(reason, explanation+merged(row, p, r.options.Look), do)
	}
}

const correctAndCompare = "Correct it in your EMR, and compare again"

// elsewhere says whether a row is of another facility than the one that was
// asked for, by the list and by the registry.
func (r *registry) elsewhere(row *patientlist.Row, confirmed *worklists.Matter) bool {
	asked := r.options.Facility
	return asked != "" && row.Facility != "" && row.Facility != asked && (confirmed == nil || confirmed.Facility != asked)
}

// both compares a row with the person on the panel, or waiting for it.
func (r *registry) both(c *Comparison, item *Item, row *patientlist.Row, p *person, m *worklists.Matter) {
	var reasons, words, do []string
	differs := func(reason, word, todo string) {
		reasons, words, do = append(reasons, reason), append(words, word), append(do, todo)
	}
	switch {
	case row.Status == patientlist.Deceased && m.Section == worklists.Confirmed:
		differs("status_deceased", "deceased in your list, on your panel here", "Check that they died: MSP then has to know it")
	case row.Status == patientlist.Inactive && m.Section == worklists.Confirmed:
		differs("status_not_active", "not active in your list, on your panel here", "Remove them in the Panel Registry, or make them active in your EMR")
	case m.Section == worklists.Pending:
		t := m.Tell(r.options.Look)
		differs("pending", t.Explanation, wording.UpperFirst(t.Do))
	}
	expected := row.Facility
	if expected == "" {
		expected = r.options.Facility
	}
	if expected != "" && expected != m.Facility {
		differs("facility", "at facility "+m.Facility+" in the registry", "If they moved, change the clinic in the Panel Registry, or correct your list")
	}
	if p.person != row.PHN {
		differs("phn_merged", strings.TrimPrefix(merged(row, p, r.options.Look), "; "), "Put the new number into your EMR")
	}
	if row.BirthDate != field.NoDate && p.birth.Valid && p.birth.Time.UTC().Format(time.DateOnly) != row.BirthDate.String() {
		differs("birth_date", "the date of birth is another in the registry", "Check that the health number is this patient's, then the date")
	}
	if len(reasons) == 0 {
		c.Counts.Agree++
		return
	}
	item.List, item.Facility, item.Since = Differs, m.Facility, ask.Day(m.Since)
	item.Reason, item.Explanation, item.Do = strings.Join(reasons, ", "), strings.Join(words, "; "), strings.Join(do, ". ")
	c.Counts.Differ++
	c.Items = append(c.Items, *item)
}

// merged says that the number of a row is another now.
func merged(row *patientlist.Row, p *person, look ask.Look) string {
	if p.person == row.PHN {
		return ""
	}
	return "; the health number was merged into " + look.PHN(p.person)
}

// why says why somebody of the list is not on the panel: what stands in the way
// for good first, then what the practice can correct, then with whom they are.
func (r *registry) why(p *person, t *theirs) (reason, explanation, do string) {
	m := t.other[p.person]
	where := r.with(p, t)
	switch {
	case p.deceased:
		return "deceased", "died, according to the persons feed", "Mark them as deceased in your EMR, if that is right"
	case r.pseudo[p.person]:
		return "phn_pseudo", "a number for billing, not a person", "Use the patient's own health number"
	case r.hasPersons && !p.inFeed:
		return "phn_unknown", "no such person is in the persons feed", "Compare the number with the card; where it is right, it comes with the feed"
	case m != nil && m.Section == worklists.Quarantined:
		told := m.Tell(r.options.Look)
		return "quarantined", fmt.Sprintf("your claim waits in quarantine (%s), %s line %d: %s",
			told.Reasons, wording.Shown(m.File), m.Line, told.Explanation), wording.UpperFirst(told.Do)
	case m != nil && m.Section == worklists.OnlyInUpload:
		told := m.Tell(r.options.Look)
		return m.Reason, told.Explanation, wording.UpperFirst(told.Do)
	case p.practitioner != "" && t.clinics[p.facility]:
		return "another_at_clinic", where, "Agree in your clinic who is the MRP; if it is you, send a claim with fee item 98990"
	case p.practitioner != "":
		return "another", where, "Ask the patient who their provider is; if it is you, send a claim with fee item 98990"
	case m != nil && m.Section == worklists.Removed:
		return "removed", "removed from your panel on " + ask.Day(m.Until) + ", " + where, "If by mistake, restore them in the Panel Registry; else make them inactive in your EMR"
	case r.hasCoverage && !p.covered:
		return "no_coverage", where + ", and without MSP coverage", "Nobody without active coverage can be attached: ask the patient"
	default:
		return "not_attached", where, "Send a claim with fee item 98990"
	}
}

// with says whom a person is with, and never which other provider.
func (r *registry) with(p *person, t *theirs) string {
	switch {
	case p.practitioner == "":
		return "attached to nobody"
	case t.clinics[p.facility]:
		return "attached to another provider of your clinic"
	default:
		return "attached to another provider"
	}
}

// onlyInRegistry finds who is on a panel, or waits for it, and is not in the list.
func (r *registry) onlyInRegistry(c *Comparison, first map[entry]int) {
	under := map[int64]bool{}
	for at := range first {
		under[at.person] = true
	}
	for _, practitioner := range c.Providers {
		t := r.panels[practitioner]
		for _, part := range [][]worklists.Matter{t.confirmed, t.pending} {
			for i := range part {
				m := &part[i]
				_, listed := first[entry{practitioner, m.Person.Int64}]
				waitsToo := m.Section == worklists.Pending && t.at[m.Person.Int64] != nil
				if listed || waitsToo || r.options.Facility != "" && m.Facility != r.options.Facility {
					continue
				}
				r.people[m.Person.Int64] = true
				c.Counts.OnlyInRegistry++
				c.Items = append(c.Items, r.unlisted(m, under[m.Person.Int64]))
			}
		}
	}
}

// unlisted is somebody of a panel who is not in the list.
func (r *registry) unlisted(m *worklists.Matter, underAnother bool) Item {
	item := Item{
		List: OnlyInRegistry, Reason: "not_in_list", PHN: r.options.Look.PHN(m.Person.Int64), Practitioner: m.Practitioner, Facility: m.Facility,
		Since: ask.Day(m.Since), Explanation: "on your panel, and not in the list",
		Do: "If they are your patient, add them to your EMR; else remove them in the Panel Registry", phn: m.Person.Int64,
	}
	switch {
	case m.Section == worklists.Pending:
		item.Reason, item.Explanation = "pending", m.Tell(r.options.Look).Explanation+", and not in the list"
		item.Do = "If they are your patient, add them to your EMR; else take the claim back"
	case underAnother:
		item.Reason, item.Explanation = "listed_under_another", "on your panel, and in the list under another provider"
		item.Do = "Agree in your clinic who is the MRP: that provider sends a claim with fee item 98990"
	}
	return item
}
