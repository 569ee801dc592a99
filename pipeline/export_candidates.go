package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/pipeline/mask"
	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// CandidatesExport says whose candidates to write where.
type CandidatesExport struct {
	Workspace string
	Provider  string     // a practitioner number; empty: every provider with room
	Dir       string     // empty: candidates-RUN in the exports folder of the workspace
	OfferedOn field.Date // NoDate: the run's as-of date
	Look      Look
}

// ExportCandidates writes for every provider with room the profiles of the
// candidates and of whoever else is proposed to them, and a sheet to send the
// decisions back, which the offers feed takes in. It gives nil where nobody is a candidate, and writes nothing then.
// Its errors wrap [ErrFolderInUse], [ErrNoSuchProvider] or [ErrNoRun].
func ExportCandidates(ctx context.Context, e CandidatesExport) (done *Export, err error) {
	v, err := openRegistry(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	manifest, err := v.exportHead(ctx)
	if err != nil {
		return nil, err
	}
	if e.OfferedOn == field.NoDate {
		e.OfferedOn = manifest.asOf
	}
	manifest.OfferedOn = e.OfferedOn.String()
	var provider any
	if e.Provider != "" {
		if provider, err = v.knownProvider(ctx, e.Provider); err != nil {
			return nil, err
		}
	}
	candidates, err := v.candidateProfiles(ctx, provider)
	if err != nil {
		return nil, err
	}
	sheets, people := candidateSheets(candidates, manifest)
	if len(candidates) == 0 {
		return nil, err
	}
	if e.Dir == "" {
		e.Dir = filepath.Join(v.ws.Exports(), "candidates-"+manifest.RunID)
	}
	folder, err := openExport(e.Dir)
	if err != nil {
		return nil, err
	}
	if err := e.Look.record(v.ws, people, "candidates of "+manifest.RunID+" for "+plural(len(sheets)/2, "provider", "providers")); err != nil {
		return nil, err
	}
	return folder.write(manifest, sheets)
}

// exportHead says which run an export is of.
func (v *view) exportHead(ctx context.Context) (*ExportManifest, error) {
	m := &ExportManifest{ProgramVersion: Version, Files: []ExportedFile{}}
	var asOf time.Time
	err := v.db.Row(ctx, reconcile.Must(reconcile.Matches, "run"), &m.RunID, &asOf, &m.PolicyVersion)
	m.asOf = field.NewDate(asOf.Year(), int(asOf.Month()), asOf.Day())
	m.AsOf = m.asOf.String()
	return m, err
}

// candidateProfile is a candidate as a provider reviews it.
type candidateProfile struct {
	matching.Profile
	practitioner, facility string
	rank, size             int32 // rank 0: not among the candidates, and proposed
	household, ages        string
	weeks, points          int32
	parts                  candidateParts
	proposed               bool
}

func (v *view) candidateProfiles(ctx context.Context, provider any) ([]candidateProfile, error) {
	return rowsOf(ctx, v.db, reconcile.Must(reconcile.Matches, "export"), func(rows *sql.Rows, c *candidateProfile) error {
		return scanProfile(rows, &c.Profile, &c.practitioner, &c.facility, &c.rank, &c.household, &c.size, &c.ages, &c.weeks, &c.points,
			&c.parts.weeks, &c.parts.need, &c.parts.age, &c.parts.newborn, &c.parts.fit, &c.proposed)
	}, sql.Named("provider", provider))
}

// candidateSheets makes two sheets per provider, and says how many people they
// are about. A household whose id cannot go through a spreadsheet and come back
// the same, or could hold a health number, is left out, and counted.
func candidateSheets(candidates []candidateProfile, m *ExportManifest) (sheets []exportSheet, people int) {
	offers, _ := feeds.Lookup("offers.csv")
	header := make([]string, len(offers.Columns))
	for i, c := range offers.Columns {
		header[i] = c.Name
	}
	left, counted := map[string]bool{}, map[string]bool{}
	var profiles, back *exportSheet
	last := ""
	for i := range candidates {
		c := &candidates[i]
		if !sendable(c.household) {
			left[c.household] = true
			continue
		}
		if c.practitioner != last {
			last = c.practitioner
			sheets = append(sheets, newExportSheet("candidates_"+last+".csv", profileColumns), newExportSheet("offers_"+last+".csv", header))
			profiles, back = &sheets[len(sheets)-2], &sheets[len(sheets)-1]
		}
		if !counted[c.household] {
			counted[c.household] = true
			people += int(c.size)
		}
		profiles.row(c.cells())
		back.row([]string{offerID(m, c), c.household, c.practitioner, c.facility, m.OfferedOn, "", ""})
	}
	m.LeftOut = len(left)
	return sheets, people
}

// sendable says whether an id may go out in a sheet, and comes back as it is.
func sendable(id string) bool {
	return !mask.Suspect(id) && readable(id) == id && Harmless(id) == id && strings.TrimSpace(id) == id && !rewritten.MatchString(id)
}

// rewritten is what a spreadsheet takes for a number, a date or a truth, and
// saves as it would write that: 007 as 7, 1E5 as 100000, 3-4 as a day.
var rewritten = regexp.MustCompile(`^(0[0-9]+|[0-9]{16,}|[0-9]*\.[0-9]*|[0-9.]+[eE][+-]?[0-9]+|[0-9]{1,4}[-/][0-9]{1,2}([-/][0-9]{1,4})?|(?i:true|false))$`)

// profileColumns are the columns of a sheet of profiles.
var profileColumns = []string{
	"rank", "household_id", "facility_number", "size", "ages", "complexity", "chsa", "languages", "conditions", "weeks_waiting", "points",
	"weeks_points", "need_points", "age_points", "newborn_points", "fit_points", "proposed",
}

// cells renders a profile in the order of profileColumns.
func (c *candidateProfile) cells() []string {
	number := func(n int32) string { return strconv.Itoa(int(n)) }
	proposed := map[bool]string{true: "Y", false: "N"}[c.proposed]
	rank, fit := number(c.rank), number(c.parts.fit)
	if c.rank == 0 {
		rank, fit = "", ""
	}
	return []string{
		rank, c.household, c.facility, number(c.size), c.ages, complexity(c.Need), c.CHSA, sheetText(strings.Join(c.Languages, "; ")),
		sheetText(c.conditions()), number(c.weeks), number(c.points), number(c.parts.weeks), number(c.parts.need), number(c.parts.age),
		number(c.parts.newborn), fit, proposed,
	}
}

// conditions says what a provider must be, and how far the household goes.
func (c *candidateProfile) conditions() string {
	var words []string
	if len(c.LanguagesRequired) > 0 {
		words = append(words, "speaks "+and(c.LanguagesRequired))
	}
	if len(c.GendersRequired) > 0 {
		words = append(words, "gender "+and(c.GendersRequired))
	}
	if c.AnyDistance {
		words = append(words, "goes any distance")
	}
	return strings.Join(words, "; ")
}

// sheetText renders a text that somebody typed for a spreadsheet.
func sheetText(text string) string {
	if mask.Suspect(text) {
		return "(not shown)"
	}
	return Harmless(readable(text))
}

// offerID makes the id of the offer of a candidate: the same for the same offer
// of the same run. It is letters only, as digits in a row could look like a
// health number and be masked wherever they are shown.
func offerID(m *ExportManifest, c *candidateProfile) string {
	const letters = "BCDFGHJKLMNPQRST" // no vowels, so no words
	sum := sha256.Sum256([]byte(strings.Join([]string{m.RunID, m.AsOf, c.practitioner, c.facility, c.household}, "\x00")))
	id := []byte("OFFER")
	for i, half := range hex.EncodeToString(sum[:10]) {
		if i%5 == 0 {
			id = append(id, '-')
		}
		id = append(id, letters[strings.IndexRune("0123456789abcdef", half)])
	}
	return string(id)
}

// exportSheet is a CSV file in the making.
type exportSheet struct {
	name string
	rows int
	text *bytes.Buffer
	out  *csv.Writer
}

func newExportSheet(name string, header []string) exportSheet {
	text := &bytes.Buffer{}
	s := exportSheet{name: name, rows: -1, text: text, out: csv.NewWriter(text)}
	s.row(header)
	return s
}

func (s *exportSheet) row(cells []string) {
	_ = s.out.Write(cells) // a buffer takes everything
	s.out.Flush()
	s.rows++
}

// file describes a sheet for the manifest.
func (s *exportSheet) file() ExportedFile {
	return ExportedFile{Name: s.name, SHA256: fmt.Sprintf("%x", sha256.Sum256(s.text.Bytes())), Rows: s.rows}
}
