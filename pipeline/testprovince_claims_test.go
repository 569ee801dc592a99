package pipeline_test

// Claims, returns and Dr.Bill rows from seeds.

// claim makes a C02 line. Most are sound attach claims; the others repeat an
// earlier one, reverse one, are about something else, or have one defect.
func (v *village) claim(file *sentFile, s lineSeed) *claimLine {
	c := usualClaim(file.dataCentre)
	c.sequence, c.phn, c.practitioner = v.sequence(s.Sequence), v.person(s.Who), v.provider(s.Provider)
	c.facility, c.date = v.facility(s.Facility), seedDays[s.Day]
	switch {
	case s.Twist < 26:
	case s.Twist < 34:
		v.repeat(c, s)
	case s.Twist < 41 || s.Twist == 63:
		v.reverse(c, s)
	case s.Twist < 44:
		c.phn, c.feeItem = pseudoPatient, []string{"14070", "98000"}[s.Sequence%2]
	case s.Twist < 46:
		c.feeItem = []string{"98890", "89990", "99890", "98909", "98991"}[s.Ref%5]
		if s.Twist == 45 {
			c.amount = "0003500"
		}
	case s.Twist < 48:
		c.feeItem, c.amount = "00100", "0003500"
	default:
		damageClaim(c, s)
	}
	if c.width == 0 && c.insurer == "" && c.facility != "" {
		c.width = []int{0, 264, 0, 201}[s.Ref%4] // without the second part; trailing blanks stripped
	}
	v.claims = append(v.claims, c)
	return c
}

// repeat makes the claim a copy of an earlier one of the village, sometimes
// with another facility, which is no part of its identity.
func (v *village) repeat(c *claimLine, s lineSeed) {
	if len(v.claims) == 0 {
		return
	}
	facility, dataCentre := c.facility, c.dataCentre
	*c = *v.claims[s.Ref%len(v.claims)]
	c.dataCentre = dataCentre // one file, one data centre
	if s.Twist%2 == 1 && c.facility != "" {
		c.facility = facility
	}
}

// reverse makes the claim a debit request of an earlier claim, or of one that
// there may never have been.
func (v *village) reverse(c *claimLine, s lineSeed) {
	c.code, c.targetCentre, c.targetSequence = "E", c.dataCentre, v.sequence(s.Ref)
	if s.Twist == 63 {
		c.feeItem, c.phn = "14070", pseudoPatient
	}
	if s.Twist == 40 || len(v.claims) == 0 {
		return
	}
	target := v.claims[s.Ref%len(v.claims)]
	c.targetCentre, c.targetSequence = target.dataCentre, target.sequence
	if c.feeItem == "98990" {
		c.phn, c.practitioner, c.date = target.phn, target.practitioner, target.date
	}
	if s.Twist == 39 {
		c.feeItem = "00100"
	}
}

func damageClaim(c *claimLine, s lineSeed) {
	switch s.Twist {
	case 48:
		c.phn = "9876543210"
	case 49:
		c.phn = []string{"", "0000000000"}[s.Ref%2]
	case 50:
		c.phn, c.insurer = "0000000000", "AB"
	case 51:
		c.phn = pseudoPatient
	case 52:
		c.practitioner = "1A345"
	case 53:
		c.facility = "F-001"
	case 54:
		c.facility = []string{"", "00000"}[s.Ref%2]
	case 55:
		c.date = []string{"20260230", "00000000", "", "2026AB01"}[s.Ref%4]
	case 56:
		c.amount = "0000100"
	case 57:
		c.width = 196
	case 58:
		c.sequence = []string{"12X4567", "", "000012 "}[s.Ref%3]
	case 59:
		c.diagnosis = []string{"00780", "401", "V700"}[s.Ref%3]
	case 60:
		c.location = []string{"A", "H", "C"}[s.Ref%3]
	case 61:
		c.record = "X99"
	}
}

// answer makes a return record about one of the village's claims, sometimes
// with something that does not fit.
func (v *village) answer(file *sentFile, s lineSeed) *answerLine {
	a := &answerLine{
		record:     []string{"C12", "S03", "S03", "S01", "S02", "S00", "S04", "C12"}[s.Twist%8],
		dataCentre: file.dataCentre, sequence: v.sequence(s.Sequence),
		practitioner: v.provider(s.Provider), phn: v.person(s.Who), date: seedDays[s.Day], feeItem: "98990",
	}
	if len(v.claims) > 0 {
		about := v.claims[s.Ref%len(v.claims)]
		a.dataCentre, a.practitioner, a.phn, a.feeItem = about.dataCentre, about.practitioner, about.phn, about.feeItem
		if sequenceIsValid(about.sequence) {
			a.sequence = about.sequence
		}
		if isDate(about.date) {
			a.date = about.date
		}
	}
	switch s.Twist / 8 {
	case 4:
		a.practitioner = v.provider(s.Provider)
	case 5: // the person, the day, or both
		a.date = seedDays[s.Day]
		if s.Who%2 == 0 {
			a.phn = v.person(s.Who)
		}
	case 6:
		a.feeItem = []string{"00100", "", "98990", "98890"}[s.Who%4]
	case 7:
		a.sequence = v.sequence(s.Sequence)
		if s.Who > 13 {
			a.sequence = "12X4567"
		}
	}
	return a
}

// acceptances accept two of three claims of the village: where only those
// count, the few answers drawn would leave hardly anybody attached.
func (v *village) acceptances() []sentLine {
	var lines []sentLine
	for i, claim := range v.claims {
		if i%3 != 0 && sequenceIsValid(claim.sequence) {
			lines = append(lines, sentLine{village: v.number, answer: &answerLine{
				record: "S01", dataCentre: claim.dataCentre, sequence: claim.sequence,
				practitioner: claim.practitioner, feeItem: claim.feeItem,
			}})
		}
	}
	return lines
}

// drbillRow makes a Dr.Bill row.
func (v *village) drbillRow(s lineSeed) csvRow {
	row := csvRow{
		"phn": v.person(s.Who), "practitioner_number": v.provider(s.Provider),
		"facility_number": v.facility(s.Facility), "attach_date": seedDays[s.Day],
	}
	switch s.Twist {
	case 48:
		row["phn"] = "9876543210"
	case 49:
		row["phn"] = ""
	case 50:
		row["practitioner_number"] = "1A345"
	case 51:
		row["facility_number"] = "F-001"
	case 52:
		row["facility_number"] = ""
	case 53:
		row["phn"] = pseudoPatient
	case 54, 55, 56, 57, 58, 59, 60, 61, 62, 63:
		if len(v.rows) > 0 {
			row = v.rows[s.Ref%len(v.rows)]
		}
	}
	v.rows = append(v.rows, row)
	return row
}
