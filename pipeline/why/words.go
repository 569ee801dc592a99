package why

import (
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/decisions"
)

// names says how providers are spoken of: by title and number, as the providers
// feed has them. It gives no names of people: numbers are what callers have
// before them.
type names map[string]string

// who renders a provider, such as "Dr. 10234".
func (n names) who(practitioner string) string {
	if title := n[practitioner]; title != "" {
		return title
	}
	switch {
	case practitioner == "":
		return "a provider who is not named"
	case !field.ValidFacility([]byte(practitioner)): // five letters or digits, as a provider's number is
		return "a provider whose number cannot be read"
	}
	return "provider " + practitioner
}

// titled makes a title of what the providers feed says.
func titled(practitioner, providerType string) string {
	switch providerType {
	case "FP":
		return "Dr. " + practitioner
	case "NP":
		return "NP " + practitioner
	default:
		return "provider " + practitioner
	}
}

// number renders a provider's or clinic's number when it is one. Numbers that
// cannot be what they should be are not repeated: a shifted column may hold
// anything.
func number(n string) string {
	if n == "" {
		return "(none)"
	}
	if !field.ValidFacility([]byte(n)) { // five letters or digits, as a provider's number is
		return "(not readable)"
	}
	return n
}

// what says what a line is, in words.
func (n names) what(ev *Event) string {
	who, where := n.who(ev.Practitioner), number(ev.Facility)
	switch ev.line.event {
	case eventDeath:
		return "the person died"
	case eventDebit:
		return "debit request by " + who
	case actRemove:
		from := ""
		if ev.Facility != "" {
			from = " at " + where
		}
		if ev.line.everyone {
			return "removal of everyone from the panel of " + who + from
		}
		return "removal from the panel of " + who + from
	case actRestore:
		return "restore to the panel of " + who + " at " + where
	case actChange:
		return "change of clinic within the panel of " + who + ", to " + where
	}
	switch ev.line.record {
	case "DRBILL":
		return "claim by " + who + " at " + where + " through Dr.Bill"
	case "C02":
		return "claim by " + who + " at " + where + " through MSP"
	default:
		return "registry action"
	}
}

// subject names an event in a sentence, with its date.
func (n names) subject(ev *Event) string {
	dated := "with no date that can be read"
	if ev.On != "" {
		dated = "dated " + ev.On
	}
	who := n.who(ev.Practitioner)
	switch ev.line.event {
	case eventAttach:
		return who + "'s claim " + dated
	case actRemove, actRestore, actChange:
		return "the " + n.what(ev) + byWhom(ev) + ", " + dated + ","
	}
	return "the " + n.what(ev) + " " + dated
}

// byWhom says who asked for an action, where it was not the provider in person.
func byWhom(ev *Event) string {
	if ev.Actor == "" || ev.inPerson {
		return ""
	}
	return ", asked for by " + ev.Actor
}

// doer says in a sentence who acted.
func (n names) doer(ev *Event) string {
	who := n.who(ev.Practitioner)
	if ev.Actor == "" || ev.inPerson {
		return who
	}
	return ev.Actor + ", for " + who + ","
}

// through names the way by which a claim came.
func through(ev *Event) string {
	if ev.line.record == "DRBILL" {
		return "through Dr.Bill"
	}
	return "through MSP"
}

// arrived is the day on which a file was received in British Columbia.
func arrived(p *Place) string { return clock.DateOf(p.ReceivedAt).String() }

// period renders the days on which something holds.
func period(from, to string) string {
	switch {
	case from == "" && to == "":
		return "with no first or last day"
	case from == "":
		return "to " + to
	case to == "":
		return "from " + from + " on"
	default:
		return "from " + from + " to " + to
	}
}

// problem and remedy are the two halves of a reason's hint: what is wrong, and
// what to do about it.
func problem(r decisions.Reason) string {
	before, _, _ := strings.Cut(r.Hint, ": ")
	return before
}

func remedy(r decisions.Reason) string {
	_, after, _ := strings.Cut(r.Hint, ": ")
	return after
}
