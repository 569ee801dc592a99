package why

import (
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/wording"
)

// answer is what one would say first on the telephone: where the person is and
// since when, what brought them there, and what was sent that does not count.
func (e *explainer) answer() string {
	if !e.why.Known {
		return fmt.Sprintf("Nothing is known of %s: no claim, no registry action and no feed row names this person.", e.why.PHN)
	}
	var said []string
	say := func(format string, args ...any) { said = append(said, wording.Sentence(format, args...)) }
	if e.why.AskedFor != "" {
		say("%s was merged into %s", e.why.AskedFor, e.why.PHN)
	}
	current := e.current()
	switch {
	case current != nil:
		say("%s is with %s, since %s", e.why.PHN, e.place(current), current.From)
		e.sayHow(say, current)
	case e.why.Person != nil && e.why.Person.DeceasedOn != "":
		e.sayDead(say)
	default:
		e.sayNobody(say)
	}
	for _, ev := range e.off() {
		say("%s", e.offSentence(ev))
	}
	return strings.Join(said, " ")
}

// place says with whom and where an attachment is, with the clinic's name.
func (e *explainer) place(a *Attachment) string {
	return e.names.who(a.Practitioner) + " at " + e.placeOnly(a)
}

// placeOnly says where an attachment is.
func (e *explainer) placeOnly(a *Attachment) string {
	return number(a.Facility) + wording.InBrackets(a.Clinic)
}

// opener is the event that opened an attachment.
func (e *explainer) opener(a *Attachment) *Event {
	for i := range e.why.Events {
		if ev := &e.why.Events[i]; ev.Place != nil && ev.line.ref == a.opened {
			return ev
		}
	}
	return nil
}

// sayHow says what brought the person to where they are.
func (e *explainer) sayHow(say func(string, ...any), current *Attachment) {
	ev := e.opener(current)
	if ev == nil {
		return
	}
	came := fmt.Sprintf("%s's claim for %s, which arrived %s on %s",
		e.names.who(ev.Practitioner), map[bool]string{true: "that day", false: ev.On}[ev.On == current.From], through(ev), arrived(ev.Place))
	from, before := "", e.closedBy(ev)
	if before != nil {
		from = e.names.at(with{practitioner: before.Practitioner, facility: before.Facility})
	}
	switch {
	case ev.line.event == actRestore:
		say("nobody had them, and %s restored them on %s; the action arrived on %s", e.names.doer(ev), ev.On, arrived(ev.Place))
	case ev.line.event == actChange:
		say("%s moved them there from %s on %s; the action arrived on %s", e.names.doer(ev), from, ev.On, arrived(ev.Place))
	case before == nil && ev.On != current.From:
		say("they came there by %s", came)
	case before == nil:
		say("they came there by %s; nobody had them then", came)
	case ev.Outcome == "changed_clinic":
		say("they came there from %s by %s; the provider is the same", from, came)
	case before.CloseReason == "transferred":
		say("they moved there from %s by %s; %s covers the move", from, came, transferNamed(before))
	default:
		say("they moved there from %s by %s; no transfer covers the move, so both providers have it among their conflicts", from, came)
	}
	if c := e.conflictOf(ev); c != nil && current.From != ev.On {
		say("the claim was held until %s, while they were with %s", current.From, e.names.at(c.incumbent))
		if c.Released != nil {
			say("%s released it, because: %s", c.Released.By, c.Released.Reason)
		}
	}
	for _, earlier := range e.sentAgain(current) {
		say("it had been sent before, and that did not count: %s", e.offWhy(earlier))
	}
	e.sayEarlier(say, current, ev)
	e.sayWait(say, ev)
	e.sayAnswers(say, ev)
}

// sayEarlier lists where the person was before, where that is not yet said.
func (e *explainer) sayEarlier(say func(string, ...any), current *Attachment, ev *Event) {
	last := e.closedBy(ev)
	var earlier []string
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; a != current && a != last && a.To != "" && a.From != a.To {
			earlier = append(earlier, fmt.Sprintf("with %s from %s to %s", e.names.at(with{practitioner: a.Practitioner, facility: a.Facility}), a.From, a.To))
		}
	}
	if len(earlier) > 0 {
		say("Before that they were %s", wording.And(earlier))
	}
}

// sayWait says how long the line that counts now was in quarantine.
func (e *explainer) sayWait(say func(string, ...any), ev *Event) {
	if ev.Waited == nil {
		return
	}
	var why []string
	for _, r := range ev.Waited.Reasons {
		why = append(why, problem(r))
	}
	until := "it passes its checks now"
	if ev.Waited.Until != "" {
		until = "it healed in the run of " + ev.Waited.UntilDay
	}
	say("the claim waited in quarantine from the run of %s on (%s); %s", ev.Waited.SinceDay, strings.Join(why, "; "), until)
}

// sayAnswers says what MSP made of the claim that counts now, where it did more
// than accept it.
func (e *explainer) sayAnswers(say func(string, ...any), ev *Event) {
	refused := false
	var answers []string
	for i := range ev.Answers {
		a := &ev.Answers[i]
		if len(a.Failed) > 0 || a.Verdict != "refused" && a.Verdict != "accepted" {
			continue
		}
		refused = refused || a.Verdict == "refused"
		answers = append(answers, fmt.Sprintf("%s it on %s%s", a.Verdict, arrived(&a.Place), wording.InBrackets(a.meaning())))
	}
	if refused {
		say("MSP %s; the newest answer counts, and the claim with it from %s on", wording.And(answers), ev.On)
	}
}

func (e *explainer) sayDead(say func(string, ...any)) {
	on := e.why.Person.DeceasedOn
	for i := range e.why.Attachments {
		if a := &e.why.Attachments[i]; a.CloseReason == "deceased" {
			say("%s died on %s, and that ended the attachment to %s, which had held since %s", e.why.PHN, on, e.place(a), a.From)
			return
		}
	}
	say("%s died on %s, and was with nobody then", e.why.PHN, on)
}

// sayNobody says that the person is with nobody, and what ended the last
// attachment.
func (e *explainer) sayNobody(say func(string, ...any)) {
	ended := e.lastRemoval()
	if ended == nil {
		nothing := ""
		if len(e.off()) == 0 {
			nothing = ": no claim for them has arrived"
		}
		say("%s is with nobody%s", e.why.PHN, nothing)
		return
	}
	panel := e.names.who(ended.Practitioner) + "'s panel"
	if a := e.closedBy(ended); a != nil {
		panel += fmt.Sprintf(" at %s, on which they had been since %s", e.placeOnly(a), a.From)
	}
	whom := "them"
	if ended.line.everyone {
		whom = "everyone"
	}
	say("%s is with nobody, since %s", e.why.PHN, ended.On)
	say("%s removed %s on that day from %s; the removal arrived on %s", e.names.doer(ended), whom, panel, arrived(ended.Place))
}

// lastRemoval is the event that left the person with nobody.
func (e *explainer) lastRemoval() *Event {
	for i := len(e.why.Events) - 1; i >= 0; i-- {
		if ev := &e.why.Events[i]; ev.Outcome == "removed" && e.closedBy(ev) != nil {
			return ev
		}
	}
	return nil
}

// off gives the events that do not count and would, were it not for what is
// against them, and that are not older than what holds now.
func (e *explainer) off() []*Event {
	since := ""
	if current := e.current(); current != nil {
		since = current.From
	} else if ended := e.lastRemoval(); ended != nil {
		since = ended.On
	}
	mended := e.sentAgain(e.current())
	var off []*Event
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		newer := ev.On == "" || ev.On >= since || ev.Outcome == "held" || ev.Outcome == "pending"
		if ev.isOff() && ev.line.event != eventDebit && newer && !slices.Contains(mended, ev) {
			off = append(off, ev)
		}
	}
	return off
}

// isOff says whether a line does not count, and would but for what is against
// it.
func (ev *Event) isOff() bool {
	switch ev.Outcome {
	case "quarantined", "refused", "reversed", "pending", "held":
		return true
	}
	return false
}

// sentAgain gives the claims that did not count and that the same provider sent
// again for the same day: the one that opened the attachment makes up for them.
func (e *explainer) sentAgain(current *Attachment) []*Event {
	if current == nil {
		return nil
	}
	opener := e.opener(current)
	if opener == nil || opener.line.event != eventAttach {
		return nil
	}
	var again []*Event
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		if ev.isOff() && ev.line.event == eventAttach && ev.Practitioner == opener.Practitioner && ev.On == opener.On &&
			ev.Place.earlier(opener.Place) {
			again = append(again, ev)
		}
	}
	return again
}

// offSentence says of an event that does not count why.
func (e *explainer) offSentence(ev *Event) string {
	what := e.names.subject(ev)
	switch ev.Outcome {
	case "held":
		if ev.guarded() {
			return fmt.Sprintf("%s, which arrived on %s, is held: %s", what, arrived(ev.Place), ev.guardWhy())
		}
		return fmt.Sprintf("%s, which arrived on %s, is held: %s, and no transfer covers the move; it waits %s",
			what, arrived(ev.Place), e.heldAgainst(ev), e.heldUntil(ev))
	case "pending":
		if ev.guarded() {
			return what + " does not count yet: MSP has not accepted it, and " + ev.guardWhy()
		}
		return what + " does not count yet: MSP has not accepted it"
	}
	if ev.Outcome == "quarantined" && len(ev.Reasons) > 1 {
		return fmt.Sprintf("%s does not count, for %d reasons: %s", what, len(ev.Reasons), e.offWhy(ev))
	}
	return what + " does not count: " + e.offWhy(ev)
}

// offWhy says why an event does not count.
func (e *explainer) offWhy(ev *Event) string {
	switch ev.Outcome {
	case "refused":
		if a := lastAnswer(ev, "refused"); a != nil {
			return fmt.Sprintf("MSP refused it on %s%s", arrived(&a.Place), wording.InBrackets(a.meaning()))
		}
	case "reversed":
		if a := lastAnswer(ev, "debit"); a != nil {
			return fmt.Sprintf("it arrived on %s, and the clinic took it back with a debit request that arrived on %s", arrived(ev.Place), arrived(&a.Place))
		}
	}
	why := make([]string, len(ev.Reasons))
	for i, r := range ev.Reasons {
		why[i] = r.Found
		if why[i] == "" {
			why[i] = problem(r)
		}
	}
	if len(why) == 0 {
		return ev.Rule
	}
	return strings.Join(why, "; ")
}

// lastAnswer is the newest answer of a kind that counts.
func lastAnswer(ev *Event, verdict string) *Answer {
	for i := len(ev.Answers) - 1; i >= 0; i-- {
		if a := &ev.Answers[i]; a.Verdict == verdict && len(a.Failed) == 0 {
			return a
		}
	}
	return nil
}
