package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/ask"
	"empanel/pipeline/backup"
	"empanel/pipeline/seal"
	"empanel/pipeline/wording"
)

type backupOptions struct {
	*program
	archive bool
	json    bool
}

func newBackupCommand(p *program) *cobra.Command {
	opts := backupOptions{program: p}
	command := &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy what the workspace cannot be made again without",
		Long: `Copies the ledger, the configuration and the audit log into FOLDER, with --archive the
archived files too, and holds every file to its hash. A folder that holds a backup of
this workspace is brought up to date: only what is not there yet is copied, and what is
there stays whole until that is done. It can be made while a run is under way, and stopped
and made again at any time.

Where [encryption] in empanel.toml names recipients, every file of the backup is
encrypted to them. person.key is never in it: keep a copy of it apart.

empanel restore makes a workspace of it.`,
		Example: `  empanel backup /mnt/backup/panels -w ws
  empanel backup /mnt/backup/panels -w ws --archive
  empanel restore /mnt/backup/panels ws2 --key /safe/person.key --identity /safe/key.txt`,
		Args: exactly("FOLDER"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runBackup(command.Context(), opts, args[0])
		},
	}
	command.Flags().BoolVar(&opts.archive, "archive", false, "archived files too; a backup that has them goes on having them")
	command.Flags().BoolVar(&opts.json, "json", false, "print the result as JSON")
	return command
}

func runBackup(ctx context.Context, opts backupOptions, to string) error {
	report, finish := opts.progress()
	defer finish()
	done, err := backup.Make(ctx, backup.Options{Workspace: opts.workspace, To: to, Archive: opts.archive, Now: opts.now, Progress: report})
	finish()
	if err != nil {
		return asUsage("empanel backup", err, backup.ErrInside, backup.ErrTaken, ask.ErrNoRun)
	}
	if opts.json {
		return opts.writeJSON(done)
	}
	with := "without the archived files (--archive)"
	if done.Archive {
		with = "archived files included"
	}
	_, err = fmt.Fprintf(opts.out, "Backup of %s, the newest %s, in %s: %s, %s, %s.\n%s copied now, %s.\nregistry_digest %s\n",
		counted(int64(done.Runs), "run", "runs"), done.NewestRun, printable(done.To), counted(int64(done.Files), "file", "files"), inBytes(done.Bytes), with,
		counted(int64(done.Copied), "file was", "files were"), inBytes(done.CopiedBytes), done.RegistryDigest)
	if err != nil {
		return err
	}
	text := "It is encrypted to the recipients of [encryption]: keep their identity, and a copy of person.key, apart from it."
	if !done.Encrypted {
		text = "It is not encrypted ([encryption] in empanel.toml names no recipients): keep it as you keep health numbers, and a copy of person.key apart from it."
	}
	t := teller{width: tellingWidth(opts.out)}
	t.say("", text)
	_, err = t.out.WriteTo(opts.out)
	return err
}

type restoreOptions struct {
	*program
	identityOptions
	key    string
	newKey bool
	json   bool
}

func newRestoreCommand(p *program) *cobra.Command {
	opts := restoreOptions{program: p}
	command := &cobra.Command{
		Use:   "restore FROM DIR",
		Short: "Make a workspace of a backup",
		Long: `Makes a new workspace in DIR of a backup that empanel backup made, or of a plain copy of a
workspace's ledger and empanel.toml. Every file is held to its hash, and the registry is
made again from the ledger: it must have the registry_digest of every run. DIR gets its
name when the workspace is whole; until then it is DIR.restoring. Stopped at any time, it
can be done again.

The key of the pseudonyms is in no backup: --key FILE names the copy of person.key.
Where there is none any more, --new-key makes another: the registry is the same, but
everybody has another pseudonym, so that snapshots and bundles from before cannot be put
beside those after.

Archived files that are not in the backup are put on record as that. The inbox, exports,
pages and snapshots are not in a backup; the next run publishes a snapshot.`,
		Example: `  empanel restore /mnt/backup/panels ws --key /safe/person.key
  empanel restore /mnt/backup/panels ws --key /safe/person.key --identity /safe/key.txt
  empanel restore /mnt/backup/panels ws --new-key`,
		Args: exactly("FROM", "DIR"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runRestore(command.Context(), opts, args[0], args[1])
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.key, "key", "", "the copy of person.key")
	flags.BoolVar(&opts.newKey, "new-key", false, "make another key: everybody gets another pseudonym")
	flags.BoolVar(&opts.json, "json", false, "print the result as JSON")
	opts.addIdentity(command)
	_ = command.MarkFlagFilename("key") // fails only for a flag that does not exist
	return command
}

func runRestore(ctx context.Context, opts restoreOptions, from, dir string) error {
	const name = "empanel restore"
	opens, err := opts.identities(name, opts.program, "")
	if err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	done, err := backup.Restore(ctx, backup.RestoreOptions{
		From: from, Dir: dir, Opens: opens, Key: opts.key, NewKey: opts.newKey, Now: opts.now, Progress: report,
		Rebuild: rebuildOf(opens, opts.now, report),
	})
	finish()
	if err != nil {
		return asHeld(asUsage(name, err, backup.ErrKey, backup.ErrKeyThere, backup.ErrNotEmpty, backup.ErrNoBackup, backup.ErrUnfinished, seal.ErrSealed, seal.ErrNotFor))
	}
	if opts.json {
		return opts.writeJSON(done)
	}
	shown := wording.Quoted(dir)
	t := teller{width: tellingWidth(opts.out)}
	t.say("", fmt.Sprintf("Restored %s, the newest %s, into %s.", counted(int64(done.Runs), "run", "runs"), done.NewestRun, printable(done.Dir)))
	t.say("", fmt.Sprintf("registry_digest %s, as stored with %s.", done.RegistryDigest, done.NewestRun))
	if done.NotArchived > 0 {
		t.say("", fmt.Sprintf("%s not in the backup, and on record as that: empanel archive list. Their evidence is in the ledger.",
			counted(int64(done.NotArchived), "archived file was", "archived files were")))
	}
	if done.NewKey {
		t.say("", "Everybody has another pseudonym than before: tell the analysts. Keep a copy of the new person.key apart.")
	}
	t.say("", fmt.Sprintf("Next: empanel verify -w %s, then empanel run -w %s, which publishes a snapshot.", shown, shown))
	_, err = t.out.WriteTo(opts.out)
	return err
}

// rebuildOf gives how a restored workspace gets its registry.
func rebuildOf(opens *seal.Identities, now func() time.Time, progress pipeline.Progress) func(context.Context, string) (string, error) {
	return func(ctx context.Context, dir string) (string, error) {
		made, err := pipeline.Rebuild(ctx, pipeline.RebuildOptions{Workspace: dir, AsOf: field.NoDate, Now: now, Opens: opens, Progress: progress})
		if err != nil {
			return "", err
		}
		return made.Digest, nil
	}
}
