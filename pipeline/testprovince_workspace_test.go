package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	_ "github.com/duckdb/duckdb-go/v2" // the driver the results are read with

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/workspace"
)

// testWorkspace is a workspace in a temporary folder, and a count of the runs
// it has seen.
type testWorkspace struct {
	*workspace.Workspace
	files []*sentFile // delivered so far
}

// newTestWorkspace makes an empty workspace with a policy; remove it with
// discard.
func newTestWorkspace(under rules) (*testWorkspace, error) {
	folder, err := os.MkdirTemp("", "empanel-province-")
	if err != nil {
		return nil, err
	}
	w, err := workspace.Init(folder)
	if err != nil {
		return nil, err
	}
	empty, err := emptyRegistry()
	if err != nil {
		return nil, err
	}
	err = errors.Join(os.WriteFile(w.Registry(), empty, 0o600), os.WriteFile(w.Config(), under.configuration(), 0o600))
	return &testWorkspace{Workspace: w}, err
}

// emptyRegistry is the registry of a workspace before its first run, made once:
// making its tables takes a quarter of a small run. Other tests have each run
// make its own.
var emptyRegistry = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "empanel-registry-")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "registry.duckdb")
	err = pipeline.MakeRegistry(context.Background(), path)
	made, readErr := os.ReadFile(path)
	return made, errors.Join(err, readErr, os.RemoveAll(folder))
})

// configuration is a configuration file that sets the policy.
func (r rules) configuration() []byte {
	text := oneThread + "[policy]\n"
	if r.hold {
		text += fmt.Sprintf("conflict = \"hold\"\nhold_days = %d\n", r.holdDays)
	}
	if r.acceptedOnly {
		text += "attach_when = \"accepted\"\n"
	}
	if r.window > 0 {
		text += fmt.Sprintf("transfer_window_days = %d\n", r.window)
	}
	return []byte(text + r.guard.configuration() + r.match.configuration())
}

// configuration is the part of a configuration file that sets points.
func (m matchRules) configuration() string {
	if m == (matchRules{}) {
		return ""
	}
	return fmt.Sprintf("[policy.match]\nweeks = %d\nneed = %d\nage = %d\nage_under = %d\nage_over = %d\nnewborn = %d\nfit = %d\n"+
		"candidates_times = %d\n", m.weeks, m.need, m.age, m.under, m.over, m.newborn, m.fit, m.times)
}

// configuration is the part of a configuration file that sets the guard.
func (g guardRules) configuration() string {
	if !g.enabled {
		return ""
	}
	return fmt.Sprintf("[policy.guard]\nenabled = true\ntakes_people = %d\ntakes_share_people = %d\n"+
		"takes_share_percent = %d\nremoves_people = %d\n",
		g.takesPeople, g.takesSharePeople, g.takesSharePercent, g.removesPeople)
}

func (w *testWorkspace) discard() error { return os.RemoveAll(w.Dir()) }

// deliver puts files into the inbox.
func (w *testWorkspace) deliver(files []*sentFile) error {
	for _, file := range files {
		path := filepath.Join(w.Inbox(workspace.Channel(file.channel)), file.name)
		if err := os.WriteFile(path, file.bytes(), 0o600); err != nil {
			return err
		}
		if err := os.Chtimes(path, file.receivedAt, file.receivedAt); err != nil {
			return err
		}
	}
	w.files = append(w.files, files...)
	return nil
}

// night delivers files and runs the pipeline once, as of a day or of today.
func (w *testWorkspace) night(files []*sentFile, asOf string) error {
	if err := w.deliver(files); err != nil {
		return err
	}
	day := field.NoDate
	if asOf != "" {
		day = field.ISODate([]byte(asOf))
	}
	_, err := pipeline.Run(context.Background(), pipeline.Options{Workspace: w.Dir(), AsOf: day})
	return err
}

// registryAsRead is a registry as the pipeline has it.
type registryAsRead struct {
	expected
	digest     string
	duplicates int // files listed as duplicates
	refused    int // files listed as refused: sent again, they are refused again
}

// read reads the registry after the newest run.
func (w *testWorkspace) read() (registryAsRead, error) {
	db, err := lookAt(w.Registry())
	if err != nil {
		return registryAsRead{}, err
	}
	got := registryAsRead{expected: expected{lines: map[lineKey]lineResult{}}}
	err = readAll(db, &got)
	if closing := db.Close(); err == nil {
		err = closing
	}
	return got, err
}

func readAll(db database, got *registryAsRead) error {
	digests := `select coalesce(registry_digest, '') from runs where state = 'done' order by started_at desc, run_id desc limit 1`
	if err := db.QueryRow(digests).Scan(&got.digest); err != nil {
		return fmt.Errorf("reading the digest: %w", err)
	}
	listed := `select count(*) filter (status = 'duplicate'), count(*) filter (status = 'refused') from submissions`
	if err := db.QueryRow(listed).Scan(&got.duplicates, &got.refused); err != nil {
		return fmt.Errorf("counting files: %w", err)
	}
	for _, read := range []func(database, *registryAsRead) error{readLines, readAttachments, readConflicts, readPortal} {
		if err := read(db, got); err != nil {
			return err
		}
	}
	return nil
}

// eachRow runs a query whose columns are all text and not NULL.
func eachRow(db database, columns int, query string, row func([]string)) (err error) {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	values := make([]string, columns)
	targets := make([]any, columns)
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		row(values)
	}
	return rows.Err()
}

func readLines(db database, got *registryAsRead) error {
	const query = `
		select l.submission_id, l.line_no::varchar, l.outcome,
			array_to_string(list_sort(l.reasons), ','), array_to_string(list_sort(l.warnings), ','), coalesce(q.state, '')
		from lines as l
		left join quarantine as q on q.submission_id = l.submission_id and q.line_no = l.line_no`
	return eachRow(db, 6, query, func(v []string) {
		key := keyFrom(v[0], v[1])
		got.lines[key] = lineResult{outcome: v[2], reasons: split(v[3]), warnings: split(v[4]), discarded: v[5] == "discarded"}
	})
}

func readAttachments(db database, got *registryAsRead) error {
	const query = `
		select phn::varchar, practitioner_number, facility_number, status, valid_from::varchar,
			coalesce(valid_to::varchar, ''), coalesce(close_reason, ''), submission_id, line_no::varchar
		from attachments`
	return eachRow(db, 9, query, func(v []string) {
		got.attachments = append(got.attachments, attachmentRow{
			phn: v[0], practitioner: v[1], facility: v[2], status: v[3], validFrom: v[4],
			validTo: v[5], closeReason: v[6], key: keyFrom(v[7], v[8]),
		})
	})
}

func readConflicts(db database, got *registryAsRead) error {
	const query = `
		select phn::varchar, incumbent_practitioner, incumbent_facility, challenger_practitioner,
			challenger_facility, effective_on::varchar, resolution, coalesce(resolved_on::varchar, ''),
			submission_id, line_no::varchar
		from conflicts`
	return eachRow(db, 10, query, func(v []string) {
		got.conflicts = append(got.conflicts, conflictRow{
			phn: v[0], incumbentPractitioner: v[1], incumbentFacility: v[2],
			challengerPractitioner: v[3], challengerFacility: v[4], effectiveOn: v[5],
			resolution: v[6], resolvedOn: v[7], key: keyFrom(v[8], v[9]),
		})
	})
}

func readPortal(db database, got *registryAsRead) error {
	const query = `
		select submission_id, line_no::varchar, coalesce(practitioner_number, ''), fee_item,
			coalesce(service_date::varchar, ''), state
		from portal_events`
	return eachRow(db, 6, query, func(v []string) {
		got.portal = append(got.portal, portalRow{
			key: keyFrom(v[0], v[1]), practitioner: v[2], feeItem: v[3], date: v[4], state: v[5],
		})
	})
}

func keyFrom(submission, line string) lineKey {
	key := lineKey{submission: submission}
	if _, err := fmt.Sscan(line, &key.line); err != nil {
		key.line = -1
	}
	return key
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
