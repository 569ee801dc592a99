package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/config"
)

type reprocessOptions struct {
	*program
	selection pipeline.Selection
	all       bool
	policy    string // file
	apply     bool
	asOf      string
	reveal    revealOptions
	limit     int
	limited   bool // by the person, not by the flag's default
	detailed  bool
	format    format
}

func newReprocessCommand(p *program) *cobra.Command {
	opts := reprocessOptions{program: p}
	command := &cobra.Command{
		Use:   "reprocess",
		Short: "Judge the evidence anew, show in what the registry would be another; apply it when asked",
		Long: `Works the registry out anew from the evidence already taken in, and shows the
difference: by panel, by person, with the rule that decides and what was changed
that makes it decide so: a key of the policy, the as-of date, the program. The
inbox is left alone, and nothing is changed.

Everybody is judged, always: the registry is a function of all evidence.
--submission, --provider and --since choose lines (all that are given must hold
for a line) and restrict what is shown to the people whom these lines touch; how
many others would change too is said.

--policy FILE judges under another policy: a file with a [policy] table, such as
another empanel.toml, of which nothing else is read. A key that is missing there
means its default, not the value in the workspace's empanel.toml.

With --apply it is a run of its own, without files, with checks, a manifest and a
snapshot. It is refused when anything beyond the selection would change: then only
--all applies. It is refused too when the policy is not that of the workspace's
empanel.toml, because the next run would change everything back: put the policy
there first. Where nothing would change no run is made.

With --detailed-exitcode the exit code is 4 when there is a difference that was
not applied. Health numbers are masked; --reveal --purpose TEXT shows them, and is
kept in the audit log.`,
		Example: `  empanel reprocess -w ws --all
  empanel reprocess -w ws --policy hold.toml --limit 0
  empanel reprocess -w ws --provider 10234 --since 2026-09-01
  empanel reprocess -w ws --submission 3f2a --format csv > people.csv
  empanel reprocess -w ws --all --apply`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			opts.limited = command.Flags().Changed("limit")
			return runReprocess(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.selection.Submission, "submission", "", "the lines of this file, by the beginning of its submission id")
	flags.StringVar(&opts.selection.Provider, "provider", "", "the lines with this practitioner number")
	flags.StringVar(&opts.selection.Since, "since", "", "the lines received on this date in British Columbia or later")
	flags.BoolVar(&opts.all, "all", false, "everything")
	flags.StringVar(&opts.policy, "policy", "", "file with the [policy] to judge under (default: the workspace's empanel.toml)")
	flags.BoolVar(&opts.apply, "apply", false, "make the registry so, in a run of its own")
	flags.StringVar(&opts.asOf, "as-of", "", "date for panels and counts, and until which claims are held (default: today in British Columbia)")
	opts.reveal.addFlags(command)
	flags.IntVar(&opts.limit, "limit", 20, "show at most so many rows of each list (0: all)")
	flags.BoolVar(&opts.detailed, "detailed-exitcode", false, "exit with 4 when there is a difference that was not applied")
	addFormatFlag(command, &opts.format)
	addLogFlag(command, p)
	return command
}

const reprocessName = "empanel reprocess"

// settings gives what the flags say.
func (o *reprocessOptions) settings() (pipeline.ReprocessOptions, error) {
	wrong := func(text string) error { return &usageError{reprocessName, errors.New(text)} }
	settings := pipeline.ReprocessOptions{
		Options:   pipeline.Options{Workspace: o.workspace, AsOf: field.NoDate, Now: o.now},
		Selection: o.selection, Apply: o.apply, Look: o.look("reprocess", o.reveal),
	}
	if err := o.reveal.check(reprocessName); err != nil {
		return settings, err
	}
	switch {
	case o.limit < 0:
		return settings, wrong("--limit takes a number from 0")
	case o.all && !o.selection.All():
		return settings, wrong("--all is everything: leave out --submission, --provider and --since, or --all")
	case !o.all && o.selection.All() && o.policy == "":
		return settings, wrong("say what: --submission ID, --provider NUMBER, --since DATE, --policy FILE or --all")
	}
	for _, date := range []struct {
		flag, value string
		set         func(field.Date)
	}{
		{"as-of", o.asOf, func(d field.Date) { settings.AsOf = d }},
		{"since", o.selection.Since, func(d field.Date) { settings.Selection.Since = d.String() }},
	} {
		if date.value == "" {
			continue
		}
		d, err := parseDate(reprocessName, date.flag, date.value)
		if err != nil {
			return settings, err
		}
		date.set(d)
	}
	if o.policy != "" {
		policy, err := config.LoadPolicy(o.policy)
		if err != nil {
			return settings, asUsage(reprocessName, err, fs.ErrNotExist, config.ErrNoPolicy)
		}
		settings.Policy = &policy
	}
	return settings, nil
}

func runReprocess(ctx context.Context, opts reprocessOptions) error {
	if opts.format != formatTable && !opts.limited {
		opts.limit = 0
	}
	settings, err := opts.settings()
	if err != nil {
		return err
	}
	told, err := opts.telling("reprocess")
	if err != nil {
		return err
	}
	progress, finish := opts.progress()
	defer finish()
	settings.Progress = progress
	if opts.apply {
		settings.Log, settings.Account = told.settings.Log, told.settings.Account
	}
	pending := false
	report, err := pipeline.Reprocess(ctx, settings, func(plan *pipeline.Plan) error {
		finish()
		pending = plan.Pending
		return opts.show(plan)
	})
	finish()
	if err != nil {
		err = asHeld(asUsage(reprocessName, err, ask.ErrPurpose, pipeline.ErrNothingSelected, pipeline.ErrSeveralFiles))
	}
	if opts.apply {
		told.ended(ctx, report, err)
	} else {
		told.closed()
	}
	if err != nil {
		return err
	}
	if report != nil {
		return opts.applied(report)
	}
	if opts.detailed && pending {
		return &pendingError{}
	}
	return nil
}

func (o reprocessOptions) show(plan *pipeline.Plan) error {
	switch o.format {
	case formatJSON:
		return plan.WriteJSON(o.out, int64(o.limit))
	case formatCSV:
		return plannedPeople(plan, int64(o.limit)).render(o.out, formatCSV)
	default:
		return newReprocessScreen(plan, o).print(o.out)
	}
}

// applied tells of the run. For programs the difference was all: show run has
// the rest.
func (o reprocessOptions) applied(report *pipeline.Report) error {
	if o.format == formatTable {
		if err := (reportScreen{report, o.workspace}).print(o.out); err != nil {
			return err
		}
	}
	if report.NeedsSomebody() {
		return &attentionError{"something needs a person"}
	}
	return nil
}
