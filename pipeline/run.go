package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"empanel/parsers/field"
	"empanel/pipeline/config"
	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/publish"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
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
	unpacked     string // of a rebuild: the folder with those parts of the night that are in packs

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
	return r.complete(ctx, mayKeep)
}

// complete does the rest of a run whose lines are all judged.
func (r *run) complete(ctx context.Context, mayKeep func(context.Context) error) (*Report, error) {
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

// finish puts away the files of the committed run and publishes it, both at
// once: neither needs the other.
func (r *run) finish(ctx context.Context) error {
	var tasks errgroup.Group
	tasks.Go(func() error { return r.unfinished("its files are not all put away", r.settle()) })
	tasks.Go(func() error { return r.unfinished("its snapshot is not published", r.publish(ctx)) })
	return tasks.Wait()
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
	return errors.Join(intake.Archive(r.ws, r.id, r.files, r.seal), r.ws.ClearDivided())
}

func (r *run) publish(ctx context.Context) error {
	defer r.timed("publish")()
	r.tell("publishing", 0, 0)
	err := publish.Snapshot(ctx, r.db, publish.Target{
		Folder: publish.Folder(r.ws, r.cfg),
		RunID:  r.id,
		Keep:   r.cfg.Publish.KeepSnapshots,
		Group:  r.cfg.Publish.SnapshotGroup,
		Carry:  !r.everybody,
	})
	if err == nil {
		r.logPublished()
	}
	return err
}
