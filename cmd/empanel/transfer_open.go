package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/mask"
	"empanel/pipeline/transfer"
)

type transferOpenOptions struct {
	*program
	transfer             transfer.New
	announced, effective string
}

func newTransferOpenCommand(p *program) *cobra.Command {
	opts := transferOpenOptions{program: p}
	command := &cobra.Command{
		Use:   "open",
		Short: "Announce that a panel goes to another provider, or give a transfer other dates",
		Long: `Announces that a provider hands over a panel, or their part of it at one facility, to
another. From the day of announcement people who move between the two are no dispute,
and everybody who was with the one who hands over is followed until they are with
somebody, and some time beyond the effective day (policy.transfer_window_days).

Announce it for a day on which the people are still on the panel: who was removed by
then is not followed. With the id of a transfer that is known the same command gives
it other dates, which is how more time is given, or opens it again when it was
cancelled. Where another transfer between the two is under way, an --id says which of
them is meant, or that this is one more.

The announcement is evidence: a file in the inbox, which the next run takes in.`,
		Example: `  empanel transfer open -w ws --from 10234 --to 20871 --announced 2026-11-05 --effective 2026-12-01
  empanel transfer open -w ws --from 10234 --to 20871 --facility F0001 --announced 2026-11-05 --effective 2026-12-01 --id T7`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runTransferOpen(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.transfer.From, "from", "", "practitioner number of who hands over (required)")
	flags.StringVar(&opts.transfer.To, "to", "", "practitioner number of who takes over (required)")
	flags.StringVar(&opts.transfer.Facility, "facility", "", "only the panel at this facility (default all of it)")
	flags.StringVar(&opts.announced, "announced", "", "the day from which people are followed, YYYY-MM-DD (required)")
	flags.StringVar(&opts.effective, "effective", "", "the day on which it takes effect, YYYY-MM-DD (required)")
	flags.StringVar(&opts.transfer.ID, "id", "", "an id of its own, or that of a transfer to change (default made of the rest)")
	return command
}

func runTransferOpen(ctx context.Context, opts transferOpenOptions) error {
	const name = "empanel transfer open"
	t := opts.transfer
	t.At = opts.now()
	for _, f := range []struct{ flag, value string }{
		{"from", t.From}, {"to", t.To}, {"announced", opts.announced}, {"effective", opts.effective},
	} {
		if f.value == "" {
			return &usageError{name, fmt.Errorf("--%s is missing: a transfer needs --from, --to, --announced and --effective", f.flag)}
		}
	}
	var err error
	if t.Announced, err = parseDate(name, "announced", opts.announced); err != nil {
		return err
	}
	if t.Effective, err = parseDate(name, "effective", opts.effective); err != nil {
		return err
	}
	file, err := transfer.Open(ctx, opts.workspace, t)
	if err != nil {
		return asHeld(asUsage(name, err, transfer.ErrTransferSides, transfer.ErrTransferDates, transfer.ErrTransferID, transfer.ErrTransferPHN,
			transfer.ErrTransferTaken, transfer.ErrTransferUnderWay, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility))
	}
	return opts.told(file, opened(file))
}

// opened says what an announcement does.
func opened(file *transfer.File) string {
	t, was := file.Transfer, file.Before
	where := "all of the panel"
	if t.Facility != "" {
		where = "the panel at " + t.Facility
	}
	said := fmt.Sprintf("Transfer %s, from %s to %s, %s: announced on %s, effective on %s, followed until %s.\n",
		shownID(t.TransferID), t.From, t.To, where, t.AnnouncedOn, t.EffectiveOn, t.WindowEndsOn)
	switch {
	case was == nil:
		return said
	case was.State == "cancelled":
		return said + fmt.Sprintf("It was cancelled, and is opened again; it was announced on %s, effective on %s.\n", was.AnnouncedOn, was.EffectiveOn)
	}
	return said + fmt.Sprintf("It is known: its dates change; it was announced on %s, effective on %s, followed until %s.\n",
		was.AnnouncedOn, was.EffectiveOn, was.WindowEndsOn)
}

// told says what was written, what may not be meant, and what happens next.
func (p *program) told(file *transfer.File, said string) error {
	var out bytes.Buffer
	out.WriteString(said)
	for _, w := range file.Warnings {
		fmt.Fprintf(&out, "Look again: %s.\n", w)
	}
	fmt.Fprintf(&out, "It is in the inbox as %s.\nThe next run takes it in: empanel run\nUntil then it is taken back by removing that file.\n", file.Name)
	_, err := out.WriteTo(p.out)
	return err
}

func newTransferCancelCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "cancel ID",
		Short: "Call a transfer off",
		Long: `Calls a transfer off: it explains no move any longer, and its people are followed no
further. Moves that it had explained become disputes again in the next run, since the
registry is worked out from what is in force.

It is evidence: a file in the inbox, which the next run takes in. empanel transfer open
with the same id opens it again.`,
		Example: `  empanel transfer cancel T1 -w ws`,
		Args:    transferName,
		RunE: func(command *cobra.Command, args []string) error {
			return runTransferCancel(command.Context(), p, args[0])
		},
	}
}

// transferName asks for one id, and says where they are listed.
func transferName(command *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New(command.Name() + " takes the ID of a transfer: empanel transfer list lists them")
	}
	return nil
}

// shownID renders an id, which somebody typed and could be any number.
func shownID(id string) string { return mask.Text(printable(id)) }

func runTransferCancel(ctx context.Context, p *program, id string) error {
	file, err := transfer.Cancel(ctx, p.workspace, id, p.now())
	if err != nil {
		return asHeld(asUsage(saysItAll, err, transfer.ErrNone))
	}
	t := file.Transfer
	return p.told(file, fmt.Sprintf("Transfer %s, from %s to %s, effective on %s, is to be cancelled.\n",
		shownID(t.TransferID), t.From, t.To, t.EffectiveOn))
}
