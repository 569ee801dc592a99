// Package history tells of the past: the runs there were and what each changed,
// and the panels of a day as known after a run.
package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// RunRow is one run as it was recorded.
type RunRow struct {
	RunID          string    `json:"run_id"`
	StartedAt      time.Time `json:"started_at"`
	Seconds        float64   `json:"seconds"`
	State          string    `json:"state"` // done, failed, interrupted
	Failure        string    `json:"failure,omitempty"`
	AsOf           string    `json:"as_of"`
	PolicyVersion  string    `json:"policy_version"`
	ProgramVersion string    `json:"program_version"`
	Files          int64     `json:"files"`
	Lines          int64     `json:"lines"`
	Attached       *int64    `json:"attached"` // people attached when it was done; nil where a snapshot does not say
	RegistryDigest string    `json:"registry_digest"`
}

// RunList is every run, the newest first.
type RunList struct {
	Source string // "registry", or the snapshot that was read instead
	Runs   []RunRow
}

// RunFile is a file that a run took in, and what became of its lines.
type RunFile struct {
	Name         string    `json:"file_name"`
	Channel      string    `json:"channel"`
	SubmissionID string    `json:"submission_id"`
	ReceivedAt   time.Time `json:"received_at"`
	Status       string    `json:"status"`
	Refusal      string    `json:"refusal,omitempty"`
	Lines        int64     `json:"lines"`
	Skipped      int64     `json:"skipped"`
	Outcomes     string    `json:"outcomes"` // as the newest run sees them: "12 attached, 1 quarantined"
	Warnings     string    `json:"warnings,omitempty"`
}

// RunCheck is what one check found in a run.
type RunCheck struct {
	Name      string `json:"check"`
	Passed    bool   `json:"passed"`
	Offending int64  `json:"offending"`
}

// RunDetail is one run with its files and checks.
type RunDetail struct {
	RunRow
	// Policy is the policy of the run by key; empty for one that failed.
	Policy json.RawMessage `json:"policy,omitempty"`
	// PolicyBefore is the run before, where that had another policy.
	PolicyBefore  string         `json:"policy_before,omitempty"`
	PolicyChanges []PolicyChange `json:"policy_changes,omitempty"`
	FilesTaken    []RunFile      `json:"files_taken"`
	// Flow is who came onto panels and left them; nil for a run that failed.
	Flow   *Flow      `json:"panel_flow,omitempty"`
	Checks []RunCheck `json:"checks"`
}

// ErrNoSuchRun is the error of a run id that no run has.
var ErrNoSuchRun = errors.New("no such run; empanel runs lists them")

// Runs lists every run of a workspace. While a run has the registry open it
// reads the newest snapshot, which knows all runs but those that failed since.
func Runs(ctx context.Context, dir string) (list *RunList, err error) {
	v, source, err := RegistryOrSnapshot(ctx, dir)
	if errors.Is(err, ask.ErrNoRun) {
		return &RunList{Source: FromRegistry}, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	rows, err := ReadRuns(ctx, v, source)
	return &RunList{Source: source, Runs: rows}, err
}

// ShowRun gives one run with its files and checks, or [ErrNoSuchRun].
func ShowRun(ctx context.Context, dir, id string) (detail *RunDetail, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	rows, err := ReadRuns(ctx, v, FromRegistry)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.RunID == id {
			detail = &RunDetail{RunRow: row}
		}
	}
	if detail == nil {
		return nil, ErrNoSuchRun
	}
	if err := readPolicy(v, detail, rows); err != nil {
		return nil, err
	}
	detail.FilesTaken, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, "run_files"), scanRunFile, sql.Named("run", id))
	if err != nil {
		return nil, err
	}
	detail.Checks, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, "run_checks"), func(rows *sql.Rows, c *RunCheck) error {
		return rows.Scan(&c.Name, &c.Passed, &c.Offending)
	}, sql.Named("run", id))
	if err != nil {
		return nil, err
	}
	detail.Flow, err = flowOf(ctx, v, id)
	return detail, err
}

func scanRunFile(rows *sql.Rows, f *RunFile) error {
	err := rows.Scan(&f.Name, &f.Channel, &f.SubmissionID, &f.ReceivedAt, &f.Status, &f.Refusal, &f.Lines, &f.Skipped, &f.Outcomes, &f.Warnings)
	f.Name, f.Refusal, f.Warnings = mask.FileName(f.Name), mask.FileName(f.Refusal), mask.Text(f.Warnings)
	return err
}

// The sources of what is told.
const (
	FromRegistry = "registry"
	fromSnapshot = "newest snapshot" // while a run has the registry open
)

// RegistryOrSnapshot opens the registry, or the newest snapshot while a run
// has the registry open, and says which.
func RegistryOrSnapshot(ctx context.Context, dir string) (*ask.View, string, error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err == nil || !errors.Is(err, warehouse.ErrBusy) {
		return v, FromRegistry, err
	}
	ws, cfg, configErr := ask.Settings(dir)
	if configErr != nil {
		return nil, "", configErr
	}
	v, snapshotErr := ask.OpenSnapshot(ctx, ws, cfg, ask.ReadOnly(cfg))
	if errors.Is(snapshotErr, ask.ErrNoSnapshot) {
		return nil, "", err // a first run is under way: there is nothing to read yet
	}
	return v, fromSnapshot, snapshotErr
}

// ReadRuns lists the runs that a registry or a snapshot knows of, the newest first.
func ReadRuns(ctx context.Context, v *ask.View, source string) ([]RunRow, error) {
	name := "runs"
	if source != FromRegistry {
		name = "runs_published"
	}
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, name), scanRun)
}

func scanRun(rows *sql.Rows, r *RunRow) error {
	var ended sql.NullTime
	var attached sql.NullInt64
	var asOf time.Time
	err := rows.Scan(&r.RunID, &r.StartedAt, &ended, &r.State, &r.Failure, &asOf, &r.PolicyVersion, &r.ProgramVersion,
		&r.Files, &r.Lines, &attached, &r.RegistryDigest)
	if err != nil {
		return fmt.Errorf("reading a run: %w", err)
	}
	r.Failure = mask.Text(r.Failure)
	r.AsOf = asOf.Format(time.DateOnly)
	if ended.Valid {
		r.Seconds = ended.Time.Sub(r.StartedAt).Seconds()
	}
	if attached.Valid {
		r.Attached = &attached.Int64
	}
	return nil
}
