package pipeline

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"empanel/parsers/drbill"
	"empanel/parsers/evidence"
	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// ValidateOptions says which files to look into.
type ValidateOptions struct {
	Files   []string
	Channel workspace.Channel // empty: found from each file's name and first record
	// Workspace, where given, lends its policy and its reference feeds. It is
	// only read.
	Workspace string
	Now       func() time.Time // nil means the machine's clock
}

// Finding is one thing wrong with one line. It names the place and the rule,
// never the value.
type Finding struct {
	File    string `json:"file"` // as it was given
	Line    int    `json:"line"`
	Column  int    `json:"column,omitempty"` // 0 where it is not known
	Record  string `json:"record,omitempty"`
	Field   string `json:"field,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"` // listed with the line, which counts
}

// String renders file:line:column: record.field: message (reason).
func (f Finding) String() string {
	place := fmt.Sprintf("%s:%d", f.File, f.Line)
	if f.Line == 0 {
		place = f.File
	}
	if f.Column > 0 {
		place += fmt.Sprintf(":%d", f.Column)
	}
	what := ""
	if f.Record != "" {
		what = f.Record
		if f.Field != "" {
			what += "." + f.Field
		}
		what += ": "
	}
	if f.Warning {
		what = "warning: " + what
	}
	return fmt.Sprintf("%s: %s%s (%s)", place, what, f.Message, f.Reason)
}

// FileVerdict sums up one file.
type FileVerdict struct {
	File     string         `json:"file"`
	Channel  string         `json:"channel"`
	Refused  bool           `json:"refused"` // it would not be taken at all
	Lines    int            `json:"lines"`
	Skipped  int            `json:"skipped"`
	Defects  int            `json:"defects"` // findings that are no warnings
	Reasons  map[string]int `json:"reasons"`
	Warnings []string       `json:"warnings,omitempty"` // of the file as a whole
}

// Validation is what was found in files that were not taken in.
type Validation struct {
	Findings []Finding     `json:"findings"` // by file as given, line and column
	Files    []FileVerdict `json:"files"`
	Notes    []string      `json:"notes"` // what was not checked
}

// Defective says whether any file has a defect or would be refused.
func (v *Validation) Defective() bool {
	for _, f := range v.Files {
		if f.Refused || f.Defects > 0 {
			return true
		}
	}
	return false
}

// FileError is a file that cannot be looked into at all.
type FileError struct {
	File string
	Why  string
}

// Error names the file and why.
func (e *FileError) Error() string { return e.File + ": " + e.Why }

// mostFindings is how many findings of one file are listed; its reasons are
// counted to the end.
const mostFindings = 100_000

// Validate reads files as a run would, with every check that a run makes, and
// lists what is wrong with them. It touches nothing: what it works with stands
// in a temporary folder and is gone afterwards.
func Validate(ctx context.Context, opts ValidateOptions) (result *Validation, err error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	folder, err := os.MkdirTemp("", "empanel-validate-")
	if err != nil {
		return nil, fmt.Errorf("validating: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	ws, err := workspace.Init(folder)
	if err != nil {
		return nil, err
	}
	v := &validation{opts: opts, run: &run{
		verdictsMade: true,
		opts:         Options{Now: opts.Now}, ws: ws, cfg: config.Default(),
		night: night{id: "validate", no: 1, started: opts.Now().UTC(), asOf: clock.Today(opts.Now())},
	}}
	var lent string
	if opts.Workspace != "" {
		lender, cfg, err := ask.Settings(opts.Workspace)
		if err != nil {
			return nil, err
		}
		if v.run.cfg = cfg; warehouse.Exists(lender.Registry()) {
			lent = lender.Registry()
		}
	}
	v.run.under(v.run.cfg.Policy)
	if err := v.read(ctx); err != nil {
		return nil, err
	}
	if err := v.judge(ctx, lent); err != nil {
		return nil, err
	}
	return v.result(), nil
}

// validation is a validation under way.
type validation struct {
	opts  ValidateOptions
	run   *run
	files []*validated
	notes []string
}

// validated is one file and what was found in it.
type validated struct {
	path     string
	file     intake.File
	verdict  FileVerdict
	findings []Finding
	seen     map[finding]bool // by its reader
}

type finding struct {
	line   int
	reason string
}

// read has every file read by the reader of its channel, into evidence and
// findings.
func (v *validation) read(ctx context.Context) error {
	parts := ledger.NewPartWriter(v.run.partsFolder(), v.run.id, "0")
	batcher := evidence.NewBatcher(parts.Write)
	err := v.readAll(ctx, batcher)
	if err == nil {
		err = batcher.Close()
	}
	made, closeErr := parts.Close()
	if err := errors.Join(err, closeErr); err != nil {
		return err
	}
	listed, err := ledger.WriteSubmissions(v.run.partsFolder(), v.run.id, v.submissions())
	v.run.parts = append(made, listed...)
	return err
}

func (v *validation) readAll(ctx context.Context, batcher *evidence.Batcher) error {
	for i, path := range v.opts.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := &validated{path: path, seen: map[finding]bool{}}
		v.files = append(v.files, f)
		if err := v.readOne(int32(i+1), f, batcher); err != nil {
			return err
		}
	}
	return nil
}

func (v *validation) readOne(no int32, f *validated, batcher *evidence.Batcher) error {
	src, err := openForValidation(f.path)
	if err != nil {
		return err
	}
	defer src.Close() //nolint:errcheck // read only
	info, err := src.Stat()
	if err != nil {
		return fmt.Errorf("validating: %w", err)
	}
	channel, name := v.opts.Channel, filepath.Base(f.path)
	if _, named := feeds.Lookup(name); !named && !feeds.IsActions(name) && (channel == "" || channel == workspace.Registry) {
		if feed := feedByHeader(src); feed != "" {
			v.notes = append(v.notes, fmt.Sprintf(
				"%s is read as the %s feed, whose columns it has: name it %s.csv, or %s_ANYTHING.csv, before it is sent, else it is not taken as one",
				mask.FileName(wording.Readable(name)), feed, feed, feed))
			channel, name = workspace.Registry, feed+".csv"
		}
	}
	if channel == "" {
		if channel, err = guessChannel(f.path, src); err != nil {
			return err
		}
	}
	at := info.ModTime().UTC().Truncate(time.Second)
	f.file = intake.File{
		No: no, Channel: channel, Name: filepath.Base(f.path), Path: f.path, Bytes: info.Size(),
		ReceivedAt: at, ReceivedOn: clock.DateOf(at), ID: fmt.Sprintf("%064x", no), Status: intake.Accepted,
	}
	f.verdict = FileVerdict{File: f.path, Channel: string(channel), Reasons: map[string]int{}}
	if err := batcher.BeginFile(no); err != nil {
		return err
	}
	dr := drbill.Options{DateFormat: string(v.run.cfg.Intake.DrBill.DateFormat)}
	summary, err := intake.ReadFile(channel, name, src, dr, findingSink{f, batcher})
	var refusal *field.Refusal
	if errors.As(err, &refusal) {
		f.refuse(refusal)
		return batcher.DiscardFile()
	}
	f.file.Summary = summary
	f.verdict.Lines, f.verdict.Skipped, f.verdict.Warnings = summary.Lines, summary.Skipped, summary.Warnings
	return err
}

func (v *validation) submissions() []ledger.Submission {
	// Rows of a registry's feeds are held to be from file 0, received before
	// every other.
	list := []ledger.Submission{{
		SubmissionID: fmt.Sprintf("%064x", 0), Channel: string(workspace.Registry), FileName: "registry",
		ReceivedAt: time.Unix(0, 0), Status: string(intake.Accepted),
	}}
	for _, f := range v.files {
		list = append(list, ledger.Submission{
			FileNo: f.file.No, SubmissionID: f.file.ID, Channel: string(f.file.Channel), FileName: wording.Readable(f.file.Name),
			ReceivedAt: f.file.ReceivedAt, ReceivedOn: f.file.ReceivedOn, Bytes: f.file.Bytes, RunNo: v.run.no,
			Status: string(f.file.Status), Lines: int32(f.verdict.Lines), Skipped: int32(f.verdict.Skipped),
		})
	}
	return list
}

// judge makes every check of a run on the evidence, in a database in memory.
func (v *validation) judge(ctx context.Context, lent string) (err error) {
	key := make([]byte, 32) // pseudonyms are made and thrown away
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("validating: %w", err)
	}
	r := v.run
	r.db, err = warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: r.cfg.Engine.MemoryLimit, Threads: r.cfg.Engine.Threads, Spill: r.ws.Spill(),
		Allowed: []string{r.ws.Ledger(), r.ws.Spill()}, Key: key, Beside: lent,
	})
	if errors.Is(err, warehouse.ErrBusy) {
		return ask.ErrRunning
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.db.Close()) }()
	if err := r.db.RunAll(ctx, reconcile.Schema, reconcile.Views); err != nil {
		return err
	}
	if lent == "" {
		v.notes = append(v.notes, "checked without the reference feeds of a workspace: whether people, providers and clinics are known, covered and open is not checked (give one with -w)")
	} else if err := v.borrowFeeds(ctx); err != nil {
		return err
	}
	if err := v.applyRules(ctx); err != nil {
		return err
	}
	return v.found(ctx)
}

func (v *validation) borrowFeeds(ctx context.Context) error {
	for _, s := range reconcile.Statements(reconcile.Validate) {
		if !strings.HasPrefix(s.Short(), "feed_") {
			continue
		}
		if _, err := v.run.db.Run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// applyRules does what a run does between loading and its checks.
func (v *validation) applyRules(ctx context.Context) error {
	if err := v.run.judge(ctx); err != nil {
		return err
	}
	return v.run.each(ctx, reconcile.Keeping())
}

// result sorts the findings and counts them.
func (v *validation) result() *Validation {
	out := &Validation{Findings: []Finding{}, Notes: v.notes}
	for _, f := range v.files {
		sort.SliceStable(f.findings, func(i, j int) bool {
			a, b := &f.findings[i], &f.findings[j]
			if a.Line != b.Line {
				return a.Line < b.Line
			}
			return a.Column < b.Column
		})
		out.Findings = append(out.Findings, f.findings...)
		out.Files = append(out.Files, f.verdict)
	}
	return out
}
