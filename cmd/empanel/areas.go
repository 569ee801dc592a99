package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

type areasOptions struct {
	*program
	by     string
	format format
}

// areaLevels are the levels of areas, as --by takes them and as the relation
// names them.
var areaLevels = []struct{ flag, level string }{
	{"authority", "Health Authority"}, {"area", "Local Health Area"}, {"chsa", "CHSA"},
}

// areaFlags are the words that --by takes.
func areaFlags() []string {
	flags := make([]string, len(areaLevels))
	for i, l := range areaLevels {
		flags[i] = l.flag
	}
	return flags
}

// areaLevel gives the level that --by names.
func areaLevel(command, by string) (string, error) {
	i := slices.Index(areaFlags(), by)
	if i < 0 {
		return "", &usageError{command, errors.New("--by takes " + strings.Join(areaFlags(), ", "))}
	}
	return areaLevels[i].level, nil
}

func newAreasCommand(p *program) *cobra.Command {
	opts := areasOptions{program: p}
	command := &cobra.Command{
		Use:   "areas",
		Short: "Where care is missing: people, room and teams by area",
		Long: `Lists areas on the as-of date of the newest run: the people who live there and are
attached, those who are alive, covered by MSP and with nobody, those who wait on the
Health Connect Registry, the people there is room for, and the providers and team
members at the clinics there.

A Community Health Service Area (CHSA) has four digits; its first three are the
Local Health Area, its first the Health Authority.`,
		Example: `  empanel areas -w ws
  empanel areas -w ws --by area --format csv > areas.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runAreas(command.Context(), opts) },
	}
	command.Flags().StringVar(&opts.by, "by", "authority", "authority, area (Local Health Area) or chsa")
	_ = command.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(areaFlags(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

func runAreas(ctx context.Context, opts areasOptions) error {
	level, err := areaLevel("empanel areas", opts.by)
	if err != nil {
		return err
	}
	return opts.listed(ctx, ask.Question{
		Name: "areas", Values: map[string]any{"level": level}, Look: opts.look("areas", revealOptions{}),
	}, areasShape, opts.format, "There is no area: neither people nor clinics have been taken in.")
}

// areasShape leaves out the level, which was asked for.
var areasShape = shape{
	columns: []string{"area", "attached", "unattached", "waiting", "capacity", "providers", "team_members", "team"},
}
