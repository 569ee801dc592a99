package pipeline_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/logs"
	"empanel/pipeline/workspace"
)

// logged is a line of the log.
type logged map[string]any

// heard does a run and gives its account and its log.
func (p post) heard() (*pipeline.Report, pipeline.Account, []logged, error) {
	p.t.Helper()
	var out bytes.Buffer
	var account pipeline.Account
	report, err := pipeline.Run(p.t.Context(), pipeline.Options{
		Workspace: p.Dir(), AsOf: syntheticAsOf, Log: logs.New(&out, config.LogJSON, slog.LevelDebug), Account: &account,
	})
	if regexp.MustCompile(`\b9[0-9]{9}\b`).MatchString(out.String()) {
		p.t.Error("a health number is logged")
	}
	var all []logged
	for line := range strings.Lines(out.String()) {
		var r logged
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			p.t.Fatalf("a line of the log is no JSON: %v", err)
		}
		if r["run_id"] != account.RunID {
			p.t.Errorf("%v is logged without the run", r["msg"])
		}
		all = append(all, r)
	}
	return report, account, all, err
}

// of gives the records with a message.
func of(all []logged, message string) []logged {
	return slices.DeleteFunc(slices.Clone(all), func(r logged) bool { return r["msg"] != message })
}

// Of a run that failed as much is told as of one that is done: what it did, how
// long each stage took, which check failed, and that it mended another before it.
func TestAccountOfARun(t *testing.T) {
	t.Parallel()
	p, parcels, _ := firstNight(t)
	p.claim("R000002", ofNight(parcels, 1)) // of a run that was killed
	p.deliver(parcel{channel: workspace.Teleplan, name: "9012372173.txt", content: []byte("no claims\n"), receivedAt: parcels[0].receivedAt})
	p.claim("R000002", nil)

	p.change(`update submission set lines = lines + 1 where file_no = 1`)
	_, account, log, err := p.heard()
	if err == nil || account.RunID == "" || account.Committed || account.StartedAt.IsZero() || account.EndedAt.Before(account.StartedAt) {
		t.Fatalf("the account is %+v, the error %v", account, err)
	}
	if got := of(log, "interrupted run recovered"); len(got) != 1 || len(account.Recovered) != 1 || account.Recovered[0] != (pipeline.Recovered{RunID: "R000002"}) {
		t.Errorf("recovered are %v, logged %v", account.Recovered, got)
	}
	failed := slices.DeleteFunc(slices.Clone(account.Checks), func(c pipeline.CheckResult) bool { return c.Passed })
	if len(failed) == 0 || !slices.ContainsFunc(failed, func(c pipeline.CheckResult) bool { return c.Name == "lines_in_are_lines_out" }) {
		t.Errorf("the checks that failed are %v", failed)
	}
	if got := of(log, "check failed"); len(got) != len(failed) || got[0]["check"] != failed[0].Name || got[0]["level"] != "ERROR" {
		t.Errorf("logged are the checks %v", got)
	}
	if len(of(log, "run begins")) != 1 || len(of(log, "run failed, nothing changed")) != 1 || len(of(log, "committed"))+len(of(log, "run done")) > 0 {
		t.Errorf("the log is %v", log)
	}
	if stages := of(log, "stage done"); len(stages) != len(account.Stages) || len(stages) < 10 || len(of(log, "stage begins")) != len(stages) {
		t.Errorf("%d stages are logged, %d accounted for", len(stages), len(account.Stages))
	}

	p.change(`update submission set lines = lines - 1 where file_no = 1`)
	report, account, log, err := p.heard()
	if err != nil || len(account.Recovered) > 0 || account.RunID != report.RunID || !account.Committed || account.Lines != report.Lines || len(account.Stages) != len(report.Stages) {
		t.Fatalf("%s, %d lines in %d stages, recovered %v; the report says %s, %d, %d; the error is %v",
			account.RunID, account.Lines, len(account.Stages), account.Recovered, report.RunID, report.Lines, len(report.Stages), err)
	}
	files := map[string]int{}
	for _, f := range account.Files {
		files[f.State] += f.Files
	}
	if files["accepted"] != report.Files.Accepted || files["refused"] != 1 || report.Files.Refused != 1 || files["accepted"] < 4 {
		t.Errorf("the files are %v, and the report's %+v", account.Files, report.Files)
	}
	if got := of(log, "file refused"); len(got) != 1 || got[0]["file"] != "90******73.txt" {
		t.Errorf("logged as refused: %v", got)
	}
	if got := of(log, "committed"); len(got) != 1 || got[0]["registry_digest"] != report.RegistryDigest {
		t.Errorf("logged as committed: %v", got)
	}
	if got := of(log, "run done"); len(got) != 1 || got[0]["attached"] != float64(report.Attached) || len(of(log, "needs somebody")) != len(report.Needs) {
		t.Errorf("logged at the end: %v", got)
	}
	p.mustTellFigures(report, account)
}

// mustTellFigures holds the figures of the metrics to what a run reported.
func (p post) mustTellFigures(report *pipeline.Report, account pipeline.Account) {
	p.t.Helper()
	ending := &pipeline.Ending{Command: "run", ExitCode: 3, Account: account, Report: report}
	f, err := pipeline.ReadFacts(p.t.Context(), p.Workspace, config.Default(), ending)
	if err != nil {
		p.t.Fatal(err)
	}
	switch {
	case f.Standing == nil || f.Standing.Attached != report.Attached || f.Standing.Quarantine != report.Waiting || f.Standing.Panels != report.Panels:
		p.t.Errorf("the registry stands as %+v", f.Standing)
	case f.Run.Needs != len(report.Needs) || f.Run.Checks != len(report.Checks) || f.Run.Failed != 0 || len(f.Run.Lines) != len(report.Outcomes):
		p.t.Errorf("the run was %+v", f.Run)
	case f.LastSuccess.Before(account.StartedAt) || f.LastSuccess.After(account.EndedAt):
		p.t.Errorf("the last success was at %s", f.LastSuccess)
	case f.Bytes["registry"] == 0 || f.Bytes["ledger"] == 0 || f.Bytes["snapshots"] == 0 || f.Free["workspace"] == 0:
		p.t.Errorf("the disk holds %v, free %v", f.Bytes, f.Free)
	}
	// A registry that is gone is a figure that is missing, and the rest is told.
	if err := os.Rename(p.Registry(), p.Registry()+".aside"); err != nil {
		p.t.Fatal(err)
	}
	f, err = pipeline.ReadFacts(p.t.Context(), p.Workspace, config.Default(), ending)
	if err == nil || f.Standing != nil || f.LastSuccess.IsZero() || f.Run == nil {
		p.t.Errorf("without a registry the facts are %+v, %v", f, err)
	}
}
