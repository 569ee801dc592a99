package pipeline

import (
	"context"
	"errors"
	"fmt"

	"empanel/pipeline/ask"
	"empanel/pipeline/history"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/reconcile"
)

// ReprocessOptions says of what the registry is worked out anew, under which
// policy, and who looks at it. Of [Options] neither Plan nor ReceivedAt is used:
// no file is taken in.
type ReprocessOptions struct {
	Options
	Selection Selection
	Policy    *reconcile.Policy // nil for that of the configuration
	Apply     bool              // make the registry so, in a run of its own
	Look      ask.Look
}

// Reprocessing is what a [Plan] says more when no run of the inbox is planned,
// but all evidence judged anew.
type Reprocessing struct {
	Selection     Selection              `json:"selection"`
	SelectedLines int64                  `json:"selected_lines"`  // 0 without a selection, as is the next
	Selected      int64                  `json:"selected_people"` // whom these lines touch
	PolicyChanges []history.PolicyChange `json:"policy_changes"`  // since the newest run
	Changed       []string               `json:"changed"`         // conditions under which the registry may be another
	PeopleByCause []CauseCount           `json:"people_by_cause"`
	OtherPeople   int64                  `json:"other_people"` // who would change too, not selected
	OtherLines    int64                  `json:"other_lines"`  // likewise
	NewPolicy     bool                   `json:"new_policy"`   // the registry stands from another version
}

// CauseCount is to how many people a changed condition gives other attachments.
type CauseCount struct {
	Cause  []string `json:"cause"`
	People int64    `json:"people"`
}

const reprocessFormat = "empanel reprocess"

// errNoRun is why a reprocessing that would change nothing makes no run.
var errNoRun = errors.New("nothing would change, so no run is made")

// Reprocess judges all evidence that was taken in before anew, by the stages of
// a run on an empty inbox, and has shown in what the registry would be another.
// The inbox is left alone. Only with Apply is anything changed: then it is a
// run, whose report it gives, unless there is nothing to change.
//
// Its errors are those of [Run] and [MakePlan]; [ErrNoRun] where nothing was
// taken in yet, [ErrNothingSelected], [ErrSeveralFiles], and of Apply a
// *BeyondError or a configuration error.
func Reprocess(ctx context.Context, opts ReprocessOptions, show func(*Plan) error) (report *Report, err error) {
	if err := opts.Look.Check(); err != nil {
		return nil, err
	}
	opts.Everybody = true
	r, release, err := begin(ctx, opts.Options, opts.open)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.db.Close(), r.ws.ClearScratch(), release()) }()
	defer r.account()
	if !opts.Apply {
		if err := r.takeIn(ctx, nothing); err != nil {
			return nil, err
		}
		if err := r.judge(ctx); err != nil {
			return nil, err
		}
		plan, err := r.reprocessed(ctx, opts)
		if err != nil {
			return nil, err
		}
		return nil, show(plan)
	}
	needless := false
	report, err = r.do(ctx, nothing, func(ctx context.Context) error {
		plan, err := r.reprocessed(ctx, opts)
		if err != nil {
			return err
		}
		if err := plan.Reprocess.mustBeAll(); err != nil {
			return err
		}
		needless = !plan.Pending && !plan.Reprocess.NewPolicy
		if err := show(plan); err != nil || !needless {
			return err
		}
		return errNoRun
	})
	if needless {
		err = without(err, errNoRun)
	}
	r.logEnd(report, err)
	return report, err
}

// nothing gathers no file: the inbox is not looked at.
func nothing(int32) ([]intake.File, []intake.Left, error) { return nil, nil, nil }

// without gives what else an error holds.
func without(err, expected error) error {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // each part is wanted
	if !ok {
		if errors.Is(err, expected) {
			return nil
		}
		return err
	}
	var others []error
	for _, part := range joined.Unwrap() {
		others = append(others, without(part, expected))
	}
	return errors.Join(others...)
}

// open opens the registry, to look or to change it, under the policy asked for.
func (o ReprocessOptions) open(r *run, ctx context.Context) error { //nolint:revive // a method of run in form
	if err := ask.HasRun(r.ws); err != nil {
		return err
	}
	if o.Policy != nil {
		r.under(*o.Policy)
	}
	open := (*run).openToPlan
	if o.Apply {
		if err := r.mustBeConfigured(); err != nil {
			return err
		}
		open = (*run).open
	}
	if err := open(r, ctx); err != nil {
		return err
	}
	err := o.mayAsk(ctx, r)
	if err != nil {
		return errors.Join(err, r.db.Close(), r.ws.ClearScratch())
	}
	return nil
}

// mayAsk finds out before anything is judged what cannot be answered.
func (o ReprocessOptions) mayAsk(ctx context.Context, r *run) error {
	start, err := r.start(ctx)
	if err != nil {
		return err
	}
	if start.RunID == "" {
		return ask.ErrNoRun
	}
	return o.Selection.mustNameOneFile(ctx, r.db)
}

// reprocessed compares what was judged with what is stored, as far as it is
// selected, and says what is the cause.
func (r *run) reprocessed(ctx context.Context, opts ReprocessOptions) (*Plan, error) {
	p, err := r.compare(ctx, opts.Look)
	if err != nil {
		return nil, err
	}
	p.Format = reprocessFormat
	p.Reprocess = &Reprocessing{Selection: opts.Selection}
	if err := r.narrow(ctx, p); err != nil {
		return nil, err
	}
	from, err := ledger.Read(r.ws.Ledger(), p.StartsFrom.RunID)
	if err != nil {
		return nil, err
	}
	if err := r.findCauses(ctx, p.Reprocess, from); err != nil {
		return nil, err
	}
	return p, p.count(ctx, r.db)
}

// counted gives of how many people and lines anything would be another.
func (r *run) counted(ctx context.Context) (people, lines int64, err error) {
	err = r.db.Row(ctx, reconcile.Must(reconcile.Reprocessed, "counted"), &people, &lines)
	if err != nil {
		return 0, 0, fmt.Errorf("counting what would change: %w", err)
	}
	return people, lines, nil
}
