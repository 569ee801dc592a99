package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/version"
)

type versionOptions struct{ *program }

func newVersionCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the program's version and what it was built with",
		Example: `  empanel version`,
		Args:    exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runVersion(command.Context(), versionOptions{p})
		},
	}
}

func runVersion(_ context.Context, opts versionOptions) error {
	engines := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if strings.HasSuffix(module.Path, "duckdb-go/v2") || strings.HasSuffix(module.Path, "arrow/go/v17") {
				engines += ", " + module.Path + " " + module.Version
			}
		}
	}
	_, err := fmt.Fprintf(opts.out, "empanel %s (%s %s/%s%s)\n", version.Program, runtime.Version(), runtime.GOOS, runtime.GOARCH, engines)
	return err
}
