package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"empanel/pipeline/ledger"
)

// twoRuns gives a folder with the manifests of two runs and three parts.
func twoRuns(t *testing.T) (folder string, manifests []ledger.Manifest) {
	t.Helper()
	folder = t.TempDir()
	for i, id := range []string{"R000007", "R000012"} {
		w := ledger.NewPartWriter(folder, id, "w0")
		for _, kind := range []string{"claims", "answers"}[:2-i] {
			if err := w.Write(kind, batch(t, 3)); err != nil {
				t.Fatal(err)
			}
		}
		parts, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		m := manifest(id, parts...)
		m.RunNo = []int{7, 12}[i]
		if err := errors.Join(ledger.Prepare(folder, m), ledger.Finish(folder, id)); err != nil {
			t.Fatal(err)
		}
		manifests = append(manifests, m)
	}
	return folder, manifests
}

func TestManifestsInTheOrderOfRuns(t *testing.T) {
	folder, _ := twoRuns(t)
	write(t, folder, "R000009.json")                                                                                // no manifest
	if err := os.Rename(filepath.Join(folder, "R000007.json"), filepath.Join(folder, "R000006.json")); err != nil { // another's
		t.Fatal(err)
	}
	got, damages, err := ledger.Manifests(folder)
	if err != nil || len(got) != 1 || got[0].RunID != "R000012" {
		t.Errorf("%+v %v", got, err)
	}
	if len(damages) != 2 || damages[0].File != "R000006.json" || damages[1].File != "R000009.json" {
		t.Errorf("damages: %v", damages)
	}
	if text := (&ledger.DamagedError{Damages: damages}).Error(); !strings.Contains(text, "R000006.json is the manifest of another run; R000009.json cannot be read") {
		t.Errorf("the error is %s", text)
	}
}

func TestCheckParts(t *testing.T) {
	folder, manifests := twoRuns(t)
	checkParts := func() []ledger.Damage {
		t.Helper()
		var bytes int64
		damages, err := ledger.CheckParts(t.Context(), folder, manifests, 1, func(n int64) { bytes += n })
		if err != nil || bytes == 0 {
			t.Fatalf("%d bytes read, %v", bytes, err)
		}
		return damages
	}
	if damages := checkParts(); len(damages) > 0 {
		t.Fatalf("sound parts: %v", damages)
	}
	content, err := os.ReadFile(filepath.Join(folder, "R000007-answers-w0.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(filepath.Join(folder, "R000007-answers-w0.parquet"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "R000007-claims-w0.parquet")); err != nil {
		t.Fatal(err)
	}
	manifests[1].Parts[0].SHA256 = ""
	manifests[1].Parts = append(manifests[1].Parts, manifests[1].Parts[0], ledger.Part{Name: "../R000007.json"})
	var got []string
	for _, d := range checkParts() {
		got = append(got, d.String())
		if d.Unverifiable != strings.Contains(d.What, "no hash") {
			t.Errorf("unverifiable is %v: %s", d.Unverifiable, d)
		}
	}
	want := []string{
		"R000007-claims-w0.parquet is missing",
		"R000007-answers-w0.parquet has been changed since it was written",
		"R000012-claims-w0.parquet has no hash in its manifest, so nobody can tell whether it is as it was written",
		"R000012-claims-w0.parquet is named by the manifests more than once",
		"../R000007.json is no name of a file in the ledger",
	}
	if !slices.Equal(got, want) {
		t.Errorf("damages:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStrays(t *testing.T) {
	folder, manifests := twoRuns(t)
	write(t, folder, "README", "R000012-claims-w7.parquet", "R000013-claims-w0.parquet", "R000013.json.tmp")
	strays, err := ledger.Strays(folder, manifests)
	if err != nil || len(strays) != 2 ||
		!slices.Equal(strays["R000012"], []string{"R000012-claims-w7.parquet"}) ||
		!slices.Equal(strays["R000013"], []string{"R000013-claims-w0.parquet", "R000013.json.tmp"}) {
		t.Errorf("%v %v", strays, err)
	}
}
