package synth

import (
	"sort"

	"empanel/parsers/field"
)

// earliestDays is how far back the service dates of the first load go: the
// whole panel is sent within the 90 days that claims may be late.
const earliestDays = 85

// attach puts the people of a chunk on panels: a household with one provider
// of its region, mostly, and a few members with another or none.
func (p *province) attach(ch chunk) {
	reg := &p.regions[p.areas[ch.area].region]
	for i := ch.first; i < ch.first+ch.count; i++ {
		one := &p.people[i]
		if !reachable(one) || p.first-one.birth < 3 {
			continue
		}
		home := uint64(one.household)
		if p.chance.unit(streamPanel, home+1<<40) >= attachedShare+0.045 {
			continue
		}
		own := p.chance.at(streamPanel, uint64(i)+1<<41)
		switch draw := own % 100; {
		case draw < 4:
			continue
		case draw < 8:
			one.marks |= ownProvider
			home = uint64(i)
		}
		one.provider = reg.draw(p.chance.unit(streamPanel, home+1<<42))
		from := max(p.first-earliestDays, one.birth+1, firstDay98990)
		one.attachedOn = from + field.Date(own>>8%uint64(p.first-from))
		if own>>40%1000 == 0 && one.attachedOn < p.first-1 { // and died before the panel arrived
			one.diedOn = one.attachedOn + 1
		}
	}
	p.enroll(ch)
}

// enroll puts about a quarter of the households without a provider, and with
// them some six in a hundred people, on the Health Connect Registry.
func (p *province) enroll(ch chunk) {
	for i := ch.first; i < ch.first+ch.count; i++ {
		one := &p.people[i]
		if one.provider == nobody && reachable(one) && p.chance.unit(streamRegistrant, uint64(one.household)) < 0.26 {
			one.marks |= waiting
		}
	}
}

// draw gives a provider of the region, large panels more often.
func (r *region) draw(unit float64) int32 {
	at := unit * r.weights[len(r.weights)-1]
	return r.providers[min(sort.SearchFloat64s(r.weights, at), len(r.providers)-1)]
}

// formerProvider is the provider whose panel still lists a person who has
// since gone to another, or nobody. They too send a claim, an earlier one.
func (p *province) formerProvider(i int32) int32 {
	one := &p.people[i]
	bits := p.chance.at(streamSecond, uint64(i))
	if one.provider == nobody || bits%50 != 0 || one.attachedOn-3 <= max(one.birth, p.first-earliestDays) {
		return nobody
	}
	other := p.regions[p.areas[one.area].region].draw(float64(bits>>11) / (1 << 53))
	if other == one.provider {
		return nobody
	}
	return other
}

// formerlyOn is the service date of the claim of formerProvider.
func (p *province) formerlyOn(i int32) field.Date {
	one := &p.people[i]
	from := max(one.birth+1, p.first-earliestDays, firstDay98990)
	return from + field.Date(p.chance.at(streamEarlier, uint64(i))%uint64(max(one.attachedOn-from, 1)))
}

// gather lists each provider's panel: province.panels holds people by
// provider, those that have since left for another included.
func (p *province) gather() {
	count := make([]int32, len(p.providers)+1)
	for i := range p.people {
		if q := p.people[i].provider; q != nobody {
			count[q+1]++
		}
		if q := p.formerProvider(int32(i)); q != nobody {
			count[q+1]++
		}
	}
	for q := range p.providers {
		count[q+1] += count[q]
		p.providers[q].panelStart = count[q]
		p.providers[q].panelEnd = count[q]
	}
	p.panels = make([]int32, count[len(p.providers)])
	add := func(q, i int32) {
		if q == nobody {
			return
		}
		p.panels[p.providers[q].panelEnd] = i
		p.providers[q].panelEnd++
	}
	for i := range p.people {
		add(p.people[i].provider, int32(i))
		add(p.formerProvider(int32(i)), int32(i))
	}
	sum := int64(0)
	for c := range p.clinics {
		p.clinics[c].firstLine = sum
		for _, q := range p.clinics[c].providers {
			p.clinics[c].lines += int64(p.providers[q].panelEnd - p.providers[q].panelStart)
		}
		sum += p.clinics[c].lines
	}
	p.panelLines = sum
}

// panelOf lists the people whom a provider sends in the first load.
func (p *province) panelOf(q int32) []int32 {
	return p.panels[p.providers[q].panelStart:p.providers[q].panelEnd]
}
