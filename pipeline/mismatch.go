package pipeline

import (
	"fmt"
	"strings"

	"empanel/pipeline/version"
)

// Fingerprint is what tells registries apart: equal registries have equal ones.
type Fingerprint struct {
	Digest      string `json:"registry_digest"`
	Attachments int64  `json:"attachments"` // rows known, closed ones included
}

// MismatchError is the error of a registry that is not the one that was
// stored. Nothing was changed.
type MismatchError struct {
	RunID            string // the first run after which they differ
	Stored, Found    Fingerprint
	StoredIn         string // where the one stands, in words
	FoundIn          string // what gave the other, in words
	Program          string // that made the run, where it is another than this one
	Differences      []Difference
	NoDifferencesWhy string // why nothing is said of them, where nothing is
	AsOf             string // where the run was judged as of another date than its own
}

// Difference is what only one of two registries says. It names lines, never
// people.
type Difference struct {
	Side        string   `json:"only_in"` // "ledger" or "stored"
	Attachments int64    `json:"attachments"`
	First       []string `json:"first_lines"` // that opened the first few: file, line and the beginning of the submission id
}

// String says how many, and names the first.
func (d Difference) String() string {
	where := map[string]string{"ledger": "the one made from the ledger", "stored": "the stored one"}[d.Side]
	return fmt.Sprintf("%d attachments are only in %s, opened by %s%s", d.Attachments, where, strings.Join(d.First, ", "),
		map[bool]string{true: " and more", false: ""}[d.Attachments > int64(len(d.First))])
}

// Error names the run, both sides, and what differs.
func (e *MismatchError) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s: the registries differ, so nothing was changed: %s says registry_digest %s with %d attachments, %s says %s with %d",
		e.RunID, e.StoredIn, e.Stored.Digest, e.Stored.Attachments, e.FoundIn, e.Found.Digest, e.Found.Attachments)
	for _, d := range e.Differences {
		s.WriteString("; " + d.String())
	}
	if e.NoDifferencesWhy != "" {
		s.WriteString("; " + e.NoDifferencesWhy)
	}
	if e.AsOf != "" {
		fmt.Fprintf(&s, "; it was replayed as of %s, and under its policy the date decides who is attached: leave --as-of away", e.AsOf)
	}
	if e.Program != "" {
		fmt.Fprintf(&s, "; the run was made by version %s of the program, and this is %s, whose rules may be others", e.Program, version.Program)
	}
	return s.String()
}
