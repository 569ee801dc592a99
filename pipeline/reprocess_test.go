package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// reprocess has a difference shown, or applied, and reads it as a program does.
func reprocess(t failer, opts pipeline.ReprocessOptions) (planDocument, *pipeline.Report, error) {
	t.Helper()
	var text bytes.Buffer
	report, err := pipeline.Reprocess(context.Background(), opts, func(p *pipeline.Plan) error {
		return p.WriteJSON(&text, 0)
	})
	var d planDocument
	if text.Len() > 0 {
		if err := json.Unmarshal(text.Bytes(), &d); err != nil {
			t.Fatalf("the difference is no JSON: %v", err)
		}
	}
	return d, report, err
}

// shownOnly has a difference shown, and holds that it changes nothing.
func shownOnly(t failer, opts pipeline.ReprocessOptions, ws *workspace.Workspace) planDocument {
	t.Helper()
	before := tree(t, ws)
	d, report, err := reprocess(t, opts)
	if err != nil || report != nil {
		t.Fatalf("reprocess gives %v, %v", report, err)
	}
	if after := tree(t, ws); after != before {
		t.Fatalf("nothing was to be applied, and the workspace changed:\n%s\nwas\n%s", after, before)
	}
	if d.Format != "empanel reprocess" || d.Reprocess == nil || len(d.Files) > 0 {
		t.Fatalf("it calls itself %q, and has %d files", d.Format, len(d.Files))
	}
	return d
}

// applied makes the registry anew, and holds that it became what the difference
// said, which is what it said before without being applied.
func applied(t failer, opts pipeline.ReprocessOptions, ws *workspace.Workspace) planDocument {
	t.Helper()
	said := shownOnly(t, opts, ws)
	before := readRegistryRows(t, ws)
	opts.Apply = true
	d, report, err := reprocess(t, opts)
	if err != nil {
		t.Fatalf("applying: %v", err)
	}
	after := readRegistryRows(t, ws)
	mustSay(t, said.said(), changesBetween(before, after))
	mustSay(t, d.said(), said.said())
	if d.RegistryDigest != after.digest || d.StartsFrom.RegistryDigest != before.digest {
		t.Fatalf("said to lead from %s to %s, it led from %s to %s", d.StartsFrom.RegistryDigest, d.RegistryDigest, before.digest, after.digest)
	}
	if made := report != nil; made != (d.Pending || d.Reprocess.NewPolicy) {
		t.Fatalf("changes pending %v, a new policy %v, and a run was made: %v", d.Pending, d.Reprocess.NewPolicy, made)
	}
	return d
}

func configure(t failer, ws *workspace.Workspace, text string) {
	t.Helper()
	if err := os.WriteFile(ws.Config(), []byte(text), 0o600); err != nil {
		t.Fatalf("configuring: %v", err)
	}
}

// provinceOfSomeNights is a workspace that has taken in every night of the
// made-up province, in two runs, with a file that waits in the inbox.
func provinceOfSomeNights(t *testing.T) (p post, waiting []parcel) {
	t.Helper()
	p, parcels, _ := firstNight(t)
	for night := 1; night <= 3; night++ {
		p.deliver(ofNight(parcels, night)...)
	}
	p.run()
	waiting = []parcel{ofNight(parcels, 1)[0].again()}
	p.deliver(waiting...)
	return p, waiting
}

// A province judged under "hold" instead of "latest": what is shown is, row by
// row, what applying it does; and back under "latest" it is the registry that it
// was. Nothing of the inbox is touched.
func TestLongReprocessUnderAnotherPolicyAndBack(t *testing.T) {
	t.Parallel()
	p, waiting := provinceOfSomeNights(t)
	latest, err := os.ReadFile(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	first := p.digest()
	hold := reconcile.DefaultPolicy()
	hold.Conflict = reconcile.ConflictHold
	all := pipeline.ReprocessOptions{Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf}}
	other := all
	other.Policy = &hold
	d := shownOnly(t, other, p.Workspace)
	if len(d.Changes.People) < 10 || !d.Pending {
		t.Fatalf("only %d people differ under another policy", len(d.Changes.People))
	}
	for _, one := range d.Changes.People {
		if !slices.Equal(one.Cause, []string{"conflict"}) {
			t.Fatalf("a %s has the cause %v", one.Change, one.Cause)
		}
	}
	before := p.state()
	other.Apply = true
	_, report, err := reprocess(t, other)
	var wrong *config.Error
	if report != nil || !errors.As(err, &wrong) || !strings.Contains(err.Error(), `conflict is "latest", not "hold"`) {
		t.Fatalf("the configuration says another policy, and applying gives %v, %v", report, err)
	}
	if p.state() != before {
		t.Fatal("refused, and the registry is another now")
	}

	other.Apply = false
	configure(t, p.Workspace, oneThread+"[policy]\nconflict = \"hold\"\n")
	same := applied(t, other, p.Workspace)
	mustSay(t, same.said(), d.said())
	if p.digest() != d.RegistryDigest || p.digest() == first {
		t.Fatalf("applied, the digest is %s, not %s", p.digest(), d.RegistryDigest)
	}
	runs := p.rows(1, "select run_id from runs")
	all.Apply = true
	if again, report, err := reprocess(t, all); err != nil || report != nil || again.Pending || !slices.Equal(p.rows(1, "select run_id from runs"), runs) {
		t.Fatalf("applied twice: %v %v", again.said(), err)
	}
	all.Apply = false

	configure(t, p.Workspace, string(latest))
	applied(t, all, p.Workspace)
	if p.digest() != first {
		t.Fatalf("back under the first policy the digest is %s, not %s", p.digest(), first)
	}
	p.mustHaveInbox(waiting)
	p.mustHaveTidyLedger()
}

// A selection shows the people whom it touches, says of the others how many they
// are, and is not applied while there are others.
func TestReprocessOfASelection(t *testing.T) {
	t.Parallel()
	p, waiting := provinceOfSomeNights(t)
	configure(t, p.Workspace, oneThread+"[policy]\nconflict = \"hold\"\n")
	all := pipeline.ReprocessOptions{Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf}}
	whole := shownOnly(t, all, p.Workspace)
	one := whole.Changes.People[0]
	for _, selection := range []pipeline.Selection{
		{Provider: one.FromProvider},
		{Provider: one.ClaimProvider, Submission: strings.ToUpper(one.SubmissionID)},
	} {
		narrow := all
		narrow.Selection = selection
		d := shownOnly(t, narrow, p.Workspace)
		touched := p.touchedBy(selection)
		want := map[string]bool{}
		for _, person := range whole.Changes.People {
			if touched[person.PersonKey] {
				want[person.PersonKey] = true
			}
		}
		got := map[string]bool{}
		for _, person := range d.Changes.People {
			got[person.PersonKey] = true
			if !want[person.PersonKey] {
				t.Errorf("%v: shows somebody whom no selected line touches", selection)
			}
		}
		for _, a := range d.Changes.Attachments {
			if !want[a.PersonKey] {
				t.Errorf("%v: shows an attachment of somebody whom no selected line touches", selection)
			}
		}
		others := int64(len(whole.Changes.People) - len(want))
		if len(got) != len(want) || len(got) == 0 || d.Reprocess.OtherPeople != others || others == 0 {
			t.Fatalf("%v: shows %d people and counts %d others, not %d and %d", selection, len(got), d.Reprocess.OtherPeople, len(want), others)
		}
		if d.Attached != whole.Attached || d.RegistryDigest != whole.RegistryDigest {
			t.Errorf("%v: it speaks of another registry", selection)
		}
		if selection.Provider == "" {
			continue
		}
		before := p.state()
		narrow.Apply = true
		_, report, err := reprocess(t, narrow)
		var beyond *pipeline.BeyondError
		if report != nil || !errors.As(err, &beyond) || beyond.People != others || beyond.Lines != d.Reprocess.OtherLines {
			t.Fatalf("%v: goes beyond, and applying gives %v", selection, err)
		}
		if p.state() != before {
			t.Fatalf("%v: refused, and the registry is another now", selection)
		}
	}
	if failed := p.rows(1, `select run_id from runs where state = 'failed'`); len(failed) > 0 {
		t.Errorf("a refusal is no failed run: %v", failed)
	}
	// What is selected may be everything that differs.
	since := all
	since.Selection.Since = "2000-01-01"
	mustSay(t, applied(t, since, p.Workspace).said(), whole.said())
	p.mustHaveInbox(waiting)
}

// touchedBy works out once more whom the claims and actions of a selection name.
func (p post) touchedBy(s pipeline.Selection) map[string]bool {
	p.t.Helper()
	key, err := p.Key()
	if err != nil {
		p.t.Fatal(err)
	}
	touched := map[string]bool{}
	quoted := func(text string) string { return "'" + strings.ToLower(text) + "'" }
	query := `select coalesce(v.person, c.phn)::varchar
		from (
			select file_no, practitioner_number, phn from claim
			union all
			select file_no, practitioner_number, phn from action
		) as c
		join submission as s using (file_no) left join survivor as v on v.phn = c.phn where c.phn is not null`
	if s.Provider != "" {
		query += " and lower(c.practitioner_number) = " + quoted(s.Provider)
	}
	if s.Submission != "" {
		query += " and starts_with(s.submission_id, " + quoted(s.Submission) + ")"
	}
	for _, phn := range p.rows(1, query) {
		touched[pseudonymOf(key, phn)] = true
	}
	return touched
}

// What cannot be asked is refused before anything is judged, and leaves nothing.
func TestReprocessOfNothing(t *testing.T) {
	t.Parallel()
	empty := newPost(t)
	all := pipeline.ReprocessOptions{Options: pipeline.Options{Workspace: empty.Dir(), AsOf: syntheticAsOf}}
	for _, apply := range []bool{false, true} {
		all.Apply = apply
		before := tree(t, empty.Workspace)
		if _, _, err := reprocess(t, all); !errors.Is(err, ask.ErrNoRun) {
			t.Errorf("nothing was taken in: %v", err)
		}
		if tree(t, empty.Workspace) != before {
			t.Error("nothing was taken in, and the workspace is another now")
		}
	}
	p, _, _ := firstNight(t)
	for _, c := range []struct {
		selection pipeline.Selection
		want      error
	}{
		{pipeline.Selection{Submission: "nothing"}, pipeline.ErrNothingSelected},
		{pipeline.Selection{Provider: "ZZZZZ"}, pipeline.ErrNothingSelected},
		{pipeline.Selection{Since: "2099-01-01"}, pipeline.ErrNothingSelected},
	} {
		for _, apply := range []bool{false, true} {
			_, _, err := reprocess(t, pipeline.ReprocessOptions{
				Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf}, Selection: c.selection, Apply: apply,
			})
			if !errors.Is(err, c.want) {
				t.Errorf("%v gives %v", c.selection, err)
			}
		}
	}
	if runs := p.rows(1, "select run_id from runs"); len(runs) != 1 {
		t.Errorf("runs were made: %v", runs)
	}
	if entries := p.listing(filepath.Join(p.Spill())); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	p.mustHaveTidyLedger()
}

// Random provinces, from one policy to another and back: every difference is
// what was said, and one of the conditions that were changed is its cause.
func TestLongReprocessOnRandomProvinces(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		seed := drawProvince(t, 40)
		w, err := newTestWorkspace(seed.rules())
		if err != nil {
			t.Fatalf("making a workspace: %v", err)
		}
		defer func() { _ = w.discard() }()
		day := seed.rules().asOf
		if err := w.night(buildProvince(seed), day); err != nil {
			t.Fatalf("the first run: %v", err)
		}
		first := readRegistryRows(t, w.Workspace).digest
		opts := pipeline.ReprocessOptions{Options: pipeline.Options{Workspace: w.Dir(), AsOf: field.ISODate([]byte(day))}}
		for _, other := range []rules{
			{hold: true, holdDays: 2 + 38*bits(t, 1, "long"), acceptedOnly: bits(t, 1, "accepted only") == 1}, seed.rules(),
		} {
			configure(t, w.Workspace, string(other.configuration()))
			d := applied(t, opts, w.Workspace)
			for _, one := range d.Changes.People {
				for _, cause := range one.Cause {
					if !slices.Contains(d.Reprocess.Changed, cause) {
						t.Fatalf("%s is a cause, and only %v were changed", cause, d.Reprocess.Changed)
					}
				}
				if len(one.Cause) == 0 || slices.Contains(one.Cause, "registry") {
					t.Fatalf("a %s has the cause %v", one.Change, one.Cause)
				}
			}
		}
		if last := readRegistryRows(t, w.Workspace).digest; last != first {
			t.Fatalf("back under the first policy the digest is %s, not %s", last, first)
		}
	})
}
