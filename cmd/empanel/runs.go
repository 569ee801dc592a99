package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/history"
)

type runsOptions struct {
	*program
	format format
	limit  int
}

func newRunsCommand(p *program) *cobra.Command {
	opts := runsOptions{program: p}
	command := &cobra.Command{
		Use:   "runs",
		Short: "List every run, the newest first",
		Long: `Lists every run: when it started, how long it took, whether it is done, failed or
was interrupted (killed, the machine stopped, or the disk was full: the run after it
lists it so), the date it counted on, what it took in, how many people were attached
afterwards, the version of the policy (empanel show run says what changed in
it), and the digest of the registry.

While a run is under way it lists what the newest snapshot knows.`,
		Example: `  empanel runs -w ws
  empanel runs -w ws --limit 5 --format csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runRuns(command.Context(), opts)
		},
	}
	command.Flags().IntVar(&opts.limit, "limit", 0, "show only the newest so many (0: all)")
	addFormatFlag(command, &opts.format)
	return command
}

// digestShown is how much of a digest tells registries apart on a screen.
const digestShown = 12

func runRuns(ctx context.Context, opts runsOptions) error {
	if opts.limit < 0 {
		return &usageError{"empanel runs", fmt.Errorf("--limit takes a number from 0")}
	}
	list, err := history.Runs(ctx, opts.workspace)
	if err != nil {
		return err
	}
	if list.Source != "registry" {
		_, _ = fmt.Fprintf(opts.err, "A run is under way; this is from the %s.\n", list.Source)
	}
	l := listing{columns: []column{
		{name: "run_id"},
		{name: "started_at"},
		{name: "seconds", number: true},
		{name: "state"},
		{name: "as_of"},
		{name: "files", number: true},
		{name: "lines", number: true},
		{name: "attached", number: true},
		{name: "policy_version"},
		{name: "registry_digest"},
		{name: "failure"},
	}, empty: "No run yet."}
	for i, r := range list.Runs {
		if opts.limit > 0 && i == opts.limit {
			break
		}
		digest := r.RegistryDigest
		if opts.format == formatTable && len(digest) > digestShown {
			digest = digest[:digestShown]
		}
		var attached any
		if r.Attached != nil {
			attached = *r.Attached
		}
		var seconds any
		if r.State != "interrupted" { // when that ended, nobody noted
			seconds = tenths(r.Seconds)
		}
		l.rows = append(l.rows, []any{
			r.RunID, r.StartedAt, seconds, r.State, r.AsOf, r.Files, r.Lines, attached, r.PolicyVersion, digest, r.Failure,
		})
	}
	return l.render(opts.out, opts.format)
}

// tenths rounds seconds to what a person wants to know.
func tenths(seconds float64) float64 { return float64(int64(seconds*10+0.5)) / 10 }
