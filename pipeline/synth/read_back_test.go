package synth_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"empanel/parsers/drbill"
	"empanel/parsers/evidence"
	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/parsers/teleplan"
	"empanel/pipeline/synth"
)

// place is a line of a file of a night.
type place struct {
	night int
	file  string
	line  int
}

// reading is what the readers make of a whole province.
type reading struct {
	t       *testing.T
	at      place
	reasons map[place][]field.Reason
	claims  []readClaim
	answers []readAnswer
	actions []readAction
	rows    map[string][]readRow
	lines   int
}

type readClaim struct {
	place
	evidence.Claim
}

type readAnswer struct {
	place
	evidence.Answer
}

type readAction struct {
	place
	evidence.Action
}

type readRow struct {
	place
	values map[string]evidence.Value
}

func (r *reading) note(line evidence.Line) place {
	at := r.at
	at.line = int(line.Number)
	for _, d := range line.Defects {
		if !slices.Contains(r.reasons[at], d.Reason) {
			r.reasons[at] = append(r.reasons[at], d.Reason)
		}
	}
	r.lines++
	return at
}

func (r *reading) Claim(c *evidence.Claim) error {
	own := *c
	for _, b := range []*[]byte{&own.DataCentre, &own.PractitionerNumber, &own.FeeItem, &own.FacilityNumber, &own.TargetDataCentre} {
		*b = bytes.Clone(*b)
	}
	r.claims = append(r.claims, readClaim{r.note(c.Line), own})
	return nil
}

func (r *reading) Answer(a *evidence.Answer) error {
	own := *a
	own.DataCentre, own.PractitionerNumber = bytes.Clone(a.DataCentre), bytes.Clone(a.PractitionerNumber)
	r.answers = append(r.answers, readAnswer{r.note(a.Line), own})
	return nil
}

func (r *reading) Action(a *evidence.Action) error {
	own := *a
	for _, b := range []*[]byte{&own.ActionID, &own.Action, &own.PractitionerNumber, &own.FacilityNumber, &own.NewFacilityNumber, &own.ActorID, &own.ActorRole, &own.Content} {
		*b = bytes.Clone(*b)
	}
	r.actions = append(r.actions, readAction{r.note(a.Line), own})
	return nil
}

func (r *reading) FeedRow(row *evidence.FeedRow) error {
	at := r.note(row.Line)
	own := readRow{at, map[string]evidence.Value{}}
	for i, c := range row.Feed.Columns {
		v := row.Values[i]
		v.Text = bytes.Clone(v.Text)
		own.values[c.Name] = v
	}
	if len(row.Defects) == 0 {
		r.rows[row.Feed.Name] = append(r.rows[row.Feed.Name], own)
	}
	return nil
}

// readAll reads every file that a manifest names, in order of arrival, and
// fails where one is refused.
func readAll(t *testing.T, m synth.Manifest) *reading {
	t.Helper()
	r := &reading{t: t, reasons: map[place][]field.Reason{}, rows: map[string][]readRow{}}
	for number, night := range m.Nights {
		files := slices.Clone(night.Files)
		slices.SortStableFunc(files, func(a, b synth.File) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
		seen := map[string]bool{}
		for _, f := range files {
			if seen[f.Path] {
				t.Errorf("night %d: %s is written twice", number, f.Path)
			}
			seen[f.Path] = true
			if f.Resent {
				continue
			}
			r.at = place{night: number, file: f.Path}
			content, err := os.ReadFile(filepath.Join(night.Dir, filepath.FromSlash(f.Path)))
			if err != nil {
				t.Fatal(err)
			}
			if err := r.read(f, content); err != nil {
				t.Errorf("night %d: %v", number, err)
			}
		}
	}
	return r
}

func (r *reading) read(f synth.File, content []byte) error {
	base := filepath.Base(f.Path)
	src := bytes.NewReader(content)
	var err error
	feed, isFeed := feeds.Lookup(base)
	switch {
	case f.Channel == synth.Teleplan:
		_, err = teleplan.ReadSubmission(base, src, r)
	case f.Channel == synth.TeleplanReturn:
		_, err = teleplan.ReadReturn(base, src, r)
	case f.Channel == synth.DrBill:
		_, err = drbill.Read(base, src, drbill.Options{}, r)
	case feeds.IsActions(base):
		_, err = feeds.ReadActions(base, src, r)
	case isFeed:
		_, err = feeds.Read(base, feed, src, r)
	default:
		r.t.Errorf("%s belongs to no feed", f.Path)
	}
	return err
}

// ofOneLine says whether a reason shows in the line alone.
func ofOneLine(reason field.Reason) bool {
	return slices.Contains([]field.Reason{
		field.RecordTooShort, field.RecordUnknown, field.SequenceInvalid, field.PHNMissing, field.PHNOutOfProvince,
		field.PHNInvalid, field.PractitionerInvalid, field.FacilityMissing, field.FacilityInvalid,
		field.ServiceDateInvalid, field.FeeItemNearMiss, field.AmountNotZero,
	}, reason)
}

func write(t testing.TB, opts synth.Options) synth.Manifest {
	t.Helper()
	dir := t.TempDir()
	opts.Inbox, opts.NightsDir = filepath.Join(dir, "inbox"), filepath.Join(dir, "nights")
	m, err := synth.Write(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReadersFindTheStatedDefects: every line that was made wrong is found
// wrong for that reason, and no other line is.
func TestReadersFindTheStatedDefects(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 20_000, Nights: 4, Seed: 7, Defects: 0.05})
	r := readAll(t, m)
	stated := map[place]field.Reason{}
	for _, d := range m.Defects {
		at := place{d.Night, d.File, d.Line}
		if stated[at] != "" {
			t.Errorf("night %d %s:%d is stated twice", d.Night, d.File, d.Line)
		}
		stated[at] = d.Reason
		if ofOneLine(d.Reason) && !slices.Equal(r.reasons[at], []field.Reason{d.Reason}) {
			t.Errorf("night %d %s:%d: reader gives %v, want %s", d.Night, d.File, d.Line, r.reasons[at], d.Reason)
		}
	}
	for at, reasons := range r.reasons {
		if !slices.Contains(reasons, stated[at]) {
			t.Errorf("night %d %s:%d: reader gives %v, stated is %q", at.night, at.file, at.line, reasons, stated[at])
		}
	}
	found := m.DefectsByReason()
	for _, reason := range allReasons {
		if found[reason] == 0 {
			t.Errorf("no line has the defect %s", reason)
		}
	}
}

var allReasons = []field.Reason{
	"record_too_short", "record_unknown", "sequence_invalid", "phn_missing", "phn_out_of_province", "phn_invalid", "phn_pseudo",
	"phn_unknown", "deceased", "no_coverage", "practitioner_invalid", "practitioner_unknown", "facility_missing",
	"facility_invalid", "facility_unknown", "facility_closed", "not_affiliated", "service_date_invalid", "service_date_future",
	"service_date_early", "fee_item_near_miss", "amount_not_zero", "reversal_unmatched", "return_unmatched",
	"actor_not_endorsed", "action_id_reused", "feed_value_invalid",
}

// TestWithoutDefectsNothingIsWrong: at rate 0 no reader finds anything.
func TestWithoutDefectsNothingIsWrong(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 20_000, Nights: 5, Seed: 3})
	r := readAll(t, m)
	for at, reasons := range r.reasons {
		t.Errorf("night %d %s:%d: %v", at.night, at.file, at.line, reasons)
	}
	if len(m.Defects) > 0 {
		t.Errorf("%d defects are stated", len(m.Defects))
	}
	c := m.Counts
	if c.Claims == 0 || c.Rows == 0 || c.Answers == 0 || c.Actions == 0 || c.Adds == 0 || c.Moves == 0 || c.Restores == 0 ||
		c.ClinicChanges == 0 || c.Deaths == 0 || c.Merges == 0 || c.Reversals == 0 || c.Refusals == 0 || c.Corrections == 0 ||
		c.Duplicates == 0 || c.Transfers == 0 || c.TransferredPeople == 0 {
		t.Errorf("something never happens: %+v", c)
	}
	for _, kind := range []string{"transferred", "corrected", "moved_twice", "merged", "reversed", "removed_by_delegate", "died"} {
		if _, ok := m.StoryOf(kind); !ok {
			t.Errorf("no story of kind %s", kind)
		}
	}
}
