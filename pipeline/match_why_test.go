package pipeline

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/candidates"
	"empanel/pipeline/synth"
	"empanel/pipeline/waiting"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// storedTurn is what a run stored of a household's turn.
type storedTurn struct {
	household, practitioner, facility string
	kept                              bool
	choices, choice                   int
	preferred, preferredAt            string
	preferredLeft                     int32
	reason                            string
}

// TestExplanationsAgreeWithTheRun: on a made-up province of people who wait,
// over two runs between which some decline, whatever is told of households is
// what the run stored: how many it could choose from, which it was given, who
// was too small for it, and why it has none.
func TestExplanationsAgreeWithTheRun(t *testing.T) {
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = synth.Write(t.Context(), synth.Options{
		Inbox: filepath.Join(ws.Dir(), "inbox"), People: 1500, Seed: 11, WaitingOnly: true, FirstDay: field.NewDate(2026, 9, 28),
	})
	if err != nil {
		t.Fatal(err)
	}
	runNight(t, ws, field.NewDate(2026, 9, 28))
	first := explainTurns(t, ws)
	putDeclined(t, ws, first)
	runNight(t, ws, field.NewDate(2026, 10, 5))
	kept, reasons := 0, map[string]int{}
	for _, s := range explainTurns(t, ws) {
		reasons[s.reason]++
		if s.kept {
			kept++
		}
	}
	if kept == 0 || reasons["declined_before"]+reasons["no_room_left"] == 0 || reasons["nobody_near"] == 0 || reasons["conditions_unmet"] == 0 {
		t.Errorf("the province does not reach every way of a turn: %d kept, %v", kept, reasons)
	}
}

func runNight(t *testing.T, ws *workspace.Workspace, asOf field.Date) {
	t.Helper()
	if _, err := Run(t.Context(), Options{Workspace: ws.Dir(), AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
}

// explainTurns holds the explanations of households to what is stored of
// them, and gives all that is stored.
func explainTurns(t *testing.T, ws *workspace.Workspace) []storedTurn {
	t.Helper()
	v, err := ask.OpenRegistry(t.Context(), ws.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := v.DB.Close(); err != nil {
			t.Error(err)
		}
	}()
	turns, err := warehouse.RowsOf(t.Context(), v.DB, reconcile.Statement{Name: "turns", SQL: `
		select household_id, coalesce(practitioner_number, ''), coalesce(facility_number, ''), kept, choices, coalesce(choice, 0),
			coalesce(preferred_practitioner, ''), coalesce(preferred_facility, ''), coalesce(preferred_left, 0), coalesce(reason, '')
		from match_household order by turn`},
		func(rows *sql.Rows, s *storedTurn) error {
			return rows.Scan(&s.household, &s.practitioner, &s.facility, &s.kept, &s.choices, &s.choice, &s.preferred, &s.preferredAt, &s.preferredLeft, &s.reason)
		})
	if err != nil || len(turns) == 0 {
		t.Fatal(len(turns), err)
	}
	explained := map[string]int{}
	for i, s := range turns {
		// Each asks the registry seven times: of every way of a turn some, from all over.
		way := fmt.Sprint(s.reason, s.kept, s.choice > 1)
		if i%7 != 0 && explained[way] >= 8 || explained[way] >= 20 {
			continue
		}
		explained[way]++
		told, err := waiting.Read(t.Context(), v, waiting.Question{ID: s.household, Of: waiting.NamedHousehold})
		if err != nil {
			t.Fatal(err)
		}
		s.hold(t, told.Household)
	}
	return turns
}

// hold compares an explanation with a stored turn.
func (s storedTurn) hold(t *testing.T, h *waiting.Household) {
	t.Helper()
	if len(h.Acceptable) != s.choices || (h.Proposal != nil) != (s.practitioner != "") {
		t.Fatalf("turn %d: %d acceptable, stored %d; proposed %t", h.Turn, len(h.Acceptable), s.choices, h.Proposal != nil)
	}
	if h.Proposal != nil {
		given := h.Acceptable[s.choice-1]
		if given.Practitioner != s.practitioner || given.Facility != s.facility || given.Left < h.Size {
			t.Fatalf("turn %d: choice %d is %s at %s with room for %d, stored is %s at %s", h.Turn, s.choice, given.Practitioner, given.Facility, given.Left, s.practitioner, s.facility)
		}
		if s.kept {
			return // it did not choose
		}
	}
	for i, r := range h.Acceptable {
		if earlier := s.choice == 0 || i < s.choice-1; earlier && r.Left >= h.Size {
			t.Fatalf("turn %d: passed by %s with room for %d", h.Turn, r.Practitioner, r.Left)
		}
	}
	if s.preferred != "" {
		if r := h.Acceptable[0]; r.Practitioner != s.preferred || r.Facility != s.preferredAt || r.Left != s.preferredLeft {
			t.Fatalf("turn %d: the first is %s with %d left, stored is %s with %d", h.Turn, r.Practitioner, r.Left, s.preferred, s.preferredLeft)
		}
	}
}

// putDeclined has every fifth provider decline whom it was proposed.
func putDeclined(t *testing.T, ws *workspace.Workspace, turns []storedTurn) {
	t.Helper()
	text := "offer_id,household_id,practitioner_number,facility_number,offered_on,outcome,decided_on\n"
	for i, s := range turns {
		if s.practitioner != "" && i%5 == 0 {
			text += "O-" + s.household + "," + s.household + "," + s.practitioner + "," + s.facility + ",2026-09-29,declined_provider,2026-10-01\n"
		}
	}
	path := filepath.Join(ws.Inbox(workspace.Registry), "offers_back.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 10, 2, 18, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// TestSendableIDs: an id goes out in a sheet only if it comes back as it is, and
// is nobody's health number.
func TestSendableIDs(t *testing.T) {
	for id, want := range map[string]bool{
		"H00042": true, "household 7": true, "1234567890": true,
		"9012372173": false, "9012 372-173": false, "=1+1": false, "@x": false, "-7": false, " H1": false, "H\t1": false,
		"7": true, "007": false, "1E5": false, "3-4": false, "2026/10/02": false, "1.10": false, "1234567890123456": false, "TRUE": false,
	} {
		if got := candidates.Sendable(id); got != want {
			t.Errorf("%q: %t", id, got)
		}
	}
}

// TestExportFolderIsNotWrittenOver: only what an export wrote itself, and nobody
// has touched since, gives way to another.
func TestExportFolderIsNotWrittenOver(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	put := func(rows ...string) error {
		folder, err := export.OpenFolder(dir)
		if err != nil {
			return err
		}
		s := export.NewSheet("offers_10234.csv", []string{"offer_id"})
		for _, r := range rows {
			s.Row([]string{r})
		}
		_, err = folder.Write(&export.Manifest{Files: []export.File{}}, []export.Sheet{s})
		return err
	}
	for _, rows := range [][]string{{"A"}, {"B", "C"}} {
		if err := put(rows...); err != nil {
			t.Fatal(err)
		}
	}
	for _, change := range []func() error{
		func() error { return os.WriteFile(filepath.Join(dir, "offers_10234.csv"), []byte("filled in"), 0o600) },
		func() error { return os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600) },
		func() error { return os.Remove(filepath.Join(dir, export.ManifestName)) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if err := put("D"); !errors.Is(err, export.ErrFolderInUse) {
			t.Errorf("written over: %v", err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(entries) != 1 {
		t.Errorf("something is left beside the folder: %v %v", entries, err)
	}
}
