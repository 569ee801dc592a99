package synth

import (
	"fmt"
	"strconv"
	"strings"

	"empanel/parsers/field"
)

// fileOf is the name that a feed's changed rows of tonight have.
func (n *night) fileOf(feed string) string {
	return feed + "_" + strings.ReplaceAll(n.d.day.String(), "-", "") + ".csv"
}

// changePeople writes what the other registries have learned since yesterday:
// deaths, merged numbers, changed preferences.
func (n *night) changePeople() {
	n.deaths()
	n.mergeNumbers()
	p := n.p
	for range n.share(20, 1) {
		q := n.dice.Int32N(int32(len(p.providers)))
		one := &p.providers[q]
		if one.leftOn != field.NoDate {
			continue
		}
		n.sheet("preferences").row(one.number, p.clinics[one.clinic].number, yesNo(one.accepting), strconv.Itoa(10+n.dice.IntN(20)),
			strconv.Itoa(int(one.panelEnd-one.panelStart)+40), "any", n.d.day.String())
	}
}

func (n *night) deaths() {
	p := n.p
	for range n.share(30, 2) {
		i, ok := n.pick(func(i int32, one *person) bool { return n.onPanel(i, one) && p.first-one.birth > 18_000 })
		if !ok {
			return
		}
		one := &p.people[i]
		one.diedOn = n.d.day - 1
		n.sheet("persons").person(p, i, 0)
		p.story("died", i, fmt.Sprintf("on the panel of provider %s, died on %s, known on %s", p.providers[one.provider].number, one.diedOn, n.d.day))
		one.provider = nobody
		n.d.counts.Deaths++
	}
}

// mergeNumbers merges two numbers that were thought to be two people.
func (n *night) mergeNumbers() {
	p := n.p
	for range n.share(20, 1) {
		i, ok := n.pick(n.onPanel)
		if !ok {
			return
		}
		one := &p.people[i]
		survivor, ok := n.pick(func(i int32, other *person) bool {
			return unattached(i, other) && other.coveredFrom <= one.attachedOn
		})
		if !ok {
			return
		}
		n.sheet("persons").person(p, i, p.people[survivor].phn)
		p.story("merged", survivor, fmt.Sprintf("attached to provider %s under another number, which was merged into this one on %s",
			p.providers[one.provider].number, n.d.day))
		p.people[survivor].provider, p.people[survivor].attachedOn = one.provider, one.attachedOn
		one.provider = nobody
		p.manifest.Counts.MergedNumbers++
		n.d.counts.Merges++
	}
}

// newCoverage covers some people again whose coverage had ended; a claim that
// was quarantined for want of it is sound from now on.
func (n *night) newCoverage() {
	p := n.p
	for k := range n.share(40, 2) {
		at := (n.number*7919 + k*104_729) % len(p.lapsed)
		i := p.lapsed[at]
		if at%2 == 0 || p.nights.touched[i] { // every other one stays without, for the defects to come
			continue
		}
		p.touch(i)
		n.sheet("coverage").row(digits(p.people[i].phn), (p.first - 110).String())
		for m := range p.manifest.Defects {
			defect := &p.manifest.Defects[m]
			if defect.Reason == noCoverage && defect.person == i && defect.Healed == 0 {
				defect.Healed = n.number
				p.story("healed", i, fmt.Sprintf("a claim waited in quarantine for want of coverage until a new period arrived on %s", n.d.day))
			}
		}
	}
}
