package synth

import (
	"fmt"

	"empanel/parsers/field"
)

// transferPlan is a provider who leaves, and the one who takes the panel over.
type transferPlan struct {
	id                        string
	from, to                  int32
	announce, remove, receive int // nights
	oneByOne                  bool
	people                    []int32
}

// planTransfers says, once, which transfers there will be: one, and one more
// for every five nights. The panel is removed a night after the announcement
// and uploaded by the successor two nights after that, as the nights allow.
func (n *night) planTransfers() {
	p := n.p
	for first := 1; first < p.opts.Nights; first += 5 {
		last := p.opts.Nights
		plan := &transferPlan{
			id: fmt.Sprintf("T%04d", first), announce: first, oneByOne: first > 1 && first%2 == 0,
			remove: min(first+1, last-1), receive: min(first+3, last), to: nobody,
		}
		if from, ok := n.leaver(); ok {
			plan.from = from
			p.providers[from].leftOn = p.day(plan.remove)
			p.nights.plans = append(p.nights.plans, plan)
		}
	}
}

// leaver picks a provider whose panel is neither small nor the largest, with a
// delegate and a clinic that bills through Teleplan.
func (n *night) leaver() (int32, bool) {
	p := n.p
	best, found := int32(0), false
	size := func(q int32) int32 { return p.providers[q].panelEnd - p.providers[q].panelStart }
	for range 40 {
		q := n.dice.Int32N(int32(len(p.providers)))
		one := &p.providers[q]
		if one.delegate == "" || one.leftOn != field.NoDate || p.clinics[one.clinic].dataCentre == "" || len(p.regions[p.clinics[one.clinic].region].providers) < 2 {
			continue
		}
		if !found || size(q) > size(best) && size(q) < 1500 {
			best, found = q, true
		}
	}
	return best, found
}

// transfer does what the plans have for tonight.
func (n *night) transfer() {
	if n.number == 1 {
		n.planTransfers()
	}
	for _, plan := range n.p.nights.plans {
		if plan.announce == n.number {
			n.announce(plan)
		}
		if plan.remove == n.number {
			n.empty(plan)
		}
		if plan.receive == n.number {
			n.receive(plan)
		}
	}
}

// announce enters the case, the day the provider leaves, and the successor.
func (n *night) announce(plan *transferPlan) {
	p := n.p
	from := &p.providers[plan.from]
	at := p.clinics[from.clinic].number
	successor := p.newProvider(from.clinic, n.number)
	successor.second, successor.accepting, successor.delegate = noClinic, false, ""
	successor.panelStart, successor.panelEnd = from.panelStart, from.panelEnd
	plan.to = int32(len(p.providers))
	p.providers = append(p.providers, successor)
	p.manifest.Counts.Providers++
	from = &p.providers[plan.from]

	n.sheet("transfers").row(plan.id, from.number, successor.number, "", n.d.day.String(), from.leftOn.String(), "open")
	n.sheet("providers").row(p.providerRow(plan.from)...)
	n.sheet("providers").row(p.providerRow(plan.to)...)
	n.sheet("preferences").row(p.preferenceRow(plan.to)...)
	n.sheet("preferences").row(from.number, at, "N", "", "", "any", n.d.day.String())
	n.sheet("affiliations").row(successor.number, at, "provider", successor.since.String())
	n.sheet("affiliations").row(from.number, at, "provider", from.since.String(), from.leftOn.String())
	if p.clinics[from.clinic].providers[0] == plan.from {
		n.sheet("affiliations").row(from.number, at, "medical_director", from.since.String(), from.leftOn.String())
	}
	if from.second != noClinic {
		second := &p.clinics[from.second]
		n.sheet("affiliations").row(from.number, second.number, "provider", max(from.since, second.openedOn).String(), from.leftOn.String())
	}
	n.d.counts.Transfers++
}

// empty removes the whole panel: by one action of the delegate for everybody,
// or by the provider one person at a time.
func (n *night) empty(plan *transferPlan) {
	p := n.p
	log := actionLog{p: p, d: n.d, sheet: n.sheet("actions")}
	for i := range p.people {
		one := &p.people[i]
		if one.provider != plan.from || !reachable(one) {
			continue
		}
		if plan.oneByOne {
			a := p.newAction("remove", int32(i), plan.from, n.d.day, false)
			a.reason = "provider leaves"
			log.write(a, p.nights.actions)
		}
		one.provider = nobody
		plan.people = append(plan.people, int32(i))
		p.touch(int32(i))
	}
	if !plan.oneByOne {
		a := p.newAction("remove", nobody, plan.from, n.d.day, true)
		a.phn, a.reason = "*", "provider leaves"
		log.write(a, p.nights.actions)
	}
	log.finish(n.fileOf("actions"))
	n.d.counts.Removals += len(plan.people)
}

// receive lets the successor upload the panel, all but a few: two in a hundred
// are forgotten, one goes to another provider of the region.
func (n *night) receive(plan *transferPlan) {
	p := n.p
	for k, i := range plan.people {
		q := plan.to
		switch k % 100 {
		case 17, 63:
			continue
		case 41:
			other, ok := n.taker(i)
			if !ok {
				continue
			}
			q = other
		}
		if !reachable(&p.people[i]) || p.people[i].provider != nobody || !n.claim(i, q, n.d.day, '0', false) {
			continue
		}
		n.d.counts.TransferredPeople++
		if q == plan.to && p.people[i].marks&damaged == 0 {
			p.story("transferred", i, fmt.Sprintf("on the panel of provider %s, who left on %s; taken over by provider %s on %s (case %s)",
				p.providers[plan.from].number, p.day(plan.remove), p.providers[plan.to].number, n.d.day, plan.id))
		}
	}
}
