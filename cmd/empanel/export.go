package main

import "github.com/spf13/cobra"

func newExportCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "export",
		Short: "Write files for others to work with",
		Example: `  empanel export candidates -w ws
  empanel export clfp -w ws --as-of 2026-09-30
  empanel export fhir -w ws --since R000004
  empanel export worklists -w ws --provider 10234 --reveal --purpose "worklist for the practice"`,
	}, newExportCandidatesCommand(p), newExportCLFPCommand(p), newExportDiffCommand(p), newExportFHIRCommand(p), newExportWorklistsCommand(p))
}
