package pipeline_test

import (
	"fmt"
	"strings"
	"time"
)

// The notation of testdata/histories, described in the README.md there.

// notation reads the files section of a history.
type notation struct {
	files []*sentFile
	ends  []int // how many files there are before each "night"
}

// nameDecided puts into every decision the id of the file that it names. A
// decision about a decision names a file that stands further up.
func (n *notation) nameDecided() error {
	byName := map[string]*sentFile{}
	for _, file := range n.files {
		if file.feed != "decisions" {
			byName[file.name] = file
		}
	}
	for _, file := range n.files {
		if file.feed != "decisions" {
			continue
		}
		for _, line := range file.lines {
			named := byName[line.row["about_submission_id"]]
			if named == nil {
				return fmt.Errorf("%s: no file %q to decide about", file.name, line.row["about_submission_id"])
			}
			line.row["about_submission_id"] = named.submissionID()
		}
		byName[file.name] = file
	}
	return nil
}

func readHistory(text string) ([]*sentFile, error) {
	n, err := readNotation(text)
	return n.files, err
}

// readNights reads files that the word "night" divides into several deliveries.
func readNights(text string) ([][]*sentFile, error) {
	n, err := readNotation(text)
	var nights [][]*sentFile
	from := 0
	for _, to := range append(n.ends, len(n.files)) {
		nights = append(nights, n.files[from:to])
		from = to
	}
	return nights, err
}

func readNotation(text string) (notation, error) {
	var n notation
	for number, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := n.read(words); err != nil {
			return n, fmt.Errorf("line %d of files: %w", number+1, err)
		}
	}
	return n, n.nameDecided()
}

func (n *notation) read(words []string) error {
	switch words[0] {
	case "feeds":
		n.files = append(n.files, usualFeeds(words[1:])...)
		return nil
	case "night":
		n.ends = append(n.ends, len(n.files))
		return nil
	case "file":
		return n.openFile(words[1:])
	}
	if len(n.files) == 0 {
		return fmt.Errorf("%q before any file", words[0])
	}
	file := n.files[len(n.files)-1]
	line, err := readLine(file, words)
	if err != nil {
		return err
	}
	file.lines = append(file.lines, line)
	return nil
}

// openFile reads "file CHANNEL-OR-FEED NAME DATE TIME [DATA CENTRE]".
func (n *notation) openFile(words []string) error {
	if len(words) < 4 {
		return fmt.Errorf("a file needs a channel or feed, a name, a date and a time")
	}
	at, err := time.Parse("2006-01-02 15:04", words[2]+" "+words[3])
	if err != nil {
		return fmt.Errorf("received at: %w", err)
	}
	file := &sentFile{channel: channel(words[0]), name: words[1], receivedAt: at, dataCentre: dataCentreOf(1)}
	switch file.channel {
	case submissions, returns, drbillFiles:
	default:
		file.channel, file.feed = feedFiles, words[0]
		if feedColumns[file.feed] == nil {
			return fmt.Errorf("no feed %q", file.feed)
		}
	}
	if len(words) > 4 {
		file.dataCentre = written(words[4])
	}
	n.files = append(n.files, file)
	return nil
}

// readRules reads "conflict=hold hold_days=N attach_when=accepted as_of=DATE".
func readRules(text string) (rules, error) {
	var under rules
	_, named := options(strings.Fields(text))
	for key, value := range named {
		switch {
		case key == "conflict" && value == "hold":
			under.hold = true
		case key == "attach_when" && value == "accepted":
			under.acceptedOnly = true
		case key == "as_of" && isDate(value):
			under.asOf = value
		case key == "hold_days":
			if _, err := fmt.Sscan(value, &under.holdDays); err != nil {
				return rules{}, fmt.Errorf("hold_days: %w", err)
			}
		default:
			return rules{}, fmt.Errorf("a policy has no %s=%s", key, value)
		}
	}
	if under.hold && under.asOf == "" {
		return rules{}, fmt.Errorf("a policy that holds claims needs a day as_of")
	}
	return under, nil
}

// options splits key=value words from the positional ones.
func options(words []string) ([]string, map[string]string) {
	var plainWords []string
	named := map[string]string{}
	for _, word := range words {
		if key, value, found := strings.Cut(word, "="); found {
			named[key] = written(value)
			continue
		}
		plainWords = append(plainWords, written(word))
	}
	return plainWords, named
}

func readLine(file *sentFile, words []string) (sentLine, error) {
	record := words[0]
	fields, named := options(words[1:])
	switch {
	case file.channel == submissions:
		return readClaim(file, record, fields, named)
	case file.channel == returns:
		return readAnswer(file, record, fields, named)
	case file.channel == drbillFiles:
		if len(fields) != 4 {
			return sentLine{}, fmt.Errorf("a Dr.Bill row needs person, provider, facility and date")
		}
		return sentLine{row: csvRow{
			"phn": fields[0], "practitioner_number": fields[1], "facility_number": fields[2], "attach_date": fields[3],
		}}, nil
	case file.feed == "actions":
		return readAction(words[0], fields, named)
	case file.feed == "decisions":
		return readDecision(words[0], fields, named)
	}
	row := usualRow(file.feed)
	for column, value := range named {
		row[column] = value
	}
	return sentLine{row: row}, nil
}

// readClaim reads "claim SEQ PERSON PROVIDER FACILITY DATE [option=value]".
func readClaim(file *sentFile, record string, fields []string, named map[string]string) (sentLine, error) {
	if len(fields) != 5 {
		return sentLine{}, fmt.Errorf("a claim needs sequence, person, provider, facility and date")
	}
	claim := usualClaim(file.dataCentre)
	if record != "claim" {
		claim.record = record
	}
	claim.sequence, claim.phn, claim.practitioner = paddedSequence(fields[0]), fields[1], fields[2]
	claim.facility, claim.date = fields[3], fields[4]
	for option, value := range named {
		switch option {
		case "fee":
			claim.feeItem = value
		case "amount":
			claim.amount = value
		case "code":
			claim.code = value
		case "diagnosis":
			claim.diagnosis = value
		case "location":
			claim.location = value
		case "insurer":
			claim.insurer = value
		case "of":
			centre, sequence, found := strings.Cut(value, "/")
			if !found {
				centre, sequence = label(file.dataCentre), value
			}
			claim.code, claim.targetCentre, claim.targetSequence = "E", written(centre), paddedSequence(sequence)
		case "width":
			if _, err := fmt.Sscan(value, &claim.width); err != nil {
				return sentLine{}, fmt.Errorf("width: %w", err)
			}
		default:
			return sentLine{}, fmt.Errorf("a claim has no %q", option)
		}
	}
	return sentLine{claim: claim}, nil
}

// readAnswer reads "RECORD SEQ PROVIDER [PERSON DATE] [fee=] [centre=]".
func readAnswer(file *sentFile, record string, fields []string, named map[string]string) (sentLine, error) {
	answer := &answerLine{record: record, dataCentre: file.dataCentre, feeItem: "98990"}
	detailed := record == "S00" || record == "S02" || record == "S03"
	if want := map[bool]int{true: 4, false: 2}[detailed]; len(fields) != want {
		return sentLine{}, fmt.Errorf("%s needs %d fields", record, want)
	}
	answer.sequence, answer.practitioner = paddedSequence(fields[0]), fields[1]
	if detailed {
		answer.phn, answer.date = fields[2], fields[3]
	}
	if fee, given := named["fee"]; given {
		answer.feeItem = fee
	}
	if centre, given := named["centre"]; given {
		answer.dataCentre = centre
	}
	return sentLine{answer: answer}, nil
}

// readAction reads "ID ACTION PERSON PROVIDER DATE [at=] [to=] [by=] [reason=]".
func readAction(id string, fields []string, named map[string]string) (sentLine, error) {
	if len(fields) != 4 {
		return sentLine{}, fmt.Errorf("an action needs id, action, person, provider and date")
	}
	row := csvRow{
		"action_id": id, "action": fields[0], "phn": fields[1], "practitioner_number": fields[2], "acted_on": fields[3],
		"facility_number": named["at"], "new_facility_number": named["to"], "reason": named["reason"],
		"actor_id": fields[2], "actor_role": "provider",
	}
	if by, given := named["by"]; given {
		row["actor_id"], row["actor_role"] = by, "delegate"
		if practitionerIsValid(by) {
			row["actor_role"] = "provider"
		}
	}
	return sentLine{row: row}, nil
}

// readDecision reads "VERDICT FILE:LINE DATE [by=] [reason=]".
func readDecision(verdict string, fields []string, named map[string]string) (sentLine, error) {
	if len(fields) != 2 {
		return sentLine{}, fmt.Errorf("a decision needs verdict, file and line, and date")
	}
	file, line, _ := strings.Cut(fields[0], ":")
	row := csvRow{
		"about_submission_id": file, "about_line_no": line, "verdict": verdict, "counts_from": fields[1],
		"decided_at": "2026-03-05T18:00:00Z", "decided_by": "ana", "reason": "agreed",
	}
	for option, column := range map[string]string{"by": "decided_by", "reason": "reason"} {
		if value, given := named[option]; given {
			row[column] = value
		}
	}
	return sentLine{row: row}, nil
}

func paddedSequence(text string) string {
	if onlyDigits(text) && len(text) < 7 {
		return strings.Repeat("0", 7-len(text)) + text
	}
	return text
}

// usualClaim is a sound attach claim without its particulars.
func usualClaim(dataCentre string) *claimLine {
	return &claimLine{
		record: "C02", dataCentre: dataCentre, feeItem: "98990", amount: "0000000",
		code: "0", diagnosis: "780", location: "L",
	}
}
