package pipeline_test

import (
	"errors"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/doctor"
	"empanel/pipeline/history"
	"empanel/pipeline/registry"
)

// A registry of another version of the program is not gone on from: its tables
// may lack what this version writes. The relations people read are made anew.
func TestLongRegistryOfAnotherVersion(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	digest := p.digest()
	p.change(`update made_by set views = 'others'`)
	p.change(`create or replace view panels as select 'others' as practitioner_number`)
	err := pipeline.MakePlan(t.Context(), pipeline.PlanOptions{Options: pipeline.Options{Workspace: p.Dir()}}, func(*pipeline.Plan) error { return nil })
	if !errors.Is(err, registry.ErrOlder) {
		t.Errorf("planning with others' relations gives %v", err)
	}
	diagnosed(p, "versions", doctor.Warn, "relations are of another version")
	p.run()
	if found := p.rows(1, `select practitioner_number from panels where practitioner_number = 'others'`); len(found) > 0 {
		t.Error("a relation of another version is still there")
	}
	for _, change := range []string{`update made_by set tables = 'others'`, `drop table made_by`} {
		p.change(change)
		before := p.state()
		if _, err := p.try(t.Context(), nil); !errors.Is(err, registry.ErrOlder) {
			t.Errorf("%s: the error is %v", change, err)
		}
		if _, err := history.ShowRun(t.Context(), p.Dir(), "R000001"); !errors.Is(err, registry.ErrOlder) {
			t.Errorf("%s: looking gives %v", change, err)
		}
		diagnosed(p, "versions", doctor.Fail, "with other tables")
		if p.state() != before {
			t.Errorf("%s: refused, and the registry is another now", change)
		}
	}
	got, err := pipeline.Rebuild(t.Context(), pipeline.RebuildOptions{Workspace: p.Dir(), AsOf: field.NoDate})
	if err != nil || got.Digest != digest {
		t.Fatalf("a rebuild gives %v", err)
	}
	p.run()
	diagnosed(p, "versions", doctor.OK, "the registry is of this version")
	diagnosed(p, "snapshots", doctor.OK, "the newest is R00000")
	diagnosed(p, "last run", doctor.OK, " is done, begun at ")
}

// diagnosed holds the doctor to what it says of a check.
func diagnosed(p post, check string, state doctor.State, words string) {
	p.t.Helper()
	for _, f := range pipeline.Diagnose(p.t.Context(), p.Dir(), nil) {
		if f.Check == check {
			if f.State != state || !strings.Contains(f.Found, words) {
				p.t.Errorf("%s: %s, %s; want %s with %q", check, f.State, f.Found, state, words)
			}
			return
		}
	}
	p.t.Errorf("%s is not looked at", check)
}
