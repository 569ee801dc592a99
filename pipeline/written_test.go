package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"empanel/pipeline"
)

// claimedFile gives a submission file that a run under way has claimed.
func (p post) claimedFile() string {
	p.t.Helper()
	found, err := filepath.Glob(filepath.Join(p.Claimed(), "R*", "teleplan", "*"))
	if err != nil || len(found) == 0 {
		p.t.Fatalf("no file is claimed (%v)", err)
	}
	return found[0]
}

// append writes more into a file, as a program does that has it open still.
func (p post) append(path string) {
	p.t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = f.WriteString("C02half a line")
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// whole makes a file in the inbox what was to be sent.
func (p post) whole(parcels []parcel, name string) {
	p.t.Helper()
	for _, one := range parcels {
		if one.name == name {
			path := filepath.Join(p.Inbox(one.channel), name)
			if err := os.Remove(path); err != nil {
				p.t.Fatal(err)
			}
			p.put(p.Inbox(one.channel), one)
			return
		}
	}
	p.t.Fatalf("nothing of the night is called %s", name)
}

// Somebody still writes to a file while a run reads: nothing of it is taken, the
// run goes on without it, and the next one takes it when it is whole.
func TestWrittenToWhileRead(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	var name string
	progress, _ := stopAt("reading files", func() {
		path := p.claimedFile()
		name = filepath.Base(path)
		p.append(path)
	})
	report, err := p.try(t.Context(), progress)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Left) != 1 || !strings.Contains(report.Left[0].Why, "written to while it was read") || !report.NeedsSomebody() {
		t.Errorf("left in the inbox: %+v", report.Left)
	}
	if files := report.Files.Accepted + report.Files.Refused + report.Files.Duplicate; files != len(tonight)-1 {
		t.Errorf("%d files were taken of %d", files, len(tonight))
	}
	p.mustHaveTidyLedger()
	p.whole(tonight, name)
	p.run()
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)
}

// Somebody writes to a file after it was read: the run fails and changes nothing.
func TestWrittenToAfterItWasRead(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	before := p.state()
	var name string
	progress, _ := stopAt("fold", func() {
		path := p.claimedFile()
		name = filepath.Base(path)
		p.append(path)
	})
	if _, err := p.try(t.Context(), progress); err == nil || !strings.Contains(err.Error(), "written to after it was read") {
		t.Fatalf("error is %v", err)
	}
	if p.state() != before {
		t.Error("the registry is another now")
	}
	p.whole(tonight, name)
	p.mustHaveInbox(tonight)
	p.run()
	p.mustHaveDigest(want)
}

// The clock was set back, and then far forward: the registry is the same, runs
// keep the order of their numbers, and the run that is earlier than the one
// before says so.
func TestClockThatJumps(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	at := func(now time.Time) *pipeline.Report {
		report, err := pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	p.deliver(ofNight(parcels, 1)...)
	back := at(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
	if back.RegistryDigest != want || !strings.Contains(strings.Join(back.Notes, "\n"), "before R000001 was done: was it set back?") {
		t.Errorf("%s with digest %s says %v", back.RunID, back.RegistryDigest, back.Notes)
	}
	forward := at(time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC))
	if forward.RunID != "R000003" || forward.RegistryDigest != want || strings.Contains(strings.Join(forward.Notes, "\n"), "set back") {
		t.Errorf("%s with digest %s says %v", forward.RunID, forward.RegistryDigest, forward.Notes)
	}
	open := p.rows(2, `select known_from, coalesce(known_to, '') from attachments_history where known_to < known_from`)
	if len(open) > 0 {
		t.Errorf("rows that were known no longer before they were known: %v", open)
	}
	p.run()
	p.mustHaveDigest(want)
}
