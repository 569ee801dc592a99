package worklists

import (
	"slices"
	"strings"

	"empanel/parsers/teleplan"
	"empanel/pipeline/ask"
)

// Told is a matter in the words in which a practice reads it.
type Told struct {
	Reasons     string // codes, as the quarantine and the transfers call them
	Explanation string
	Do          string
}

// Tell says a matter in words.
func (m *Matter) Tell(look ask.Look) Told {
	switch m.Section {
	case Quarantined:
		return Told{strings.Join(m.Reasons, ", "), m.wrong(look), m.correct()}
	case OnlyInUpload:
		explanation, do := m.uploadOnly()
		if where := m.elsewhere(); where != "" {
			explanation += "; " + where
		}
		return Told{m.Reason, explanation, do}
	case Pending:
		explanation, do := m.waits()
		return Told{m.Reason, explanation, do}
	case NotTheMRP:
		return m.left()
	case Removed:
		if m.NowWith == "nobody" {
			return Told{m.Reason, m.elsewhere(), "If by mistake, restore them in the Panel Registry"}
		}
		return Told{m.Reason, m.elsewhere(), "Nothing: they have a provider"}
	case Deceased:
		return Told{m.Reason, "", "Mark as deceased in your EMR"}
	default:
		return m.onPanel()
	}
}

// correct says what to do about a line in quarantine. Who is on the panel anyway
// needs nothing corrected.
func (m *Matter) correct() string {
	if m.NowWith == "here" && m.ClaimsSomebody() {
		return "nothing, if it was meant to add them: they are on your panel here by another claim; else " + m.Remedy
	}
	return m.Remedy
}

// ClaimsSomebody says whether a line in quarantine is meant to attach somebody: no
// action or return is, and no debit request.
func (m *Matter) ClaimsSomebody() bool {
	return (m.Record == "C02" || m.Record == "DRBILL") && !slices.Contains(m.Reasons, "reversal_unmatched")
}

// wrong says what is wrong with a line in quarantine, where its reader says more
// than what to do about it, and whom its person is with.
func (m *Matter) wrong(look ask.Look) string {
	var words []string
	if m.Hint != "" && m.Hint != m.Remedy {
		words = append(words, look.Text(m.Hint))
	}
	if where := m.besides(); where != "" {
		words = append(words, where)
	}
	return strings.Join(words, "; ")
}

// besides says whom the person of a line in quarantine is with; nothing where
// the line names nobody who could be with anybody.
func (m *Matter) besides() string {
	for _, reason := range m.Reasons {
		switch reason {
		case "phn_invalid", "phn_unknown", "phn_pseudo", "deceased":
			return ""
		}
	}
	return m.elsewhere()
}

// elsewhere says whom a person is with today, and never which other provider.
func (m *Matter) elsewhere() string {
	switch m.NowWith {
	case "nobody":
		return "attached to nobody"
	case "here":
		return "on your panel here"
	case "you":
		return "on your panel at " + m.NowAt
	case "another_at_clinic":
		return "attached to another provider of this clinic"
	case "another":
		return "attached to another provider"
	default:
		return ""
	}
}

// uploadOnly says why a claim put nobody on the panel.
func (m *Matter) uploadOnly() (explanation, do string) {
	switch m.Reason {
	case "refused":
		return "MSP refused the claim" + meanings(m.Codes), "correct what its return says, and send the claim again"
	case "reversed":
		return "you took the claim back with a debit request", "nothing, if that was meant; else send a new claim"
	case "duplicate":
		return "repeats the number, patient and date of an earlier claim, so what it says besides does not count",
			"send it as a claim of its own, with a new sequence number"
	case "discarded":
		return "an administrator has dealt with the line: it will not count", "send what is right in it as a new claim"
	case "held", "pending":
		return m.waits()
	default:
		return "the claim changed nothing, as something later had happened", "check its date; if they are your patient, send a new claim"
	}
}

// waits says what a claim waits for.
func (m *Matter) waits() (explanation, do string) {
	switch m.Reason {
	case "held":
		return "held: another provider has this person, or your file would move many people at once", "wait, or ask the registry's administrator"
	case "begins_later":
		return "on your panel from that day on", "nothing"
	default:
		return "waits for the answer of MSP", "wait; sending it again changes nothing"
	}
}

// left says how somebody left who is with another.
func (m *Matter) left() Told {
	switch {
	case m.Reason == "changed_clinic" && m.NowWith == "you":
		return Told{m.Reason, m.elsewhere(), "Change the clinic in your EMR"}
	case m.NowWith == "nobody":
		return Told{m.Reason, how(m.Reason) + "; attached to nobody now", "If they are your patient, send a new claim"}
	case m.NowWith == "you":
		return Told{m.Reason, how(m.Reason) + "; " + m.elsewhere(), "nothing"}
	default:
		return Told{m.Reason, how(m.Reason) + "; " + m.elsewhere(), "Mark as not your patient in your EMR; if it is a mistake, speak with the patient first"}
	}
}

func how(reason string) string {
	switch reason {
	case "transferred":
		return "went with the panel that was handed over"
	case "changed_clinic":
		return "went to another of your clinics"
	default:
		return "another provider has claimed them since"
	}
}

// onPanel says what is special about somebody on the panel.
func (m *Matter) onPanel() Told {
	t := Told{}
	if m.Until.Valid {
		t.Reasons, t.Explanation = m.Reason, "only until "+ask.Day(m.Until)
	}
	if m.WaitsToo {
		if t.Explanation != "" {
			t.Explanation += "; "
		}
		t.Explanation += "another claim of yours waits, and needs nothing"
	}
	return t
}

// meanings says what the codes of a refusal mean.
func meanings(codes string) string {
	var all []string
	for code := range strings.FieldsSeq(codes) {
		text, known := teleplan.CodeText(code)
		if !known {
			text = "a code not known here"
		}
		all = append(all, code+", "+text)
	}
	if len(all) == 0 {
		return ""
	}
	return ": " + strings.Join(all, "; ")
}
