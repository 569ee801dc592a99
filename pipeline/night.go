package pipeline

import (
	"encoding/json"
	"fmt"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/version"
	"empanel/reconcile"
)

// night is what one run judges and records: the evidence that came, and under
// which conditions it is judged. A run has it from its inbox, its clock and its
// configuration; a rebuild has it from a manifest of the ledger. Judging and
// keeping do not know which.
type night struct {
	id      string
	no      int32
	asOf    field.Date
	started time.Time
	ended   time.Time // when it was written down; zero where nobody noted it

	policy         reconcile.Policy
	policyVersion  string
	programVersion string

	parts     []ledger.Part
	fileCount int
	lineCount int64 // lines of evidence of the accepted files
}

// under sets the policy that the night is judged by.
func (n *night) under(policy reconcile.Policy) {
	n.policy, n.policyVersion, n.programVersion = policy, policy.Version(), version.Program
}

// count notes how much came.
func (n *night) count(files []intake.File) {
	n.fileCount, n.lineCount = len(files), 0
	for i := range files {
		if files[i].Status == intake.Accepted {
			n.lineCount += int64(files[i].Summary.Lines)
		}
	}
}

// manifest says for the ledger what the night was and what came of it.
func (n *night) manifest(digest string, attachments int64, checks []CheckResult) (ledger.Manifest, error) {
	policy, err := json.Marshal(n.policy)
	if err != nil {
		return ledger.Manifest{}, fmt.Errorf("policy: %w", err)
	}
	m := ledger.Manifest{
		RunID: n.id, RunNo: int(n.no), StartedAt: n.started, EndedAt: n.ended, AsOf: n.asOf.String(),
		PolicyVersion: n.policyVersion, Policy: policy, ProgramVersion: n.programVersion,
		Parts: n.parts, Files: n.fileCount, Lines: n.lineCount,
		RegistryDigest: digest, Attachments: attachments,
	}
	for _, c := range checks {
		m.Checks = append(m.Checks, ledger.Check{Name: c.Name, Passed: c.Passed, Offending: c.Offending})
	}
	return m, nil
}
