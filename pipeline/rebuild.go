package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/logs"
	"empanel/pipeline/registry"
	"empanel/pipeline/seal"
	"empanel/pipeline/version"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// RebuildOptions says how a registry is made anew.
type RebuildOptions struct {
	Workspace string
	AsOf      field.Date       // for the panels and counts of the newest run; field.NoDate means that run's own
	Now       func() time.Time // the clock; nil means the machine's
	Progress  Progress         // nil for nobody
	Log       *slog.Logger     // hears what is done; nil for nobody
	// Opens are the identities for encrypted files of the archive, from which the
	// text of some lines in quarantine comes; nil for none.
	Opens *seal.Identities
}

// Rebuilt is what a rebuild gave.
type Rebuilt struct {
	Fingerprint
	Seconds     float64      `json:"seconds"`
	Before      OldRegistry  `json:"registry_before"`
	Why         string       `json:"registry_before_why,omitempty"` // why it could not be read
	Differences []Difference `json:"differences"`                   // between it and the new one
	Runs        []RebuiltRun `json:"runs"`
	FailedRuns  int          `json:"failed_runs_kept"`
	NoText      int64        `json:"lines_without_text"` // lines in quarantine whose file cannot be read in the archive as it was
	Sealed      bool         `json:"archive_encrypted"`  // of some of them because it is encrypted, and no identity that opens it was given
}

// RebuiltRun is one run that was replayed.
type RebuiltRun struct {
	RunID         string `json:"run_id"`
	AsOf          string `json:"as_of"`
	PolicyVersion string `json:"policy_version"`
	Files         int    `json:"files"`
	Lines         int64  `json:"lines"`
	Fingerprint
}

// Rebuild makes the registry anew from the ledger alone: it replays every run
// on the parts, as-of date and policy of its manifest, beside the registry
// that is there. Only when each run gives the digest that its manifest names
// does the new registry take the old one's place. A registry that is missing
// or damaged is no hindrance.
//
// Its errors wrap workspace.ErrNone, workspace.ErrHeld, warehouse.ErrBusy, a
// configuration error, [ErrNoRun], a *ledger.DamagedError, a *MismatchError, a
// *CheckError, or the context's error. After any of them the registry is as it
// was.
func Rebuild(ctx context.Context, opts RebuildOptions) (*Rebuilt, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	ws, cfg, err := ask.Settings(opts.Workspace)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	// The registry has no pseudonyms, so an interrupted change of their key is no
	// hindrance: to finish it may take the registry that is made here.
	key, err := ws.KeyInForce()
	if err != nil {
		return nil, errors.Join(err, release())
	}
	b := &rebuilding{opts: opts, ws: ws, cfg: cfg, key: key}
	begun := opts.Now()
	log := Options{Log: opts.Log}.logger()
	log.Info("rebuild begins")
	err = b.do(ctx)
	if err != nil {
		err = errors.Join(err, removeRebuilt(ws))
	}
	b.result.Seconds = opts.Now().Sub(begun).Seconds()
	if err != nil {
		log.Error("rebuild failed, the registry is as it was", "seconds", rounded(b.result.Seconds), "error", err)
	} else {
		log.Info("rebuild done", "seconds", rounded(b.result.Seconds), "runs", len(b.result.Runs), "registry_digest", logs.Digest(b.result.Digest))
	}
	if err := errors.Join(err, release()); err != nil {
		return nil, err
	}
	return &b.result, nil
}

// rebuilding is a rebuild under way.
type rebuilding struct {
	opts      RebuildOptions
	ws        *workspace.Workspace
	cfg       config.Config
	key       []byte
	old       *oldRegistry
	manifests []ledger.Manifest
	nights    []night
	result    Rebuilt
}

func (b *rebuilding) do(ctx context.Context) (err error) {
	if b.old, err = lookAtOld(ctx, b.ws, b.cfg); err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	if err := b.readLedger(ctx); err != nil {
		return err
	}
	if err := b.old.mustBeOf(b.manifests); err != nil {
		return err
	}
	if err := removeRebuilt(b.ws); err != nil {
		return err
	}
	if err := registry.Make(ctx, b.ws.Rebuilt()); err != nil {
		return err
	}
	for i := range b.nights {
		if err := b.replay(ctx, i); err != nil {
			return err
		}
	}
	b.compareWithOld(ctx)
	if err := b.finish(ctx); err != nil {
		return err
	}
	return swapIn(b.ws)
}

// settle finishes or undoes what an interrupted run left behind, as the next
// run would. Of a run that no manifest tells of and whose files do not wait to
// be taken again, the parts are all that is left: they stay, and somebody has
// to look.
func (b *rebuilding) settle(ctx context.Context) error {
	manifests, damages, err := ledger.Manifests(b.ws.Ledger())
	if err != nil {
		return err
	}
	if len(damages) > 0 {
		return &ledger.DamagedError{Damages: damages}
	}
	damages = ledger.Gaps(b.ws.Ledger(), manifests)
	unfinished, err := ledger.Unfinished(b.ws.Ledger())
	if err != nil {
		return err
	}
	claims, err := intake.Claims(b.ws)
	if err != nil {
		return err
	}
	strays, err := ledger.Strays(b.ws.Ledger(), manifests)
	if err != nil {
		return err
	}
	var recipients *seal.Recipients
	if len(claims) > 0 {
		if recipients, err = b.cfg.Encryption.To(b.ws.Dir()); err != nil {
			return err
		}
	}
	done := b.old.ids()
	for id, names := range strays {
		// A run that did commit and has lost its manifest is not to be undone,
		// though it holds files still: nothing else would have its evidence.
		if done[id] && slices.Contains(unfinished, id) || !done[id] && slices.Contains(claims, id) {
			continue
		}
		for _, name := range names {
			if ledger.IsPart(name) {
				damages = append(damages, ledger.Damage{File: name, What: "is named by no manifest: restore " + id + ".json; or, where a run was interrupted, finish that: empanel run; or move the part away"})
			}
		}
	}
	if len(damages) > 0 {
		return &ledger.DamagedError{Damages: damages}
	}
	for _, m := range manifests {
		done[m.RunID] = true
	}
	left := leftBehind{committed: done, unnamed: unfinished, claims: claims}
	// That they had begun is the next run's to record, in the registry there
	// will be.
	for _, id := range claims {
		if begun, found, err := intake.ReadBegun(b.ws, id); err != nil {
			return err
		} else if found && !b.old.recorded(id) {
			left.begun = append(left.begun, begun)
		}
	}
	return left.mend(b.ws, recipients, func(id string) ([]intake.Taken, error) { return takenByLedger(ctx, b.ws, id) })
}

// readLedger reads the manifests and holds every part to its hash before
// anything is made of it.
func (b *rebuilding) readLedger(ctx context.Context) error {
	manifests, damages, err := ledger.Manifests(b.ws.Ledger())
	if err != nil {
		return err
	}
	if len(manifests)+len(damages) == 0 {
		return ask.ErrNoRun
	}
	var total int64
	for _, m := range manifests {
		n, err := nightOf(m)
		if err != nil {
			damages = append(damages, ledger.Damage{File: m.RunID + ".json", What: err.Error()})
		}
		b.nights = append(b.nights, n)
		for _, p := range m.Parts {
			total += p.Bytes
		}
	}
	var read atomic.Int64
	parts, err := ledger.CheckParts(ctx, b.ws.Ledger(), manifests, workers(b.cfg), func(bytes int64) {
		b.tell("reading the ledger", read.Add(bytes), total)
	})
	if err != nil {
		return err
	}
	for _, d := range parts {
		if !d.Unverifiable { // of such a part the digest is the proof
			damages = append(damages, d)
		}
	}
	if len(damages) > 0 {
		return &ledger.DamagedError{Damages: damages}
	}
	b.manifests = manifests
	return nil
}

// replay makes one run again and holds it to its manifest.
func (b *rebuilding) replay(ctx context.Context, i int) (err error) {
	m, n := b.manifests[i], b.nights[i]
	if i == len(b.nights)-1 && b.opts.AsOf != field.NoDate {
		n.asOf = b.opts.AsOf
	}
	r := &run{verdictsMade: true, night: n, ws: b.ws, cfg: b.cfg, opens: b.opts.Opens, opts: Options{
		Now: b.opts.Now,
		// Each run judges whom it concerned, as it did then, and the last one
		// everybody: what it gives no longer rests on any of those before.
		// Judging everybody each time would take the square of the nights.
		Everybody: i == len(b.nights)-1,
		Log:       b.opts.Log,
		Progress: func(stage string, _, _ int64) {
			b.tell(fmt.Sprintf("%s, %d of %d: %s", m.RunID, i+1, len(b.nights), stage), 0, 0)
		},
	}}
	unpacked, drop, err := b.unpack(m.Parts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	r.unpacked = unpacked
	if r.db, err = warehouse.Open(ctx, b.ws.Rebuilt(), r.engine(b.key)); err != nil {
		return err
	}
	if err := errors.Join(r.replay(ctx, m), r.db.Close()); err != nil {
		return fmt.Errorf("%s: %w", m.RunID, err)
	}
	b.result.Sealed = b.result.Sealed || r.noText.Load() > 0
	stored, found := Fingerprint{m.RegistryDigest, m.Attachments}, Fingerprint{r.digest, r.known}
	if stored != found {
		return b.mismatch(ctx, m, n, stored, found)
	}
	b.result.Fingerprint = found
	r.logger().Info("run replayed", "registry_digest", logs.Digest(found.Digest), "attachments", found.Attachments)
	b.result.Runs = append(b.result.Runs, RebuiltRun{
		RunID: n.id, AsOf: n.asOf.String(), PolicyVersion: n.policyVersion, Files: n.fileCount, Lines: n.lineCount, Fingerprint: found,
	})
	return nil
}

func (b *rebuilding) mismatch(ctx context.Context, m ledger.Manifest, n night, stored, found Fingerprint) error {
	e := &MismatchError{
		RunID: m.RunID, Stored: stored, StoredIn: "its manifest", Found: found, FoundIn: "replaying it",
	}
	if as := n.asOf.String(); as != m.AsOf {
		e.AsOf = as
	}
	if m.ProgramVersion != version.Program {
		e.Program = m.ProgramVersion
	}
	if !slices.ContainsFunc(b.old.done, func(d doneRun) bool { return d.id == m.RunID }) {
		e.NoDifferencesWhy = "there is no registry to see which attachments differ"
		return e
	}
	var err error
	if e.Differences, err = b.differences(ctx, int32(m.RunNo)); err != nil {
		e.NoDifferencesWhy = "the registry cannot be read to see which attachments differ"
	}
	return errors.Join(e, ctx.Err())
}

// compareWithOld notes how the old registry's attachments differ from those of
// the new one, which have the digest that was stored: what differs had been
// changed since. One that cannot be compared is one that cannot be read.
func (b *rebuilding) compareWithOld(ctx context.Context) {
	b.result.Before, b.result.Differences = b.old.state, []Difference{}
	if b.old.state == OldUnreadable {
		b.result.Why = wording.Shown(firstLine(b.old.why))
	}
	if b.old.state != oldReadable {
		return
	}
	var newest int32
	for _, d := range b.old.done {
		newest = max(newest, d.no)
	}
	found, err := b.differences(ctx, newest)
	switch {
	case err != nil:
		b.result.Before, b.result.Why = OldUnreadable, wording.Shown(firstLine(err))
	case len(found) > 0:
		b.result.Before, b.result.Differences = OldDifferent, found
	case newest < int32(b.manifests[len(b.manifests)-1].RunNo):
		b.result.Before = OldOlder
	default:
		b.result.Before = OldSame
	}
}

// finish takes over what no manifest knows, and closes the new registry for
// good.
func (b *rebuilding) finish(ctx context.Context) (err error) {
	db, err := warehouse.Open(ctx, b.ws.Rebuilt(), warehouse.Options{MemoryLimit: b.cfg.Engine.MemoryLimit})
	if err != nil {
		return err
	}
	b.result.FailedRuns, err = b.old.keepFailed(ctx, db, b.manifests)
	if err == nil {
		err = db.Row(ctx, reconcile.Must(reconcile.Rebuild, "without_text"), &b.result.NoText)
	}
	return errors.Join(err, ctx.Err(), db.Close())
}

func (b *rebuilding) tell(stage string, done, total int64) {
	if b.opts.Progress != nil {
		b.opts.Progress(stage, done, total)
	}
}

// swapIn puts the rebuilt registry in the place of the old one. Between its two
// steps a power cut leaves a registry that the next run finds older than the
// ledger: another rebuild mends it.
func swapIn(ws *workspace.Workspace) error {
	if slices.ContainsFunc(warehouse.Beside(ws.Rebuilt()), warehouse.Exists) {
		return errors.New("the new registry is not whole: the engine left a part of it in another file")
	}
	if err := durable.SyncFile(ws.Rebuilt()); err != nil {
		return fmt.Errorf("replacing the registry: %w", err)
	}
	// What the engine had not yet put into the old file is not of the new one.
	if err := warehouse.RemoveBeside(ws.Registry()); err != nil {
		return fmt.Errorf("replacing the registry: %w", err)
	}
	if err := os.Rename(ws.Rebuilt(), ws.Registry()); err != nil {
		return fmt.Errorf("replacing the registry: %w", err)
	}
	return durable.SyncFolder(ws.Dir())
}

// removeRebuilt removes what a rebuild that was killed has left behind.
func removeRebuilt(ws *workspace.Workspace) error {
	return errors.Join(warehouse.Remove(ws.Rebuilt()), warehouse.Remove(ws.Rebuilt()+registry.UnfinishedEnding))
}

// workers is how many files are read at one time.
func workers(cfg config.Config) int {
	if cfg.Engine.Threads > 0 {
		return cfg.Engine.Threads
	}
	return runtime.GOMAXPROCS(0)
}
