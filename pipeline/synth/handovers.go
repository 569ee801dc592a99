package synth

import (
	"iter"

	"empanel/parsers/field"
)

// handoverNights is how many nights a handover takes.
const handoverNights = 4

// The people of one handover: the cohort, who were with the provider who
// leaves, and others, who were with nobody and come to the successor as well.
const (
	handoverCohort = 1000
	handoverOthers = 12
	handoverPeople = handoverCohort + handoverOthers
)

// fate is what becomes of one of a handover's people.
type fate int

const (
	fateMoved     fate = iota // claimed by the successor
	fateRefused               // claimed by the successor, without a facility number
	fateElsewhere             // claimed by a third provider
	fateDied                  // before anybody claimed them
	fateAwaiting              // claimed by nobody
	fateOther                 // none of the cohort, claimed by the successor
)

// handover is one textbook handover of a whole practice. When and to whom
// things happen is fixed, so that its numbers are the same for every seed.
type handover struct {
	id                           string // of the transfers feed
	area                         int32
	first                        int32 // of its people
	leaver, successor, neighbour int32 // providers; the neighbour is at another clinic
	// Nights on which the leaver's removal and the claims arrive. The removal is
	// dated after the announcement: of the same day it would leave nobody with
	// the leaver in the time of the transfer.
	removed, uploaded, elsewhere int
}

// handovers are the two handovers and a province of their own: its people,
// clinics and providers have numbers from ranges that no other ones have.
type handovers struct {
	p   *province
	all []handover
}

// Numbers of the handovers' people, clinics and providers are those of these
// indexes on.
const (
	handoverHealthNumbers = 60_000_000
	handoverFacilities    = 900_000
	handoverDataCentres   = 250_000
	handoverPractitioners = 340_000
)

// newHandovers makes everybody and everything that the handovers are about.
func (p *province) newHandovers() *handovers {
	own := newProvince(p.opts)
	own.opts.Defects = 0
	own.areas = p.areas
	h := &handovers{p: own, all: []handover{
		{id: "HANDOVER-A-FIRST", area: 0, removed: 2, uploaded: 3, elsewhere: 3},
		{id: "HANDOVER-B-FIRST", area: int32(len(p.areas)) - 1, removed: 3, uploaded: 2, elsewhere: 3},
	}}
	for k := range h.all {
		h.staff(&h.all[k])
		h.populate(&h.all[k])
	}
	return h
}

// staff opens a handover's clinic and another in the same area, and gives them
// their providers.
func (h *handovers) staff(one *handover) {
	practice, neighbour := h.open(one), h.open(one)
	one.leaver = h.hire(practice, field.NewDate(2012, 5, 1))
	one.successor = h.hire(practice, h.p.day(1))
	one.neighbour = h.hire(neighbour, field.NewDate(2016, 9, 1))
}

func (h *handovers) open(one *handover) int32 {
	p, k := h.p, len(h.p.clinics)
	dice := p.chance.dice(streamHandover, uint64(k)+1<<40)
	p.clinics = append(p.clinics, clinic{
		number: p.issue.facilityNumber(handoverFacilities + k), dataCentre: p.issue.dataCentreNumber(handoverDataCentres + k),
		name: clinicName(dice), area: one.area, openedOn: field.NewDate(2010, 3, 1), closedOn: field.NoDate,
		sequence: 1 + int32(dice.IntN(1_000_000)), program: program{ending: "\r\n"},
	})
	return int32(k)
}

func (h *handovers) hire(at int32, since field.Date) int32 {
	p, q := h.p, int32(len(h.p.providers))
	dice := p.chance.dice(streamHandover, uint64(q)+1<<41)
	one := provider{
		number: p.issue.practitionerNumber(handoverPractitioners + int(q)), gender: "FM"[dice.IntN(2)],
		clinic: at, second: noClinic, since: since, leftOn: field.NoDate,
	}
	one.given, one.family = givenName(dice, one.gender), familyName(dice)
	p.providers = append(p.providers, one)
	p.clinics[at].providers = append(p.clinics[at].providers, q)
	return q
}

// populate makes a handover's people in households, the cohort first. All are
// alive, and covered since birth, long before anybody claims them.
func (h *handovers) populate(one *handover) {
	p := h.p
	one.first = int32(len(p.people))
	dice := p.chance.dice(streamHandover, uint64(one.first))
	for done := int32(0); done < handoverPeople; {
		end := int32(handoverPeople)
		if done < handoverCohort {
			end = handoverCohort
		}
		size := min(int32(householdSize(dice.IntN(100))), end-done)
		for k := range size {
			h.settle(one, done, done+k)
		}
		done += size
	}
}

// settle makes person number k of a handover, whose household begins with
// number head.
func (h *handovers) settle(one *handover, head, k int32) {
	p, index := h.p, handoverHealthNumbers+int(one.first+k)
	who := person{
		phn: p.issue.phn(uint64(index)), household: one.first + head, provider: nobody,
		coveredTo: field.NoDate, diedOn: field.NoDate, attachedOn: field.NoDate, area: uint16(one.area),
	}
	p.bear(&who, index, int(k-head))
	who.birth -= 400
	if fateOf(k) == fateDied {
		who.birth = p.first - 30_000 - field.Date(k)
	}
	who.coveredFrom = who.birth
	if k < handoverCohort {
		who.provider, who.attachedOn = one.leaver, p.first-70+field.Date(k%50)
	}
	p.people = append(p.people, who)
}

// fateOf says what becomes of person number k of a handover. Of the cohort 980
// move, 5 are refused, 3 go elsewhere, 2 die and 10 wait, spread over all
// households.
func fateOf(k int32) fate {
	if k >= handoverCohort {
		return fateOther
	}
	switch place := k * 389 % handoverCohort; { // every place once: 389 has no factor of 1000
	case place < 980:
		return fateMoved
	case place < 985:
		return fateRefused
	case place < 988:
		return fateElsewhere
	case place < 990:
		return fateDied
	}
	return fateAwaiting
}

// people are the handover's.
func (one *handover) people() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for k := range int32(handoverPeople) {
			if !yield(one.first + k) {
				return
			}
		}
	}
}

// with are those of a handover's people who have a fate.
func (one *handover) with(f fate) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range one.people() {
			if fateOf(i-one.first) == f && !yield(i) {
				return
			}
		}
	}
}
