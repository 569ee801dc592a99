package pipeline_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"empanel/pipeline"
	"empanel/pipeline/audit"
	"empanel/pipeline/intake"
	"empanel/pipeline/workspace"
)

// verify gives the proofs that did not hold, by name, and fails when it has
// changed any file.
func (p post) verify() map[string]pipeline.Proof {
	p.t.Helper()
	before := p.fingerprint()
	v, err := pipeline.Verify(p.t.Context(), pipeline.VerifyOptions{Workspace: p.Dir()})
	if err != nil {
		p.t.Fatalf("verify: %v", err)
	}
	mustEqualFiles(p.t, "verify", before, p.fingerprint())
	if len(v.Proofs) < 12 {
		p.t.Fatalf("only %d proofs", len(v.Proofs))
	}
	failed := map[string]pipeline.Proof{}
	for _, proof := range v.Proofs {
		if proof.Result != pipeline.ProofOK {
			failed[proof.Check] = proof
		}
		if proof.Result == pipeline.ProofOK && (proof.LookedAt == 0 || proof.Problems > 0) {
			p.t.Errorf("%s passed having looked at %d %s, with %d problems", proof.Check, proof.LookedAt, proof.Of, proof.Problems)
		}
		mustNameNobody(p.t, strings.Join(proof.First, " "))
	}
	if v.Passed() != (len(failed) == 0) {
		p.t.Errorf("passed is %v with %d proofs that did not", v.Passed(), len(failed))
	}
	return failed
}

// look writes a row into the audit log.
func (p post) look(user string) {
	p.t.Helper()
	if err := audit.Append(p.AuditLog(), audit.Entry{At: time.Unix(1e9, 0), User: user, Command: "why", People: 1}); err != nil {
		p.t.Fatal(err)
	}
}

// stray puts a part into the ledger that no run wrote.
func (p post) stray(name string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.Ledger(), name), nil, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// Whatever is done to a workspace behind the program's back, verify names it,
// and nothing else; put right, everything holds again.
func TestLongVerifyNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	p, parcels := someNights(t)
	p.look("alice")
	p.look("bob")
	if failed := p.verify(); len(failed) > 0 {
		t.Fatalf("of a sound workspace these did not hold: %+v", failed)
	}
	sound := filepath.Join(t.TempDir(), "sound")
	if err := os.Mkdir(sound, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, p.Dir(), sound)
	archived := intake.ArchivePath(p.Workspace, ofNight(parcels, 0)[0].submissionID())
	for _, c := range []struct {
		name  string
		spoil func()
		want  map[string]string // proof: what it says
	}{
		{"part, archive and audit log", func() {
			flip(t, p.part("R000003-claims"))
			p.stray("R000004-claims-w9.parquet")
			remove(t, archived)
			rewrite(t, p.AuditLog(), "alice", "carol")
		}, map[string]string{
			"ledger_parts": "R000003-claims", "ledger_nothing_else": "R000004-claims-w9.parquet", "archive": "is not in the archive", "audit_log": "row 1",
		}},
		{"part missing, file and outcomes changed", func() {
			remove(t, p.part("R000001-persons"))
			flip(t, archived)
			p.change(`delete from answer where outcome = 'applied' and file_no = (select min(file_no) from answer where outcome = 'applied')`)
		}, map[string]string{"ledger_parts": "is missing", "archive": "other bytes", "every_line_one_outcome": "", "stored_is_what_was_folded": ""}},
		{"list of files changed", func() {
			flip(t, p.part("R000003-submissions"))
			p.change(`update submission set lines = lines + 1 where file_no = 3`)
		}, map[string]string{"ledger_parts": "R000003-submissions", "archive": "R000003-submissions", "lines_in_are_lines_out": "", "every_line_one_outcome": ""}},
		{"manifest missing, past changed", func() {
			remove(t, filepath.Join(p.Ledger(), "R000005.json"))
			p.change(`update attachment_apart set valid_from = valid_from - 1 where known_from = 1 and known_to = 3`)
		}, map[string]string{"runs_have_manifests": "R000005", "registry_digests": "R000001"}},
		{"manifests unreadable and changed", func() {
			rewrite(t, filepath.Join(p.Ledger(), "R000005.json"), `{`, `[`)
			rewrite(t, filepath.Join(p.Ledger(), "R000003.json"), `"registry_digest": "`, `"registry_digest": "0`)
		}, map[string]string{"ledger_manifests": "R000005.json", "runs_have_manifests": "R000003", "registry_digests": "R000003"}},
		{"registry missing", func() { remove(t, p.Registry()) }, map[string]string{
			"runs_have_manifests": "empanel rebuild", "registry_digests": "", "every_attachment_has_its_line": "", "every_line_one_outcome": "",
			"lines_in_are_lines_out": "", "no_person_attached_twice": "", "only_single_claims_unnamed": "", "pending_rows_wait": "", "stored_is_what_was_folded": "",
			"panel_flow_adds_up": "", "transfer_adds_up": "", "no_household_split": "", "no_provider_over_capacity": "",
			"nobody_proposed_who_has_somebody": "", "transfers_and_room": "",
		}},
		{"room changed", func() {
			p.change(`update provider_capacity set capacity = capacity + 1 where facility_number = (select min(facility_number) from provider_capacity)`)
		}, map[string]string{"transfers_and_room": "stored otherwise"}},
		{"who came and an attachment changed", func() {
			p.change(`update panel_flow_part set people = people + 1 where run_no = 1 and direction = 'in'`)
			p.change(`update attachment_apart set facility = (select max(code) from number) where known_to is null and line_no =
				(select min(line_no) from attachment_apart where known_to is null)`)
		}, map[string]string{"panel_flow_adds_up": "", "stored_is_what_was_folded": "", "registry_digests": "R000006"}},
		{"past and run forgotten", func() {
			p.change(`delete from attachment_apart where known_to = 5`)
			p.change(`delete from run where run_no = 3`)
		}, map[string]string{"registry_digests": "R000004", "runs_have_manifests": "R000003 is in the ledger"}},
	} {
		c.spoil()
		failed := p.verify()
		for check, says := range c.want {
			proof, ok := failed[check]
			if !ok {
				t.Errorf("%s: %s held", c.name, check)
			} else if !strings.Contains(strings.Join(proof.First, "\n"), says) {
				t.Errorf("%s: %s does not say %q: %v", c.name, check, says, proof.First)
			}
			delete(failed, check)
		}
		for _, proof := range failed {
			t.Errorf("%s: %s did not hold: %s %v", c.name, proof.Check, proof.Result, proof.First)
		}
		if err := os.RemoveAll(p.Dir()); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(p.Dir(), 0o700); err != nil {
			t.Fatal(err)
		}
		copyFolder(t, sound, p.Dir())
	}
}

// A part that no hash is known of is no pass, and no proof of damage either.
func TestVerifyWithoutHash(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	p.look("alice")
	rewrite(t, filepath.Join(p.Ledger(), "R000001.json"), `"sha256": "`, `"sha256": "", "was": "`)
	failed := p.verify()
	if got := failed["ledger_parts"]; got.Result != pipeline.ProofUnverifiable || got.Problems != 1 {
		t.Errorf("%+v", got)
	}
}

// A registry that cannot be read is named, and all that needs it is not said
// to hold.
func TestVerifyDamagedRegistry(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	p.look("alice")
	spoil(t, p.Registry())
	failed := p.verify()
	if !strings.Contains(strings.Join(failed["runs_have_manifests"].First, " "), "cannot be read") {
		t.Errorf("%+v", failed["runs_have_manifests"])
	}
	for _, check := range []string{"stored_is_what_was_folded", "registry_digests"} {
		if !slices.Contains([]pipeline.ProofResult{pipeline.ProofFailed, pipeline.ProofNotChecked}, failed[check].Result) {
			t.Errorf("%s: %+v", check, failed[check])
		}
	}
}

// Of a workspace in which nothing was taken in there is nothing wrong; one in
// which a run is under way is left alone.
func TestVerifyNothing(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	v, err := pipeline.Verify(t.Context(), pipeline.VerifyOptions{Workspace: p.Dir()})
	if err != nil || !v.Passed() || v.RunID != "" {
		t.Errorf("%+v %v", v, err)
	}
	release, err := p.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Verify(t.Context(), pipeline.VerifyOptions{Workspace: p.Dir()}); !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("while another holds the workspace the error is %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}
