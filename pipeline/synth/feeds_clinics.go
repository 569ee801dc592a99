package synth

import (
	"strconv"

	"empanel/parsers/field"
)

func (p *province) providersSheet() *sheet {
	s := newSheet("providers")
	for q := range p.providers {
		s.row(p.providerRow(int32(q))...)
	}
	for k := range p.badRows() {
		s.badRow(p.issue.practitionerNumber(unknownPractitioner+10+k%80), "MD", "Nobody", "Inparticular")
	}
	return s
}

func (p *province) providerRow(q int32) []string {
	one := &p.providers[q]
	bits := p.chance.at(streamFeed, uint64(q))
	kind, authenticator, started, target, until := "FP", "", "", "", ""
	if one.nurse {
		kind = "NP"
	}
	if bits%12 > 0 {
		authenticator = (field.NewDate(2023, 7, 1) + field.Date(bits>>8%300)).String()
	}
	if bits>>20%30 == 0 || one.appeared > 0 {
		from := max(one.since, p.first-150)
		started, target, until = from.String(), strconv.Itoa(40+int(bits>>28%5)*20), (from + 365).String()
	}
	return []string{
		one.number, kind, one.given, one.family, string(one.gender), languages[bits>>36%uint64(len(languages))],
		"BC" + pad(int64(q)+100_000, 8), authenticator, started, one.leftOn.String(), target, until,
	}
}

func (p *province) clinicsSheet() *sheet {
	s := newSheet("clinics")
	for k := range p.clinics {
		c := &p.clinics[k]
		bits := p.chance.at(streamFeed, uint64(k)+1<<40)
		director := ""
		if len(c.providers) > 0 {
			director = p.providers[c.providers[0]].number
		}
		s.row(c.number, c.name, strconv.Itoa(100+int(bits%8900))+" "+streets[bits>>16%uint64(len(streets))],
			places[bits>>24%uint64(len(places))], "V"+strconv.Itoa(int(bits>>32%9)+1)+"X "+strconv.Itoa(int(bits>>40%9))+"A1",
			p.areas[c.area].chsa, director, "Mo-Fr 08:30-17:00", c.openedOn.String(), c.closedOn.String())
	}
	for k := range p.badRows() {
		s.badRow(p.issue.facilityNumber(unknownFacility+10+k%80), "Clinic of no area", "", "", "", "12")
	}
	return s
}

func (p *province) affiliationsSheet() *sheet {
	s := newSheet("affiliations")
	for q := range p.providers {
		one := &p.providers[q]
		at := &p.clinics[one.clinic]
		s.row(one.number, at.number, "provider", one.since.String())
		if at.providers[0] == int32(q) {
			s.row(one.number, at.number, "medical_director", one.since.String())
		}
		if one.second != noClinic {
			second := &p.clinics[one.second]
			s.row(one.number, second.number, "provider", max(one.since, second.openedOn).String())
		}
		if q%40 == 7 { // on the staff of a clinic, but no provider there
			s.row(one.number, p.clinics[p.elsewhere(int32(q), uint64(q))].number, "staff", one.since.String())
		}
	}
	for _, c := range p.closed { // never ended when the clinic closed
		s.row(p.providers[c.provider].number, p.clinics[c.clinic].number, "provider", p.clinics[c.clinic].openedOn.String())
	}
	for k := range p.badRows() {
		s.badRow(p.providers[k%len(p.providers)].number, p.clinics[0].number, "visitor", "2020-01-01")
	}
	return s
}

// Delegates whose endorsement does not hold: one that has ended, one that the
// provider never confirmed.
const (
	formerDelegate      = "DF"
	unconfirmedDelegate = "DU"
)

func (p *province) endorsementsSheet() *sheet {
	s := newSheet("endorsements")
	for q := range p.providers {
		one := &p.providers[q]
		if one.delegate != "" {
			s.row(one.delegate, one.number, "2024-01-08", "", "2024-01-10")
		}
		switch q % 5 {
		case 0:
			s.row(formerDelegate+pad(int64(q+1), 5), one.number, "2023-09-01", "2024-06-30", "2023-09-04")
		case 1:
			s.row(unconfirmedDelegate+pad(int64(q+1), 5), one.number, "2026-06-01")
		}
	}
	for k := range p.badRows() {
		s.badRow("D-bad", p.providers[k%len(p.providers)].number, "2024-01-08", "", "soon")
	}
	return s
}

func (p *province) preferencesSheet() *sheet {
	s := newSheet("preferences")
	for q := range p.providers {
		s.row(p.preferenceRow(int32(q))...)
		if one := &p.providers[q]; one.second != noClinic {
			s.row(one.number, p.clinics[one.second].number, "N", "", "", "any", (p.first - 60).String())
		}
	}
	for k := range p.badRows() {
		s.badRow(p.providers[k%len(p.providers)].number, p.clinics[len(p.clinics)-1].number, "maybe")
	}
	return s
}

func (p *province) preferenceRow(q int32) []string {
	one := &p.providers[q]
	bits := p.chance.at(streamFeed, uint64(q)+1<<41)
	size := int(one.panelEnd-one.panelStart) + 20 + int(bits%60)
	rate := strconv.Itoa(5 + int(bits>>8%30))
	if bits>>16%12 == 0 {
		rate = ""
	}
	return []string{
		one.number, p.clinics[one.clinic].number, yesNo(one.accepting), rate, strconv.Itoa(size),
		[]string{"any", "any", "any", "low", "medium", "high"}[bits>>24%6], (p.first - field.Date(bits>>32%200)).String(),
	}
}

var professions = []string{"nurse", "social worker", "pharmacist", "medical office assistant"}

func (p *province) staffSheet() *sheet {
	s := newSheet("clinic_staff")
	for k := range p.clinics {
		if p.clinics[k].closedOn != field.NoDate {
			continue
		}
		for n := range 1 + int(p.chance.at(streamFeed, uint64(k)+1<<42)%4) {
			s.row("S"+pad(int64(k*10+n), 7), p.clinics[k].number, professions[(k+n)%len(professions)], "2022-04-01", "", "37.5")
		}
	}
	return s
}

func (p *province) accessSheet() *sheet {
	s := newSheet("access")
	steps := []string{"account", "training", "undertaking"}
	for q := range p.providers {
		one := &p.providers[q]
		bits := p.chance.at(streamFeed, uint64(q)+1<<43)
		for n, step := range steps {
			if int(bits%7) < n {
				break
			}
			on := (field.NewDate(2023, 8, 1) + field.Date(bits>>8%400) + field.Date(n*10)).String()
			s.row("P"+pad(int64(q), 7), p.clinics[one.clinic].number, "provider", "PAS", step, "", on)
			if step == "undertaking" {
				s.row("S"+pad(int64(one.clinic)*10, 7), p.clinics[one.clinic].number, "staff", "CareConnect", step, one.number, on)
			}
		}
	}
	return s
}
