package synth

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"

	"empanel/parsers/field"
)

// nightState is what one night leaves for the next.
type nightState struct {
	lastClaims []sentClaim    // sent the night before, to be answered
	refused    []sentClaim    // refused the night before, to be corrected
	removed    []removal      // taken off a panel the night before
	again      []int32        // moved once, to be moved once more
	touched    map[int32]bool // people to whom something has happened
	actions    int64          // action ids given out
	lines      int64          // claims of the nights so far, for the turn of defects
	plans      []*transferPlan
}

// removal is a person taken off a panel.
type removal struct{ person, provider int32 }

// night is one night being made.
type night struct {
	p        *province
	d        *delivery
	number   int
	dice     *rand.Rand
	claims   []nightClaim
	late     []nightClaim // of the day before, in a file that arrives tonight
	sheets   map[string]*sheet
	before   nightState
	returned int64 // returns written, for the turn of those that fit no claim
}

// nightClaim is a claim to be sent tonight.
type nightClaim struct {
	claim
	sender int32 // the clinic whose program writes it, whatever facility a defect makes it name
	before int32 // whose panel the person was on
	moved  bool
}

// writeNight makes and writes one night: what the night before calls for,
// then what is new.
func (p *province) writeNight(ctx context.Context, number int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	dir := filepath.Join(p.opts.NightsDir, fmt.Sprintf("%02d", number))
	d, err := openDelivery(number, dir, p.day(number))
	if err != nil {
		return err
	}
	n := &night{
		p: p, d: d, number: number, dice: p.chance.dice(streamNight, uint64(number)),
		sheets: map[string]*sheet{}, before: p.nights,
	}
	p.nights.lastClaims, p.nights.refused, p.nights.removed, p.nights.again = nil, nil, nil, nil

	p.today = n.d.day
	n.newCoverage()
	n.reverse()
	if err := n.answer(); err != nil {
		return err
	}
	n.correct()
	n.transfer()
	n.act()
	n.move()
	n.add()
	n.changePeople()
	for _, step := range []func() error{n.writeLate, n.writeClaims, n.writeDuplicates, n.writeSheets} {
		if err := step(); err != nil {
			return err
		}
	}
	p.close(d)
	return nil
}

// linesPerMillion is how many lines a night has for every million people: what
// the shares of its events come to.
const linesPerMillion = 3550

// share is how many of a kind of event there are tonight: so many per million
// people, and never fewer than the least. A night of a given number of lines is
// that of a province of as many people as would cause them.
func (n *night) share(perMillion, least int) int {
	people := len(n.p.people)
	if lines := n.p.opts.NightLines; lines > 0 {
		people = lines * 1_000_000 / linesPerMillion
	}
	return max(least, people*perMillion/1_000_000)
}

// sheet is the feed file of a name that tonight's changed rows go into.
func (n *night) sheet(feed string) *sheet {
	if n.sheets[feed] == nil {
		n.sheets[feed] = newSheet(feed)
	}
	return n.sheets[feed]
}

// pick finds a person whom nothing has happened to and whom a test fits, or
// says false after looking for a while.
func (n *night) pick(fits func(i int32, one *person) bool) (int32, bool) {
	p := n.p
	for range 400 {
		i := n.dice.Int32N(int32(len(p.people)))
		one := &p.people[i]
		if !reachable(one) || one.marks&(damaged|oldNumber) != 0 || p.nights.touched[i] || p.first-one.birth < 3 {
			continue
		}
		if fits(i, one) {
			p.touch(i)
			return i, true
		}
	}
	return 0, false
}

func (p *province) touch(i int32) {
	if p.nights.touched == nil {
		p.nights.touched = map[int32]bool{}
	}
	p.nights.touched[i] = true
}

func unattached(_ int32, one *person) bool { return one.provider == nobody }

// onPanel fits people on the panel of someone who stays in practice, of one
// claim only.
func (n *night) onPanel(i int32, one *person) bool {
	return one.provider != nobody && n.p.providers[one.provider].leftOn == field.NoDate && n.p.formerProvider(i) == nobody
}

// taker draws a provider for a person: of the region, staying in practice and
// not the one the person has.
func (n *night) taker(i int32) (int32, bool) {
	one := &n.p.people[i]
	reg := &n.p.regions[n.p.areas[one.area].region]
	for range 50 {
		q := reg.draw(n.dice.Float64())
		if q != one.provider && n.p.providers[q].leftOn == field.NoDate {
			return q, true
		}
	}
	return 0, false
}

// add attaches people who had nobody; some of them come off the registry of
// those waiting. A few claims of the day before arrive late.
func (n *night) add() {
	p := n.p
	for k := range n.share(2000, 12) {
		i, ok := n.pick(unattached)
		if !ok {
			return
		}
		q, ok := n.taker(i)
		if !ok {
			continue
		}
		late := n.number > 1 && k < 3 && p.clinics[p.providers[q].clinic].dataCentre != ""
		on := n.d.day
		if late || n.dice.IntN(4) == 0 {
			on--
		}
		if !n.claim(i, q, on, '0', late) {
			continue
		}
		n.d.counts.Adds++
		if p.people[i].marks&waiting != 0 {
			n.sheet("registrants").row(p.registrant(i, "matched")...)
		}
	}
}

// move lets people change their provider by being attached by another; those
// moved the night before once more, every third of them.
func (n *night) move() {
	p := n.p
	for _, i := range n.before.again {
		was := p.providers[p.people[i].provider].number
		if q, ok := n.taker(i); ok && n.onPanel(i, &p.people[i]) && n.claim(i, q, n.d.day, '0', false) {
			n.d.counts.Moves++
			p.story("moved_twice", i, fmt.Sprintf("moved to provider %s on %s and on to %s on %s", was, n.d.day-1, p.providers[q].number, n.d.day))
		}
	}
	for k := range n.share(400, 4) {
		i, ok := n.pick(n.onPanel)
		if !ok {
			return
		}
		q, ok := n.taker(i)
		if !ok || !n.claim(i, q, n.d.day, '0', false) {
			continue
		}
		n.d.counts.Moves++
		if k%3 == 0 {
			p.nights.again = append(p.nights.again, i)
		}
	}
}

// claim sends a claim for a person tonight and says whether it will attach:
// with a defect, if it is one's turn, it will not.
func (n *night) claim(i, q int32, on field.Date, code byte, late bool) bool {
	p := n.p
	one := &p.people[i]
	cl := nightClaim{
		claim:  claim{person: i, phn: one.phn, provider: q, clinic: p.providers[q].clinic, date: on, code: code},
		sender: p.providers[q].clinic, before: one.provider, moved: one.provider != nobody,
	}
	p.touch(i)
	turn, spoilt := defectAt(p.opts.Defects, p.panelLines+p.nights.lines)
	p.nights.lines++
	if spoilt {
		n.spoil(&cl.claim, turn)
		one.marks |= damaged
	} else {
		one.provider, one.attachedOn = q, on
	}
	if late {
		n.late = append(n.late, cl)
	} else {
		n.claims = append(n.claims, cl)
	}
	return !spoilt
}

func (n *night) spoil(cl *claim, turn int64) {
	if n.p.clinics[cl.clinic].dataCentre == "" {
		n.p.spoilRow(cl, turn, rowFormats[0])
		return
	}
	n.p.spoilClaim(cl, turn)
}

// correct sends the claims again that were refused the night before, most of
// them: resubmitted, with a sequence number of their own.
func (n *night) correct() {
	p := n.p
	for _, s := range n.before.refused {
		if n.dice.IntN(4) == 0 || p.people[s.person].provider != nobody || p.providers[s.provider].leftOn != field.NoDate {
			continue
		}
		if n.claim(s.person, s.provider, s.date, 'X', false) {
			n.d.counts.Corrections++
			p.story("corrected", s.person, fmt.Sprintf("claimed by provider %s, refused in the returns of %s, corrected and sent again on %s",
				p.providers[s.provider].number, n.d.day-1, n.d.day))
		}
	}
}

// reverse takes back a few claims of the night before by debit requests.
func (n *night) reverse() {
	p := n.p
	kept := n.before.lastClaims[:0:0]
	left := n.share(60, 2)
	for _, s := range n.before.lastClaims {
		one := &p.people[s.person]
		if left == 0 || !p.stands(&s) || n.dice.IntN(3) > 0 {
			kept = append(kept, s)
			continue
		}
		left--
		on := ""
		if left%2 == 0 {
			on = strings.ReplaceAll((n.d.day - 1).String(), "-", "")
		}
		one.provider = nobody
		p.touch(s.person)
		n.claims = append(n.claims, nightClaim{sender: s.clinic, before: nobody, moved: true, claim: claim{
			person: s.person, phn: s.phn, provider: s.provider, clinic: s.clinic, date: s.date, code: 'E',
			reverses: p.clinics[s.clinic].dataCentre + pad(int64(s.sequence), 7) + on,
		}})
		n.d.counts.Reversals++
		p.story("reversed", s.person, fmt.Sprintf("claimed by provider %s for %s, taken back by a debit request on %s",
			p.providers[s.provider].number, s.date, n.d.day))
	}
	n.before.lastClaims = kept
}

// stands says whether a claim is the only ground of a person's attachment, so
// that without it the person has no provider.
func (p *province) stands(s *sentClaim) bool {
	one := &p.people[s.person]
	return !s.moved && s.before == nobody && one.provider == s.provider && one.marks&damaged == 0 && reachable(one) &&
		p.providers[s.provider].leftOn == field.NoDate && p.formerProvider(s.person) == nobody
}
