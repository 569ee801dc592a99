package ask

import (
	"empanel/pipeline/audit"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// AuditMarks gives how far the audit log went when each run ended, as the runs'
// manifests tell.
func AuditMarks(ws *workspace.Workspace) ([]audit.Mark, error) {
	manifests, _, err := ledger.Manifests(ws.Ledger())
	return MarksOf(manifests), err
}

// MarksOf is [AuditMarks] of manifests that are read already.
func MarksOf(manifests []ledger.Manifest) []audit.Mark {
	var marks []audit.Mark
	for _, m := range manifests {
		if m.Audit != nil {
			marks = append(marks, audit.Mark{By: m.RunID, Rows: m.Audit.Rows, Hash: m.Audit.Hash})
		}
	}
	return marks
}
