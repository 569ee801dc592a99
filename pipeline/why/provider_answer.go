package why

import (
	"fmt"
	"strings"

	"empanel/pipeline/wording"
)

// answer is what one would say first of a provider: how many people they have
// and where, what changed, and what waits for somebody.
func (p *providerReader) answer() string {
	y := p.why
	who := titled(y.Practitioner, "")
	if y.Feed != nil {
		who = y.Feed.Title
	}
	var said []string
	say := func(format string, args ...any) { said = append(said, wording.Sentence(format, args...)) }
	var people, pending int64
	var places []string
	for _, n := range y.Panel {
		pending += n.Pending
		if n.Confirmed > 0 {
			people += n.Confirmed
			places = append(places, n.Facility+wording.InBrackets(n.Name))
		}
	}
	on := fmt.Sprintf("as of %s (%s)", y.AsOf, y.RunID)
	if people == 0 {
		say("%s has nobody on a panel %s", who, on)
	} else {
		say("%s has %s at %s %s", who, wording.Plural(int(people), "person", "people"), wording.And(places), on)
	}
	if pending > 0 {
		say("%s for them: a claim that waits for MSP, for another provider, or for an administrator", wording.Plural(int(pending), "person is pending", "people are pending"))
	}
	if y.Feed == nil {
		say("the providers feed has no row for them")
	} else if y.Feed.LeftOn != "" && y.Feed.LeftOn <= y.AsOf {
		say("they left practice on %s", y.Feed.LeftOn)
	}
	p.sayFlow(say)
	if y.Held > 0 {
		say("the guard holds %s until an administrator has looked (empanel quarantine holds)", wording.Plural(int(y.Held), "line of theirs", "lines of theirs"))
	}
	if y.Waiting > 0 {
		say("%s in quarantine", wording.Plural(int(y.Waiting), "line of theirs waits", "lines of theirs wait"))
	}
	p.sayConflicts(say)
	return strings.Join(said, " ")
}

func (p *providerReader) sayFlow(say func(string, ...any)) {
	total := map[string]int64{}
	for _, f := range p.why.Flow {
		total[f.Direction] += f.People
	}
	if len(total) == 0 {
		say("nobody came or went in the last 30 days")
		return
	}
	text := fmt.Sprintf("in the last 30 days %s came and %d left", wording.Plural(int(total["gained"]), "person", "people"), total["lost"])
	if n := total["withdrawn"]; n > 0 {
		text += fmt.Sprintf("; %s taken off again, because a claim that had counted no longer does", wording.Plural(int(n), "more was", "more were"))
	}
	say("%s", text)
}

func (p *providerReader) sayConflicts(say func(string, ...any)) {
	var had, claimed, open int64
	for _, c := range p.why.Conflicts {
		if c.Side == "incumbent" {
			had += c.Conflicts
		} else {
			claimed += c.Conflicts
		}
		open += c.Open
	}
	if had+claimed == 0 {
		return
	}
	over := fmt.Sprintf(": %d over people whom they had, %d over people whom they claimed", had, claimed)
	switch {
	case claimed == 0:
		over = ", over people whom they had"
	case had == 0:
		over = ", over people whom they claimed"
	}
	text := fmt.Sprintf("they have %s%s", wording.Plural(int(had+claimed), "conflict with another provider", "conflicts with other providers"), over)
	if open > 0 {
		text += fmt.Sprintf("; %d open", open)
	}
	say("%s", text)
}
