package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// planned makes a plan, holds that it changes nothing, and gives its file.
func planned(t failer, ws *workspace.Workspace, folder string, asOf field.Date) string {
	t.Helper()
	out := filepath.Join(folder, "plan.json")
	before := tree(t, ws)
	err := pipeline.MakePlan(context.Background(), pipeline.PlanOptions{
		Options: pipeline.Options{Workspace: ws.Dir(), AsOf: asOf}, Out: out,
	}, func(*pipeline.Plan) error { return nil })
	if err != nil {
		t.Fatalf("plan: %v", err)
	}
	if after := tree(t, ws); after != before {
		t.Fatalf("the plan changed the workspace:\n%s\nwas\n%s", after, before)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the plan's file: %v %v", info, err)
	}
	return out
}

// planThenRun makes a plan, follows it, and holds that the run did what the
// plan said and nothing else.
func planThenRun(t failer, ws *workspace.Workspace, folder string, asOf field.Date) planDocument {
	t.Helper()
	before := readRegistryRows(t, ws)
	path := planned(t, ws, folder, asOf)
	d := readDocument(t, path)
	head, err := pipeline.ReadPlan(path)
	if err != nil {
		t.Fatalf("reading the plan: %v", err)
	}
	report, err := pipeline.Run(context.Background(), pipeline.Options{Workspace: ws.Dir(), AsOf: asOf, Plan: head})
	if err != nil {
		t.Fatalf("following the plan: %v", err)
	}
	after := readRegistryRows(t, ws)
	mustSay(t, d.said(), changesBetween(before, after))
	if d.StartsFrom.RegistryDigest != before.digest || d.RegistryDigest != after.digest || d.RunID != report.RunID {
		t.Fatalf("the plan of %s leads from %s to %s, and %s led from %s to %s",
			d.RunID, d.StartsFrom.RegistryDigest, d.RegistryDigest, report.RunID, before.digest, after.digest)
	}
	if int(d.AttachedBefore) != len(before.current) || int(d.Attached) != len(after.current) || d.Waiting != report.Waiting || d.Lines != report.Lines {
		t.Fatalf("the plan counts %d and then %d people attached, %d lines waiting of %d; the registry has %d and then %d, %d of %d",
			d.AttachedBefore, d.Attached, d.Waiting, d.Lines, len(before.current), len(after.current), report.Waiting, report.Lines)
	}
	if want := len(d.said()) > 0; d.Pending != want {
		t.Fatalf("the plan says changes pending %v, and %d rows", d.Pending, len(d.said()))
	}
	return d
}

// A plan says exactly what the run after it does, on every night of a made-up
// province, beginning with an empty workspace and ending with an empty inbox.
func TestPlanSaysWhatTheRunDoes(t *testing.T) {
	t.Parallel()
	_, parcels := syntheticProvince(t)
	p := newPost(t)
	folder := t.TempDir()
	kinds := map[string]bool{}
	nights := [][]parcel{ofNight(parcels, 0), slices.Concat(ofNight(parcels, 1), ofNight(parcels, 2), ofNight(parcels, 3)), nil}
	for night, files := range nights {
		p.deliver(files...)
		d := planThenRun(t, p.Workspace, folder, syntheticAsOf)
		for _, one := range d.Changes.People {
			kinds[one.Change] = true
			if one.PHN != "" {
				t.Fatal("a plan's file has a health number")
			}
		}
		if night == len(nights)-1 && (d.Pending || len(d.said()) > 0) {
			t.Errorf("nothing came, and changes are pending: %v", d.said())
		}
	}
	for _, kind := range []string{"attach", "move", "remove", "death", "void"} {
		if !kinds[kind] {
			t.Errorf("no person in three nights has the change %q: %v", kind, kinds)
		}
	}
}

// The same on random provinces, where everything happens to a few people.
func TestLongPlanOnRandomProvinces(t *testing.T) {
	random(t, 1, func(t *rapid.T) {
		nights := make([][]*sentFile, 3)
		seed := drawProvince(t, 60)
		for _, file := range buildProvince(seed) {
			night := bits(t, 2, "night") % len(nights)
			nights[night] = append(nights[night], file)
		}
		w, err := newTestWorkspace(seed.rules())
		if err != nil {
			t.Fatalf("making a workspace: %v", err)
		}
		defer func() { _ = w.discard() }()
		folder, err := os.MkdirTemp("", "empanel-plan-")
		if err != nil {
			t.Fatalf("making a folder: %v", err)
		}
		defer func() { _ = os.RemoveAll(folder) }()
		// Held claims need wait no longer as the days pass, also in a night that
		// brings nothing.
		asOf := []field.Date{field.NewDate(2026, 3, 7), field.NewDate(2026, 3, 9), field.NewDate(2026, 3, 12), field.NewDate(2026, 12, 1)}
		for night, files := range append(nights, nil) {
			if err := w.deliver(files); err != nil {
				t.Fatalf("delivering: %v", err)
			}
			d := planThenRun(t, w.Workspace, folder, asOf[night])
			for _, one := range d.Changes.People {
				if waits := one.ClaimProvider != ""; waits != (one.Change == "hold") {
					t.Fatalf("%s names a claim that waits: %v", one.Change, waits)
				}
			}
		}
	})
}

// The same where claims may wait: they begin to, an answer or the end of another
// provider's attachment lets them in, or the days pass.
func TestLongPlanOfClaimsThatWait(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, h := range loadHistories(t) {
		if !slices.Contains([]string{"hold_elapses", "accepted_and_held"}, h.name) {
			continue
		}
		w, err := newTestWorkspace(h.under)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		early, late := inTwoNights(h.files)
		for night, files := range [][]*sentFile{early, late, nil} {
			if err := w.deliver(files); err != nil {
				t.Fatal(err)
			}
			asOf := []field.Date{field.NewDate(2026, 3, 6), field.NewDate(2026, 3, 12), field.NewDate(2026, 12, 1)}[night]
			for _, one := range planThenRun(t, w.Workspace, folder, asOf).Changes.People {
				seen[one.Change+" "+one.Reason+" "+one.BroughtBy] = true
				if waits := one.ClaimProvider != ""; waits != (one.Change == "hold") {
					t.Fatalf("%s: %s names a claim that waits: %v", h.name, one.Change, waits)
				}
			}
		}
		if err := w.discard(); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"hold held new", "hold pending new", "move superseded released", "attach  accepted"} {
		if !seen[want] {
			t.Errorf("no history has %q: %v", want, seen)
		}
	}
}

// inTwoNights has the first claim of every submission file come a night before
// the others and the returns.
func inTwoNights(files []*sentFile) (early, late []*sentFile) {
	for _, file := range files {
		switch {
		case file.channel == returns:
			late = append(late, file)
			continue
		case file.channel != submissions || len(file.lines) < 2:
			early = append(early, file)
			continue
		}
		first, others := *file, *file
		first.lines, others.lines = file.lines[:1], file.lines[1:]
		others.name = "late_" + file.name
		early, late = append(early, &first), append(late, &others)
	}
	return early, late
}

// Stopped by its context, a plan leaves nothing, wherever it was.
func TestPlanCancelled(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	before := tree(t, p.Workspace)
	folder := t.TempDir()
	for _, stage := range []string{"reading files", "loading", "deceased", "100_apart", "comparing", "050_person"} {
		ctx, cancel := context.WithCancel(t.Context())
		progress, reached := stopAt(stage, cancel)
		err := pipeline.MakePlan(ctx, pipeline.PlanOptions{
			Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Progress: progress}, Out: filepath.Join(folder, "plan.json"),
		}, func(*pipeline.Plan) error { return nil })
		switch {
		case !reached():
			t.Fatalf("no stage of a plan is called anything like %q", stage)
		case err == nil:
			t.Fatalf("%s: stopped, and there is no error", stage)
		}
		if tree(t, p.Workspace) != before {
			t.Fatalf("%s: the workspace is another now", stage)
		}
		if left := p.listing(folder); len(left) > 0 {
			t.Fatalf("%s: left beside the plan: %v", stage, left)
		}
	}
}

// What a killed plan left goes with the next plan or run; files that a killed
// run holds are planned as the next run will find them.
func TestLongPlanAfterSomethingWasKilled(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	killed := filepath.Join(p.Spill(), "plan")
	leave := func() {
		if err := os.MkdirAll(killed, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(killed, "R000002-claims-w0.parquet"), []byte("left"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	claimed := filepath.Join(p.Claimed(), "R000002", string(tonight[0].channel))
	if err := os.MkdirAll(claimed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(p.Inbox(tonight[0].channel), tonight[0].name), filepath.Join(claimed, tonight[0].name)); err != nil {
		t.Fatal(err)
	}
	leave()
	path := filepath.Join(t.TempDir(), "plan.json")
	err := pipeline.MakePlan(t.Context(), pipeline.PlanOptions{
		Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf}, Out: path,
	}, func(*pipeline.Plan) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed); !os.IsNotExist(err) {
		t.Errorf("what a killed plan left is still there: %v", err)
	}
	leave()
	head, err := pipeline.ReadPlan(path)
	if err != nil || len(head.Files) != len(tonight) {
		t.Fatalf("%d files planned of %d (%v)", len(head.Files), len(tonight), err)
	}
	if _, err := pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Plan: head}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed); !os.IsNotExist(err) {
		t.Errorf("what a killed plan left is still there after a run: %v", err)
	}
	p.mustHold(append(ofNight(parcels, 0), tonight...))
}

// A plan reads what stands still: a file that is written to meanwhile is not
// planned half.
func TestPlanOfAnInboxThatMoves(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	path := filepath.Join(p.Inbox(tonight[0].channel), tonight[0].name)
	progress, _ := stopAt("reading files", func() {
		if err := os.WriteFile(path, append(tonight[0].content, '\n'), 0o600); err != nil {
			t.Error(err)
		}
	})
	err := pipeline.MakePlan(t.Context(), pipeline.PlanOptions{
		Options: pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Progress: progress},
	}, func(*pipeline.Plan) error { return nil })
	if !errors.Is(err, pipeline.ErrInboxMoved) {
		t.Errorf("the error is %v", err)
	}
}

// A plan and a run keep out of each other's way.
func TestPlanWhileARunHoldsTheWorkspace(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	release, err := p.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	err = pipeline.MakePlan(t.Context(), pipeline.PlanOptions{Options: pipeline.Options{Workspace: p.Dir()}}, func(*pipeline.Plan) error { return nil })
	if !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("the error is %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	// While a plan is shown, its workspace is held.
	err = pipeline.MakePlan(t.Context(), pipeline.PlanOptions{Options: pipeline.Options{Workspace: p.Dir()}}, func(*pipeline.Plan) error {
		_, err := p.try(t.Context(), nil)
		return err
	})
	if !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("the error is %v", err)
	}
}

// A run refuses a plan that holds no longer, says what differs, and leaves
// everything as it was.
func TestRunRefusesAPlan(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	head, err := pipeline.ReadPlan(planned(t, p.Workspace, t.TempDir(), syntheticAsOf))
	if err != nil {
		t.Fatal(err)
	}
	first := filepath.Join(p.Inbox(tonight[0].channel), tonight[0].name)
	aside := filepath.Join(t.TempDir(), "aside")
	stray := filepath.Join(p.Inbox(workspace.Teleplan), "9012372173.txt")
	policy := func(line string) func() {
		return func() { write(t, p.Config(), "[policy]\n"+line+"\n") }
	}
	configured, err := os.ReadFile(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	same := func() {}
	for _, c := range []struct {
		name         string
		change, back func()
		plan         func(*pipeline.PlanHead)
		later        field.Date // days
		says         string
	}{
		{"a file more", func() { write(t, stray, "VS1") }, func() { remove(t, stray) }, nil, 0, "the inbox: teleplan/90******73.txt has come since"},
		{"a file less", func() { rename(t, first, aside) }, func() { rename(t, aside, first) }, nil, 0, "is not there any more"},
		{"other bytes", func() { write(t, first, "other") }, func() { remove(t, first); p.deliver(tonight[0]) }, nil, 0, "holds other bytes"},
		{"as many other bytes", func() {
			write(t, first, strings.Repeat("x", len(tonight[0].content)))
			touch(t, first, tonight[0].receivedAt)
		}, func() { remove(t, first); p.deliver(tonight[0]) }, nil, 0, "holds other bytes"},
		{"another time of receipt", func() { touch(t, first, tonight[0].receivedAt.Add(time.Minute)) }, func() { touch(t, first, tonight[0].receivedAt) }, nil, 0, "is received at "},
		{"another policy", policy("service_date_stale_days = 30"), func() { write(t, p.Config(), string(configured)) }, nil, 0, "the policy: it is version"},
		{"another day", same, same, nil, 1, "the as-of date: it is 2026-10-06, the plan is as of 2026-10-05"},
		{"another registry", same, same, func(h *pipeline.PlanHead) { h.StartsFrom.RunID = "R000009" }, 0, "the registry: its newest run is R000001, the plan starts from R000009"},
		{"a registry restored", same, same, func(h *pipeline.PlanHead) { h.StartsFrom.RegistryDigest = "other" }, 0, "the registry: its registry_digest after R000001"},
		{"another program", same, same, func(h *pipeline.PlanHead) { h.ProgramVersion = "0.0.1" }, 0, "the program: it is version"},
		{"another way to read dates", same, same, func(h *pipeline.PlanHead) { h.DrBillDates = "other" }, 0, "intake.drbill.date_format"},
		{"another result", same, same, func(h *pipeline.PlanHead) { h.RegistryDigest = "other" }, 0, "the result: the registry_digest would be"},
	} {
		before := p.state()
		c.change()
		altered := *head
		if c.plan != nil {
			c.plan(&altered)
		}
		_, err := pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf + c.later, Plan: &altered})
		var refused *pipeline.PlanError
		if !errors.As(err, &refused) || len(refused.Differences) != 1 || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "9012372173") {
			t.Fatalf("%s: the error is %v", c.name, err)
		}
		c.back()
		if p.state() != before {
			t.Errorf("%s: refused, and the registry is another now", c.name)
		}
		p.mustHaveInbox(tonight)
		p.mustHaveTidyLedger()
	}
	if failed := p.rows(1, `select run_id from runs where state = 'failed'`); len(failed) > 0 {
		t.Errorf("a refusal is no failed run: %v", failed)
	}
	if _, err := pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Plan: head}); err != nil {
		t.Fatalf("put back as it was: %v", err)
	}
	_, err = pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Plan: head})
	var refused *pipeline.PlanError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "its newest run is R000002, the plan starts from R000001") {
		t.Errorf("followed twice: %v", err)
	}
}

// A file that changes between the look at the inbox and its claim is found out
// when its bytes are known.
func TestRunRefusesAFileThatChangedAtTheLastMoment(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	path := filepath.Join(p.Inbox(tonight[0].channel), tonight[0].name)
	head, err := pipeline.ReadPlan(planned(t, p.Workspace, t.TempDir(), syntheticAsOf))
	if err != nil {
		t.Fatal(err)
	}
	// The same size and time: only the bytes tell.
	other := []byte(strings.Repeat("y", len(tonight[0].content)))
	write(t, path, string(other))
	touch(t, path, tonight[0].receivedAt)
	_, err = pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Plan: head})
	var refused *pipeline.PlanError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "holds other bytes") {
		t.Fatalf("the error is %v", err)
	}
	tonight[0].content = other
	p.mustHaveInbox(tonight)
}

func TestReadPlanTakesNothingElse(t *testing.T) {
	for _, text := range []string{
		"", "{", "[]", "{}", "letter", `{"format":"empanel plan"}`, `{"format":"empanel plan","format_version":2,"changes":{}}`,
		`{"format":"other","format_version":1,"changes":{}}`, `{"format":"empanel plan","format_version":1,"files":3,"changes":{}}`,
	} {
		path := filepath.Join(t.TempDir(), "plan.json")
		write(t, path, text)
		if head, err := pipeline.ReadPlan(path); !errors.Is(err, pipeline.ErrNoPlan) {
			t.Errorf("%q gives %v, %v", text, head, err)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func touch(t *testing.T, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}
