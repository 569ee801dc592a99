package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/spelling"
)

// readinessKinds are the kinds of people of whom readiness is told.
var readinessKinds = []string{"provider", "delegate", "staff"}

// readinessSteps are the steps that are known by name, in their order. The
// access feed can have others.
var readinessSteps = []string{
	"bc_provider_id", "authenticator", "affiliation", "facility_number", "panel", "availability",
	"endorsement", "confirmation",
	"identity", "account", "clinic_access", "privacy_training", "pharmanet_undertaking",
}

func newReadinessCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "readiness",
		Short: "Who has done which steps to take part, and what is next",
		Long: `Tells of each provider the steps of taking part in PAS, of each delegate whether the
provider's endorsement is confirmed, and of everybody in a clinic's team the steps to
use CareConnect: what is done on the as-of date of the newest run, and what is next.

It is read from the feeds and the registry. Nothing clinical is read.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newReadinessListCommand(p), newReadinessShowCommand(p))
	return command
}

type readinessListOptions struct {
	*program
	limitOptions
	kind, provider, facility, next string
	format                         format
}

func newReadinessListCommand(p *program) *cobra.Command {
	opts := readinessListOptions{program: p}
	command := &cobra.Command{
		Use:   "list",
		Short: "One line per person and system: how many steps are done, and the next",
		Long: `Lists providers (PAS), delegates (OneHealthID: one line per provider they act for) and
the people of a clinic's team (CareConnect: one line per clinic).

--next names a step: ` + strings.Join(readinessSteps[:6], ", ") + `
(PAS), ` + strings.Join(readinessSteps[6:8], ", ") + ` (OneHealthID),
` + strings.Join(readinessSteps[8:], ", ") + ` (CareConnect).`,
		Example: `  empanel readiness list -w ws --next availability
  empanel readiness list -w ws --facility 00452
  empanel readiness list -w ws --kind staff --format csv > staff.csv`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error { return runReadinessList(command.Context(), opts) },
	}
	addWordFlag(command, &opts.kind, "kind", "", "only one kind of people", readinessKinds)
	command.Flags().StringVar(&opts.provider, "provider", "", "only this practitioner number, and who works for them")
	command.Flags().StringVar(&opts.facility, "facility", "", "only the people of this facility")
	command.Flags().StringVar(&opts.next, "next", "", "only those whose next step is this one")
	_ = command.RegisterFlagCompletionFunc("next", cobra.FixedCompletions(readinessSteps, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	opts.addLimit(command)
	addFormatFlag(command, &opts.format)
	return command
}

func runReadinessList(ctx context.Context, opts readinessListOptions) error {
	const name = "empanel readiness list"
	if err := opts.checkLimit(name); err != nil {
		return err
	}
	if opts.kind != "" {
		if _, err := oneOf(name, "kind", opts.kind, readinessKinds); err != nil {
			return err
		}
	}
	if near := spelling.Nearest(strings.ToLower(opts.next), readinessSteps); opts.next != "" && near != "" && !slices.Contains(readinessSteps, strings.ToLower(opts.next)) {
		return &usageError{name, fmt.Errorf("--next names no step; did you mean %s?", near)}
	}
	given := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	empty := "Nobody: the feeds providers, affiliations, endorsements, clinic_staff and access have no row."
	if opts.kind+opts.provider+opts.facility+opts.next != "" {
		empty = "Nobody is so. empanel readiness list without flags lists everybody."
	}
	return opts.listed(ctx, ask.Question{
		Name: "readiness", Provider: &opts.provider, Limit: &opts.limit,
		Values: map[string]any{
			"kind": given(opts.kind), "next": given(strings.ToLower(opts.next)), "facility": given(strings.ToUpper(opts.facility)),
		},
		Look: opts.look("readiness list", revealOptions{}),
	}, readinessShape, opts.format, empty)
}

// readinessShape leaves the steps one by one to programs and to show.
var readinessShape = shape{
	columns: []string{"subject_kind", "subject", "facility_number", "for_practitioner", "system", "done", "what_next"},
	folded: map[string]fold{
		"done": func(row map[string]any) string {
			return fmt.Sprintf("%s of %s", cellText(row["done"]), cellText(row["steps"]))
		},
		"what_next": func(row map[string]any) string {
			if next := cellText(row["what_next"]); next != "" {
				return next
			}
			return "nothing: ready"
		},
	},
}

type readinessShowOptions struct {
	*program
	subject string
	format  format
}

func newReadinessShowCommand(p *program) *cobra.Command {
	opts := readinessShowOptions{program: p}
	command := &cobra.Command{
		Use:   "show SUBJECT",
		Short: "Every step of one provider, delegate or team member",
		Long: `Lists each step of a provider (a practitioner number), a delegate (the delegate_id of
the endorsements feed) or somebody of a clinic's team (the person_id of clinic_staff).
Of a provider also what delegates and team members have done to work for them.`,
		Example: `  empanel readiness show 10234 -w ws
  empanel readiness show S0000120 -w ws --format json`,
		Args: exactly("SUBJECT"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.subject = args[0]
			return runReadinessShow(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	return command
}

func runReadinessShow(ctx context.Context, opts readinessShowOptions) error {
	const name = "empanel readiness show"
	subject := strings.TrimSpace(opts.subject)
	if subject == "" {
		return &usageError{name, errors.New("SUBJECT is empty")}
	}
	q := ask.Question{Name: "readiness_steps", Values: map[string]any{"subject": subject}, Look: opts.look("readiness show", revealOptions{})}
	found, err := ask.List(ctx, opts.workspace, q)
	if err == nil && len(found.Rows) == 0 && subject != strings.ToUpper(subject) {
		q.Values["subject"] = strings.ToUpper(subject) // numbers are written in capitals
		found, err = ask.List(ctx, opts.workspace, q)
	}
	if err != nil {
		return err
	}
	if len(found.Rows) == 0 {
		return &usageError{name, errors.New("no provider in practice, delegate or team member has this number or id; empanel readiness list has them all")}
	}
	return readinessStepShape.listing(found, opts.out, opts.format).render(opts.out, opts.format)
}

// readinessStepShape says of a step what is to be done, or when it was.
var readinessStepShape = shape{
	columns: []string{"subject_kind", "subject", "facility_number", "for_practitioner", "system", "step", "done", "what_next"},
	folded: map[string]fold{
		"done": func(row map[string]any) string { return yesOrNo(isTrue(row["done"])) },
		"what_next": func(row map[string]any) string {
			switch on := cellText(row["done_on"]); {
			case isTrue(row["next"]):
				return "next: " + cellText(row["what_next"])
			case !isTrue(row["done"]):
				return cellText(row["what_next"])
			case on != "":
				return "on " + on
			}
			return ""
		},
	},
}

// isTrue says whether a cell holds true, which a flag of a relation may.
func isTrue(cell any) bool {
	is, known := cell.(bool)
	return known && is
}

func yesOrNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
