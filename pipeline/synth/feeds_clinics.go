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
		p.providerID(q), authenticator, started, one.leftOn.String(), target, until,
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

// teamSize is how many people besides its providers work at a clinic.
func (p *province) teamSize(clinic int) int {
	return 1 + int(p.chance.at(streamFeed, uint64(clinic)+1<<42)%4)
}

// teamMember is the id of one of them.
func teamMember(clinic, member int) string { return "S" + pad(int64(clinic*10+member), 7) }

func (p *province) staffSheet() *sheet {
	s := newSheet("clinic_staff")
	for k := range p.clinics {
		if p.clinics[k].closedOn != field.NoDate {
			continue
		}
		for n := range p.teamSize(k) {
			s.row(teamMember(k, n), p.clinics[k].number, professions[(k+n)%len(professions)], "2022-04-01", "", "37.5")
		}
	}
	return s
}

// providerID is the BC Provider ID of a provider; a few have none yet.
func (p *province) providerID(q int32) string {
	if p.chance.at(streamFeed, uint64(q)+1<<44)%25 == 0 {
		return ""
	}
	return "BC" + pad(int64(q)+100_000, 8)
}

// careConnectSteps are the steps of somebody in a clinic's team, as the people
// who keep the list write them. The last is done once per physician.
var careConnectSteps = []string{"identity", "account", "clinic access", "Privacy training", "PharmaNet undertaking"}

func (p *province) accessSheet() *sheet {
	s := newSheet("access")
	for q := range p.providers {
		one := &p.providers[q]
		bits := p.chance.at(streamFeed, uint64(q)+1<<43)
		person := p.providerID(int32(q))
		if person == "" {
			continue
		}
		for n, step := range []string{"account", "training"} {
			if int(bits%7) < n {
				break
			}
			on := field.NewDate(2023, 8, 1) + field.Date(bits>>8%400) + field.Date(n*10)
			s.row(person, p.clinics[one.clinic].number, "provider", "PAS", step, "", on.String())
		}
	}
	for k := range p.clinics {
		if p.clinics[k].closedOn != field.NoDate {
			continue
		}
		for n := range p.teamSize(k) {
			p.careConnectRows(s, k, n)
		}
	}
	return s
}

// careConnectRows are the steps of one member of a clinic's team: most have
// done all of them, some are on the way, and of some the next is on record
// without a day.
func (p *province) careConnectRows(s *sheet, clinic, member int) {
	c := &p.clinics[clinic]
	bits := p.chance.at(streamFeed, uint64(clinic*10+member)+1<<45)
	done := len(careConnectSteps)
	if bits%3 == 0 {
		done = int(bits >> 8 % 5)
	}
	on := field.NewDate(2023, 8, 1) + field.Date(bits>>16%400)
	for n, step := range careConnectSteps {
		day := ""
		switch {
		case n < done:
			day = (on + field.Date(n*7)).String()
		case n > done || bits>>24%2 == 0:
			return
		}
		if n < len(careConnectSteps)-1 {
			s.row(teamMember(clinic, member), c.number, "staff", "CareConnect", step, "", day)
			continue
		}
		for m, q := range c.providers {
			if m > 0 && bits>>32%4 == 0 {
				day = "" // not under every physician yet
			}
			s.row(teamMember(clinic, member), c.number, "staff", "CareConnect", step, p.providers[q].number, day)
		}
	}
}
