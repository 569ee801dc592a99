package pipeline_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sort"
	"testing"
	"time"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// The SQL of the fold by itself, on events written straight into the tables it
// reads: without files it is quick enough for many more people, and it can be
// given releases.

// foldCase is what the fold is given: events of people, each of one line of a
// file of its own, and what the feeds say.
type foldCase struct {
	under  rules
	events []event
	in     feeds
}

// claimed is an attach claim: labels for person, provider and facility.
func claimed(file int, person, practitioner, facility, on string) event {
	return event{
		position: position{receivedAt: baseReceived, submission: fmt.Sprintf("file%04d", file), line: 1},
		on:       on, kind: attachEvent,
		person: written(person), practitioner: written(practitioner), facility: written(facility),
	}
}

// slowly is what the reference makes of the case.
func (c foldCase) slowly() expected {
	result := expected{lines: map[lineKey]lineResult{}}
	byPerson := map[string][]event{}
	for _, e := range c.events {
		byPerson[e.person] = append(byPerson[e.person], e)
		if e.pending {
			result.lines[e.key()] = lineResult{outcome: "pending"}
		}
	}
	for person, theirs := range byPerson {
		foldPerson(person, theirs, c.in, c.under, &result)
	}
	return result
}

func (c foldCase) names() map[string]string {
	names := map[string]string{}
	for _, e := range c.events {
		names[e.submission] = e.submission
	}
	return names
}

// mustFoldAlike holds the SQL to the reference.
func (c foldCase) mustFoldAlike(ctx context.Context, t failer) {
	t.Helper()
	got, err := c.inSQL(ctx)
	if err != nil {
		t.Fatalf("folding in SQL: %v", err)
	}
	difference := describe(got, c.names()).difference(describe(c.slowly(), c.names()), "SQL", "reference")
	if difference == "" {
		return
	}
	text := ""
	for _, e := range c.events {
		text += fmt.Sprintf("%s %s kind %d %s %s on %s pending=%v released on %s\n", e.submission, label(e.person), e.kind,
			label(e.practitioner), label(e.facility), e.on, e.pending, label(c.under.released[e.key()]))
	}
	t.Fatalf("the fold in SQL and the reference differ under %s\n%s%s", c.under, difference, text)
}

// foldTables are the relations that the fold reads.
var foldTables = []string{
	`create table standing (file_no integer, line_no integer, person bigint, practitioner integer, facility integer, effective_on date, ordinal integer, phn bigint)`,
	`create table pending_line as select * exclude (phn) from standing`,
	`create table acting (
		file_no integer, line_no integer, person bigint, practitioner integer, facility integer, new_facility integer,
		effective_on date, received_at timestamp, ordinal integer, action varchar, everyone boolean)`,
	`create table submission_order (file_no integer, received_at timestamp, ordinal integer)`,
	`create table persons_now (phn bigint, deceased_on date)`,
	`create table transfers_now (from_practitioner varchar, to_practitioner varchar, facility_number varchar, announced_on date, effective_on date, status varchar)`,
	`create table number_now (code integer, text varchar)`,
	`create table released_by_hand (file_no integer, line_no integer, released_on date)`,
}

// foldViews are those made of these.
var foldViews = []string{
	`create view several as select person from (select person from standing union all select person from pending_line) group by person having count(*) > 1`,
	`create view attach_line as
		from standing
		union all
		select *, person from pending_line`,
	`create view acting_for_one as from acting where not everyone`,
	`create view removed_elsewhere as select 0 as file_no, 0 as line_no limit 0`,
	`create view guarded_line as select *, person from pending_line limit 0`,
	`create view outcome_guarded as select 0 as file_no, 0 as line_no, 'held' as outcome limit 0`,
	`create view nothing as select 0 as file_no, 0 as line_no, 'ignored' as outcome limit 0`,
	`create view outcome_quarantined as from nothing`,
	`create view outcome_nobodys_business as from nothing`,
	`create view outcome_debits as from nothing`,
	`create view outcome_answers as from nothing`,
	`create view outcome_duplicates as from nothing`,
	`create view outcome_void as from nothing`,
	`create view outcome_decisions as from nothing`,
}

// inSQL is what the SQL makes of the case.
func (c foldCase) inSQL(ctx context.Context) (got expected, err error) {
	db, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		return got, err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	policy := reconcile.DefaultPolicy()
	if c.under.hold {
		policy.Conflict, policy.HoldDays = reconcile.ConflictHold, c.under.holdDays
	}
	if c.under.acceptedOnly {
		policy.AttachWhen = reconcile.AttachAccepted
	}
	variables := policy.Variables()
	variables["as_of"] = c.under.asOf
	for name, value := range variables {
		if err := db.Set(ctx, name, value); err != nil {
			return got, err
		}
	}
	for _, statement := range foldTables {
		if err := db.Exec(ctx, statement); err != nil {
			return got, err
		}
	}
	files, err := c.fill(db)
	if err != nil {
		return got, err
	}
	for _, statement := range foldViews {
		if err := db.Exec(ctx, statement); err != nil {
			return got, err
		}
	}
	if err := runFold(ctx, db); err != nil {
		return got, err
	}
	return readFold(ctx, db, files)
}

// runFold runs the statements of the fold, with the releases of the case.
func runFold(ctx context.Context, db *warehouse.Warehouse) error {
	var statements []reconcile.Statement
	for _, name := range []string{"002_outcome", "003_attachment_status", "004_close_reason"} {
		statements = append(statements, reconcile.Must(reconcile.Schema, name))
	}
	statements = append(statements, reconcile.Statements(reconcile.Macros)...)
	statements = append(statements, reconcile.Statements("run/80_fold")...)
	for _, name := range []string{
		"075_pending", "080_single", "090_told", "100_actions", "110_outcome_now", "115_whole", "120_folded", "125_outcome_judged",
	} {
		statements = append(statements, reconcile.Must("run/82_outcome", name))
	}
	for _, s := range statements {
		if s.Short() == "008_released" {
			if err := db.Exec(ctx, "create or replace temp view released as from released_by_hand"); err != nil {
				return err
			}
			continue
		}
		if _, err := db.Run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// fill writes the case into the tables and gives the key of each file's line.
func (c foldCase) fill(db *warehouse.Warehouse) (map[int]lineKey, error) {
	events := append([]event(nil), c.events...)
	sort.Slice(events, func(i, j int) bool { return events[i].before(events[j].position) })
	rows := map[string][][]driver.Value{}
	add := func(table string, values ...driver.Value) { rows[table] = append(rows[table], values) }
	files, people := map[int]lineKey{}, map[string]bool{}
	for i, e := range events {
		no, person := int32(i+1), number(e.person)
		files[i+1] = e.key()
		add("submission_order", no, e.receivedAt, no)
		if !people[e.person] {
			people[e.person] = true
			add("persons_now", person, dayValue(c.in.persons[e.person]["deceased_on"]))
		}
		practitioner, facility := codeValue(e.practitioner), codeValue(e.facility)
		line := int32(e.line)
		switch {
		case e.pending:
			add("pending_line", no, line, person, practitioner, facility, dayValue(e.on), no)
		case e.kind == attachEvent:
			add("standing", no, line, person, practitioner, facility, dayValue(e.on), no, person)
		default:
			at, to := facility, driver.Value(nil)
			if e.kind == changeClinicEvent {
				at, to = nil, facility
			}
			add("acting", no, line, person, practitioner, at, to, dayValue(e.on), e.receivedAt, no,
				map[eventKind]string{removeEvent: "remove", restoreEvent: "restore", changeClinicEvent: "change_clinic"}[e.kind], false)
		}
		if day, found := c.under.released[e.key()]; found {
			add("released_by_hand", no, line, dayValue(day))
		}
	}
	for _, row := range c.in.transfers {
		var facility, status driver.Value
		if row["facility_number"] != "" {
			facility = row["facility_number"]
		}
		if row["status"] != "" {
			status = row["status"]
		}
		add("transfers_now", row["from_practitioner"], row["to_practitioner"], facility,
			dayValue(row["announced_on"]), dayValue(row["effective_on"]), status)
	}
	for n := 1; n <= 9; n++ {
		add("number_now", codeValue(practitionerOf(n)), practitionerOf(n))
		add("number_now", codeValue(facilityOf(n)), facilityOf(n))
	}
	for table, values := range rows {
		err := db.Append(table, func(add func(...driver.Value) error) error {
			for _, row := range values {
				if err := add(row...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func number(phn string) int64 {
	var n int64
	_, _ = fmt.Sscan(phn, &n)
	return n
}

// codeValue is the code of a number: of providers from 1, of facilities from 101.
func codeValue(text string) driver.Value {
	for n := 1; n <= 9; n++ {
		switch text {
		case practitionerOf(n):
			return int32(n)
		case facilityOf(n):
			return int32(100 + n)
		}
	}
	return nil
}

func dayValue(day string) driver.Value {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return t
}

// readFold reads what the fold says.
func readFold(ctx context.Context, db *warehouse.Warehouse, files map[int]lineKey) (expected, error) {
	got := expected{lines: map[lineKey]lineResult{}}
	err := scanAll(ctx, db, `
		select file_no, outcome::varchar from outcome_judged`,
		func(scan func(...any) error) error {
			var file int
			var outcome string
			err := scan(&file, &outcome)
			if _, found := got.lines[files[file]]; found {
				outcome = "twice " + outcome
			}
			got.lines[files[file]] = lineResult{outcome: outcome}
			return err
		})
	if err != nil {
		return got, err
	}
	err = scanAll(ctx, db, `
		select f.phn::varchar, p.text, a.text, f.status::varchar, f.valid_from::varchar, coalesce(f.valid_to::varchar, ''),
			coalesce(f.close_reason::varchar, ''), f.file_no
		from folded as f join number_now as p on p.code = f.practitioner join number_now as a on a.code = f.facility`,
		func(scan func(...any) error) error {
			var row attachmentRow
			var file int
			err := scan(&row.phn, &row.practitioner, &row.facility, &row.status, &row.validFrom, &row.validTo, &row.closeReason, &file)
			row.key = files[file]
			got.attachments = append(got.attachments, row)
			return err
		})
	if err != nil {
		return got, err
	}
	return got, scanAll(ctx, db, `
		select c.person::varchar, p.text, a.text, q.text, b.text, c.effective_on::varchar, c.resolution,
			coalesce(c.resolved_on::varchar, ''), c.file_no
		from conflict_found as c
		join number_now as p on p.code = c.incumbent join number_now as a on a.code = c.incumbent_facility
		join number_now as q on q.code = c.challenger join number_now as b on b.code = c.challenger_facility`,
		func(scan func(...any) error) error {
			var row conflictRow
			var file int
			err := scan(&row.phn, &row.incumbentPractitioner, &row.incumbentFacility, &row.challengerPractitioner,
				&row.challengerFacility, &row.effectiveOn, &row.resolution, &row.resolvedOn, &file)
			row.key = files[file]
			got.conflicts = append(got.conflicts, row)
			return err
		})
}

// scanAll calls row for each row of a query.
func scanAll(ctx context.Context, db *warehouse.Warehouse, query string, row func(scan func(...any) error) error) error {
	rows, err := db.Conn().QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// TestFoldReleases holds the fold to releases worked out by hand.
func TestFoldReleases(t *testing.T) {
	key := func(file int) lineKey { return lineKey{fmt.Sprintf("file%04d", file), 1} }
	c := foldCase{
		under: rules{hold: true, holdDays: 10, asOf: "2026-03-20", released: map[lineKey]string{
			key(3): "2026-03-08", key(5): "2026-03-01", key(8): "2026-03-08", key(10): "2026-03-15",
		}},
		events: []event{
			claimed(1, "P1", "D1", "F1", "2026-03-01"),
			claimed(2, "P1", "D2", "F2", "2026-03-11"),
			claimed(3, "P1", "D3", "F3", "2026-03-06"), // released on the 8th
			claimed(4, "P2", "D1", "F1", "2026-03-01"),
			claimed(5, "P2", "D2", "F2", "2026-03-05"), // released before its own day: it never waits
			claimed(6, "P3", "D1", "F1", "2026-03-01"),
			claimed(7, "P3", "D2", "F2", "2026-03-05"), // says nothing more once the later one is released
			claimed(8, "P3", "D2", "F3", "2026-03-06"),
			claimed(9, "P4", "D1", "F1", "2026-03-01"),
			claimed(10, "P4", "D2", "F2", "2026-03-04"), // its days are over the day before the release
		},
	}
	want := description{
		lines: tableRows(`
			file0001:1 attached
			file0002:1 held
			file0003:1 moved
			file0004:1 attached
			file0005:1 moved
			file0006:1 attached
			file0007:1 already_attached
			file0008:1 moved
			file0009:1 attached
			file0010:1 moved`),
		attachments: tableRows(`
			P1 D1 F1 Not-the-MRP 2026-03-01 2026-03-08 superseded file0001:1
			P1 D3 F3 Confirmed   2026-03-08 -          -          file0003:1
			P1 D2 F2 Pending     2026-03-11 -          -          file0002:1
			P2 D1 F1 Not-the-MRP 2026-03-01 2026-03-05 superseded file0004:1
			P2 D2 F2 Confirmed   2026-03-05 -          -          file0005:1
			P3 D1 F1 Not-the-MRP 2026-03-01 2026-03-08 superseded file0006:1
			P3 D2 F3 Confirmed   2026-03-08 -          -          file0008:1
			P4 D1 F1 Not-the-MRP 2026-03-01 2026-03-14 superseded file0009:1
			P4 D2 F2 Confirmed   2026-03-14 -          -          file0010:1`),
		conflicts: tableRows(`
			P1 D1 F1 D3 F3 2026-03-06 released 2026-03-08 file0003:1
			P1 D3 F3 D2 F2 2026-03-11 held     -          file0002:1
			P2 D1 F1 D2 F2 2026-03-05
			P3 D1 F1 D2 F2 2026-03-05 settled  2026-03-08 file0007:1
			P3 D1 F1 D2 F3 2026-03-06 released 2026-03-08 file0008:1
			P4 D1 F1 D2 F2 2026-03-04 elapsed  2026-03-14 file0010:1`),
	}
	if diff := describe(c.slowly(), c.names()).difference(want, "reference", "by hand"); diff != "" {
		t.Error(diff)
	}
	c.mustFoldAlike(t.Context(), t)
}
