package clfp

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"empanel/pipeline/version"
	"empanel/reconcile"
)

// sum notes the totals.
func (b *building) sum(ctx context.Context) error {
	t := &b.m.Totals
	totals := reconcile.Must(reconcile.CLFPOnce, "totals")
	b.db.note(totals)
	if err := b.db.Row(ctx, totals, &t.Providers, &t.Eligible, &t.Counted, &t.NotCounted, &b.people); err != nil {
		return err
	}
	if b.m.ACG != nil {
		s := reconcile.Must(reconcile.CLFPPeople, "100_acg_counts")
		b.db.note(s)
		if err := b.db.Row(ctx, s, &b.m.ACG.With, &b.m.ACG.Without, &b.m.ACG.AboutOthers); err != nil {
			return err
		}
	}
	if b.m.Rates == nil {
		return nil
	}
	total := reconcile.Must(reconcile.CLFPPay, "total")
	b.db.note(total)
	t.Paid = new(int64)
	if err := b.db.Row(ctx, total, t.Paid, &t.Payments); err != nil {
		return err
	}
	unused := reconcile.Must(reconcile.CLFPPay, "unused")
	b.db.note(unused)
	return b.db.each(ctx, unused, func(rows *sql.Rows) error {
		var component, key string
		err := rows.Scan(&component, &key)
		b.m.Rates.Unused = append(b.m.Rates.Unused, component+", key "+key)
		return err
	})
}

// describe notes what the bundle is of and what it was made from.
func (b *building) describe(ctx context.Context) error {
	run := b.past.run()
	conditions, err := json.Marshal(b.past.policy.CLFP)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	m := &b.m
	m.Format, m.FormatVersion, m.ProgramVersion = Format, FormatVersion, version.Program
	m.AsOf, m.Identified = b.AsOf.String(), b.Look.Reveal
	m.Known = KnownAt{run.RunID, run.AsOf, run.RegistryDigest}
	m.PolicyVersion, m.Policy, m.Conditions = run.PolicyVersion, run.Policy, conditions
	for _, past := range b.past.manifests {
		r := LedgerRun{RunID: past.RunID, AsOf: past.AsOf, PolicyVersion: past.PolicyVersion, RegistryDigest: past.RegistryDigest, Parts: []Part{}}
		for _, p := range past.Parts {
			r.Parts = append(r.Parts, Part{p.Name, p.Kind, p.Rows, p.SHA256})
		}
		m.Ledger = append(m.Ledger, r)
	}
	m.Submissions = []Submission{}
	submissions := reconcile.Must(reconcile.CLFPOnce, "submissions")
	b.db.note(submissions)
	err = b.db.each(ctx, submissions, func(rows *sql.Rows) error {
		var s Submission
		err := rows.Scan(&s.ID, &s.Channel, &s.Status, &s.Lines)
		m.Submissions = append(m.Submissions, s)
		return err
	})
	if err != nil {
		return err
	}
	return b.notes(ctx)
}

// notes say which checks could not be made.
func (b *building) notes(ctx context.Context) error {
	b.m.Notes = []string{}
	var persons, coverage, providers, clinics, affiliations, preferences bool
	row := b.db.Conn().QueryRowContext(ctx, "select persons, coverage, providers, clinics, affiliations, preferences from check_on")
	if err := row.Scan(&persons, &coverage, &providers, &clinics, &affiliations, &preferences); err != nil {
		return fmt.Errorf("asking which checks are made: %w", err)
	}
	for _, off := range []struct {
		on   bool
		note string
	}{
		{persons, "no persons feed was taken in by then: nobody's birth date, death or community is known, and nobody is left out as unknown"},
		{coverage, "no coverage was known of anybody by then: nobody is left out for want of it"},
		{providers, "no providers feed was taken in by then: a BC Provider ID and the authenticator are asked of nobody"},
		{clinics, "no clinics feed was taken in by then: whether a clinic is open is asked of none"},
		{affiliations, "no affiliations feed was taken in by then: a clinic's record and a facility number are asked of nobody"},
		{preferences, "no preferences feed was taken in by then: that availability is stated is asked of nobody"},
	} {
		if !off.on {
			b.m.Notes = append(b.m.Notes, off.note)
		}
	}
	if b.m.AsOf > b.m.Known.AsOf {
		b.m.Notes = append(b.m.Notes, "the day is after "+b.m.Known.AsOf+", the as-of date of the run: what happened in between may not have been known yet")
	}
	return nil
}
