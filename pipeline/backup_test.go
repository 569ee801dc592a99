package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/backup"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// Backups, and workspaces that are made of them.

// keyPair is who files are encrypted to, as the configuration says it, and who
// opens them.
func keyPair(t *testing.T) (configuration string, opens *seal.Identities) {
	t.Helper()
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	opens, err = seal.ReadIdentities("-", strings.NewReader(identity.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	return "[encryption]\nrecipients = [\"" + identity.Recipient().String() + "\"]\n", opens
}

// restore makes a workspace of a backup, with the key of another.
func (p post) restore(from string, change func(*backup.RestoreOptions)) (post, *backup.Restored, error) {
	p.t.Helper()
	o := backup.RestoreOptions{
		From: from, Dir: filepath.Join(p.t.TempDir(), "restored"), Key: p.KeyFile(), Now: time.Now,
		Rebuild: func(ctx context.Context, dir string) (string, error) {
			made, err := pipeline.Rebuild(ctx, pipeline.RebuildOptions{Workspace: dir, AsOf: field.NoDate})
			if err != nil {
				return "", err
			}
			return made.Digest, nil
		},
	}
	if change != nil {
		change(&o)
	}
	done, err := backup.Restore(p.t.Context(), o)
	if err != nil {
		return post{}, nil, err
	}
	ws, err := workspace.Open(o.Dir)
	if err != nil {
		p.t.Fatal(err)
	}
	return post{ws, p.t}, done, nil
}

// backUp makes a backup that must succeed.
func (p post) backUp(to string, archive bool) *backup.Done {
	p.t.Helper()
	done, err := backup.Make(p.t.Context(), backup.Options{Workspace: p.Dir(), To: to, Archive: archive, Now: time.Now})
	if err != nil {
		p.t.Fatalf("backup: %v", err)
	}
	return done
}

// bundle makes a bundle of the newest run and gives its folder.
func (p post) bundle(reveal bool) string {
	p.t.Helper()
	done, err := clfp.Export(p.t.Context(), clfp.Options{
		Workspace: p.Dir(), AsOf: field.NewDate(2026, 10, 9),
		Look: ask.Look{Command: "export clfp", User: "test", At: time.Unix(1e9, 0), Reveal: reveal, Purpose: "test"},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return done.Dir
}

// The ledger and the configuration are enough: a workspace that is made of them
// says the same, past and present, and goes on as the old one would have.
func TestLongRestoredFromLedgerAndConfiguration(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	before, digest := p.tables(), p.digest()
	copied := t.TempDir()
	if err := os.Mkdir(filepath.Join(copied, "ledger"), 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, p.Ledger(), filepath.Join(copied, "ledger"))
	// A run was under way meanwhile.
	write(t, filepath.Join(copied, "ledger", "R000009-claims-w0.parquet"), "half of it")
	write(t, filepath.Join(copied, "ledger", "R000009.json.tmp"), "half of it")
	text, err := os.ReadFile(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(copied, "empanel.toml"), string(text))
	nights := "{\"row\":\"of a night\"}\n" // what else there is comes along
	write(t, filepath.Join(copied, "nights.jsonl"), nights)

	got, done, err := p.restore(copied, nil)
	if err != nil {
		t.Fatal(err)
	}
	if done.RegistryDigest != digest || done.Runs != 5 || done.NotArchived < 10 || done.Archived > 0 || done.NewKey {
		t.Errorf("%+v, want the digest %s", done, digest)
	}
	if restored, err := os.ReadFile(got.Nights()); err != nil || string(restored) != nights {
		t.Errorf("the record of nights is %q (%v), and was %q", restored, err, nights)
	}
	after := got.tables()
	// The text of some lines is in the archive only.
	delete(before, "quarantined")
	delete(after, "quarantined")
	before["quarantined"], after["quarantined"] = p.quarantinedWithoutText(), got.quarantinedWithoutText()
	mustEqualTables(t, before, after, false)
	mustBeSameBytes(t, p.bundle(false), got.bundle(false))
	v, err := pipeline.Verify(t.Context(), pipeline.VerifyOptions{Workspace: got.Dir()})
	if err != nil || !v.Passed() {
		t.Errorf("not as it must be: %+v %v", v, err)
	}

	tonight := p.takeover(2)
	tonight.name, tonight.content = "takeover_2.csv", bytes.ReplaceAll(tonight.content, []byte("2026-10-05"), []byte("2026-10-06"))
	for _, one := range []post{p, got} {
		one.deliver(tonight)
		one.on(field.NewDate(2026, 10, 10))
	}
	if p.digest() == digest || p.digest() != got.digest() {
		t.Errorf("after one night more the digests are %s and %s, and were %s", p.digest(), got.digest(), digest)
	}
}

func (p post) quarantinedWithoutText() []string {
	return p.rows(1, `select concat_ws('|', file_no, line_no, channel, reasons, hint, first_run, state) from quarantined order by all`)
}

// A backup is brought up to date, is encrypted, survives being killed, refuses
// another workspace, and says what in it is damaged.
func TestBackup(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	configuration, opens := keyPair(t)
	p.configure(oneThread + configuration)
	p.look("somebody")
	to := filepath.Join(t.TempDir(), "backup")
	first := p.backUp(to, true)
	if !first.Encrypted || first.Copied != first.Files || first.Runs != 1 {
		t.Errorf("the first backup: %+v", first)
	}
	if again := p.backUp(to, false); again.Copied != 0 || again.Files != first.Files || !again.Archive {
		t.Errorf("nothing new, and %+v", again)
	}
	p.deliver(ofNight(parcels, 1)...)
	p.run()
	p.stray("R000009-claims-w0.parquet") // a run is under way
	p.look("somebody else")
	list, err := os.ReadFile(filepath.Join(to, backup.ListName))
	if err != nil {
		t.Fatal(err)
	}
	second := p.backUp(to, true)
	if second.Copied == 0 || second.Copied >= second.Files || second.RegistryDigest != want {
		t.Errorf("the second backup: %+v", second)
	}

	// It was killed before its list was written, with half a file.
	write(t, filepath.Join(to, backup.ListName), string(list))
	write(t, filepath.Join(to, "ledger", "R000002.json.age.new"), "half of it")
	for _, name := range []string{"ledger/R000001.json", "state/empanel.toml-0123456789abcdef", "ledger/notes"} {
		write(t, filepath.Join(to, name), "plain, from before there were recipients")
	}
	if third := p.backUp(to, true); third.Files != second.Files || third.RegistryDigest != want {
		t.Errorf("after a kill: %+v", third)
	}
	for _, folder := range []string{"ledger", "archive", "state"} {
		if left, err := filepath.Glob(filepath.Join(to, folder, "*"+seal.NewEnding)); err != nil || len(left) > 0 {
			t.Errorf("left: %v %v", left, err)
		}
	}
	for name, stays := range map[string]bool{"R000001.json": false, "notes": true} {
		if _, err := os.Lstat(filepath.Join(to, "ledger", name)); stays != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if state, err := os.ReadDir(filepath.Join(to, "state")); err != nil || len(state) != 2 {
		t.Errorf("%d versions of what changes are kept: %v", len(state), err)
	}

	if _, _, err := p.restore(to, nil); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("without an identity: %v", err)
	}
	// A restoring was killed. Without the key everybody has another pseudonym, and
	// the registry is the same.
	killed := filepath.Join(t.TempDir(), "restored")
	if err := os.MkdirAll(filepath.Join(killed+".restoring", "ledger"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".restoring", "person.key", "ledger/R000009.json"} {
		write(t, filepath.Join(killed+".restoring", name), "half of it")
	}
	if _, _, err := p.restore(to, func(o *backup.RestoreOptions) { o.Opens, o.Key = opens, "" }); !errors.Is(err, backup.ErrKey) {
		t.Errorf("without a word on the key: %v", err)
	}
	got, done, err := p.restore(to, func(o *backup.RestoreOptions) { o.Dir, o.Opens, o.Key, o.NewKey = killed, opens, "", true })
	if err != nil {
		t.Fatal(err)
	}
	ours, err := p.Key()
	theirs, errTheirs := got.Key()
	if err := errors.Join(err, errTheirs); err != nil || !done.NewKey || bytes.Equal(ours, theirs) {
		t.Errorf("%+v, and the key is the old one: %v", done, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(killed), "*")); err != nil || len(left) != 1 {
		t.Errorf("left: %v %v", left, err)
	}
	if done.RegistryDigest != want || done.NotArchived != 0 || done.Archived == 0 {
		t.Errorf("%+v", done)
	}
	got.mustHaveDigest(want)
	if err := os.Remove(p.part("R000009")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"AuditLog", "Config"} {
		paths := map[string][2]string{"AuditLog": {p.AuditLog(), got.AuditLog()}, "Config": {p.Config(), got.Config()}}[file]
		a, errA := os.ReadFile(paths[0])
		b, errB := os.ReadFile(paths[1])
		if err := errors.Join(errA, errB); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not as it was (%v)", file, err)
		}
	}
	if failed := got.verify(); len(failed) > 0 {
		t.Errorf("not as it must be: %+v", failed)
	}

	// Another workspace, or one that lost evidence, does not take the backup's place.
	if err := os.Rename(filepath.Join(got.Ledger(), "R000002.json"), filepath.Join(got.Ledger(), "R000002.json.away")); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Make(t.Context(), backup.Options{Workspace: got.Dir(), To: to, Now: time.Now}); !errors.Is(err, backup.ErrOther) {
		t.Errorf("a workspace without R000002: %v", err)
	}
	if _, err := backup.Make(t.Context(), backup.Options{Workspace: p.Dir(), To: filepath.Join(p.Exports(), "b"), Now: time.Now}); !errors.Is(err, backup.ErrInside) {
		t.Errorf("inside the workspace: %v", err)
	}
	if _, err := backup.Make(t.Context(), backup.Options{Workspace: p.Dir(), To: got.Dir(), Now: time.Now}); !errors.Is(err, backup.ErrTaken) {
		t.Errorf("a folder with other things: %v", err)
	}

	flip(t, filepath.Join(to, "ledger", "R000001.json.age"))
	if _, _, err := p.restore(to, func(o *backup.RestoreOptions) { o.Opens = opens }); !errors.Is(err, backup.ErrDamaged) ||
		!strings.Contains(err.Error(), "R000001.json.age") {
		t.Errorf("a damaged backup: %v", err)
	}
}

// Of two backups into one folder the second is told to wait, and a restored
// workspace has its key where its configuration says, whatever was there.
func TestBackupsAtOnceAndAKeyApart(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	key, err := os.ReadFile(p.KeyFile())
	if err != nil {
		t.Fatal(err)
	}
	apart, copied := filepath.Join(t.TempDir(), "apart"), filepath.Join(t.TempDir(), "copy")
	write(t, copied, string(key))
	if err := os.Rename(p.KeyFile(), apart); err != nil {
		t.Fatal(err)
	}
	p.configure(oneThread + "[security]\nkey_file = \"" + apart + "\"\n")
	to := filepath.Join(t.TempDir(), "backup")
	another := false
	o := backup.Options{Workspace: p.Dir(), To: to, Now: time.Now}
	o.Progress = func(string, int64, int64) {
		if _, err := backup.Make(t.Context(), backup.Options{Workspace: p.Dir(), To: to, Now: time.Now}); errors.Is(err, workspace.ErrHeld) {
			another = true
		}
	}
	if _, err := backup.Make(t.Context(), o); err != nil || !another {
		t.Fatalf("the other was told to wait: %v; %v", another, err)
	}

	withCopy := func(o *backup.RestoreOptions) { o.Key = copied }
	if _, _, err := p.restore(to, func(o *backup.RestoreOptions) { o.Key, o.NewKey = "", true }); !errors.Is(err, backup.ErrKeyThere) {
		t.Errorf("another key, and one is there: %v", err)
	}
	if err := os.Remove(apart); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"none is there", "the same is there"} {
		got, _, err := p.restore(to, withCopy)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if _, err := os.Lstat(filepath.Join(got.Dir(), "person.key")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a key that is not in force is in the workspace (%v)", what, err)
		}
		if now, err := os.ReadFile(apart); err != nil || !bytes.Equal(now, key) || got.KeyFile() != apart {
			t.Errorf("%s: the key is not where the configuration keeps it: %v", what, err)
		}
	}
}
