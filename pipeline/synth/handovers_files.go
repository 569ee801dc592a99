package synth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"empanel/parsers/field"
)

// writeHandovers adds the files of the handovers to those of the first load
// and of the nights, when all of these are written: so the province around
// them is byte for byte what it is without them.
func (p *province) writeHandovers(ctx context.Context) error {
	h := p.newHandovers()
	for number := range handoverNights + 1 {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := &delivery{night: number, dir: p.manifest.Nights[number].Dir, day: p.day(number)}
		n := &night{p: h.p, d: d, number: number, sheets: map[string]*sheet{}}
		if err := h.write(n); err != nil {
			return err
		}
		p.extend(d)
	}
	h.p.countEverybody()
	c := &h.p.manifest.Counts
	c.Areas = 0 // they are the province's
	c.Attached = len(h.all) * handoverCohort
	p.manifest.Counts.addPlaces(c)
	for k := range h.all {
		p.tellHandover(h, &h.all[k])
	}
	return nil
}

// write makes and writes what the handovers add to one night.
func (h *handovers) write(n *night) error {
	if n.number == 0 {
		h.openFeeds(n)
	}
	for k := range h.all {
		one := &h.all[k]
		if n.number == 0 {
			h.claimCohort(n, one)
		}
		if n.number == 1 {
			h.announce(n, one)
		}
		if n.number == 2 {
			h.bury(n, one)
		}
		if n.number == one.removed {
			h.empty(n, one)
		}
		if n.number == one.uploaded {
			h.upload(n, one)
		}
		if n.number == one.elsewhere {
			h.send(n, one, one.neighbour, fateElsewhere)
		}
	}
	if err := h.writeFeeds(n); err != nil {
		return err
	}
	return n.writeClaims()
}

// openFeeds fills the feeds of the first load: everybody and everything but
// the successors, who arrive with the announcement.
func (h *handovers) openFeeds(n *night) {
	n.sheets["persons"] = h.p.personsSheet(0, len(h.p.people), true)
	for k := range h.p.clinics {
		c := &h.p.clinics[k]
		n.sheet("clinics").row(c.number, c.name, fmt.Sprintf("%d %s", 10+k, streets[k%len(streets)]), places[k%len(places)],
			fmt.Sprintf("V9X %dA1", k+1), h.p.areas[c.area].chsa, h.p.providers[c.providers[0]].number, "Mo-Fr 08:30-17:00", c.openedOn.String())
	}
	for k := range h.all {
		h.register(n, h.all[k].leaver, "N")
		h.register(n, h.all[k].neighbour, "Y")
	}
}

// register writes what the feeds say of a provider, and whether they are
// accepting new people.
func (h *handovers) register(n *night, q int32, accepting string) {
	one := &h.p.providers[q]
	at := h.p.clinics[one.clinic].number
	n.sheet("providers").row(one.number, "FP", one.given, one.family, string(one.gender), "en",
		"BC"+pad(90_000_000+int64(q), 8), "2023-10-02", "", one.leftOn.String())
	n.sheet("affiliations").row(one.number, at, "provider", one.since.String(), one.leftOn.String())
	n.sheet("preferences").row(one.number, at, accepting, "20", "1250", "any", n.d.day.String())
}

// announce enters the case, the successor, and the day the leaver leaves: the
// last night, when everything that they send has arrived.
func (h *handovers) announce(n *night, one *handover) {
	p := h.p
	p.providers[one.leaver].leftOn = p.day(handoverNights)
	n.sheet("transfers").row(one.id, p.providers[one.leaver].number, p.providers[one.successor].number, "",
		n.d.day.String(), (n.d.day + 1).String(), "open")
	h.register(n, one.leaver, "N")
	h.register(n, one.successor, "Y")
	n.d.counts.Transfers++
}

// bury writes that two of the cohort have died today.
func (h *handovers) bury(n *night, one *handover) {
	for i := range one.with(fateDied) {
		h.p.people[i].diedOn = n.d.day
		n.sheet("persons").person(h.p, i, 0)
		n.d.counts.Deaths++
	}
}

// empty lets the leaver remove everybody, in person: a guard may hold what a
// delegate does to so many.
func (h *handovers) empty(n *night, one *handover) {
	number := h.p.providers[one.leaver].number
	a := action{
		id: one.id + "-REMOVAL", kind: "remove", phn: "*", practitioner: number, reason: "provider leaves",
		actor: number, role: "provider", on: n.d.day,
	}
	n.sheet("actions").row(a.row()...)
	for i := range one.people() {
		if who := &h.p.people[i]; who.provider == one.leaver && who.diedOn == field.NoDate {
			who.provider = nobody
			n.d.counts.Removals++
		}
	}
}

// claimCohort sends the leaver's panel, as the first load has it.
func (h *handovers) claimCohort(n *night, one *handover) {
	for i := range one.people() {
		if who := &h.p.people[i]; who.provider == one.leaver {
			n.claims = append(n.claims, h.claim(i, one.leaver, who.attachedOn))
		}
	}
}

// upload sends the successor's panel: those who move, those whose claims name
// no facility, and the others.
func (h *handovers) upload(n *night, one *handover) {
	n.d.counts.TransferredPeople += h.send(n, one, one.successor, fateMoved)
	h.send(n, one, one.successor, fateRefused)
	n.d.counts.Adds += h.send(n, one, one.successor, fateOther)
}

// send claims, for today and for a provider, everybody who has a fate, and
// says how many they are.
func (h *handovers) send(n *night, one *handover, q int32, f fate) int {
	sent := 0
	for i := range one.with(f) {
		cl := h.claim(i, q, n.d.day)
		if f == fateRefused {
			cl.defect = field.FacilityMissing
		} else {
			h.p.people[i].provider = q
		}
		n.claims = append(n.claims, cl)
		sent++
	}
	return sent
}

func (h *handovers) claim(i, q int32, on field.Date) nightClaim {
	at := h.p.providers[q].clinic
	return nightClaim{sender: at, before: nobody, claim: claim{
		person: i, phn: h.p.people[i].phn, provider: q, clinic: at, date: on, code: '0',
	}}
}

// writeFeeds writes the rows of tonight into files of their own beside those
// of the province.
func (h *handovers) writeFeeds(n *night) error {
	names := make([]string, 0, len(n.sheets))
	for name := range n.sheets {
		names = append(names, name)
	}
	slices.Sort(names)
	on := strings.ReplaceAll(n.d.day.String(), "-", "")
	for k, name := range names {
		if err := n.d.putSheet(n.sheets[name], name+"_"+on+"_handovers.csv", time.Duration(160+k)*time.Second); err != nil {
			return err
		}
	}
	return nil
}

// tellHandover tells of one person for each of the fates that a worklist of a
// handover is about.
func (p *province) tellHandover(h *handovers, one *handover) {
	leaver, successor := h.p.providers[one.leaver].number, h.p.providers[one.successor].number
	for _, told := range []struct {
		fate       fate
		kind, text string
	}{
		{fateMoved, "handover_moved", "taken over by provider " + successor},
		{fateRefused, "handover_refused", "claimed by provider " + successor + " without a facility number, and with nobody"},
		{fateAwaiting, "handover_awaiting", "claimed by nobody since"},
	} {
		for i := range one.with(told.fate) {
			p.tell(told.kind, h.p.people[i].phn, fmt.Sprintf("on the panel of provider %s, who handed over to provider %s; %s (case %s)",
				leaver, successor, told.text, one.id))
			break
		}
	}
}
