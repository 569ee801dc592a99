package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/history"
)

type asOfOptions struct {
	*program
	revealOptions
	valid  string
	past   history.AsOfOptions
	format format
}

func newAsOfCommand(p *program) *cobra.Command {
	opts := asOfOptions{program: p}
	command := &cobra.Command{
		Use:   "asof --valid DATE",
		Short: "The panels of any day, as known after any run",
		Long: `Counts who was on which panel on a day, by what the registry knew after a run: by
default the newest one. A later run may know better of the same day: a claim came
late, was refused, or healed. Nothing that was once known is lost, so the answer for
the same day and the same run stays the same.

--known takes a run, or a time: then it is the newest run that had ended by then.
A time without a zone is one in British Columbia, and a date alone means the end of
that day.

With --provider it lists that provider's people, with health numbers masked;
--reveal --purpose TEXT shows them, and is kept in the audit log. An attachment that
was known to end after the day is listed with that end.`,
		Example: `  empanel asof --valid 2026-09-30 -w ws
  empanel asof --valid 2026-09-30 --known R000005 -w ws
  empanel asof --valid 2026-09-30 --known "2026-10-05 18:00" --provider 10234 -w ws
  empanel asof --valid 2026-09-30 --provider 10234 --facility A0001 --format csv -w ws`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runAsOf(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.valid, "valid", "", "the day on which people were on the panel, as YYYY-MM-DD")
	flags.StringVar(&opts.past.Known, "known", "", "a run, or a time by which a run had ended (default: the newest run)")
	flags.StringVar(&opts.past.Provider, "provider", "", "list the people of this practitioner number")
	flags.StringVar(&opts.past.Facility, "facility", "", "only panels at this facility number")
	flags.IntVar(&opts.past.Limit, "limit", 0, "show at most so many (0: all)")
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	_ = command.RegisterFlagCompletionFunc("known", completeRuns(p)) // fails only for a flag that does not exist
	return command
}

func runAsOf(ctx context.Context, opts asOfOptions) error {
	const name = "empanel asof"
	if err := opts.check(name); err != nil {
		return err
	}
	switch {
	case opts.valid == "":
		return &usageError{name, errors.New("--valid takes the day that you ask about, like 2026-09-30")}
	case opts.past.Limit < 0:
		return &usageError{name, errors.New("--limit takes a number from 0")}
	case opts.reveal && opts.past.Provider == "":
		return &usageError{name, errors.New("--reveal goes with --provider: without it only counts are shown")}
	}
	var err error
	if opts.past.Valid, err = parseDate(name, "valid", opts.valid); err != nil {
		return err
	}
	opts.past.Workspace, opts.past.Look = opts.workspace, opts.look("asof", opts.revealOptions)
	found, err := history.AsOf(ctx, opts.past)
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNotKnown, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility)
	}
	rows, all := pastPanelRows(found, opts.past.Limit, opts.format), int64(len(found.Panels))
	if opts.past.Provider != "" {
		rows, all = pastPeopleRows(found, opts.format), found.All
	}
	if opts.format != formatTable {
		return rows.render(opts.out, opts.format)
	}
	_, err = fmt.Fprintf(opts.out, "%s on %s on %s, as known after %s (ended %s).\n",
		counted(found.All, "person", "people"), counted(int64(len(found.Panels)), "panel", "panels"),
		found.Valid, found.Known.RunID, cellText(found.Known.EndedAt))
	if err != nil || len(rows.rows) == 0 {
		return err
	}
	if err := rows.render(opts.out, opts.format); err != nil {
		return err
	}
	if more := all - int64(len(rows.rows)); more > 0 {
		_, err = fmt.Fprintf(opts.out, "and %d more\n", more)
	}
	return err
}

// bothTimes are the columns that say for a program which question a row answers.
var bothTimes = []column{{name: "valid_on"}, {name: "known_after"}, {name: "known_at"}}

func pastPanelRows(found *history.PastPanels, limit int, f format) listing {
	l := listing{columns: []column{{name: "practitioner_number"}, {name: "facility_number"}, {name: "people", number: true}}}
	if f != formatTable {
		l.columns = append(l.columns, bothTimes...)
	}
	panels := found.Panels
	if limit > 0 && limit < len(panels) {
		panels = panels[:limit]
	}
	for _, p := range panels {
		row := []any{p.Practitioner, p.Facility, p.People}
		if f != formatTable {
			row = append(row, found.Valid, found.Known.RunID, found.Known.EndedAt)
		}
		l.rows = append(l.rows, row)
	}
	return l
}

// pastPeopleRows lists people under the names of the relation of attachments, or,
// for a person, what matters in words.
func pastPeopleRows(found *history.PastPanels, f format) listing {
	if f == formatTable {
		return pastPeopleTable(found)
	}
	l := listing{columns: append([]column{
		{name: "phn"},
		{name: "practitioner_number"},
		{name: "facility_number"},
		{name: "status"},
		{name: "valid_from"},
		{name: "valid_to"},
		{name: "close_reason"},
		{name: "submission_id"},
		{name: "line_no", number: true},
		{name: "file_name"},
	}, bothTimes...)}
	for _, p := range found.People {
		l.rows = append(l.rows, []any{
			p.PHN, p.Practitioner, p.Facility, p.Status, p.ValidFrom, orNull(p.ValidTo), orNull(p.CloseReason),
			p.Submission, p.Line, p.File, found.Valid, found.Known.RunID, found.Known.EndedAt,
		})
	}
	return l
}

func pastPeopleTable(found *history.PastPanels) listing {
	l := listing{columns: []column{
		{name: "person"}, {name: "facility"}, {name: "since"}, {name: "until"}, {name: "ended by"}, {name: "attached in"},
	}}
	for _, p := range found.People {
		l.rows = append(l.rows, []any{
			p.PHN, p.Facility, p.ValidFrom, p.ValidTo, p.CloseReason, fmt.Sprintf("%s line %d", p.File, p.Line),
		})
	}
	return l
}
