package clfp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"

	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// feeds are the feeds that say something of who counts. What they said is read
// from the ledger: the registry has only what is in force now.
var feeds = []string{"access", "affiliations", "clinics", "coverage", "persons", "preferences", "providers"}

// CheckError is a check of an export that failed, so that nothing was written.
type CheckError struct {
	Check string
	First []string // what is wrong, the first few
	All   int
}

// Error names the check and what is wrong.
func (e *CheckError) Error() string {
	text := fmt.Sprintf("the check %s failed, so nothing was exported:", e.Check)
	for _, what := range e.First {
		text += " " + what + ";"
	}
	return fmt.Sprintf("%s %d in all. Run empanel verify, and report this", text, e.All)
}

// past is what was known after a run: its manifest, and those before it.
type past struct {
	manifests []ledger.Manifest // up to the run; it is the last
	policy    reconcile.Policy
}

func (p *past) run() *ledger.Manifest { return &p.manifests[len(p.manifests)-1] }

// readPast reads the ledger up to a run, and holds what will be read of it to
// its hashes.
func readPast(ctx context.Context, folder, runID string, workers int) (*past, error) {
	all, damages, err := ledger.Manifests(folder)
	if err != nil {
		return nil, err
	}
	p := &past{policy: reconcile.DefaultPolicy()}
	for _, m := range all {
		p.manifests = append(p.manifests, m)
		if m.RunID == runID {
			break
		}
	}
	if len(damages) == 0 && (len(p.manifests) == 0 || p.run().RunID != runID) {
		damages = append(damages, ledger.Damage{File: runID + ".json", What: "is missing"})
	}
	if len(damages) > 0 {
		return nil, &ledger.DamagedError{Damages: damages}
	}
	var read []ledger.Manifest
	for _, m := range p.manifests {
		parts := m
		parts.Parts = nil
		for _, part := range m.Parts {
			if isFeed(part.Kind) {
				parts.Parts = append(parts.Parts, part)
			}
		}
		read = append(read, parts)
	}
	changed, err := ledger.CheckParts(ctx, folder, read, workers, nil)
	if err != nil {
		return nil, err
	}
	for _, d := range changed {
		if !d.Unverifiable {
			damages = append(damages, d)
		}
	}
	if len(damages) > 0 {
		return nil, &ledger.DamagedError{Damages: damages}
	}
	// A key that is younger than the run has its default.
	values := json.NewDecoder(bytes.NewReader(p.run().Policy))
	values.DisallowUnknownFields()
	if values.Decode(&p.policy) != nil || p.policy.Validate() != nil {
		return nil, &ledger.DamagedError{Damages: []ledger.Damage{
			{File: runID + ".json", What: "has a policy that this program cannot read: was it written by a newer one?"},
		}}
	}
	return p, nil
}

func isFeed(kind string) bool {
	at := sort.SearchStrings(feeds, kind)
	return at < len(feeds) && feeds[at] == kind
}

// engine is a database in memory with the registry beside it, which notes the
// statements that it is asked.
type engine struct {
	*warehouse.Warehouse
	asked map[string]string // hash by name
}

func (e *engine) note(s reconcile.Statement) {
	sum := sha256.Sum256([]byte(s.SQL))
	e.asked[s.Name] = hex.EncodeToString(sum[:])
}

func (e *engine) run(ctx context.Context, s reconcile.Statement, args ...any) error {
	e.note(s)
	_, err := e.Run(ctx, s, args...)
	return err
}

func (e *engine) folder(ctx context.Context, folder string, leaveOut ...string) error {
	for _, s := range reconcile.Statements(folder) {
		skip := false
		for _, name := range leaveOut {
			skip = skip || s.Short() == name
		}
		if skip {
			continue
		}
		if err := e.run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// queries are the statements asked, by name.
func (e *engine) queries() []Query {
	all := make([]Query, 0, len(e.asked))
	for name, sum := range e.asked {
		all = append(all, Query{name, sum})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// load makes the tables of the registry as they were known after the run: copies
// of what the registry keeps of every run, and the newest rows of the feeds up to
// it, by the statements with which a run reads them. Parts that are read out of
// packs stand in the folder unpacked meanwhile.
func (e *engine) load(ctx context.Context, p *past, folder, unpacked string) error {
	for _, s := range reconcile.Statements(reconcile.Schema) {
		if known, ok := reconcile.Find(reconcile.CLFPKnown, s.Short()); ok {
			s = known
		}
		if err := e.run(ctx, s); err != nil {
			return err
		}
	}
	// Nothing more is read of the registry: a run that begins now need not wait.
	if err := e.Detach(ctx, "beside"); err != nil {
		return err
	}
	if err := e.run(ctx, reconcile.Must(reconcile.Views, "001_stored_attachment")); err != nil {
		return err
	}
	for _, opening := range reconcile.Openings() {
		if err := e.folder(ctx, opening); err != nil {
			return err
		}
	}
	for _, feed := range feeds {
		parts, err := ledger.Readable(folder, unpacked, p.manifests, feed)
		if err != nil {
			return err
		}
		if len(parts) == 0 {
			continue
		}
		if err := e.Set(ctx, "parts", parts); err != nil {
			return err
		}
		if err := e.run(ctx, reconcile.Must("run/20_newer", feed)); err != nil {
			return err
		}
	}
	for _, preparing := range reconcile.Preparing() {
		if err := e.folder(ctx, preparing); err != nil {
			return err
		}
	}
	return nil
}

// judgePortal finds which portal claims are void, by the statements with which a
// run does.
func (e *engine) judgePortal(ctx context.Context) error {
	for _, folder := range []string{reconcile.CLFPPortal, "run/40_name", "run/50_check", "run/60_void"} {
		if err := e.folder(ctx, folder); err != nil {
			return err
		}
	}
	return nil
}

// check makes every blocking check, and gives a [*CheckError] for the first that
// fails.
func (e *engine) check(ctx context.Context) error {
	for _, s := range reconcile.Statements(reconcile.CLFPChecks) {
		e.note(s)
		failed := &CheckError{Check: s.Short()}
		err := e.each(ctx, s, func(rows *sql.Rows) error {
			var provider, what string
			if err := rows.Scan(&provider, &what); err != nil {
				return err
			}
			if failed.All++; len(failed.First) < 3 {
				failed.First = append(failed.First, provider+": "+what)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if failed.All > 0 {
			return failed
		}
	}
	return nil
}

// each reads every row of a statement.
func (e *engine) each(ctx context.Context, s reconcile.Statement, take func(*sql.Rows) error, args ...any) error {
	return warehouse.EachRow(ctx, e.Warehouse, s, take, args...)
}

// mustBePublished holds the attachments to the digest that the run recorded: what
// is exported is what it published.
func (e *engine) mustBePublished(ctx context.Context, m *ledger.Manifest) error {
	var digest string
	s := reconcile.Must(reconcile.CLFPOnce, "digest_known")
	e.note(s)
	if err := e.Row(ctx, s, &digest); err != nil {
		return err
	}
	if digest != m.RegistryDigest {
		return &CheckError{Check: "attachments_as_published", All: 1, First: []string{
			"the registry's attachments as known after " + m.RunID + " are not those that it recorded",
		}}
	}
	return nil
}
