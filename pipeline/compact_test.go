package pipeline_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/compact"
	"empanel/pipeline/export/clfp"
	"empanel/pipeline/ledger"
)

// keepsOne has a compaction pack all but the newest run.
const keepsOne = oneThread + "[ledger]\nkeep_runs = 1\n"

// compact compacts the ledger under a configuration, which must succeed.
func (p post) compact(configuration string) *compact.Result {
	p.t.Helper()
	p.configure(configuration)
	done, err := compact.Do(p.t.Context(), compact.Options{Workspace: p.Dir()})
	if err != nil {
		p.t.Fatal(err)
	}
	p.mustHaveTidyLedger()
	return done
}

// rowsOfRuns are, by run and kind, how many rows there are and a hash of them
// whatever their order, as the engine reads them: where a part is in a pack, by
// the pack's own footer.
func (p post) rowsOfRuns() map[string]string {
	p.t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		p.t.Fatal(err)
	}
	defer closeDB(p.t, db)
	manifests, damages, err := ledger.Manifests(p.Ledger())
	if err != nil || len(damages) > 0 {
		p.t.Fatal(err, damages)
	}
	all := map[string]string{}
	for _, m := range manifests {
		for _, part := range m.Parts {
			query := fmt.Sprintf("select count(*)::varchar, coalesce(sum(hash(r))::varchar, '') from (select columns(* exclude file_row_number) from read_parquet('%s', file_row_number = true) where file_row_number between %d and %d) as r",
				filepath.Join(p.Ledger(), part.File()), part.Packed.FirstRow, part.Packed.FirstRow+part.Rows-1)
			all[m.RunID+" "+part.Kind+" "+part.Name] = rowsIn(p.t, db, 2, query)[0]
		}
	}
	return all
}

// bundles are the bytes of what is paid by, as known after each run.
func (p post) bundles(runs ...string) map[string]string {
	p.t.Helper()
	if err := os.RemoveAll(p.Exports()); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Mkdir(p.Exports(), 0o700); err != nil {
		p.t.Fatal(err)
	}
	all := map[string]string{}
	for _, run := range runs {
		done, err := clfp.Export(p.t.Context(), clfp.Options{
			Workspace: p.Dir(), AsOf: field.NewDate(2026, 10, 9), Known: run,
			Look: ask.Look{Command: "export clfp", User: "test", At: time.Unix(1e9, 0)},
		})
		if err != nil {
			p.t.Fatal(err)
		}
		for _, name := range p.listing(done.Dir) {
			text, err := os.ReadFile(filepath.Join(done.Dir, name))
			if err != nil {
				p.t.Fatal(err)
			}
			all[run+" "+name] = string(text)
		}
	}
	return all
}

// A compacted ledger has every row of every run, and says the same to all that
// read it: verify, rebuild, bundles of the past, backups; and runs go on from it.
func TestCompactedLedgerSaysTheSame(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	p.look("somebody")
	manifests, _, err := ledger.Manifests(p.Ledger())
	if err != nil {
		t.Fatal(err)
	}
	middle, newest := manifests[2].RunID, manifests[len(manifests)-1].RunID
	before, digest, rows, bundles := p.tables(), p.digest(), p.rowsOfRuns(), p.bundles(middle, newest)
	saved := t.TempDir()
	p.backUp(saved, true)

	first := p.compact(oneThread + "[ledger]\nkeep_runs = 3\n")
	second := p.compact(keepsOne)
	if first.RunsPacked != 2 || second.RunsPacked != 3 || second.FilesAfter >= first.FilesAfter || second.NewestRun != newest || second.RegistryDigest != digest {
		t.Errorf("%+v\n%+v", first, second)
	}
	mustEqualFiles(t, "the rows of the runs", rows, p.rowsOfRuns())
	mustEqualFiles(t, "bundles", bundles, p.bundles(middle, newest))
	if failed := p.verify(); len(failed) > 0 {
		t.Errorf("verify: %+v", failed)
	}
	if got := p.rebuild(); got.Before != pipeline.OldSame || got.Digest != digest || len(got.Runs) != 5 {
		t.Errorf("rebuild: %+v", got)
	}
	mustEqualTables(t, before, p.tables(), true)

	// The backup has what the ledger has, no more, and what is made of it is the same.
	if done := p.backUp(saved, true); done.Copied < second.Packs {
		t.Errorf("%+v", done)
	}
	stored := strings.Join(p.listing(filepath.Join(saved, "ledger")), " ")
	if strings.Contains(stored, "R000001-claims-w0") || !strings.Contains(stored, "-since-R000001-") {
		t.Errorf("the backup has %s", stored)
	}
	if again := p.backUp(saved, true); again.Copied > 0 {
		t.Errorf("a second backup copies %d files", again.Copied)
	}
	got, done, err := p.restore(saved, nil)
	if err != nil || done.RegistryDigest != digest {
		t.Fatal(err, done)
	}
	mustEqualTables(t, before, got.tables(), false)
	if here, there := p.run().RegistryDigest, got.run().RegistryDigest; here != there {
		t.Errorf("the next run has the digest %s, and in what was restored %s", here, there)
	}
}

// Damage of a pack is told with the runs that it concerns, and nothing is made of it.
func TestDamagedPack(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	p.look("somebody")
	p.compact(keepsOne)
	m, err := ledger.Read(p.Ledger(), "R000003")
	if err != nil {
		t.Fatal(err)
	}
	list := m.Parts[len(m.Parts)-1]
	for _, part := range m.Parts {
		if part.Kind == ledger.SubmissionKind {
			list = part
		}
	}
	if list.Packed.IsZero() {
		t.Fatal("nothing is packed")
	}
	path := filepath.Join(p.Ledger(), list.File())
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[list.Packed.At+list.Bytes/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	failed := p.verify()
	told := strings.Join(failed["ledger_parts"].First, "\n")
	if failed["ledger_parts"].Problems != 1 || !strings.Contains(told, list.File()) || !strings.Contains(told, "R000003") || strings.Contains(told, "R000001,") {
		t.Errorf("verify: %+v", failed["ledger_parts"])
	}
	if archive := strings.Join(failed["archive"].First, "\n"); !strings.Contains(archive, "which files R000003 took is not known") {
		t.Errorf("of the archive: %s", archive)
	}
	if _, err := pipeline.Rebuild(t.Context(), p.anew()); err == nil || !strings.Contains(err.Error(), "R000003") {
		t.Errorf("rebuild: %v", err)
	}
	content[list.Packed.At+list.Bytes/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	// A manifest that is lost is missed, though its parts are among those of others.
	if err := os.Rename(filepath.Join(p.Ledger(), "R000003.json"), filepath.Join(t.TempDir(), "away")); err != nil {
		t.Fatal(err)
	}
	if told := strings.Join(p.verify()["ledger_nothing_else"].First, "\n"); !strings.Contains(told, "rows of which no manifest tells") {
		t.Errorf("without a manifest: %s", told)
	}
	remove(t, p.Registry())
	if _, err := pipeline.Rebuild(t.Context(), p.anew()); err == nil || !strings.Contains(err.Error(), "rows of which no manifest tells") {
		t.Errorf("rebuild without a manifest: %v", err)
	}
}

// Whenever a ledger is compacted, the nights that come after give what they gave
// without, and a rebuild gives the same registry.
func TestLongCompactedAnyNight(t *testing.T) {
	t.Parallel()
	random(t, 3, func(rt *rapid.T) {
		p, _ := someNights(t)
		p.look("somebody")
		for n := range rapid.IntRange(1, 3).Draw(rt, "times") {
			p.compact(fmt.Sprintf("%s[ledger]\nkeep_runs = %d\npack_mib = %d\n", oneThread,
				rapid.IntRange(1, 6).Draw(rt, "keep"), rapid.SampledFrom([]int{1, 256}).Draw(rt, "size")))
			p.send(40+n, "drbill/more.csv", claimsHead, fmt.Sprintf("%s,%d,A0001,2026-10-05", someone(), 10001+n))
			p.run()
		}
		before, digest := p.tables(), p.digest()
		if failed := p.verify(); len(failed) > 0 {
			rt.Fatalf("verify: %+v", failed)
		}
		if got := p.rebuild(); got.Digest != digest {
			rt.Fatalf("rebuild: %s, want %s", got.Digest, digest)
		}
		mustEqualTables(t, before, p.tables(), true)
	})
}
