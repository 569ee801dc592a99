package clfp

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/export"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// Options says what to export.
type Options struct {
	Workspace string
	AsOf      field.Date // the day on which people are counted
	Known     string     // a run's id or a time, as somebody types it; empty means the newest run
	ACG       string     // path of the file of complexity; empty: none
	Rates     string     // path of the file of rates; empty: none
	Dir       string     // empty: clfp_DAY_RUN in the exports folder of the workspace
	Look      ask.Look   // with Reveal people are named by their health numbers too
}

// Exported is a bundle that was written.
type Exported struct {
	Dir       string `json:"dir"`
	Encrypted bool   `json:"encrypted"` // its files, but not the manifest
	Manifest
}

// building is a bundle in the making.
type building struct {
	Options
	ws     *workspace.Workspace
	cfg    config.Config
	known  ask.KnownRun
	past   *past
	db     *engine
	making string // folder
	m      Manifest
	people int // different ones in the bundle
	acg    []acgLine
	rates  []rate
}

// Export makes a bundle. It is a row of the audit log before it comes to stand
// in its folder. Its errors wrap [*InputError], [*MissingRatesError],
// [*CheckError], *field.Refusal, export.ErrFolderInUse, ask.ErrNotKnown,
// ask.ErrNoRun, ask.ErrPurpose, *ledger.DamagedError or warehouse.ErrBusy; after
// any of them nothing was written.
func Export(ctx context.Context, o Options) (done *Exported, err error) {
	if err := o.Look.Check(); err != nil {
		return nil, err
	}
	b := &building{Options: o}
	if err := b.find(ctx); err != nil {
		return nil, err
	}
	if b.Dir == "" {
		b.Dir = filepath.Join(b.ws.Exports(), b.name())
	}
	folder, err := export.OpenFolderOf(b.Dir, unchanged)
	if err != nil {
		return nil, err
	}
	if b.past, err = readPast(ctx, b.ws.Ledger(), b.known.RunID, max(1, b.cfg.Engine.Threads)); err != nil {
		return nil, err
	}
	if err := b.readInputs(); err != nil {
		return nil, err
	}
	to, err := b.cfg.Encryption.ForExports(b.ws.Dir(), b.Look.Reveal)
	if err != nil {
		return nil, err
	}
	making, err := folder.EncryptTo(to).Begin()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, making.Discard()) }()
	b.making = making.Dir()
	manifest, err := b.fill(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.record(); err != nil {
		return nil, err
	}
	if err := making.FinishWith(manifest); err != nil {
		return nil, err
	}
	return &Exported{making.Place(), to != nil, b.m}, nil
}

// find finds the workspace, and the run that is meant.
func (b *building) find(ctx context.Context) (err error) {
	v, err := ask.OpenRegistry(ctx, b.Workspace)
	if err != nil {
		return err
	}
	b.ws, b.cfg = v.WS, v.Cfg
	b.known, err = v.KnownRun(ctx, b.Known)
	return errors.Join(err, v.DB.Close())
}

// record notes the export in the audit log.
func (b *building) record() error {
	// So many digits of the digest as cannot be taken for a health number.
	query := fmt.Sprintf("as of %s, known %s, content %.8s", b.AsOf, b.known.RunID, b.m.ContentDigest)
	if b.Look.Reveal {
		query += ", with health numbers"
	}
	return b.Look.Record(b.ws, b.people, query)
}

// name is the folder of a bundle in exports/. Bundles made of other things have
// other names, so that none takes another's place.
func (b *building) name() string {
	parts := []string{"clfp", b.AsOf.String(), b.known.RunID}
	for _, with := range []struct {
		name  string
		given bool
	}{{"acg", b.ACG != ""}, {"rates", b.Rates != ""}, {"revealed", b.Look.Reveal}} {
		if with.given {
			parts = append(parts, with.name)
		}
	}
	return strings.Join(parts, "_")
}

// Unchanged says whether a folder holds a bundle that is not encrypted and nothing
// else, every file as it was written.
func Unchanged(dir string) bool { return unchanged(dir, nil) }

// unchanged says whether a folder holds a bundle as it was written.
func unchanged(dir string, _ []os.DirEntry) bool {
	m, wrong, err := checkFiles(dir)
	return err == nil && m != nil && len(wrong) == 0
}

// fill works the bundle out, writes its tables into the folder in the making, and
// gives the manifest.
func (b *building) fill(ctx context.Context) (manifest []byte, err error) {
	key, err := b.ws.Key()
	if err != nil {
		return nil, err
	}
	b.m.KeyFingerprint = workspace.KeyFingerprint(key)
	spill := b.spill()
	if err := os.Mkdir(spill, 0o700); err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: b.cfg.Engine.MemoryLimit, Threads: b.cfg.Engine.Threads, Spill: spill, Key: key,
		Allowed: []string{b.ws.Ledger(), b.making}, Beside: b.ws.Registry(),
	})
	if errors.Is(err, warehouse.ErrBusy) {
		return nil, ask.ErrRunning
	}
	if err != nil {
		return nil, err
	}
	b.db = &engine{db, map[string]string{}}
	err = b.work(ctx)
	if err := errors.Join(err, db.Close(), os.RemoveAll(spill)); err != nil {
		return nil, err
	}
	b.m.Queries = b.db.queries()
	return b.m.seal()
}

// work does everything for which the database is needed.
func (b *building) work(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		b.set, b.count, b.pay, b.db.check, b.sum, b.describe, b.writeTables, b.digest,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// set gives the SQL its values.
func (b *building) set(ctx context.Context) error {
	variables := b.past.policy.Variables()
	variables["run_no"], variables["as_of"], variables["known_as_of"] = b.known.No, b.AsOf.String(), b.past.run().AsOf
	for name, value := range variables {
		if err := b.db.Set(ctx, name, value); err != nil {
			return err
		}
	}
	conditions := b.past.policy.CLFP
	for _, statement := range []struct {
		sql  string
		args []any
	}{
		{"create temp table condition (floor bigint not null, grace_months integer not null)", nil},
		{"insert into condition values (?, ?)", []any{conditions.Floor, conditions.GraceMonths}},
		{"create temp table paid_type (provider_type varchar not null)", nil},
		{"create temp table pas_step_asked (bc_provider_id boolean, authenticator boolean, affiliation boolean, facility_number boolean, panel boolean, availability boolean)", nil},
		{"insert into pas_step_asked values (?, ?, ?, ?, ?, ?)", conditions.AsksFor()},
		{"create temp table age_band (name varchar not null, age_from integer not null, age_to integer not null)", nil},
		{"create temp table acg_given (given boolean not null)", nil},
		{"insert into acg_given values (?)", []any{b.ACG != ""}},
		{"create temp table rates_given (given boolean not null)", nil},
		{"insert into rates_given values (?)", []any{b.Rates != ""}},
		{"create temp table acg_read (line_no integer not null, phn bigint, person_key varchar, band varchar not null, weight varchar)", nil},
		{"create temp table rate_read (component varchar not null, key varchar not null, amount varchar not null)", nil},
	} {
		if err := b.db.Exec(ctx, statement.sql, statement.args...); err != nil {
			return err
		}
	}
	for _, kind := range conditions.ProviderTypes {
		if err := b.db.Exec(ctx, "insert into paid_type values (?)", kind); err != nil {
			return err
		}
	}
	const oldest = 1000
	for _, band := range conditions.Bands() {
		to := band.To
		if to < 0 {
			to = oldest
		}
		if err := b.db.Exec(ctx, "insert into age_band values (?, ?, ?)", band.Name, band.From, to); err != nil {
			return err
		}
	}
	return b.putInputs()
}

// spill is a folder in the one that is made, which goes before that is whole.
func (b *building) spill() string { return filepath.Join(b.making, ".spill") }

// count finds out who counts for whom, and what each provider has.
func (b *building) count(ctx context.Context) error {
	if err := b.db.load(ctx, b.past, b.ws.Ledger(), b.spill()); err != nil {
		return err
	}
	if err := b.db.judgePortal(ctx); err != nil {
		return err
	}
	if err := b.db.folder(ctx, reconcile.CLFPPeople, "080_acg_twice", "100_acg_counts"); err != nil {
		return err
	}
	if err := b.db.mustBePublished(ctx, b.past.run()); err != nil {
		return err
	}
	if err := b.mustAgree(ctx); err != nil {
		return err
	}
	return b.db.folder(ctx, reconcile.CLFPCount)
}

// pay works out the amounts, where rates are given.
func (b *building) pay(ctx context.Context) error {
	if err := b.db.run(ctx, reconcile.Must(reconcile.CLFPPay, "005_rate")); err != nil {
		return err
	}
	if b.Rates != "" {
		missing := &MissingRatesError{}
		s := reconcile.Must(reconcile.CLFPPay, "missing")
		b.db.note(s)
		err := b.db.each(ctx, s, func(rows *sql.Rows) error {
			var component, key string
			err := rows.Scan(&component, &key)
			missing.Missing = append(missing.Missing, fmt.Sprintf("%s, key %s", component, key))
			return err
		})
		if err != nil {
			return err
		}
		if len(missing.Missing) > 0 {
			return missing
		}
	}
	return b.db.folder(ctx, reconcile.CLFPPay, "005_rate", "missing", "unused", "total")
}
