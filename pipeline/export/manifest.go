package export

import (
	"context"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/version"
	"empanel/reconcile"
)

// HeadOf says which run an export is of.
func HeadOf(ctx context.Context, v *ask.View) (*Manifest, error) {
	m := &Manifest{ProgramVersion: version.Program, Files: []File{}}
	var asOf time.Time
	err := v.DB.Row(ctx, reconcile.Must(reconcile.Matches, "run"), &m.RunID, &asOf, &m.PolicyVersion)
	m.Day = field.NewDate(asOf.Year(), int(asOf.Month()), asOf.Day())
	m.AsOf = m.Day.String()
	return m, err
}

// Manifest says what an export is of, and names its files.
type Manifest struct {
	RunID          string `json:"run_id"`
	AsOf           string `json:"as_of"`
	PolicyVersion  string `json:"policy_version"`
	ProgramVersion string `json:"program_version"`
	OfferedOn      string `json:"offered_on"`
	LeftOut        int    `json:"households_left_out"` // their ids cannot go through a spreadsheet
	Files          []File `json:"files"`

	Day field.Date `json:"-"` // AsOf, to reckon with
}

// File is a file of an export.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"` // without the header
}

// ManifestName is the file that describes an export.
const ManifestName = "manifest.json"
