package decisions

import (
	"context"
	"database/sql"
	"fmt"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Decided is one decision about a line that counts: what, when, by whom, why.
type Decided struct {
	Verdict    Verdict `json:"verdict"`
	CountsFrom string  `json:"counts_from"`
	At         string  `json:"decided_at"`
	By         string  `json:"decided_by"`
	Reason     string  `json:"reason"`
}

// String says it in words.
func (d Decided) String() string {
	verb := map[Verdict]string{
		Discard: "discarded", Release: "released", DiscardFile: "discarded from the guard's hold", ReleaseFile: "released from the guard's hold",
	}[d.Verdict]
	if d.CountsFrom == "" || d.Verdict == DiscardFile || d.Verdict == ReleaseFile {
		return fmt.Sprintf("%s on %s by %s, because: %s", verb, d.At[:min(len(d.At), len("2006-01-02"))], d.By, d.Reason)
	}
	return fmt.Sprintf("%s on %s by %s, because: %s", verb, d.CountsFrom, d.By, d.Reason)
}

// decidedAbout lists the decisions about a line.
func decidedAbout(ctx context.Context, v *ask.View, submission string, line int64, look ask.Look) ([]Decided, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Decisions, "about"), func(rows *sql.Rows, d *Decided) error {
		return d.scan(rows, look)
	}, sql.Named("submission", submission), sql.Named("line", int32(line)))
}

func (d *Decided) scan(rows *sql.Rows, look ask.Look) error {
	var from sql.NullTime
	err := rows.Scan(&d.Verdict, &from, &d.At, &d.By, &d.Reason)
	d.CountsFrom, d.By, d.Reason = ask.Day(from), typed(look, d.By), typed(look, d.Reason)
	return err
}

// Release is a decision read beside a conflict, or nil where there is none.
func (d Decided) Release(look ask.Look) *Decided {
	if d.At == "" {
		return nil
	}
	d.By, d.Reason = typed(look, d.By), typed(look, d.Reason)
	return &d
}

// typed renders free text of a file as this look may see it: whoever writes a
// file by hand may write a health number into it in any form.
func typed(l ask.Look, text string) string {
	if !l.Reveal && mask.Suspect(text) {
		return "(not shown)"
	}
	return text
}
