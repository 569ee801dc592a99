package why

import (
	"fmt"

	"empanel/parsers/field"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// claimsMayWait says whether the policy lets claims wait: for another provider's
// attachment to end, or for MSP's answer. What becomes of such a claim depends
// on days on which nothing was sent about the person, so the story is then told
// from the rows of the registry and is not folded anew.
func (e *explainer) claimsMayWait() bool {
	return e.Cfg.Policy.Conflict == reconcile.ConflictHold || e.Cfg.Policy.AttachWhen == reconcile.AttachAccepted
}

// tellStored says of each event what the registry has stored of it.
func (e *explainer) tellStored() {
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		ev.What = e.names.what(ev)
		if ev.Outcome == "" {
			ev.Outcome = e.storedOutcome(ev)
		}
		e.rows(ev)
		switch ev.Outcome {
		case "held":
			if ev.Rule = e.heldRule(ev); ev.guarded() {
				ev.Rule = ev.guardRule()
			}
		case "pending":
			ev.Rule = e.notFolded(ev)
		default:
			if !ev.line.folds() {
				ev.Rule = e.notFolded(ev)
				continue
			}
			ev.Rule = e.storedRule(ev)
		}
	}
}

// storedOutcome is what an event that has no outcome of its own for the person
// did to them: a removal of everyone, or the death.
func (e *explainer) storedOutcome(ev *Event) string {
	switch {
	case e.closedBy(ev) == nil:
		return "no_effect"
	case ev.line.event == eventDeath:
		return "deceased"
	default:
		return "removed"
	}
}

// storedRule says what was decided about an event that counts, and how long it
// waited for that.
func (e *explainer) storedRule(ev *Event) string {
	closed := e.closedBy(ev)
	if ev.Outcome == "removed" && closed == nil {
		return "the removal takes back the claim that was held"
	}
	before := e.before(ev)
	rule, c := e.names.rule(before, ev, closed), e.conflictOf(ev)
	if c == nil || c.ResolvedOn == "" || c.Resolution == "superseded" {
		return rule
	}
	waited := fmt.Sprintf("it was held while they were with %s, ", e.names.at(c.incumbent))
	switch c.Resolution {
	case "elapsed":
		return waited + fmt.Sprintf("until its %s were over on %s; %s", e.holdDays(), c.ResolvedOn, rule)
	case "released":
		if c.Released == nil {
			return waited + fmt.Sprintf("until an administrator released it on %s; %s", c.ResolvedOn, rule)
		}
		return waited + fmt.Sprintf("until %s released it from %s on, because: %s; %s", c.Released.By, c.Released.CountsFrom, c.Released.Reason, rule)
	case "ended":
		return waited + fmt.Sprintf("which ended on %s, so the claim attaches them to %s",
			c.ResolvedOn, e.names.at(with{practitioner: ev.Practitioner, facility: ev.Facility}))
	case "withdrawn":
		return waited + fmt.Sprintf("until %s took it back by a removal on %s", e.names.who(ev.Practitioner), c.ResolvedOn)
	case "deceased":
		return waited + fmt.Sprintf("and they died on %s, so it never opens", c.ResolvedOn)
	}
	return waited + fmt.Sprintf("until %s; %s", c.ResolvedOn, rule)
}

// before is where the person was when an event took effect, by the rows.
func (e *explainer) before(ev *Event) with {
	if a := e.closedBy(ev); a != nil {
		return with{practitioner: a.Practitioner, facility: a.Facility}
	}
	dead := e.deceased != field.NoDate && ev.On > e.deceased.String()
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		if a.Status != "Pending" && a.opened != ev.line.ref && a.From <= ev.On && (a.To == "" || a.To > ev.On) {
			return with{a.Practitioner, a.Facility, dead}
		}
	}
	return with{dead: dead}
}

// conflictOf is the newest conflict that a claim was the challenger in.
func (e *explainer) conflictOf(ev *Event) *Conflict {
	var newest *Conflict
	for i := range e.why.Conflicts {
		if c := &e.why.Conflicts[i]; ev.Place != nil && c.line == ev.line.ref && (newest == nil || c.ResolvedOn == "" || newest.ResolvedOn != "" && c.ResolvedOn >= newest.ResolvedOn) {
			newest = c
		}
	}
	return newest
}

// heldRule says why a claim is held, and until when.
func (e *explainer) heldRule(ev *Event) string {
	return fmt.Sprintf("two providers claim them, and under this policy nobody is taken from a provider at once: %s, no transfer between the two covers the day, so the claim is held %s",
		e.heldAgainst(ev), e.heldUntil(ev))
}

// heldAgainst says who has the person whom a held claim is about.
func (e *explainer) heldAgainst(ev *Event) string {
	if c := e.conflictOf(ev); c != nil {
		return "they are with " + e.names.at(c.incumbent)
	}
	return "they are with another provider"
}

// holder names who has the person whom a held claim is about.
func (e *explainer) holder(ev *Event) string {
	if c := e.conflictOf(ev); c != nil {
		return e.names.who(c.incumbent.practitioner)
	}
	return "the other provider"
}

// heldUntil says what ends the wait of a held claim.
func (e *explainer) heldUntil(ev *Event) string {
	return fmt.Sprintf("until %s no longer has them, and at the latest until %s", e.holder(ev), e.lastHeld(ev))
}

// lastHeld is the day on which a held claim opens at the latest. A claim without
// a date is never held.
func (e *explainer) lastHeld(ev *Event) field.Date {
	return ev.line.on + field.Date(e.Cfg.Policy.HoldDays)
}

func (e *explainer) holdDays() string { return wording.Plural(e.Cfg.Policy.HoldDays, "day", "days") }
