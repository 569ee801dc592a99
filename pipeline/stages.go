package pipeline

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"empanel/parsers/evidence"
	"empanel/pipeline/audit"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// StageTime is how long one stage of a run took.
type StageTime struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// judge reads tonight's evidence and decides what the registry will say. It
// writes temporary tables only: nothing of it outlives the run.
func (r *run) judge(ctx context.Context) error {
	if err := r.judgeLines(ctx); err != nil {
		return err
	}
	return r.conclude(ctx, reconcile.Telling())
}

// judgeLines is all of judging before people are folded: what comes after it asks
// of one person at a time.
func (r *run) judgeLines(ctx context.Context) error {
	if err := r.setVariables(ctx); err != nil {
		return err
	}
	if err := r.each(ctx, reconcile.Openings()); err != nil {
		return err
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	if err := r.each(ctx, reconcile.Preparing()); err != nil {
		return err
	}
	if err := r.scope(ctx); err != nil {
		return err
	}
	if err := r.each(ctx, reconcile.Checking()); err != nil {
		return err
	}
	return r.guard(ctx)
}

// conclude decides from what counts what the registry will say.
func (r *run) conclude(ctx context.Context, folders []string) error {
	if err := r.each(ctx, folders); err != nil {
		return err
	}
	return r.hash(ctx)
}

// hash works out the digest that the registry will have.
func (r *run) hash(ctx context.Context) error {
	defer r.timed("digest")()
	return r.db.Row(ctx, reconcile.Digest(), &r.digest, &r.known)
}

// keep writes into the registry what was judged, checks it, inside the run's
// transaction: nothing of it is seen until that commits.
func (r *run) keep(ctx context.Context) error {
	if err := r.each(ctx, reconcile.Keeping()); err != nil {
		return err
	}
	if err := r.keepFollowing(ctx); err != nil {
		return err
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	if err := r.noteRules(ctx); err != nil {
		return err
	}
	return r.keepRaw(ctx)
}

func (r *run) each(ctx context.Context, folders []string) error {
	for _, folder := range folders {
		if err := r.stage(ctx, folder); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) setVariables(ctx context.Context) error {
	variables := r.policy.Variables()
	variables["run_no"] = r.no
	variables["as_of"] = r.asOf.String()
	variables["policy_version"] = r.policyVersion
	variables["rules"] = reconcile.Rules()
	for name, value := range variables {
		if err := r.db.Set(ctx, name, value); err != nil {
			return err
		}
	}
	return nil
}

// load reads tonight's parts into temporary tables: first the list of files,
// then the lines of every kind, then what is newest of every feed.
func (r *run) load(ctx context.Context) error {
	defer r.timed("load")()
	return r.loadEach(ctx, func(reconcile.Statement) bool { return true })
}

// loadEach runs such statements of [run.load] as are wanted.
func (r *run) loadEach(ctx context.Context, wanted func(reconcile.Statement) bool) error {
	byKind := map[string][]string{}
	for _, p := range r.parts {
		byKind[p.Kind] = append(byKind[p.Kind], r.partPath(p))
	}
	kinds := make([]string, 0, len(byKind))
	for kind, parts := range byKind {
		sort.Strings(parts)
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(i, j int) bool {
		if first := kinds[i] == ledger.SubmissionKind; first != (kinds[j] == ledger.SubmissionKind) {
			return first
		}
		return kinds[i] < kinds[j]
	})
	if err := r.db.Set(ctx, "claim_parts", append([]string{}, byKind[evidence.ClaimKind]...)); err != nil {
		return err
	}
	for _, folder := range reconcile.Loads() {
		for _, kind := range kinds {
			s, ok := reconcile.Find(folder, kind)
			if !ok || !wanted(s) {
				continue
			}
			r.tell("loading "+kind, 0, 0)
			if err := r.db.Set(ctx, "parts", byKind[kind]); err != nil {
				return err
			}
			changed, err := r.db.Run(ctx, s)
			if err != nil {
				return err
			}
			r.changed += changed
		}
	}
	return nil
}

// stage runs the statements of one folder in name order.
func (r *run) stage(ctx context.Context, folder string) error {
	defer r.timed(strings.TrimPrefix(folder, "run/"))()
	all := reconcile.Statements(folder)
	if folder == reconcile.KeepFeeds {
		all = slices.DeleteFunc(all, func(s reconcile.Statement) bool { return !r.came(s.Short()) })
	}
	return r.statements(ctx, all)
}

// came says whether there is evidence of a kind tonight.
func (r *run) came(kind string) bool {
	return slices.ContainsFunc(r.parts, func(p ledger.Part) bool { return p.Kind == kind })
}

func (r *run) statements(ctx context.Context, all []reconcile.Statement) error {
	for _, s := range all {
		needed, err := r.needed(ctx, s)
		if err != nil {
			return err
		}
		if !needed {
			continue
		}
		r.tell(s.Short(), 0, 0)
		changed, err := r.db.Run(ctx, s)
		if err != nil {
			return err
		}
		r.changed += changed
		if s.Short() == "020_healed" {
			r.healed = changed
		}
	}
	return nil
}

// needed says whether a statement has anything to do, where that is asked.
func (r *run) needed(ctx context.Context, s reconcile.Statement) (needed bool, err error) {
	asked, ok := reconcile.Needed(s)
	if !ok {
		return true, nil
	}
	err = r.db.Row(ctx, asked, &needed)
	return needed, err
}

// writeDown records the run and prepares its manifest: the last thing before
// the commit.
func (r *run) writeDown(ctx context.Context) error {
	if err := r.mustBeSettled(); err != nil {
		return err
	}
	r.ended = r.opts.Now().UTC()
	if err := r.record(ctx, "done", ""); err != nil {
		return err
	}
	m, err := r.manifest(r.digest, r.known, r.checks)
	if err != nil {
		return err
	}
	// A log with a damaged end is for verify to name, and no reason not to run.
	if end, err := audit.End(r.ws.AuditLog()); err == nil && end.Rows > 0 {
		m.Audit = &ledger.AuditEnd{Rows: end.Rows, Hash: end.Hash}
	}
	return ledger.Prepare(r.ws.Ledger(), m)
}

// record puts the run and its checks into the registry's list of runs.
func (r *run) record(ctx context.Context, state, failure string) error {
	if err := r.insertRun(ctx, state, failure); err != nil {
		return err
	}
	return r.insertChecks(ctx)
}

func (r *run) insertRun(ctx context.Context, state, failure string) error {
	var why, ended any
	if failure != "" {
		why = failure
	}
	if !r.ended.IsZero() {
		ended = sqlTime(r.ended)
	}
	return r.db.Exec(ctx,
		"insert into run values (?, ?, ?::timestamp, ?::timestamp, ?, ?, ?::date, ?, ?, ?, ?, ?, ?)",
		r.no, r.id, sqlTime(r.started), ended, state, why, r.asOf.String(),
		r.policyVersion, r.programVersion, r.fileCount, r.lineCount, r.digest, r.known)
}

func sqlTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }

// submissions gives the highest file number so far, and the submission ids the
// ledger has accepted.
func (r *run) submissions(ctx context.Context) (last int32, known map[string]bool, err error) {
	conn := r.db.Conn()
	if err := conn.QueryRowContext(ctx, "select coalesce(max(file_no), 0) from submission").Scan(&last); err != nil {
		return 0, nil, fmt.Errorf("numbering files: %w", err)
	}
	rows, err := conn.QueryContext(ctx, "select submission_id from submission where status = 'accepted'")
	if err != nil {
		return 0, nil, fmt.Errorf("listing submissions: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	known = map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, nil, fmt.Errorf("listing submissions: %w", err)
		}
		known[id] = true
	}
	return last, known, rows.Err()
}

func (r *run) submissionRows() []ledger.Submission {
	rows := make([]ledger.Submission, len(r.files))
	for i := range r.files {
		f := &r.files[i]
		s := ledger.Submission{
			FileNo: f.No, SubmissionID: f.ID, Channel: string(f.Channel), FileName: wording.Readable(f.Name),
			ReceivedAt: f.ReceivedAt, ReceivedOn: f.ReceivedOn, Bytes: f.Bytes, RunNo: r.no, Status: string(f.Status),
			Lines: int32(f.Summary.Lines), Skipped: int32(f.Summary.Skipped),
			Warnings: strings.Join(f.Summary.Warnings, "; "), Software: wording.Shown(f.Summary.Software),
		}
		if f.Refusal != nil {
			s.Refusal, s.RefusalText = string(f.Refusal.Code), wording.Readable(f.Refusal.Error())
		}
		rows[i] = s
	}
	return rows
}

func (r *run) workers() int { return workers(r.cfg) }

func (r *run) tell(stage string, done, total int64) {
	if r.opts.Progress != nil {
		r.opts.Progress(stage, done, total)
	}
}

// counting gives a function that adds up bytes and tells how far it has come.
func (r *run) counting(stage string, files []intake.File) func(int64) {
	var total int64
	for i := range files {
		total += files[i].Bytes
	}
	var done atomic.Int64
	return func(bytes int64) { r.tell(stage, done.Add(bytes), total) }
}

// timed notes how long a stage took, from now until the function it gives is
// called.
func (r *run) timed(stage string) func() {
	begun, changed := time.Now(), r.changed
	r.logger().Debug("stage begins", "stage", stage)
	return func() {
		took := StageTime{Stage: stage, Seconds: time.Since(begun).Seconds()}
		r.stages = append(r.stages, took)
		r.logger().Info("stage done", "stage", stage, "seconds", rounded(took.Seconds), "rows", r.changed-changed)
	}
}
