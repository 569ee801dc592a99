package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// The proofs that need the registry.
const (
	proofRuns    = "runs_have_manifests"
	proofDigests = "registry_digests"
	// Of what the newest run worked out from the registry.
	proofFollowing = "transfers_and_room"
)

// proveRegistry holds the registry to the ledger: its list of runs, what it
// says was known after each, and, judged anew from all evidence, every
// blocking check. Temporary tables are all that is written.
func (v *verifying) proveRegistry(ctx context.Context) (err error) {
	runs := proof(proofRuns, "runs", "every run that is done has a manifest that says the same of it, and every manifest its run")
	if !warehouse.Exists(v.ws.Registry()) {
		if len(v.manifests) > 0 {
			runs.problem("registry.duckdb is not there: make it again from the ledger: empanel rebuild")
		}
		v.withoutRegistry(runs)
		return nil
	}
	how := ask.ReadOnly(v.cfg)
	how.Spill, how.Allowed = v.ws.Spill(), []string{v.ws.Spill()}
	db, err := openPatiently(ctx, v.ws.Registry(), how)
	if errors.Is(err, warehouse.ErrBusy) || ctx.Err() != nil {
		return err
	}
	if err != nil {
		runs.unreadable(err)
		v.withoutRegistry(runs)
		return nil
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return v.proveOpened(ctx, db, runs)
}

func (v *verifying) proveOpened(ctx context.Context, db *warehouse.Warehouse, runs Proof) error {
	done, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "done_runs"), func(rows *sql.Rows, d *doneRun) error {
		return rows.Scan(&d.no, &d.id, &d.digest, &d.attachments)
	})
	if err != nil {
		runs.unreadable(err)
		v.withoutRegistry(runs)
		return ctx.Err()
	}
	v.compareRuns(&runs, done)
	v.add(runs)

	r := v.night()
	r.db = db
	judged := r.judge(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := v.proveChecks(ctx, r, judged); err != nil {
		return err
	}
	if err := v.proveFollowing(ctx, r, judged); err != nil {
		return err
	}
	return v.proveDigests(ctx, r, done)
}

// proveFollowing works out what has become of the people of each transfer, and
// who has room, and holds what is stored to it.
func (v *verifying) proveFollowing(ctx context.Context, r *run, judged error) error {
	p := followingProof()
	var differ int64
	err := judged
	if err == nil {
		err = r.each(ctx, []string{reconcile.Transfers, reconcile.Panels, reconcile.Capacity})
	}
	if err == nil {
		err = r.db.Row(ctx, reconcile.Must(reconcile.Verify, "following"), &p.LookedAt, &differ)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		p.unreadable(err)
	}
	if differ > 0 {
		p.problem("%s of transfers and room are stored otherwise than they follow from the registry: the next run works them out anew",
			wording.Plural(int(differ), "row", "rows"))
	}
	v.add(p)
	return nil
}

func followingProof() Proof {
	return proof(proofFollowing, "rows", "what became of the people of each transfer, and who has room, is as it follows from the registry")
}

// unreadable notes that the registry cannot be read.
func (p *Proof) unreadable(err error) {
	p.problem("registry.duckdb cannot be read: make it again from the ledger: empanel rebuild (%s)", firstLine(err))
}

// withoutRegistry lists what cannot be proved without one. Where nothing was
// taken in yet there is nothing to prove.
func (v *verifying) withoutRegistry(runs Proof) {
	v.add(runs)
	all := []Proof{}
	for _, s := range reconcile.Statements(reconcile.Checks) {
		all = append(all, proof(s.Short(), "lines", s.Grain()))
	}
	all = append(all, followingProof(), digestsProof())
	for _, p := range all {
		if runs.Result != ProofOK {
			p.Result = ProofNotChecked
		}
		v.add(p)
	}
}

func digestsProof() Proof {
	return proof(proofDigests, "runs", "the attachments known after each run give the digest that was stored with it")
}

// compareRuns holds the registry's runs and the manifests against one another.
func (v *verifying) compareRuns(p *Proof, done []doneRun) {
	p.LookedAt = int64(len(done))
	of := map[string]doneRun{}
	for _, d := range done {
		of[d.id] = d
	}
	known := map[string]bool{}
	for _, m := range v.manifests {
		known[m.RunID] = true
		d, ok := of[m.RunID]
		switch {
		case !ok:
			p.LookedAt++
			p.problem("%s is in the ledger and not in the registry: make the registry again: empanel rebuild", m.RunID)
		case d.digest != m.RegistryDigest || d.attachments != m.Attachments:
			p.problem("%s has registry_digest %s in the registry and %s in its manifest", d.id, d.digest, m.RegistryDigest)
		}
	}
	for _, d := range done {
		if !known[d.id] {
			advice := "restore ledger/ from a backup"
			if slices.Contains(v.unfinished, d.id) {
				advice = "it was interrupted after its commit: empanel run finishes it"
			}
			p.problem("%s is in the registry, and the ledger has no manifest of it: %s", d.id, advice)
		}
	}
}

// night is one on which nothing came, judged as the newest run was.
func (v *verifying) night() *run {
	r := &run{verdictsMade: true, ws: v.ws, cfg: v.cfg, opts: Options{Progress: v.opts.Progress, Everybody: true}}
	r.under(v.cfg.Policy)
	if n := len(v.manifests); n > 0 {
		if newest, err := nightOf(v.manifests[n-1]); err == nil {
			r.night = newest
			r.parts = []ledger.Part{}
		}
	}
	return r
}

func (v *verifying) proveChecks(ctx context.Context, r *run, judged error) error {
	var files, lines, attachments int64
	if err := r.db.Row(ctx, reconcile.Must(reconcile.Verify, "looked_at"), &files, &lines, &attachments); err != nil && judged == nil {
		judged = err
	}
	for _, s := range reconcile.Statements(reconcile.Checks) {
		p := proof(s.Short(), "lines", s.Grain())
		p.LookedAt = lines
		if strings.Contains(s.SQL, "attachment_apart") || strings.Contains(s.SQL, "folded") {
			p.Of, p.LookedAt = "attachments", attachments
		}
		if judged != nil {
			p.unreadable(judged)
			v.add(p)
			continue
		}
		found, err := r.checkOne(ctx, s)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.unreadable(err)
		} else if !found.Passed {
			p.Result, p.Problems = ProofFailed, found.Offending
			p.First = []string{r.place(ctx, found.FirstFile, found.FirstLine)}
		}
		v.add(p)
	}
	return nil
}

// place names a line of a file, or of a whole file where there is no line.
func (r *run) place(ctx context.Context, file, line int32) string {
	var name, id string
	if err := r.db.Conn().QueryRowContext(ctx, reconcile.Must(reconcile.Verify, "file").SQL, sql.Named("file", file)).Scan(&name, &id); err != nil {
		return "a file that the registry does not list"
	}
	return linePlace(name, id, line)
}

// proveDigests works out from the stored attachments what was known after each
// run, and holds its digest to the one that was stored.
func (v *verifying) proveDigests(ctx context.Context, r *run, done []doneRun) error {
	p := digestsProof()
	p.LookedAt = int64(len(done))
	known, err := warehouse.RowsOf(ctx, r.db, reconcile.Must(reconcile.Verify, "digests"), func(rows *sql.Rows, d *doneRun) error {
		return rows.Scan(&d.id, &d.digest, &d.attachments)
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		p.unreadable(err)
	}
	stored := map[string]Fingerprint{}
	for _, d := range done {
		stored[d.id] = Fingerprint{d.digest, d.attachments}
	}
	for _, m := range v.manifests { // the ledger has the last word
		stored[m.RunID] = Fingerprint{m.RegistryDigest, m.Attachments}
	}
	for _, d := range known {
		if want := stored[d.id]; want != (Fingerprint{d.digest, d.attachments}) {
			p.problem("%s: the attachments known after it are %d with registry_digest %s, and %d with %s were stored: empanel rebuild makes the registry again",
				d.id, d.attachments, d.digest, want.Attachments, want.Digest)
		}
	}
	v.add(p)
	return nil
}
