package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
)

type statusOptions struct {
	*program
	format format
}

func newStatusCommand(p *program) *cobra.Command {
	opts := statusOptions{program: p}
	command := &cobra.Command{
		Use:   "status",
		Short: "Where things stand, and what to do next",
		Long: `Says where the workspace stands: the newest run, what waits in the inbox, how many
people are attached, what waits in quarantine and why, whether the snapshot is
that of the newest run, and what to do next.

While a run is under way it tells what the newest snapshot knows.`,
		Example: `  empanel status -w ws
  empanel status -w ws --format json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runStatus(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	return command
}

func runStatus(ctx context.Context, opts statusOptions) error {
	s, err := pipeline.ReadStatus(ctx, opts.workspace)
	if err != nil {
		return err
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(s)
	case formatCSV:
		return statusFigures(s).render(opts.out, formatCSV)
	default:
		return printStatus(opts.out, s, opts.workspace)
	}
}

// writeJSON prints one object on a line of its own.
func (p *program) writeJSON(value any) error {
	var out bytes.Buffer
	if err := writeJSON(&out, value); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(p.out)
	return err
}

// statusFigures is what a program wants to watch, one figure a row.
func statusFigures(s *pipeline.Status) listing {
	l := listing{columns: []column{{name: "figure"}, {name: "value", number: true}}}
	add := func(name string, value any) { l.rows = append(l.rows, []any{name, value}) }
	if s.Run != nil {
		add("run_id", s.Run.RunID)
		add("run_state", s.Run.State)
		add("as_of", s.Run.AsOf)
		add("registry_digest", s.Run.RegistryDigest)
	}
	add("interrupted", len(s.Interrupted))
	add("attached", s.Attached)
	add("pending", s.Pending)
	add("panels", s.Panels)
	add("conflicts", s.Conflicts)
	add("held", s.Held)
	add("waiting", s.Waiting)
	add("discarded", s.Discarded)
	add("transfers_open", s.Transfers.Open)
	add("transfers_overdue", s.Transfers.Overdue)
	add("transfers_complete", s.Transfers.Complete)
	add("transfers_cancelled", s.Transfers.Cancelled)
	add("transfers_suspected", s.Transfers.Suspected)
	if m := s.Matching; m != nil {
		add("room", m.Room)
		add("households_proposed", m.Kept+m.New)
		add("people_without_proposal", m.Without)
		add("people_waiting_for_household", m.Household)
		add("people_offered", m.Offered)
		add("people_in_transfer", m.InTransfer)
		add("registrants_to_close", m.ToClose)
		add("registrants_due_to_contact", m.ContactDue)
	}
	add("snapshot_current", s.SnapshotCurrent)
	for _, c := range s.Inbox {
		add("inbox_"+c.Channel, c.Files)
	}
	add("left_in_inbox", len(s.Left))
	return l
}

func printStatus(w io.Writer, s *pipeline.Status, workspace string) error {
	var out bytes.Buffer
	switch {
	case s.Running && s.Run == nil:
		fmt.Fprintln(&out, "The first run is under way: nothing is known yet.")
	case s.Running:
		fmt.Fprintf(&out, "A run is under way; this is from the %s.\n", s.Source)
	}
	printNewestRun(&out, s)
	inbox := listing{columns: []column{{name: "channel"}, {name: "files", number: true}, {name: "bytes", number: true}, {name: "being written", number: true}}}
	for _, c := range s.Inbox {
		inbox.rows = append(inbox.rows, []any{c.Channel, c.Files, c.Bytes, c.Incomplete})
	}
	reasons := listing{columns: []column{{name: "reason"}, {name: "lines", number: true}, {name: "what to do"}}}
	for _, r := range s.Reasons[:min(reasonsShown, len(s.Reasons))] {
		reasons.rows = append(reasons.rows, []any{r.Reason, r.Lines, r.Hint})
	}
	for _, part := range []struct {
		title string
		list  listing
		all   int
	}{
		{"Inbox", inbox, 0},
		{"In the inbox, and cannot be taken", problems(s.Left, filesShown), len(s.Left)},
		{"Waiting in quarantine, by reason", reasons, len(s.Reasons)},
	} {
		if err := section(&out, terminalWidth(w), part.title, part.list, part.all); err != nil {
			return err
		}
	}
	points(&out, "Next", s.Next)
	names := func(text string) bool { return strings.Contains(text, "empanel ") }
	if workspace != "." && slices.ContainsFunc(s.Next, names) {
		fmt.Fprintf(&out, "  (each with -w %s)\n", printable(workspace))
	}
	_, err := out.WriteTo(w)
	return err
}

func printNewestRun(out *bytes.Buffer, s *pipeline.Status) {
	if s.Run == nil {
		if !s.Running {
			fmt.Fprintln(out, "No run yet.")
		}
		return
	}
	r := s.Run
	out.WriteString(runInWords(r))
	switch n := len(s.Interrupted); {
	case n == 1:
		fmt.Fprintf(out, "%s was interrupted: killed, the machine stopped, or the disk was full. Nothing of it was kept.\n", s.Interrupted[0])
	case n > 1:
		fmt.Fprintf(out, "%d runs were interrupted, %s to %s: killed, the machine stopped, or the disk was full. Nothing of them was kept.\n", n, s.Interrupted[0], s.Interrupted[n-1])
	}
	fmt.Fprintf(out, "%s; %s; %s.\n",
		attachedOn(s.Attached, s.Panels)+pendingToo(s.Pending), linesWaiting(s.Waiting)+discardedToo(s.Discarded), counted(s.Conflicts, "conflict", "conflicts"))
	if t := s.Transfers; t.Any() {
		fmt.Fprintf(out, "Transfers of panels: %d open, %d overdue, %d complete, %d cancelled; %d suspected.\n", t.Open, t.Overdue, t.Complete, t.Cancelled, t.Suspected)
	}
	if s.Matching != nil {
		fmt.Fprintln(out, matchingInWords(s.Matching))
	}
	if r.RegistryDigest != "" {
		fmt.Fprintf(out, "registry_digest %s\n", r.RegistryDigest)
	}
	switch {
	case s.Snapshot == "":
		fmt.Fprintln(out, "No snapshot is published.")
	case s.SnapshotCurrent:
		fmt.Fprintf(out, "The snapshot is %s, that of the newest finished run.\n", s.Snapshot)
	default:
		fmt.Fprintf(out, "The snapshot is %s, older than the newest finished run.\n", s.Snapshot)
	}
}
