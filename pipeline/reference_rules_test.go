package pipeline_test

import "sort"

// personHistory is the fold over one person's events: the rows so far, the
// last of which may be open.
type personHistory struct {
	person    string
	under     rules
	rows      []attachmentRow
	pending   []attachmentRow // of claims that wait for an answer
	held      []event         // claims that wait for another provider's attachment to end
	conflicts []conflictRow
	removals  []removal
	outcomes  map[lineKey]lineResult
	dead      bool
}

// foldPerson applies one person's events in order. A death comes after
// everything else on its day; what is effective later has no effect.
func foldPerson(person string, events []event, in feeds, under rules, result *expected) {
	sort.Slice(events, func(i, j int) bool { return eventBefore(events[i], events[j]) })
	died := in.persons[person]["deceased_on"]
	history := &personHistory{person: person, under: under, outcomes: result.lines}
	for _, e := range events {
		if died != "" && e.on > died {
			history.passDays(died, in)
			history.die(died)
		}
		history.passDays(e.on, in)
		if e.pending {
			history.askFor(e)
			continue
		}
		if outcome := history.apply(e, in); outcome != "held" {
			settle(e, outcome, result.lines)
		}
	}
	if died != "" {
		history.passDays(died, in)
		history.die(died)
	}
	history.passDays("9999-12-31", in)
	for _, e := range history.held {
		history.pending = append(history.pending, history.pendingRow(e))
	}
	result.attachments = append(result.attachments, history.rows...)
	result.attachments = append(result.attachments, history.pending...)
	result.conflicts = append(result.conflicts, history.conflicts...)
	result.removals = append(result.removals, history.removals...)
}

// askFor shows a claim that waits for its answer, when it would open a row if
// it counted. It changes nothing.
func (h *personHistory) askFor(e event) {
	now := h.current()
	if h.dead || now != nil && now.practitioner == e.practitioner && now.facility == e.facility {
		return
	}
	h.pending = append(h.pending, h.pendingRow(e))
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

func (h *personHistory) open(e event) { h.openFrom(e, e.on) }

func (h *personHistory) openFrom(e event, on string) {
	h.rows = append(h.rows, attachmentRow{
		phn: h.person, practitioner: e.practitioner, facility: e.facility,
		status: "Confirmed", validFrom: on, key: e.key(),
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
	for _, e := range h.held {
		h.resolve(e, "deceased", on, "no_effect")
	}
	h.held = nil
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
			if h.withdraw(e) {
				return "removed"
			}
			return "no_effect"
		}
		h.close(e.on, "removed")
		h.removals = append(h.removals, removal{by: e.key(), person: h.person})
		h.openEarliest(e.on)
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
	case in.transferCovers(now.practitioner, now.facility, e.practitioner, e.on, h.under.windowDays()):
		h.close(e.on, "transferred")
	default:
		if day, _ := h.under.opensOn(e); day == "" || day > e.on {
			h.hold(e, now)
			return "held"
		}
		h.conflicts = append(h.conflicts, conflictRow{
			phn: h.person, incumbentPractitioner: now.practitioner, incumbentFacility: now.facility,
			challengerPractitioner: e.practitioner, challengerFacility: e.facility, effectiveOn: e.on,
			resolution: "superseded", resolvedOn: e.on, key: e.key(),
		})
		h.close(e.on, "superseded")
	}
	h.open(e)
	h.judgeOthers(e, e.on)
	return "moved"
}

// transferCovers says whether a case that is not cancelled takes the panel of
// one provider (at that facility, or everywhere) to the other, and the day
// lies between its announcement and so many days after it takes effect.
func (in feeds) transferCovers(from, atFacility, to, day string, windowDays int) bool {
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
