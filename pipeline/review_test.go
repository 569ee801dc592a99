package pipeline_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// Faults that a review found, each with the test that finds it again.

// send delivers a file, received some days after the last of September 2026.
// Its place is its channel and its name.
func (p post) send(day int, place string, lines ...string) {
	p.t.Helper()
	channel, name, _ := strings.Cut(place, "/")
	p.deliver(parcel{
		channel: workspace.Channel(channel), name: name, place: place,
		content:    []byte(strings.Join(lines, "\n") + "\n"),
		receivedAt: time.Date(2026, 9, 30+day, 18, 0, 0, 0, time.UTC),
	})
}

const (
	personsHead = "phn,birth_date,coverage_from,coverage_to"
	claimsHead  = "phn,practitioner_number,facility_number,attach_date"
	actionsHead = "action_id,action,phn,practitioner_number,facility_number,new_facility_number,reason,actor_id,actor_role,acted_on"
)

// someone is the one person of the village.
func someone() string { return phnOf(1) }

// sendVillage delivers what is needed to attach somebody to the providers
// 10001 and J2345 at the clinic A0001.
func (p post) sendVillage() {
	p.t.Helper()
	p.send(0, "registry/persons.csv", personsHead, someone()+",1980-05-06,2020-01-01,")
	p.send(0, "registry/providers.csv", "practitioner_number,provider_type", "10001,FP", "J2345,NP")
	p.send(0, "registry/clinics.csv", "facility_number,clinic_name,chsa", "A0001,Clinic,1234")
	p.send(0, "registry/affiliations.csv", "practitioner_number,facility_number,role,effective_from",
		"10001,A0001,provider,2020-01-01", "J2345,A0001,provider,2020-01-01")
}

// mustBe fails unless a query on the registry gives these rows.
func (p post) mustBe(what string, columns int, query string, want ...string) {
	p.t.Helper()
	if got := p.rows(columns, query); !slices.Equal(got, want) {
		p.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// A transaction whose context ends, at whatever moment, either says so and left
// nothing, or committed and says nothing.
func TestReviewTransaction(t *testing.T) {
	t.Parallel()
	db, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // in memory
	if err := db.Exec(t.Context(), "create table thing (n integer)"); err != nil {
		t.Fatal(err)
	}
	holds := func(n int) bool {
		var rows int
		if err := db.Conn().QueryRowContext(t.Context(), "select count(*) from thing where n = ?", n).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		return rows > 0
	}
	insert := func(ctx context.Context, n int, last func()) error {
		return db.Transaction(ctx, func() error {
			defer last()
			return db.Exec(t.Context(), "insert into thing select ?::integer from range(5000)", n)
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := insert(ctx, -1, cancel); !errors.Is(err, context.Canceled) || holds(-1) {
		t.Errorf("cancelled at its very end: %v, and its rows are there: %v", err, holds(-1))
	}
	if err := insert(t.Context(), -2, func() {}); err != nil || !holds(-2) {
		t.Errorf("not cancelled: %v, and its rows are there: %v", err, holds(-2))
	}
	for n := range 200 { // around the commit
		ctx, cancel := context.WithCancel(t.Context())
		err := insert(ctx, n, func() { time.AfterFunc(time.Duration(n)*5*time.Microsecond, cancel) })
		if err != nil && !errors.Is(err, context.Canceled) || holds(n) != (err == nil) {
			t.Fatalf("cancelled %d µs after its end: %v, and its rows are there: %v", n*5, err, holds(n))
		}
		cancel()
	}
}

// A ledger that has lost a run of the registry is not built upon.
func TestReviewManifestMissing(t *testing.T) {
	t.Parallel()
	p, parcels, want := firstNight(t)
	tonight := ofNight(parcels, 1)
	p.deliver(tonight...)
	digest, ledger, kept := p.digest(), p.Ledger(), filepath.Join(t.TempDir(), "ledger")
	for what, lose := range map[string]func() error{
		"its manifest":     func() error { return os.Remove(filepath.Join(ledger, "R000001.json")) },
		"the whole ledger": func() error { return errors.Join(os.RemoveAll(ledger), os.Mkdir(ledger, 0o700)) },
	} {
		if err := os.Mkdir(kept, 0o700); err != nil {
			t.Fatal(err)
		}
		copyFolder(t, ledger, kept)
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		before := p.listing(ledger)
		for range 2 { // trying again makes it no better
			if _, err := p.try(t.Context(), nil); !errors.Is(err, pipeline.ErrManifestMissing) || !strings.Contains(err.Error(), "R000001") {
				t.Errorf("%s is lost, and the error is %v", what, err)
			}
		}
		p.mustHaveInbox(tonight)
		p.mustHaveDigest(digest)
		if after := p.listing(ledger); !slices.Equal(after, before) {
			t.Errorf("the ledger was %v and is %v", before, after)
		}
		if err := errors.Join(os.RemoveAll(ledger), os.Rename(kept, ledger)); err != nil {
			t.Fatal(err)
		}
	}
	p.run()
	p.mustHaveDigest(want)
}

// In a shared folder nothing is pruned but the snapshots of earlier runs.
func TestReviewPruning(t *testing.T) {
	t.Parallel()
	p, shared := newPost(t), t.TempDir()
	others := []string{"R000010.duckdb", "README.duckdb", "Regional_research.duckdb"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(shared, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.configure(fmt.Sprintf("[publish]\nkeep_snapshots = 1\nsnapshot_dir = %q\n", shared))
	for _, id := range []string{"R000001", "R000002"} {
		p.run()
		want := append([]string{id + ".duckdb"}, append(others, "latest.duckdb")...)
		if names := p.listing(shared); !slices.Equal(names, want) {
			t.Errorf("after %s: %v", id, names)
		}
		db := p.open(filepath.Join(shared, "latest.duckdb"))
		if newest := rowsIn(t, db, 1, `select max(run_id) from runs`); newest[0] != id {
			t.Errorf("after %s latest.duckdb is of %s", id, newest[0])
		}
		closeDB(t, db)
	}
}

// The words of a failure, which name a file, are kept without the health number
// in its name, and are not published at all.
func TestReviewFailureNamesNobody(t *testing.T) {
	t.Parallel()
	p, phn := newPost(t), phnOf(7)
	for i := range 12 {
		p.send(0, fmt.Sprintf("drbill/%s %c.csv", phn, 'a'+i), claimsHead, fmt.Sprintf("%s,1000%d,A0001,2026-09-01", phn, i))
	}
	progress, _ := stopAt("reading files", func() { // the disk loses what is not read yet
		claimed, err := filepath.Glob(filepath.Join(p.Claimed(), "*", "drbill", "*"))
		if err != nil || len(claimed) != 12 {
			t.Errorf("%d files are claimed (%v)", len(claimed), err)
		}
		for _, path := range claimed {
			if err := os.Remove(path); err != nil {
				t.Error("a claimed file cannot be removed")
			}
		}
	})
	if _, err := p.try(t.Context(), progress); err == nil || !strings.Contains(err.Error(), phn) {
		t.Fatal("the run did not fail for a file with a health number in its name")
	}
	failures := p.rows(1, `select failure from run where state = 'failed'`)
	if len(failures) != 1 || strings.Contains(failures[0], phn) || !strings.Contains(failures[0], phn[:2]+"******"+phn[8:]) {
		t.Error("the failure is not recorded with the health number hidden")
	}
	p.run()
	db := p.open(p.latest())
	defer closeDB(t, db)
	if states := rowsIn(t, db, 1, `select state::varchar from runs`); !slices.Equal(states, []string{"done", "failed"}) {
		t.Errorf("published runs: %v", states)
	}
	if columns := rowsIn(t, db, 1, `select column_name from information_schema.columns where table_name = 'runs'`); len(columns) < 5 || slices.Contains(columns, "failure") {
		t.Errorf("the published runs have the columns %v", columns)
	}
}

// A file accepted under one date format is read again, for the text of a line,
// under another that would refuse it.
func TestReviewDateFormatChanged(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.sendVillage()
	row := someone() + ",10001,A0001,03/04/2026"
	p.send(0, "drbill/upload.csv", claimsHead, row)
	p.configure("[intake]\ndrbill.date_format = \"D/M/YYYY\"\n")
	p.run()
	p.mustBe("attached", 1, `select valid_from::varchar from attachments`, "2026-04-03")

	p.configure("[intake]\ndrbill.date_format = \"auto\"\n")
	p.send(1, "registry/persons_tonight.csv", personsHead, someone()+",1980-05-06,2020-01-01,2026-03-31")
	if report := p.run(); report.Files.Refused > 0 {
		t.Fatalf("%+v", report.Refused)
	}
	p.mustBe("attached", 1, `select valid_from::varchar from attachments`)
	p.mustBe("in quarantine", 2, `select array_to_string(reasons, ','), state from quarantine`, "no_coverage|waiting")
	if raw := p.rows(1, `select coalesce(raw, '') from quarantine`); len(raw) != 1 || strings.TrimSpace(raw[0]) != row {
		t.Error("the text of the line is not in the quarantine")
	}
}

// What would stop the publishing is found before anything is taken in.
func TestReviewNowhereToPublish(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.sendVillage()
	waiting := p.listing(p.Inbox(workspace.Registry))
	if err := os.WriteFile(filepath.Join(p.Dir(), "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for text, key := range map[string]string{
		"snapshot_group = \"no-such-group\"\n": "publish.snapshot_group",
		"snapshot_dir = \"/nowhere/at/all\"\n": "publish.snapshot_dir",
		"snapshot_dir = \"nowhere\"\n":         "publish.snapshot_dir",
		"snapshot_dir = \"file\"\n":            "publish.snapshot_dir",
	} {
		p.configure("[publish]\n" + text)
		_, err := p.try(t.Context(), nil)
		if setting := (*config.Error)(nil); !errors.As(err, &setting) || setting.Key != key {
			t.Errorf("%s gives %v", text, err)
		}
		if now := p.listing(p.Inbox(workspace.Registry)); !slices.Equal(now, waiting) || len(now) != 4 {
			t.Errorf("%s: in the inbox: %v", text, now)
		}
		if _, err := os.Stat(p.Registry()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: there is a registry: %v", text, err)
		}
	}
	if err := os.Mkdir(filepath.Join(p.Dir(), "pub"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.configure("[publish]\nsnapshot_dir = \"pub\"\n") // seen from the workspace
	p.run()
	if names := p.listing(filepath.Join(p.Dir(), "pub")); !slices.Equal(names, []string{"R000001.duckdb", "latest.duckdb"}) {
		t.Errorf("published: %v", names)
	}
}

// A panel counts who is on it on the as-of date, whatever was sent since.
func TestLongReviewPanelsAsOf(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.sendVillage()
	p.send(0, "drbill/upload.csv", claimsHead, someone()+",10001,A0001,2026-09-10", someone()+",J2345,A0001,2026-09-20")
	for _, c := range []struct {
		asOf field.Date
		want []string
	}{
		{field.NewDate(2026, 9, 9), []string{}},
		{field.NewDate(2026, 9, 10), []string{"10001|1"}},
		{field.NewDate(2026, 9, 19), []string{"10001|1"}},
		{field.NewDate(2026, 9, 20), []string{"J2345|1"}},
		{field.NewDate(2026, 9, 30), []string{"J2345|1"}},
	} {
		if _, err := pipeline.Run(t.Context(), pipeline.Options{Workspace: p.Dir(), AsOf: c.asOf}); err != nil {
			t.Fatal(err)
		}
		const counted = `select practitioner_number, confirmed::varchar from panels where confirmed <> 0`
		p.mustBe("panels as of "+c.asOf.String(), 2, counted, c.want...)
		db := p.open(p.latest())
		if got := rowsIn(t, db, 2, counted); !slices.Equal(got, c.want) {
			t.Errorf("published panels as of %s: %v, want %v", c.asOf, got, c.want)
		}
		closeDB(t, db)
	}
}

// Wherever somebody writes a health number where none belongs, the snapshot has
// it nowhere, however its digits are parted.
func TestReviewFreeTextNamesNobody(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	var secrets []string
	phn := func() string { // another one each time
		secrets = append(secrets, phnOf(len(secrets)+2))
		return secrets[len(secrets)-1]
	}
	parted := func(sign string) string {
		n := phn()
		return n[:4] + sign + n[4:7] + sign + n[7:]
	}
	p.send(0, "registry/persons.csv", personsHead, someone()+",1980-05-06,2020-01-01,")
	p.send(0, "registry/providers.csv", "practitioner_number,provider_type,given_name,family_name,gender,languages,bc_provider_id",
		"10001,FP,"+phn()+","+phn()+","+phn()+",English "+phn()+","+phn())
	p.send(0, "registry/clinics.csv", "facility_number,clinic_name,address,city,postal_code,chsa,medical_director,hours",
		"A0001,Clinic "+phn()+",near "+parted(" ")+","+parted(" - ")+","+phn()+",1234,"+phn()+",ask "+parted("  ")+" first")
	p.send(0, "registry/affiliations.csv", "practitioner_number,facility_number,role,effective_from", "10001,A0001,provider,2020-01-01")
	p.send(0, "registry/endorsements.csv", "delegate_id,practitioner_number,endorsed_from", phn()+",10001,2020-01-01")
	p.send(0, "registry/transfers.csv", "transfer_id,from_practitioner,to_practitioner,announced_on,effective_on",
		phn()+",10001,10001,2026-09-01,2026-09-02")
	p.send(0, "registry/registrants.csv", "registrant_id,household_id,phn,registered_on,status,chsa,language,provider_gender",
		phn()+","+phn()+","+phn()+",2026-01-01,active,1234,"+phn()+","+parted("."))
	p.send(0, "registry/offers.csv", "offer_id,household_id,practitioner_number,facility_number,offered_on,outcome",
		phn()+","+phn()+",10001,A0001,2026-09-01,pending")
	p.send(0, "drbill/shifted.csv", claimsHead,
		"10001,A0001,"+phn()+",2026-09-01", "2026-09-01,10001,"+phn()+",A0001", "A0001,"+phn()+",10001,2026-09-01",
		someone()+",10001,"+phn()+",2026-09-01")
	p.run()
	p.mustBe("refused", 1, `select file_name from submissions where status <> 'accepted'`)

	db := p.open(p.latest())
	defer closeDB(t, db)
	for _, relation := range []string{"providers", "clinics", "endorsements", "transfers", "registrants", "offers", "quarantine"} {
		if n := rowsIn(t, db, 1, `select count(*)::varchar from `+relation); n[0] == "0" {
			t.Errorf("nothing in %s", relation)
		}
	}
	mustNotHold(t, db, secrets)
	content, err := os.ReadFile(p.latest())
	if err != nil {
		t.Fatal(err)
	}
	for i, secret := range secrets {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the snapshot's file holds health number %d", i)
		}
	}
}

var notDigits = regexp.MustCompile(`[^0-9]+`)

// mustNotHold looks for numbers in every value of a database, whatever stands
// between their digits.
func mustNotHold(t *testing.T, db database, numbers []string) {
	t.Helper()
	for _, column := range rowsIn(t, db, 3, `select table_schema, table_name, column_name from information_schema.columns`) {
		at := strings.Split(column, "|")
		query := fmt.Sprintf(`select distinct coalesce(%[3]q::varchar, '') from %[1]q.%[2]q`, at[0], at[1], at[2])
		for _, value := range rowsIn(t, db, 1, query) {
			digits := notDigits.ReplaceAllString(value, "")
			for i, number := range numbers {
				if strings.Contains(digits, number) {
					t.Errorf("%s.%s.%s holds health number %d", at[0], at[1], at[2], i)
				}
			}
		}
	}
}

// A provider's own number, in small letters or capitals, is the same actor.
func TestReviewActorHasNoCase(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.sendVillage()
	p.send(0, "drbill/upload.csv", claimsHead, someone()+",J2345,A0001,2026-09-01")
	for day, actor := range []string{"j2345", "J2345"} {
		p.send(day, fmt.Sprintf("registry/actions_%d.csv", day), actionsHead, "a1,remove,"+someone()+",J2345,A0001,,moved away,"+actor+",provider,2026-09-05")
	}
	p.run()
	p.mustBe("in quarantine", 1, `select array_to_string(reasons, ',') from quarantine`)
	p.mustBe("actions", 1, `select outcome from lines where outcome in ('no_effect', 'removed', 'quarantined')`, "no_effect", "removed")
	p.mustBe("removed on", 1, `select valid_to::varchar from attachments`, "2026-09-05")
}

// Of a portal claim neither ledger nor registry keep whose it was, who was paid
// and where.
func TestReviewPortalKeepsNobody(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.sendVillage()
	portal := claimLine{
		record: "C02", dataCentre: "T0001", sequence: "0000001", practitioner: "10001", phn: someone(), feeItem: "98000",
		amount: "0000000", date: "2026-09-01", code: "0", location: "C", facility: "A0001",
	}
	attachment := portal
	attachment.sequence, attachment.feeItem = "0000002", "98990"
	vendor := blankRecord(200)
	vendor.put(1, "VS1T00010000001T0001MADE UP EMR")
	p.send(0, "teleplan/claims.txt", string(vendor), string(portal.render()), string(attachment.render()))
	p.run()

	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer closeDB(t, db)
	kept := fmt.Sprintf(`select fee_item, coalesce(practitioner_number, 'none'),
		if(coalesce(phn::varchar, phn_written, payee_number, facility_number, raw) is null, 'nothing', 'more') from '%s'`,
		filepath.Join(p.Ledger(), "R000001-claims-*.parquet"))
	if got := rowsIn(t, db, 3, kept); !slices.Equal(got, []string{"98000|10001|nothing", "98990|10001|more"}) {
		t.Errorf("in the ledger: %v", got)
	}
	p.mustBe("in the registry", 2, `select event::varchar, if(phn is null and facility is null, 'nothing', 'more') from stored_claim`,
		"attach|more", "portal|nothing")
	p.mustBe("portal events", 2, `select fee_item, practitioner_number from portal_events`, "98000|10001")
}
