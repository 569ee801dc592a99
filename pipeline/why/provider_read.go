package why

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// providerReader gathers what is known of one provider.
type providerReader struct {
	*ask.View
	look ask.Look
	why  *ProviderExplanation
	asOf time.Time
}

// askProvider gives every row of a statement about the provider.
func askProvider[T any](ctx context.Context, p *providerReader, name string, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	args = append([]any{sql.Named("practitioner", p.why.Practitioner)}, args...)
	return warehouse.RowsOf(ctx, p.DB, reconcile.Must(reconcile.Provider, name), scan, args...)
}

// day is the parameter of questions about the as-of date.
func (p *providerReader) day() sql.NamedArg { return sql.Named("as_of", p.asOf) }

// file renders a file's name as the look may see it.
func (p *providerReader) file(name string) string {
	if p.look.Reveal {
		return name
	}
	return mask.FileName(name)
}

func (p *providerReader) readRow(ctx context.Context) error {
	found, err := askProvider(ctx, p, "row", func(rows *sql.Rows, r *ProviderRow) error {
		var authenticator, started, left, until sql.NullTime
		var target sql.NullInt64
		err := rows.Scan(&r.Type, &r.GivenName, &r.FamilyName, &authenticator, &started, &left, &target, &until, &r.Place.File, &r.Place.Line)
		r.Authenticator, r.NewOn, r.LeftOn, r.TargetUntil = ask.Day(authenticator), ask.Day(started), ask.Day(left), ask.Day(until)
		r.Target, r.Place.File, r.Title = target.Int64, p.file(r.Place.File), titled(p.why.Practitioner, r.Type)
		if !p.look.Reveal {
			r.GivenName, r.FamilyName = "", ""
		}
		return err
	})
	if len(found) > 0 {
		p.why.Feed = &found[0]
	}
	return err
}

func (p *providerReader) readClinics(ctx context.Context) (err error) {
	p.why.Clinics, err = askProvider(ctx, p, "clinics", func(rows *sql.Rows, c *ProviderClinic) error {
		var from, to, closed sql.NullTime
		err := rows.Scan(&c.Facility, &c.Name, &c.Role, &from, &to, &closed, &c.Place.File, &c.Place.Line)
		c.Name, c.From, c.To, c.Closed, c.Place.File = p.look.Text(c.Name), ask.Day(from), ask.Day(to), ask.Day(closed), p.file(c.Place.File)
		c.Now = holds(c.From, c.To, p.why.AsOf)
		return err
	})
	return err
}

func (p *providerReader) readPanel(ctx context.Context) (err error) {
	p.why.Panel, err = askProvider(ctx, p, "panel", func(rows *sql.Rows, n *ProviderPanel) error {
		err := rows.Scan(&n.Facility, &n.Name, &n.Confirmed, &n.Teleplan, &n.DrBill, &n.Action, &n.Pending)
		n.Name = p.look.Text(n.Name)
		return err
	}, p.day())
	return err
}

func (p *providerReader) readFlow(ctx context.Context) (err error) {
	p.why.Flow, err = askProvider(ctx, p, "flow", func(rows *sql.Rows, f *ProviderFlow) error {
		err := rows.Scan(&f.Direction, &f.Reason, &f.People)
		f.InWords = flowInWords(f.Direction, f.Reason)
		return err
	}, p.day())
	return err
}

// flowInWords says why people were gained, lost or withdrawn.
func flowInWords(direction, reason string) string {
	switch direction + " " + reason {
	case "gained attached":
		return "claimed while with nobody"
	case "gained restored":
		return "restored in the Panel Registry"
	case "gained moved":
		return "claimed from another provider"
	case "gained transferred":
		return "taken over in a transfer"
	case "gained changed_clinic":
		return "came from another clinic of this provider"
	case "lost superseded":
		return "claimed by another provider"
	case "lost transferred":
		return "handed over in a transfer"
	case "lost removed":
		return "removed in the Panel Registry"
	case "lost changed_clinic":
		return "went to another clinic of this provider"
	case "lost deceased":
		return "died"
	case "withdrawn refused":
		return "MSP refused the claim"
	case "withdrawn reversed":
		return "the claim was taken back"
	case "withdrawn quarantined":
		return "the line fails a check now"
	case "withdrawn held":
		return "the line is held now"
	case "withdrawn pending":
		return "the claim waits for MSP now"
	}
	return reason
}

func (p *providerReader) readWaiting(ctx context.Context) error {
	type counted struct{ waiting, held int64 }
	lines, err := askProvider(ctx, p, "waiting_lines", func(rows *sql.Rows, n *counted) error { return rows.Scan(&n.waiting, &n.held) })
	if err != nil {
		return err
	}
	p.why.Waiting, p.why.Held = lines[0].waiting, lines[0].held // the statement always gives one row
	p.why.Reasons, err = askProvider(ctx, p, "quarantine", func(rows *sql.Rows, r *ReasonOfWaiting) error {
		return rows.Scan(&r.Reason, &r.Lines, &r.Heals, &r.Hint)
	})
	return err
}

func (p *providerReader) readConflicts(ctx context.Context) (err error) {
	p.why.Conflicts, err = askProvider(ctx, p, "conflicts", func(rows *sql.Rows, c *ProviderConflicts) error {
		var newest sql.NullTime
		err := rows.Scan(&c.Side, &c.Other, &c.Conflicts, &c.Open, &newest)
		c.Newest = ask.Day(newest)
		return err
	})
	if err != nil {
		return err
	}
	listed, err := decisions.ReadConflicts(ctx, p.View, decisions.ConflictFilter{Provider: p.why.Practitioner, Limit: newestConflicts}, p.look)
	if err != nil {
		return err
	}
	p.why.Newest = listed.Conflicts
	return nil
}

func (p *providerReader) readTransfers(ctx context.Context) (err error) {
	p.why.Transfers, err = askProvider(ctx, p, "transfers", func(rows *sql.Rows, t *ProviderTransfer) error {
		var announced, effective sql.NullTime
		err := rows.Scan(&t.ID, &t.Side, &t.Other, &t.Facility, &announced, &effective, &t.Status, &t.Place.File, &t.Place.Line)
		t.ID, t.Announced, t.Effective, t.Place.File = p.look.Text(t.ID), ask.Day(announced), ask.Day(effective), p.file(t.Place.File)
		return err
	})
	return err
}

// readReadiness lists which of the steps of taking part are done.
func (p *providerReader) readReadiness(ctx context.Context) error {
	type taken struct {
		whose, system, step, next string
		people, done              int64
		on                        sql.NullTime
		isNext                    bool
	}
	steps, err := askProvider(ctx, p, "readiness", func(rows *sql.Rows, s *taken) error {
		return rows.Scan(&s.whose, &s.system, &s.step, &s.people, &s.done, &s.on, &s.isNext, &s.next)
	})
	if err != nil {
		return err
	}
	for _, s := range steps {
		step := ReadinessStep{Step: p.look.Text(s.system + " " + s.step), Done: s.done == s.people, Next: s.isNext}
		switch {
		case s.whose == "delegates":
			step.Step += " of their delegates"
			step.Detail = fmt.Sprintf("%d of %s", s.done, wording.Plural(int(s.people), "person", "people"))
		case s.whose == "supervised":
			step.Step += " of those who work for them"
			step.Detail = fmt.Sprintf("%d of %s", s.done, wording.Plural(int(s.people), "person", "people"))
		case step.Done:
			step.Detail = dated("since ", ask.Day(s.on), "on record")
		default:
			step.Detail = p.look.Text(s.next)
		}
		p.why.Readiness = append(p.why.Readiness, step)
	}
	return nil
}

// dated renders a step with its date, or that there is none.
func dated(before, on, without string) string {
	if on == "" {
		return without
	}
	return before + on
}
