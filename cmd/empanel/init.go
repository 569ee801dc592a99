package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"empanel/pipeline/workspace"
)

type initOptions struct {
	*program
	dir string
}

func newInitCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Make a workspace",
		Long: `Makes a workspace in DIR, which is created where needed: inbox, archive, ledger
and the other folders, all for the owner only; empanel.toml with every key
explained; and person.key, the key of the pseudonyms that analysts see instead
of health numbers. A folder that is a workspace already is left as it is.`,
		Example: `  empanel init ws
  empanel init /srv/panels && export EMPANEL_WORKSPACE=/srv/panels`,
		Args: exactly("DIR"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runInit(command.Context(), initOptions{p, args[0]})
		},
	}
}

func runInit(_ context.Context, opts initOptions) error {
	w, err := workspace.Init(opts.dir)
	if err != nil {
		return err
	}
	shown := printable(opts.dir)
	_, err = fmt.Fprintf(opts.out, `Made a workspace in %[1]s.
  %[2]s   what can be configured, each key explained
  %[3]s     the key of the pseudonyms: keep a copy apart, nothing can make it again

Next: put files into %[4]s/teleplan, teleplan-return, drbill, registry
      and then:  empanel run -w %[1]s
   or look at a made-up province first:  empanel synth -w %[1]s
`, shown, filepath.Base(w.Config()), filepath.Base(w.KeyFile()), filepath.Join(shown, "inbox"))
	return err
}
