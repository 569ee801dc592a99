package pipeline_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strings"
)

// The bytes of made-up files. The columns are written down here once more, on
// purpose: the reference must not borrow the layout tables that it helps to
// test.

// record is a line of fixed width under construction.
type record []byte

func blankRecord(width int) record { return bytes.Repeat([]byte{' '}, width) }

// put writes a text at a 1-based column.
func (r record) put(column int, text string) { copy(r[column-1:], text) }

// bytes renders the file as it would be sent.
func (f *sentFile) bytes() []byte {
	var out bytes.Buffer
	switch f.channel {
	case submissions:
		vendor := blankRecord(200)
		vendor.put(1, "VS1"+f.dataCentre+"0000001"+f.dataCentre+"MADE UP EMR")
		writeLine(&out, vendor)
		for _, line := range f.lines {
			writeLine(&out, line.claim.render())
		}
	case returns:
		for _, line := range f.lines {
			writeLine(&out, line.answer.render())
		}
		writeLine(&out, record("#TID=000000001;Result=SUCCESS"))
	case drbillFiles, feedFiles:
		writeCSV(&out, f.columns(), f.lines)
	}
	return out.Bytes()
}

// submissionID is how the file is known in every relation.
func (f *sentFile) submissionID() string {
	sum := sha256.Sum256(f.bytes())
	return hex.EncodeToString(sum[:])
}

func (f *sentFile) columns() []string {
	if f.channel == drbillFiles {
		return feedColumns["drbill"]
	}
	return feedColumns[f.feed]
}

func writeLine(out *bytes.Buffer, line record) {
	out.Write(line)
	out.WriteString("\r\n")
}

func writeCSV(out *bytes.Buffer, columns []string, lines []sentLine) {
	writer := csv.NewWriter(out)
	rows := [][]string{columns}
	for _, line := range lines {
		row := make([]string, len(columns))
		for i, column := range columns {
			row[i] = line.row[column]
		}
		rows = append(rows, row)
	}
	if err := writer.WriteAll(rows); err != nil {
		panic(err) // a bytes.Buffer never fails
	}
}

// compactDate writes YYYY-MM-DD as CCYYMMDD and leaves everything else.
func compactDate(date string) string { return strings.ReplaceAll(date, "-", "") }

func (c *claimLine) render() record {
	line := blankRecord(424)
	line.put(1, c.record+c.dataCentre)
	line.put(9, c.sequence)
	line.put(16, c.practitioner) // the payee, of no interest here
	line.put(21, c.practitioner)
	line.put(26, c.phn)
	line.put(42, "001")
	line.put(52, c.feeItem)
	line.put(57, c.amount)
	line.put(64, "0")
	line.put(65, compactDate(c.date))
	line.put(73, "00")
	line.put(75, c.code)
	line.put(77, c.diagnosis)
	line.put(107, c.location)
	line.put(132, "00000000")
	line.put(177, c.targetCentre)
	line.put(182, c.targetSequence)
	line.put(197, c.facility)
	line.put(265, c.insurer)
	if c.insurer != "" {
		line.put(267, "123456789")
	}
	if c.width > 0 {
		return line[:c.width]
	}
	return line
}

func (a *answerLine) render() record {
	switch a.record {
	case "C12":
		line := blankRecord(70)
		line.put(1, a.record+a.dataCentre+a.sequence)
		line.put(16, a.practitioner)
		line.put(21, a.practitioner)
		line.put(26, "YYAB")
		return line
	case "S01", "S04":
		line := blankRecord(165)
		line.put(1, a.record+a.dataCentre+a.sequence)
		line.put(36, a.practitioner)
		return line
	default: // S00, S02, S03
		line := blankRecord(267)
		line.put(1, a.record+a.dataCentre+a.sequence)
		line.put(36, a.practitioner)
		line.put(69, a.phn)
		line.put(81, compactDate(a.date))
		line.put(96, a.feeItem)
		line.put(101, "0000000")
		line.put(118, "0000000")
		return line
	}
}
