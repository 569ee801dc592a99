package main

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

// revealOptions are the flags of every command that can show health numbers.
type revealOptions struct {
	reveal  bool
	purpose string
}

func (o *revealOptions) addFlags(command *cobra.Command) {
	command.Flags().BoolVar(&o.reveal, "reveal", false, "show health numbers; needs --purpose and is kept in the audit log")
	command.Flags().StringVar(&o.purpose, "purpose", "", "why you look, in a few words; kept in the audit log")
}

// check refuses a purpose without the look that it is given for.
func (o *revealOptions) check(command string) error {
	if o.purpose != "" && !o.reveal {
		return &usageError{command, errors.New("--purpose goes with --reveal: without it no health number is shown")}
	}
	return nil
}

// look says who looks at patients now, and why.
func (p *program) look(command string, o revealOptions) ask.Look {
	who := whoAsks()
	return ask.Look{Command: command, User: who.user, Login: who.login, At: p.now(), Reveal: o.reveal, Purpose: o.purpose}
}

// argument gives an argument, or standard input to its end when it is a dash:
// so nothing need stand in a shell's history.
func (p *program) argument(arg string) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	text, err := io.ReadAll(io.LimitReader(p.in, 1<<20))
	if err != nil {
		return "", errors.New("standard input cannot be read")
	}
	return strings.TrimSpace(string(text)), nil
}

// asUsage makes an error one of wrong usage when it is one of those named.
func asUsage(command string, err error, wrong ...error) error {
	for _, w := range wrong {
		if errors.Is(err, w) {
			return &usageError{command, err}
		}
	}
	return err
}
