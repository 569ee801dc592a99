package synth

import (
	"bytes"
	"slices"

	"empanel/parsers/field"
	"empanel/parsers/fixed"
	"empanel/parsers/teleplan"
)

// Reasons that no single line shows: the reference feeds or other lines are
// needed to find them.
const (
	phnPseudo           field.Reason = "phn_pseudo"
	phnUnknown          field.Reason = "phn_unknown"
	deceased            field.Reason = "deceased"
	noCoverage          field.Reason = "no_coverage"
	practitionerUnknown field.Reason = "practitioner_unknown"
	facilityUnknown     field.Reason = "facility_unknown"
	facilityClosed      field.Reason = "facility_closed"
	notAffiliated       field.Reason = "not_affiliated"
	serviceDateFuture   field.Reason = "service_date_future"
	serviceDateEarly    field.Reason = "service_date_early"
	reversalUnmatched   field.Reason = "reversal_unmatched"
	returnUnmatched     field.Reason = "return_unmatched"
	actorNotEndorsed    field.Reason = "actor_not_endorsed"
	actionIDReused      field.Reason = "action_id_reused"
)

// claimDefects are the defects of a Teleplan claim, put in in turn.
var claimDefects = []field.Reason{
	field.FacilityMissing, phnUnknown, field.PHNInvalid, noCoverage, field.FeeItemNearMiss, notAffiliated,
	field.PHNMissing, deceased, field.ServiceDateInvalid, facilityUnknown, field.PractitionerInvalid, field.AmountNotZero,
	field.RecordTooShort, practitionerUnknown, field.PHNOutOfProvince, facilityClosed, serviceDateFuture, reversalUnmatched,
	field.SequenceInvalid, phnPseudo, field.FacilityInvalid, serviceDateEarly, field.RecordUnknown,
}

// rowDefects are those of a Dr.Bill row.
var rowDefects = []field.Reason{
	field.FacilityMissing, field.PHNInvalid, phnUnknown, field.PractitionerInvalid, noCoverage, facilityUnknown,
	field.PHNMissing, notAffiliated, field.ServiceDateInvalid, practitionerUnknown, facilityClosed, serviceDateFuture, deceased,
	field.FacilityInvalid, phnPseudo,
}

// rowDefectsButDates are those of a row in a file whose dates have to show
// which number is the day.
var rowDefectsButDates = slices.DeleteFunc(slices.Clone(rowDefects), func(r field.Reason) bool { return r == field.ServiceDateInvalid })

// Defect is one line that was made wrong on purpose.
type Defect struct {
	Night  int          // 0: the first load
	File   string       // path as in [File]
	Line   int          // physical line, from 1
	Reason field.Reason // the one reason that applies to the line
	Healed int          // the night whose feeds make the line sound, 0 if none does
	person int32        // whom it names, or nobody
}

// defectAt says whether line n of a run of lines carries a defect, and the
// how-manieth it is: defects are spread evenly and every rate is met exactly.
func defectAt(rate float64, n int64) (turn int64, yes bool) {
	before, after := int64(float64(n)*rate), int64(float64(n+1)*rate)
	return before, after > before
}

// substitute changes whom or what a claim names, where its defect lies in
// that and not in how the line is written.
func (p *province) substitute(cl *claim, turn int64) {
	pick := p.chance.at(streamDefect, uint64(turn))
	switch cl.defect {
	case phnPseudo:
		cl.phn = pseudoPatient
	case phnUnknown:
		cl.phn = p.stranger(turn)
	case deceased:
		cl.person = p.dead[pick%uint64(len(p.dead))]
		cl.phn = p.people[cl.person].phn
	case noCoverage:
		for k := range uint64(len(p.lapsed)) { // one who has no new coverage yet
			cl.person = p.lapsed[(pick+k)%uint64(len(p.lapsed))]
			if !p.nights.touched[cl.person] {
				break
			}
		}
		cl.phn = p.people[cl.person].phn
	case facilityClosed:
		closed := p.closed[pick%uint64(len(p.closed))]
		cl.clinic, cl.provider = closed.clinic, closed.provider
	case notAffiliated:
		cl.clinic = p.elsewhere(cl.provider, pick)
	case serviceDateFuture:
		cl.date = p.today + 1 // no later, lest the provider should have left by then
	case serviceDateEarly:
		cl.date = firstDay98990 - 10 - field.Date(pick%15)
	case reversalUnmatched:
		cl.code = 'E'
		cl.reverses = p.clinics[cl.clinic].dataCentre + pad(int64((p.clinics[cl.clinic].sequence+5_000_000)%10_000_000), 7)
	case field.FeeItemNearMiss:
		cl.fee = []string{"98890", "98900", "98909", "89990"}[pick%4]
	case field.AmountNotZero:
		cl.amount = "0003500"
	default: // the others are in how the line is written
	}
}

// stranger is a health number that is in no feed.
func (p *province) stranger(turn int64) int64 {
	return p.issue.phn(strangersFrom + uint64(turn)%900_000)
}

// spoilClaim gives a claim the defect whose turn it is, or the next that suits.
func (p *province) spoilClaim(cl *claim, turn int64) { p.spoilAs(claimDefects, cl, turn) }

func (p *province) spoilAs(defects []field.Reason, cl *claim, turn int64) {
	for k := range int64(len(defects)) {
		cl.defect = defects[(turn+k)%int64(len(defects))]
		if p.suits(cl.defect, cl) {
			break
		}
	}
	p.substitute(cl, turn)
}

// suits says whether a defect alone would be found on the claim of this
// person, and no second reason with it.
func (p *province) suits(defect field.Reason, cl *claim) bool {
	one := &p.people[cl.person]
	switch defect {
	case serviceDateFuture:
		return one.diedOn == field.NoDate
	case serviceDateEarly:
		return one.coveredFrom < firstDay98990-60 && one.marks&restarted == 0 && p.providers[cl.provider].since < firstDay98990-60
	default:
		return true
	}
}

// elsewhere is an open clinic where a provider does not work.
func (p *province) elsewhere(provider int32, pick uint64) int32 {
	one := &p.providers[provider]
	for k := range uint64(len(p.clinics)) {
		c := int32((pick + k) % uint64(len(p.clinics)))
		if c != one.clinic && c != one.second && p.clinics[c].closedOn == field.NoDate {
			return c
		}
	}
	return one.clinic
}

// spoiled writes a claim whose defect is in how the line is written.
func (x *export) spoiled(cl *claim) {
	v, style := x.values, x.style
	cut := 0
	x.sound = append(x.sound[:0], v...)
	defer copy(v, x.sound)
	odd := cl.sequence % 2
	switch cl.defect {
	case field.SequenceInvalid:
		v[teleplan.C02Sequence] = append([]byte("A"), x.sequenceText[1:]...)
	case field.PHNMissing:
		v[teleplan.C02PHN] = nil
	case field.PHNOutOfProvince:
		v[teleplan.C02PHN] = nil
		v[teleplan.C02OINInsurer], v[teleplan.C02OINRegistration] = []byte("AB"), []byte("123456789")
		v[teleplan.C02OINFirstName], v[teleplan.C02OINSurname] = []byte("ALEX"), []byte("TRAVELLER")
		style = fixed.Style{BlankFill: x.style.BlankFill, Trim: x.style.Trim}
	case field.PHNInvalid:
		v[teleplan.C02PHN] = wrongPHN(bytes.Clone(v[teleplan.C02PHN]))
	case field.PractitionerInvalid:
		v[teleplan.C02PractitionerNumber] = append([]byte("1O"), v[teleplan.C02PractitionerNumber][2:]...)
	case practitionerUnknown:
		v[teleplan.C02PractitionerNumber] = []byte(x.p.issue.practitionerNumber(unknownPractitioner + int(odd)))
	case field.FacilityMissing:
		v[teleplan.C02FacilityNumber] = []byte("00000")
	case field.FacilityInvalid:
		v[teleplan.C02FacilityNumber] = append([]byte("A-"), v[teleplan.C02FacilityNumber][2:]...)
	case facilityUnknown:
		v[teleplan.C02FacilityNumber] = []byte(x.p.issue.facilityNumber(unknownFacility + int(odd)))
	case field.ServiceDateInvalid:
		v[teleplan.C02ServiceDate] = []byte("20260231")
	case field.RecordUnknown:
		v[teleplan.C02RecordCode] = []byte("Q07")
	case field.RecordTooShort:
		cut = 140 - 100*int(odd) // before any accented letter's second byte
	default: // substitute has done it
	}
	from := len(x.buf)
	x.buf = teleplan.C02.Append(x.buf, v, style)
	if cut > 0 && len(x.buf)-from > cut {
		x.buf = x.buf[:from+cut]
	}
	x.endLine(from)
}

// wrongPHN makes the check digit wrong, as a slip of the finger does.
func wrongPHN(phn []byte) []byte {
	last := len(phn) - 1
	phn[last] = '0' + (phn[last]-'0'+1)%10
	return phn
}

// Identifiers of these indexes are given to nobody.
const (
	unknownPractitioner = practitionersTotal - 100
	unknownFacility     = 936_000 - 100
)
