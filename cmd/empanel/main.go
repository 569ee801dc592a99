// Command empanel keeps British Columbia's Panel Registry right: it reads the
// panel submissions that come in, reconciles them into who is attached to
// whom, and publishes panels.
//
// This package turns flags into options and results into text; what is done is
// done by the packages below it. Nothing imports it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"empanel/pipeline/config"
	"empanel/pipeline/disk"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// program is what every command has: its streams, its clock, and the flags
// that all commands share.
type program struct {
	in        io.Reader
	out, err  io.Writer
	now       func() time.Time
	workspace string
	log       string // --log: the form of the structured log; empty: as configured
	started   bool   // flags and arguments were right: what fails now is no wrong usage
}

// run is the whole program: arguments in, exit code out.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	// Whatever the caller's own mask: all that is made here is for its owner
	// alone. Where others may read something, its mode is set.
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends the program at once.
	context.AfterFunc(ctx, stop)

	p := &program{in: in, out: out, err: errOut, now: time.Now}
	root := newRootCommand(p)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err != nil && !p.started {
		err = &usageError{command: command.CommandPath(), err: err}
	}
	if isInterrupted(ctx, err) {
		err = errInterrupted
	}
	p.complain(p.explained(err))
	return exitCode(err)
}

// explained says in plain words where an error comes of a full disk, or of memory
// that is used up.
func (p *program) explained(err error) error {
	if err == nil {
		return nil
	}
	if what, _, found := strings.Cut(err.Error(), "\n\nPossible solutions:"); found && strings.Contains(what, "Out of Memory Error") {
		return fmt.Errorf("the memory is used up: raise engine.memory_limit in empanel.toml, or lower engine.threads there, then do it again\n%s", what)
	}
	ws, noneErr := workspace.Open(p.workspace)
	if noneErr != nil {
		return err
	}
	return disk.Explain(ws, err)
}

// complain prints what went wrong, a line for each thing. Names of files and
// text of queries can be in it, so it is cleaned and masked like any output.
func (p *program) complain(err error) {
	if err == nil || isQuiet(err) {
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		_, _ = fmt.Fprintln(p.err, "empanel: "+mask.Text(printable(line)))
	}
}

// open gives the workspace that --workspace names, and its configuration.
func (p *program) open() (*workspace.Workspace, config.Config, error) {
	w, err := workspace.Open(p.workspace)
	if err != nil {
		return nil, config.Config{}, err
	}
	c, err := config.Load(w.Config())
	if err != nil {
		return nil, config.Config{}, err
	}
	return w, c, nil
}

// workspaceVariable names the workspace where no flag does.
const workspaceVariable = "EMPANEL_WORKSPACE"

func newRootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "empanel",
		Short: "Keep the Panel Registry right: from panel submissions to who is attached to whom",
		Long: `empanel reads the panel submissions (fee item 98990) that family physicians and
nurse practitioners send through MSP/Teleplan and Dr.Bill, reconciles them into
who is attached to whom, and publishes panels.

Exit codes: 0 done; 1 failed, nothing changed; 2 wrong usage or configuration;
3 done, something needs a person; 4 changes pending; 5 another run holds the
workspace; 6 a check failed, nothing published; 130 interrupted, nothing changed.`,
		Example: `  empanel init ws                             make a workspace
  empanel synth -w ws --people 10000          fill its inbox with a made-up province
  empanel run -w ws                           take in, reconcile, publish
  empanel status -w ws                        where things stand`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	folder := os.Getenv(workspaceVariable)
	if folder == "" {
		folder = "."
	}
	root.PersistentFlags().StringVarP(&p.workspace, "workspace", "w", folder, "folder of the workspace (or "+workspaceVariable+")")
	_ = root.MarkPersistentFlagDirname("workspace") // fails only for a flag that does not exist
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.AddCommand(
		newInitCommand(p),
		newSynthCommand(p),
		newRunCommand(p),
		newMergeCommand(p),
		newScheduleCommand(p),
		newPlanCommand(p),
		newReprocessCommand(p),
		newRebuildCommand(p),
		newVerifyCommand(p),
		newDoctorCommand(p),
		newNotifyCommand(p),
		newStatusCommand(p),
		newRunsCommand(p),
		newShowCommand(p),
		newQuarantineCommand(p),
		newWhyCommand(p),
		newConflictsCommand(p),
		newTransferCommand(p),
		newAsOfCommand(p),
		newAreasCommand(p),
		newCapacityCommand(p),
		newReadinessCommand(p),
		newMatchCommand(p),
		newCompareCommand(p),
		newExportCommand(p),
		newArchiveCommand(p),
		newGCCommand(p),
		newLedgerCommand(p),
		newBackupCommand(p),
		newRestoreCommand(p),
		newSQLCommand(p),
		newAuditCommand(p),
		newRekeyCommand(p),
		newValidateCommand(p),
		newVersionCommand(p),
	)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	strictly(root)
	p.noteStart(root)
	return root
}

// noteStart makes every command say when it begins its work: an error before
// that is wrong usage, whichever part of cobra found it.
func (p *program) noteStart(command *cobra.Command) {
	if work := command.RunE; work != nil {
		command.RunE = func(command *cobra.Command, args []string) error {
			p.started = true
			return work(command, args)
		}
	}
	for _, below := range command.Commands() {
		p.noteStart(below)
	}
}
