package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"empanel/pipeline/compact"
)

func newLedgerCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "ledger",
		Short: "Look after the evidence on disk",
		Long:  `The ledger is the evidence: what every run took in, and the truth that the registry is made from.`,
	}, newLedgerCompactCommand(p))
}

type compactOptions struct {
	*program
	dryRun bool
	format format
}

func newLedgerCompactCommand(p *program) *cobra.Command {
	opts := compactOptions{program: p}
	command := &cobra.Command{
		Use:   "compact",
		Short: "Put the many small files of old runs into few",
		Long: `Every run adds some ten small files to the ledger. This puts those of older runs into
few larger ones, each file as it was, byte for byte: nothing that a run said is lost or
changes, and the registry that is rebuilt has the same digest. empanel verify holds each
to the hash that its run wrote down, as before.

The newest runs are left as they are: how many says ledger.keep_runs in empanel.toml.
While it works the disk needs room for what is packed a second time. Killed anywhere,
nothing is lost: the next run, or this command, does the rest. Once or twice a year is
often enough; it can be a scheduled job, and empanel run does not do it by itself.

--dry-run says what it would come to.`,
		Example: `  empanel ledger compact -w ws --dry-run
  empanel ledger compact -w ws
  empanel ledger compact -w ws --format json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runLedgerCompact(command.Context(), opts) },
	}
	command.Flags().BoolVar(&opts.dryRun, "dry-run", false, "only say what it would come to")
	addFormatFlag(command, &opts.format)
	return command
}

func runLedgerCompact(ctx context.Context, opts compactOptions) error {
	report, finish := opts.progress()
	defer finish()
	r, err := compact.Do(ctx, compact.Options{
		Workspace: opts.workspace, DryRun: opts.dryRun,
		Progress: func(done, total int64) { report("compacting the ledger", done, total) },
	})
	finish()
	if err != nil {
		return asHeld(err)
	}
	if opts.format == formatJSON {
		return opts.writeJSON(r)
	}
	l := listing{columns: []column{{name: "ledger"}, {name: "before", number: true}, {name: "after", number: true}}, width: tableWidth(opts.out)}
	l.rows = [][]any{{"files", r.FilesBefore, r.FilesAfter}, {"bytes", r.BytesBefore, r.BytesAfter}}
	if opts.format == formatCSV {
		return l.render(opts.out, formatCSV)
	}
	return opts.print(r, l)
}

func (o compactOptions) print(r *compact.Result, l listing) error {
	t := teller{width: tellingWidth(o.out)}
	if r.Finished {
		t.say("", "A compaction that had been interrupted was done to its end first.")
	}
	if r.Interrupted {
		t.say("", "A compaction was interrupted. Without --dry-run it is done to its end first.")
	}
	for _, one := range r.LeftAlone {
		t.say("", fmt.Sprintf("%s is left as it is: %s.", one.RunID, one.Why))
	}
	parts, runs, packs := counted(int64(r.PartsPacked), "part", "parts"), counted(int64(r.RunsPacked), "run", "runs"), counted(int64(r.Packs), "file", "files")
	switch {
	case r.Packs == 0:
		t.say("", fmt.Sprintf("Nothing to compact: the ledger has %s of %s, and the newest %s stay as they are (ledger.keep_runs in empanel.toml).",
			counted(int64(r.FilesBefore), "file", "files"), counted(int64(r.Runs), "run", "runs"), strconv.Itoa(r.KeepRuns)))
		_, err := t.out.WriteTo(o.out)
		return err
	case r.DryRun:
		t.say("", fmt.Sprintf("%s of %s would go into %s, byte for byte. Without --dry-run they do. How many bytes there are afterwards is an estimate.", parts, runs, packs))
	default:
		t.say("", fmt.Sprintf("%s of %s went into %s, byte for byte. The digest after %s is %s, as before: empanel verify, or rebuild, proves it.",
			parts, runs, packs, r.NewestRun, r.RegistryDigest))
	}
	if _, err := t.out.WriteTo(o.out); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(o.out); err != nil {
		return err
	}
	return l.render(o.out, formatTable)
}
