package why

import (
	"fmt"
	"slices"
	"strings"

	"empanel/parsers/field"
)

// with is where a person is while their history is told.
type with struct {
	practitioner, facility string
	dead                   bool
}

// at says where somebody is, in words.
func (n names) at(w with) string { return n.who(w.practitioner) + " at " + number(w.facility) }

// tell puts the events in their order and says of each what was decided.
func (e *explainer) tell() {
	if e.deceased != field.NoDate {
		e.why.Events = append(e.why.Events, Event{
			On: e.deceased.String(), line: eventLine{event: eventDeath, on: e.deceased},
		})
	}
	sortEvents(e.why.Events)
	e.dropStrangers()
	e.dropTold()
	if e.claimsMayWait() {
		e.tellStored()
		return
	}
	var now with
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		ev.What = e.names.what(ev)
		if !ev.line.folds() {
			ev.Rule = e.notFolded(ev)
			continue
		}
		outcome := now.outcome(ev)
		if ev.line.recorded != "" && ev.line.recorded != outcome {
			e.why.Problems = append(e.why.Problems, fmt.Sprintf(
				"%s is stored as %s, and the evidence now says %s", ev.Place, ev.line.recorded, outcome))
		}
		ev.Outcome = outcome
		ev.Rule = e.names.rule(now, ev, e.closedBy(ev))
		e.rows(ev)
		now = now.after(ev)
	}
	e.compare(now)
}

// dropStrangers leaves out removals of everyone that were not about this
// person: they apply to whoever ever had an event with the provider.
func (e *explainer) dropStrangers() {
	ever := map[string]bool{}
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		if ev.line.folds() && !ev.line.everyone && (ev.line.event == eventAttach || ev.line.event == actRestore) {
			ever[ev.Practitioner] = true
		}
	}
	kept := e.why.Events[:0]
	for _, ev := range e.why.Events {
		if !ev.line.everyone || ev.line.event != actRemove || ever[ev.Practitioner] {
			kept = append(kept, ev)
		}
	}
	e.why.Events = kept
}

// dropTold leaves out debit requests that are told with the claim they take
// back.
func (e *explainer) dropTold() {
	told := map[Place]bool{}
	for _, ev := range e.why.Events {
		for _, a := range ev.Answers {
			told[Place{Submission: a.Place.Submission, Line: a.Place.Line}] = true
		}
	}
	e.why.Events = slices.DeleteFunc(e.why.Events, func(ev Event) bool {
		return ev.line.event == eventDebit && ev.Outcome == "applied" && told[Place{Submission: ev.Place.Submission, Line: ev.Place.Line}]
	})
}

// outcome is the table of the fold: what an event does to who is where w says.
func (w with) outcome(ev *Event) string {
	attached := w.practitioner != ""
	same := attached && w.practitioner == ev.Practitioner
	switch {
	case w.dead:
		return "no_effect"
	case ev.line.event == eventDeath:
		if attached {
			return "deceased"
		}
	case ev.line.event == eventAttach:
		switch {
		case !attached:
			return "attached"
		case !same:
			return "moved"
		case w.facility != ev.Facility:
			return "changed_clinic"
		}
		return "already_attached"
	case ev.line.event == actRemove:
		if same && (ev.Facility == "" || ev.Facility == w.facility) {
			return "removed"
		}
	case ev.line.event == actRestore:
		if !attached {
			return "attached"
		}
	case ev.line.event == actChange:
		if same && w.facility != ev.Facility {
			return "changed_clinic"
		}
	}
	return "no_effect"
}

// after is where the person is once the event has had its outcome.
func (w with) after(ev *Event) with {
	dead := w.dead || ev.line.event == eventDeath
	switch ev.Outcome {
	case "attached", "moved", "changed_clinic":
		return with{ev.Practitioner, ev.Facility, dead}
	case "removed", "deceased":
		return with{dead: dead}
	}
	return with{w.practitioner, w.facility, dead}
}

// rule says in one sentence what was decided about whoever is where w says,
// and why.
func (n names) rule(w with, ev *Event, closed *Attachment) string {
	to := n.at(with{practitioner: ev.Practitioner, facility: ev.Facility})
	switch ev.Outcome {
	case "attached":
		if ev.line.event == actRestore {
			return "they were with nobody on that day, so the restore puts them with " + to
		}
		return "they were with nobody on that day, so the claim attaches them to " + to
	case "already_attached":
		return "they were already with " + to + ", so nothing changes"
	case "changed_clinic":
		return fmt.Sprintf("the provider is the same and the clinic another: they go from %s to %s and stay with %s",
			number(w.facility), number(ev.Facility), n.who(ev.Practitioner))
	case "moved":
		if closed != nil && closed.CloseReason == "transferred" {
			return fmt.Sprintf("%s covers the day, so they go from %s to %s", transferNamed(closed), n.at(w), to)
		}
		return fmt.Sprintf("two providers claim them and no transfer between the two covers the day, so the later claim stands: they go from %s to %s", n.at(w), to)
	case "removed":
		return "the removal ends the attachment: they are no longer with " + n.at(w)
	case "deceased":
		return "the death ends the attachment to " + n.at(w) + ", and nothing dated later has an effect"
	}
	return n.noEffect(w, ev)
}

// transferNamed names the transfer that an attachment was closed for.
func transferNamed(closed *Attachment) string {
	if closed.Transfer == "" {
		return "a transfer of the panel"
	}
	return "transfer " + closed.Transfer
}

func (n names) noEffect(w with, ev *Event) string {
	where := "with nobody"
	if w.practitioner != "" {
		where = "with " + n.at(w)
	}
	switch {
	case ev.line.event == eventDeath:
		return "they were with nobody on that day; nothing dated later has an effect"
	case w.dead:
		return "it is dated after the death, so it has no effect"
	case ev.line.event == actRemove:
		return "they were " + where + " on that day, so there was nothing to remove them from"
	case ev.line.event == actRestore:
		return "only who is with nobody can be restored, and they were " + where + " on that day"
	case ev.line.event == actChange:
		return "a clinic can be changed only within the provider's own panel, and they were " + where + " on that day"
	}
	return "they were " + where + " on that day, so it has no effect"
}

// notFolded says why a line has no part in the history.
func (e *explainer) notFolded(ev *Event) string {
	switch ev.Outcome {
	case "quarantined":
		return "it does not count for as long as it fails " + map[bool]string{true: "this check", false: "these checks"}[len(ev.Reasons) == 1]
	case "duplicate":
		if first := e.repeats(ev); first != nil {
			return fmt.Sprintf("it repeats %s, and a claim counts once", first.Place)
		}
		return "it repeats an earlier claim, and a claim counts once"
	case "reversed":
		return "it was taken back, so it is as if it had never been sent"
	case "refused":
		return "MSP refused it, so it is as if it had never been sent"
	case "pending":
		if ev.guarded() {
			return "it waits for MSP's answer, and then for an administrator: " + ev.guardRule()
		}
		return "it counts once MSP has accepted it"
	case "held":
		if ev.guarded() {
			return ev.guardRule()
		}
		return "it is held until an administrator has looked"
	case "applied":
		return "it is carried out on the claim that it names"
	}
	return "it has no part in who is attached to whom"
}

// repeats is the claim that a duplicate repeats: the earliest to arrive that
// passes its checks.
func (e *explainer) repeats(ev *Event) *Event {
	var first *Event
	for i := range e.why.Events {
		other := &e.why.Events[i]
		if other == ev || len(other.Reasons) > 0 || !sameClaim(ev, other) {
			continue
		}
		if first == nil || other.Place.earlier(first.Place) {
			first = other
		}
	}
	return first
}

// sameClaim says whether two claims have the values that make a claim the same.
func sameClaim(a, b *Event) bool {
	if a.line.event != eventAttach || b.line.event != eventAttach || a.line.record != b.line.record ||
		a.line.phn != b.line.phn || a.Practitioner != b.Practitioner || a.On != b.On {
		return false
	}
	if a.line.record == "DRBILL" {
		return a.Facility == b.Facility
	}
	return a.line.centre == b.line.centre && a.line.sequence == b.line.sequence
}

// earlier says which of two lines arrived first.
func (p *Place) earlier(other *Place) bool {
	if c := p.ReceivedAt.Compare(other.ReceivedAt); c != 0 {
		return c < 0
	}
	if c := strings.Compare(p.Submission, other.Submission); c != 0 {
		return c < 0
	}
	return p.Line < other.Line
}

// rows names the attachments that an event closed and opened.
func (e *explainer) rows(ev *Event) {
	if a := e.closedBy(ev); a != nil {
		ev.Closed = fmt.Sprintf("%s from %s to %s, %s", e.names.at(with{practitioner: a.Practitioner, facility: a.Facility}), a.From, a.To, a.Status)
	}
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; ev.Place != nil && a.opened == ev.line.ref {
			ev.Opened = fmt.Sprintf("%s from %s", e.names.at(with{practitioner: a.Practitioner, facility: a.Facility}), a.From)
			if a.Status == "Pending" {
				ev.Opened += ", Pending"
			}
		}
	}
}

// closedBy gives the attachment that an event closed. A death has no line.
func (e *explainer) closedBy(ev *Event) *Attachment {
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		if ev.line.event == eventDeath && a.CloseReason == "deceased" || ev.Place != nil && a.To != "" && a.closed == ev.line.ref {
			return a
		}
	}
	return nil
}

// compare holds the end of the story against the row that is stored.
func (e *explainer) compare(now with) {
	current := e.current()
	switch {
	case current == nil && now.practitioner != "":
		e.why.Problems = append(e.why.Problems, "the evidence says that the person is with "+e.names.at(now)+", and no row says so")
	case current != nil && (current.Practitioner != now.practitioner || current.Facility != now.facility):
		e.why.Problems = append(e.why.Problems, "the row that is stored is not what the evidence says")
	}
}

// current is the attachment that is open.
func (e *explainer) current() *Attachment {
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; a.To == "" && a.Status == "Confirmed" {
			return a
		}
	}
	return nil
}
