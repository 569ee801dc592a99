package clfp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/config"
	"empanel/pipeline/ledger"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// Source is a registry, and the run whose knowledge is exported.
type Source struct {
	Workspace *workspace.Workspace
	Config    config.Config
	RunID     string
	RunNo     int32
}

// Order says what to export.
type Order struct {
	AsOf    field.Date // the day on which people are counted
	ACG     string     // path of the file of complexity; empty: none
	Rates   string     // path of the file of rates; empty: none
	Dir     string     // empty: clfp_DAY_RUN in the exports folder of the workspace
	Reveal  bool       // name people by their health numbers too
	Program string     // version of the program
	// Record notes the export in the audit log, with how many people it is
	// about, before it comes to stand in its folder.
	Record func(people int, query string) error
}

// Exported is a bundle that was written.
type Exported struct {
	Dir string
	Manifest
}

// building is a bundle in the making.
type building struct {
	Source
	Order
	past   *past
	db     *engine
	making string // folder
	m      Manifest
	acg    []acgLine
	rates  []rate
}

// Write makes a bundle. Its errors wrap [*InputError], [*MissingRatesError],
// [*CheckError], *field.Refusal, [ErrFolderInUse], *ledger.DamagedError or
// warehouse.ErrBusy; after any of them nothing was written.
func Write(ctx context.Context, from Source, o Order) (done *Exported, err error) {
	if o.Dir == "" {
		o.Dir = filepath.Join(from.Workspace.Exports(), fmt.Sprintf("clfp_%s_%s", o.AsOf, from.RunID))
	}
	b := &building{Source: from, Order: o}
	folder, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	b.past, err = readPast(ctx, from.Workspace.Ledger(), from.RunID, max(1, from.Config.Engine.Threads))
	if err != nil {
		return nil, err
	}
	if err := b.readInputs(); err != nil {
		return nil, err
	}
	if b.making, err = folder.make(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.making)) }()
	if err := b.fill(ctx); err != nil {
		return nil, err
	}
	query := fmt.Sprintf("export clfp --as-of %s --known %s, content %s", o.AsOf, from.RunID, b.m.ContentDigest)
	if o.Reveal {
		query += ", with health numbers"
	}
	if err := o.Record(int(b.m.Totals.Counted+b.m.Totals.NotCounted), query); err != nil {
		return nil, err
	}
	if err := folder.place(b.making); err != nil {
		return nil, err
	}
	return &Exported{folder.dir, b.m}, nil
}

// readInputs reads the files of complexity and of rates.
func (b *building) readInputs() error {
	if b.ACG != "" {
		text, err := os.ReadFile(b.ACG)
		if err != nil {
			return fmt.Errorf("reading the file of complexity: %w", err)
		}
		if b.acg, err = readACG(filepath.Base(b.ACG), bytes.NewReader(text)); err != nil {
			return err
		}
		b.m.ACG = &ACGInput{SHA256: hashOf(text), Lines: int64(len(b.acg))}
	}
	if b.Rates == "" {
		return nil
	}
	text, err := os.ReadFile(b.Rates)
	if err != nil {
		return fmt.Errorf("reading the file of rates: %w", err)
	}
	b.rates, err = readRates(filepath.Base(b.Rates), bytes.NewReader(text), b.past.policy.CLFP, b.ACG != "")
	b.m.Rates = &RatesInput{SHA256: hashOf(text), Rates: len(b.rates), Unused: []string{}}
	return err
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// fill works the bundle out and writes it into the folder in the making.
func (b *building) fill(ctx context.Context) (err error) {
	key, err := b.Workspace.Key()
	if err != nil {
		return err
	}
	b.m.KeyFingerprint = fingerprint(key)
	spill := filepath.Join(b.making, ".spill")
	if err := os.Mkdir(spill, 0o700); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: b.Config.Engine.MemoryLimit, Threads: b.Config.Engine.Threads, Spill: spill, Key: key,
		Allowed: []string{b.Workspace.Ledger(), b.making}, Beside: b.Workspace.Registry(),
	})
	if err != nil {
		return err
	}
	b.db = &engine{db, map[string]string{}}
	err = b.work(ctx)
	if err := errors.Join(err, db.Close(), os.RemoveAll(spill)); err != nil {
		return err
	}
	return b.writeManifest()
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
	variables["run_no"], variables["as_of"] = b.RunNo, b.AsOf.String()
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

// putInputs puts the lines of both files into tables.
func (b *building) putInputs() error {
	orNull := func(text string) driver.Value {
		if text == "" {
			return nil
		}
		return text
	}
	err := b.db.Append("acg_read", func(add func(...driver.Value) error) error {
		for i := range b.acg {
			l := &b.acg[i]
			var phn driver.Value
			if l.phn != 0 {
				phn = l.phn
			}
			if err := add(int32(l.line), phn, orNull(l.key), l.band, orNull(l.weight)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.db.Append("rate_read", func(add func(...driver.Value) error) error {
		for _, r := range b.rates {
			if err := add(r.component, r.key, r.amount); err != nil {
				return err
			}
		}
		return nil
	})
}

// count finds out who counts for whom, and what each provider has.
func (b *building) count(ctx context.Context) error {
	if err := b.db.load(ctx, b.past, b.Workspace.Ledger()); err != nil {
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

// mustAgree refuses a file of complexity in which two lines about one person say
// different things, as two numbers of theirs were merged.
func (b *building) mustAgree(ctx context.Context) error {
	bad := &InputError{What: "the file of complexity"}
	err := b.db.each(ctx, reconcile.Must(reconcile.CLFPPeople, "080_acg_twice"), func(rows *sql.Rows) error {
		var line, earlier int
		err := rows.Scan(&line, &earlier)
		bad.add(field.Defect{
			File: filepath.Base(b.ACG), Line: line, Column: 1, Record: "acg", Field: "row", Reason: field.FeedValueInvalid,
			Message: fmt.Sprintf("says something else of the person of line %d: their numbers were merged", earlier),
		})
		return err
	})
	return errors.Join(err, bad.orNil())
}

// pay works out the amounts, where rates are given.
func (b *building) pay(ctx context.Context) error {
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
	return b.db.folder(ctx, reconcile.CLFPPay, "missing", "unused", "total")
}

// sum notes the totals.
func (b *building) sum(ctx context.Context) error {
	t := &b.m.Totals
	totals := reconcile.Must(reconcile.CLFPOnce, "totals")
	b.db.note(totals)
	if err := b.db.Row(ctx, totals, &t.Providers, &t.Eligible, &t.Counted, &t.NotCounted); err != nil {
		return err
	}
	if b.m.ACG != nil {
		s := reconcile.Must(reconcile.CLFPPeople, "100_acg_counts")
		b.db.note(s)
		if err := b.db.Row(ctx, s, &b.m.ACG.With, &b.m.ACG.Without, &b.m.ACG.AboutOthers); err != nil {
			return err
		}
	}
	if b.m.Rates == nil {
		return nil
	}
	total := reconcile.Must(reconcile.CLFPPay, "total")
	b.db.note(total)
	t.Paid = new(int64)
	if err := b.db.Row(ctx, total, t.Paid, &t.Payments); err != nil {
		return err
	}
	unused := reconcile.Must(reconcile.CLFPPay, "unused")
	b.db.note(unused)
	return b.db.each(ctx, unused, func(rows *sql.Rows) error {
		var component, key string
		err := rows.Scan(&component, &key)
		b.m.Rates.Unused = append(b.m.Rates.Unused, component+", key "+key)
		return err
	})
}

// describe notes what the bundle is of and what it was made from.
func (b *building) describe(ctx context.Context) error {
	run := b.past.run()
	conditions, err := json.Marshal(b.past.policy.CLFP)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	m := &b.m
	m.Format, m.FormatVersion, m.ProgramVersion = Format, FormatVersion, b.Program
	m.AsOf, m.Identified = b.AsOf.String(), b.Reveal
	m.Known = KnownAt{run.RunID, run.AsOf, run.RegistryDigest}
	m.PolicyVersion, m.Policy, m.Conditions = run.PolicyVersion, run.Policy, conditions
	for _, past := range b.past.manifests {
		r := LedgerRun{RunID: past.RunID, AsOf: past.AsOf, PolicyVersion: past.PolicyVersion, RegistryDigest: past.RegistryDigest, Parts: []Part{}}
		for _, p := range past.Parts {
			r.Parts = append(r.Parts, Part{p.Name, p.Kind, p.Rows, p.SHA256})
		}
		m.Ledger = append(m.Ledger, r)
	}
	m.Submissions = []Submission{}
	submissions := reconcile.Must(reconcile.CLFPOnce, "submissions")
	b.db.note(submissions)
	err = b.db.each(ctx, submissions, func(rows *sql.Rows) error {
		var s Submission
		err := rows.Scan(&s.ID, &s.Channel, &s.Status, &s.Lines)
		m.Submissions = append(m.Submissions, s)
		return err
	})
	if err != nil {
		return err
	}
	return b.notes(ctx)
}

// notes say which checks could not be made.
func (b *building) notes(ctx context.Context) error {
	b.m.Notes = []string{}
	var persons, coverage, access bool
	if err := b.db.Conn().QueryRowContext(ctx, "select persons, coverage, access from check_on").Scan(&persons, &coverage, &access); err != nil {
		return fmt.Errorf("asking which checks are made: %w", err)
	}
	for _, off := range []struct {
		on   bool
		note string
	}{
		{persons, "no persons feed was taken in by then: nobody's birth date, death or community is known, and nobody is left out as unknown"},
		{coverage, "no coverage was known of anybody by then: nobody is left out for want of it"},
		{access, "the access feed had no PAS step by then: steps are no condition of participation"},
	} {
		if !off.on {
			b.m.Notes = append(b.m.Notes, off.note)
		}
	}
	return nil
}

// written are the tables that this bundle has.
func (b *building) written() []string {
	var all []string
	for _, table := range tables {
		if table != "payments" || b.Rates != "" {
			all = append(all, table)
		}
	}
	return all
}

// writeTables writes every table in both forms. The rows of each stand in the
// order of its full key, so the same rows are the same bytes.
func (b *building) writeTables(ctx context.Context) error {
	for _, table := range b.written() {
		name := table
		if table == "people" && b.Reveal {
			name = "people_revealed"
		}
		s := reconcile.Must(reconcile.CLFPFiles, name)
		b.db.note(s)
		text := strings.TrimSpace(s.SQL)
		parquet, csv := filepath.Join(b.making, table+parquetEnding), filepath.Join(b.making, table+csvEnding)
		if err := b.db.Exec(ctx, "copy (from query($1)) to $2 (format parquet, compression zstd)", text, parquet); err != nil {
			return err
		}
		if err := b.db.Exec(ctx, "copy (from query($1)) to $2 (format csv, header)", text, csv); err != nil {
			return err
		}
	}
	return nil
}

// digest reads back what was written, in both forms, and notes it for the
// manifest.
func (b *building) digest(ctx context.Context) error {
	if err := b.db.run(ctx, reconcile.Must(reconcile.CLFPOnce, "format1_cell")); err != nil {
		return err
	}
	content := map[string]*tableDigest{}
	for _, table := range b.written() {
		parquet, csv := table+parquetEnding, table+csvEnding
		d, err := parquetContent(ctx, b.db.Warehouse, table, filepath.Join(b.making, parquet))
		if err != nil {
			return err
		}
		other, err := b.csvDigest(table, csv)
		if err != nil {
			return err
		}
		if d.String() != other.String() {
			return &CheckError{Check: "both_forms_say_the_same", All: 1, First: []string{table}}
		}
		content[table] = d
		for _, name := range []string{csv, parquet} {
			f, err := finished(filepath.Join(b.making, name), d.rows)
			if err != nil {
				return err
			}
			b.m.Files = append(b.m.Files, f)
		}
	}
	b.m.ContentDigest = contentDigest(content)
	return nil
}

func (b *building) csvDigest(table, name string) (*tableDigest, error) {
	file, err := os.Open(filepath.Join(b.making, name))
	if err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	return csvContent(table, b.Reveal, file)
}

// writeManifest writes the manifest, the last file of a bundle.
func (b *building) writeManifest() error {
	b.m.Queries = b.db.queries()
	text, err := b.m.seal()
	if err != nil {
		return err
	}
	return putPrivate(filepath.Join(b.making, ManifestName), text)
}

var _ = ledger.SyncFolder
