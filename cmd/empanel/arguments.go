package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// exactly asks for the named arguments, each once, and says so in the words of
// the command.
func exactly(names ...string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		if len(names) == 0 {
			return fmt.Errorf("%s takes no arguments", command.Name())
		}
		return fmt.Errorf("%s takes %s", command.Name(), strings.Join(names, " "))
	}
}

// group makes a command that only holds others: alone it shows its help, with
// a word it does not know it fails.
func group(command *cobra.Command, below ...*cobra.Command) *cobra.Command {
	command.AddCommand(below...)
	command.Args = func(command *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("unknown command %q for %q", args[0], command.CommandPath())
		}
		return nil
	}
	command.RunE = func(command *cobra.Command, _ []string) error { return command.Help() }
	return command
}
