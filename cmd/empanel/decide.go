package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/decisions"
)

// decideOptions are those of the commands by which somebody decides about
// lines.
type decideOptions struct {
	*program
	command string
	verdict decisions.Verdict
	lines   []string
	reason  string
	by      string // empty for whoever runs the command
	on      string
}

func newDiscardCommand(p *program) *cobra.Command {
	opts := decideOptions{program: p, command: "empanel quarantine discard", verdict: decisions.Discard}
	command := &cobra.Command{
		Use:   "discard ID:LINE... | ID...",
		Short: "Say that somebody has dealt with lines in quarantine, or keep out what the guard holds",
		Long: `Says that somebody has dealt with lines in quarantine: they wait no longer, and are
listed as discarded. A discarded line stays out of the registry for as long as it
fails its checks. Should it ever pass them it counts, like any line that heals.

Of a file that the guard holds (empanel quarantine holds) it keeps the lines out for
good: they are in quarantine as hold_discarded. A file is named without a line.

The decision is evidence: a file in the inbox, which the next run takes in and the
archive keeps, with who decided, when and why.`,
		Example: `  empanel quarantine discard 3f2a:17 -w ws --reason "sent again as line 40"
  empanel quarantine discard claims.txt:17 claims.txt:18 -w ws --as "Ana Lee" --reason "test patients"
  empanel quarantine discard 8c11 -w ws --reason "the file names the wrong provider"`,
		Args: lineNames,
		RunE: func(command *cobra.Command, args []string) error {
			opts.lines = args
			return runDecide(command.Context(), opts)
		},
	}
	opts.addFlags(command)
	return command
}

// newReleaseCommand makes the command for the place where somebody looks for
// it: claims that are held are conflicts, and what waits is looked for in
// quarantine.
func newReleaseCommand(p *program, below string) *cobra.Command {
	opts := decideOptions{program: p, command: "empanel " + below + " release", verdict: decisions.Release}
	command := &cobra.Command{
		Use:   "release ID:LINE... | ID...",
		Short: "Let claims that are held count, or a file that the guard holds",
		Long: `Lets claims that are held under conflict = "hold" count from a day on, though the
other provider has not let go: the person moves to the provider who claimed them.
empanel conflicts --open lists the claims that are held.

Of a file that the guard holds (empanel quarantine holds) it lets the lines count
like any others. A file is named without a line.

A line in quarantine cannot be released: no decision makes it pass its checks. The
command says what would.

The decision is evidence: a file in the inbox, which the next run takes in and the
archive keeps, with who decided, when and why.`,
		Example: fmt.Sprintf(`  empanel %[1]s release 3f2a:17 -w ws --reason "both clinics agreed"
  empanel %[1]s release claims.txt:17 -w ws --on 2026-11-01 --reason "the patient asked"
  empanel %[1]s release 8c11 -w ws --reason "Dr. 10234 takes over the practice"`, below),
		Args: lineNames,
		RunE: func(command *cobra.Command, args []string) error {
			opts.lines = args
			return runDecide(command.Context(), opts)
		},
	}
	opts.addFlags(command)
	command.Flags().StringVar(&opts.on, "on", "", "the day from which it counts, YYYY-MM-DD (default today)")
	return command
}

func (o *decideOptions) addFlags(command *cobra.Command) {
	command.Flags().StringVar(&o.reason, "reason", "", "why, in a few words; kept with the decision (required)")
	command.Flags().StringVar(&o.by, "as", "", "who decided (default the account that runs the command)")
}

func lineNames(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("name at least one line, by its file and its number, such as 3f2a:17, or a file that the guard holds")
	}
	return nil
}

func runDecide(ctx context.Context, opts decideOptions) error {
	d := decisions.Decision{Verdict: opts.verdict, Reason: opts.reason, By: opts.by, At: opts.now(), From: field.NoDate}
	if strings.TrimSpace(d.By) == "" {
		who := whoAsks()
		if d.By = who.login; d.By == "" {
			d.By = who.user
		}
	}
	if opts.on != "" {
		day, err := parseDate(opts.command, "on", opts.on)
		if err != nil {
			return err
		}
		d.From = day
	}
	for _, written := range opts.lines {
		d.Lines = append(d.Lines, namedLine(written))
	}
	file, err := decisions.Decide(ctx, opts.workspace, d)
	if err != nil {
		return asUsage(opts.command, err, decisions.ErrLineUnknown, decisions.ErrNothingHeld, decisions.ErrAmbiguousID, decisions.ErrDecisionDay,
			decisions.ErrDecisionReason, decisions.ErrDecisionText, decisions.ErrDecisionLength)
	}
	what := map[decisions.Verdict]string{decisions.Discard: "to discard", decisions.Release: "to release"}[opts.verdict]
	from := ""
	if file.CountsFrom != field.NoDate {
		from = fmt.Sprintf(", counting from %s,", file.CountsFrom)
	}
	of := ""
	if len(file.Held) > 0 {
		of = " that the guard holds of " + strings.Join(file.Held, ", ")
	}
	_, err = fmt.Fprintf(opts.out, "The decision %s %s%s%s is in the inbox as %s.\nThe next run applies it: empanel run\nUntil then it is taken back by removing that file.\n",
		what, counted(int64(file.Lines), "line", "lines"), of, from, file.Name)
	return err
}

// namedLine reads FILE:LINE, or FILE for all that the guard holds of it. A
// file's name may have a colon in it.
func namedLine(written string) decisions.NamedLine {
	at := strings.LastIndexByte(written, ':')
	if at < 1 {
		return decisions.NamedLine{File: written}
	}
	line, err := strconv.ParseInt(written[at+1:], 10, 32)
	if err != nil || line < 1 {
		return decisions.NamedLine{File: written}
	}
	return decisions.NamedLine{File: written[:at], Line: int(line)}
}
