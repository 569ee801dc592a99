package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/audit"
	"empanel/pipeline/clock"
)

func newAuditCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "audit",
		Short: "Who looked at people, when and why",
		Long: `Every look at identified people, every export, every query with --reveal and every
change of the key is a row of the audit log, written before anything is shown.
Each row holds the hash of the row before it, and every run notes how far the log
went, so that a row changed, removed or cut off later is found: empanel verify.

No row holds a health number.`,
		Example: `  empanel audit list -w ws
  empanel audit mend -w ws --reason "power cut on 23 November"`,
	}, newAuditListCommand(p), newAuditMendCommand(p))
}

type auditListOptions struct {
	*program
	limitOptions
	format  format
	since   string
	user    string
	command string
}

func newAuditListCommand(p *program) *cobra.Command {
	opts := auditListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "List the looks at people, the newest first",
		Long: `Lists the audit log, the newest row first: when, who, behind which login where
that is another account (sudo), which command, how many people, for what purpose,
and what was asked. Looking at it is no look at people, so it is not logged.

The log is held to its chain, and to what each run noted of it, meanwhile. At a row
that is not as it was written the list ends, after the rows before it, with exit
code 6, as it does where rows are missing.`,
		Example: `  empanel audit list -w ws --limit 20
  empanel audit list -w ws --since 2026-11-01 --user ana
  empanel audit list -w ws --format csv > looks.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runAuditList(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.since, "since", "", "only from this day on, in British Columbia (YYYY-MM-DD)")
	flags.StringVar(&opts.user, "user", "", "only of this account, or of who logged in as it")
	flags.StringVar(&opts.command, "command", "", `only of this command, such as "why"`)
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runAuditList(_ context.Context, opts auditListOptions) error {
	const name = "empanel audit list"
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	var since field.Date
	if opts.since != "" {
		var err error
		if since, err = parseDate(name, "since", opts.since); err != nil {
			return err
		}
	}
	ws, _, err := opts.open()
	if err != nil {
		return err
	}
	marks, err := ask.AuditMarks(ws)
	if err != nil {
		return err
	}
	rows, wrong := audit.Read(ws.AuditLog())
	var tampered *audit.TamperedError
	if wrong != nil && !errors.As(wrong, &tampered) {
		return wrong
	}
	if wrong == nil {
		wrong = audit.Missing(rows, marks)
	}
	slices.Reverse(rows)
	rows = slices.DeleteFunc(rows, func(r audit.Logged) bool {
		return opts.since != "" && clock.DateOf(r.At) < since ||
			opts.user != "" && r.User != opts.user && r.Login != opts.user ||
			opts.command != "" && r.Command != opts.command
	})
	l := listing{columns: []column{
		{name: "row", number: true},
		{name: "at"},
		{name: "user"},
		{name: "login"},
		{name: "command"},
		{name: "people", number: true},
		{name: "purpose"},
		{name: "query"},
	}, empty: "Nobody has looked at anybody."}
	if opts.since+opts.user+opts.command != "" {
		l.empty = "No such look."
	}
	if opts.format == formatTable {
		l.width = tableWidth(opts.out)
	}
	for i, r := range rows {
		if opts.limit > 0 && i == opts.limit {
			break
		}
		var login any
		if r.Login != "" {
			login = r.Login
		}
		l.rows = append(l.rows, []any{r.Row, r.At, r.User, login, r.Command, r.People, r.Purpose, r.Query})
	}
	return errors.Join(l.render(opts.out, opts.format), wrong)
}

type auditMendOptions struct {
	*program
	reason string
	lost   bool
}

func newAuditMendCommand(p *program) *cobra.Command {
	opts := auditMendOptions{program: p}
	command := &cobra.Command{
		Use:   "mend",
		Short: "Cut off a last row that was being written when the power went",
		Long: `A row that was being written when the machine stopped is damaged, and no row can
follow it: so nothing is shown to anybody until it is put right. Nobody was shown
what it tells of, because a row is on disk before that.

This cuts it off, keeps it in a file beside the log, and adds a row that says so.
A log in which an earlier row is not as it was written is left alone: that is no
accident. Put it back from a backup, and find out who could write to it.

Rows that were there when a run ended and are not any more are named by empanel
verify until the log is put back, or, where there is no backup and it is known how
that came to be, --lost has it noted by a row that stays.`,
		Example: `  empanel audit mend -w ws --reason "power cut on 23 November"
  empanel audit mend -w ws --lost --reason "disk failed; the log of that day was in no backup"`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runAuditMend(command.Context(), opts)
		},
	}
	command.Flags().StringVar(&opts.reason, "reason", "", "what happened, in a few words; kept in the log")
	command.Flags().BoolVar(&opts.lost, "lost", false, "also note that rows are missing, so that verify does not name them again")
	return command
}

func runAuditMend(_ context.Context, opts auditMendOptions) error {
	const name = "empanel audit mend"
	if opts.reason == "" {
		return &usageError{name, errors.New("--reason takes what happened, in a few words")}
	}
	ws, _, err := opts.open()
	if err != nil {
		return err
	}
	marks, err := ask.AuditMarks(ws)
	if err != nil {
		return err
	}
	look := opts.look("audit mend", revealOptions{})
	done, err := audit.Mend(ws.AuditLog(), audit.Entry{At: opts.now(), User: look.User, Login: look.Login, Purpose: opts.reason}, marks, opts.lost)
	if err != nil {
		return err
	}
	return mended(opts.out, done)
}

// mended says what was done.
func mended(w io.Writer, done audit.Mended) error {
	if done.Bytes == 0 && len(done.Lost) == 0 {
		_, err := fmt.Fprintf(w, "Nothing is damaged: %s, every one as it was written.\n", counted(int64(done.Rows), "row", "rows"))
		return err
	}
	if done.Bytes > 0 {
		_, err := fmt.Fprintf(w, "%s kept; %s after them cut off, and kept in %s.\nLooks are logged, and shown, again.\n",
			counted(int64(done.Rows), "row", "rows"), counted(int64(done.Bytes), "byte", "bytes"), printable(filepath.Base(done.Kept)))
		if err != nil {
			return err
		}
	}
	for _, m := range done.Lost {
		if _, err := fmt.Fprintf(w, "It is noted that not all of the %s are there that were when %s ended.\n", counted(int64(m.Rows), "row", "rows"), m.By); err != nil {
			return err
		}
	}
	return nil
}
