package synth

import (
	"empanel/parsers/field"
)

// person is one person in as little room as will do: a province of millions
// is one slice of these.
type person struct {
	phn         int64
	household   int32 // index of its first member
	provider    int32 // whose panel the person is on now, or nobody
	birth       field.Date
	coveredFrom field.Date
	coveredTo   field.Date // NoDate: still covered
	diedOn      field.Date // NoDate: alive
	attachedOn  field.Date
	area        uint16
	sex         byte
	marks       mark
}

// nobody is the provider of a person on no panel.
const nobody int32 = -1

// mark says what is particular about a person.
type mark uint8

const (
	restarted   mark = 1 << iota // a second period of coverage, in the coverage feed
	oldNumber                    // claims still use a health number that was merged away
	damaged                      // the line that should have attached the person has a defect
	ownProvider                  // not with the provider of the rest of the household
	waiting                      // on the Health Connect Registry
)

// chunk is a run of people made together, all of one area.
type chunk struct {
	area         int32
	first, count int32
}

const chunkSize = 4096

func chunksOf(areas []area) []chunk {
	var out []chunk
	for i, a := range areas {
		for done := int32(0); done < a.people; done += chunkSize {
			out = append(out, chunk{area: int32(i), first: a.first + done, count: min(chunkSize, a.people-done)})
		}
	}
	return out
}

// populate makes the people of chunk number n: households of one to six, each
// chunk with at least one person long dead and one whose coverage has ended,
// so that the smallest province has both.
func (p *province) populate(n int, ch chunk) {
	dice := p.chance.dice(streamHousehold, uint64(n))
	people := p.people[ch.first : ch.first+ch.count]
	for done := 0; done < len(people); {
		size := min(householdSize(dice.IntN(100)), len(people)-done)
		special := done < 2 && len(people) > 20
		if special {
			size = 1
		}
		for k := range size {
			index := int(ch.first) + done + k
			one := &people[done+k]
			*one = person{
				phn: p.issue.phn(uint64(index)), household: ch.first + int32(done), provider: nobody,
				coveredTo: field.NoDate, diedOn: field.NoDate, attachedOn: field.NoDate, area: uint16(ch.area),
			}
			p.bear(one, index, k)
			p.cover(one, index)
			switch {
			case special && done == 0:
				one.birth, one.coveredFrom, one.coveredTo = p.first-30000, p.first-12000, field.NoDate
				one.diedOn, one.marks = p.first-400, 0
			case special:
				one.birth, one.coveredFrom = p.first-14000, p.first-5000
				one.coveredTo, one.diedOn, one.marks = p.first-300, field.NoDate, 0
			}
		}
		done += size
	}
}

func householdSize(percent int) int {
	for size, upTo := range []int{29, 63, 78, 91, 97} {
		if percent < upTo {
			return size + 1
		}
	}
	return 6
}

// bear gives member number k of a household a birth date and a sex: the first
// two are adults, the others mostly children.
func (p *province) bear(one *person, index, k int) {
	bits := p.chance.at(streamPerson, uint64(index))
	years := 18 + int(bits%74)
	if k >= 2 {
		years = int(bits % 22)
	}
	one.birth = p.first - 1 - field.Date(years*365+int(bits>>8%365)+years/4)
	switch bits >> 20 % 1000 {
	case 0, 1, 2:
		one.sex = 'X'
	default:
		one.sex = "FM"[bits>>32&1]
	}
}

// cover gives a person coverage and, to a few, its end, a second period, or a
// death long before the first load.
func (p *province) cover(one *person, index int) {
	bits := p.chance.at(streamPerson, uint64(index)+1<<40)
	one.coveredFrom = one.birth
	if bits%5 == 0 { // came from elsewhere
		one.coveredFrom = max(one.birth, p.first-200-field.Date(bits>>8%9000))
	}
	long := p.first-one.coveredFrom > 2200
	switch kind := bits >> 24 % 1000; {
	case kind < 20 && long: // moved away, or did not renew
		one.coveredTo = p.first - 120 - field.Date(bits>>40%1500)
	case kind < 30 && long: // and came back
		one.coveredTo = p.first - 1200 - field.Date(bits>>40%700)
		one.marks |= restarted
	case kind < 38 && one.birth < p.first-20000:
		one.diedOn = p.first - 120 - field.Date(bits>>40%1500)
	}
}

// restart is the first day of a restarted person's second period.
func restart(one *person) field.Date { return one.coveredTo + 90 }

// reachable says whether a person is alive and covered from the months before
// the first load on.
func reachable(one *person) bool {
	return one.diedOn == field.NoDate && (one.coveredTo == field.NoDate || one.marks&restarted != 0)
}
