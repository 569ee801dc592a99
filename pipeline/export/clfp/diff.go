package clfp

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"empanel/pipeline/export"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Diff is what changed from one bundle to another.
type Diff struct {
	Before    Side             `json:"before"`
	After     Side             `json:"after"`
	Policy    bool             `json:"policy_changed"` // the two runs judged by different policies
	Providers []ProviderChange `json:"providers"`
	Changes   []Change         `json:"changes"`
	Flags     []Flag           `json:"flags"`
}

// Side is one of two bundles that are compared.
type Side struct {
	Dir     string `json:"dir"`
	AsOf    string `json:"as_of"`
	Known   string `json:"known"`
	Content string `json:"content_digest"`
	Counted int64  `json:"counted"`
	Policy  string `json:"policy_version"`
}

// ProviderChange is a provider for whom other people count: Before and In less
// Out are After.
type ProviderChange struct {
	Practitioner string `json:"practitioner_number"`
	Before       int64  `json:"before"`
	In           int64  `json:"in"`
	Out          int64  `json:"out"`
	After        int64  `json:"after"`
}

// Change is how many people came to count for a provider, or no longer do, for
// one reason.
type Change struct {
	Practitioner string `json:"practitioner_number"`
	Direction    string `json:"direction"` // in, out
	Reason       string `json:"reason"`
	People       int64  `json:"people"`
}

// Flag is a condition of a provider that is another; nil: the provider is not
// in that bundle.
type Flag struct {
	Practitioner string `json:"practitioner_number"`
	Flag         string `json:"flag"`
	Before       *bool  `json:"before"`
	After        *bool  `json:"after"`
}

// NotAsWrittenError is the error of comparing a bundle that is not as it was
// written.
type NotAsWrittenError struct {
	Dir   string
	First Wrong
	All   int
}

// Error names the bundle and the first file.
func (e *NotAsWrittenError) Error() string {
	return fmt.Sprintf("%s is not as it was written, so it is not compared: %s %s (empanel verify %s tells all)", e.Dir, e.First.File, e.First.What, e.Dir)
}

// ErrOtherKey is the error of comparing bundles whose pseudonyms were made with
// different keys.
var ErrOtherKey = errors.New("the pseudonyms of the two bundles were made with different keys, so nobody in the one can be found in the other: make both again in one workspace")

// CompareWith is [Compare] of bundles that may be encrypted. Its errors wrap
// seal.ErrSealed or seal.ErrNotFor, too.
func CompareWith(ctx context.Context, before, after string, opens *seal.Identities) (d *Diff, err error) {
	var plain [2]string
	for i, dir := range []string{before, after} {
		var done func() error
		if plain[i], done, err = export.Open(dir, opens); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, done()) }()
	}
	if d, err = Compare(ctx, plain[0], plain[1]); err == nil {
		d.Before.Dir, d.After.Dir = before, after
	}
	return d, err
}

// Compare says what changed from one bundle to another, and why, person by
// person. It needs no workspace, and reads nothing outside both folders. Its
// errors wrap [ErrNoBundle], [*NotAsWrittenError], [ErrOtherKey] or
// [*CheckError].
func Compare(ctx context.Context, before, after string) (d *Diff, err error) {
	var manifests [2]*Manifest
	var dirs [2]string
	for i, dir := range []string{before, after} {
		v, err := Verify(ctx, dir)
		if err != nil {
			return nil, err
		}
		if !v.Passed() {
			return nil, &NotAsWrittenError{dir, v.Wrong[0], len(v.Wrong)}
		}
		manifests[i] = v.Manifest
		if dirs[i], err = filepath.Abs(dir); err != nil {
			return nil, fmt.Errorf("reading the bundle: %w", err)
		}
	}
	if manifests[0].KeyFingerprint != manifests[1].KeyFingerprint {
		return nil, ErrOtherKey
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{Allowed: dirs[:]})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	d = &Diff{
		Before: sideOf(before, manifests[0]), After: sideOf(after, manifests[1]),
		Policy: manifests[0].PolicyVersion != manifests[1].PolicyVersion,
	}
	if err := load(ctx, db, dirs, manifests); err != nil {
		return nil, err
	}
	for _, s := range reconcile.Statements(reconcile.CLFPDiff) {
		if _, err := db.Run(ctx, s); err != nil {
			return nil, err
		}
	}
	return d, errors.Join(d.mustAddUp(ctx, db), d.read(ctx, db))
}

func sideOf(dir string, m *Manifest) Side {
	return Side{Dir: dir, AsOf: m.AsOf, Known: m.Known.RunID, Content: m.ContentDigest, Counted: m.Totals.Counted, Policy: m.PolicyVersion}
}

// load puts both bundles, and what the manifests say of them, into tables.
func load(ctx context.Context, db *warehouse.Warehouse, dirs [2]string, m [2]*Manifest) error {
	for i, side := range []string{"before", "after"} {
		for _, table := range []string{"people", "providers"} {
			if err := db.Set(ctx, "parts", []string{filepath.Join(dirs[i], table+parquetEnding)}); err != nil {
				return err
			}
			if _, err := db.Run(ctx, reconcile.Must(reconcile.CLFPDiffLoad, table+"_"+side)); err != nil {
				return err
			}
		}
	}
	policyChanged := m[0].PolicyVersion != m[1].PolicyVersion
	onlyPolicy := policyChanged && m[0].AsOf == m[1].AsOf && slices.Equal(m[0].Submissions, m[1].Submissions)
	if err := db.Exec(ctx, "create temp table compared (as_of_before date, as_of_after date, only_policy boolean, waits_changed boolean)"); err != nil {
		return err
	}
	return db.Exec(ctx, "insert into compared values (?::date, ?::date, ?, ?)", m[0].AsOf, m[1].AsOf, onlyPolicy, waitsChanged(m[0], m[1]))
}

// waitsChanged says whether the two policies have different rules of which claims
// wait.
func waitsChanged(a, b *Manifest) bool {
	var rules [2]struct {
		Conflict   json.RawMessage `json:"conflict"`
		HoldDays   json.RawMessage `json:"hold_days"`
		AttachWhen json.RawMessage `json:"attach_when"`
	}
	for i, m := range []*Manifest{a, b} {
		if json.Unmarshal(m.Policy, &rules[i]) != nil {
			return a.PolicyVersion != b.PolicyVersion
		}
	}
	return !bytes.Equal(rules[0].Conflict, rules[1].Conflict) || !bytes.Equal(rules[0].AttachWhen, rules[1].AttachWhen) ||
		!bytes.Equal(rules[0].HoldDays, rules[1].HoldDays) && a.PolicyVersion != b.PolicyVersion
}

// mustAddUp gives a [*CheckError] where the changes are not the difference.
func (d *Diff) mustAddUp(ctx context.Context, db *warehouse.Warehouse) error {
	failed := &CheckError{Check: "diff_adds_up"}
	err := warehouse.EachRow(ctx, db, reconcile.Must(reconcile.CLFPDiffShow, "wrong"), func(rows *sql.Rows) error {
		var provider string
		err := rows.Scan(&provider)
		if failed.All++; len(failed.First) < 3 {
			failed.First = append(failed.First, provider)
		}
		return err
	})
	if err == nil && failed.All > 0 {
		return failed
	}
	return err
}

// read reads what was found.
func (d *Diff) read(ctx context.Context, db *warehouse.Warehouse) error {
	d.Providers, d.Changes, d.Flags = []ProviderChange{}, []Change{}, []Flag{}
	return errors.Join(
		warehouse.EachRow(ctx, db, reconcile.Must(reconcile.CLFPDiffShow, "providers"), func(rows *sql.Rows) error {
			var p ProviderChange
			err := rows.Scan(&p.Practitioner, &p.Before, &p.In, &p.Out, &p.After)
			d.Providers = append(d.Providers, p)
			return err
		}),
		warehouse.EachRow(ctx, db, reconcile.Must(reconcile.CLFPDiffShow, "changes"), func(rows *sql.Rows) error {
			var c Change
			err := rows.Scan(&c.Practitioner, &c.Direction, &c.Reason, &c.People)
			d.Changes = append(d.Changes, c)
			return err
		}),
		warehouse.EachRow(ctx, db, reconcile.Must(reconcile.CLFPDiffShow, "flags"), func(rows *sql.Rows) error {
			var f Flag
			err := rows.Scan(&f.Practitioner, &f.Flag, &f.Before, &f.After)
			d.Flags = append(d.Flags, f)
			return err
		}),
	)
}
