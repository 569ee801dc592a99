package pipeline_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"empanel/pipeline"
	"empanel/pipeline/intake"
	"empanel/pipeline/registry"
	"empanel/pipeline/workspace"
)

// What a run that ended before it was done leaves behind, laid out by hand,
// and what the next run makes of it.

// claim puts parcels where a run has its files while it reads them.
func (p post) claim(runID string, parcels []parcel) {
	p.t.Helper()
	for _, one := range parcels {
		folder := filepath.Join(p.Claimed(), runID, string(one.channel))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			p.t.Fatal(err)
		}
		p.put(folder, one)
	}
}

func TestRecoveryOfARunThatDidNotCommit(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	p.claim("R000002", ofNight(parcels, 1))
	for _, name := range []string{
		"R000002-claims-w0.parquet", "R000002-claims-w1.parquet", "R000002-persons-f20.parquet",
		"R000002-submissions-0.parquet", "R000002.json.tmp",
	} {
		if err := os.WriteFile(filepath.Join(p.Ledger(), name), []byte("half of it"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := p.run()
	if report.RunID != "R000002" || report.Files.Refused > 0 {
		t.Errorf("%s refused %d files", report.RunID, report.Files.Refused)
	}
	p.mustHold(append(ofNight(parcels, 0), ofNight(parcels, 1)...))
	p.mustHaveDigest(want)
}

// A file of the same name came in while the first was claimed: both are kept.
func TestRecoveryKeepsBothFilesOfOneName(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	claimed := ofNight(parcels, 1)
	var newer []parcel
	for _, one := range claimed {
		if one.channel == workspace.Teleplan {
			twin := one
			twin.content = []byte("a letter that came under the same name: " + one.place)
			newer = append(newer, twin)
		}
	}
	if len(newer) < 2 {
		t.Fatal("the night has too few submission files")
	}
	p.claim("R000002", claimed)
	p.deliver(newer...)
	report := p.run()
	if report.Files.Refused != len(newer) || report.Files.Accepted+report.Files.Duplicate != len(claimed) {
		t.Errorf("%+v of %d files claimed before and %d that came since", report.Files, len(claimed), len(newer))
	}
	for _, one := range append(newer, claimed...) {
		if archived, err := os.ReadFile(intake.ArchivePath(p.Workspace, one.submissionID())); err != nil || string(archived) != string(one.content) {
			t.Errorf("%s is not in the archive as it was sent (%v)", one.place, err)
		}
	}
	returned := p.rows(1, `select file_name from submissions where file_name like '%\_returned1%' escape '\'`)
	if len(returned) != len(newer) {
		t.Errorf("files under another name: %v", returned)
	}
	p.mustHaveInbox(nil)
	p.mustHaveDigest(want)
}

// The run committed, and the program ended before its manifest had its name
// and before its files were put away.
func TestRecoveryOfARunThatCommitted(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	p.run()
	before := p.rows(3, `select submission_id, channel, file_name from submissions`)

	for i, one := range tonight {
		if i%3 == 0 {
			continue // this one was put away in time
		}
		if err := os.Remove(intake.ArchivePath(p.Workspace, one.submissionID())); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		p.claim("R000002", []parcel{one})
	}
	manifest := filepath.Join(p.Ledger(), "R000002.json")
	if err := os.Rename(manifest, manifest+".tmp"); err != nil {
		t.Fatal(err)
	}

	report := p.run()
	if report.RunID != "R000003" || report.Files != (pipeline.FileCounts{}) {
		t.Errorf("%s took in %+v", report.RunID, report.Files)
	}
	if _, err := os.Stat(manifest); err != nil {
		t.Errorf("the manifest has not got its name: %v", err)
	}
	p.mustHold(append(ofNight(parcels, 0), tonight...))
	p.mustHaveDigest(want)
	if after := p.rows(3, `select submission_id, channel, file_name from submissions`); strings.Join(before, "\n") != strings.Join(after, "\n") {
		t.Errorf("submissions were\n%s\nand are\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// Without its registry a workspace with evidence must not begin an empty one.
func TestRunWithoutRegistry(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	kept := filepath.Join(t.TempDir(), "registry.duckdb")
	if err := os.Rename(p.Registry(), kept); err != nil {
		t.Fatal(err)
	}
	p.deliver(ofNight(parcels, 1)...)
	ledgerBefore := strings.Join(p.listing(p.Ledger()), "\n")
	for range 2 {
		_, err := p.try(t.Context(), nil)
		if !errors.Is(err, registry.ErrMissing) || !strings.Contains(err.Error(), "registry.duckdb") {
			t.Fatalf("error is %v", err)
		}
		p.mustHaveInbox(ofNight(parcels, 1))
		if after := strings.Join(p.listing(p.Ledger()), "\n"); after != ledgerBefore {
			t.Errorf("the ledger was\n%s\nand is\n%s", ledgerBefore, after)
		}
		if _, err := os.Stat(p.Registry()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("there is a registry now: %v", err)
		}
	}
	if err := os.Rename(kept, p.Registry()); err != nil {
		t.Fatal(err)
	}
	p.run()
	p.mustHaveDigest(want)
}

// A registry from a backup that is older than the ledger: another run of a
// number that the ledger has would overwrite evidence.
func TestRunWithRegistryOlderThanLedger(t *testing.T) {
	t.Parallel()
	for name, waiting := range map[string]int{"with files": 2, "without files": -1} {
		t.Run(name, func(t *testing.T) {
			p, parcels, _ := firstNight(t)
			older, err := os.ReadFile(p.Registry())
			if err != nil {
				t.Fatal(err)
			}
			p.deliver(ofNight(parcels, 1)...)
			p.run()
			if err := os.WriteFile(p.Registry(), older, 0o600); err != nil {
				t.Fatal(err)
			}
			p.deliver(ofNight(parcels, waiting)...)
			manifest, err := os.ReadFile(filepath.Join(p.Ledger(), "R000002.json"))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // trying again makes it no better
				if _, err := p.try(t.Context(), nil); err == nil {
					t.Error("it ran, although the ledger has a run that the registry has not")
				} else if !strings.Contains(err.Error(), "R000002") {
					t.Errorf("the error does not name the run: %v", err)
				}
			}
			p.mustHaveInbox(ofNight(parcels, waiting))
			p.mustHaveTidyLedger()
			if after, err := os.ReadFile(filepath.Join(p.Ledger(), "R000002.json")); err != nil || string(after) != string(manifest) {
				t.Errorf("the manifest of R000002 is another now (%v)", err)
			}
		})
	}
}
