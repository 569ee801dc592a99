package pipeline_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/workspace"
)

// What nobody could carry out is not written down: while a run holds the
// workspace, before the first run, or without a reason.
func TestDecideWritesNothingInVain(t *testing.T) {
	w := newPost(t)
	decide := func(reason string) error {
		_, err := decisions.Decide(t.Context(), w.Dir(), decisions.Decision{
			Verdict: decisions.Discard, Lines: []decisions.NamedLine{{File: "claims.txt", Line: 2}}, Reason: reason, By: "ana",
			At: time.Date(2026, 3, 10, 18, 0, 0, 0, time.UTC), From: field.NoDate,
		})
		return err
	}
	if err := decide("sent again"); !errors.Is(err, ask.ErrNoRun) {
		t.Errorf("before the first run: %v", err)
	}
	if err := decide(" \n"); !errors.Is(err, decisions.ErrDecisionReason) {
		t.Errorf("without a reason: %v", err)
	}
	if err := decide("for 9 0 1 2 3 7 2 1 7 3"); !errors.Is(err, decisions.ErrDecisionText) {
		t.Error("a reason with a health number is taken")
	}
	release, err := w.Acquire()
	if err != nil {
		t.Fatal(err)
	}
	if err := decide("sent again"); !errors.Is(err, workspace.ErrHeld) {
		t.Errorf("while somebody holds the workspace: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(w.Inbox(workspace.Registry))
	if err != nil || len(left) > 0 {
		t.Errorf("%d files in the inbox, %v", len(left), err)
	}
}
