package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
)

type verifyOptions struct {
	*program
	identityOptions
	format format
}

func newVerifyCommand(p *program) *cobra.Command {
	opts := verifyOptions{program: p}
	command := &cobra.Command{
		Use:   "verify [BUNDLE]",
		Short: "Prove that ledger, archive, registry and audit log are as they must be; changes nothing",
		Long: `Holds everything in a workspace to what it must be: every part of the ledger to
its hash, every file of the archive to the bytes that were taken in, the registry
to the ledger, its history and its digests, and the audit log to its chain. All
evidence is judged anew and every blocking check made on the registry as it is
stored. Nothing is changed; no run can begin meanwhile.

With a folder that empanel export clfp wrote, it proves that instead: the manifest to
its own digest, every file to its hash and rows, and both forms of every table to
the content digest. It needs no workspace then, and reads that folder only.

Of what is encrypted only the encrypted bytes can be looked at, and the output says
of how much; --identity FILE proves what is in it too.

Exit code 6 when anything is not, or not provably, as it must be.`,
		Example: `  empanel verify -w ws
  empanel verify -w ws --format csv
  empanel verify -w ws --identity /safe/key.txt
  empanel verify ws/exports/clfp_2026-09-30_R000005`,
		Args: atMost("BUNDLE"),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				return runVerifyBundle(command.Context(), opts, args[0])
			}
			return runVerify(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	opts.addIdentity(command)
	return command
}

func runVerify(ctx context.Context, opts verifyOptions) error {
	opens, err := opts.identities("empanel verify", opts.program, opts.workspace)
	if err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	v, err := pipeline.Verify(ctx, pipeline.VerifyOptions{Workspace: opts.workspace, Progress: report, Opens: opens})
	finish()
	if err != nil {
		return asHeld(err)
	}
	if opts.format == formatJSON {
		err = opts.writeJSON(v)
	} else {
		err = printVerification(opts, v)
	}
	if err == nil && !v.Passed() {
		err = &unprovedError{"the workspace is not as it must be"}
	}
	return err
}

func printVerification(opts verifyOptions, v *pipeline.Verification) error {
	l := listing{columns: []column{
		{name: "check"},
		{name: "looked_at", number: true},
		{name: "of"},
		{name: "result"},
		{name: "problems", number: true},
	}}
	if opts.format == formatCSV {
		l.columns = append(l.columns, column{name: "first"})
	}
	for _, p := range v.Proofs {
		row := []any{p.Check, p.LookedAt, p.Of, string(p.Result), p.Problems}
		if opts.format == formatCSV {
			row = append(row, strings.Join(p.First, "; "))
		}
		l.rows = append(l.rows, row)
	}
	if err := l.render(opts.out, opts.format); err != nil || opts.format == formatCSV {
		return err
	}
	_, err := verdictOf(v).WriteTo(opts.out)
	return err
}

// verdictOf says below the table what is wrong, or that nothing is.
func verdictOf(v *pipeline.Verification) *bytes.Buffer {
	var out bytes.Buffer
	out.WriteByte('\n')
	for _, p := range v.Proofs {
		if p.Sealed > 0 {
			fmt.Fprintf(&out, "%s: %s, of which only the size was looked at; --identity FILE proves the bytes.\n",
				p.Check, counted(p.Sealed, "file is encrypted", "files are encrypted"))
		}
		if p.Removed > 0 {
			fmt.Fprintf(&out, "%s: %s not there any more, by the record of removed files (empanel archive list).\n",
				p.Check, counted(p.Removed, "file is", "files are"))
		}
		if p.Result == pipeline.ProofOK || len(p.First) == 0 {
			continue
		}
		fmt.Fprintf(&out, "%s (%s)\n", p.Check, printable(p.Meaning))
		for _, what := range p.First {
			fmt.Fprintf(&out, "  %s\n", printable(what))
		}
		if more := p.Problems - int64(len(p.First)); more > 0 {
			fmt.Fprintf(&out, "  and %d more\n", more)
		}
	}
	switch {
	case !v.Passed():
		out.WriteString("Not everything is as it must be.\n")
	case v.RunID == "":
		out.WriteString("Nothing has been taken in yet, and nothing is wrong.\n")
	default:
		fmt.Fprintf(&out, "Everything is as it must be after %s, registry_digest %s.\n", v.RunID, v.RegistryDigest)
	}
	return &out
}
