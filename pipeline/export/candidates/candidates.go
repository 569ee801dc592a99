// Package candidates writes, for attachment coordinators, who could be offered to
// each provider with room.
package candidates

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/mask"
	"empanel/pipeline/waiting"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
	"empanel/reconcile/matching"
)

// Options says whose candidates to write where.
type Options struct {
	Workspace string
	Provider  string     // a practitioner number; empty: every provider with room
	Dir       string     // empty: candidates-RUN in the exports folder of the workspace
	OfferedOn field.Date // NoDate: the run's as-of date
	Look      ask.Look
}

// Export writes for every provider with room the profiles of the
// candidates and of whoever else is proposed to them, and a sheet to send the
// decisions back, which the offers feed takes in. It gives nil where nobody is a candidate, and writes nothing then.
// Its errors wrap [ErrFolderInUse], [ErrNoSuchProvider] or [ErrNoRun].
func Export(ctx context.Context, e Options) (done *export.Done, err error) {
	v, err := ask.OpenRegistry(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	manifest, err := export.HeadOf(ctx, v)
	if err != nil {
		return nil, err
	}
	if e.OfferedOn == field.NoDate {
		e.OfferedOn = manifest.Day
	}
	manifest.OfferedOn = e.OfferedOn.String()
	var provider any
	if e.Provider != "" {
		if provider, err = v.KnownProvider(ctx, e.Provider); err != nil {
			return nil, err
		}
	}
	candidates, err := candidateProfiles(ctx, v, provider)
	if err != nil {
		return nil, err
	}
	sheets, people := candidateSheets(candidates, manifest)
	if len(candidates) == 0 {
		return nil, err
	}
	if e.Dir == "" {
		e.Dir = filepath.Join(v.WS.Exports(), "candidates-"+manifest.RunID)
	}
	folder, err := export.OpenFolder(e.Dir)
	if err != nil {
		return nil, err
	}
	if err := e.Look.Record(v.WS, people, "candidates of "+manifest.RunID+" for "+wording.Plural(len(sheets)/2, "provider", "providers")); err != nil {
		return nil, err
	}
	return folder.Write(manifest, sheets)
}

// candidateProfile is a candidate as a provider reviews it.
type candidateProfile struct {
	matching.Profile
	practitioner, facility string
	rank, size             int32 // rank 0: not among the candidates, and proposed
	household, ages        string
	weeks, points          int32
	parts                  waiting.CandidateParts
	proposed               bool
}

func candidateProfiles(ctx context.Context, v *ask.View, provider any) ([]candidateProfile, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Matches, "export"), func(rows *sql.Rows, c *candidateProfile) error {
		return waiting.ScanProfile(rows, &c.Profile, &c.practitioner, &c.facility, &c.rank, &c.household, &c.size, &c.ages, &c.weeks, &c.points,
			&c.parts.Weeks, &c.parts.Need, &c.parts.Age, &c.parts.Newborn, &c.parts.Fit, &c.proposed)
	}, sql.Named("provider", provider))
}

// candidateSheets makes two sheets per provider, and says how many people they
// are about. A household whose id cannot go through a spreadsheet and come back
// the same, or could hold a health number, is left out, and counted.
func candidateSheets(candidates []candidateProfile, m *export.Manifest) (sheets []export.Sheet, people int) {
	offers, _ := feeds.Lookup("offers.csv")
	header := make([]string, len(offers.Columns))
	for i, c := range offers.Columns {
		header[i] = c.Name
	}
	left, counted := map[string]bool{}, map[string]bool{}
	var profiles, back *export.Sheet
	last := ""
	for i := range candidates {
		c := &candidates[i]
		if !Sendable(c.household) {
			left[c.household] = true
			continue
		}
		if c.practitioner != last {
			last = c.practitioner
			sheets = append(sheets, export.NewSheet("candidates_"+last+".csv", profileColumns), export.NewSheet("offers_"+last+".csv", header))
			profiles, back = &sheets[len(sheets)-2], &sheets[len(sheets)-1]
		}
		if !counted[c.household] {
			counted[c.household] = true
			people += int(c.size)
		}
		profiles.Row(c.cells())
		back.Row([]string{offerID(m, c), c.household, c.practitioner, c.facility, m.OfferedOn, "", ""})
	}
	m.LeftOut = len(left)
	return sheets, people
}

// Sendable says whether an id may go out in a sheet, and comes back as it is.
func Sendable(id string) bool {
	return !mask.Suspect(id) && wording.Readable(id) == id && export.Harmless(id) == id && strings.TrimSpace(id) == id && !rewritten.MatchString(id)
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
	rank, fit := number(c.rank), number(c.parts.Fit)
	if c.rank == 0 {
		rank, fit = "", ""
	}
	return []string{
		rank, c.household, c.facility, number(c.size), c.ages, waiting.Complexity(c.Need), c.CHSA, sheetText(strings.Join(c.Languages, "; ")),
		sheetText(c.conditions()), number(c.weeks), number(c.points), number(c.parts.Weeks), number(c.parts.Need), number(c.parts.Age),
		number(c.parts.Newborn), fit, proposed,
	}
}

// conditions says what a provider must be, and how far the household goes.
func (c *candidateProfile) conditions() string {
	var words []string
	if len(c.LanguagesRequired) > 0 {
		words = append(words, "speaks "+wording.And(c.LanguagesRequired))
	}
	if len(c.GendersRequired) > 0 {
		words = append(words, "gender "+wording.And(c.GendersRequired))
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
	return export.Harmless(wording.Readable(text))
}

// offerID makes the id of the offer of a candidate: the same for the same offer
// of the same run. It is letters only, as digits in a row could look like a
// health number and be masked wherever they are shown.
func offerID(m *export.Manifest, c *candidateProfile) string {
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
