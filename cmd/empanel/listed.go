package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
)

// listed prints what the registry answers to a question, under the names of its
// columns; empty is what to tell a person when there is nothing.
func (p *program) listed(ctx context.Context, q pipeline.Question, f format, empty string) error {
	found, err := pipeline.List(ctx, p.workspace, q)
	if err != nil {
		return asUsage("empanel "+q.Look.Command, err, pipeline.ErrPurpose, pipeline.ErrNoSuchProvider)
	}
	l := listing{empty: empty, rows: found.Rows}
	for _, c := range found.Columns {
		l.columns = append(l.columns, column{name: c.Name, number: c.Number})
	}
	return l.render(p.out, f)
}

// limitOptions is the flag of lists that can be long.
type limitOptions struct{ limit int }

func (o *limitOptions) addLimit(command *cobra.Command) {
	command.Flags().IntVar(&o.limit, "limit", 0, "show at most so many (0: all)")
}

// checkLimit refuses a number below 0.
func (o *limitOptions) checkLimit(command string) error {
	if o.limit < 0 {
		return &usageError{command, errors.New("--limit takes a number from 0")}
	}
	return nil
}

// oneOf gives the place of a word that a flag takes among those it may take.
func oneOf(command, flag, word string, words []string) (int, error) {
	if i := slices.Index(words, word); i >= 0 {
		return i, nil
	}
	return 0, &usageError{command, errors.New("--" + flag + " takes " + strings.Join(words, ", "))}
}

// addWordFlag gives a command a flag that takes one of some words.
func addWordFlag(command *cobra.Command, value *string, flag, preset, usage string, words []string) {
	command.Flags().StringVar(value, flag, preset, usage+": "+strings.Join(words, ", "))
	_ = command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
}
