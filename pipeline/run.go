package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"empanel/parsers/drbill"
	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/disk"
	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/publish"
	"empanel/pipeline/registry"
	"empanel/pipeline/rekey"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// Options says how a run is made.
type Options struct {
	Workspace  string           // its folder
	AsOf       field.Date       // for panels and counts; field.NoDate means today in America/Vancouver
	ReceivedAt time.Time        // of tonight's files; zero means each file's modification time
	Now        func() time.Time // the clock; nil means the machine's
	Progress   Progress         // nil for nobody
	Plan       *PlanHead        // the run must do what it says, or nothing; nil for any run
	Everybody  bool             // judge everybody, also whom nothing that came tonight concerns
	Log        *slog.Logger     // hears what is done; nil for nobody
	Account    *Account         // is filled in however the run ends; nil for nobody
}

// Progress hears how far a stage has come. Total is 0 where it is not known.
// It may be called from several goroutines.
type Progress func(stage string, done, total int64)

// run is one run under way.
type run struct {
	night
	opts   Options
	ws     *workspace.Workspace
	cfg    config.Config
	db     *warehouse.Warehouse
	seal   *seal.Recipients // of what is archived; nil: it is not encrypted
	opens  *seal.Identities // of what is archived; nil for none
	files  []intake.File
	left   []intake.Left
	digest string
	known  int64 // attachments now known
	checks []CheckResult
	stages []StageTime
	healed int64
	// Lines in quarantine whose text is in a file that is encrypted.
	noText atomic.Int64
	// What went wrong with the page of an earlier run: no reason not to run, but
	// one to tell.
	missingPage error
	// Whether everybody is judged, and not only whom the night concerns.
	everybody bool
	// Whether there is anything to work out of transfers, and of room and matching.
	hasTransfers, hasMatching bool
	// Whether what is judged is of the past, or of nobody's registry: the guard
	// makes no verdict then.
	verdictsMade bool
	// Of a plan: where it keeps its parts, and the runs whose files it counts
	// as waiting.
	scratch     string
	interrupted []string
	// The runs that were interrupted since the newest that is done, oldest first.
	cutShort []string
	// Of the run with the latest time before: empty unless that is later than
	// this run's.
	clockBehind string
	// What is told of it to whoever is not there.
	log       *slog.Logger
	changed   int64 // rows that statements wrote
	committed bool
	recovered []Recovered
}

// Run does the nightly job once: takes in what is in the inbox, reconciles,
// checks, commits and publishes. Either everything between claiming the files
// and publishing happens or none of it; after an error the files are back in
// the inbox.
//
// Its errors wrap workspace.ErrNone, workspace.ErrHeld, warehouse.ErrBusy, a
// configuration error, a *CheckError when a blocking check found something, a
// *PlanError when it would not do what Options.Plan says, or the context's
// error.
func Run(ctx context.Context, opts Options) (*Report, error) {
	r, release, err := begin(ctx, opts, (*run).open)
	if err != nil {
		return nil, err
	}
	defer r.account()
	report, err := r.asPlanned(ctx)
	r.logEnd(report, err)
	return report, errors.Join(err, r.db.Close(), release())
}

// asPlanned does the run, of a plan if there is one.
func (r *run) asPlanned(ctx context.Context) (*Report, error) {
	if err := r.mayFollowPlan(ctx); err != nil {
		return nil, err // nothing is claimed yet
	}
	return r.do(ctx, r.claim, r.mustGivePlanned)
}

// do does a run on the files that are gathered, if what was judged may be kept.
func (r *run) do(ctx context.Context, gather gatherFiles, mayKeep func(context.Context) error) (*Report, error) {
	if err := r.takeIn(ctx, gather); err != nil {
		return nil, r.undo(ctx, err)
	}
	r.logFiles()
	if err := r.judge(ctx); err != nil {
		return nil, r.undo(ctx, err)
	}
	if err := mayKeep(ctx); err != nil {
		return nil, r.undo(ctx, err)
	}
	if err := r.keepVerdicts(ctx); err != nil {
		return nil, r.undo(ctx, err)
	}
	if err := r.follow(ctx); err != nil {
		return nil, r.undo(ctx, err)
	}
	err := r.db.Transaction(ctx, func() error {
		if err := r.keep(ctx); err != nil {
			return err
		}
		return r.writeDown(ctx)
	})
	var unclear *warehouse.CommitError
	if errors.As(err, &unclear) {
		return nil, r.resolve(ctx, err)
	}
	if err != nil {
		return nil, r.undo(ctx, err)
	}
	r.logCommitted()
	// From here on the run has happened: an interrupt comes too late for it.
	ctx = context.WithoutCancel(ctx)
	if err := r.finish(ctx); err != nil {
		return nil, err
	}
	report, err := r.report(ctx)
	if err != nil {
		return nil, err
	}
	return report, r.unfinished("its page is not written", r.writePage(ctx, report))
}

// takeIn gathers, hashes and reads tonight's files into parts.
func (r *run) takeIn(ctx context.Context, gather gatherFiles) (err error) {
	defer r.timed("take in")()
	defer func() { r.count(r.files) }()
	last, known, err := r.submissions(ctx)
	if err != nil {
		return err
	}
	if r.scratch == "" {
		if err := r.begin(); err != nil {
			return err
		}
	}
	if r.files, r.left, err = gather(last + 1); err != nil {
		return err
	}
	if err := r.readSettled(ctx, known); err != nil {
		return err
	}
	if err := r.mustHavePlannedFiles(); err != nil || len(r.files) == 0 {
		return err
	}
	listed, err := ledger.WriteSubmissions(r.partsFolder(), r.id, r.submissionRows())
	r.parts = append(r.parts, listed...)
	if err != nil {
		return err
	}
	return durable.SyncFolder(r.partsFolder())
}

// readSettled reads tonight's files into parts. One that somebody has written to
// meanwhile goes back into the inbox, and the others are read once more: what was
// read of it may be half of a line.
func (r *run) readSettled(ctx context.Context, known map[string]bool) (err error) {
	for {
		r.parts, err = intake.Read(ctx, r.files, intake.Reading{
			Folder:  r.partsFolder(),
			RunID:   r.id,
			Workers: r.workers(),
			DrBill:  drbill.Options{DateFormat: string(r.cfg.Intake.DrBill.DateFormat)},
			Known:   func(id string) bool { return known[id] },
			Done:    r.counting("reading files", r.files),
		})
		if err != nil || r.scratch != "" { // a plan leaves files where they are: see mustHaveStood
			return err
		}
		changed, others, err := intake.Changed(r.files)
		if err != nil || len(changed) == 0 {
			return err
		}
		if _, err := ledger.DropUnfinished(r.ws.Ledger()); err != nil {
			return err
		}
		left, err := intake.PutBack(r.ws, changed)
		if err != nil {
			return err
		}
		r.left = append(r.left, left...)
		r.files = intake.Afresh(others, r.files[0].No)
	}
}

// mustBeSettled makes durable what the commit relies on: tonight's files, where
// they stand now, and the parts. It fails when a file has been written to since
// it was read.
func (r *run) mustBeSettled() error {
	if len(r.files) == 0 {
		return nil
	}
	changed, _, err := intake.Changed(r.files)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		return fmt.Errorf("%s in %s was written to after it was read, so nothing of tonight is kept: the files are back in the inbox; run again when it is whole (send under a name that ends in .part, and rename)",
			wording.Shown(changed[0].Name), changed[0].Channel)
	}
	return durable.SyncFileSystem(r.ws.Claimed())
}

// begin writes down that the run has begun, before it takes anything.
func (r *run) begin() error {
	return intake.Begin(r.ws, intake.Begun{
		RunNo: r.no, RunID: r.id, StartedAt: r.started, AsOf: r.asOf.String(),
		PolicyVersion: r.policyVersion, ProgramVersion: r.programVersion,
	})
}

// partsFolder is where the parts of the night stand: in the ledger, but those of
// a plan in a folder of its own.
func (r *run) partsFolder() string {
	if r.scratch != "" {
		return r.scratch
	}
	return r.ws.Ledger()
}

// gatherFiles gives tonight's files, numbered from first, and what stays in the
// inbox.
type gatherFiles func(first int32) ([]intake.File, []intake.Left, error)

// claim takes the files out of the inbox.
func (r *run) claim(first int32) ([]intake.File, []intake.Left, error) {
	return intake.Claim(r.ws, r.id, first, r.opts.ReceivedAt)
}

// finish puts away the files of the committed run and publishes it, both at
// once: neither needs the other.
func (r *run) finish(ctx context.Context) error {
	var tasks errgroup.Group
	tasks.Go(func() error { return r.unfinished("its files are not all put away", r.settle()) })
	tasks.Go(func() error { return r.unfinished("its snapshot is not published", r.publish(ctx)) })
	return tasks.Wait()
}

// CommittedError is the error of a run that has happened and could not be
// finished: its files are not all in the archive, its snapshot is not
// published, or its page is not written. The next run does what is missing.
type CommittedError struct {
	RunID   string
	Missing string
	Err     error
}

// Error names the run and what is missing.
func (e *CommittedError) Error() string {
	return fmt.Sprintf("%s is done, but %s (the next run does it): %v", e.RunID, e.Missing, e.Err)
}

// Unwrap gives the cause.
func (e *CommittedError) Unwrap() error { return e.Err }

func (r *run) unfinished(missing string, err error) error {
	if err == nil {
		return nil
	}
	return &CommittedError{RunID: r.id, Missing: missing, Err: err}
}

// settle makes the committed run's manifest known and archives its files. The
// manifest says that the registry has the run, so the name of what the engine
// wrote at the commit is on disk first.
func (r *run) settle() error {
	if err := durable.SyncFolder(r.ws.Dir()); err != nil {
		return err
	}
	if err := ledger.Finish(r.ws.Ledger(), r.id); err != nil {
		return err
	}
	return intake.Archive(r.ws, r.id, r.files, r.seal)
}

func (r *run) publish(ctx context.Context) error {
	defer r.timed("publish")()
	r.tell("publishing", 0, 0)
	err := publish.Snapshot(ctx, r.db, publish.Target{
		Folder: publish.Folder(r.ws, r.cfg),
		RunID:  r.id,
		Keep:   r.cfg.Publish.KeepSnapshots,
		Group:  r.cfg.Publish.SnapshotGroup,
	})
	if err == nil {
		r.logPublished()
	}
	return err
}

// undo puts things back as they were before a run that did not commit, and
// records it as failed. A run that refuses its plan, or more than was selected,
// has not failed: it never was one.
func (r *run) undo(ctx context.Context, cause error) error {
	ctx = context.WithoutCancel(ctx)
	_, dropErr := ledger.DropUnfinished(r.ws.Ledger())
	returnErr := intake.Return(r.ws, r.id)
	err := errors.Join(cause, dropErr, returnErr)
	if !neverWasOne(cause) {
		// What cannot be recorded stays written down as begun: the next run
		// records that this one was interrupted.
		if recordErr := r.recordFailure(ctx, cause); recordErr != nil {
			return errors.Join(err, recordErr)
		}
		err = errors.Join(err, r.writeFailure(ctx))
	}
	if returnErr != nil {
		return err
	}
	return errors.Join(err, intake.Forget(r.ws, r.id))
}

// neverWasOne says whether a run ended because it was not wanted so.
func neverWasOne(cause error) bool {
	var refused *PlanError
	var beyond *BeyondError
	return errors.As(cause, &refused) || errors.As(cause, &beyond) || errors.Is(cause, errNoRun) || errors.Is(cause, ErrNothingSelected)
}

// resolve finds out whether a run happened whose commit was not confirmed, and
// undoes it if not. Where that cannot be found out, nothing is undone: it could
// throw away the evidence of a run that did commit. The next run finds out then.
func (r *run) resolve(ctx context.Context, cause error) error {
	ctx = context.WithoutCancel(ctx)
	if err := r.db.Close(); err != nil {
		return errors.Join(cause, err)
	}
	key, err := r.ws.Key()
	if err != nil {
		return errors.Join(cause, err)
	}
	db, err := openPatiently(ctx, r.ws.Registry(), r.engine(key))
	if err != nil {
		return errors.Join(cause, err)
	}
	r.db = db
	recorded, err := recordedRuns(ctx, r.db)
	if err != nil {
		return errors.Join(cause, err)
	}
	if recorded[r.id] == "done" {
		return &CommittedError{RunID: r.id, Missing: "its files are not put away and its snapshot is not published", Err: cause}
	}
	return r.undo(ctx, cause)
}

// begin takes the workspace and has the registry opened, for a run or a plan.
func begin(ctx context.Context, opts Options, open func(*run, context.Context) error) (*run, func() error, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	ws, err := workspace.Open(opts.Workspace)
	if err != nil {
		return nil, nil, err
	}
	cfg, err := config.Load(ws.Config())
	if err != nil {
		return nil, nil, err
	}
	if err := mayPublish(ws, cfg); err != nil {
		return nil, nil, err
	}
	recipients, err := cfg.Encryption.To(ws.Dir())
	if err != nil {
		return nil, nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, nil, err
	}
	r := &run{opts: opts, ws: ws, cfg: cfg, log: opts.logger(), seal: recipients, night: night{started: opts.Now().UTC(), asOf: opts.AsOf}}
	r.under(cfg.Policy)
	if r.asOf == field.NoDate {
		r.asOf = clock.Today(r.started)
	}
	if err := open(r, ctx); err != nil {
		return nil, nil, errors.Join(err, release())
	}
	return r, release, nil
}

// open opens the registry, mends what an interrupted run left behind, and
// numbers this run.
func (r *run) open(ctx context.Context) error {
	if err := disk.MustBeWritable(r.ws, publish.Folder(r.ws, r.cfg)); err != nil {
		return err
	}
	if err := registry.MayBegin(r.ws); err != nil {
		return err
	}
	if err := removeRebuilt(r.ws); err != nil {
		return err
	}
	if err := rekey.Finish(ctx, r.ws, r.cfg); err != nil {
		return err
	}
	key, err := r.ws.Key()
	if err != nil {
		return err
	}
	if !warehouse.Exists(r.ws.Registry()) {
		if err := registry.Make(ctx, r.ws.Registry()); err != nil {
			return err
		}
	}
	r.db, err = openPatiently(ctx, r.ws.Registry(), r.engine(key))
	if err != nil {
		return err
	}
	if err := r.ready(ctx); err != nil {
		return errors.Join(err, r.db.Close())
	}
	return nil
}

// engine says how the registry is opened for writing.
func (r *run) engine(key []byte) warehouse.Options {
	return warehouse.Options{
		MemoryLimit: r.cfg.Engine.MemoryLimit,
		Threads:     r.cfg.Engine.Threads,
		Spill:       r.ws.Spill(),
		Allowed:     []string{r.ws.Ledger(), r.ws.Spill(), publish.Folder(r.ws, r.cfg)},
		Key:         key,
	}
}

// patience is how long a run waits for somebody who is looking something up in
// the registry: a look takes seconds, an export of the whole province a minute,
// and the night should not fail for it.
const patience = 2 * time.Minute

func openPatiently(ctx context.Context, path string, o warehouse.Options) (*warehouse.Warehouse, error) {
	for begun := time.Now(); ; {
		db, err := warehouse.Open(ctx, path, o)
		if !errors.Is(err, warehouse.ErrBusy) || time.Since(begun) > patience {
			return db, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (r *run) ready(ctx context.Context) error {
	if err := registry.CreateSchema(ctx, r.db); err != nil {
		return err
	}
	left, err := recoverRuns(ctx, r.ws, r.db, r.seal)
	if err != nil {
		return err
	}
	if r.cutShort, err = cutShort(ctx, r.db); err != nil {
		return err
	}
	if r.clockBehind, err = r.laterRun(ctx); err != nil {
		return err
	}
	r.recovered = left.recovered()
	r.writeMissingPage(ctx)
	if err := r.number(ctx, nil); err != nil {
		return err
	}
	r.logBegin()
	return nil
}

// laterRun gives the newest run that the clock puts after the beginning of this
// one, or nothing.
func (r *run) laterRun(ctx context.Context) (id string, err error) {
	err = r.db.Conn().QueryRowContext(ctx,
		"select coalesce(arg_max(run_id, run_no), '') from run where coalesce(ended_at, started_at) > ?::timestamp", sqlTime(r.started)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("comparing the clock with the runs before: %w", err)
	}
	return id, nil
}

// number gives the run its number and its id: the next after all that are
// recorded, and those still to be.
func (r *run) number(ctx context.Context, unrecorded []intake.Begun) error {
	if err := r.db.Conn().QueryRowContext(ctx, "select coalesce(max(run_no), 0) + 1 from run").Scan(&r.no); err != nil {
		return fmt.Errorf("numbering the run: %w", err)
	}
	for _, b := range unrecorded {
		r.no = max(r.no, b.RunNo+1)
	}
	r.id = fmt.Sprintf("R%06d", r.no)
	return nil
}

// mayPublish finds out before anything is done what would stop the publishing
// at the end.
func mayPublish(ws *workspace.Workspace, cfg config.Config) error {
	if err := publish.CheckGroup(cfg.Publish.SnapshotGroup); err != nil {
		return &config.Error{File: ws.Config(), Key: "publish.snapshot_group", Message: err.Error()}
	}
	if info, err := os.Stat(publish.Folder(ws, cfg)); err != nil || !info.IsDir() {
		return &config.Error{File: ws.Config(), Key: "publish.snapshot_dir", Message: "there is no such folder: make it, with the rights that the analysts need"}
	}
	return nil
}
