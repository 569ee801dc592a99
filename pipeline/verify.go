package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"empanel/pipeline/ask"
	"empanel/pipeline/audit"
	"empanel/pipeline/config"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/seal"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// VerifyOptions says what is verified.
type VerifyOptions struct {
	Workspace string
	Progress  Progress // nil for nobody
	// Opens are the identities for encrypted files of the archive, which are held
	// to their hashes with them; nil: only to their sizes.
	Opens *seal.Identities
}

// ProofResult is what became of one thing that was to be proved.
type ProofResult string

// The results of a proof. Only the first is a pass.
const (
	ProofOK           ProofResult = "ok"
	ProofFailed       ProofResult = "failed"
	ProofUnverifiable ProofResult = "unverifiable" // nothing tells how it should be
	ProofNotChecked   ProofResult = "not checked"  // what it needs is not there
)

// Proof is one thing that was held to what it must be.
type Proof struct {
	Check    string      `json:"check"`
	Meaning  string      `json:"meaning"`   // what must hold, or what an offending row is
	LookedAt int64       `json:"looked_at"` // how many
	Of       string      `json:"of"`        // of what
	Result   ProofResult `json:"result"`
	Problems int64       `json:"problems"`
	First    []string    `json:"first"` // the first few, in words, without health numbers
	// Of the archive: files that are encrypted, of which only the size was looked
	// at, and files that are not there by the record of removed files.
	Sealed  int64 `json:"encrypted,omitempty"`
	Removed int64 `json:"removed,omitempty"`
}

// problemsNamed is how many problems of one proof are named.
const problemsNamed = 5

// problem notes one thing that is not as it must be.
func (p *Proof) problem(format string, args ...any) {
	p.Result = ProofFailed
	p.Problems++
	if len(p.First) < problemsNamed {
		p.First = append(p.First, wording.Shown(fmt.Sprintf(format, args...)))
	}
}

// Verification is what a look at everything in a workspace gave.
type Verification struct {
	RunID          string  `json:"run_id"` // the newest in the ledger
	RegistryDigest string  `json:"registry_digest"`
	Proofs         []Proof `json:"proofs"`
}

// Passed says whether everything is as it must be, and nothing is unproved.
func (v *Verification) Passed() bool {
	for _, p := range v.Proofs {
		if p.Result != ProofOK {
			return false
		}
	}
	return true
}

// Verify holds a workspace to what it must be: the ledger to its hashes, the
// archive to the ledger, the registry to the ledger and to every blocking
// check, judged anew from all evidence, and the audit log to its chain. It
// changes nothing. It holds the workspace meanwhile, so that no run changes it.
//
// What is not as it must be is in the result, not an error. Its errors wrap
// workspace.ErrNone, workspace.ErrHeld, warehouse.ErrBusy, a configuration
// error, or the context's error.
func Verify(ctx context.Context, opts VerifyOptions) (*Verification, error) {
	ws, cfg, err := ask.Settings(opts.Workspace)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	v := &verifying{opts: opts, ws: ws, cfg: cfg}
	if err := errors.Join(v.do(ctx), release()); err != nil {
		return nil, err
	}
	return &v.result, nil
}

// verifying is a verification under way.
type verifying struct {
	opts       VerifyOptions
	ws         *workspace.Workspace
	cfg        config.Config
	manifests  []ledger.Manifest
	damaged    map[string]bool // parts that cannot be relied on
	unfinished []string        // runs whose manifest still has its temporary name
	result     Verification
}

func (v *verifying) do(ctx context.Context) error {
	for _, prove := range []func(context.Context) error{
		v.proveManifests, v.proveParts, v.proveNothingElse, v.proveArchive, v.proveRegistry, v.proveAuditLog,
	} {
		if err := prove(ctx); err != nil {
			return err
		}
	}
	return nil
}

// proof begins a proof, which holds until a problem is found.
func proof(check, of, meaning string) Proof {
	return Proof{Check: check, Of: of, Meaning: meaning, Result: ProofOK, First: []string{}}
}

func (v *verifying) add(p Proof) { v.result.Proofs = append(v.result.Proofs, p) }

func (v *verifying) proveManifests(context.Context) error {
	p := proof("ledger_manifests", "manifests", "every manifest can be read, and is that of its run")
	manifests, damages, err := ledger.Manifests(v.ws.Ledger())
	if err != nil {
		return err
	}
	p.LookedAt = int64(len(manifests) + len(damages))
	for _, d := range damages {
		p.problem("%s", d)
	}
	for _, m := range manifests {
		if _, err := nightOf(m); err != nil {
			p.problem("%s.json %v", m.RunID, err)
		}
	}
	v.manifests = manifests
	if v.unfinished, err = ledger.Unfinished(v.ws.Ledger()); err != nil {
		return err
	}
	if n := len(manifests); n > 0 {
		v.result.RunID, v.result.RegistryDigest = manifests[n-1].RunID, manifests[n-1].RegistryDigest
	}
	v.add(p)
	return nil
}

func (v *verifying) proveParts(ctx context.Context) error {
	p := proof("ledger_parts", "parts", "every part of every manifest is there, as it was written")
	var total int64
	for _, m := range v.manifests {
		p.LookedAt += int64(len(m.Parts))
		for _, part := range m.Parts {
			total += part.Bytes
		}
	}
	damages, err := ledger.CheckParts(ctx, v.ws.Ledger(), v.manifests, workers(v.cfg), v.counting("reading the ledger", total))
	if err != nil {
		return err
	}
	v.damaged = map[string]bool{}
	unverifiable := true
	for _, d := range damages {
		p.problem("%s", d)
		unverifiable = unverifiable && d.Unverifiable
		v.damaged[d.File] = !d.Unverifiable
		for _, part := range d.Parts {
			v.damaged[part] = true
		}
	}
	if unverifiable && len(damages) > 0 {
		p.Result = ProofUnverifiable
	}
	v.add(p)
	return nil
}

func (v *verifying) proveNothingElse(context.Context) error {
	p := proof("ledger_nothing_else", "parts", "no part is in the ledger that no manifest names")
	strays, err := ledger.Strays(v.ws.Ledger(), v.manifests)
	if err != nil {
		return err
	}
	var names []string
	for id, some := range strays {
		begun, _, err := intake.ReadBegun(v.ws, id)
		if err != nil {
			return err
		}
		if begun.Division != "" { // it is under way, and its merge writes the manifest
			continue
		}
		names = append(names, some...)
	}
	sort.Strings(names)
	for _, m := range v.manifests {
		p.LookedAt += int64(len(m.Parts))
	}
	p.LookedAt += int64(len(names))
	for _, d := range ledger.Gaps(v.ws.Ledger(), v.manifests) {
		p.problem("%s", d)
	}
	for _, name := range names {
		p.problem("%s is named by no manifest (after an interrupted run the next one puts that right: empanel run)", name)
	}
	v.add(p)
	return nil
}

func (v *verifying) proveAuditLog(context.Context) error {
	p := proof("audit_log", "rows", "every row follows the row before it, as it was written, and none is missing that was there when a run ended")
	rows, err := audit.Verify(v.ws.AuditLog(), ask.MarksOf(v.manifests)...)
	p.LookedAt = int64(rows)
	var tampered *audit.TamperedError
	switch {
	case errors.As(err, &tampered):
		p.LookedAt = int64(tampered.Row)
		p.problem("%v", tampered)
	case err != nil:
		return err
	}
	v.add(p)
	return nil
}
