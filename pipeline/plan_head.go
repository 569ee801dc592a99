package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/wording"
)

// A plan's file names its own form, so that nothing else is taken for one.
const (
	planFormat        = "empanel plan"
	planFormatVersion = 1
)

// PlanHead is what a plan stands on and leads to: enough for a run to know
// that it would do just what the plan says.
type PlanHead struct {
	Format         string     `json:"format"`
	FormatVersion  int        `json:"format_version"`
	ProgramVersion string     `json:"program_version"`
	PlannedAt      time.Time  `json:"planned_at"`
	AsOf           string     `json:"as_of"`
	PolicyVersion  string     `json:"policy_version"`
	DrBillDates    string     `json:"drbill_date_format"` // as configured
	StartsFrom     PlanStart  `json:"starts_from"`
	RunID          string     `json:"run_id"` // the run it would be
	RegistryDigest string     `json:"registry_digest"`
	Attachments    int64      `json:"attachments"` // rows known after it
	Files          []PlanFile `json:"files"`
}

// PlanStart is the registry from which a plan starts; empty before the first
// run.
type PlanStart struct {
	RunID          string `json:"run_id"`
	RegistryDigest string `json:"registry_digest"`
}

// PlanFile is a file in the inbox and what would become of it. A health number
// in its name is masked.
type PlanFile struct {
	Channel      string    `json:"channel"`
	Name         string    `json:"file_name"`
	SubmissionID string    `json:"submission_id"` // SHA-256 of its bytes
	Bytes        int64     `json:"bytes"`
	ReceivedAt   time.Time `json:"received_at"`
	Status       string    `json:"status"` // accepted, refused, duplicate
	Refusal      string    `json:"refusal,omitempty"`
	Lines        int64     `json:"lines"`
}

func planFile(f *intake.File) PlanFile {
	p := PlanFile{
		Channel: string(f.Channel), Name: wording.Shown(f.Name), SubmissionID: f.ID, Bytes: f.Bytes, ReceivedAt: f.ReceivedAt,
		Status: string(f.Status), Lines: int64(f.Summary.Lines),
	}
	if f.Refusal != nil {
		p.Refusal = wording.Shown(f.Refusal.Error())
	}
	return p
}

// ErrNoPlan is the error of a file that is no plan of this version.
var ErrNoPlan = errors.New("is no plan that this version can follow: make one with: empanel plan --out FILE")

// ReadPlan reads what a run has to know of a plan that was written to a file:
// all but the changes, which come last in it and may be millions. It gives
// [ErrNoPlan] for any other file.
func ReadPlan(path string) (*PlanHead, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	head := map[string]json.RawMessage{}
	decoder := json.NewDecoder(file)
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, fmt.Errorf("%s %w", path, ErrNoPlan)
	}
	for decoder.More() {
		key, err := decoder.Token()
		name, isName := key.(string)
		if err != nil || !isName {
			return nil, fmt.Errorf("%s %w", path, ErrNoPlan)
		}
		if name == changesKey {
			break
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s %w", path, ErrNoPlan)
		}
		head[name] = value
	}
	text, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, ErrNoPlan)
	}
	var plan PlanHead
	if err := json.Unmarshal(text, &plan); err != nil || plan.Format != planFormat || plan.FormatVersion != planFormatVersion {
		return nil, fmt.Errorf("%s %w", path, ErrNoPlan)
	}
	return &plan, nil
}
