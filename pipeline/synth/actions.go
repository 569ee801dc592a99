package synth

import (
	"fmt"

	"empanel/parsers/field"
)

// action is one row of the registry actions feed.
type action struct {
	id, kind, phn, practitioner, facility, newFacility, reason, actor, role string
	on                                                                      field.Date
}

func (a *action) row() []string {
	return []string{a.id, a.kind, a.phn, a.practitioner, a.facility, a.newFacility, a.reason, a.actor, a.role, a.on.String()}
}

// actionDefects are put into copies of sound actions, in turn.
var actionDefects = []field.Reason{
	actorNotEndorsed, actionIDReused, phnUnknown, actorNotEndorsed, field.FacilityMissing, practitionerUnknown,
	field.PHNInvalid, actorNotEndorsed, serviceDateFuture, facilityUnknown, actorNotEndorsed,
}

// actionLog writes the actions of one night.
type actionLog struct {
	p     *province
	d     *delivery
	sheet *sheet
	first action // the first sound one, whose id is used again
	wrong []wrongAction
}

type wrongAction struct {
	line   int
	reason field.Reason
}

// newAction makes an action by a provider or, if there is one and it is their
// turn, by the delegate.
func (p *province) newAction(kind string, i, q int32, on field.Date, delegate bool) action {
	one := &p.providers[q]
	p.nights.actions++
	a := action{
		id: "A" + pad(p.nights.actions, 9), kind: kind, practitioner: one.number, actor: one.number, role: "provider", on: on,
		reason: []string{"moved away", "no longer a patient, by own wish", "other"}[p.nights.actions%3],
	}
	if i != nobody {
		a.phn = digits(p.people[i].phn)
	}
	if delegate && one.delegate != "" {
		a.actor, a.role = one.delegate, "delegate"
	}
	return a
}

// write adds an action and, if it is a defect's turn, a second one that is
// like it but for the defect.
func (l *actionLog) write(a action, n int64) {
	l.sheet.row(a.row()...)
	if l.first.id == "" {
		l.first = a
	}
	turn, yes := defectAt(l.p.opts.Defects, n)
	if l.sheet.rows() == 1 && l.p.opts.Defects > 0 {
		yes = true
	}
	if yes {
		l.spoilt(a, turn)
	}
}

func (l *actionLog) spoilt(a action, turn int64) {
	p := l.p
	reason := actionDefects[(turn+int64(l.d.night))%int64(len(actionDefects))]
	p.nights.actions++
	a.id = "A" + pad(p.nights.actions, 9)
	if a.phn == "*" { // nobody's panel is emptied by mistake
		reason = actorNotEndorsed
	}
	switch reason {
	case actorNotEndorsed:
		a.role = "delegate"
		a.actor = []string{"D-nobody", formerDelegate + "00001", unconfirmedDelegate + "00002"}[turn%3]
	case actionIDReused:
		a = l.first
		a.reason += ", said twice"
	case phnUnknown:
		a.phn = digits(p.stranger(turn + 500_000))
	case field.PHNInvalid:
		a.phn = string(wrongPHN([]byte(a.phn)))
	case field.FacilityMissing:
		a.kind, a.facility = "restore", ""
	case practitionerUnknown:
		a.practitioner = p.issue.practitionerNumber(unknownPractitioner + 1)
		a.actor, a.role = a.practitioner, "provider"
	case facilityUnknown:
		a.facility = p.issue.facilityNumber(unknownFacility + 1)
	case serviceDateFuture:
		a.on = p.first + 300
	default: // actionDefects has no others
	}
	l.wrong = append(l.wrong, wrongAction{l.sheet.row(a.row()...), reason})
}

// finish enters the defects under the name of the file.
func (l *actionLog) finish(name string) {
	for _, w := range l.wrong {
		l.d.defect(Registry, name, w.line, w.reason, nobody)
	}
}

// writeEarlierDays writes what the first load has beside panels and feeds:
// removals made in the days before it.
func (p *province) writeEarlierDays(d *delivery) error {
	log := actionLog{p: p, d: d, sheet: newSheet("actions")}
	left := max(4, len(p.people)/5000)
	step := max(1, len(p.people)/(left*3))
	for i := int32(step / 2); int(i) < len(p.people) && left > 0; i += int32(step) {
		one := &p.people[i]
		if one.provider == nobody || !reachable(one) || one.marks&(damaged|oldNumber) != 0 || one.attachedOn > p.first-4 || p.formerProvider(i) != nobody {
			continue
		}
		a := p.newAction("remove", i, one.provider, p.first-1-field.Date(i%2), left%2 == 0)
		log.write(a, int64(left))
		one.provider = nobody
		p.touch(i)
		d.counts.Removals++
		left--
	}
	log.finish("actions.csv")
	if err := d.putSheet(log.sheet, "actions.csv", 145*1e9); err != nil {
		return err
	}
	return p.writeUnmatchedReturns(d)
}

// act writes tonight's removals, restores and clinic changes.
func (n *night) act() {
	p := n.p
	log := actionLog{p: p, d: n.d, sheet: n.sheet("actions")}
	for _, r := range n.before.removed {
		if n.dice.IntN(3) > 0 || p.people[r.person].provider != nobody || p.providers[r.provider].leftOn != field.NoDate {
			continue
		}
		a := p.newAction("restore", r.person, r.provider, n.d.day, true)
		a.facility, a.reason = p.clinics[p.providers[r.provider].clinic].number, "removed in error"
		log.write(a, p.nights.actions)
		p.people[r.person].provider = r.provider
		n.d.counts.Restores++
	}
	for k := range n.share(200, 3) {
		i, ok := n.pick(n.onPanel)
		if !ok {
			break
		}
		n.remove(&log, i, k)
	}
	for range n.share(60, 1) {
		i, ok := n.pick(func(i int32, one *person) bool {
			return n.onPanel(i, one) && p.providers[one.provider].second != noClinic && p.providers[one.provider].appeared == 0
		})
		if !ok {
			break
		}
		q := p.people[i].provider
		a := p.newAction("change_clinic", i, q, n.d.day, n.dice.IntN(2) == 0)
		a.facility, a.newFacility = p.clinics[p.providers[q].clinic].number, p.clinics[p.providers[q].second].number
		log.write(a, p.nights.actions)
		n.d.counts.ClinicChanges++
	}
	log.finish(n.fileOf("actions"))
}

// remove takes a person off a panel, by turns by the provider, by a delegate,
// and for one facility only.
func (n *night) remove(log *actionLog, i int32, k int) {
	p := n.p
	q := p.people[i].provider
	a := p.newAction("remove", i, q, n.d.day, k%2 == 0)
	if k%3 == 0 {
		a.facility = p.clinics[p.providers[q].clinic].number
	}
	log.write(a, p.nights.actions)
	p.people[i].provider = nobody
	p.nights.removed = append(p.nights.removed, removal{i, q})
	n.d.counts.Removals++
	if a.role == "delegate" {
		p.story("removed_by_delegate", i, fmt.Sprintf("attached to provider %s, taken off the panel on %s by delegate %s", p.providers[q].number, n.d.day, a.actor))
	}
}
