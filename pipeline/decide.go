package pipeline

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/pipeline/clock"
	"empanel/pipeline/ledger"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// Verdict is what an administrator decides about a line.
type Verdict string

// The verdicts, in the words of a decision file.
const (
	Discard Verdict = "discard" // a line in quarantine: somebody has dealt with it
	Release Verdict = "release" // a claim that is held: it need not wait any longer
)

// NamedLine is a line as somebody names it: its file, by name or by the
// beginning of its submission id, and its number.
type NamedLine struct {
	File string
	Line int
}

func (n NamedLine) String() string { return fmt.Sprintf("%s:%d", n.File, n.Line) }

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
	CountsFrom field.Date
}

// Errors of a decision that cannot be taken down as it was given.
var (
	ErrDecisionReason = errors.New("a decision needs a reason: --reason TEXT, a few words that others will understand later")
	ErrDecisionText   = errors.New("the reason or the name could hold a health number, and both are shown to others: leave it out, the line says who it is about")
	ErrDecisionLength = fmt.Errorf("the reason or the name is longer than %d characters: keep it short", longestReason)
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
	ids, err := d.resolve(ctx, dir)
	if err != nil {
		return nil, err
	}
	name, err := putDecision(ws, d, ids)
	if err != nil {
		return nil, err
	}
	return &DecisionFile{Name: name, Lines: len(ids), CountsFrom: d.From}, nil
}

// tidy brings the texts of a decision onto one line each and fills in its day.
func (d *Decision) tidy() error {
	d.Reason = readable(strings.Join(strings.Fields(d.Reason), " "))
	d.By = readable(strings.Join(strings.Fields(d.By), " "))
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

// resolve gives the submission id of every line, once it is sure that the
// decision says something of each.
func (d *Decision) resolve(ctx context.Context, dir string) (ids []string, err error) {
	v, err := openRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	seen := map[NamedLine]bool{}
	for i := range d.Lines {
		id, err := v.decidable(ctx, d.Verdict, d.Lines[i])
		if err != nil {
			return nil, err
		}
		if seen[NamedLine{id, d.Lines[i].Line}] {
			return nil, &DecisionError{d.Lines[i], "it is named twice"}
		}
		seen[NamedLine{id, d.Lines[i].Line}] = true
		ids = append(ids, id)
	}
	return ids, nil
}

// decidable gives the id of the file of a line about which the verdict says
// something.
func (v *view) decidable(ctx context.Context, verdict Verdict, named NamedLine) (string, error) {
	type line struct{ id, file, outcome, state, reasons string }
	found, err := rowsOf(ctx, v.db, reconcile.Must(reconcile.Decisions, "named"), func(rows *sql.Rows, l *line) error {
		return rows.Scan(&l.id, &l.file, &l.outcome, &l.state, &l.reasons)
	}, sql.Named("named", named.File), sql.Named("line", int32(named.Line)))
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", fmt.Errorf("%s: %w", named, ErrLineUnknown)
	case len(found) > 1:
		return "", fmt.Errorf("%s: %w", named, ErrAmbiguousID)
	}
	l := found[0]
	why := ""
	switch {
	case verdict == Discard:
		why = notDiscardable(l.outcome, l.state)
	case l.outcome == "quarantined":
		if why, err = v.wouldHeal(ctx, words(l.reasons)); err != nil {
			return "", err
		}
	default:
		why = notReleasable(l.outcome)
	}
	if why != "" {
		return "", &DecisionError{named, why}
	}
	return l.id, nil
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
func (v *view) wouldHeal(ctx context.Context, reasons []string) (string, error) {
	catalogue, err := v.reasons(ctx)
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

// putDecision writes a decision file into the inbox and gives its name. It
// stands there whole or not at all: a run leaves alone what begins with a dot.
func putDecision(ws *workspace.Workspace, d Decision, ids []string) (string, error) {
	inbox := ws.Inbox(workspace.Registry)
	name, err := freeDecisionName(inbox, d.At)
	if err != nil {
		return "", err
	}
	text, err := decisionText(d, ids)
	if err != nil {
		return "", fmt.Errorf("writing the decision: %w", err)
	}
	err = renameio.WriteFile(filepath.Join(inbox, name), text, 0o600, renameio.WithTempDir(inbox), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return "", fmt.Errorf("writing the decision: %w", err)
	}
	return name, ledger.SyncFolder(inbox)
}

// freeDecisionName gives a name that no file in the inbox has. Whoever decides
// holds the workspace, so nobody else takes it.
func freeDecisionName(inbox string, at time.Time) (string, error) {
	stem := feeds.DecisionsName + "_" + at.UTC().Format("20060102T150405Z")
	for n := 1; ; n++ {
		name := stem + ".csv"
		if n > 1 {
			name = fmt.Sprintf("%s_%d.csv", stem, n)
		}
		_, err := os.Lstat(filepath.Join(inbox, name))
		if errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("writing the decision: %w", err)
		}
	}
}

func decisionText(d Decision, ids []string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	feed, _ := feeds.Lookup(feeds.DecisionsName + ".csv")
	header := make([]string, len(feed.Columns))
	for i, c := range feed.Columns {
		header[i] = c.Name
	}
	rows := [][]string{header}
	for i, id := range ids {
		rows = append(rows, []string{
			id, strconv.Itoa(d.Lines[i].Line), string(d.Verdict), d.From.String(),
			d.At.UTC().Format(feeds.MomentForm), d.By, d.Reason,
		})
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}
