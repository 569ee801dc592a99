package main

import "github.com/spf13/cobra"

func newExportCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "export",
		Short: "Write files for others to work with",
		Example: `  empanel export candidates -w ws
  empanel export fhir -w ws --since R000004`,
	}, newExportCandidatesCommand(p), newExportFHIRCommand(p))
}
