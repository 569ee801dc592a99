package synth

import (
	"unicode/utf8"

	"empanel/parsers/field"
	"empanel/parsers/fixed"
	"empanel/parsers/teleplan"
)

// claim is what one C02 line or one Dr.Bill row says.
type claim struct {
	person    int32 // or nobody, for a pseudo-patient
	phn       int64
	provider  int32
	clinic    int32 // the facility stated
	date      field.Date
	code      byte   // submission code, '0' if nothing else
	fee       string // "" is 98990
	amount    string // "" is 0000000
	name      []byte // of a person who is only a number
	reverses  string // original claim, on a debit request
	defect    field.Reason
	sequence  int32 // given when it is written; set beforehand on a claim sent twice
	sentAgain bool
}

// export writes the submission lines of one clinic, as its program would.
type export struct {
	p        *province
	c        *clinic
	buf      []byte
	lines    int   // physical lines in buf
	sequence int32 // of the next line
	values   [][]byte
	sound    [][]byte // the values of a claim while its defect is written
	style    fixed.Style

	sequenceText, phnText, dateText, birthText, folioText []byte
}

func newExport(p *province, c *clinic) *export {
	x := &export{p: p, c: c, sequence: c.sequence, style: c.program.style}
	x.values = make([][]byte, len(teleplan.C02.Fields))
	v := x.values
	v[teleplan.C02RecordCode] = []byte("C02")
	v[teleplan.C02DataCentre] = []byte(c.dataCentre)
	v[teleplan.C02ServiceUnits] = []byte("001")
	v[teleplan.C02AfterHours] = []byte("0")
	v[teleplan.C02PaymentMode] = []byte("0")
	v[teleplan.C02Correspondence] = []byte("0")
	v[teleplan.C02MVAClaim] = []byte("N")
	v[teleplan.C02Diagnosis1] = []byte("780")
	if c.program.wide {
		v[teleplan.C02Diagnosis1] = []byte("00780")
	}
	v[teleplan.C02ServiceLocation] = []byte("L")
	return x
}

// next takes the data centre's next sequence number; after 9999999 comes 1.
func (x *export) next() int32 {
	n := x.sequence
	x.sequence++
	if x.sequence > 9_999_999 {
		x.sequence = 1
	}
	return n
}

// vendor writes the VS1 record that begins every export.
func (x *export) vendor() {
	var values [teleplan.VS1Filler + 1][]byte
	x.sequenceText = appendDigits(x.sequenceText[:0], int64(x.next()), 7)
	values[teleplan.VS1RecordCode] = []byte("VS1")
	values[teleplan.VS1DataCentre] = []byte(x.c.dataCentre)
	values[teleplan.VS1Sequence] = x.sequenceText
	values[teleplan.VS1VendorDataCentre] = []byte(x.c.dataCentre)
	values[teleplan.VS1SoftwareName] = []byte([]string{"CHARTLINE", "OPENWARD", "MEDBOOK"}[x.c.program.naming%3])
	values[teleplan.VS1SoftwareVersion] = []byte("7.4")
	values[teleplan.VS1SoftwareInstalledOn] = []byte("20250310")
	values[teleplan.VS1CompanyName] = []byte("MADE UP SOFTWARE")
	values[teleplan.VS1ContactPhone] = []byte("6045550100")
	values[teleplan.VS1ContactName] = []byte("SUPPORT DESK")
	x.write(&teleplan.VS1, values[:], fixed.Style{BlankFill: x.style.BlankFill, Trim: x.style.Trim})
}

// write appends one record and its line ending.
func (x *export) write(layout *fixed.Layout, values [][]byte, style fixed.Style) {
	from := len(x.buf)
	x.buf = layout.Append(x.buf, values, style)
	x.endLine(from)
}

func (x *export) endLine(from int) {
	if x.c.program.latin {
		x.buf = append(x.buf[:from], latin1(x.buf[from:])...)
	}
	x.buf = append(x.buf, x.c.program.ending...)
	x.lines++
}

// latin1 turns UTF-8 into ISO 8859-1 in place; every letter that names here
// have is in it.
func latin1(b []byte) []byte {
	out := b[:0]
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		out = append(out, byte(r))
		b = b[size:]
	}
	return out
}

// claim writes one C02 and returns its line number.
func (x *export) claim(cl *claim) int {
	if !cl.sentAgain {
		cl.sequence = x.next()
	}
	p, v := x.p, x.values
	number := p.providers[cl.provider].number
	x.sequenceText = appendDigits(x.sequenceText[:0], int64(cl.sequence), 7)
	x.phnText = appendDigits(x.phnText[:0], cl.phn, 10)
	x.dateText = appendCompact(x.dateText[:0], cl.date)
	x.folioText = appendDigits(x.folioText[:0], int64(cl.sequence)%1_000_000, 7)
	v[teleplan.C02Sequence] = x.sequenceText
	v[teleplan.C02PayeeNumber] = append(v[teleplan.C02PayeeNumber][:0], number...)
	v[teleplan.C02PractitionerNumber] = append(v[teleplan.C02PractitionerNumber][:0], number...)
	v[teleplan.C02PHN] = x.phnText
	v[teleplan.C02ServiceDate] = x.dateText
	v[teleplan.C02SubmissionCode] = append(v[teleplan.C02SubmissionCode][:0], cl.code)
	v[teleplan.C02OfficeFolio] = x.folioText
	v[teleplan.C02FacilityNumber] = append(v[teleplan.C02FacilityNumber][:0], p.clinics[cl.clinic].number...)
	v[teleplan.C02FeeItem] = appendOr(v[teleplan.C02FeeItem], cl.fee, "98990")
	v[teleplan.C02BilledAmount] = appendOr(v[teleplan.C02BilledAmount], cl.amount, "0000000")
	v[teleplan.C02OriginalClaim] = append(v[teleplan.C02OriginalClaim][:0], cl.reverses...)
	v[teleplan.C02NameVerify], v[teleplan.C02BirthDate], v[teleplan.C02ShortComment] = cl.name, nil, nil
	if cl.person != nobody {
		x.describe(cl.person)
	}
	if cl.defect != "" {
		x.spoiled(cl)
		return x.lines
	}
	x.write(&teleplan.C02, v, x.style)
	return x.lines
}

// describe fills in what a claim says of the patient beside the number.
func (x *export) describe(index int32) {
	table := x.p.plainVerify
	if x.c.program.accents {
		table = x.p.accentVerify
	}
	men, given, family := x.p.nameDraw(index)
	x.values[teleplan.C02NameVerify] = table[men][given][family]
	if x.c.program.naming%2 == 0 {
		x.birthText = appendCompact(x.birthText[:0], x.p.people[index].birth)
		x.values[teleplan.C02BirthDate] = x.birthText
	}
	if x.c.program.accents && index%9 == 0 {
		x.values[teleplan.C02ShortComment] = []byte("déjà vu en clinique")
	}
}

// note writes an N01 to the claim before it.
func (x *export) note() {
	var values [teleplan.N01NoteText + 1][]byte
	x.sequenceText = appendDigits(x.sequenceText[:0], int64(x.next()), 7)
	text := "PATIENT ACCEPTED FOR LONGITUDINAL CARE"
	if x.c.program.accents {
		text = "Patiente acceptée, famille déjà connue"
	}
	values[teleplan.N01RecordCode] = []byte("N01")
	values[teleplan.N01DataCentre] = []byte(x.c.dataCentre)
	values[teleplan.N01Sequence] = x.sequenceText
	values[teleplan.N01PayeeNumber] = x.values[teleplan.C02PayeeNumber]
	values[teleplan.N01PractitionerNumber] = x.values[teleplan.C02PractitionerNumber]
	values[teleplan.N01NoteType] = []byte("W")
	values[teleplan.N01NoteText] = []byte(text)
	x.write(&teleplan.N01, values[:], fixed.Style{BlankFill: true, Trim: x.style.Trim})
}

// finish gives the file's bytes, with the habits of the program at its end.
func (x *export) finish() []byte {
	if x.c.program.noLast {
		x.buf = x.buf[:len(x.buf)-len(x.c.program.ending)]
	}
	if x.c.program.endOfFile {
		x.buf = append(x.buf, 0x1A)
	}
	return x.buf
}

// begin starts a new file; the sequence runs on.
func (x *export) begin() {
	x.buf, x.lines = x.buf[:0], 0
	x.vendor()
}

func appendOr(dst []byte, value, otherwise string) []byte {
	if value == "" {
		value = otherwise
	}
	return append(dst[:0], value...)
}

// appendDigits writes a number with leading zeros to a width.
func appendDigits(dst []byte, n int64, width int) []byte {
	from := len(dst)
	for range width {
		dst = append(dst, '0')
	}
	for i := len(dst) - 1; i >= from && n > 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}
