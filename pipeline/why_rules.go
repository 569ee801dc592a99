package pipeline

import (
	"fmt"
	"strings"

	"empanel/parsers/field"
)

// with is where a person is while their history is told.
type with struct {
	practitioner, facility string
	dead                   bool
}

func (w with) String() string { return fmt.Sprintf("provider %s at %s", w.practitioner, w.facility) }

// tell puts the events in their order and says of each what was decided.
func (e *explainer) tell() {
	if e.deceased != field.NoDate {
		e.why.Events = append(e.why.Events, WhyEvent{
			On: e.deceased.String(), What: "death", line: eventLine{event: "death", on: e.deceased},
		})
	}
	sortEvents(e.why.Events)
	e.dropStrangers()
	var now with
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		if !ev.line.folds() {
			ev.Rule = notFolded(ev)
			continue
		}
		outcome := now.outcome(ev)
		if ev.line.recorded != "" && ev.line.recorded != outcome {
			e.why.Problems = append(e.why.Problems, fmt.Sprintf(
				"%s is stored as %s, and the evidence now says %s", ev.Place, ev.line.recorded, outcome))
		}
		ev.Outcome = outcome
		ev.Rule = now.rule(ev, e.closedBy(ev))
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

// outcome is the table of the fold: what an event does to who is where w says.
func (w with) outcome(ev *WhyEvent) string {
	attached := w.practitioner != ""
	same := attached && w.practitioner == ev.Practitioner
	switch {
	case w.dead:
		return "no_effect"
	case ev.line.event == "death":
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
func (w with) after(ev *WhyEvent) with {
	dead := w.dead || ev.line.event == "death"
	switch ev.Outcome {
	case "attached", "moved", "changed_clinic":
		return with{ev.Practitioner, ev.Facility, dead}
	case "removed", "deceased":
		return with{dead: dead}
	}
	return with{w.practitioner, w.facility, dead}
}

// rule says in one sentence what was decided and why.
func (w with) rule(ev *WhyEvent, closed *WhyAttachment) string {
	to := with{practitioner: ev.Practitioner, facility: ev.Facility}
	switch ev.Outcome {
	case "attached":
		if ev.line.event == actRestore {
			return fmt.Sprintf("nobody had this person, so the restore puts them back with %s", to)
		}
		return fmt.Sprintf("nobody had this person, so they are attached to %s", to)
	case "already_attached":
		return fmt.Sprintf("already with %s: nothing changes", to)
	case "changed_clinic":
		return fmt.Sprintf("the same provider at another clinic: from %s to %s", w.facility, ev.Facility)
	case "moved":
		if closed != nil && closed.CloseReason == "transferred" {
			transfer := "a transfer of the panel"
			if closed.Transfer != "" {
				transfer = "transfer " + closed.Transfer
			}
			return fmt.Sprintf("%s covers the day: the person goes from %s to %s", transfer, w, to)
		}
		return fmt.Sprintf("a later claim by another provider stands: the person leaves %s for %s", w, to)
	case "removed":
		return fmt.Sprintf("the provider removes the person: no longer with %s", w)
	case "deceased":
		return fmt.Sprintf("the person died: no longer with %s, and nothing later has an effect", w)
	}
	return w.noEffect(ev)
}

func (w with) noEffect(ev *WhyEvent) string {
	where := "with nobody"
	if w.practitioner != "" {
		where = "with " + w.String()
	}
	switch {
	case ev.line.event == "death":
		return "the person died while with nobody; nothing later has an effect"
	case w.dead:
		return "after the date of death: no effect"
	case ev.line.event == actRemove:
		return "no effect: the person was " + where + " on that day, so there was nothing to remove them from"
	case ev.line.event == actRestore:
		return "no effect: only who is with nobody can be restored, and the person was " + where
	case ev.line.event == actChange:
		return "no effect: a clinic can be changed only within the provider's own panel, and the person was " + where
	}
	return "no effect: the person was " + where
}

// notFolded says why a line has no part in the history.
func notFolded(ev *WhyEvent) string {
	switch ev.Outcome {
	case "quarantined":
		return "kept out of the registry while it fails " + map[bool]string{true: "a check", false: "checks"}[len(ev.Reasons) == 1]
	case "duplicate":
		return "repeats an earlier claim, which counts once"
	case "reversed", "refused":
		return "void: as if it had never been sent"
	case "pending":
		return "waits for MSP's answer"
	case "held":
		return "held until an administrator has looked"
	case "applied":
		return "carried out on the claim that it names"
	}
	return "has no part in who is attached to whom"
}

// rows names the attachments that an event closed and opened.
func (e *explainer) rows(ev *WhyEvent) {
	if a := e.closedBy(ev); a != nil {
		ev.Closed = fmt.Sprintf("%s at %s, from %s to %s, %s (%s)", a.Practitioner, a.Facility, a.From, a.To, a.Status, a.CloseReason)
	}
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; ev.Place != nil && a.opened == ev.line.ref {
			ev.Opened = fmt.Sprintf("%s at %s, from %s", a.Practitioner, a.Facility, a.From)
		}
	}
}

// closedBy gives the attachment that an event closed. A death has no line.
func (e *explainer) closedBy(ev *WhyEvent) *WhyAttachment {
	for i := range e.why.Attachments {
		a := &e.why.Attachments[i]
		if ev.line.event == "death" && a.CloseReason == "deceased" || ev.Place != nil && a.To != "" && a.closed == ev.line.ref {
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
		e.why.Problems = append(e.why.Problems, "the evidence says that the person is with "+now.String()+", and no row says so")
	case current != nil && (current.Practitioner != now.practitioner || current.Facility != now.facility):
		e.why.Problems = append(e.why.Problems, "the row that is stored is not what the evidence says")
	}
}

// current is the attachment that is open.
func (e *explainer) current() *WhyAttachment {
	for i := range e.why.Attachments {
		if e.why.Attachments[i].To == "" {
			return &e.why.Attachments[i]
		}
	}
	return nil
}

// answer is what one would say first on the telephone.
func (e *explainer) answer() string {
	if !e.why.Known {
		return fmt.Sprintf("Nothing is known of %s: no claim, no registry action and no feed row names this person.", e.why.PHN)
	}
	if a := e.current(); a != nil {
		return fmt.Sprintf("%s is attached to provider %s at facility %s since %s (%s).", e.why.PHN, a.Practitioner, a.Facility, a.From, a.Status)
	}
	return fmt.Sprintf("%s is attached to nobody: %s.", e.why.PHN, e.whyNobody())
}

// whyNobody names what ended the last attachment, or what keeps the newest
// claim out.
func (e *explainer) whyNobody() string {
	for i := len(e.why.Events) - 1; i >= 0; i-- {
		ev := &e.why.Events[i]
		switch ev.Outcome {
		case "removed":
			return fmt.Sprintf("removed by provider %s on %s", ev.Practitioner, ev.On)
		case "deceased":
			return "died on " + ev.On
		case "quarantined", "refused", "reversed", "held", "pending":
			if ev.line.event == eventAttach {
				return fmt.Sprintf("the newest claim, %s, is %s%s", ev.Place, ev.Outcome, inBrackets(ev.Reasons))
			}
		}
	}
	if e.why.Person != nil && e.why.Person.DeceasedOn != "" {
		return "died on " + e.why.Person.DeceasedOn
	}
	return "no claim for this person has arrived"
}

func inBrackets(reasons []WhyReason) string {
	if len(reasons) == 0 {
		return ""
	}
	codes := make([]string, len(reasons))
	for i, r := range reasons {
		codes[i] = r.Reason
	}
	return " (" + strings.Join(codes, ", ") + ")"
}
