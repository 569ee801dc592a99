package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/history"
)

type showRunOptions struct {
	*program
	id     string
	format format
}

func newShowCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:     "show",
		Short:   "Show one thing in full",
		Example: `  empanel show run R000003 -w ws`,
	}, newShowRunCommand(p))
}

func newShowRunCommand(p *program) *cobra.Command {
	opts := showRunOptions{program: p}
	command := &cobra.Command{
		Use:   "run ID",
		Short: "Show one run: its files and what became of their lines, and its checks",
		Long: `Shows one run: how many people came onto panels and left them in it and by what,
every file it took in with what has become of its lines (as the newest run sees
them), the files it refused and why, and what its checks found. People who went from
one panel to another both left and came. As CSV it lists the files.`,
		Example: `  empanel show run R000003 -w ws
  empanel show run R000003 -w ws --format csv`,
		Args:              exactly("ID"),
		ValidArgsFunction: completeRuns(p),
		RunE: func(command *cobra.Command, args []string) error {
			opts.id = args[0]
			return runShowRun(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	return command
}

// completeRuns offers the runs there are. What cannot be read offers nothing.
func completeRuns(p *program) cobra.CompletionFunc {
	return func(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		var ids []string
		if list, err := history.Runs(command.Context(), p.workspace); err == nil && len(args) == 0 {
			for _, r := range list.Runs {
				ids = append(ids, r.RunID)
			}
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}

func runShowRun(ctx context.Context, opts showRunOptions) error {
	d, err := history.ShowRun(ctx, opts.workspace, opts.id)
	if err != nil {
		return asUsage("empanel show run", err, history.ErrNoSuchRun)
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(d)
	case formatCSV:
		return filesOfRun(d, true).render(opts.out, formatCSV)
	default:
		return printRun(opts.out, d)
	}
}

// filesOfRun lists the files of a run, for a person or, whole, for a program.
// A refusal and a warning are a sentence or more: a person finds them below the
// table.
func filesOfRun(d *history.RunDetail, whole bool) listing {
	files := listing{columns: []column{
		{name: "file_name"},
		{name: "channel"},
		{name: "submission_id"},
		{name: "status"},
		{name: "lines", number: true},
		{name: "skipped", number: true},
		{name: "outcomes"},
	}}
	if whole {
		files.columns = append(files.columns, column{name: "refusal"}, column{name: "warnings"})
	}
	for _, f := range d.FilesTaken {
		row := []any{f.Name, f.Channel, f.SubmissionID, f.Status, f.Lines, f.Skipped, f.Outcomes}
		if whole {
			row = append(row, f.Refusal, f.Warnings)
		} else {
			row[2] = f.SubmissionID[:min(digestShown, len(f.SubmissionID))]
		}
		files.rows = append(files.rows, row)
	}
	return files
}

// named puts the name of a file before what is said of it, where that does not
// begin with it.
func named(file, said string) string {
	if strings.HasPrefix(said, file+":") {
		return said
	}
	return file + ": " + said
}

func printRun(w io.Writer, d *history.RunDetail) error {
	var refused, warned []string
	for _, f := range d.FilesTaken {
		if f.Refusal != "" {
			refused = append(refused, named(f.Name, f.Refusal))
		}
		if f.Warnings != "" {
			warned = append(warned, named(f.Name, f.Warnings))
		}
	}
	var out bytes.Buffer
	out.WriteString(runInWords(&d.RunRow))
	fmt.Fprintf(&out, "policy %s, program %s\nregistry_digest %s\n", d.PolicyVersion, d.ProgramVersion, d.RegistryDigest)
	for i, c := range d.PolicyChanges {
		if i == 0 {
			fmt.Fprintf(&out, "The policy is another than under %s:\n", d.PolicyBefore)
		}
		fmt.Fprintf(&out, "  %s  %s, before %s\n", c.Key, printable(c.Now), printable(c.Before))
	}
	if d.Flow != nil {
		fmt.Fprintf(&out, "Panels: %s before, %d came%s, %d left%s, %d after.\n", counted(d.Flow.Opening, "person", "people"),
			peopleIn(d.Flow.In), because(d.Flow.In), peopleIn(d.Flow.Out), because(d.Flow.Out), d.Flow.Closing)
	}
	checks := listing{columns: []column{{name: "check"}, {name: "passed"}, {name: "offending rows", number: true}}}
	for _, c := range d.Checks {
		checks.rows = append(checks.rows, []any{c.Name, c.Passed, c.Offending})
	}
	if err := section(&out, terminalWidth(w), "Files", filesOfRun(d, false), 0); err != nil {
		return err
	}
	points(&out, "Refused", refused)
	points(&out, "Warned of", warned)
	if err := section(&out, terminalWidth(w), "Checks", checks, 0); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

// runInWords says of a run when it was and what became of it.
func runInWords(r *history.RunRow) string {
	begun := fmt.Sprintf("%s %s, started %s, as of %s", r.RunID, r.State, cellText(r.StartedAt), r.AsOf)
	switch {
	case r.State == "interrupted": // nobody noted when it ended, nor what it had taken
		return begun + ".\nIt was interrupted: " + printable(r.Failure) + "\n"
	case r.Failure != "":
		return fmt.Sprintf("%s: %s in %.1f s.\nIt failed: %s\n", begun, filesAndLines(r.Files, r.Lines), r.Seconds, printable(r.Failure))
	}
	return fmt.Sprintf("%s: %s in %.1f s.\n", begun, filesAndLines(r.Files, r.Lines), r.Seconds)
}

func peopleIn(reasons []history.FlowReason) int64 {
	var people int64
	for _, r := range reasons {
		people += r.People
	}
	return people
}

// because lists how many for which reason, in brackets, where there is any.
func because(reasons []history.FlowReason) string {
	told := make([]string, len(reasons))
	for i, r := range reasons {
		told[i] = fmt.Sprintf("%d %s", r.People, r.Reason)
	}
	if len(told) == 0 {
		return ""
	}
	return " (" + strings.Join(told, ", ") + ")"
}
