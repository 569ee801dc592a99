package pipeline_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// afterSomeNights is made once for all tests that rebuild or verify: a
// workspace with a past.
var afterSomeNights struct {
	sync.Mutex
	folder  string
	parcels []parcel
}

// someNights gives a workspace of the test's own with a past of everything a
// manifest has to tell: three nights on three dates, a refused file and a
// duplicate one, a run that was stopped, a change of policy without any file,
// a check that fails later in feeds what was sound before, and verdicts of the
// guard.
func someNights(t *testing.T) (p post, parcels []parcel) {
	t.Helper()
	n := &afterSomeNights
	n.Lock()
	defer n.Unlock()
	if n.folder == "" {
		n.parcels = makeSomeNights(t, &n.folder)
	}
	folder := filepath.Join(t.TempDir(), "ws")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, n.folder, folder)
	ws, err := workspace.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return post{ws, t}, n.parcels
}

func makeSomeNights(t *testing.T, kept *string) []parcel {
	t.Helper()
	p, parcels, _ := firstNight(t)
	p.deliver(ofNight(parcels, 1)...)
	p.stop("fold")
	letter := ofNight(parcels, 1)[0]
	letter.name, letter.content = "letter.txt", []byte("Dear colleagues, attached is our panel.")
	letter.channel = workspace.Teleplan
	p.deliver(letter, ofNight(parcels, 0)[0].again())
	p.on(field.NewDate(2026, 10, 6))

	// A clinic closes: claims that counted go into quarantine, and their text
	// is in the archive only.
	facility := p.rows(1, `select facility_number from panels order by confirmed desc limit 1`)[0]
	p.deliver(parcel{
		channel: workspace.Registry, name: "clinics_closed.csv", place: "clinics_closed.csv",
		content:    []byte("facility_number,clinic_name,chsa,opened_on,closed_on\n" + facility + ",Closed,1111,2000-01-01,2026-08-01\n"),
		receivedAt: time.Date(2026, 10, 6, 20, 0, 0, 0, time.UTC),
	})
	p.on(field.NewDate(2026, 10, 7))

	const strict = oneThread + "[policy]\nservice_date_stale = \"quarantine\"\nservice_date_stale_days = 60\n"
	p.configure(strict)
	p.on(field.NewDate(2026, 10, 8))
	p.configure(strict + "[policy.guard]\nenabled = true\ntakes_people = 3\n")
	p.deliver(append(ofNight(parcels, 2), p.takeover(8))...)
	p.on(field.NewDate(2026, 10, 9))
	if held := p.rows(1, `select count(*) from holds`)[0]; held == "0" {
		t.Fatal("the guard held nothing, so its verdicts are in no test that rebuilds")
	}

	folder, err := os.MkdirTemp("", "empanel-some-nights-")
	if err != nil {
		t.Fatal(err)
	}
	*kept = folder
	copyFolder(t, p.Dir(), folder)
	return parcels
}

// takeover is a file by which a provider claims people who are with another.
func (p post) takeover(people int) parcel {
	p.t.Helper()
	taker := p.rows(2, `
		select practitioner_number, facility_number from attachments
		where status = 'Confirmed'
		group by all
		order by max(valid_from) desc, count(*) desc, 1, 2
		limit 1`)[0]
	practitioner, facility, _ := strings.Cut(taker, "|")
	text := "phn,practitioner_number,facility_number,attach_date\n"
	for _, phn := range p.rows(1, `
		select phn::varchar from attachments
		where status = 'Confirmed' and practitioner_number <> '`+practitioner+`' and valid_from < date '2026-08-01'`)[:people] {
		text += fmt.Sprintf("%s,%s,%s,2026-10-05\n", phn, practitioner, facility)
	}
	return parcel{
		channel: workspace.DrBill, name: "takeover.csv", place: "takeover.csv", content: []byte(text),
		receivedAt: time.Date(2026, 10, 8, 20, 0, 0, 0, time.UTC),
	}
}

// on does a run on a date, which must succeed.
func (p post) on(asOf field.Date) {
	p.t.Helper()
	if _, err := pipeline.Run(p.t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: asOf}); err != nil {
		p.t.Fatal(err)
	}
}

// stop does a run that is stopped at a stage.
func (p post) stop(stage string) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	defer cancel()
	progress, reached := stopAt(stage, cancel)
	if _, err := p.try(ctx, progress); err == nil || !reached() {
		p.t.Fatalf("the run was not stopped: %v", err)
	}
}

// tables gives every row of every table of the registry as text, sorted.
func (p post) tables() map[string][]string {
	p.t.Helper()
	db := p.lookAt(p.Registry())
	defer closeDB(p.t, db)
	all := map[string][]string{}
	for _, table := range rowsIn(p.t, db, 1, `select table_name from duckdb_tables() where not internal and not temporary and database_name = current_database()`) {
		all[table] = everyRow(p.t, db, "from "+table)
	}
	if len(all["run"]) == 0 {
		p.t.Fatal("the registry has no run in it to compare")
	}
	return all
}

func everyRow(t *testing.T, db database, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(values))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// mustEqualTables fails when any table has another row than before. Without
// failed runs, what nobody but the old registry knew is left out.
func mustEqualTables(t failer, before, after map[string][]string, withFailed bool) {
	t.Helper()
	for table, want := range before {
		if !withFailed && table == "run" {
			want = slices.DeleteFunc(slices.Clone(want), func(row string) bool { return strings.Contains(row, " failed ") })
		}
		got := after[table]
		if slices.Equal(got, want) {
			continue
		}
		for i := range max(len(got), len(want)) {
			var g, w string
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				t.Fatalf("%s has %d rows and had %d; the first that differs is\n%s\nand was\n%s", table, len(got), len(want), g, w)
			}
		}
	}
	if len(after) != len(before) {
		t.Fatalf("there are %d tables and were %d", len(after), len(before))
	}
}

// fingerprint is a hash of every file of a workspace, with its name and mode.
func (p post) fingerprint() map[string]string {
	p.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(p.Dir(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		sum := sha256.Sum256(content)
		all[strings.TrimPrefix(path, p.Dir())] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// part gives a part of the ledger whose name begins so.
func (p post) part(begins string) string {
	p.t.Helper()
	for _, name := range p.listing(p.Ledger()) {
		if strings.HasPrefix(name, begins) {
			return filepath.Join(p.Ledger(), name)
		}
	}
	p.t.Fatalf("no part of the ledger is called %s...", begins)
	return ""
}

// flip changes one byte in the middle of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 0xff
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes the text of a file.
func rewrite(t *testing.T, path, old, replacement string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s does not say %s", filepath.Base(path), old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(content), old, replacement, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
