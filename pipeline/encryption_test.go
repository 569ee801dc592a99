package pipeline_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/intake"
	"empanel/pipeline/seal"
)

// With recipients nothing that came in is left plain, no run needs to open it,
// and what only the archive holds comes back with an identity.
func TestLongEncryptedArchive(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	configuration, opens := keyPair(t)
	p.configure(oneThread + configuration)
	again := ofNight(parcels, 0)[0].again()
	p.deliver(append(ofNight(parcels, 1), again)...)
	report := p.run()
	if report.Files.Duplicate == 0 || report.RegistryDigest != want {
		t.Errorf("%+v, digest %s, want %s", report.Files, report.RegistryDigest, want)
	}
	for _, one := range append(ofNight(parcels, 1), again) {
		stored, err := intake.FindStored(p.Workspace, one.submissionID())
		if err != nil || !stored.Encrypted {
			t.Errorf("%s: %+v %v", one.place, stored, err)
			continue
		}
		if id, err := stored.ID(opens); err != nil || id != one.submissionID() {
			t.Errorf("%s holds %s: %v", one.place, id, err)
		}
	}

	// All of it encrypted: the rebuilt registry lacks the text that only the
	// archive has, and has it again with the identity.
	q, _ := someNights(t)
	before, digest := q.tables(), q.digest()
	text, err := os.ReadFile(q.Config())
	if err != nil {
		t.Fatal(err)
	}
	q.configure(string(text) + configuration)
	ids := q.rows(1, `select distinct submission_id from submissions`)
	if err := intake.EncryptStored(q.Workspace, ids, q.recipients()); err != nil {
		t.Fatal(err)
	}
	remove(t, q.Registry())
	made := q.rebuild()
	if made.Digest != digest || made.NoText == 0 || !made.Sealed {
		t.Errorf("%d lines without text, digest %s, want %s", made.NoText, made.Digest, digest)
	}
	q.on(field.NewDate(2026, 10, 10)) // a run gets by without
	if notes := q.pageText(); !strings.Contains(notes, "which is encrypted in the archive") {
		t.Error("the page of the night does not say that texts are missing")
	}
	o := q.anew()
	o.Opens = opens
	made, err = pipeline.Rebuild(t.Context(), o)
	if err != nil || made.Digest != digest || made.NoText != 0 || made.Sealed {
		t.Errorf("with the identity: %+v, %v", made, err)
	}
	if quarantined := q.tables()["quarantined"]; !slices.Equal(quarantined, before["quarantined"]) {
		t.Error("the lines in quarantine are not as they were")
	}
	q.mustNoticeDamage(ids, opens)
}

// mustNoticeDamage changes one encrypted file at its end, where only an identity
// sees it, and cuts off another.
func (p post) mustNoticeDamage(ids []string, opens *seal.Identities) {
	p.t.Helper()
	for i, damage := range []func([]byte) []byte{
		func(content []byte) []byte { content[len(content)-1] ^= 1; return content },
		func(content []byte) []byte { return content[:len(content)-1] },
	} {
		stored, err := intake.FindStored(p.Workspace, ids[i])
		if err != nil {
			p.t.Fatal(err)
		}
		content, err := os.ReadFile(stored.Path)
		if err != nil {
			p.t.Fatal(err)
		}
		write(p.t, stored.Path, string(damage(content)))
	}
	for _, c := range []struct {
		opens  *seal.Identities
		wrong  int64
		sealed bool
	}{{nil, 1, true}, {opens, 2, false}} {
		v, err := pipeline.Verify(p.t.Context(), pipeline.VerifyOptions{Workspace: p.Dir(), Opens: c.opens})
		if err != nil {
			p.t.Fatal(err)
		}
		for _, proof := range v.Proofs {
			if proof.Check == "archive" && (proof.Problems != c.wrong || proof.Sealed > 0 != c.sealed || proof.LookedAt < 10) {
				p.t.Errorf("%+v", proof)
			} else if proof.Check != "archive" && proof.Result != pipeline.ProofOK {
				p.t.Errorf("%+v", proof)
			}
		}
	}
}

// recipients are those of the configuration.
func (p post) recipients() *seal.Recipients {
	p.t.Helper()
	_, cfg, err := ask.Settings(p.Dir())
	if err != nil {
		p.t.Fatal(err)
	}
	to, err := cfg.Encryption.To(p.Dir())
	if err != nil || to == nil {
		p.t.Fatal(err)
	}
	return to
}

// pageText is the page of the newest night.
func (p post) pageText() string {
	p.t.Helper()
	run := p.rows(1, `select max(run_id) from runs`)[0]
	text, err := os.ReadFile(filepath.Join(p.Reports(), run, "index.html"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// An export that names people is encrypted; what it holds is what the plain one
// does, byte for byte; one that names nobody stays plain.
func TestEncryptedExport(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	plain := p.bundle(true)
	set := filepath.Join(t.TempDir(), "plain")
	if err := os.Rename(plain, set); err != nil {
		t.Fatal(err)
	}
	configuration, opens := keyPair(t)
	p.configure(oneThread + configuration)
	if dir := p.bundle(false); export.IsSealed(dir) {
		t.Error("a bundle that names nobody is encrypted")
	}
	dir := p.bundle(true)
	mustHoldNothingPlain(t, dir, set)
	opened, done, err := export.Open(dir, opens)
	if err != nil {
		t.Fatal(err)
	}
	mustBeSameBytes(t, set, opened)
	if err := done(); err != nil {
		t.Fatal(err)
	}
	p.bundle(true) // takes the place of the unchanged one

	for _, c := range []struct {
		opens  *seal.Identities
		sealed bool
	}{{nil, true}, {opens, false}} {
		v, err := clfp.VerifyWith(t.Context(), dir, c.opens)
		if err != nil || !v.Passed() || v.Sealed != c.sealed || v.AsOf != "2026-10-09" {
			t.Errorf("%+v %v", v, err)
		}
	}
	if d, err := clfp.CompareWith(t.Context(), set, dir, opens); err != nil || len(d.Changes) > 0 || d.After.Dir != dir {
		t.Errorf("%+v %v", d, err)
	}
	if _, err := clfp.CompareWith(t.Context(), set, dir, nil); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("without an identity: %v", err)
	}
	flip(t, filepath.Join(dir, "people.csv.age"))
	if v, err := clfp.VerifyWith(t.Context(), dir, nil); err != nil || v.Passed() || v.Wrong[0].File != "people.csv.age" {
		t.Errorf("a changed file: %+v %v", v, err)
	}
	_, err = clfp.Export(t.Context(), clfp.Options{
		Workspace: p.Dir(), AsOf: field.NewDate(2026, 10, 9), Look: ask.Look{Command: "export clfp", User: "test", Reveal: true, Purpose: "test"},
	})
	if !errors.Is(err, export.ErrFolderInUse) {
		t.Errorf("a changed export was written over: %v", err)
	}
}

// mustHoldNothingPlain holds the files of an encrypted export to those of the
// plain one: only the manifest is the same.
func mustHoldNothingPlain(t *testing.T, dir, plain string) {
	t.Helper()
	entries, err := os.ReadDir(plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(plain, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		there, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if e.Name() == export.ManifestName {
			if err != nil || !bytes.Equal(there, text) {
				t.Errorf("the manifest is another: %v", err)
			}
			continue
		}
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s stands there plain: %v", e.Name(), err)
		}
		sealed, err := os.ReadFile(filepath.Join(dir, e.Name()+seal.Ending))
		if err != nil || bytes.Contains(sealed, text[:min(40, len(text))]) {
			t.Errorf("%s is not encrypted: %v", e.Name(), err)
		}
	}
}
