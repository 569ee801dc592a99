package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/google/go-cmp/cmp"

	"empanel/parsers/field"
	"empanel/pipeline/durable"
	"empanel/pipeline/ledger"
)

// batch is a record batch with one column of n numbers.
func batch(t *testing.T, n int) arrow.Record {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "line_no", Type: arrow.PrimitiveTypes.Int32}}, nil))
	defer b.Release()
	for i := range n {
		b.Field(0).(*array.Int32Builder).Append(int32(i))
	}
	record := b.NewRecord()
	t.Cleanup(record.Release)
	return record
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func write(t *testing.T, folder string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func manifest(runID string, parts ...ledger.Part) ledger.Manifest {
	return ledger.Manifest{
		RunID: runID, RunNo: 7, StartedAt: time.Date(2026, 9, 28, 6, 0, 0, 0, time.UTC), AsOf: "2026-09-28",
		PolicyVersion: "p", Policy: []byte(`{"conflict":"latest"}`), ProgramVersion: "v", Parts: parts,
		Files: 3, Lines: 12, RegistryDigest: "d", Attachments: 9,
		EndedAt: time.Date(2026, 9, 28, 6, 0, 2, 500, time.UTC), Checks: []ledger.Check{{Name: "c", Passed: true}},
	}
}

func TestPartsSayWhatIsInTheFile(t *testing.T) {
	folder := t.TempDir()
	w := ledger.NewPartWriter(folder, "R000007", "w0")
	for kind, batches := range map[string][]int{"claims": {5, 3}, "answers": {1}} {
		for _, n := range batches {
			if err := w.Write(kind, batch(t, n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	parts, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || !slices.Equal(names(t, folder), []string{"R000007-answers-w0.parquet", "R000007-claims-w0.parquet"}) {
		t.Fatalf("parts %+v, files %v", parts, names(t, folder))
	}
	rows := map[string]int64{"claims": 8, "answers": 1}
	for _, p := range parts {
		path := filepath.Join(folder, p.Name)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if p.SHA256 != hex.EncodeToString(sum[:]) || p.Bytes != int64(len(content)) || p.Rows != rows[p.Kind] {
			t.Errorf("%+v is not what is in the file: %d bytes", p, len(content))
		}
		r, err := file.OpenParquetFile(path, false)
		if err != nil {
			t.Fatal(err)
		}
		if r.NumRows() != rows[p.Kind] {
			t.Errorf("%s holds %d rows", p.Name, r.NumRows())
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", p.Name, info.Mode(), err)
		}
	}
}

// The ledger is append-only: no part and no manifest is written over.
func TestNothingIsWrittenOver(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "R000007-claims-w0.parquet")
	if err := ledger.NewPartWriter(folder, "R000007", "w0").Write("claims", batch(t, 1)); !errors.Is(err, os.ErrExist) {
		t.Errorf("a part of the same name: %v", err)
	}
	write(t, folder, "R000008.json")
	if err := ledger.NewPartWriter(folder, "R000008", "w5").Write("claims", batch(t, 1)); !errors.Is(err, ledger.ErrFinished) {
		t.Errorf("a part of a finished run: %v", err)
	}
	if err := ledger.Prepare(folder, manifest("R000008")); !errors.Is(err, ledger.ErrFinished) || !strings.Contains(err.Error(), "R000008") {
		t.Errorf("the manifest of a finished run: %v", err)
	}
	if want := []string{"R000007-claims-w0.parquet", "R000008.json"}; !slices.Equal(names(t, folder), want) {
		t.Errorf("files: %v", names(t, folder))
	}
	for _, name := range names(t, folder) {
		if content, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(content) != name {
			t.Errorf("%s was written over (%v)", name, err)
		}
	}
}

func TestDiscardTakesPartsAway(t *testing.T) {
	folder := t.TempDir()
	w := ledger.NewPartWriter(folder, "R000007", "f3")
	if err := w.Write("claims", batch(t, 4)); err != nil {
		t.Fatal(err)
	}
	if err := w.Discard(); err != nil {
		t.Fatal(err)
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestManifestComesBackAsItWas(t *testing.T) {
	folder := t.TempDir()
	want := manifest("R000007", ledger.Part{Name: "R000007-claims-w0.parquet", Kind: "claims", Rows: 2, Bytes: 3, SHA256: "ab"})
	if err := ledger.Prepare(folder, want); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Read(folder, "R000007"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("before it is finished: %v", err)
	}
	mustList(t, "unfinished", ledger.Unfinished, folder, "R000007")
	mustList(t, "finished", ledger.Finished, folder)
	if err := ledger.Finish(folder, "R000007"); err != nil {
		t.Fatal(err)
	}
	mustList(t, "unfinished", ledger.Unfinished, folder)
	mustList(t, "finished", ledger.Finished, folder, "R000007")
	got, err := ledger.Read(folder, "R000007")
	if err != nil {
		t.Fatal(err)
	}
	got.Policy = []byte(strings.Join(strings.Fields(string(got.Policy)), ""))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	if err := ledger.Finish(folder, "R000009"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("finishing what was never prepared: %v", err)
	}
}

func mustList(t *testing.T, what string, list func(string) ([]string, error), folder string, want ...string) {
	t.Helper()
	got, err := list(folder)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%s: %v %v, want %v", what, got, err, want)
	}
}

func TestFinishedAreListedOldestFirst(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "R000010.json", "R000002.json", ".R000003.json", "R000004.json.tmp", "R000009-claims-w0.parquet")
	mustList(t, "finished", ledger.Finished, folder, "R000002", "R000010")
	mustList(t, "unfinished", ledger.Unfinished, folder, "R000004")
}

func TestDropUnfinished(t *testing.T) {
	folder := t.TempDir()
	keep := []string{"README", "R000001-claims-w0.parquet", "R000001.json", "R000003-persons-f2.parquet", "R000003.json"}
	write(t, folder, keep...)
	write(t, folder, "R000002-claims-w0.parquet", "R000002-claims-w1.parquet", "R000002.json.tmp", "R000004-submissions-0.parquet", "R00000-claims-w0.parquet")
	runs, err := ledger.DropUnfinished(folder)
	if err != nil || runs != 3 {
		t.Errorf("dropped %d runs, %v", runs, err)
	}
	slices.Sort(keep)
	if got := names(t, folder); !slices.Equal(got, keep) {
		t.Errorf("kept %v, want %v", got, keep)
	}
	if runs, err := ledger.DropUnfinished(folder); err != nil || runs != 0 {
		t.Errorf("again: dropped %d runs, %v", runs, err)
	}
	if _, err := ledger.DropUnfinished(filepath.Join(folder, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
}

func TestSync(t *testing.T) {
	folder := t.TempDir()
	for name, sync := range map[string]func(string) error{
		"folder": durable.SyncFolder, "file system": durable.SyncFileSystem,
	} {
		if err := sync(folder); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := sync(filepath.Join(folder, "nowhere")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: no such folder: %v", name, err)
		}
	}
}

func TestWriteSubmissions(t *testing.T) {
	folder := t.TempDir()
	parts, err := ledger.WriteSubmissions(folder, "R000007", []ledger.Submission{
		{FileNo: 1, SubmissionID: "ab", Channel: "teleplan", FileName: "panel.txt", ReceivedAt: time.Unix(1, 0), ReceivedOn: field.NewDate(2026, 9, 28), Status: "accepted", Lines: 3},
		{FileNo: 2, SubmissionID: "cd", Channel: "drbill", FileName: "caf\u00e9.csv", ReceivedAt: time.Unix(2, 0), Status: "refused", Refusal: "file_empty", RefusalText: "it is empty"},
	})
	if err != nil || len(parts) != 1 || parts[0].Rows != 2 || parts[0].Kind != ledger.SubmissionKind {
		t.Errorf("%+v %v", parts, err)
	}
	if _, err := ledger.WriteSubmissions(folder, "R000007", nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second list of the same run: %v", err)
	}
}
