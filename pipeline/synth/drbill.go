package synth

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"empanel/parsers/field"
)

// rowFormat is how one practice fills the CSV that it sends through Dr.Bill:
// which headers, and in which order day, month and year come.
type rowFormat struct {
	header string
	dates  string // Y year-month-day, M month/day/year, D day/month/year
	mark   bool   // a byte-order mark
	ending string
}

var rowFormats = []rowFormat{
	{"phn,practitioner_number,payee_number,facility_number,attach_date,birth_date,first_name,last_name,fee_item", "Y", false, "\n"},
	{"Personal Health Number,Practitioner Number,Payee Number,Facility Number,Attachment Date,DOB,First Name,Last Name,Fee Item", "Y", true, "\r\n"},
	{"PHN,Billing Number,Payee Number,Facility,Service Date,Birth Date,First Name,Last Name,Fee Item", "M", false, "\r\n"},
	{"PHN,MSP Number,Payee Number,Facility Number,Attach Date,Date of Birth,First Name,Last Name,Fee Item", "D", true, "\n"},
}

// writeRows writes the first load of a clinic that sends CSV: a file for each
// provider.
func (p *province) writeRows(d *delivery, at int32) error {
	c := &p.clinics[at]
	line := c.firstLine
	for _, q := range c.providers {
		rows := make([]claim, 0, len(p.panelOf(q)))
		for _, i := range p.panelOf(q) {
			one := &p.people[i]
			cl := claim{person: i, phn: one.phn, provider: q, clinic: at, date: one.attachedOn, code: '0'}
			if one.provider != q {
				cl.date = p.formerlyOn(i)
			}
			rows = append(rows, cl)
		}
		format := rowFormats[c.program.naming%len(rowFormats)]
		if format.dates != "Y" && !tellable(rows) {
			format = rowFormats[0]
		}
		for k := range rows {
			if turn, yes := defectAt(p.opts.Defects, line); yes {
				d.damaged = append(d.damaged, rows[k].person)
				p.spoilRow(&rows[k], turn, format)
			}
			line++
		}
		after := time.Duration(300+int(at)*6000/len(p.clinics)) * time.Second
		if err := p.putRows(d, c, rows, format, arrival(p.first, after)); err != nil {
			return err
		}
	}
	return nil
}

// tellable says whether dates of the rows show which number is the day.
func tellable(rows []claim) bool {
	for i := range rows {
		if _, _, day := civil(rows[i].date); day > 12 {
			return true
		}
	}
	return false
}

// spoilRow gives a row the defect whose turn it is, or the next that suits.
func (p *province) spoilRow(cl *claim, turn int64, format rowFormat) {
	defects := rowDefects
	if format.dates != "Y" {
		defects = rowDefectsButDates // no such day would leave the order of the dates in doubt
	}
	p.spoilAs(defects, cl, turn)
}

// putRows writes one CSV of a clinic.
func (p *province) putRows(d *delivery, c *clinic, rows []claim, format rowFormat, receivedAt time.Time) error {
	c.exports++
	name := "panel_" + c.number + "_" + strings.ReplaceAll(dateOf(receivedAt).String(), "-", "") + "_" + pad(int64(c.exports), 3) + ".csv"
	var out bytes.Buffer
	if format.mark {
		out.WriteString("\ufeff")
	}
	out.WriteString(format.header + format.ending)
	for k := range rows {
		for n, value := range p.rowValues(&rows[k], format) {
			if n > 0 {
				out.WriteByte(',')
			}
			out.WriteString(quoted(value))
		}
		out.WriteString(format.ending)
		if rows[k].defect != "" {
			d.defect(DrBill, name, k+2, rows[k].defect, rows[k].person)
		}
	}
	d.counts.Rows += len(rows)
	return d.put(DrBill, name, out.Bytes(), len(rows)+1, receivedAt)
}

// rowValues gives the values of a row in the order of the headers, defects
// included.
func (p *province) rowValues(cl *claim, format rowFormat) []string {
	given, family := p.nameOf(cl.person)
	phn, number := strconv.FormatInt(cl.phn, 10), p.providers[cl.provider].number
	facility, date := p.clinics[cl.clinic].number, format.date(cl.date)
	payee := number
	switch cl.defect {
	case field.PHNMissing:
		phn = ""
	case field.PHNInvalid:
		phn = string(wrongPHN([]byte(phn)))
		if cl.person%2 == 0 { // what a spreadsheet makes of it
			phn = "9." + phn[1:3] + "E+09"
		}
	case field.PractitionerInvalid:
		number = "1O" + number[2:]
	case practitionerUnknown:
		number = p.issue.practitionerNumber(unknownPractitioner)
	case field.FacilityMissing:
		facility = ""
	case field.FacilityInvalid:
		facility = "A-" + facility[2:]
	case facilityUnknown:
		facility = p.issue.facilityNumber(unknownFacility)
	case field.ServiceDateInvalid:
		date = "2026-02-31"
	case "":
		if p.opts.Defects > 0 && cl.person%3 == 0 && number[0] == '0' && number[1] != '0' {
			number = number[1:] // a spreadsheet took it for a number; readers put the zero back
		}
	default: // substitute has done it
	}
	return []string{phn, number, payee, facility, date, format.date(p.people[cl.person].birth), given, family, "98990"}
}

func (f rowFormat) date(d field.Date) string {
	y, m, day := civil(d)
	switch f.dates {
	case "M":
		return strconv.Itoa(m) + "/" + strconv.Itoa(day) + "/" + strconv.Itoa(y)
	case "D":
		return strconv.Itoa(day) + "/" + strconv.Itoa(m) + "/" + strconv.Itoa(y)
	}
	return d.String()
}

// quoted is a CSV value, in quotes where it needs them.
func quoted(value string) string {
	if strings.ContainsAny(value, ",\"\r\n") {
		return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	return value
}
