package pipeline_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// What analysts open: that it is always whole, that it says who is who to
// nobody, and who may read it.

func (p post) latest() string { return filepath.Join(p.Snapshots(), "latest.duckdb") }

func (p post) configure(text string) {
	p.t.Helper()
	if err := os.WriteFile(p.Config(), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// A reader keeps the snapshot it has open, pruned or not; latest.duckdb opens
// at any moment of a run.
func TestLongSnapshotWhileRunning(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.configure("[publish]\nkeep_snapshots = 2\n")
	if names := p.listing(p.Snapshots()); !slices.Equal(names, []string{"R000001.duckdb", "latest.duckdb"}) {
		t.Fatalf("snapshots: %v", names)
	}
	reader := p.open(p.latest())
	defer closeDB(t, reader)
	conn, err := reader.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // read only
	seen := fingerprint(t, conn)

	stages, asked := 0, 0
	for _, night := range []int{1, 2, 3} {
		p.deliver(ofNight(parcels, night)...)
		_, err := p.try(t.Context(), func(stage string, _, _ int64) {
			if night == 1 && stage == "checking" {
				p.askHowThingsStand()
				asked++
			}
			if stages++; stages%10 == 0 || stage == "publishing" {
				db := p.open(p.latest())
				if n := rowsIn(t, db, 1, `select max(run_id) from runs`); n[0] < "R000001" {
					t.Errorf("while %s, latest.duckdb is of run %s", stage, n[0])
				}
				closeDB(t, db)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if now := fingerprint(t, conn); now != seen {
			t.Fatalf("the open snapshot changed in night %d", night)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times how things stand", asked)
	}
	if names := p.listing(p.Snapshots()); !slices.Equal(names, []string{"R000003.duckdb", "R000004.duckdb", "latest.duckdb"}) {
		t.Errorf("snapshots kept: %v", names)
	}
	db := p.open(p.latest())
	defer closeDB(t, db)
	if newest := rowsIn(t, db, 1, `select registry_digest from runs order by run_id desc limit 1`); newest[0] != p.digest() {
		t.Error("latest.duckdb is not of the newest run")
	}
}

// askedIn is the workspace whose status the test's own process is asked for.
const askedIn = "EMPANEL_TEST_ASKED_IN"

// askHowThingsStand has another process, which cannot open the registry while a
// run has it, ask how things stand.
func (p post) askHowThingsStand() {
	p.t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestStatusAsked$", "-test.count=1")
	command.Env = append(os.Environ(), askedIn+"="+p.Dir())
	if out, err := command.CombinedOutput(); err != nil {
		p.t.Errorf("asked in the middle of a run:\n%s", out)
	}
}

// TestStatusAsked is no test of its own: askHowThingsStand starts it.
func TestStatusAsked(t *testing.T) {
	folder := os.Getenv(askedIn)
	if folder == "" {
		return
	}
	s, err := pipeline.ReadStatus(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Running || s.Run == nil || s.Attached == 0 || s.Matching == nil || s.Matching.Room == 0 {
		t.Errorf("running %t, run %v, %d attached, matching %v", s.Running, s.Run, s.Attached, s.Matching)
	}
}

func fingerprint(t *testing.T, conn *sql.Conn) string {
	t.Helper()
	var all string
	err := conn.QueryRowContext(context.WithoutCancel(t.Context()), `
		select (select max(run_id) from runs) || ' ' || count(*) || ' ' || coalesce(sum(hash(a)::hugeint), 0)
		from attachments as a`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// identifying are columns that say who somebody is, or hold what was sent.
var identifying = []string{
	"phn", "phn_written", "survivor_phn", "raw", "hints", "file_name", "refusal_text", "birth_date",
	"first_name", "last_name", "given_name", "family_name", "name", "registrant_id",
}

// The snapshot has no column that names a person, and no value in it, of
// whatever column, is the health number of anybody.
func TestSnapshotNamesNobody(t *testing.T) {
	t.Parallel()
	_, parcels := syntheticProvince(t)
	numbers, people := numbersIn(t, parcels)
	for i := range parcels { // names as people give them
		if parcels[i].channel == workspace.DrBill {
			parcels[i].name = fmt.Sprintf("%d %s", people[i], parcels[i].name)
		}
	}
	p := newPost(t)
	p.deliver(parcels...)
	p.deliver(parcel{
		channel: workspace.DrBill, name: fmt.Sprintf("%d.csv", people[99]),
		content: fmt.Appendf(nil, "%d is all that this file holds\n", people[99]), receivedAt: parcels[0].receivedAt,
	})
	p.run()
	db := p.open(p.latest())
	defer closeDB(t, db)

	columns := rowsIn(t, db, 4, `select table_schema, table_name, column_name, data_type from information_schema.columns`)
	if len(columns) < 100 {
		t.Fatalf("the snapshot has only %d columns", len(columns))
	}
	for _, column := range columns {
		at := strings.Split(column, "|")
		if slices.Contains(identifying, at[2]) {
			t.Errorf("%s.%s has a column %s", at[0], at[1], at[2])
		}
		query := fmt.Sprintf(`select distinct number from (
			select unnest(regexp_extract_all(%[3]q::varchar, '[0-9]{10,}')) as number from %[1]q.%[2]q)`, at[0], at[1], at[2])
		for _, digits := range rowsIn(t, db, 1, query) {
			if number, err := strconv.ParseInt(digits, 10, 64); err == nil && numbers[number] {
				t.Fatalf("%s.%s.%s holds the health number of somebody", at[0], at[1], at[2])
			}
		}
	}
	// As bytes: also what no column shows, such as blocks that were freed.
	content, err := os.ReadFile(p.latest())
	if err != nil {
		t.Fatal(err)
	}
	for number := range numbers {
		if bytes.Contains(content, fmt.Append(nil, number)) {
			t.Fatal("the snapshot's file holds somebody's health number as text")
		}
	}
}

// numbersIn gives the health numbers of everybody in the persons feed, as a set
// and in order.
func numbersIn(t *testing.T, parcels []parcel) (map[int64]bool, []int64) {
	t.Helper()
	set, list := map[int64]bool{}, []int64{}
	for _, one := range parcels {
		if one.name != "persons.csv" {
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(one.content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := slices.Index(rows[0], "phn")
		for _, row := range rows[1:] {
			number, err := strconv.ParseInt(row[at], 10, 64)
			if err != nil {
				continue // a row damaged on purpose
			}
			set[number] = true
			list = append(list, number)
		}
	}
	if len(list) < 1000 {
		t.Fatalf("only %d people in the persons feed", len(list))
	}
	return set, list
}

// Who may read what: the owner alone, and a snapshot also the group that is
// configured.
func TestModes(t *testing.T) {
	t.Parallel()
	group, id := aGroup(t)
	p, parcels, _ := firstNight(t)
	p.mustBeMode(0o600, filepath.Join(p.Snapshots(), "R000001.duckdb"), p.KeyFile(), p.Registry())
	for _, name := range p.listing(p.Ledger()) {
		p.mustBeMode(0o600, filepath.Join(p.Ledger(), name))
	}
	for _, one := range ofNight(parcels, 0) {
		p.mustBeMode(0o600, filepath.Join(p.Archive(), one.submissionID()[:2], one.submissionID()))
	}

	shared := t.TempDir()
	p.configure(fmt.Sprintf("[publish]\nsnapshot_dir = %q\nsnapshot_group = %q\n", shared, group))
	p.run()
	published := filepath.Join(shared, "R000002.duckdb")
	p.mustBeMode(0o640, published)
	info, err := os.Stat(published)
	if err != nil {
		t.Fatal(err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Gid) != id {
		t.Errorf("the snapshot is not of group %s", group)
	}
	if names := p.listing(shared); !slices.Equal(names, []string{"R000002.duckdb", "latest.duckdb"}) {
		t.Errorf("in the shared folder: %v", names)
	}
	db := p.open(filepath.Join(shared, "latest.duckdb"))
	defer closeDB(t, db)
	if n := rowsIn(t, db, 1, `select max(run_id) from runs`); n[0] != "R000002" {
		t.Errorf("latest.duckdb is of run %s", n[0])
	}
}

func (p post) mustBeMode(want os.FileMode, paths ...string) {
	p.t.Helper()
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			p.t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			p.t.Errorf("%s has mode %v, not %v", filepath.Base(path), info.Mode().Perm(), want)
		}
	}
}

// aGroup gives a group to which this process may give a file: not its own one
// where it may choose.
func aGroup(t *testing.T) (name string, id int) {
	t.Helper()
	gids, err := os.Getgroups()
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		gids = append([]int{1}, gids...)
	}
	for _, gid := range append(gids, os.Getegid()) {
		if g, err := user.LookupGroupId(strconv.Itoa(gid)); err == nil {
			return g.Name, gid
		}
	}
	t.Skip("this process belongs to no group that has a name")
	return "", 0
}
