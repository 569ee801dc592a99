package pipeline_test

import (
	"bytes"
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
	"empanel/pipeline/archive"
	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/retention"
)

// collect removes what is due at a time, or lists it.
func (p post) collect(now time.Time, dryRun bool) *retention.Result {
	p.t.Helper()
	r, err := retention.Collect(p.t.Context(), retention.Options{
		Workspace: p.Dir(), DryRun: dryRun, Now: func() time.Time { return now }, Look: ask.Look{Command: "gc", User: "test", At: now},
	})
	if err != nil {
		p.t.Fatalf("gc: %v", err)
	}
	return r
}

// litter puts what killed commands leave, and what nobody knows, into a
// workspace, and gives the paths of either.
func (p post) litter(t failer) (left, unknown []string) {
	put := func(paths ...string) []string {
		for _, path := range paths {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatalf("%v", err)
			}
			if err := os.WriteFile(path, []byte("left"), 0o600); err != nil {
				t.Fatalf("%v", err)
			}
		}
		return paths
	}
	id := strings.Repeat("ab", 32)
	left = put(
		p.Rebuilt(), p.Rebuilt()+".new", p.Rebuilt()+".wal", filepath.Join(p.Exports(), ".export-123456", "people.csv"),
		filepath.Join(p.Exports(), ".export-99.old", "people.csv"), filepath.Join(p.Spill(), "plan", "R000009-claims-w0.parquet"),
		filepath.Join(p.Spill(), "duckdb_temp_storage-0.tmp"), filepath.Join(p.Snapshots(), ".unfinished.duckdb"),
		filepath.Join(p.Snapshots(), ".identities.duckdb"), filepath.Join(p.Archive(), "ab", id+".age.new"),
		filepath.Join(p.Archive(), ".removed.jsonl.unfinished"), filepath.Join(p.Ledger(), ".R000009.json.tmp.unfinished"), filepath.Join(p.Reports(), ".index.html.unfinished"),
		filepath.Join(p.Snapshots(), ".latest.duckdb"), filepath.Join(p.Snapshots(), ".latest.duckdb.wal.checkpoint"), filepath.Join(p.Snapshots(), ".identities.duckdb.wal.recovery"),
	)
	unknown = put(
		filepath.Join(p.Exports(), "mine", "people.csv"), filepath.Join(p.Exports(), "notes.txt"), filepath.Join(p.Archive(), "ab", id),
		filepath.Join(p.Archive(), "ab", id+".new"), filepath.Join(p.Archive(), "readme"), filepath.Join(p.Reports(), "R000001", "figures.csv"),
		filepath.Join(p.Reports(), "old", "index.html"), filepath.Join(p.Snapshots(), "R1.duckdb"), filepath.Join(p.Snapshots(), "mine.duckdb"),
		filepath.Join(p.Dir(), "registry.duckdb.before"), filepath.Join(p.Dir(), "empanel.toml.old"), filepath.Join(p.Inbox("drbill"), ".upload.csv123"),
	)
	return left, unknown
}

// Whatever the ages and the settings, nothing that is needed goes: the registry
// is made again as it was, what waits in quarantine keeps its text, everything is
// as it must be, and nobody else's file is touched. A dry run says just what goes.
func TestLongCollectKeepsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	p, _ := someNights(t)
	text, err := os.ReadFile(p.Config())
	if err != nil {
		t.Fatal(err)
	}
	digest, waiting := p.digest(), p.rows(2, `select submission_id || ' ' || line_no, raw from quarantine where state = 'waiting' order by all`)
	if len(waiting) == 0 {
		t.Fatal("nothing waits in quarantine")
	}
	left, unknown := p.litter(t)
	bundle := p.bundle(false)
	started := time.Now()
	gone := 0
	property := func(r *rapid.T) {
		keep := func(name string) string {
			return rapid.SampledFrom([]string{"forever", "1 day", "30 days", "400 days"}).Draw(r, name)
		}
		p.configure(string(text) + "[publish]\nkeep_snapshots = 2\n[retention]\nraw_files = \"" + keep("raw") + "\"\nreports = \"" + keep("reports") +
			"\"\nexports = \"" + keep("exports") + "\"\nwho_is_who = \"" + keep("who") + "\"\n")
		now := started.Add(time.Duration(rapid.IntRange(0, 500*24).Draw(r, "hours later")) * time.Hour)
		would := p.collect(now, true)
		if again := p.collect(now, true); len(again.Items) != len(would.Items) {
			r.Fatalf("a dry run changed something: %d and %d", len(would.Items), len(again.Items))
		}
		did := p.collect(now, false)
		if !slices.Equal(told(would), told(did)) || would.Bytes != did.Bytes {
			r.Fatalf("would\n%v\ndid\n%v", told(would), told(did))
		}
		gone += len(did.Items)
		if after := p.collect(now, true); len(after.Items) > 0 {
			r.Fatalf("still due: %v", told(after))
		}
		for _, path := range left {
			if _, err := os.Lstat(path); now.Sub(started) > 25*time.Hour && !errors.Is(err, os.ErrNotExist) {
				r.Fatalf("%s is still there: %v", path, err)
			}
		}
	}
	for range 4 * soak { // one after the other, on one workspace
		rapid.Check(t, property)
	}
	// At last everything that may go has gone.
	p.configure(string(text) + "[retention]\nraw_files = \"1 day\"\nreports = \"1 day\"\nexports = \"1 day\"\nwho_is_who = \"1 day\"\n")
	gone += len(p.collect(started.AddDate(3, 0, 0), false).Items)
	if gone < 30 {
		t.Errorf("only %d things went", gone)
	}
	if _, err := os.Lstat(bundle); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the bundle is still there: %v", err)
	}
	for _, path := range unknown {
		if content, err := os.ReadFile(path); err != nil || string(content) != "left" {
			t.Errorf("%s is somebody else's and is not as it was: %v", path, err)
		}
	}
	for _, path := range unknown {
		remove(t, path) // a ledger and a report have nothing else in them
	}
	files, err := archive.List(t.Context(), p.Dir(), "")
	if err != nil {
		t.Fatal(err)
	}
	states := map[archive.State]int{}
	for _, f := range files {
		states[f.State]++
		if f.State == archive.Missing || f.State == archive.Removed && f.Waiting > 0 || f.State == archive.Plain && f.Waiting == 0 {
			t.Errorf("%.12s is %s with %d lines that wait", f.ID, f.Where(), f.Waiting)
		}
	}
	if states[archive.Removed] < 10 || states[archive.Plain] == 0 {
		t.Errorf("%v", states)
	}
	if made := p.rebuild(); made.Digest != digest || made.NoText > 0 {
		t.Errorf("rebuilt: digest %s, want %s; %d lines that wait are without text", made.Digest, digest, made.NoText)
	}
	if now := p.rows(2, `select submission_id || ' ' || line_no, raw from quarantine where state = 'waiting' order by all`); !slices.Equal(now, waiting) {
		t.Error("what waits in quarantine is not as it was")
	}
	v, err := pipeline.Verify(t.Context(), pipeline.VerifyOptions{Workspace: p.Dir()})
	if err != nil || !v.Passed() {
		t.Errorf("not as it must be: %+v %v", v, err)
	}
	p.mustIndexWhatIsThere()
	p.on(field.NewDate(2026, 10, 10))
	p.mustHaveDigest(digest)
}

func told(r *retention.Result) []string {
	var all []string
	for _, i := range r.Items {
		all = append(all, string(i.Kind)+" "+i.What)
	}
	slices.Sort(all)
	return all
}

// mustIndexWhatIsThere holds the list of nights to the pages that are there.
func (p post) mustIndexWhatIsThere() {
	p.t.Helper()
	index, err := os.ReadFile(filepath.Join(p.Reports(), "index.html"))
	if err != nil {
		p.t.Fatal(err)
	}
	pages := 0
	for _, id := range p.rows(1, `select run_id from runs`) {
		_, err := os.Stat(filepath.Join(p.Reports(), id, "index.html"))
		if linked := bytes.Contains(index, []byte(`"`+id+`/index.html"`)); linked != (err == nil) {
			p.t.Errorf("the page of %s is there: %v, and linked: %v", id, err == nil, linked)
		}
		if err == nil {
			pages++
		}
	}
	if pages != 2 { // the newest, and one with somebody's file beside it
		p.t.Errorf("%d pages are left", pages)
	}
}

// Killed after a file was put on record and before it went, or the other way
// round with an export: what is left is whole, and the next gc goes on.
func TestCollectAfterAKill(t *testing.T) {
	t.Parallel()
	p, _, _ := firstNight(t)
	p.configure(oneThread + "[retention]\nraw_files = \"10 days\"\nexports = \"10 days\"\n")
	bundle := p.bundle(false)
	changed := filepath.Join(p.Exports(), "changed")
	copyInto(t, bundle, changed)
	write(t, filepath.Join(changed, "notes.txt"), "mine")
	later := time.Now().AddDate(0, 0, 11)
	due := p.collect(later, true)
	ids := p.rows(1, `select distinct s.submission_id from submissions as s
		where s.submission_id not in (select submission_id from quarantine where state = 'waiting')`)
	if len(ids) < 3 || len(due.Items) != len(ids)+1 || len(due.Kept) < 2 {
		t.Fatalf("%d files without lines in quarantine, %d things due, %d of them stay", len(ids), len(due.Items), len(due.Kept))
	}
	if err := intake.RecordRemoved(p.Workspace, []intake.Removed{{ID: ids[0], On: later, Why: intake.RemovedByRetention}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(bundle, filepath.Join(p.Exports(), ".export-55")); err != nil {
		t.Fatal(err)
	}
	if files, err := archive.List(t.Context(), p.Dir(), ""); err != nil || slices.ContainsFunc(files, func(f archive.File) bool { return f.State != archive.Plain }) {
		t.Errorf("what is there is not said to be: %v", err)
	}
	p.look("somebody")
	if failed := p.verify(); len(failed) > 0 {
		t.Errorf("not as it must be: %+v", failed)
	}
	if went := p.collect(later, false); !slices.Equal(told(went), told(due)) && len(went.Items) != len(due.Items) {
		t.Errorf("went:\n%v\nwere due:\n%v", told(went), told(due))
	}
	if entries := p.listing(p.Exports()); !slices.Equal(entries, []string{"changed"}) {
		t.Errorf("exports: %v", entries)
	}
	if failed := p.verify(); len(failed) > 0 {
		t.Errorf("not as it must be: %+v", failed)
	}
}

func copyInto(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, from, to)
}
