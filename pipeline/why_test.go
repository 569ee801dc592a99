package pipeline

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/audit"
	"empanel/pipeline/mask"
	"empanel/pipeline/synth"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/why"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// madeUpRegistry is a workspace after a first load and three nights of a
// made-up province, shared by the tests that only read it.
func madeUpRegistry(t *testing.T) *workspace.Workspace {
	t.Helper()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	nights := filepath.Join(t.TempDir(), "nights")
	made, err := synth.Write(context.Background(), synth.Options{
		Inbox: filepath.Dir(ws.Inbox(workspace.Teleplan)), NightsDir: nights,
		People: 600, Nights: 3, Seed: 11, Defects: 0.03, FirstDay: field.NewDate(2026, 9, 28),
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, night := range made.Nights {
		if i > 0 {
			deliver(t, ws, night.Dir)
		}
		if _, err := Run(context.Background(), Options{Workspace: ws.Dir(), AsOf: field.NewDate(2026, 9, 28) + field.Date(i)}); err != nil {
			t.Fatalf("night %d: %v", i, err)
		}
	}
	return ws
}

// deliver moves a night's files into the inbox.
func deliver(t *testing.T, ws *workspace.Workspace, dir string) {
	t.Helper()
	for _, channel := range workspace.Channels() {
		files, err := filepath.Glob(filepath.Join(dir, string(channel), "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if err := os.Rename(file, filepath.Join(ws.Inbox(channel), filepath.Base(file))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestLongOnAMadeUpRegistry holds what is told of people and files against the
// registry that it is told from.
func TestLongOnAMadeUpRegistry(t *testing.T) {
	ws := madeUpRegistry(t)
	t.Run("why", func(t *testing.T) { whyAgrees(t, ws) })
	t.Run("validate", func(t *testing.T) { validateAgrees(t, ws) })
}

// What why tells of a person, folded again in Go from the lines, is what the
// registry says of every line and of the row.
func whyAgrees(t *testing.T, ws *workspace.Workspace) {
	t.Helper()
	ctx := context.Background()
	v, err := ask.OpenRegistry(ctx, ws.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := v.DB.Close(); err != nil {
			t.Error(err)
		}
	}()
	people, err := warehouse.RowsOf(ctx, v.DB, reconcile.Statement{Name: "people", SQL: `
		(select phn from lines where phn is not null group by phn having count(*) > 2 order by phn limit 3)
		union
		(select phn from attachments where close_reason = 'deceased' order by phn limit 3)
		union
		(select phn from persons where survivor_phn is not null order by phn limit 3)
		union
		(select phn from attachments where close_reason <> 'deceased' order by phn limit 3)
		union
		(select phn from lines where outcome in ('quarantined', 'reversed', 'refused') and record in ('C02', 'DRBILL') order by phn limit 2)
		order by phn`}, func(rows *sql.Rows, phn *int64) error { return rows.Scan(phn) })
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]int{}
	for n, phn := range people {
		w, err := why.Read(ctx, v, why.Options{PHN: phn})
		if err != nil {
			t.Fatal(err)
		}
		if !w.Known || len(w.Problems) > 0 {
			t.Errorf("person %d: known %v, problems %v", n, w.Known, w.Problems)
		}
		opened := 0
		for _, e := range w.Events {
			outcomes[e.Outcome]++
			if e.Opened != "" {
				opened++
			}
			if e.Rule == "" {
				t.Errorf("person %d: an event without a rule: %s", n, e.What)
			}
		}
		if opened != len(w.Attachments) {
			t.Errorf("person %d: %d rows, %d of them opened by a line that is told", n, len(w.Attachments), opened)
		}
		if told := strings.Join(append(w.CanBeDone, w.Answer), " "); mask.Text(told) != told {
			t.Errorf("person %d: the answer holds what could be a health number", n)
		}
	}
	for _, outcome := range []string{"attached", "moved", "removed", "deceased", "quarantined"} {
		if outcomes[outcome] == 0 {
			t.Errorf("nobody's story has the outcome %s: the test sees too little", outcome)
		}
	}
	providersAgree(ctx, t, v)
}

// providersAgree holds what is told of every provider against the relations
// that people read.
func providersAgree(ctx context.Context, t *testing.T, v *ask.View) {
	t.Helper()
	type figures struct{ confirmed, gained, lost, waiting, incumbent, challenger int64 }
	type row struct {
		number string
		figures
	}
	all, err := warehouse.RowsOf(ctx, v.DB, reconcile.Statement{Name: "providers", SQL: `
		select p.practitioner_number,
			coalesce((select sum(confirmed) from panels as n where n.practitioner_number = p.practitioner_number), 0)::bigint,
			coalesce((select sum(attached_last_30_days) from panels as n where n.practitioner_number = p.practitioner_number), 0)::bigint,
			coalesce((select sum(lost_last_30_days) from panels as n where n.practitioner_number = p.practitioner_number), 0)::bigint,
			(select count(*) from quarantine as q where q.state = 'waiting' and q.practitioner_number = p.practitioner_number),
			(select count(*) from conflicts as c where c.incumbent_practitioner = p.practitioner_number),
			(select count(*) from conflicts as c where c.challenger_practitioner = p.practitioner_number)
		from providers as p
		order by 1`}, func(rows *sql.Rows, r *row) error {
		return rows.Scan(&r.number, &r.confirmed, &r.gained, &r.lost, &r.waiting, &r.incumbent, &r.challenger)
	})
	if err != nil {
		t.Fatal(err)
	}
	var seen figures
	for _, want := range all {
		y, err := why.ReadProvider(ctx, v, want.number, ask.Look{})
		if err != nil {
			t.Fatal(err)
		}
		got := figures{waiting: y.Waiting}
		for _, n := range y.Panel {
			got.confirmed += n.Confirmed
			if n.Confirmed != n.Teleplan+n.DrBill+n.Action {
				t.Errorf("provider %s at %s: the sources do not add up to the panel", want.number, n.Facility)
			}
		}
		for _, f := range y.Flow {
			switch f.Direction {
			case "gained":
				got.gained += f.People
			case "lost":
				got.lost += f.People
			}
			if f.InWords == f.Reason {
				t.Errorf("provider %s: %s as %s has no words", want.number, f.Direction, f.Reason)
			}
		}
		for _, c := range y.Conflicts {
			if c.Side == "incumbent" {
				got.incumbent += c.Conflicts
			} else {
				got.challenger += c.Conflicts
			}
		}
		if got != want.figures {
			t.Errorf("provider %s: told %+v, the relations say %+v", want.number, got, want.figures)
		}
		seen = figures{
			seen.confirmed + got.confirmed, seen.gained + got.gained, seen.lost + got.lost,
			seen.waiting + got.waiting, seen.incumbent + got.incumbent, seen.challenger + got.challenger,
		}
	}
	if seen.confirmed == 0 || seen.gained == 0 || seen.lost == 0 || seen.waiting == 0 || seen.incumbent == 0 || seen.challenger == 0 {
		t.Errorf("the test sees too little: %+v", seen)
	}
}

// Who is asked about is recorded, masked, and the log's chain holds.
func TestWhyIsAudited(t *testing.T) {
	ctx := context.Background()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(ctx, Options{Workspace: ws.Dir()}); err != nil {
		t.Fatal(err)
	}
	look := ask.Look{Command: "why", User: "tester", At: time.Unix(0, 0)}
	w, err := why.Explain(ctx, why.Options{Workspace: ws.Dir(), PHN: 9012372173, Look: look})
	if err != nil {
		t.Fatal(err)
	}
	if w.Known || w.PHN != "90******73" {
		t.Error("a person nobody has heard of is known, or not masked")
	}
	look.Reveal = true
	if _, err := why.Explain(ctx, why.Options{Workspace: ws.Dir(), PHN: 9012372173, Look: look}); err == nil {
		t.Error("health numbers are shown without a purpose")
	}
	rows, err := audit.Verify(ws.AuditLog())
	if err != nil || rows != 1 {
		t.Errorf("%d rows, %v; want 1 and a chain that holds", rows, err)
	}
	log, err := os.ReadFile(ws.AuditLog())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(log), "9012372173") || !strings.Contains(string(log), "90******73") {
		t.Error("the log does not hold the masked number alone")
	}
}

func TestParsePHN(t *testing.T) {
	for _, text := range []string{"9012372173", "9012 372 173", "9012-372-173\n"} {
		if phn, err := why.ParsePHN(text); err != nil || !field.ValidPHN(phn) {
			t.Errorf("a number of %d characters is not read: %v", len(text), err)
		}
	}
	for _, text := range []string{"", "9876543210", "9000000000", "9000000040", "8123456789", "901237217", "90123721733", "phn"} {
		if _, err := why.ParsePHN(text); err == nil {
			t.Errorf("text of %d characters is taken for a health number", len(text))
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Error("the error repeats what was written")
		}
	}
}
