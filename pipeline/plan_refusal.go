package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/version"
	"empanel/pipeline/wording"
)

// PlanError is the error of a run that would not do what its plan says. Nothing
// was changed.
type PlanError struct {
	Differences []string // what is not as it was planned, and how
}

// differencesShown is how many differences an error tells.
const differencesShown = 10

// Error tells the differences, a line each, and what to do.
func (e *PlanError) Error() string {
	var s strings.Builder
	s.WriteString("the run would not do what the plan says, so nothing was changed:\n")
	for _, d := range e.Differences[:min(differencesShown, len(e.Differences))] {
		s.WriteString("  " + d + "\n")
	}
	if more := len(e.Differences) - differencesShown; more > 0 {
		fmt.Fprintf(&s, "  and %d more\n", more)
	}
	s.WriteString("put it back as it was, or make a new plan: empanel plan --out FILE")
	return s.String()
}

func refusing(differences []string) error {
	if len(differences) == 0 {
		return nil
	}
	return &PlanError{Differences: differences}
}

// mayFollowPlan holds the run's conditions, and the inbox as far as it can be
// seen without reading it, against the plan, before anything is claimed.
func (r *run) mayFollowPlan(ctx context.Context) error {
	plan := r.opts.Plan
	if plan == nil {
		return nil
	}
	start, err := r.start(ctx)
	if err != nil {
		return err
	}
	files, _, err := intake.Waiting(r.ws, nil, 1, r.opts.ReceivedAt)
	if err != nil {
		return err
	}
	return refusing(append(r.otherConditions(plan, start), otherFiles(plan.Files, files)...))
}

// otherConditions tells what has changed since the plan besides the inbox.
func (r *run) otherConditions(plan *PlanHead, start PlanStart) (differences []string) {
	differ := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	switch {
	case start.RunID != plan.StartsFrom.RunID:
		differ("the registry: its newest run is %s, the plan starts from %s", orNone(start.RunID), orNone(plan.StartsFrom.RunID))
	case start.RegistryDigest != plan.StartsFrom.RegistryDigest:
		differ("the registry: its registry_digest after %s is %s, the plan starts from %s", start.RunID, start.RegistryDigest, plan.StartsFrom.RegistryDigest)
	}
	if now := r.policyVersion; now != plan.PolicyVersion {
		differ("the policy: it is version %s, the plan is made with %s", now, plan.PolicyVersion)
	}
	if now := string(r.cfg.Intake.DrBill.DateFormat); now != plan.DrBillDates {
		differ("the configuration: intake.drbill.date_format is %s, the plan is made with %s", now, plan.DrBillDates)
	}
	if now := r.asOf.String(); now != plan.AsOf {
		differ("the as-of date: it is %s, the plan is as of %s (--as-of %s follows it)", now, plan.AsOf, plan.AsOf)
	}
	if plan.ProgramVersion != version.Program {
		differ("the program: it is version %s, the plan is made by %s", version.Program, plan.ProgramVersion)
	}
	return differences
}

func orNone(runID string) string {
	if runID == "" {
		return "none"
	}
	return runID
}

// mustHavePlannedFiles holds the files that were claimed, hashed and read
// against the plan: they may have changed until then.
func (r *run) mustHavePlannedFiles() error {
	if r.opts.Plan == nil {
		return nil
	}
	return refusing(otherFiles(r.opts.Plan.Files, r.files))
}

// mustGivePlanned holds what was judged against the plan.
func (r *run) mustGivePlanned(context.Context) error {
	if plan := r.opts.Plan; plan != nil && r.digest != plan.RegistryDigest {
		return refusing([]string{fmt.Sprintf(
			"the result: the registry_digest would be %s, the plan says %s", r.digest, plan.RegistryDigest,
		)})
	}
	return nil
}

// fileSeen is what makes a file the one that was planned.
type fileSeen struct {
	id         string
	bytes      int64
	receivedAt time.Time
}

// place is where a file stands, as it is shown: two names may differ in what is
// masked only.
type place struct{ channel, name string }

// otherFiles tells how the files of the inbox are not those of the plan. Files
// that are not hashed yet are compared without their bytes.
func otherFiles(planned []PlanFile, files []intake.File) (differences []string) {
	differ := func(at place, format string, args ...any) {
		differences = append(differences, fmt.Sprintf("the inbox: %s/%s %s", at.channel, at.name, fmt.Sprintf(format, args...)))
	}
	hashed := len(files) > 0 && files[0].ID != ""
	expected := map[place][]fileSeen{}
	for _, p := range planned {
		at, f := place{p.Channel, p.Name}, fileSeen{p.SubmissionID, p.Bytes, p.ReceivedAt.UTC()}
		if !hashed {
			f.id = ""
		}
		expected[at] = append(expected[at], f)
	}
	take := func(at place, i int) { expected[at] = slices.Delete(expected[at], i, i+1) }
	others := map[place][]fileSeen{}
	var order []place
	for i := range files {
		at, f := place{string(files[i].Channel), wording.Shown(files[i].Name)}, fileSeen{files[i].ID, files[i].Bytes, files[i].ReceivedAt.UTC()}
		if n := slices.Index(expected[at], f); n >= 0 {
			take(at, n)
			continue
		}
		others[at] = append(others[at], f)
		order = append(order, at)
	}
	for _, at := range order {
		f := others[at][0]
		others[at] = others[at][1:]
		if len(expected[at]) == 0 {
			differ(at, "has come since")
			continue
		}
		was := expected[at][0]
		take(at, 0)
		if was.bytes != f.bytes || was.id != f.id {
			differ(at, "holds other bytes")
		} else {
			differ(at, "is received at %s, the plan says %s", f.receivedAt.Format(time.RFC3339), was.receivedAt.Format(time.RFC3339))
		}
	}
	for _, p := range planned {
		if at := (place{p.Channel, p.Name}); len(expected[at]) > 0 {
			take(at, 0)
			differ(at, "is not there any more")
		}
	}
	return differences
}
