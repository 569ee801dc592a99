package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/report"
	"empanel/pipeline/transfer"
	"empanel/pipeline/waiting"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// Report is what a run tells of itself. It holds no health number.
type Report struct {
	RunID          string          `json:"run_id"`
	AsOf           string          `json:"as_of"`
	StartedAt      time.Time       `json:"started_at"`
	Seconds        float64         `json:"seconds"`
	RegistryDigest string          `json:"registry_digest"`
	Attached       int64           `json:"attached"`           // people with a provider now
	Pending        int64           `json:"pending"`            // claims that wait, as panels count them
	Panels         int64           `json:"panels"`             // provider and facility with anyone on the panel
	Waiting        int64           `json:"waiting"`            // lines in quarantine now, of all runs
	Healed         int64           `json:"healed"`             // lines that left quarantine in this run
	Matching       *waiting.Counts `json:"matching,omitempty"` // nil where nobody waits and no preference is stated
	Files          FileCounts      `json:"files"`
	Lines          int64           `json:"lines"`
	Outcomes       []OutcomeCount  `json:"outcomes"`
	Reasons        []ReasonCount   `json:"reasons"`
	PanelChanges   []PanelChange   `json:"panel_changes"` // the largest first
	Refused        []FileProblem   `json:"refused"`
	Left           []FileProblem   `json:"left_in_inbox"`
	Held           []HeldFile      `json:"held"` // by the guard, in this run
	Transfers      TransferCounts  `json:"transfers"`
	Unfinished     []transfer.Case `json:"unfinished_transfers"` // open or overdue, or that follow nobody
	Needs          []string        `json:"needs_somebody"`
	Notes          []string        `json:"notes"`
	Checks         []CheckResult   `json:"checks"`
	Stages         []StageTime     `json:"stages"`
	Page           string          `json:"page"` // the file of the report that people read
}

// FileCounts counts the files of a run by what became of them.
type FileCounts struct {
	Accepted  int `json:"accepted"`
	Refused   int `json:"refused"`
	Duplicate int `json:"duplicate"`
}

// OutcomeCount is how many of the run's lines had an outcome.
type OutcomeCount struct {
	Outcome string `json:"outcome"`
	Lines   int64  `json:"lines"`
}

// ReasonCount is how many of the run's lines a reason keeps in quarantine, and
// what to do about it.
type ReasonCount struct {
	Reason string `json:"reason"`
	Lines  int64  `json:"lines"`
	Hint   string `json:"hint"`
}

// PanelChange is a panel that is not what it was at the run before.
type PanelChange struct {
	PractitionerNumber string `json:"practitioner_number"`
	FacilityNumber     string `json:"facility_number"`
	Before             int64  `json:"before"`
	Now                int64  `json:"now"`
}

// FileProblem is a file that was refused or left in the inbox, and why.
type FileProblem struct {
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Why     string `json:"why"`
}

// HeldFile is a file, or a removal of everyone by a delegate, that the guard
// holds since this run.
type HeldFile struct {
	SubmissionID string `json:"submission_id"`
	Channel      string `json:"channel"`
	Name         string `json:"name"`
	Line         int64  `json:"line_no,omitempty"` // of the removal
	People       int64  `json:"people"`            // whom it would have taken from other providers, or removed
	Lines        int64  `json:"lines"`             // that wait
}

// String says what it would have done.
func (h HeldFile) String() string {
	if h.Line > 0 {
		return fmt.Sprintf("a removal of everyone in %s line %d would end %s at once", h.Name, h.Line, wording.Plural(int(h.People), "attachment", "attachments"))
	}
	return fmt.Sprintf("%s would take %s from other providers at once", h.Name, wording.Plural(int(h.People), "person", "people"))
}

// NeedsSomebody says whether the run, though done, leaves something that a
// person has to look at.
func (r *Report) NeedsSomebody() bool { return len(r.Needs) > 0 }

func (r *run) report(ctx context.Context) (*Report, error) {
	rep := &Report{
		RunID: r.id, AsOf: r.asOf.String(), StartedAt: r.started, Page: report.Path(r.ws.Reports(), r.id),
		RegistryDigest: r.digest, Lines: r.lineCount, Healed: r.healed, Checks: r.checks,
		// A program that reads the report finds an empty list, not null.
		Outcomes: []OutcomeCount{}, Reasons: []ReasonCount{}, PanelChanges: []PanelChange{},
		Refused: []FileProblem{}, Left: []FileProblem{}, Held: []HeldFile{}, Unfinished: []transfer.Case{}, Needs: []string{}, Notes: []string{},
	}
	if err := r.reportFiles(rep); err != nil {
		return nil, err
	}
	if err := r.reportRegistry(ctx, rep); err != nil {
		return nil, err
	}
	without, err := r.withoutText(ctx)
	if err != nil {
		return nil, err
	}
	rep.Notes = append(rep.Notes, without...)
	r.reportNeeds(rep)
	if err := r.reportTransfers(ctx, rep); err != nil {
		return nil, err
	}
	rep.Notes = append(rep.Notes, r.before()...)
	if r.missingPage != nil {
		rep.Notes = append(rep.Notes, wording.Shown(fmt.Sprintf("an earlier night has no page, and none could be written: %v", r.missingPage)))
	}
	rep.Stages = r.stages
	rep.Seconds = r.opts.Now().UTC().Sub(r.started).Seconds()
	return rep, nil
}

// before tells what is odd about the runs before this one.
func (r *run) before() (notes []string) {
	notes = cutShortNotes(r.cutShort)
	if r.clockBehind != "" {
		notes = append(notes, fmt.Sprintf("the clock says that this run began before %s was done: was it set back? Runs are kept in the order of their numbers, whatever the clock says", r.clockBehind))
	}
	return notes
}

func (r *run) reportFiles(rep *Report) error {
	for i := range r.files {
		f := &r.files[i]
		switch f.Status {
		case intake.Accepted:
			rep.Files.Accepted++
		case intake.Duplicate:
			rep.Files.Duplicate++
		case intake.Refused:
			rep.Files.Refused++
			rep.Refused = append(rep.Refused, FileProblem{string(f.Channel), wording.Shown(f.Name), wording.Shown(f.Refusal.Error())})
		default:
			return fmt.Errorf("file %d of %s has no status", f.No, r.id)
		}
	}
	for _, l := range r.left {
		rep.Left = append(rep.Left, FileProblem{l.Channel, wording.Shown(l.Name), l.Why})
	}
	return nil
}

// reportStanding tells how the registry stands, and what came of the lines of the
// newest run: what can be told later too.
func (r *run) reportStanding(ctx context.Context, rep *Report) error {
	err := r.db.Row(ctx, reconcile.Must(reconcile.Report, "totals"), &rep.Attached, &rep.Pending, &rep.Waiting, &rep.Panels)
	if err != nil {
		return err
	}
	if rep.Matching, err = waiting.CountsOf(ctx, r.db); err != nil {
		return err
	}
	return r.rowsOf(ctx, "outcomes", func(rows *sql.Rows) error {
		var o OutcomeCount
		err := rows.Scan(&o.Outcome, &o.Lines)
		rep.Outcomes = append(rep.Outcomes, o)
		return err
	})
}

func (r *run) reportRegistry(ctx context.Context, rep *Report) error {
	if err := r.reportStanding(ctx, rep); err != nil {
		return err
	}
	err := r.rowsOf(ctx, "reasons", func(rows *sql.Rows) error {
		var c ReasonCount
		var hint sql.NullString
		err := rows.Scan(&c.Reason, &c.Lines, &hint)
		c.Hint = hint.String
		rep.Reasons = append(rep.Reasons, c)
		return err
	})
	if err != nil {
		return err
	}
	err = r.rowsOf(ctx, "panel_changes", func(rows *sql.Rows) error {
		var c PanelChange
		err := rows.Scan(&c.PractitionerNumber, &c.FacilityNumber, &c.Before, &c.Now)
		rep.PanelChanges = append(rep.PanelChanges, c)
		return err
	})
	if err != nil {
		return err
	}
	if rep.Held, err = r.heldNow(ctx); err != nil {
		return err
	}
	var empty []string
	err = r.rowsOf(ctx, "empty_feeds", func(rows *sql.Rows) error {
		var feed string
		err := rows.Scan(&feed)
		empty = append(empty, feed)
		return err
	})
	rep.Notes = append(rep.Notes, emptyFeeds(empty)...)
	if err != nil {
		return err
	}
	var still int
	err = r.db.Row(ctx, reconcile.Must(reconcile.Report, "still_held"), &still)
	if still > 0 {
		rep.Notes = append(rep.Notes, fmt.Sprintf("the guard still holds %s of earlier nights: empanel quarantine holds", wording.Plural(still, "file or removal", "files or removals")))
	}
	if err != nil {
		return err
	}
	var stray int
	err = r.db.Row(ctx, reconcile.Must(reconcile.Report, "offers_to_nobody"), &stray)
	if stray > 0 {
		names := map[bool]string{true: "names", false: "name"}[stray == 1]
		rep.Notes = append(rep.Notes, fmt.Sprintf("%s %s a household that nobody is registered with: empanel match offers", wording.Plural(stray, "pending offer", "pending offers"), names))
	}
	return err
}

// emptyFeeds says in one sentence which feeds cannot be checked against.
func emptyFeeds(names []string) []string {
	switch last := len(names) - 1; last {
	case -1:
		return nil
	case 0:
		return []string{fmt.Sprintf("the %s feed has no rows, so what looks into it is not checked", names[0])}
	default:
		return []string{fmt.Sprintf("the %s and %s feeds have no rows, so what looks into them is not checked",
			strings.Join(names[:last], ", "), names[last])}
	}
}

// rowsOf gives every row of a question of the report to take.
func (r *run) rowsOf(ctx context.Context, name string, take func(*sql.Rows) error) error {
	return warehouse.EachRow(ctx, r.db, reconcile.Must(reconcile.Report, name), take)
}

func (r *run) reportNeeds(rep *Report) {
	need := func(format string, args ...any) { rep.Needs = append(rep.Needs, fmt.Sprintf(format, args...)) }
	if n := len(rep.Refused); n > 0 {
		it := map[bool]string{true: "it", false: "them"}[n == 1]
		need("%s refused: tell whoever sent %s, and have %s sent again corrected", wording.Plural(n, "file was", "files were"), it, it)
	}
	if n := len(rep.Left); n > 0 {
		it := map[bool]string{true: "it", false: "them"}[n == 1]
		need("%s in the inbox cannot be taken: move or mend %s", wording.Plural(n, "entry", "entries"), it)
	}
	for _, h := range rep.Held {
		need("the guard holds %.12s: %s, and no transfer explains it: empanel quarantine holds %.12s shows whom", h.SubmissionID, h, h.SubmissionID)
	}
	var quarantined int64
	for _, o := range rep.Outcomes {
		if o.Outcome == "quarantined" {
			quarantined = o.Lines
		}
	}
	if limit := r.cfg.Alert.QuarantinePercent; rep.Lines > 0 && float64(quarantined)*100 > limit*float64(rep.Lines) {
		need("%.1f%% of tonight's lines are in quarantine, more than the %g%% that alert.quarantine_percent allows",
			float64(quarantined)*100/float64(rep.Lines), limit)
	}
}
