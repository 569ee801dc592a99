package clfp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// ManifestName is the file that says what a bundle is of, and names its files.
const ManifestName = "manifest.json"

// Manifest says what a bundle is of and what it was made from. It holds no
// clock, no user and no path.
type Manifest struct {
	Format         string          `json:"format"`
	FormatVersion  int             `json:"format_version"`
	AsOf           string          `json:"as_of"` // the day on which people are counted
	Known          KnownAt         `json:"known"`
	Identified     bool            `json:"identified"`      // whether people are named by their health numbers too
	KeyFingerprint string          `json:"key_fingerprint"` // of the key of the pseudonyms: bundles with the same can be compared
	ProgramVersion string          `json:"program_version"`
	PolicyVersion  string          `json:"policy_version"`
	Policy         json.RawMessage `json:"policy"`     // as the run recorded it
	Conditions     json.RawMessage `json:"conditions"` // the effective values of policy.clfp
	Notes          []string        `json:"notes"`      // which checks could not be made
	ACG            *ACGInput       `json:"acg"`        // null: no file of complexity was given
	Rates          *RatesInput     `json:"rates"`      // null: no file of rates was given
	Totals         Totals          `json:"totals"`
	Submissions    []Submission    `json:"submissions"` // every file taken in up to the run
	Ledger         []LedgerRun     `json:"ledger"`      // every run up to it, with the parts of its evidence
	Queries        []Query         `json:"queries"`     // the SQL by which it was made
	Files          []File          `json:"files"`
	ContentDigest  string          `json:"content_digest"`
	ManifestDigest string          `json:"manifest_digest"` // SHA-256 of this file with an empty text here
}

// KnownAt is the run after which everything in a bundle was known.
type KnownAt struct {
	RunID          string `json:"run_id"`
	AsOf           string `json:"as_of"` // the run's own
	RegistryDigest string `json:"registry_digest"`
}

// ACGInput is the file of complexity.
type ACGInput struct {
	SHA256      string `json:"sha256"`
	Lines       int64  `json:"lines"`
	With        int64  `json:"counted_with_a_line"`
	Without     int64  `json:"counted_without_a_line"`
	AboutOthers int64  `json:"lines_about_nobody_counted"`
}

// RatesInput is the file of rates.
type RatesInput struct {
	SHA256 string   `json:"sha256"`
	Rates  int      `json:"rates"`
	Unused []string `json:"unused"` // component and key
}

// Totals are the sums of a bundle.
type Totals struct {
	Providers  int64  `json:"providers"`
	Eligible   int64  `json:"eligible"` // meet every condition
	Counted    int64  `json:"counted"`
	NotCounted int64  `json:"not_counted"` // rows of people, with a reason
	Paid       *int64 `json:"paid"`        // providers; null without rates
	Payments   string `json:"payments,omitempty"`
}

// Submission is a file that was taken in, by its hash.
type Submission struct {
	ID      string `json:"submission_id"`
	Channel string `json:"channel"`
	Status  string `json:"status"`
	Lines   int64  `json:"lines"`
}

// LedgerRun is a run in the ledger, and its parts.
type LedgerRun struct {
	RunID          string `json:"run_id"`
	AsOf           string `json:"as_of"`
	PolicyVersion  string `json:"policy_version"`
	RegistryDigest string `json:"registry_digest"`
	Parts          []Part `json:"parts"`
}

// Part is a part of the ledger.
type Part struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Query is an SQL statement of the rules.
type Query struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// File is a file of a bundle.
type File struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// seal renders a manifest with its own digest in it.
func (m *Manifest) seal() ([]byte, error) {
	m.ManifestDigest = ""
	open, err := m.render()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(open)
	m.ManifestDigest = hex.EncodeToString(sum[:])
	return m.render()
}

func (m *Manifest) render() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("rendering the manifest: %w", err)
	}
	return append(text, '\n'), nil
}

// The errors of a manifest that cannot be relied on.
var (
	errNoManifest      = errors.New("is no manifest of a bundle that empanel export clfp wrote")
	errNewerManifest   = errors.New("is of a format that this version of empanel does not know: verify it with the version that is named in it, or a newer one")
	errChangedManifest = errors.New("has been changed since it was written")
)

// readManifest reads a manifest that is, byte for byte, as it was written.
func readManifest(text []byte) (*Manifest, error) {
	var head struct {
		Format        string `json:"format"`
		FormatVersion int    `json:"format_version"`
	}
	if json.Unmarshal(text, &head) != nil || head.Format != Format {
		return nil, errNoManifest
	}
	if head.FormatVersion != FormatVersion {
		return nil, errNewerManifest
	}
	var m Manifest
	values := json.NewDecoder(bytes.NewReader(text))
	values.DisallowUnknownFields()
	if values.Decode(&m) != nil {
		return nil, errChangedManifest
	}
	sealed := m
	again, err := sealed.seal()
	if err != nil || !bytes.Equal(again, text) {
		return nil, errChangedManifest
	}
	return &m, nil
}
