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

// group makes a command that only holds others: alone, or with a word it does
// not know, it fails.
func group(command *cobra.Command, below ...*cobra.Command) *cobra.Command {
	command.AddCommand(below...)
	onlyHolds(command)
	return command
}

// onlyHolds has a command ask for one of those below it.
func onlyHolds(command *cobra.Command) {
	command.Args = func(command *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("unknown command %q for %q", args[0], command.CommandPath())
		}
		var names []string
		for _, below := range command.Commands() {
			if below.IsAvailableCommand() {
				names = append(names, below.Name())
			}
		}
		return fmt.Errorf("%s takes one of: %s", command.Name(), strings.Join(names, ", "))
	}
	command.RunE = func(command *cobra.Command, _ []string) error { return command.Help() }
}

// strictly makes the commands that cobra brings along fail on a word that they
// do not know.
func strictly(root *cobra.Command) {
	for _, command := range root.Commands() {
		switch command.Name() {
		case "completion":
			onlyHolds(command)
		case "help":
			command.Args = func(_ *cobra.Command, args []string) error {
				_, rest, err := root.Find(args)
				if err == nil && len(rest) > 0 {
					err = fmt.Errorf("unknown command %q for %q", strings.Join(args, " "), root.Name())
				}
				return err
			}
		}
	}
}

// atMost is [exactly] for arguments that may be left out.
func atMost(names ...string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) <= len(names) {
			return nil
		}
		return fmt.Errorf("%s takes at most %s", command.Name(), strings.Join(names, " "))
	}
}
