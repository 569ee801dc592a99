package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/archive"
	"empanel/pipeline/ask"
	"empanel/pipeline/seal"
)

func newArchiveCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "archive",
		Short: "The files as they were sent: which there are, what one holds, encryption",
		Long: `Every file that was taken in, accepted or refused, stays in the archive as it was
sent, under the SHA-256 of its bytes. Where [encryption] in empanel.toml names
recipients it stands there encrypted to them, and no run needs to open it.`,
		Example: `  empanel archive list -w ws --run R000005
  empanel archive show 3f2a91c04d11 -w ws
  empanel archive show 3f2a91c04d11 -w ws --identity /safe/key.txt --reveal --purpose "dispute 1234" > file
  empanel archive encrypt -w ws`,
	}, newArchiveListCommand(p), newArchiveShowCommand(p), newArchiveEncryptCommand(p))
}

type archiveListOptions struct {
	*program
	run    string
	format format
}

func newArchiveListCommand(p *program) *cobra.Command {
	opts := archiveListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "The files that were taken in, and where each is",
		Long: `Lists every file that was taken in, by its bytes: under which name and channel it
came first, when it last came, which run took it in, its size, how many of its lines
wait in quarantine, and where it is: plain, encrypted, removed by retention, not restored
(it was not in the backup), or missing, which nobody wrote down and empanel verify
complains of.`,
		Example: `  empanel archive list -w ws
  empanel archive list -w ws --run R000005 --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runArchiveList(command.Context(), opts) },
	}
	command.Flags().StringVar(&opts.run, "run", "", "only files that this run took in")
	_ = command.RegisterFlagCompletionFunc("run", completeRuns(p)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

func runArchiveList(ctx context.Context, opts archiveListOptions) error {
	files, err := archive.List(ctx, opts.workspace, opts.run)
	if err != nil {
		return asUsage("empanel archive list", err, ask.ErrNotKnown)
	}
	return archived(opts.look("archive list", revealOptions{}), files, opts.format, tableWidth(opts.out)).render(opts.out, opts.format)
}

// archived lists files, for a person or, whole, for a program.
func archived(look ask.Look, files []archive.File, f format, width int) listing {
	l := listing{
		columns: []column{
			{name: "submission_id"},
			{name: "file_name"},
			{name: "channel"},
			{name: "received_at"},
			{name: "run_id"},
			{name: "bytes", number: true},
			{name: "waiting", number: true},
			{name: "where"},
		},
		empty: "No file was taken in by this run.",
		width: width,
	}
	if f != formatTable {
		l.columns = append(l.columns[:7:7], column{name: "status"}, column{name: "state"}, column{name: "stored_bytes", number: true}, column{name: "gone_at"}, column{name: "gone_why"})
	}
	for _, file := range files {
		row := []any{file.ID, look.Text(file.Name), file.Channel, file.ReceivedAt, file.RunID, file.Bytes, file.Waiting}
		if f == formatTable {
			row[0] = file.ID[:digestShown]
			l.rows = append(l.rows, append(row, file.Where()))
			continue
		}
		row = append(row, file.Status, string(file.State))
		switch file.State {
		case archive.Plain, archive.Encrypted:
			row = append(row, file.Stored.Bytes, nil, nil)
		case archive.Removed:
			row = append(row, nil, file.Gone.On, file.Gone.Why)
		default:
			row = append(row, nil, nil, nil)
		}
		l.rows = append(l.rows, row)
	}
	return l
}

type archiveShowOptions struct {
	*program
	revealOptions
	identityOptions
}

func newArchiveShowCommand(p *program) *cobra.Command {
	opts := archiveShowOptions{program: p}
	command := &cobra.Command{
		Use:   "show FILE",
		Short: "What is known of an archived file; with --reveal the file as it was sent",
		Long: `Finds an archived file by its name or by the first digits of its submission id, and
holds its bytes to that id. With --reveal --purpose TEXT the whole file goes to standard
output as it was sent, and nothing else does; that is kept in the audit log. Without, none
of it is shown: it holds health numbers, names and dates of birth.

An encrypted file takes --identity FILE. Nothing of it is written to disk.`,
		Example: `  empanel archive show 3f2a91c04d11 -w ws
  empanel archive show panel_10234.txt -w ws --reveal --purpose "dispute 1234" | less
  age -d key.age | empanel archive show 3f2a91c04d11 -w ws --identity - --reveal --purpose "dispute 1234"`,
		Args: exactly("FILE"),
		RunE: func(command *cobra.Command, args []string) error {
			return runArchiveShow(command.Context(), opts, args[0])
		},
	}
	opts.addIdentity(command)
	opts.addFlags(command)
	return command
}

func runArchiveShow(ctx context.Context, opts archiveShowOptions, file string) error {
	const name = "empanel archive show"
	if err := opts.check(name); err != nil {
		return err
	}
	opens, err := opts.identities(name, opts.program, opts.workspace)
	if err != nil {
		return err
	}
	look := opts.look("archive show", opts.revealOptions)
	shown, err := archive.Show(ctx, archive.ShowOptions{Workspace: opts.workspace, File: file, Opens: opens, Look: look}, opts.raw)
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, archive.ErrNoSuchFile, seal.ErrSealed, seal.ErrNotFor)
	}
	if opts.reveal {
		return nil
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\nfile           %s, channel %s, %s, %s\nlast received  %s, %s by %s\nstored         %s\n", shown.ID, printable(look.Text(shown.Name)), shown.Channel,
		shown.Status, counted(shown.Bytes, "byte", "bytes"), cellText(shown.ReceivedAt), map[bool]string{true: "taken in", false: "first taken in"}[shown.Times == 1], shown.RunID, shown.Where())
	fmt.Fprintf(&out, "quarantine     %s now\n", linesWaiting(shown.Waiting))
	switch {
	case shown.AsTaken:
		out.WriteString("Its bytes are those that were taken in. --reveal --purpose TEXT shows them.\n")
	case shown.State == archive.Encrypted:
		out.WriteString("It is encrypted: --identity FILE holds its bytes to those that were taken in, and with --reveal --purpose TEXT shows them.\n")
	default:
		out.WriteString("It cannot be shown: what its lines said is in the ledger.\n")
	}
	_, err = out.WriteTo(opts.out)
	return err
}

// raw writes a file as it is; to a terminal line by line, without what could
// command it.
func (o archiveShowOptions) raw(content io.Reader) error {
	if terminalWidth(o.out) == 0 {
		_, err := io.Copy(o.out, content)
		return err
	}
	text, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	_, err = io.WriteString(o.out, clean(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n\t"))
	return err
}

func newArchiveEncryptCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "encrypt",
		Short: "Encrypt what was archived before there were recipients",
		Long: `Encrypts every file that stands plain in the archive to the recipients that [encryption]
in empanel.toml names. It can be stopped at any time and run again: each file is there
plain or encrypted, and never neither. What is already encrypted stays as it is, to the
recipients of its day.

What was deleted can often be read from the disk all the same: docs/encryption.md.`,
		Example: `  empanel archive encrypt -w ws`,
		Args:    exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			report, finish := p.progress()
			defer finish()
			done, err := archive.Encrypt(command.Context(), p.workspace, report)
			finish()
			if err != nil {
				return asHeld(asUsage("empanel archive encrypt", err, archive.ErrNoRecipients))
			}
			_, err = fmt.Fprintf(p.out, "%s encrypted now, %d already were.\n", counted(int64(done.Files), "file was", "files were"), done.Before)
			if err == nil && done.Missing > 0 {
				_, err = fmt.Fprintf(p.out, "%s: empanel verify names them.\n", counted(int64(done.Missing), "file is missing", "files are missing"))
			}
			return err
		},
	}
}
