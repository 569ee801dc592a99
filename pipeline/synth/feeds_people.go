package synth

import (
	"strconv"

	"empanel/parsers/field"
)

// personsSheet holds people first to end, and with the last of them the
// numbers that were merged away.
func (p *province) personsSheet(first, end int, last bool) *sheet {
	s := newSheet("persons")
	s.buf = append(make([]byte, 0, (end-first)*60), s.buf...)
	for i := first; i < end; i++ {
		s.person(p, int32(i), 0)
	}
	if !last {
		return s
	}
	for _, m := range p.merges {
		one := &p.people[m.person]
		s.row(digits(m.phn), digits(m.survivor), one.birth.String(), string(one.sex), p.areas[one.area].chsa)
	}
	for k := range p.badRows() {
		stranger := digits(p.issue.phn(strangersFrom + 900_000 + uint64(k)%90_000))
		switch k % 4 {
		case 0:
			s.badRow(stranger, "", "1980-02-30", "F", p.areas[0].chsa)
		case 1:
			s.badRow(stranger, "", "1980-02-20", "Q", p.areas[0].chsa)
		case 2:
			s.badRow(stranger, "", "1931-05-05", "M", p.areas[0].chsa, "1990-01-01", "", (p.first + 60).String())
		default:
			s.badRow(stranger[:9]+"X", "", "1980-02-20", "F", p.areas[0].chsa)
		}
	}
	return s
}

// person adds a row of the persons feed; survivor is 0 for someone whose
// number is not merged.
func (s *sheet) person(p *province, i int32, survivor int64) {
	s.personRow(&p.people[i], p.areas[p.people[i].area].chsa, survivor)
}

// personRow is person for somebody who need not be in the province's list.
func (s *sheet) personRow(one *person, chsa string, survivor int64) {
	b := strconv.AppendInt(s.buf, one.phn, 10)
	b = append(b, ',')
	if survivor != 0 {
		b = strconv.AppendInt(b, survivor, 10)
	}
	b = append(b, ',')
	b = appendDate(b, one.birth)
	b = append(b, ',', one.sex, ',')
	b = append(b, chsa...)
	b = append(b, ',')
	b = appendDate(b, one.coveredFrom)
	b = append(b, ',')
	b = appendDate(b, one.coveredTo)
	b = append(b, ',')
	b = appendDate(b, one.diedOn)
	s.buf = append(b, '\n')
	s.lines++
}

// coverageSheet holds the second periods of people who came back.
func (p *province) coverageSheet() *sheet {
	s := newSheet("coverage")
	for i := range p.people {
		if one := &p.people[i]; one.marks&restarted != 0 {
			s.row(digits(one.phn), restart(one).String())
		}
	}
	for k := range p.badRows() {
		s.badRow(digits(p.stranger(int64(k))), "2025-13-01")
	}
	return s
}

// registrantsSheet holds the people who wait for a provider, a household
// together, and a few who have one that will leave.
func (p *province) registrantsSheet() *sheet {
	s := newSheet("registrants")
	for i := range p.people {
		if p.people[i].marks&waiting != 0 {
			s.row(p.registrant(int32(i), "")...)
			continue
		}
		if p.people[i].provider != nobody && p.chance.at(streamRegistrant, uint64(i)+1<<43)%3000 == 0 {
			row := p.registrant(int32(i), "active")
			row[len(row)-1] = "Y"
			s.row(row...)
		}
	}
	for range p.badRows() {
		row := p.registrant(0, "")
		row[0], row[6] = "R-bad", "dormant"
		s.badRow(row...)
	}
	return s
}

// registrant gives the row of a person on the Health Connect Registry.
func (p *province) registrant(i int32, status string) []string {
	one := &p.people[i]
	home := p.chance.at(streamRegistrant, uint64(one.household)+1<<40)
	own := p.chance.at(streamRegistrant, uint64(i)+1<<41)
	if status == "" {
		switch draw := home % 100; {
		case draw < 93:
			status = "active"
		case draw < 96:
			status = "offered"
		default:
			status = "withdrawn"
		}
	}
	registered := max(p.first-30-field.Date(home>>8%1200), one.birth)
	contact := ""
	if home>>20%3 > 0 {
		contact = max(p.first-field.Date(home>>24%150), registered).String()
	}
	language, required := "", "N"
	if home>>32%6 == 0 {
		language, required = []string{"pa", "zh", "fr", "fa"}[home>>36%4], yesNo(home>>40%3 == 0)
	}
	gender, genderRequired := "", "N"
	if own%8 == 0 {
		gender, genderRequired = string("FM"[own>>4%2]), yesNo(own>>8%4 == 0)
	}
	complexity := []string{"low", "low", "low", "medium", "medium", "high"}[own>>16%6]
	newborn := p.first-one.birth < 200 || one.sex == 'F' && own>>24%60 == 0
	return []string{
		"R" + pad(int64(i), 8), "H" + pad(int64(one.household), 8), digits(one.phn), one.birth.String(),
		registered.String(), contact, status, p.areas[one.area].chsa, yesNo(home>>44%10 == 0), language, required,
		gender, genderRequired, complexity, yesNo(newborn), "N",
	}
}

// offersSheet holds the offers made to households whose status says so.
func (p *province) offersSheet() *sheet {
	s := newSheet("offers")
	previous := int32(-1)
	for i := range p.people {
		one := &p.people[i]
		if one.marks&waiting == 0 || one.household == previous {
			continue
		}
		previous = one.household
		home := p.chance.at(streamRegistrant, uint64(one.household)+1<<40)
		if draw := home % 100; draw < 93 || draw >= 96 {
			continue
		}
		reg := &p.regions[p.areas[one.area].region]
		q := &p.providers[reg.draw(p.chance.unit(streamRegistrant, uint64(one.household)+1<<42))]
		on := p.first - 1 - field.Date(home>>50%14)
		row := []string{"O" + pad(int64(one.household), 8), "H" + pad(int64(one.household), 8), q.number, p.clinics[q.clinic].number, on.String(), "pending"}
		if home>>56%4 == 0 {
			row[5] = "declined_provider"
			row = append(row, (on + 1).String())
		}
		s.row(row...)
	}
	return s
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

func yesNo(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}
