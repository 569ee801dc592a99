package pipeline_test

import "sort"

// personHistory is the fold over one person's events: the rows so far, the
// last of which may be open.
type personHistory struct {
	person    string
	rows      []attachmentRow
	conflicts []conflictRow
	dead      bool
}

// foldPerson applies one person's events in order. A death comes after
// everything else on its day; what is effective later has no effect.
func foldPerson(person string, events []event, in feeds, result *expected) {
	sort.Slice(events, func(i, j int) bool { return eventBefore(events[i], events[j]) })
	died := in.persons[person]["deceased_on"]
	history := &personHistory{person: person}
	for _, e := range events {
		if died != "" && e.on > died {
			history.die(died)
		}
		outcome := history.apply(e, in)
		settle(e, outcome, result.lines)
	}
	if died != "" {
		history.die(died)
	}
	result.attachments = append(result.attachments, history.rows...)
	result.conflicts = append(result.conflicts, history.conflicts...)
}

// settle gives the event's line its outcome. A "remove *" has many events: it
// is removed if anybody was.
func settle(e event, outcome string, outcomes map[lineKey]lineResult) {
	result := outcomes[e.key()]
	if result.outcome == "" || result.outcome == "no_effect" {
		result.outcome = outcome
	}
	outcomes[e.key()] = result
}

// current is the open row, or nil.
func (h *personHistory) current() *attachmentRow {
	if len(h.rows) == 0 || h.rows[len(h.rows)-1].status != "Confirmed" {
		return nil
	}
	return &h.rows[len(h.rows)-1]
}

func (h *personHistory) open(e event) {
	h.rows = append(h.rows, attachmentRow{
		phn: h.person, practitioner: e.practitioner, facility: e.facility,
		status: "Confirmed", validFrom: e.on, key: e.key(),
	})
}

func (h *personHistory) close(on, reason string) {
	row := h.current()
	row.validTo, row.closeReason = on, reason
	switch reason {
	case "removed":
		row.status = "Removed"
	case "deceased":
		row.status = "Deceased"
	default:
		row.status = "Not the MRP"
	}
}

func (h *personHistory) die(on string) {
	if h.dead {
		return
	}
	h.dead = true
	if h.current() != nil {
		h.close(on, "deceased")
	}
}

// apply is the rule table: one case per row.
func (h *personHistory) apply(e event, in feeds) string {
	if h.dead {
		return "no_effect"
	}
	now := h.current()
	switch e.kind {
	case attachEvent:
		return h.attach(e, now, in)
	case removeEvent:
		if now == nil || now.practitioner != e.practitioner || e.facility != "" && now.facility != e.facility {
			return "no_effect"
		}
		h.close(e.on, "removed")
		return "removed"
	case restoreEvent:
		if now != nil {
			return "no_effect"
		}
		h.open(e)
		return "attached"
	case changeClinicEvent:
		if now == nil || now.practitioner != e.practitioner || now.facility == e.facility {
			return "no_effect"
		}
		h.close(e.on, "changed_clinic")
		h.open(e)
		return "changed_clinic"
	}
	return "no_effect"
}

func (h *personHistory) attach(e event, now *attachmentRow, in feeds) string {
	switch {
	case now == nil:
		h.open(e)
		return "attached"
	case now.practitioner == e.practitioner && now.facility == e.facility:
		return "already_attached"
	case now.practitioner == e.practitioner:
		h.close(e.on, "changed_clinic")
		h.open(e)
		return "changed_clinic"
	case in.transferCovers(now.practitioner, now.facility, e.practitioner, e.on):
		h.close(e.on, "transferred")
	default:
		h.conflicts = append(h.conflicts, conflictRow{
			phn: h.person, incumbentPractitioner: now.practitioner, incumbentFacility: now.facility,
			challengerPractitioner: e.practitioner, challengerFacility: e.facility, effectiveOn: e.on,
		})
		h.close(e.on, "superseded")
	}
	h.open(e)
	return "moved"
}

// transferCovers says whether a case that is not cancelled takes the panel of
// one provider (at that facility, or everywhere) to the other, and the day
// lies between its announcement and ninety days after it takes effect.
func (in feeds) transferCovers(from, atFacility, to, day string) bool {
	const windowDays = 90
	for _, row := range in.transfers {
		if row["from_practitioner"] == from && row["to_practitioner"] == to &&
			(row["facility_number"] == "" || row["facility_number"] == atFacility) &&
			row["status"] != "cancelled" &&
			row["announced_on"] <= day && day <= daysLater(row["effective_on"], windowDays) {
			return true
		}
	}
	return false
}

func attachmentLess(a, b attachmentRow) bool {
	switch {
	case a.phn != b.phn:
		return a.phn < b.phn
	case a.validFrom != b.validFrom:
		return a.validFrom < b.validFrom
	case a.validTo != b.validTo:
		return a.validTo != "" && (b.validTo == "" || a.validTo < b.validTo)
	case a.key != b.key:
		return lineKeyLess(a.key, b.key)
	}
	return a.practitioner < b.practitioner
}
