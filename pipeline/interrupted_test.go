package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"empanel/pipeline"
	"empanel/pipeline/report"
	"empanel/pipeline/warehouse"
)

// stopAt gives a progress that does something once, when a stage whose name
// holds the text begins.
func stopAt(stage string, do func()) (progress pipeline.Progress, reached func() bool) {
	var done atomic.Bool
	return func(name string, _, _ int64) {
		if strings.Contains(name, stage) && done.CompareAndSwap(false, true) {
			do()
		}
	}, done.Load
}

// Stopped by its context, a run changes nothing, wherever it was.
func TestCancelled(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	before := p.state()
	for i, stage := range []string{"reading files", "loading", "deceased", "fold", "checking"} {
		ctx, cancel := context.WithCancel(t.Context())
		progress, reached := stopAt(stage, cancel)
		_, err := p.try(ctx, progress)
		if !reached() {
			t.Fatalf("no stage of a run is called anything like %q", stage)
		}
		if err == nil || ctx.Err() == nil {
			t.Fatalf("%s: stopped, and the error is %v", stage, err)
		}
		if stage == "reading files" && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the error is not that of the context: %v", stage, err)
		}
		p.mustHaveInbox(tonight)
		p.mustHaveTidyLedger()
		if p.state() != before {
			t.Fatalf("%s: the registry is another now", stage)
		}
		failed := p.rows(2, `select run_id, failure from runs where state = 'failed'`)
		if len(failed) != i+1 {
			t.Errorf("%s: failed runs recorded: %v", stage, failed)
		}
	}
	p.run()
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)
}

// A stop that comes while a run publishes comes too late for it: it has
// happened, and is finished.
func TestCancelledWhilePublishing(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	ctx, cancel := context.WithCancel(t.Context())
	progress, _ := stopAt("publishing", cancel)
	if _, err := p.try(ctx, progress); err != nil || ctx.Err() == nil {
		t.Fatalf("error is %v", err)
	}
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
	db := p.open(p.latest())
	defer closeDB(t, db)
	if got := rowsIn(t, db, 1, `select registry_digest from runs order by run_id desc limit 1`); got[0] != want {
		t.Error("the snapshot is not that of the newest run")
	}
}

// A run that cannot publish has happened: it says so with an error of its own,
// and the next one publishes.
func TestCommittedAndNotPublished(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	aside := p.Snapshots() + ".aside"
	_, err := p.try(t.Context(), func(stage string, _, _ int64) {
		if stage == "publishing" {
			if err := os.Rename(p.Snapshots(), aside); err != nil {
				t.Error(err)
			}
		}
	})
	var committed *pipeline.CommittedError
	if !errors.As(err, &committed) || committed.RunID != "R000002" {
		t.Fatalf("error is %v", err)
	}
	if err := os.Rename(aside, p.Snapshots()); err != nil {
		t.Fatal(err)
	}
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	if report := p.run(); report.RunID != "R000003" || report.RegistryDigest != want {
		t.Errorf("%s has digest %s", report.RunID, report.RegistryDigest)
	}
}

// A blocking check that fails stops the run: nothing is changed, and the run
// is recorded with what the check found.
func TestCheckFails(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	for i, breakage := range []struct{ check, breaks, mends string }{
		{
			"lines_in_are_lines_out",
			`update submission set lines = lines + 1 where file_no = 1`,
			`update submission set lines = lines - 1 where file_no = 1`,
		},
		{
			"lines_in_are_lines_out",
			`insert into stored_claim select file_no, 999999, * exclude (file_no, line_no) from stored_claim where file_no =
				(select min(file_no) from stored_claim) limit 1`,
			`delete from stored_claim where line_no = 999999`,
		},
	} {
		p.change(breakage.breaks)
		before := p.state()
		_, err := p.try(t.Context(), nil)
		var failed *pipeline.CheckError
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), breakage.check) {
			t.Fatalf("%s: error is %v", breakage.check, err)
		}
		if p.state() != before {
			t.Errorf("%s failed, and the registry is another now", breakage.check)
		}
		p.mustHaveInbox(tonight)
		p.mustHaveTidyLedger()
		recorded := p.rows(1, `select run_id || ' ' || failure from runs where state = 'failed'`)
		if len(recorded) != i+1 || !strings.Contains(recorded[i], breakage.check) {
			t.Errorf("failed runs recorded: %v", recorded)
		}
		if found := p.rows(2, `select run_id, check_name from checks where not passed`); len(found) < i+1 || !strings.Contains(strings.Join(found, " "), breakage.check) {
			t.Errorf("failed checks recorded: %v", found)
		}
		p.change(breakage.mends)
	}
	p.run()
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)
}

// A row in the registry that no evidence bears out does not survive unseen: a
// run mends it or stops.
func TestAttachmentTwiceIsNotPublished(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.change(`insert into attachment_apart by name
		select * replace (valid_from - 40 as valid_from, line_no + 1 as line_no) from stored_attachment
		where known_to is null and valid_to is null order by all limit 1`)
	p.deliver(ofNight(parcels, 1)...)
	_, err := p.try(t.Context(), nil)
	var failed *pipeline.CheckError
	switch {
	case err == nil:
		p.mustHaveDigest(want)
	case !errors.As(err, &failed):
		t.Fatalf("error is %v", err)
	default:
		p.mustHaveInbox(ofNight(parcels, 1))
	}
}

// killedIn names the workspace of the run that a test kills: this test binary,
// started again.
const killedIn, killedAt = "EMPANEL_TEST_KILLED_IN", "EMPANEL_TEST_KILLED_AT"

// mergeKilled has the merge of a divided run killed, and no run.
const mergeKilled = "EMPANEL_TEST_MERGE_KILLED"

// TestRunToBeKilled is no test of its own: TestLongKilled starts it.
func TestRunToBeKilled(t *testing.T) {
	folder := os.Getenv(killedIn)
	if folder == "" {
		return
	}
	progress, _ := stopAt(os.Getenv(killedAt), func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it comes
	})
	if os.Getenv(killedAt) == "" {
		progress = nil // by the clock
	}
	do := pipeline.Run
	if os.Getenv(mergeKilled) != "" {
		do = pipeline.Merge
	}
	if _, err := do(t.Context(), pipeline.Options{Workspace: folder, AsOf: syntheticAsOf, Progress: progress}); err != nil {
		t.Fatal(err)
	}
}

// Killed at any moment, a run leaves nothing that the next does not mend: the
// digest is that of a workspace in which nothing ever happened.
func TestLongKilled(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	for _, stage := range []string{"reading files", "loading claims", "fold", "checking"} {
		if !p.kill(stage, time.Minute) {
			t.Fatalf("the run was not killed at %q", stage)
		}
	}
	for range 5 {
		if after := time.Duration(rand.IntN(2500)) * time.Millisecond; !p.kill("", after) {
			t.Logf("done before it could be killed after %v", after)
			break
		}
	}
	p.run()
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
	p.mustListInterrupted(4)

	p.deliver(ofNight(parcels, 2)...)
	for _, stage := range []string{"fold", "publishing"} {
		if !p.kill(stage, time.Minute) {
			t.Fatalf("the run was not killed at %q", stage)
		}
	}
	db := p.open(p.latest()) // the one before
	rowsIn(t, db, 1, `select count(*)::varchar from attachments`)
	closeDB(t, db)
	p.run()
	p.mustHold(append(append(ofNight(parcels, 0), ofNight(parcels, 1)...), ofNight(parcels, 2)...))
	p.mustListInterrupted(5) // by the run that was killed while publishing: its page is written by the next
}

// mustListInterrupted holds the list of runs to what killed runs are: at least so
// many, which began and did not end, before the one that found them. That one is
// not always the last: one that was to be killed may have been done before.
func (p post) mustListInterrupted(least int) {
	p.t.Helper()
	var interrupted []string
	foundBy := ""
	for i, row := range p.rows(4, `select run_id, state, (ended_at is null)::varchar, coalesce(failure, '') from runs`) {
		run := strings.Split(row, "|")
		if want := fmt.Sprintf("R%06d", i+1); run[0] != want {
			p.t.Errorf("%s stands where %s should", run[0], want)
		}
		switch run[1] {
		case "done":
			if len(interrupted) > 0 && foundBy == "" {
				foundBy = run[0]
			}
		case "interrupted":
			interrupted = append(interrupted, run[0])
			foundBy = ""
			if run[2] != "true" || !strings.Contains(run[3], "killed") {
				p.t.Errorf("an interrupted run is recorded as %s", row)
			}
		default:
			p.t.Errorf("a killed run is recorded as %s", row)
		}
	}
	if len(interrupted) < least {
		p.t.Fatalf("%d runs were killed, and as interrupted are listed %v", least, interrupted)
	}
	newest := interrupted[len(interrupted)-1]
	page, err := os.ReadFile(report.Path(p.Reports(), foundBy))
	if err != nil || !strings.Contains(string(page), "interrupted") || !strings.Contains(string(page), newest) {
		p.t.Errorf("the page of %s, the run after %s, does not say that it was interrupted (%v)", foundBy, newest, err)
	}
}

// kill starts a run in a process of its own, kills it when it comes to a stage
// or when time has passed, and says whether that ended it. Variables that are set in
// its environment say what it does.
func (p post) kill(stage string, after time.Duration, variables ...string) bool {
	p.t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestRunToBeKilled$")
	command.Env = append(os.Environ(), killedIn+"="+p.Dir(), killedAt+"="+stage)
	for _, name := range variables {
		command.Env = append(command.Env, name+"=1")
	}
	var out strings.Builder
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	err := command.Wait()
	if status, ok := command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		p.t.Fatalf("the run to be killed failed by itself (%v):\n%s", err, out.String())
	}
	return false
}

// While one process runs, another gives way at once.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	var inside error
	progress, _ := stopAt("checking", func() { _, inside = p.try(t.Context(), nil) })
	if _, err := p.try(t.Context(), progress); err != nil {
		t.Fatal(err)
	}
	if inside == nil || errors.Is(inside, warehouse.ErrBusy) || !strings.Contains(inside.Error(), "another run holds the workspace") {
		t.Errorf("the second run's error is %v", inside)
	}
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
}
