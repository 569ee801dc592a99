package pipeline_test

// Claims that are held: the person is another provider's, and stays there
// until that ends, an administrator releases the claim, or its days are over.

// hold lets a claim wait against who has the person now.
func (h *personHistory) hold(e event, now *attachmentRow) {
	h.held = append(h.held, e)
	h.outcomes[e.key()] = lineResult{outcome: "held", warnings: h.outcomes[e.key()].warnings}
	h.conflicts = append(h.conflicts, conflictRow{
		phn: h.person, incumbentPractitioner: now.practitioner, incumbentFacility: now.facility,
		challengerPractitioner: e.practitioner, challengerFacility: e.facility, effectiveOn: e.on,
		resolution: "held", key: e.key(),
	})
}

// resolve ends the conflict in which a claim is held, and gives its line the
// outcome it has from then on.
func (h *personHistory) resolve(e event, how, on, outcome string) {
	for i := range h.conflicts {
		if c := &h.conflicts[i]; c.key == e.key() && c.resolution == "held" {
			c.resolution, c.resolvedOn = how, on
		}
	}
	result := h.outcomes[e.key()]
	result.outcome = outcome
	h.outcomes[e.key()] = result
}

// passDays opens the claims whose day comes no later than the one given: the
// earliest day first, and of one day the earliest claim.
func (h *personHistory) passDays(until string, in feeds) {
	for {
		next := -1
		for i := range h.held {
			day, _ := h.under.opensOn(h.held[i])
			if day == "" || day > until {
				continue
			}
			if next >= 0 {
				if best, _ := h.under.opensOn(h.held[next]); best <= day {
					continue
				}
			}
			next = i
		}
		if next < 0 {
			return
		}
		claim := h.held[next]
		day, because := h.under.opensOn(claim)
		now := h.current()
		if in.transferCovers(now.practitioner, now.facility, claim.practitioner, day, h.under.windowDays()) {
			h.close(day, "transferred")
		} else {
			h.close(day, "superseded")
		}
		h.openFrom(claim, day)
		h.resolve(claim, because, day, "moved")
		h.judgeOthers(claim, day)
	}
}

// openEarliest opens the earliest claim that is held, once nobody has the
// person any more.
func (h *personHistory) openEarliest(on string) {
	if len(h.held) == 0 {
		return
	}
	claim := h.held[0]
	h.openFrom(claim, on)
	h.resolve(claim, "ended", on, "attached")
	h.judgeOthers(claim, on)
}

// judgeOthers judges what is held against the claim that has just opened, in
// turn. What the same provider said before that claim is overtaken by it.
func (h *personHistory) judgeOthers(opened event, on string) {
	others := h.held
	h.held = nil
	for _, e := range others {
		now := h.current()
		switch {
		case e.key() == opened.key():
		case e.practitioner != now.practitioner:
			h.resolve(e, "overtaken", on, "held")
			h.hold(e, now)
		case eventBefore(e, opened) || e.facility == now.facility:
			h.resolve(e, "settled", on, "already_attached")
		default:
			h.close(on, "changed_clinic")
			h.openFrom(e, on)
			h.resolve(e, "settled", on, "changed_clinic")
		}
	}
}

// withdraw takes back what a provider who removes the person has held, and
// says whether there was anything.
func (h *personHistory) withdraw(removal event) bool {
	var left []event
	for _, e := range h.held {
		if e.practitioner != removal.practitioner || removal.facility != "" && e.facility != removal.facility {
			left = append(left, e)
			continue
		}
		h.resolve(e, "withdrawn", removal.on, "no_effect")
	}
	found := len(left) < len(h.held)
	h.held = left
	return found
}

// pendingRow is the row of a claim that waits.
func (h *personHistory) pendingRow(e event) attachmentRow {
	return attachmentRow{
		phn: h.person, practitioner: e.practitioner, facility: e.facility,
		status: "Pending", validFrom: e.on, key: e.key(),
	}
}
