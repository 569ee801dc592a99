package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/ask"
)

type planOptions struct {
	*program
	settings runSettings
	reveal   revealOptions
	out      string
	limit    int
	limited  bool // by the person, not by the flag's default
	detailed bool
	format   format
}

func newPlanCommand(p *program) *cobra.Command {
	opts := planOptions{program: p}
	command := &cobra.Command{
		Use:   "plan",
		Short: "Show what run would change, person by person; change nothing",
		Long: `Shows what a run would change now: whom it would attach, move and remove, and
why; which lines would heal, become void or go into quarantine; which files would
be refused. It reads the inbox where it is and changes nothing: no file is
claimed, no row is written.

--out FILE writes the plan down, with every row that would change, people by
their pseudonyms only. empanel run --plan FILE does just that, or nothing.

With --detailed-exitcode the exit code is 4 when changes are pending, 0 when none
are. Pending is whatever a run would write besides that there was a run: a file
in the inbox (a refused or repeated one too), an attachment, an outcome of a
line, an entry of the quarantine. Counts that only go with the date are not.

A plan stops at who is attached to whom. What follows from that, where transfers
stand, the room there is and who is proposed to whom, the run works out.

Health numbers are masked. --reveal --purpose TEXT shows them, and is kept in the
audit log. The lists on the screen stop at --limit; csv (the people) and json
(everything) give all rows unless --limit is given.`,
		Example: `  empanel plan -w ws
  empanel plan -w ws --out tonight.json --as-of 2026-09-30
  empanel run -w ws --plan tonight.json --as-of 2026-09-30
  empanel plan -w ws --detailed-exitcode --limit 0
  empanel plan -w ws --format csv > people.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			opts.limited = command.Flags().Changed("limit")
			return runPlan(command.Context(), opts)
		},
	}
	opts.settings.addFlags(command)
	opts.reveal.addFlags(command)
	flags := command.Flags()
	flags.StringVar(&opts.out, "out", "", "file to write the plan to, for empanel run --plan")
	flags.IntVar(&opts.limit, "limit", 20, "show at most so many rows of each list (0: all)")
	flags.BoolVar(&opts.detailed, "detailed-exitcode", false, "exit with 4 when changes are pending")
	addFormatFlag(command, &opts.format)
	return command
}

func runPlan(ctx context.Context, opts planOptions) error {
	const name = "empanel plan"
	if err := opts.reveal.check(name); err != nil {
		return err
	}
	if opts.limit < 0 {
		return &usageError{name, errors.New("--limit takes a number from 0")}
	}
	if opts.format != formatTable && !opts.limited {
		opts.limit = 0
	}
	settings, err := opts.settings.options(opts.program, name)
	if err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	settings.Progress = report
	pending := false
	err = pipeline.MakePlan(ctx, pipeline.PlanOptions{
		Options: settings, Out: opts.out, Look: opts.look("plan", opts.reveal),
	}, func(plan *pipeline.Plan) error {
		finish()
		pending = plan.Pending
		return opts.show(plan)
	})
	if err != nil {
		return asHeld(asUsage(name, err, ask.ErrPurpose))
	}
	if opts.detailed && pending {
		return &pendingError{}
	}
	return nil
}

func (o planOptions) show(plan *pipeline.Plan) error {
	switch o.format {
	case formatJSON:
		return plan.WriteJSON(o.program.out, int64(o.limit))
	case formatCSV:
		return plannedPeople(plan, int64(o.limit)).render(o.program.out, formatCSV)
	default:
		return planScreen{plan, o}.print(o.program.out)
	}
}

// plannedPeople is the list of people for programs.
func plannedPeople(plan *pipeline.Plan, limit int64) listing {
	l := listing{
		columns: []column{
			{name: "change"},
			{name: "phn"},
			{name: "person_key"},
			{name: "from_practitioner"},
			{name: "from_facility"},
			{name: "to_practitioner"},
			{name: "to_facility"},
			{name: "claim_practitioner"},
			{name: "claim_facility"},
			{name: "effective_on"},
			{name: "reason"},
			{name: "brought_by"},
			{name: "submission_id"},
			{name: "line_no", number: true},
		},
		stream: func(yield func([]any, error) bool) {
			for p, err := range plan.People(limit) {
				var line any // of a death there is none
				if p.Line > 0 {
					line = p.Line
				}
				cells := []any{
					p.Change, p.PHN, p.PersonKey, p.FromProvider, p.FromFacility, p.ToProvider, p.ToFacility,
					p.ClaimProvider, p.ClaimFacility, p.On, p.Reason, p.BroughtBy, p.SubmissionID, line,
				}
				if plan.Reprocess != nil {
					cells = append(cells, strings.Join(p.Cause, ","))
				}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		},
	}
	if plan.Reprocess != nil {
		l.columns = append(l.columns, column{name: "cause"})
	}
	return l
}
