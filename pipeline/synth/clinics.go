package synth

import (
	"math"

	"empanel/parsers/field"
	"empanel/parsers/fixed"
)

// clinic is one practice location and the program it bills with.
type clinic struct {
	number     string
	dataCentre string // empty when it bills through Dr.Bill
	name       string
	region     int32
	area       int32
	openedOn   field.Date
	closedOn   field.Date // NoDate while open
	providers  []int32    // whose panels it sends in the first load
	program    program
	firstLine  int64 // panel lines of the clinics before it
	lines      int64 // panel lines of its first load
	sequence   int32 // the next sequence number of its data centre
	exports    int32 // files it has sent, for their names
}

// program is how the billing program of a clinic writes its files.
type program struct {
	style     fixed.Style
	accents   bool   // names as people write them, in UTF-8
	latin     bool   // names in ISO 8859-1
	ending    string // of a line
	endOfFile bool   // a last 0x1A byte, from the days of CP/M
	noLast    bool   // the last line has no ending
	appended  bool   // all exports go into one file, each with its VS1
	notes     bool   // N01 after some claims
	wide      bool   // diagnosis 00780
	naming    int    // of files
}

// provider is a family physician or nurse practitioner.
type provider struct {
	number     string
	nurse      bool
	given      string
	family     string
	gender     byte
	clinic     int32
	second     int32 // another clinic of the region, or none
	since      field.Date
	leftOn     field.Date // NoDate while in practice
	appeared   int        // the night it came, 0 for the first load
	delegate   string     // endorsed to act for the provider; empty for none
	accepting  bool
	panelStart int32 // its panel in province.panels
	panelEnd   int32
}

const noClinic int32 = -1

// staffClinics makes the clinics and providers of every region: one provider
// for 800 attached people, one clinic for four or five providers, and some
// clinics that have closed.
func (p *province) staffClinics() {
	for r := range p.regions {
		reg := &p.regions[r]
		dice := p.chance.dice(streamClinic, uint64(r))
		providers := max(2, int(math.Round(attachedShare*float64(reg.people)/meanPanel)))
		open := max(1, (providers+4)/5)
		closed := open / 8
		if r%2 == 0 {
			closed++
		}
		for k := range open + closed {
			c := clinic{
				number: p.issue.facilityNumber(len(p.clinics)), region: int32(r),
				area: reg.areas[dice.IntN(len(reg.areas))], closedOn: field.NoDate,
				openedOn: field.NewDate(2000, 1, 1) + field.Date(dice.IntN(7000)),
				sequence: 1 + int32(dice.IntN(9_900_000)),
				program:  programOf(dice.IntN(1000), dice.IntN(1000)),
			}
			c.name = clinicName(dice)
			if dice.IntN(40) == 0 { // close to the end of the numbers
				c.sequence = 9_999_999 - int32(dice.IntN(400))
			}
			if k >= open {
				c.closedOn = field.NewDate(2024, 3, 1) + field.Date(dice.IntN(60))
			} else {
				if dice.IntN(100) >= 3 {
					c.dataCentre = p.issue.dataCentreNumber(len(p.clinics))
				}
				reg.clinics = append(reg.clinics, int32(len(p.clinics)))
			}
			p.clinics = append(p.clinics, c)
		}
		p.hire(r, providers)
	}
	p.oneOfEachChannel()
}

// oneOfEachChannel sees to it that even the smallest province has a clinic
// that bills through Teleplan and one that sends CSV.
func (p *province) oneOfEachChannel() {
	csv := 0
	for i := range p.clinics {
		if p.clinics[i].closedOn == field.NoDate && p.clinics[i].dataCentre == "" {
			csv++
		}
	}
	last := p.regions[len(p.regions)-1].clinics
	first := p.regions[0].clinics
	if csv == 0 {
		p.clinics[last[len(last)-1]].dataCentre = ""
	}
	if p.clinics[first[0]].dataCentre == "" {
		p.clinics[first[0]].dataCentre = p.issue.dataCentreNumber(int(first[0]))
	}
}

// hire makes the providers of a region and says how large a panel each will
// have.
func (p *province) hire(r, count int) {
	reg := &p.regions[r]
	total := 0.0
	for k := range count {
		index := int32(len(p.providers))
		p.providers = append(p.providers, p.newProvider(reg.clinics[k*len(reg.clinics)/count], 0))
		reg.providers = append(reg.providers, index)
		c := &p.clinics[p.providers[index].clinic]
		c.providers = append(c.providers, index)
		weight := math.Exp(0.5*p.chance.dice(streamPanel, uint64(index)).NormFloat64() - 0.125)
		total += min(max(weight, 0.12), 3)
		reg.weights = append(reg.weights, total)
	}
}

// newProvider makes the next provider, at work at a clinic from long before
// the first load, or from a night on.
func (p *province) newProvider(at int32, night int) provider {
	index := len(p.providers)
	dice := p.chance.dice(streamProvider, uint64(index))
	one := provider{
		number: p.issue.practitionerNumber(index), nurse: dice.IntN(6) == 0, clinic: at, second: noClinic,
		since: field.NewDate(2005, 1, 1) + field.Date(dice.IntN(6000)), leftOn: field.NoDate,
		appeared: night, accepting: dice.IntN(3) > 0, gender: "FMX"[min(dice.IntN(41)/20, 2)],
	}
	one.since = max(one.since, p.clinics[at].openedOn)
	if night > 0 {
		one.since = p.day(night)
	}
	one.given, one.family = givenName(dice, one.gender), familyName(dice)
	if dice.IntN(4) > 0 || index < 4 {
		one.delegate = "D" + pad(int64(index+1), 6)
	}
	others := p.regions[p.clinics[at].region].clinics
	if other := others[dice.IntN(len(others))]; other != at && dice.IntN(6) == 0 {
		one.second = other
	}
	return one
}

const (
	attachedShare = 0.75
	meanPanel     = 800
)

// programOf draws a billing program: a third each of the three ways of
// writing, mostly CRLF.
func programOf(kind, quirk int) program {
	pr := program{ending: "\r\n", naming: quirk % 5, notes: kind%7 == 0, appended: kind%6 == 1, wide: kind%5 == 2}
	switch kind % 3 {
	case 1:
		pr.style = fixed.Style{BlankFill: true, Trim: true}
	case 2:
		pr.style = fixed.Style{Columns: 264}
		pr.accents = true
		pr.latin = kind%4 == 0
	}
	switch {
	case quirk < 60:
		pr.ending = "\n"
	case quirk < 80:
		pr.ending = "\r"
	case quirk < 140:
		pr.endOfFile = true
	case quirk < 180:
		pr.noLast = true
	}
	return pr
}
