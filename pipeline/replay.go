package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"empanel/parsers/field"
	"empanel/pipeline/ledger"
	"empanel/reconcile"
)

// nightOf gives the night that a manifest tells of. Its error says in plain
// words what cannot be used, as a damage of the manifest.
func nightOf(m ledger.Manifest) (night, error) {
	n := night{
		id: m.RunID, no: int32(m.RunNo), started: m.StartedAt, ended: m.EndedAt,
		policyVersion: m.PolicyVersion, programVersion: m.ProgramVersion,
		parts: m.Parts, fileCount: m.Files, lineCount: m.Lines,
	}
	if n.asOf = field.ISODate([]byte(m.AsOf)); n.asOf == field.NoDate {
		return n, errors.New("has no as-of date")
	}
	// A key that is younger than the manifest has its default.
	n.policy = reconcile.DefaultPolicy()
	values := json.NewDecoder(bytes.NewReader(m.Policy))
	values.DisallowUnknownFields()
	if err := values.Decode(&n.policy); err != nil {
		return n, errors.New("has a policy that this program cannot read: was it written by a newer one?")
	}
	if err := n.policy.Validate(); err != nil {
		return n, errors.New("has a policy that this program does not have: was it written by a newer one?")
	}
	for _, p := range m.Parts {
		if !isRead(p.Kind) {
			return n, fmt.Errorf("names evidence of the kind %q, which this program does not know: was it written by a newer one?", p.Kind)
		}
	}
	return n, nil
}

// isRead says whether the rules read evidence of a kind.
func isRead(kind string) bool {
	return slices.ContainsFunc(reconcile.Loads(), func(folder string) bool {
		_, ok := reconcile.Find(folder, kind)
		return ok
	})
}

// replay does again what a run of the past did: the same judging and keeping,
// on the parts that its manifest names. It compares nothing.
func (r *run) replay(ctx context.Context, m ledger.Manifest) error {
	if err := r.judge(ctx); err != nil {
		return err
	}
	if err := r.follow(ctx); err != nil {
		return err
	}
	return r.db.Transaction(ctx, func() error {
		if err := r.keep(ctx); err != nil {
			return err
		}
		if m.Checks != nil { // else those just made stand for them
			r.checks = nil
			for _, c := range m.Checks {
				r.checks = append(r.checks, CheckResult{Name: c.Name, Passed: c.Passed, Offending: c.Offending})
			}
		}
		return r.record(ctx, "done", "")
	})
}
