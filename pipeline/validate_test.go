package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"empanel/pipeline/decisions"
	"empanel/pipeline/history"
	"empanel/pipeline/workspace"
)

// Every line that a run quarantines, validate names with the same reasons, from
// the same files, without a workspace.
func validateAgrees(t *testing.T, ws *workspace.Workspace) {
	t.Helper()
	ctx := context.Background()
	lines, _, err := decisions.Quarantine(ctx, ws.Dir(), decisions.QuarantineFilter{State: "all"})
	if err != nil {
		t.Fatal(err)
	}
	runs, err := history.ShowRun(ctx, ws.Dir(), "R000001")
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]bool{}
	var files []string
	for _, f := range runs.FilesTaken {
		copied := filepath.Join(t.TempDir(), f.Name)
		content, err := os.ReadFile(filepath.Join(ws.Archive(), f.SubmissionID[:2], f.SubmissionID))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(copied, f.ReceivedAt, f.ReceivedAt); err != nil {
			t.Fatal(err)
		}
		first[f.SubmissionID] = true
		files = append(files, copied)
	}
	var want []string
	for _, l := range lines {
		if !first[l.SubmissionID] || l.FirstRun != "R000001" || l.State == "healed" {
			continue
		}
		for _, reason := range l.Reasons {
			if reason != "return_unmatched" && reason != "reversal_unmatched" {
				want = append(want, fmt.Sprintf("%s %d %s", l.File, l.Line, reason))
			}
		}
	}
	v, err := Validate(ctx, ValidateOptions{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, f := range v.Findings {
		if !f.Warning {
			got[fmt.Sprintf("%s %d %s", filepath.Base(f.File), f.Line, f.Reason)] = true
		}
		if f.Message == "" {
			t.Errorf("%s:%d: %s has no message", filepath.Base(f.File), f.Line, f.Reason)
		}
	}
	if len(want) < 10 {
		t.Fatalf("the first load has only %d reasons: the test sees too little", len(want))
	}
	sort.Strings(want)
	for _, w := range want {
		if !got[w] {
			t.Errorf("not found: %s", w)
		}
	}
}

func TestValidateNamesWhatItCannotRead(t *testing.T) {
	ctx := context.Background()
	var said *FileError
	for _, path := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		if _, err := Validate(ctx, ValidateOptions{Files: []string{path}}); !errors.As(err, &said) {
			t.Errorf("%v", err)
		}
	}
}

// A file is known by its name and its first record.
func TestGuessChannel(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, content, want string }{
		{"a.txt", "VS1T00010000001", "teleplan"},
		{"a", "C12T00010000001", "teleplan-return"},
		{"b", "S01T00010000001", "teleplan-return"},
		{"c", "#TID=1;Result=SUCCESS", "teleplan-return"},
		{"persons.csv", "phn,birth_date", "registry"},
		{"actions_20260101.csv", "action_id", "registry"},
		{"upload.csv", "phn,practitioner_number", "drbill"},
		{"upload.txt", "PHN,Practitioner", "drbill"},
		{"empty", "", "teleplan"},
		{"letter.txt", "Dear colleagues", "teleplan"},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := guessChannel(path, src)
		if closing := src.Close(); err != nil || closing != nil || string(got) != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, got, err, c.want)
		}
	}
}

// Feeds named beside a file are in force for it.
func TestValidateUsesFeedsBeside(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	upload := write("upload.csv", "phn,practitioner_number,facility_number,attach_date\n9012372173,10001,A0001,2026-09-01\n")
	clinics := write("clinics.csv", "facility_number,clinic_name,chsa\nB0001,Elsewhere,1111\n")
	alone, err := Validate(context.Background(), ValidateOptions{Files: []string{upload}})
	if err != nil {
		t.Fatal(err)
	}
	if alone.Defective() || len(alone.Notes) == 0 {
		t.Errorf("alone: %v, notes %v", alone.Findings, alone.Notes)
	}
	beside, err := Validate(context.Background(), ValidateOptions{Files: []string{upload, clinics}})
	if err != nil {
		t.Fatal(err)
	}
	if len(beside.Findings) != 1 || beside.Findings[0].Reason != "facility_unknown" || beside.Findings[0].Field != "facility_number" {
		t.Errorf("beside the clinics: %v", beside.Findings)
	}
	if strings.Contains(fmt.Sprint(beside.Findings), "9012372173") {
		t.Error("a finding holds a health number")
	}
}
