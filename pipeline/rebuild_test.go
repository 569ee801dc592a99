package pipeline_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// anew is a rebuild that counts as the runs did.
func (p post) anew() pipeline.RebuildOptions {
	return pipeline.RebuildOptions{Workspace: p.Dir(), AsOf: field.NoDate}
}

func (p post) rebuild() *pipeline.Rebuilt {
	p.t.Helper()
	result, err := pipeline.Rebuild(p.t.Context(), p.anew())
	if err != nil {
		p.t.Fatalf("rebuild: %v", err)
	}
	if left, err := filepath.Glob(p.Rebuilt() + "*"); err != nil || len(left) > 0 {
		p.t.Fatalf("a rebuild that is done left %v (%v)", left, err)
	}
	return result
}

// Every table is as it was, the past included, and runs go on from there.
func TestRebuildGivesTheSameRegistry(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	before, want := p.tables(), p.digest()
	for _, table := range []string{
		"attachment_apart", "stored_claim", "stored_conflict", "quarantined", "panel_flow_part", "check_result",
		"registrants", "preferences", "offers", "transfers", "transfer_person", "provider_capacity", "match_household", "match_candidate",
	} {
		if len(before[table]) == 0 {
			t.Fatalf("%s is empty: too little to compare", table)
		}
	}
	if past := p.rows(1, `select known_to from attachments_history where known_to is not null`); len(past) < 20 {
		t.Fatalf("only %d rows have a past", len(past))
	}

	for _, c := range []struct {
		name   string
		spoil  func()
		state  pipeline.OldRegistry
		failed int
	}{
		{"rows changed", func() {
			p.change(`update attachment_apart set valid_from = valid_from - 1 where known_to is null and phn in
				(select max(phn) from attachment_apart where known_to is null)`)
		}, pipeline.OldDifferent, 1},
	} {
		c.spoil()
		got := p.rebuild()
		if got.Before != c.state || got.FailedRuns != c.failed || got.Digest != want || len(got.Runs) != 5 || got.NoText != 0 {
			t.Errorf("%s: %s, %d failed runs kept, %d runs, %d without text, digest %s (want %s)",
				c.name, got.Before, got.FailedRuns, len(got.Runs), got.NoText, got.Digest, want)
		}
		if c.state == pipeline.OldDifferent {
			mustTellDifferences(t, got.Differences)
		}
		mustEqualTables(t, before, p.tables(), c.failed > 0)
		p.mustHaveTidyLedger()
		if info, err := os.Stat(p.Registry()); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", c.name, info.Mode(), err)
		}
	}
	if report := p.run(); report.RunID != "R000007" || report.RegistryDigest != want {
		t.Errorf("the next run is %s with digest %s", report.RunID, report.RegistryDigest)
	}
}

func mustTellDifferences(t *testing.T, found []pipeline.Difference) {
	t.Helper()
	if len(found) != 2 || found[0].Side != "ledger" || found[1].Side != "stored" {
		t.Fatalf("differences: %+v", found)
	}
	for _, d := range found {
		if d.Attachments == 0 || len(d.First) == 0 || !strings.Contains(d.First[0], " line ") {
			t.Errorf("%+v", d)
		}
		mustNameNobody(t, d.String())
	}
}

// tenDigits is what could be a health number.
var tenDigits = regexp.MustCompile(`\b9[0-9]{9}\b`)

func mustNameNobody(t *testing.T, text string) {
	t.Helper()
	if tenDigits.MatchString(text) {
		t.Error("a health number is shown")
	}
}

// spoil writes over the middle of a database file, and leaves its header.
func spoil(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 3 * 4096; i < len(content); i++ {
		content[i] ^= 0x5a
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A registry that is damaged, or out of a backup and older than the ledger: no
// run goes on from it, and a rebuild brings it up to date.
func TestLongRebuildOfAnOlderRegistry(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	older, err := os.ReadFile(p.Registry())
	if err != nil {
		t.Fatal(err)
	}
	p.deliver(ofNight(parcels, 1)...)
	p.run()
	before := p.tables()
	spoil(t, p.Registry())
	if got := p.rebuild(); got.Before != pipeline.OldUnreadable || got.Digest != want {
		t.Errorf("%s, %s", got.Before, got.Digest)
	}
	mustEqualTables(t, before, p.tables(), true)
	if err := os.WriteFile(p.Registry(), older, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := p.try(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "empanel rebuild") {
		t.Errorf("the error does not say what to do: %v", err)
	}
	if got := p.rebuild(); got.Before != pipeline.OldOlder || got.Digest != want {
		t.Errorf("%s, %s", got.Before, got.Digest)
	}
	mustEqualTables(t, before, p.tables(), true)
	p.run()
	p.mustHaveDigest(want)
}

// The date on which panels are counted can be another than the newest run's.
func TestLongRebuildAsOf(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	count := `select sum(attached_last_30_days)::varchar from panels`
	before, digest := p.rows(1, count)[0], p.digest()
	_, err := pipeline.Rebuild(t.Context(), pipeline.RebuildOptions{Workspace: p.Dir(), AsOf: field.NewDate(2027, 3, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if after := p.rows(1, count)[0]; before == "0" || after != "0" {
		t.Errorf("%s people were attached in the 30 days before, and %s in those before 2027-03-01", before, after)
	}
	if got := p.rows(1, `select as_of::varchar from runs`); got[0] != "2027-03-01" {
		t.Errorf("the run says %v", got)
	}
	p.mustHaveDigest(digest)
	p.rebuild()
	if again := p.rows(1, count)[0]; again != before {
		t.Errorf("%s people, and on the run's own date %s", again, before)
	}
}

// A ledger that is not as it was written, or says something else than the
// registry, is not built upon: the error names the file and the registry stays.
func TestLongRebuildRefuses(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	manifest := filepath.Join(p.Ledger(), "R000004.json")
	for _, c := range []struct {
		name  string
		spoil func()
		says  []string
	}{
		{"part changed", func() { flip(t, p.part("R000003-claims")) }, []string{"R000003-claims", "has been changed since it was written"}},
		{"part cut off", func() {
			if err := os.Truncate(p.part("R000006-submissions"), 100); err != nil {
				t.Fatal(err)
			}
		}, []string{"R000006-submissions", "has 100 bytes"}},
		{"part missing", func() { remove(t, p.part("R000001-persons")) }, []string{"R000001-persons", "is missing"}},
		{"part without a manifest", func() { p.stray("R000009-claims-w0.parquet") }, []string{"R000009-claims-w0.parquet", "is named by no manifest"}},
		{"manifest missing", func() { remove(t, filepath.Join(p.Ledger(), "R000005.json")) }, []string{"R000005.json", "is missing"}},
		{"manifest unreadable", func() { flip(t, manifest); rewrite(t, manifest, `"run_id"`, `run_id`) }, []string{"R000004.json", "cannot be read"}},
		{"manifest of another run", func() { rewrite(t, manifest, `"run_id": "R000004"`, `"run_id": "R000001"`) }, []string{"R000004.json", "of another run"}},
		{"unknown policy", func() { rewrite(t, manifest, `"conflict"`, `"conflicts"`) }, []string{"R000004.json", "policy"}},
		{"unknown evidence", func() { rewrite(t, manifest, `"kind": "clinics"`, `"kind": "hospitals"`) }, []string{"R000004.json", `"hospitals"`}},
		{"another digest", func() { rewrite(t, manifest, `"registry_digest": "`, `"registry_digest": "0`) }, []string{"R000004", "its manifest says 0"}},
		{"another policy", func() {
			rewrite(t, filepath.Join(p.Ledger(), "R000005.json"), `"service_date_stale_days": 60`, `"service_date_stale_days": 3`)
		}, []string{"R000005", "only in the stored one", " line "}},
	} {
		ledgerBefore := filepath.Join(t.TempDir(), "ledger")
		if err := os.Mkdir(ledgerBefore, 0o700); err != nil {
			t.Fatal(err)
		}
		copyFolder(t, p.Ledger(), ledgerBefore)
		c.spoil()
		before := p.fingerprint()
		_, err := pipeline.Rebuild(t.Context(), p.anew())
		var damaged *ledger.DamagedError
		var mismatch *pipeline.MismatchError
		if !errors.As(err, &damaged) && !errors.As(err, &mismatch) {
			t.Fatalf("%s: the error is %v", c.name, err)
		}
		for _, says := range c.says {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: the error does not say %s: %v", c.name, says, err)
			}
		}
		mustNameNobody(t, err.Error())
		mustEqualFiles(t, c.name, before, p.fingerprint())
		if err := os.RemoveAll(p.Ledger()); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(ledgerBefore, p.Ledger()); err != nil {
			t.Fatal(err)
		}
	}
}

func mustEqualFiles(t *testing.T, name string, before, after map[string]string) {
	t.Helper()
	for file, hash := range before {
		if after[file] != hash {
			t.Errorf("%s: %s is not as it was", name, file)
		}
	}
	for file := range after {
		if _, ok := before[file]; !ok {
			t.Errorf("%s: %s was not there", name, file)
		}
	}
}

// Without its archive a workspace gives the same registry, but for the text of
// lines that only the archive holds; an altered file gives no text at all.
func TestLongRebuildWithoutArchive(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	digest := p.digest()
	found := p.rows(2, `select distinct s.submission_id, 'x' from stored_claim as c join submission as s using (file_no)
		join quarantined as q using (file_no, line_no) left join claim_note as n using (file_no, line_no)
		where q.state = 'waiting' and n.raw is null and s.status = 'accepted'`)
	if len(found) < 2 {
		t.Fatalf("only %d files have lines whose text is in the archive only", len(found))
	}
	altered, _, _ := strings.Cut(found[0], "|")
	flip(t, intake.ArchivePath(p.Workspace, altered))
	missing, _, _ := strings.Cut(found[1], "|")
	remove(t, intake.ArchivePath(p.Workspace, missing))
	remove(t, p.Registry())
	got := p.rebuild()
	if got.Before != pipeline.OldMissing || got.Digest != digest || got.NoText == 0 {
		t.Errorf("%s, digest %s, want %s; %d lines without text", got.Before, got.Digest, digest, got.NoText)
	}
	without := p.rows(1, `select distinct submission_id from quarantine where state = 'waiting' and raw is null`)
	if strings.Join(without, " ") != strings.Join([]string{min(altered, missing), max(altered, missing)}, " ") {
		t.Errorf("without text are lines of %v, not of %s and %s", without, altered, missing)
	}
}

// What an interrupted run left is settled first: a run of which the registry
// knows that it committed counts; of any other the files go back to the inbox.
func TestLongRebuildAfterAnInterruptedRun(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	p.run()
	before := p.tables()
	interrupt := func() {
		for _, one := range tonight {
			if err := os.Remove(intake.ArchivePath(p.Workspace, one.submissionID())); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
		p.claim("R000002", tonight)
		manifest := filepath.Join(p.Ledger(), "R000002.json")
		if err := os.Rename(manifest, manifest+".tmp"); err != nil {
			t.Fatal(err)
		}
	}

	interrupt()
	if got := p.rebuild(); got.Digest != want || got.Before != pipeline.OldSame {
		t.Errorf("%s, digest %s", got.Before, got.Digest)
	}
	mustEqualTables(t, before, p.tables(), true)
	p.mustHold(append(ofNight(parcels, 0), tonight...))

	interrupt()
	remove(t, p.Registry())
	if got := p.rebuild(); len(got.Runs) != 1 {
		t.Errorf("%d runs", len(got.Runs))
	}
	p.mustHaveInbox(tonight)
	p.mustHaveTidyLedger()
	p.run()
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)

	// A file of it that was written to since is archived as it was taken, and what
	// it is now goes into the inbox; an interrupted change of the key of pseudonyms
	// is no hindrance.
	interrupt()
	first := tonight[0]
	grown := append(slices.Clip(first.content), "more"...)
	if err := os.WriteFile(filepath.Join(p.Claimed(), "R000002", string(first.channel), first.name), grown, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.PrepareKey(); err != nil {
		t.Fatal(err)
	}
	if err := p.SwapKey(); err != nil {
		t.Fatal(err)
	}
	p.rebuild()
	now := filepath.Join(p.Inbox(first.channel), first.name)
	if got, err := os.ReadFile(now); err != nil || !bytes.Equal(got, grown) {
		t.Errorf("what was written to is not back in the inbox: %v", err)
	}
	remove(t, now)
	p.mustHold(append(ofNight(parcels, 0), tonight...))
}

// TestRebuildToBeKilled is no test of its own: TestRebuildKilled starts it.
func TestRebuildToBeKilled(t *testing.T) {
	folder := os.Getenv(killedIn)
	if folder == "" {
		return
	}
	progress, _ := stopAt(os.Getenv(killedAt), func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it comes
	})
	if _, err := pipeline.Rebuild(t.Context(), pipeline.RebuildOptions{Workspace: folder, AsOf: field.NoDate, Progress: progress}); err != nil {
		t.Fatal(err)
	}
}

// Killed in the middle, a rebuild leaves the registry as it was, and the next
// run or rebuild clears away what it had begun.
func TestRebuildKilled(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	digest, before := p.digest(), p.tables()
	for _, next := range []func(){func() { p.rebuild() }, func() { p.run() }} {
		command := exec.Command(os.Args[0], "-test.run=^TestRebuildToBeKilled$")
		command.Env = append(os.Environ(), killedIn+"="+p.Dir(), killedAt+"=fold")
		if out, err := command.CombinedOutput(); err == nil {
			t.Fatalf("the rebuild was not killed:\n%s", out)
		}
		if left, err := filepath.Glob(p.Rebuilt() + "*"); err != nil || len(left) == 0 {
			t.Fatalf("it was killed before it had begun (%v)", err)
		}
		mustEqualTables(t, before, p.tables(), true)
		next()
		if left, err := filepath.Glob(p.Rebuilt() + "*"); err != nil || len(left) > 0 {
			t.Errorf("left over: %v (%v)", left, err)
		}
		p.mustHaveDigest(digest)
	}
}

// Nothing was taken in: there is nothing to make.
func TestRebuildOfNothing(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	if _, err := pipeline.Rebuild(t.Context(), p.anew()); !errors.Is(err, ask.ErrNoRun) {
		t.Errorf("error is %v", err)
	}
	release, err := p.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Rebuild(t.Context(), p.anew()); !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("while another holds the workspace the error is %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}

// TestLongPipelineRebuilt rebuilds random provinces, delivered in any order over
// several nights, with verdicts of the guard.
func TestLongPipelineRebuilt(t *testing.T) {
	random(t, 1, func(r *rapid.T) {
		seed := drawGuardedProvince(r, 60)
		files, under := buildProvince(seed), seed.rules()
		nights := make([][]*sentFile, 3)
		for _, file := range files {
			night := bits(r, 2, "night") % 3
			nights[night] = append(nights[night], file)
		}
		w, err := newTestWorkspace(under)
		if err != nil {
			r.Fatalf("making a workspace: %v", err)
		}
		defer func() {
			if err := w.discard(); err != nil {
				r.Fatalf("removing the workspace: %v", err)
			}
		}()
		for n, files := range nights {
			if err := w.night(files, daysLater(under.asOf, 2*(n-2))); err != nil {
				r.Fatalf("run %d: %v\n%s", n+1, err, story(files))
			}
		}
		p := post{w.Workspace, t}
		before, digest := p.tables(), p.digest()
		if got := p.rebuild(); got.Digest != digest {
			r.Fatalf("the digest is another")
		}
		mustEqualTables(r, before, p.tables(), true)
	})
}
