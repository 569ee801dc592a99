package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline"
)

// runSettings are the flags by which a run, or a plan of it, is made.
type runSettings struct{ asOf, receivedAt string }

func (s *runSettings) addFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&s.asOf, "as-of", "", "date for panels and counts (default: today in British Columbia)")
	flags.StringVar(&s.receivedAt, "received-at", "", "when tonight's files were received (default: each file's modification time)")
}

// options gives what the flags say, for the command so named.
func (s *runSettings) options(p *program, command string) (pipeline.Options, error) {
	options := pipeline.Options{Workspace: p.workspace, AsOf: field.NoDate, Now: p.now}
	if s.asOf != "" {
		asOf, err := parseDate(command, "as-of", s.asOf)
		if err != nil {
			return options, err
		}
		options.AsOf = asOf
	}
	if s.receivedAt != "" {
		at, err := time.Parse(time.RFC3339, s.receivedAt)
		if err != nil {
			return options, &usageError{command, errors.New("--received-at takes a time like 2026-09-30T18:00:00-07:00")}
		}
		options.ReceivedAt = at.UTC()
	}
	return options, nil
}

// again gives the flags as they would be typed once more.
func (s *runSettings) again() string {
	var text string
	if s.asOf != "" {
		text += " --as-of " + s.asOf
	}
	if s.receivedAt != "" {
		text += " --received-at " + s.receivedAt
	}
	return text
}
