package pipeline

import (
	"context"
	"database/sql"

	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/pipeline/decisions"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// findingSink passes rows on as evidence, and keeps what their reader found
// wrong with them.
type findingSink struct {
	file *validated
	next *evidence.Batcher
}

func (s findingSink) keep(l *evidence.Line) {
	for i := range l.Defects {
		s.file.addDefect(&l.Defects[i], false)
	}
	for i := range l.Warnings {
		s.file.addDefect(&l.Warnings[i], true)
	}
}

// Claim implements evidence.Sink.
func (s findingSink) Claim(r *evidence.Claim) error { s.keep(&r.Line); return s.next.Claim(r) }

// Answer implements evidence.Sink.
func (s findingSink) Answer(r *evidence.Answer) error { s.keep(&r.Line); return s.next.Answer(r) }

// Action implements evidence.Sink.
func (s findingSink) Action(r *evidence.Action) error { s.keep(&r.Line); return s.next.Action(r) }

// FeedRow implements evidence.Sink.
func (s findingSink) FeedRow(r *evidence.FeedRow) error { s.keep(&r.Line); return s.next.FeedRow(r) }

func (f *validated) addDefect(d *field.Defect, warning bool) {
	f.seen[finding{d.Line, string(d.Reason)}] = true
	f.list(Finding{
		Line: d.Line, Column: d.Column, Record: d.Record, Field: d.Field,
		Reason: string(d.Reason), Message: d.Message, Warning: warning,
	})
}

// add takes a finding of the rules, unless the reader found it already.
func (f *validated) add(found Finding) {
	if f.seen[finding{found.Line, found.Reason}] {
		return
	}
	found.Field, found.Column = decisions.FieldOf(f.file.Channel, found.Record, field.Reason(found.Reason))
	f.list(found)
}

func (f *validated) list(found Finding) {
	found.File = f.path
	if !found.Warning {
		f.verdict.Defects++
		f.verdict.Reasons[found.Reason]++
	}
	if len(f.findings) < mostFindings {
		f.findings = append(f.findings, found)
	}
}

func (f *validated) refuse(r *field.Refusal) {
	f.verdict.Refused = true
	f.findings = []Finding{{File: f.path, Line: r.Line, Column: r.Column, Reason: string(r.Code), Message: r.Message}}
	f.verdict.Defects, f.verdict.Reasons = 1, map[string]int{string(r.Code): 1}
	f.file.Status = "refused"
}

// warningText says in plain words what a warning of the rules means.
func warningText(code string) string {
	switch code {
	case "location_unexpected":
		return "the service location is none in use, or one no longer accepted"
	case "service_date_stale":
		return "the service date is long before the day it was received; MSP may refuse it"
	case "merge_cycle":
		return "the survivors name one another, so nobody is merged"
	case "merge_target_unknown":
		return "the survivor is not in the feed, so nobody is merged"
	}
	return code
}

// found reads what the rules found beyond the readers.
func (v *validation) found(ctx context.Context) error {
	type row struct {
		file, line              int64
		record, reason, message string
	}
	unmatched, undecided := 0, 0
	rows, err := warehouse.RowsOf(ctx, v.run.db, reconcile.Must(reconcile.Validate, "found"), func(rows *sql.Rows, r *row) error {
		return rows.Scan(&r.file, &r.line, &r.record, &r.reason, &r.message)
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.reason == "reversal_unmatched" || r.reason == "return_unmatched" {
			unmatched++
			continue
		}
		if r.reason == "decision_unmatched" {
			undecided++
			continue
		}
		v.files[r.file-1].add(Finding{Line: int(r.line), Record: r.record, Reason: r.reason, Message: r.message})
	}
	if unmatched > 0 {
		v.notes = append(v.notes, "whether returns and debit requests name a claim that was sent before is not checked: only a run knows all claims")
	}
	if undecided > 0 {
		v.notes = append(v.notes, "whether decisions name a line that was taken in is not checked: only a run knows all lines")
	}
	warned, err := warehouse.RowsOf(ctx, v.run.db, reconcile.Must(reconcile.Validate, "warned"), func(rows *sql.Rows, r *row) error {
		return rows.Scan(&r.file, &r.line, &r.record, &r.reason)
	})
	for _, r := range warned {
		v.files[r.file-1].add(Finding{Line: int(r.line), Record: r.record, Reason: r.reason, Message: warningText(r.reason), Warning: true})
	}
	return err
}
