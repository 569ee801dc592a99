package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/history"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Conditions besides the keys of the policy that make the same evidence give
// another registry.
const (
	causeAsOf     = "as_of"           // held claims have waited until another day
	causeProgram  = "program_version" // its rules
	causeRegistry = "registry"        // nothing changed: the stored one is not what the evidence gives
)

// findCauses says under which conditions the registry stands and is worked out
// now, and to whom which of the differences matters.
func (r *run) findCauses(ctx context.Context, p *Reprocessing, from ledger.Manifest) error {
	before, err := nightOf(from)
	if err != nil {
		return fmt.Errorf("the manifest of %s %w", from.RunID, err)
	}
	p.NewPolicy = before.policyVersion != r.policyVersion
	if p.PolicyChanges, err = effectiveChanges(before.policy, r.policy); err != nil {
		return err
	}
	p.Changed = r.changedSince(before, p.PolicyChanges)
	if err := r.db.Set(ctx, "changed_conditions", p.Changed); err != nil {
		return err
	}
	if err := r.stage(ctx, reconcile.Causes); err != nil {
		return err
	}
	p.PeopleByCause, err = warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Reprocessed, "causes"), func(rows *sql.Rows, c *CauseCount) error {
		var cause string
		err := rows.Scan(&cause, &c.People)
		c.Cause = ask.Words(cause)
		return err
	})
	return err
}

// changedSince lists the conditions that are not those of an earlier night and
// may each give another registry.
func (r *run) changedSince(before night, policy []history.PolicyChange) []string {
	bothHold := before.policy.Conflict == reconcile.ConflictHold && r.policy.Conflict == reconcile.ConflictHold
	changed := []string{}
	for _, c := range policy {
		if c.Key != "hold_days" || bothHold { // else conflict alone says it
			changed = append(changed, c.Key)
		}
	}
	if bothHold && before.asOf != r.asOf {
		changed = append(changed, causeAsOf)
	}
	if before.programVersion != r.programVersion {
		changed = append(changed, causeProgram)
	}
	if len(changed) == 0 {
		changed = append(changed, causeRegistry)
	}
	return changed
}

// effectiveChanges lists the keys in which two policies differ, without those
// that have no effect under either.
func effectiveChanges(before, now reconcile.Policy) ([]history.PolicyChange, error) {
	values := func(p reconcile.Policy) (map[string]json.RawMessage, error) {
		text, err := json.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		return history.PolicyValues("the run", text)
	}
	was, err := values(before)
	if err != nil {
		return nil, err
	}
	is, err := values(now)
	if err != nil {
		return nil, err
	}
	changes := history.PolicyChanges(was, is)
	if before.Conflict != reconcile.ConflictHold && now.Conflict != reconcile.ConflictHold {
		changes = slices.DeleteFunc(changes, func(c history.PolicyChange) bool { return c.Key == "hold_days" })
	}
	if changes == nil {
		changes = []history.PolicyChange{} // a program that reads it finds an empty list
	}
	return changes, nil
}

// mustBeConfigured refuses to apply another policy than the configuration's: the
// next run would change everything back.
func (r *run) mustBeConfigured() error {
	if r.policyVersion == r.cfg.Policy.Version() {
		return nil
	}
	changes, err := effectiveChanges(r.cfg.Policy, r.policy)
	if err != nil {
		return err
	}
	message := "is not the policy to be applied, so the next run would change everything back: put it there first, then apply"
	for _, c := range changes {
		message += fmt.Sprintf("; %s is %s, not %s", c.Key, c.Before, c.Now)
	}
	return &config.Error{File: r.ws.Config(), Key: "policy", Message: message}
}
