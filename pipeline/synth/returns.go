package synth

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"empanel/parsers/fixed"
	"empanel/parsers/teleplan"
)

// verdict is how MSP answers a claim in these returns.
type verdict int

const (
	paid        verdict = iota // S01
	explained                  // S02
	held                       // S04
	refusedPre                 // C12
	refusedPaid                // S03
)

// answer writes the returns for the claims of the night before: most are
// accepted, some held until tomorrow, a few refused.
func (n *night) answer() error {
	claims := n.before.lastClaims
	slices.SortStableFunc(claims, func(a, b sentClaim) int {
		return cmp.Or(cmp.Compare(a.clinic, b.clinic), cmp.Compare(a.sequence, b.sequence))
	})
	if few := n.share(200, 20); n.number == 1 && n.p.opts.NightLines > 0 && len(claims) > few {
		claims = claims[:few] // a night of a given size is not the one that answers a whole first load
	}
	refusals := n.share(120, 2)
	for from := 0; from < len(claims); {
		to := from
		for to < len(claims) && claims[to].clinic == claims[from].clinic {
			to++
		}
		r := returnFile{n: n, c: &n.p.clinics[claims[from].clinic]}
		r.name = "RET_" + r.c.dataCentre + "_" + strings.ReplaceAll(n.d.day.String(), "-", "") + ".txt"
		for k := from; k < to; k++ {
			v := n.judge(&claims[k], &refusals)
			r.record(&claims[k], v, nil)
		}
		if err := r.finish(&claims[from], time.Duration(200+int(claims[from].clinic)%200)*time.Second); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// judge draws a verdict and does what it brings about.
func (n *night) judge(s *sentClaim, refusals *int) verdict {
	p := n.p
	draw := n.dice.IntN(1000)
	if *refusals > 0 && draw < 60 && p.stands(s) {
		*refusals--
		p.people[s.person].provider = nobody
		p.touch(s.person)
		p.nights.refused = append(p.nights.refused, *s)
		n.d.counts.Refusals++
		if draw%2 == 0 {
			return refusedPre
		}
		return refusedPaid
	}
	switch {
	case draw < 100 && draw >= 60 && !s.final:
		later := *s
		later.final = true
		p.nights.lastClaims = append(p.nights.lastClaims, later)
		return held
	case draw < 250:
		return explained
	}
	return paid
}

// returnFile is one data centre's returns of a night.
type returnFile struct {
	n     *night
	c     *clinic
	name  string
	buf   []byte
	lines int
	count int64
}

// odd is how a return is made not to fit its claim.
type odd struct{ sequence, practitioner string }

// record writes one return and gives its line number.
func (r *returnFile) record(s *sentClaim, v verdict, wrong *odd) int {
	number := r.n.p.providers[s.provider].number
	text := answerText{
		centre: []byte(r.c.dataCentre), sequence: appendDigits(nil, int64(s.sequence), 7),
		payee: []byte(number), practitioner: []byte(number), folio: appendDigits(nil, int64(s.sequence)%1_000_000, 7),
		today: appendCompact(nil, r.n.d.day), received: appendCompact(nil, r.n.d.day-1),
	}
	if wrong != nil && wrong.sequence != "" {
		text.sequence = []byte(wrong.sequence)
	}
	if wrong != nil && wrong.practitioner != "" {
		text.practitioner = []byte(wrong.practitioner)
	}
	switch v {
	case paid:
		r.write(&teleplan.S01, text.paid())
	case held:
		r.write(&teleplan.S04, text.held())
	case refusedPre:
		r.write(&teleplan.C12, text.refused())
	case explained:
		r.write(&teleplan.S02, text.adjudicated("S02", s, ""))
	case refusedPaid:
		r.write(&teleplan.S03, text.adjudicated("S03", s, "AF"))
	}
	r.n.d.counts.Answers++
	r.count++
	return r.lines
}

func (r *returnFile) write(layout *fixed.Layout, values [][]byte) {
	r.buf = layout.Append(r.buf, values, fixed.Style{})
	r.buf = append(r.buf, "\r\n"...)
	r.lines++
}

// finish adds the returns that name no claim, where defects are asked for, a
// message and the trailer of the download, and writes the file.
func (r *returnFile) finish(last *sentClaim, after time.Duration) error {
	d := r.n.d
	for k := range r.unmatched() {
		wrong := odd{sequence: pad(int64(last.sequence+4_000_000+int32(k))%10_000_000, 7)}
		v := []verdict{paid, refusedPre, held}[k%3]
		if k%4 == 1 {
			wrong, v = odd{practitioner: r.n.p.issue.practitionerNumber(unknownPractitioner + 90)}, explained
		}
		d.defect(TeleplanReturn, r.name, r.record(last, v, &wrong), returnUnmatched, nobody)
	}
	r.buf = append(r.buf, "M01"+r.c.dataCentre+"THIS IS A MADE UP MESSAGE\r\n"...)
	r.lines++
	if r.c.program.naming%2 == 0 {
		r.buf = append(r.buf, "#TID=0001;Result=SUCCESS;\r\n"...)
		r.lines++
	}
	return d.put(TeleplanReturn, r.name, r.buf, r.lines, arrival(d.day, after))
}

// unmatched is how many returns of a file name no claim: as many as the rate
// of defects asks for, carried over from file to file.
func (r *returnFile) unmatched() int {
	rate, sum := r.n.p.opts.Defects, 0
	for range r.count {
		if _, yes := defectAt(rate, r.n.returned); yes {
			sum++
		}
		r.n.returned++
	}
	if rate > 0 && sum == 0 && r.n.returned == r.count { // the first file has one at any rate
		sum = 1
	}
	return sum
}

// answerText are the values that all returns share.
type answerText struct {
	centre, sequence, payee, practitioner, folio, today, received []byte
}

func (a *answerText) paid() [][]byte {
	v := make([][]byte, teleplan.S01Filler+1)
	v[teleplan.S01RecordCode], v[teleplan.S01DataCentre], v[teleplan.S01Sequence] = []byte("S01"), a.centre, a.sequence
	v[teleplan.S01PaymentDate], v[teleplan.S01LineCode], v[teleplan.S01PayeeNumber] = a.today, []byte("C"), a.payee
	v[teleplan.S01PractitionerNumber], v[teleplan.S01OfficeFolio] = a.practitioner, a.folio
	v[teleplan.S01DateReceived] = a.received
	return v
}

func (a *answerText) held() [][]byte {
	v := make([][]byte, teleplan.S04Filler+1)
	v[teleplan.S04RecordCode], v[teleplan.S04DataCentre], v[teleplan.S04Sequence] = []byte("S04"), a.centre, a.sequence
	v[teleplan.S04PaymentDate], v[teleplan.S04LineCode], v[teleplan.S04PayeeNumber] = a.today, []byte("C"), a.payee
	v[teleplan.S04PractitionerNumber], v[teleplan.S04OfficeFolio] = a.practitioner, a.folio
	v[teleplan.S04DateReceived], v[teleplan.S04ExplanatoryCode1] = a.received, []byte("BK")
	return v
}

func (a *answerText) refused() [][]byte {
	v := make([][]byte, teleplan.C12Filler+1)
	v[teleplan.C12RecordCode], v[teleplan.C12DataCentre], v[teleplan.C12Sequence] = []byte("C12"), a.centre, a.sequence
	v[teleplan.C12PayeeNumber], v[teleplan.C12PractitionerNumber] = a.payee, a.practitioner
	v[teleplan.C12ExplanatoryCode1], v[teleplan.C12ExplanatoryCode2] = []byte("YY"), []byte("VN")
	v[teleplan.C12OfficeFolio] = a.folio
	return v
}

func (a *answerText) adjudicated(record string, s *sentClaim, code string) [][]byte {
	v := make([][]byte, len(teleplan.S02.Fields))
	v[teleplan.AdjudicatedRecordCode], v[teleplan.AdjudicatedDataCentre] = []byte(record), a.centre
	v[teleplan.AdjudicatedSequence], v[teleplan.AdjudicatedPaymentDate] = a.sequence, a.today
	v[teleplan.AdjudicatedLineCode], v[teleplan.AdjudicatedPayeeNumber] = []byte("C"), a.payee
	v[teleplan.AdjudicatedPractitionerNumber], v[teleplan.AdjudicatedDateReceived] = a.practitioner, a.received
	v[teleplan.AdjudicatedPHN] = appendDigits(nil, s.phn, 10)
	v[teleplan.AdjudicatedServiceDate] = appendCompact(nil, s.date)
	v[teleplan.AdjudicatedBilledUnits], v[teleplan.AdjudicatedPaidUnits] = []byte("001"), []byte("001")
	v[teleplan.AdjudicatedBilledFeeItem], v[teleplan.AdjudicatedPaidFeeItem] = []byte("98990"), []byte("98990")
	v[teleplan.AdjudicatedOfficeFolio], v[teleplan.AdjudicatedExplanatoryCode1] = a.folio, []byte(code)
	return v
}

// writeUnmatchedReturns sends, with the first load already, a few returns that
// name claims nobody sent.
func (p *province) writeUnmatchedReturns(d *delivery) error {
	if p.opts.Defects == 0 {
		return nil
	}
	c := &p.clinics[p.regions[0].clinics[0]]
	r := returnFile{n: &night{p: p, d: d}, c: c, name: "RET_" + c.dataCentre + "_0.txt"}
	s := sentClaim{provider: c.providers[0], sequence: (c.sequence + 3_000_000) % 10_000_000, date: p.first - 200, phn: p.people[0].phn}
	for k := range 3 {
		s.sequence++
		d.defect(TeleplanReturn, r.name, r.record(&s, []verdict{paid, explained, refusedPre}[k], nil), returnUnmatched, nobody)
	}
	return d.put(TeleplanReturn, r.name, r.buf, r.lines, arrival(d.day, 150*time.Minute))
}
