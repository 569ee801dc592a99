package pipeline_test

import (
	"bytes"
	"errors"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/drbill"
	"empanel/parsers/evidence"
	feedreader "empanel/parsers/feeds"
	"empanel/parsers/teleplan"
)

// lineReasons collects what a reader finds wrong with each line.
type lineReasons map[int][]string

func (r lineReasons) add(line *evidence.Line) error {
	reasons := []string{}
	for _, defect := range line.Defects {
		reasons = append(reasons, string(defect.Reason))
	}
	sort.Strings(reasons)
	r[int(line.Number)] = slices.Compact(reasons)
	return nil
}

func (r lineReasons) Claim(c *evidence.Claim) error     { return r.add(&c.Line) }
func (r lineReasons) Answer(a *evidence.Answer) error   { return r.add(&a.Line) }
func (r lineReasons) Action(a *evidence.Action) error   { return r.add(&a.Line) }
func (r lineReasons) FeedRow(f *evidence.FeedRow) error { return r.add(&f.Line) }

// readWithReader reads a file the way the pipeline does.
func readWithReader(file *sentFile) (lineReasons, error) {
	found := lineReasons{}
	content := bytes.NewReader(file.bytes())
	var err error
	switch {
	case file.channel == submissions:
		_, err = teleplan.ReadSubmission(file.name, content, found)
	case file.channel == returns:
		_, err = teleplan.ReadReturn(file.name, content, found)
	case file.channel == drbillFiles:
		_, err = drbill.Read(file.name, content, drbill.Options{}, found)
	case file.feed == "actions":
		_, err = feedreader.ReadActions(file.name, content, found)
	default:
		feed, known := feedreader.Lookup(file.name)
		if !known {
			return nil, errors.New("the file's name is no feed's")
		}
		_, err = feedreader.Read(file.name, feed, content, found)
	}
	return found, err
}

// seenOnTheLine are the reasons a reader can give without any feed or policy.
var seenOnTheLine = []string{
	"record_too_short", "record_unknown", "sequence_invalid", "phn_missing", "phn_out_of_province", "phn_invalid",
	"practitioner_invalid", "facility_missing", "facility_invalid", "service_date_invalid", "fee_item_near_miss",
	"amount_not_zero", "feed_value_invalid",
}

// TestReadersAgreeWithReference holds the readers to the reasons the reference
// gives for a line by itself, on files rendered without the readers' layouts.
func TestReadersAgreeWithReference(t *testing.T) {
	random(t, 100, func(t *rapid.T) {
		seed := drawProvince(t, 4)
		files := buildProvince(seed)
		want := reconcileSlowly(files, seed.rules())
		read := map[*sentFile]lineReasons{}
		for _, line := range acceptedLines(files) {
			if read[line.file] == nil {
				found, err := readWithReader(line.file)
				if err != nil {
					t.Fatalf("%s: %v", line.file.name, err)
				}
				read[line.file] = found
			}
			found, given := read[line.file][line.line]
			if !given {
				t.Fatalf("%s:%d: the reader gave no row for %s", line.file.name, line.line, tellLine(line.file, line.sentLine))
			}
			if line.row["deceased_on"] > vancouverDate(line.receivedAt) {
				continue // a reader does not know when its file was received
			}
			var expectedReasons []string
			for _, reason := range want.lines[line.key()].reasons {
				if slices.Contains(seenOnTheLine, reason) {
					expectedReasons = append(expectedReasons, reason)
				}
			}
			if strings.Join(found, ",") != strings.Join(expectedReasons, ",") {
				t.Fatalf("%s:%d: the reader says %v, the reference %v, of: %s", line.file.name, line.line,
					found, expectedReasons, tellLine(line.file, line.sentLine))
			}
		}
	})
}
