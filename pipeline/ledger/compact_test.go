package ledger_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"empanel/pipeline/ledger"
)

// TestMain has random tests try few cases: each writes many small files, and has
// them on disk.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "15"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// cheapBatch has few rows.
func cheapBatch(rt *rapid.T) arrow.Record {
	fields := []arrow.Field{{Name: "line_no", Type: arrow.PrimitiveTypes.Int32}, {Name: "software", Type: arrow.BinaryTypes.String, Nullable: true}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	first := rapid.Int32().Draw(rt, "first")
	for n := range rapid.Int32Range(1, 20).Draw(rt, "rows") {
		b.Field(0).(*array.Int32Builder).Append(first + n)
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("row ", n))
	}
	return b.NewRecord()
}

// someRuns writes finished runs, each with parts of some kinds by some workers.
func someRuns(rt *rapid.T, folder string, from, runs int) {
	for no := from; no < from+runs; no++ {
		id := fmt.Sprintf("R%06d", no)
		var parts []ledger.Part
		for worker := range rapid.IntRange(0, 3).Draw(rt, "workers") {
			w := ledger.NewPartWriter(folder, id, fmt.Sprint(worker))
			for _, kind := range []string{"claims", "persons"} {
				for range rapid.IntRange(0, 2).Draw(rt, "batches") {
					record := cheapBatch(rt)
					if err := w.Write(kind, record); err != nil {
						rt.Fatal(err)
					}
					record.Release()
				}
			}
			made, err := w.Close()
			if err != nil {
				rt.Fatal(err)
			}
			parts = append(parts, made...)
		}
		m := manifest(id, parts...)
		m.RunNo = no
		finish(rt, folder, m)
	}
}

func finish(rt *rapid.T, folder string, m ledger.Manifest) {
	if err := ledger.Prepare(folder, m); err != nil {
		rt.Fatal(err)
	}
	if err := ledger.Finish(folder, m.RunID); err != nil {
		rt.Fatal(err)
	}
}

// said is everything that a ledger says: of each run what its manifest said
// when the run wrote it, and the bytes of each of its parts, wherever they are.
func said(t rapid.TB, folder string) map[string]string {
	manifests, damages, err := ledger.Manifests(folder)
	if err != nil || len(damages) > 0 {
		t.Fatal(err, damages)
	}
	if found, err := ledger.CheckParts(context.Background(), folder, manifests, 2, nil); err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	if gaps := ledger.Gaps(folder, manifests); len(gaps) > 0 {
		t.Fatal(gaps)
	}
	if strays, err := ledger.Strays(folder, manifests); err != nil || len(strays) > 0 {
		t.Fatal(err, strays)
	}
	into, err := os.MkdirTemp("", "said")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(into) //nolint:errcheck // of a test
	all := map[string]string{}
	for _, m := range manifests {
		if all[m.RunID], err = m.Evidence(); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Unpack(folder, into, m.Parts); err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Parts {
			from := folder
			if !p.Packed.IsZero() {
				from = into
			}
			content, err := os.ReadFile(filepath.Join(from, p.Name))
			if err != nil {
				t.Fatal(err)
			}
			all[p.Name] = string(content)
		}
	}
	return all
}

// rowsOfKind reads all rows of a kind as another engine would, by the footers of
// the files that have them.
func rowsOfKind(rt *rapid.T, folder, kind string, upTo int) []string {
	manifests, _, err := ledger.Manifests(folder)
	if err != nil {
		rt.Fatal(err)
	}
	into, err := os.MkdirTemp("", "rows")
	if err != nil {
		rt.Fatal(err)
	}
	defer os.RemoveAll(into) //nolint:errcheck // of a test
	paths, err := ledger.Readable(folder, into, manifests[:upTo], kind)
	if err != nil {
		rt.Fatal(err)
	}
	var rows []string
	for _, path := range paths {
		rows = append(rows, rowsOf(rt, path)...)
	}
	sort.Strings(rows)
	return rows
}

// holds checks that a folder holds what manifests name, and nothing else.
func holds(t rapid.TB, folder string) {
	manifests, _, err := ledger.Manifests(folder)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for _, m := range manifests {
		want = append(want, m.RunID+".json")
		for _, p := range m.Parts {
			want = append(want, p.File())
		}
	}
	sort.Strings(want)
	want = slices.Compact(want)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the folder holds something else than the manifests name (-named +there):\n%s", diff)
	}
}

// Whenever it is compacted, a ledger says what it said, and every kind has the
// rows that it had, up to any run.
func TestCompactionChangesNothingThatIsSaid(t *testing.T) {
	compacted := 0
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(t.TempDir(), "ledger")
		if err != nil {
			rt.Fatal(err)
		}
		next := 1
		for range rapid.IntRange(1, 3).Draw(rt, "times") {
			runs := rapid.IntRange(1, 6).Draw(rt, "runs")
			someRuns(rt, folder, next, runs)
			next += runs
			upTo := rapid.IntRange(1, next-1).Draw(rt, "up to")
			before := said(rt, folder)
			claims, some := rowsOfKind(rt, folder, "claims", next-1), rowsOfKind(rt, folder, "claims", upTo)
			how := ledger.Packing{
				KeepRuns: rapid.IntRange(1, 4).Draw(rt, "keep"),
				MaxBytes: rapid.SampledFrom([]int64{1, 3_000, 10_000, 1 << 20}).Draw(rt, "bytes"),
			}
			told, err := ledger.Compact(t.Context(), folder, how, true, nil)
			if err != nil {
				rt.Fatal(err)
			}
			done, err := ledger.Compact(t.Context(), folder, how, false, nil)
			if err != nil {
				rt.Fatal(err)
			}
			compacted += done.Packs
			if told.Packs != done.Packs || told.FilesAfter != done.FilesAfter || told.PartsPacked != done.PartsPacked || done.FilesAfter != parquetFiles(rt, folder) {
				rt.Fatalf("a dry run says %+v, and it came to %+v", told, done)
			}
			if diff := cmp.Diff(before, said(rt, folder)); diff != "" {
				rt.Fatalf("the ledger says something else:\n%s", diff)
			}
			if diff := cmp.Diff(claims, rowsOfKind(rt, folder, "claims", next-1)); diff != "" {
				rt.Fatalf("other rows:\n%s", diff)
			}
			if diff := cmp.Diff(some, rowsOfKind(rt, folder, "claims", upTo)); diff != "" {
				rt.Fatalf("other rows up to a run:\n%s", diff)
			}
			holds(rt, folder)
			again, err := ledger.Compact(t.Context(), folder, how, false, nil)
			if err != nil || again.Packs != 0 {
				rt.Fatalf("a second time: %+v %v", again, err)
			}
		}
	})
	if compacted == 0 {
		t.Error("nothing was ever compacted")
	}
}

func parquetFiles(rt *rapid.T, folder string) (n int) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		rt.Fatal(err)
	}
	for _, e := range entries {
		if ledger.IsPart(e.Name()) {
			n++
		}
	}
	return n
}

// A compaction that ends anywhere, with the power besides, so that of the names
// that a step gave and took any may be as before: the ledger says what it said,
// before it is resumed and after, and nothing is left over.
func TestCompactionEndsAnywhere(t *testing.T) {
	ended := 0
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(t.TempDir(), "ledger")
		if err != nil {
			rt.Fatal(err)
		}
		someRuns(rt, folder, 1, rapid.IntRange(2, 6).Draw(rt, "runs"))
		how := ledger.Packing{KeepRuns: 1, MaxBytes: rapid.SampledFrom([]int64{5_000, 1 << 20}).Draw(rt, "bytes")}
		if rapid.Bool().Draw(rt, "compacted before") {
			if _, err := ledger.Compact(t.Context(), folder, how, false, nil); err != nil {
				rt.Fatal(err)
			}
			someRuns(rt, folder, 7, rapid.IntRange(1, 4).Draw(rt, "more runs"))
		}
		before := said(rt, folder)
		var steps []string
		var states []map[string]string
		err = ledger.CompactBySteps(t.Context(), folder, how, func(step string) {
			steps, states = append(steps, step), append(states, contents(rt, folder))
		})
		if err != nil {
			rt.Fatal(err)
		}
		for at := 1; at < len(states); at++ {
			refill(rt, folder, between(rt, states[at-1], states[at]))
			ended++
			mustEndWell(rt, folder, how, before, steps[at])
		}
	})
	if ended < 6 {
		t.Errorf("ended only %d times", ended)
	}
}

// mustEndWell has a compaction that ended at a step resumed.
func mustEndWell(rt *rapid.T, folder string, how ledger.Packing, before map[string]string, step string) {
	if diff := cmp.Diff(before, said(rt, folder)); diff != "" {
		rt.Fatalf("ended at %q, the ledger says something else:\n%s", step, diff)
	}
	if rapid.Bool().Draw(rt, "a run comes first") {
		if _, err := ledger.DropUnfinished(folder); err != nil {
			rt.Fatal(err)
		}
		if _, err := ledger.Resume(folder); err != nil {
			rt.Fatal(err)
		}
	}
	if _, err := ledger.Compact(context.Background(), folder, how, false, nil); err != nil {
		rt.Fatalf("ended at %q: %v", step, err)
	}
	if diff := cmp.Diff(before, said(rt, folder)); diff != "" {
		rt.Fatalf("ended at %q and compacted again, the ledger says something else:\n%s", step, diff)
	}
	holds(rt, folder)
}

// between gives what a folder may hold when a step was under way: of each name
// as before, or as after. A file that has another name is one of the two.
func between(rt *rapid.T, before, after map[string]string) map[string]string {
	now := map[string]string{}
	all := map[string]bool{}
	for _, state := range []map[string]string{before, after} {
		for name := range state {
			all[name] = true
		}
	}
	order := []string{}
	for name := range all {
		order = append(order, name)
	}
	sort.Strings(order)
	for _, name := range order {
		state := before
		if rapid.Bool().Draw(rt, "done: "+name) {
			state = after
		}
		if content, there := state[name]; there {
			now[name] = content
		}
	}
	// A rename is one thing: what is there under neither name had not happened.
	for name, content := range before {
		_, goes := after[name]
		if goes || !strings.HasSuffix(name, ".unfinished") {
			continue
		}
		delete(now, name)
		found := false
		for other, text := range now {
			found = found || other != name && text == content
		}
		if !found {
			now[name] = content
		}
	}
	return now
}

func contents(rt *rapid.T, folder string) map[string]string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		rt.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			rt.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func refill(rt *rapid.T, folder string, all map[string]string) {
	for name := range contents(rt, folder) {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			rt.Fatal(err)
		}
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			rt.Fatal(err)
		}
	}
}

// compactedLedger is one of five runs, the parts of four of which are in packs.
func compactedLedger(t *testing.T) (folder string, packs []string) {
	t.Helper()
	folder = t.TempDir()
	for no := 1; no <= 5; no++ {
		id := fmt.Sprintf("R%06d", no)
		var parts []ledger.Part
		for worker := range 2 {
			w := ledger.NewPartWriter(folder, id, fmt.Sprint(worker))
			for _, kind := range []string{"claims", "persons"} {
				if err := w.Write(kind, batch(t, 10*no+worker)); err != nil {
					t.Fatal(err)
				}
			}
			made, err := w.Close()
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, made...)
		}
		m := manifest(id, parts...)
		m.RunNo = no
		if err := ledger.Prepare(folder, m); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Finish(folder, id); err != nil {
			t.Fatal(err)
		}
	}
	done, err := ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil)
	if err != nil || done.Packs != 2 || done.RunsPacked != 4 || done.PartsPacked != 16 || done.FilesBefore != 20 || done.FilesAfter != 6 {
		t.Fatalf("%+v %v", done, err)
	}
	for _, name := range names(t, folder) {
		if ledger.IsPack(name) {
			packs = append(packs, name)
		}
	}
	return folder, packs
}

// Any byte of a pack that is changed is found, and the runs that it concerns are
// named; the ledger is not compacted further.
func TestDamageInAPack(t *testing.T) {
	folder, packs := compactedLedger(t)
	path := filepath.Join(folder, packs[0])
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	manifests, _, err := ledger.Manifests(folder)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, content []byte, named ...string) {
		t.Helper()
		if content == nil {
			err = os.Remove(path)
		} else {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		found, err := ledger.CheckParts(t.Context(), folder, manifests, 2, nil)
		if err != nil || len(found) != 1 || found[0].File != packs[0] {
			t.Fatalf("%s: %+v %v", what, found, err)
		}
		for _, text := range named {
			if !strings.Contains(found[0].String(), text) {
				t.Errorf("%s: %s: nothing of %q", what, found[0], text)
			}
		}
	}
	for range 50 {
		at, changed := rand.IntN(len(sound)), bytes.Clone(sound)
		changed[at] ^= 1 << rand.IntN(8)
		named := []string{"has been changed since it was written"}
		inPart := false
		for _, m := range manifests {
			for _, p := range m.Parts {
				if p.Packed.In == packs[0] && int64(at) >= p.Packed.At && int64(at) < p.Packed.At+p.Bytes {
					named = append(named, m.RunID, p.Name)
					inPart = true
					if err := ledger.Unpack(folder, t.TempDir(), []ledger.Part{p}); err != nil && at == 0 {
						t.Error(err)
					}
				}
			}
		}
		if !inPart {
			named = append(named, "the parts in it are as they were written")
		}
		check(fmt.Sprintf("byte %d", at), changed, named...)
	}
	check("cut off", sound[:len(sound)/2], "was written with", "R000004")
	if err := ledger.Unpack(folder, t.TempDir(), manifests[3].Parts); err == nil || !strings.Contains(err.Error(), packs[0]) {
		t.Errorf("unpacking what is cut off: %v", err)
	}
	check("missing", nil, "is missing", "R000001, R000002, R000003, R000004")
	if err := os.WriteFile(path, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := ledger.CheckParts(t.Context(), folder, manifests, 2, nil); err != nil || len(found) > 0 {
		t.Errorf("put right: %v %v", found, err)
	}
}

// Of a pack of which a manifest is lost it is seen, whichever: leaving out a run's
// evidence must not go unseen. And no pack is ever taken for what a killed run left.
func TestAManifestOfAPackIsMissing(t *testing.T) {
	folder, packs := compactedLedger(t)
	for _, id := range []string{"R000001", "R000002", "R000004"} {
		path := filepath.Join(folder, id+".json")
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		manifests, _, err := ledger.Manifests(folder)
		if err != nil {
			t.Fatal(err)
		}
		if gaps := ledger.Gaps(folder, manifests); len(gaps) != 2 || gaps[0].File != packs[0] {
			t.Errorf("without %s: %v", id, gaps)
		}
		if _, err := ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil); err == nil {
			t.Errorf("without %s it was compacted", id)
		}
		if _, err := ledger.DropUnfinished(folder); err != nil {
			t.Fatal(err)
		}
		for _, pack := range packs {
			if _, err := os.Lstat(filepath.Join(folder, pack)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
	}
	said(t, folder)
}

// What is damaged already is not packed, and then nothing changes.
func TestDamageIsNotPacked(t *testing.T) {
	folder, _ := compactedLedger(t)
	more := manifest("R000006")
	more.RunNo = 6
	if err := ledger.Prepare(folder, more); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Finish(folder, "R000006"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "R000005-claims-0.parquet")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[9] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	before := names(t, folder)
	_, err = ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil)
	if err == nil || !strings.Contains(err.Error(), "R000005-claims-0.parquet has been changed since it was written") {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff(before, names(t, folder)); diff != "" {
		t.Errorf("%s", diff)
	}
}

// A manifest that this program would not write as it stands is left as it is: a
// key that only a newer program knows must not be lost.
func TestManifestsOfOthersAreLeftAlone(t *testing.T) {
	folder, _ := compactedLedger(t)
	m := manifest("R000006")
	m.RunNo = 6
	if err := ledger.Prepare(folder, m); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Finish(folder, "R000006"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "R000005.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte(`"run_no"`), []byte(`"weather": "rain", "run_no"`), 1)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	done, err := ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil)
	if err != nil || done.Packs != 0 || len(done.LeftAlone) != 1 || done.LeftAlone[0].RunID != "R000005" {
		t.Errorf("%+v %v", done, err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, text) {
		t.Error("the manifest was changed", err)
	}
}

// A part in a pack is a Parquet file by itself: who knows where it is can read it
// with any reader, and so can who reads the pack as one file.
func TestEnginesReadPacks(t *testing.T) {
	folder, packs := compactedLedger(t)
	manifests, _, err := ledger.Manifests(folder)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := os.Open(filepath.Join(folder, packs[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close() //nolint:errcheck // read only
	whole, err := file.NewParquetReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	var rows, groups int64
	for _, p := range manifests[2].Parts {
		if p.Packed.In != packs[0] {
			continue
		}
		own, err := file.NewParquetReader(io.NewSectionReader(pack, p.Packed.At, p.Bytes), file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
		if err != nil {
			t.Fatal(err)
		}
		table, err := pqarrow.ReadTable(t.Context(), io.NewSectionReader(pack, p.Packed.At, p.Bytes), nil, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil || table.NumRows() != p.Rows || own.NumRows() != p.Rows {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		table.Release()
	}
	for _, m := range manifests {
		for _, p := range m.Parts {
			if p.Packed.In == packs[0] {
				rows, groups = rows+p.Rows, groups+1
			}
		}
	}
	if whole.NumRows() != rows || int64(whole.NumRowGroups()) != groups {
		t.Errorf("%d rows in %d groups, want %d in %d", whole.NumRows(), whole.NumRowGroups(), rows, groups)
	}
}

// Parts with other columns, of an earlier version, go into a pack of their own: a
// pack has the columns of each of its parts.
func TestColumnsOfEarlyVersions(t *testing.T) {
	folder := t.TempDir()
	for no := 1; no <= 7; no++ {
		columns := []arrow.Field{{Name: "line_no", Type: arrow.PrimitiveTypes.Int32}, {Name: "software", Type: arrow.PrimitiveTypes.Int32}}
		if no <= 3 {
			columns = columns[:1]
		}
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(columns, nil))
		for i := range columns {
			b.Field(i).(*array.Int32Builder).Append(int32(no))
		}
		record := b.NewRecord()
		w := ledger.NewPartWriter(folder, fmt.Sprintf("R%06d", no), "0")
		if err := w.Write("claims", record); err != nil {
			t.Fatal(err)
		}
		record.Release()
		b.Release()
		parts, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		m := manifest(fmt.Sprintf("R%06d", no), parts...)
		m.RunNo = no
		if err := ledger.Prepare(folder, m); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Finish(folder, m.RunID); err != nil {
			t.Fatal(err)
		}
	}
	done, err := ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil)
	if err != nil || done.Packs != 2 || done.PartsPacked != 6 {
		t.Fatalf("%+v %v", done, err)
	}
	said(t, folder)
	again, err := ledger.Compact(t.Context(), folder, ledger.Packing{KeepRuns: 1, MaxBytes: 1 << 20}, false, nil)
	if err != nil || again.Packs != 0 {
		t.Errorf("%+v %v", again, err)
	}
}
