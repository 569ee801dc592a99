package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/rekey"
)

type rekeyOptions struct {
	*program
	reason string
	json   bool
}

func newRekeyCommand(p *program) *cobra.Command {
	opts := rekeyOptions{program: p}
	command := &cobra.Command{
		Use:   "rekey",
		Short: "Replace the key of the pseudonyms",
		Long: `Makes another key of the pseudonyms: when the old one may have become known, or when
what analysts have kept shall no longer be joined to what they are given.

The newest snapshot is published anew, with other pseudonyms for the same people,
and every older snapshot is removed, for it has the old ones. Registry, ledger and
digest stay as they are: they hold no pseudonym. Killed at any moment it leaves
either the old key with all that is of it or the new one; the next run, or this
command again, finishes what was begun. It is written into the audit log.

Exports that were made before keep the old pseudonyms. A CLFP bundle says of which
key it is, and export diff refuses two of different keys. Make again what is to be
compared, and give FHIR clients a whole export.

Keep a copy of the new key apart, and destroy those of the old one.`,
		Example: `  empanel rekey -w ws --reason "laptop with a copy of the key was stolen"`,
		Args:    exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runRekey(command.Context(), opts)
		},
	}
	command.Flags().StringVar(&opts.reason, "reason", "", "why, in a few words; kept in the audit log")
	command.Flags().BoolVar(&opts.json, "json", false, "print what was done as JSON")
	return command
}

func runRekey(ctx context.Context, opts rekeyOptions) error {
	done, err := rekey.Do(ctx, rekey.Options{
		Workspace: opts.workspace, Reason: opts.reason, Look: opts.look("rekey", revealOptions{}),
	})
	if err != nil {
		return asUsage("empanel rekey", asHeld(err), rekey.ErrReason)
	}
	if opts.json {
		return opts.writeJSON(done)
	}
	if done.Finished {
		_, err = fmt.Fprintf(opts.out, "A change of the key that was interrupted is finished; key %.8s is in force.\n", done.After)
	} else {
		_, err = fmt.Fprintf(opts.out, "Key %.8s replaces key %.8s.\n", done.After, done.Before)
	}
	if err != nil {
		return err
	}
	if done.RunID != "" {
		if _, err := fmt.Fprintf(opts.out, "Published %s anew in %s; every snapshot with the old pseudonyms is removed.\n", done.RunID, printable(done.Snapshots)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(opts.out, `
Keep a copy of %s apart, and destroy those of the old key.
Exports made before have the old pseudonyms: make again what is still needed.
`, printable(done.KeyFile))
	return err
}
