package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/worklists"
)

type exportWorklistsOptions struct {
	*program
	revealOptions
	export worklists.Options
}

func newExportWorklistsCommand(p *program) *cobra.Command {
	opts := exportWorklistsOptions{program: p}
	command := &cobra.Command{
		Use:   "worklists",
		Short: "What each practice has to look at: a sheet and a page per provider",
		Long: `Writes for each provider worklist_NUMBER.csv and worklist_NUMBER.html, a page that needs
no other file and prints on paper: who is confirmed, pending, not the MRP, removed and
deceased, who is only in the provider's upload, and which lines wait in quarantine and
what to correct. Whoever is on a panel, and each claim, is in one section. Beside them
stands manifest.json: the run, the counts, and every file with its SHA-256.

Health numbers are masked, which is of little use to a practice: --reveal --purpose TEXT
shows them. Hand each list to its own practice only. Which other provider somebody is
with is not told, only whether it is one of the same clinic.

The same registry gives the same bytes. A folder that holds anything but an unchanged
export is not written over. Each export is a row of the audit log.`,
		Example: `  empanel export worklists -w ws
  empanel export worklists -w ws --provider 10234 --reveal --purpose "worklist for the practice"
  empanel export worklists -w ws --facility F0001 --out lists`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runExportWorklists(command.Context(), opts) },
	}
	flags := command.Flags()
	flags.StringVar(&opts.export.Provider, "provider", "", "only this practitioner number")
	flags.StringVar(&opts.export.Facility, "facility", "", "only this facility number")
	flags.StringVar(&opts.export.Dir, "out", "", "the folder to write (default exports/worklists-RUN in the workspace)")
	_ = command.MarkFlagDirname("out") // fails only for a flag that does not exist
	opts.addFlags(command)
	return command
}

func runExportWorklists(ctx context.Context, opts exportWorklistsOptions) error {
	const name = "empanel export worklists"
	if err := opts.check(name); err != nil {
		return err
	}
	e := opts.export
	e.Workspace, e.Look = opts.workspace, opts.look("export worklists", opts.revealOptions)
	done, err := worklists.Export(ctx, e)
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNoSuchProvider, ask.ErrNoSuchFacility, export.ErrFolderInUse)
	}
	if done == nil {
		_, err := fmt.Fprintln(opts.out, "Nothing was written: there is nobody and nothing to list.")
		return err
	}
	return opts.tell(done)
}

// tell says what was written, what is in it, and what is not.
func (o exportWorklistsOptions) tell(done *worklists.Done) error {
	t := teller{width: tellingWidth(o.out)}
	c := done.Counts
	t.say("", fmt.Sprintf("Worklists of %s as of %s: %s, %s, in %s.", done.RunID, done.AsOf,
		counted(int64(done.Providers), "provider", "providers"), counted(int64(done.People), "person", "people"), done.Dir))
	t.say("", fmt.Sprintf("%d confirmed, %d pending, %d not the MRP, %d removed, %d deceased, %d only in the upload; %s in quarantine.",
		c.Confirmed, c.Pending, c.NotTheMRP, c.Removed, c.Deceased, c.OnlyInUpload, counted(c.Quarantined, "line", "lines")))
	if done.LinesWithoutProvider > 0 {
		t.say("", fmt.Sprintf("%s no provider that can be read, and %s on nobody's list: empanel quarantine list shows them.",
			counted(done.LinesWithoutProvider, "line in quarantine names", "lines in quarantine name"), isOrAre(done.LinesWithoutProvider)))
	}
	if done.Identified {
		t.say("", "They hold health numbers: hand each to its practice only, and delete it when it is done.")
	}
	if _, err := t.out.WriteTo(o.out); err != nil || done.Identified {
		return errors.Join(err, o.tellEncrypted(done.Dir))
	}
	_, err := io.WriteString(o.err, "empanel: the health numbers are masked, which is of little use to a practice: give --reveal --purpose TEXT\n")
	return err
}

func isOrAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
