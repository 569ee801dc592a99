package fhir

import (
	"empanel/pipeline/export"
)

// Changes counts members by their change type.
type Changes struct {
	New       int64 `json:"new"`
	Changed   int64 `json:"changed"`
	NoChange  int64 `json:"nochange"`
	Dropped   int64 `json:"dropped"`
	Cancelled int64 `json:"cancelled"`
}

// Current is how many of them are on the panel.
func (c Changes) Current() int64 { return c.New + c.Changed + c.NoChange }

// All is how many members there are, also those who no longer are.
func (c Changes) All() int64 { return c.Current() + c.Dropped + c.Cancelled }

func (c Changes) plus(d Changes) Changes {
	return Changes{c.New + d.New, c.Changed + d.Changed, c.NoChange + d.NoChange, c.Dropped + d.Dropped, c.Cancelled + d.Cancelled}
}

// Manifest says what an export is of, and names its files. Its last fields are
// those of the manifest of a FHIR Bulk Data export.
type Manifest struct {
	Kind           string        `json:"kind"` // always "fhir"
	RunID          string        `json:"run_id"`
	AsOf           string        `json:"as_of"`
	Provider       string        `json:"provider"` // only this one's panels; empty: all
	Facility       string        `json:"facility"`
	Revealed       bool          `json:"revealed"` // holds health numbers
	PolicyVersion  string        `json:"policy_version"`
	ProgramVersion string        `json:"program_version"`
	Before         *Before       `json:"before"` // null: the first export, everybody is new
	Groups         int           `json:"groups"`
	Patients       int           `json:"patients"`
	Current        int64         `json:"current_members"`
	Changes        Changes       `json:"members"`
	MembersDigest  string        `json:"members_digest"` // of who is on the panels, and since when
	Files          []export.File `json:"files"`

	TransactionTime     string   `json:"transactionTime"`
	Request             string   `json:"request"`
	RequiresAccessToken bool     `json:"requiresAccessToken"`
	Output              []Output `json:"output"`
	Error               []Output `json:"error"`
}

// Before is what an export is compared with.
type Before struct {
	RunID         string `json:"run_id"`
	AsOf          string `json:"as_of"`
	MembersDigest string `json:"members_digest"`
}

// Output is a file of an export as Bulk Data names it.
type Output struct {
	Type  string `json:"type"`
	URL   string `json:"url"`
	Count int    `json:"count"`
}

const kind = "fhir"

// request stands where Bulk Data has the address that was asked: the operation
// that would give this, on a server.
const request = "Group/$davinci-data-export?exportType=hl7.fhir.us.davinci-atr"
