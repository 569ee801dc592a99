package why

import (
	"testing"
)

// Every rule of the table says its sentence.
func TestWhyRuleTable(t *testing.T) {
	at := func(p, f string) with { return with{practitioner: p, facility: f} }
	event := func(kind, p, f string) *Event {
		return &Event{Practitioner: p, Facility: f, line: eventLine{event: kind}}
	}
	for _, c := range []struct {
		name  string
		now   with
		event *Event
		want  string
		after with
	}{
		{"first claim", with{}, event(eventAttach, "10001", "A0001"), "attached", at("10001", "A0001")},
		{"same again", at("10001", "A0001"), event(eventAttach, "10001", "A0001"), "already_attached", at("10001", "A0001")},
		{"other clinic", at("10001", "A0001"), event(eventAttach, "10001", "A0002"), "changed_clinic", at("10001", "A0002")},
		{"other provider", at("10001", "A0001"), event(eventAttach, "10002", "A0001"), "moved", at("10002", "A0001")},
		{"removed there", at("10001", "A0001"), event(actRemove, "10001", "A0001"), "removed", with{}},
		{"removed everywhere", at("10001", "A0001"), event(actRemove, "10001", ""), "removed", with{}},
		{"removed elsewhere", at("10001", "A0001"), event(actRemove, "10001", "A0002"), "no_effect", at("10001", "A0001")},
		{"removed by another", at("10001", "A0001"), event(actRemove, "10002", ""), "no_effect", at("10001", "A0001")},
		{"restored", with{}, event(actRestore, "10001", "A0001"), "attached", at("10001", "A0001")},
		{"restored while attached", at("10001", "A0001"), event(actRestore, "10001", "A0002"), "no_effect", at("10001", "A0001")},
		{"clinic changed", at("10001", "A0001"), event(actChange, "10001", "A0002"), "changed_clinic", at("10001", "A0002")},
		{"clinic changed by another", at("10001", "A0001"), event(actChange, "10002", "A0002"), "no_effect", at("10001", "A0001")},
		{"died", at("10001", "A0001"), event("death", "", ""), "deceased", with{dead: true}},
		{"died unattached", with{}, event("death", "", ""), "no_effect", with{dead: true}},
		{"claimed after death", with{dead: true}, event(eventAttach, "10001", "A0001"), "no_effect", with{dead: true}},
	} {
		got := c.now.outcome(c.event)
		c.event.Outcome = got
		if got != c.want || c.now.after(c.event) != c.after {
			t.Errorf("%s: %s and then %+v, want %s and %+v", c.name, got, c.now.after(c.event), c.want, c.after)
		}
		if names(nil).rule(c.now, c.event, nil) == "" {
			t.Errorf("%s: no sentence", c.name)
		}
	}
}
