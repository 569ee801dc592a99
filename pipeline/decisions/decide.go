// Package decisions is about what waits for somebody: quarantined lines, what the
// guard holds, conflicts; and about what administrators decide of them, which
// goes into the inbox as evidence.
package decisions

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/clock"
	"empanel/pipeline/intake"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// Verdict is what an administrator decides about a line.
type Verdict string

// The verdicts, in the words of a decision file.
const (
	Discard Verdict = "discard" // a line in quarantine: somebody has dealt with it
	Release Verdict = "release" // a claim that is held: it need not wait any longer
	// About what the guard holds, with its file or one line of it.
	DiscardFile Verdict = "discard_file" // it is kept out for good
	ReleaseFile Verdict = "release_file" // it counts like any other line
)

// ofFile is the same verdict, said of what the guard holds.
func (v Verdict) ofFile() Verdict {
	if v == Discard {
		return DiscardFile
	}
	return ReleaseFile
}

// NamedLine is a line as somebody names it: its file, by name or by the
// beginning of its submission id, and its number. Without a number it is all
// that the guard holds of the file.
type NamedLine struct {
	File string
	Line int
}

func (n NamedLine) String() string {
	if n.Line == 0 {
		return n.File
	}
	return fmt.Sprintf("%s:%d", n.File, n.Line)
}

// decidedLine is a line that a decision is about, and what is decided about it.
type decidedLine struct {
	id      string // of its submission
	line    int
	verdict Verdict
}

// Decision is what somebody decides about some lines, and why.
type Decision struct {
	Verdict Verdict
	Lines   []NamedLine
	Reason  string
	By      string
	At      time.Time
	From    field.Date // from which day it counts; NoDate: the day of decision in British Columbia
}

// DecisionFile is the file that a decision was written into, in the inbox.
type DecisionFile struct {
	Name       string
	Lines      int
	CountsFrom field.Date // NoDate where that says nothing
	Held       []string   // ids, as far as commands show them, of the files of which the guard holds these lines
}

// Errors of a decision that cannot be taken down as it was given.
var (
	ErrDecisionReason = errors.New("a decision needs a reason: --reason TEXT, a few words that others will understand later")
	ErrDecisionText   = errors.New("the reason or the name could hold a health number, and both are shown to others: leave it out, the line says who it is about")
	ErrDecisionLength = fmt.Errorf("the reason or the name is longer than %d characters: keep it short", longestReason)
	ErrNothingHeld    = errors.New("the guard holds nothing of such a file: empanel quarantine holds lists what it holds, each with an id; a line is named by its file and its number, such as 3f2a:17")
	ErrDecisionDay    = errors.New("what the guard holds counts from its own dates once it is released: leave --on out")
	ErrLineUnknown    = errors.New("no such line has been taken in: name it by its file and its number, such as 3f2a:17, or claims.txt:17")
)

// longestReason is how many characters a reason may have: it stands in lists.
const longestReason = 500

// DecisionError is a decision that would have no effect on its line.
type DecisionError struct {
	Line NamedLine
	Why  string
}

// Error names the line, and says what can be done.
func (e *DecisionError) Error() string { return fmt.Sprintf("%s: %s", e.Line, e.Why) }

// Decide takes down what somebody decided as a file in the inbox, which the
// next run takes in like any other evidence. Of several lines it takes down all
// or none.
func Decide(ctx context.Context, dir string, d Decision) (file *DecisionFile, err error) {
	dated := d.From != field.NoDate
	if err := d.tidy(); err != nil {
		return nil, err
	}
	ws, err := workspace.Open(dir)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	lines, err := d.resolve(ctx, dir)
	if err != nil {
		return nil, err
	}
	if dated && slices.ContainsFunc(lines, func(l decidedLine) bool { return l.verdict == ReleaseFile }) {
		return nil, ErrDecisionDay
	}
	name, err := putDecision(ws, d, lines)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(lines, func(l decidedLine) bool { return l.verdict == d.Verdict }) {
		d.From = field.NoDate // said of files alone: their lines keep their own dates
	}
	file = &DecisionFile{Name: name, Lines: len(lines), CountsFrom: d.From}
	for _, l := range lines {
		if id := fmt.Sprintf("%.12s", l.id); l.verdict != d.Verdict && !slices.Contains(file.Held, id) {
			file.Held = append(file.Held, id)
		}
	}
	return file, nil
}

// tidy brings the texts of a decision onto one line each and fills in its day.
func (d *Decision) tidy() error {
	d.Reason = wording.Readable(strings.Join(strings.Fields(d.Reason), " "))
	d.By = wording.Readable(strings.Join(strings.Fields(d.By), " "))
	switch {
	case d.Reason == "" || d.By == "":
		return ErrDecisionReason
	case mask.Suspect(d.Reason) || mask.Suspect(d.By):
		return ErrDecisionText
	case len([]rune(d.Reason)) > longestReason || len([]rune(d.By)) > longestReason:
		return ErrDecisionLength
	}
	if d.From == field.NoDate {
		d.From = clock.Today(d.At)
	}
	return nil
}

// resolve gives every line that the decision is about, once it is sure that it
// says something of each.
func (d *Decision) resolve(ctx context.Context, dir string) (lines []decidedLine, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	seen := map[decidedLine]bool{}
	for _, named := range d.Lines {
		found, err := decidable(ctx, v, d.Verdict, named)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			if seen[l] {
				return nil, &DecisionError{named, "it is named twice"}
			}
			seen[l] = true
		}
		lines = append(lines, found...)
	}
	return lines, nil
}

// decidable gives the lines that are named, if the verdict says something of
// them.
func decidable(ctx context.Context, v *ask.View, verdict Verdict, named NamedLine) ([]decidedLine, error) {
	if named.Line == 0 {
		return heldOf(ctx, v, verdict, named)
	}
	type line struct {
		id, file, outcome, state, reasons string
		guarded                           bool
	}
	found, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Decisions, "named"), func(rows *sql.Rows, l *line) error {
		return rows.Scan(&l.id, &l.file, &l.outcome, &l.state, &l.reasons, &l.guarded)
	}, sql.Named("named", named.File), sql.Named("line", int32(named.Line)))
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, fmt.Errorf("%s: %w", named, ErrLineUnknown)
	case len(found) > 1:
		return nil, fmt.Errorf("%s: %w", named, ErrAmbiguousID)
	}
	l := found[0]
	// A line that fails a check is discarded as any other in quarantine is: it
	// may heal, and is then held.
	if l.guarded && (verdict == Release || l.outcome != "quarantined") {
		return []decidedLine{{l.id, named.Line, verdict.ofFile()}}, nil
	}
	why := ""
	switch {
	case verdict == Discard:
		why = notDiscardable(l.outcome, l.state)
	case l.outcome == "quarantined":
		if why, err = wouldHeal(ctx, v, ask.Words(l.reasons)); err != nil {
			return nil, err
		}
	default:
		why = notReleasable(l.outcome)
	}
	if why != "" {
		return nil, &DecisionError{named, why}
	}
	return []decidedLine{{l.id, named.Line, verdict}}, nil
}

// heldOf gives all that the guard holds of a file, and nobody has decided about.
func heldOf(ctx context.Context, v *ask.View, verdict Verdict, named NamedLine) ([]decidedLine, error) {
	all, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Decisions, "held"), func(rows *sql.Rows, l *decidedLine) error {
		return rows.Scan(&l.id, &l.line, &l.verdict)
	}, sql.Named("named", named.File))
	if err != nil {
		return nil, err
	}
	var held []decidedLine
	for _, l := range all {
		if l.verdict == "" {
			held = append(held, decidedLine{l.id, l.line, verdict.ofFile()})
		}
	}
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("%s: %w", named, ErrNothingHeld)
	case len(held) == 0:
		return nil, &DecisionError{named, "it is decided about already: empanel quarantine holds --state all lists what the guard has held"}
	case held[0].id != held[len(held)-1].id:
		return nil, fmt.Errorf("%s: %w", named, ErrAmbiguousID)
	}
	return held, nil
}

func notDiscardable(outcome, state string) string {
	switch {
	case state == "waiting":
		return ""
	case state == "discarded":
		return "it is discarded already: empanel quarantine show tells by whom and why"
	case outcome == "held":
		return "it is not in quarantine but held, and only its provider can take it back, by a removal; to let it count: empanel conflicts release"
	}
	return fmt.Sprintf("it does not wait in quarantine (its outcome is %s), so there is nothing to discard", outcome)
}

func notReleasable(outcome string) string {
	switch outcome {
	case "held":
		return ""
	case "pending":
		return "it waits for MSP's answer, which only a return can give"
	}
	return fmt.Sprintf("it is not held (its outcome is %s), so there is nothing to release; empanel conflicts --open lists the claims that are", outcome)
}

// wouldHeal says why a line in quarantine cannot be released, and what would
// make it count.
func wouldHeal(ctx context.Context, v *ask.View, reasons []string) (string, error) {
	catalogue, err := Reasons(ctx, v)
	if err != nil {
		return "", err
	}
	var hints []string
	for _, r := range catalogue {
		if slices.Contains(reasons, r.Reason) {
			hints = append(hints, fmt.Sprintf("%s: %s", r.Reason, r.Hint))
		}
	}
	return "it is in quarantine, and no decision makes a line pass its checks; " + strings.Join(hints, "; "), nil
}

// putDecision writes a decision file into the inbox and gives its name.
func putDecision(ws *workspace.Workspace, d Decision, lines []decidedLine) (string, error) {
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, []string{
			l.id, strconv.Itoa(l.line), string(l.verdict), d.From.String(),
			d.At.UTC().Format(feeds.MomentForm), d.By, d.Reason,
		})
	}
	return intake.PutFeed(ws, feeds.DecisionsName, d.At, rows)
}
