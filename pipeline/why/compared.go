package why

import (
	"fmt"

	"empanel/pipeline/decisions"
	"empanel/pipeline/wording"
)

// compareWithFeeds says of every line that was checked what it was compared
// with: the rows of the feeds in force, or that there is none.
func (e *explainer) compareWithFeeds() {
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		for r := range ev.Reasons {
			reason := &ev.Reasons[r]
			reason.Found = e.found(ev, reason.Reason)
			reason.Remedy = e.healing(ev, *reason)
		}
		if len(ev.Reasons) == 0 && ev.Place != nil {
			ev.Against = e.against(ev)
		}
	}
}

// against names the rows that a line which passes agrees with. A feed that is
// empty has none: then the check is not made.
func (e *explainer) against(ev *Event) []string {
	var rows []string
	add := func(format string, args ...any) { rows = append(rows, fmt.Sprintf(format, args...)) }
	switch ev.line.event {
	case eventAttach:
		if c := e.coverageOn(ev.On); c != nil {
			add("MSP coverage %s (%s)", period(c.From, c.To), c.Place)
		}
		if c, known := e.clinics[ev.Facility]; known {
			add("%s open %s (%s)", ev.Facility, openDays(c), c.place)
		}
		if a := e.affiliationOn(ev); a != nil {
			add("%s there %s (%s)", e.names.who(ev.Practitioner), period(a.from, a.to), a.place)
		}
	case actRemove, actRestore, actChange:
		if ev.inPerson {
			add("%s acted in person", e.names.who(ev.Practitioner))
		} else if d := e.endorsementOn(ev); d != nil {
			add("%s's endorsement of %s %s, confirmed on %s (%s)", e.names.who(ev.Practitioner), ev.Actor, period(d.from, d.to), d.confirmed, d.place)
		}
	}
	return rows
}

func openDays(c whyClinic) string {
	if c.opened == "" && c.closed == "" {
		return "with no closing date"
	}
	return period(c.opened, c.closed)
}

// coverageOn is the period of MSP coverage that holds a day.
func (e *explainer) coverageOn(on string) *Coverage {
	for i := range e.why.Coverage {
		if c := &e.why.Coverage[i]; holds(c.From, c.To, on) {
			return c
		}
	}
	return nil
}

// affiliationOn is the row that lets the provider attach people at the clinic
// on the day.
func (e *explainer) affiliationOn(ev *Event) *whyAffiliation {
	for i := range e.affiliations {
		a := &e.affiliations[i]
		if a.practitioner == ev.Practitioner && a.facility == ev.Facility && a.attaches() && holds(a.from, a.to, ev.On) {
			return a
		}
	}
	return nil
}

// attaches says whether whoever works there so may attach people.
func (a whyAffiliation) attaches() bool { return a.role == "provider" || a.role == "medical_director" }

// endorsementOn is the row that lets the delegate act for the provider on the
// day.
func (e *explainer) endorsementOn(ev *Event) *whyEndorsement {
	for i := range e.endorsements {
		d := &e.endorsements[i]
		if d.delegate == ev.line.actor && d.practitioner == ev.Practitioner && d.confirmed != "" &&
			holds(d.from, d.to, ev.On) && d.confirmed <= ev.On {
			return d
		}
	}
	return nil
}

// found says what a line that fails a check was compared with, and nothing for
// a check that the line alone fails.
func (e *explainer) found(ev *Event, reason string) string {
	who, where := e.names.who(ev.Practitioner), number(ev.Facility)
	switch reason {
	case "phn_unknown":
		return "the persons feed has no row for " + e.why.PHN
	case "deceased":
		if e.why.Person != nil {
			return fmt.Sprintf("the persons feed says that they died on %s (%s)", e.why.Person.DeceasedOn, e.why.Person.Place)
		}
	case "no_coverage":
		return e.coverageFound(ev)
	case "practitioner_unknown":
		return "the providers feed has no row for " + number(ev.Practitioner)
	case "facility_unknown":
		if _, known := e.clinics[ev.Facility]; !known { // of a clinic change it may be the one that is left
			return "the clinics feed has no row for " + where
		}
	case "facility_closed":
		return e.openingFound(ev)
	case "not_affiliated":
		return e.affiliationsFound(ev)
	case "actor_not_endorsed":
		return e.endorsementsFound(ev, who)
	case "action_id_reused":
		if first, used := e.firstUse[ev.line.ref]; used {
			return fmt.Sprintf("the action with this id is %s", first)
		}
	case "service_date_future":
		if ev.Place != nil {
			return "the file arrived on " + arrived(ev.Place)
		}
	case "service_date_early":
		return "the fee item counts from " + e.Cfg.Policy.FeeItemFirstDay.String() + " on"
	}
	return ""
}

func (e *explainer) coverageFound(ev *Event) string {
	if len(e.why.Coverage) == 0 {
		return "no period of MSP coverage is on record"
	}
	var periods []string
	for _, c := range e.why.Coverage {
		periods = append(periods, fmt.Sprintf("%s (%s)", period(c.From, c.To), c.Place))
	}
	return fmt.Sprintf("MSP coverage on record is %s, which does not hold %s", wording.And(periods), ev.On)
}

func (e *explainer) openingFound(ev *Event) string {
	c := e.clinics[ev.Facility]
	switch {
	case c.closed != "" && ev.On > c.closed:
		return fmt.Sprintf("the clinics feed says that %s closed on %s (%s)", ev.Facility, c.closed, c.place)
	case c.opened != "" && ev.On < c.opened:
		return fmt.Sprintf("the clinics feed says that %s opened on %s (%s)", ev.Facility, c.opened, c.place)
	}
	return ""
}

func (e *explainer) affiliationsFound(ev *Event) string {
	who := e.names.who(ev.Practitioner)
	var here, elsewhere []string
	for _, a := range e.affiliations {
		switch {
		case a.practitioner != ev.Practitioner:
		case a.facility == ev.Facility && a.attaches():
			here = append(here, fmt.Sprintf("%s (%s)", period(a.from, a.to), a.place))
		case a.facility == ev.Facility:
			here = append(here, fmt.Sprintf("only as staff %s (%s)", period(a.from, a.to), a.place))
		case a.attaches() && holds(a.from, a.to, ev.On):
			elsewhere = append(elsewhere, fmt.Sprintf("%s (%s)", a.facility, a.place))
		}
	}
	text := fmt.Sprintf("the clinic's record does not have %s at %s", who, ev.Facility)
	if len(here) > 0 {
		text = fmt.Sprintf("the clinic's record has %s at %s %s", who, ev.Facility, wording.And(here))
	}
	if len(elsewhere) > 0 {
		text += fmt.Sprintf(", and on %s at %s", ev.On, wording.And(elsewhere))
	}
	return text
}

func (e *explainer) endorsementsFound(ev *Event, who string) string {
	if ev.line.role == "provider" {
		return fmt.Sprintf("%s acted, and the panel is that of %s", ev.Actor, who)
	}
	var rows []string
	for _, d := range e.endorsements {
		if d.practitioner != ev.Practitioner || d.delegate != ev.line.actor {
			continue
		}
		confirmed := "was never confirmed"
		switch {
		case d.confirmed > ev.On:
			confirmed = "was confirmed only on " + d.confirmed
		case d.confirmed != "":
			confirmed = "was confirmed on " + d.confirmed
		}
		rows = append(rows, fmt.Sprintf("the one %s %s (%s)", period(d.from, d.to), confirmed, d.place))
	}
	if len(rows) == 0 {
		return fmt.Sprintf("there is no endorsement of %s by %s", ev.Actor, who)
	}
	return fmt.Sprintf("no endorsement of %s by %s held on %s: %s", ev.Actor, who, ev.On, wording.And(rows))
}

// healing says what would make a line count that fails a check.
func (e *explainer) healing(ev *Event, r decisions.Reason) string {
	who, counts := e.names.who(ev.Practitioner), "it then counts by itself, from "+ev.On
	if len(ev.Reasons) > 1 {
		counts = "it passes this check"
	}
	switch r.Reason {
	case "phn_unknown":
		return fmt.Sprintf("when the persons feed brings %s, %s", e.why.PHN, counts)
	case "deceased":
		return "if the PHN is somebody else's, the clinic sends the claim again with the right one; if the date of death is wrong, it is corrected in the persons feed, and " + counts
	case "no_coverage":
		return fmt.Sprintf("when MSP coverage that holds %s arrives, %s", ev.On, counts)
	case "practitioner_unknown":
		return fmt.Sprintf("when the providers feed brings %s, %s; if the number is wrong, the clinic corrects it and sends the line again", number(ev.Practitioner), counts)
	case "facility_unknown":
		return fmt.Sprintf("when the clinics feed brings %s, %s; if the number is wrong, the clinic corrects it and sends the line again", number(ev.Facility), counts)
	case "facility_closed":
		return fmt.Sprintf("if %s was open on %s, the clinics feed is corrected, and %s; otherwise the claim is sent again with the right clinic or date", ev.Facility, ev.On, counts)
	case "not_affiliated":
		return fmt.Sprintf("if %s worked at %s on %s, the clinic puts that on its record, and %s; otherwise the claim is sent again with the right clinic", who, ev.Facility, ev.On, counts)
	case "actor_not_endorsed":
		if ev.line.role == "delegate" {
			return fmt.Sprintf("when an endorsement arrives that holds %s and was confirmed by that day, %s; otherwise %s acts in person, or endorses the delegate, who then asks again", ev.On, counts, who)
		}
		return fmt.Sprintf("%s acts in person, or a delegate whom %s has endorsed does", who, who)
	}
	return remedy(r)
}
