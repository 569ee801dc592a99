package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"empanel/pipeline/ask"
	"empanel/pipeline/ledger"
	"empanel/pipeline/mask"
)

// PolicyChange is a key of the policy with another value than under the run
// before. Values are as JSON writes them; what could be a health number in them
// is masked.
type PolicyChange struct {
	Key    string `json:"key"` // below [policy]
	Before string `json:"before"`
	Now    string `json:"now"`
}

// readPolicy fills in the policy of a run from its manifest, and what is
// another in it than under the newest run before that is done. A run that
// failed has no manifest, and so no policy to tell of.
func readPolicy(v *ask.View, d *RunDetail, newestFirst []RunRow) error {
	now, err := policyOf(v, d.RunID)
	if err != nil || now == nil {
		return err
	}
	if d.Policy, err = json.Marshal(now); err != nil {
		return fmt.Errorf("the policy of %s: %w", d.RunID, err)
	}
	for _, row := range newestFirst {
		if row.RunID >= d.RunID || row.State != "done" {
			continue
		}
		before, err := policyOf(v, row.RunID)
		if err != nil {
			return err
		}
		if row.PolicyVersion != d.PolicyVersion && before != nil {
			d.PolicyBefore, d.PolicyChanges = row.RunID, PolicyChanges(before, now)
		}
		return nil
	}
	return nil
}

// policyOf gives the values of a run's policy by key, masked; nil for a run
// without a manifest.
func policyOf(v *ask.View, runID string) (map[string]json.RawMessage, error) {
	m, err := ledger.Read(v.WS.Ledger(), runID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return PolicyValues(runID, m.Policy)
}

// PolicyValues gives the values of a policy, written as JSON, by key, masked.
func PolicyValues(of string, policy []byte) (map[string]json.RawMessage, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(mask.Text(string(policy))), &values); err != nil {
		return nil, fmt.Errorf("the policy of %s: %w", of, err)
	}
	return values, nil
}

// PolicyChanges lists the keys whose values differ, by name. A key that one of
// them does not have is of another version of the program.
func PolicyChanges(before, now map[string]json.RawMessage) []PolicyChange {
	shown := func(value json.RawMessage) string {
		if value == nil {
			return "(none)"
		}
		var compact bytes.Buffer
		if json.Compact(&compact, value) != nil {
			return string(value)
		}
		return compact.String()
	}
	before, now = flat(before), flat(now)
	var changes []PolicyChange
	for key, value := range now {
		if was := shown(before[key]); was != shown(value) {
			changes = append(changes, PolicyChange{Key: key, Before: was, Now: shown(value)})
		}
	}
	for key, value := range before {
		if _, found := now[key]; !found {
			changes = append(changes, PolicyChange{Key: key, Before: shown(value), Now: "(none)"})
		}
	}
	slices.SortFunc(changes, func(a, b PolicyChange) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	return changes
}

// flat names the keys of a section by their path, as in the configuration file:
// guard.enabled.
func flat(policy map[string]json.RawMessage) map[string]json.RawMessage {
	keys := map[string]json.RawMessage{}
	for key, value := range policy {
		var section map[string]json.RawMessage
		if json.Unmarshal(value, &section) != nil || section == nil {
			keys[key] = value
			continue
		}
		for below, value := range section {
			keys[key+"."+below] = value
		}
	}
	return keys
}
