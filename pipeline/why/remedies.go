package why

import (
	"strings"

	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// canBeDone says what whoever calls can do, the likeliest first. Each is a
// sentence.
func (e *explainer) canBeDone() []string {
	can := []string{}
	say := func(format string, args ...any) { can = append(can, wording.Sentence(format, args...)) }
	if !e.why.Known {
		say("compare the number with the card; a person becomes known by the persons feed, by a claim or by a registry action")
		return can
	}
	current, dead := e.current(), e.why.Person != nil && e.why.Person.DeceasedOn != ""
	if current == nil && dead {
		say("if the date of death is wrong, it is corrected in the persons feed; the attachment then goes on, and everything dated later counts again")
	}
	for _, ev := range e.off() {
		e.heal(say, ev)
	}
	switch {
	case current != nil:
		e.leave(say, current)
	case !dead:
		e.handedOver(say)
		e.attach(say)
	}
	return can
}

// heal says what would make an event count.
func (e *explainer) heal(say func(string, ...any), ev *Event) {
	what := "for " + strings.TrimSuffix(e.names.subject(ev), ",")
	if ev.guarded() {
		e.healGuarded(say, what, ev)
		return
	}
	switch ev.Outcome {
	case "quarantined":
		e.healReasons(say, ev)
	case "refused":
		say("%s: when MSP accepts it after all, it counts by itself, from %s; otherwise the clinic corrects what the code names and sends a claim with a new sequence number", what, ev.On)
	case "reversed":
		say("%s: if it was taken back by mistake, the clinic sends a claim with a new sequence number; the old one stays taken back", what)
	case "pending":
		say("%s: nothing needs doing; it counts in the night when MSP's return accepts it", what)
	case "held":
		say("%s: it opens by itself as soon as %s, or a delegate whom %s has endorsed, removes them, and otherwise on %s",
			what, e.holder(ev), e.holder(ev), e.lastHeld(ev))
		say("if they are not %s's patient after all, %s removes them, and that takes the claim back",
			e.names.who(ev.Practitioner), e.names.who(ev.Practitioner))
		// By its id: a file's name may have spaces, or be masked.
		say("to let it count sooner, an administrator releases it: empanel conflicts release %.12s:%d --reason TEXT", ev.Place.Submission, ev.Place.Line)
	}
}

// healReasons says what would heal each check that a line fails.
func (e *explainer) healReasons(say func(string, ...any), ev *Event) {
	what, heals := e.names.subject(ev), true
	for _, r := range ev.Reasons {
		heals = heals && r.Heals
	}
	switch {
	case len(ev.Reasons) == 1 && heals:
		say("for %s: %s", strings.TrimSuffix(what, ","), ev.Reasons[0].Remedy)
		return
	case heals:
		say("%s counts once it passes all %d checks that it fails", what, len(ev.Reasons))
	default:
		say("%s cannot heal by itself", what)
	}
	for _, r := range ev.Reasons {
		say("%s: %s", problem(r), r.Remedy)
	}
}

// leave says how somebody comes off the panel they are on.
func (e *explainer) leave(say func(string, ...any), current *Attachment) {
	who := e.names.who(current.Practitioner)
	held := e.Cfg.Policy.Conflict == reconcile.ConflictHold
	if ev := e.opener(current); ev != nil && !held {
		if before := e.closedBy(ev); before != nil && before.CloseReason == "superseded" {
			old := e.names.who(before.Practitioner)
			say("if they are still %s's patient, %s claims them again with a later date, and they move back", old, old)
		}
	}
	say("to take them off this panel, %s, or a delegate whom %s has endorsed, removes them in the Panel Registry", who, who)
	if held {
		say("to move them to another provider, that provider claims them, dated %s or later; the claim is held until %s no longer has them, unless a transfer covers it",
			current.From, who)
		return
	}
	say("to move them to another provider, that provider claims them, dated %s or later", current.From)
}

// attach says how somebody who is with nobody comes onto a panel.
func (e *explainer) attach(say func(string, ...any)) {
	ended := e.lastRemoval()
	if ended == nil {
		if len(e.off()) == 0 {
			say("a provider who takes them on claims them (fee item 98990)")
		}
		return
	}
	who := e.names.who(ended.Practitioner)
	say("to undo it, %s, or a delegate whom %s has endorsed, restores them in the Panel Registry", who, who)
	say("any provider who takes them on claims them, dated %s or later", ended.On)
}
