package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/why"
)

type whyProviderOptions struct {
	*program
	revealOptions
	number string
	format format
}

func newWhyProviderCommand(p *program) *cobra.Command {
	opts := whyProviderOptions{program: p}
	command := &cobra.Command{
		Use:   "provider NUMBER",
		Short: "What of one provider: clinics, panel, who came and left, what waits, conflicts",
		Long: `Tells of one provider who they are and where they work, how many people they have
at each clinic and by what (a claim through MSP, one through Dr.Bill, an action in
the registry), who came and left in the 30 days up to the newest run's day and
why, what of theirs waits in quarantine and what to do, their conflicts with other
providers on either side, the transfers they are part of, and which steps towards
using the system are on record.

Health numbers are masked and names left out; --reveal --purpose TEXT shows them,
and is kept in the audit log. --format csv gives the panel.`,
		Example: `  empanel why provider 10234 -w ws
  empanel why provider 10234 -w ws --format json`,
		Args: exactly("NUMBER"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.number = args[0]
			return runWhyProvider(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runWhyProvider(ctx context.Context, opts whyProviderOptions) error {
	const name = "empanel why provider"
	if err := opts.check(name); err != nil {
		return err
	}
	y, err := why.ExplainProvider(ctx, why.ProviderOptions{
		Workspace: opts.workspace, Number: opts.number, Look: opts.look("why provider", opts.revealOptions),
	})
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, ask.ErrNoSuchProvider)
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(y)
	case formatCSV:
		return providerPanel(y, true).render(opts.out, formatCSV)
	default:
		return printProvider(opts.out, y, opts.workspace)
	}
}

func printProvider(w io.Writer, y *why.ProviderExplanation, workspace string) error {
	t := teller{width: tellingWidth(w)}
	t.say("", y.Answer)
	tellProvider(&t, y)
	clinics := listing{columns: []column{{name: "facility"}, {name: "clinic"}, {name: "as"}, {name: "from"}, {name: "to"}, {name: "on record in"}}}
	for _, c := range y.Clinics {
		clinics.rows = append(clinics.rows, []any{c.Facility, c.Name, roleInWords(c.Role), c.From, c.To, c.Place.String()})
	}
	for _, part := range []struct {
		title string
		list  listing
		all   int
	}{
		{"Where they work", clinics, 0},
		{"Panel on " + y.AsOf + ", by what brought people there", providerPanel(y, false), 0},
		{"The 30 days up to " + y.AsOf, providerFlow(y), 0},
		{"Waiting in quarantine, by reason", waitingByReason(y), 0},
		{"Conflicts", conflictSides(y), 0},
		{"Newest conflicts", conflictTable(y.Newest), 0},
		{"Transfers", providerTransfers(y), 0},
		{"Ready?", readiness(y), 0},
	} {
		if err := section(&t.out, terminalWidth(w), part.title, part.list, part.all); err != nil {
			return err
		}
	}
	tellCommands(&t, y, workspace)
	_, err := t.out.WriteTo(w)
	return err
}

// tellProvider tells who the provider is.
func tellProvider(t *teller, y *why.ProviderExplanation) {
	t.title("Who")
	if y.Feed == nil {
		t.say(indent, fmt.Sprintf("The providers feed has no row for %s.", y.Practitioner))
		return
	}
	kind := map[string]string{"FP": "Family physician", "NP": "Nurse practitioner"}[y.Feed.Type]
	if kind == "" {
		kind = "Provider"
	}
	name := ""
	if y.Feed.GivenName+y.Feed.FamilyName != "" {
		name = ", " + y.Feed.GivenName + " " + y.Feed.FamilyName
	}
	t.say(indent, fmt.Sprintf("%s %s%s (%s).", kind, y.Practitioner, name, y.Feed.Place))
	if y.Feed.NewOn != "" {
		t.say(indent, "New to practice on "+y.Feed.NewOn+".")
	}
	if y.Feed.Target > 0 {
		until := ""
		if y.Feed.TargetUntil != "" {
			until = ", until " + y.Feed.TargetUntil
		}
		t.say(indent, fmt.Sprintf("Monthly target: %s%s.", counted(y.Feed.Target, "person", "people"), until))
	}
	if y.Feed.LeftOn != "" {
		t.say(indent, "Left practice on "+y.Feed.LeftOn+".")
	}
}

func roleInWords(role string) string {
	if role == "medical_director" {
		return "medical director"
	}
	return role
}

// providerPanel lists the panel by facility and by what brought people there:
// for a person, or under the names of the relations for a program.
func providerPanel(y *why.ProviderExplanation, program bool) listing {
	l := listing{columns: []column{
		{name: "facility"},
		{name: "clinic"},
		{name: "people", number: true},
		{name: "MSP claims", number: true},
		{name: "Dr.Bill", number: true},
		{name: "registry actions", number: true},
		{name: "pending", number: true},
	}, empty: "Nobody."}
	if program {
		for i, name := range []string{"facility_number", "clinic_name", "confirmed", "by_teleplan", "by_drbill", "by_action", "pending"} {
			l.columns[i].name = name
		}
	}
	for _, n := range y.Panel {
		l.rows = append(l.rows, []any{n.Facility, n.Name, n.Confirmed, n.Teleplan, n.DrBill, n.Action, n.Pending})
	}
	return l
}

func providerFlow(y *why.ProviderExplanation) listing {
	l := listing{columns: []column{{name: ""}, {name: "people", number: true}, {name: "why"}}}
	for _, f := range y.Flow {
		what := map[string]string{"gained": "came", "lost": "left", "withdrawn": "taken off again"}[f.Direction]
		l.rows = append(l.rows, []any{what, f.People, f.InWords})
	}
	return l
}

func waitingByReason(y *why.ProviderExplanation) listing {
	l := listing{columns: []column{{name: "reason"}, {name: "lines", number: true}, {name: "may heal"}, {name: "what to do"}}}
	for _, r := range y.Reasons {
		heals := map[bool]string{true: "yes", false: "no"}[r.Heals]
		l.rows = append(l.rows, []any{r.Reason, r.Lines, heals, r.Hint})
	}
	return l
}

func conflictSides(y *why.ProviderExplanation) listing {
	l := listing{columns: []column{{name: "with"}, {name: "about people whom"}, {name: "conflicts", number: true}, {name: "open", number: true}, {name: "newest"}}}
	for _, c := range y.Conflicts {
		about := y.Practitioner + " had"
		if c.Side == "challenger" {
			about = y.Practitioner + " claimed"
		}
		l.rows = append(l.rows, []any{c.Other, about, c.Conflicts, c.Open, c.Newest})
	}
	return l
}

func providerTransfers(y *why.ProviderExplanation) listing {
	l := listing{columns: []column{
		{name: "transfer"},
		{name: "panel of"},
		{name: "goes to"},
		{name: "facility"},
		{name: "announced"},
		{name: "effective"},
		{name: "status"},
	}}
	for _, tr := range y.Transfers {
		from, to := y.Practitioner, tr.Other
		if tr.Side == "takes" {
			from, to = tr.Other, y.Practitioner
		}
		where := tr.Facility
		if where == "" {
			where = "everywhere"
		}
		l.rows = append(l.rows, []any{tr.ID, from, to, where, tr.Announced, tr.Effective, tr.Status})
	}
	return l
}

func readiness(y *why.ProviderExplanation) listing {
	l := listing{columns: []column{{name: "step"}, {name: "done"}, {name: ""}}}
	for _, s := range y.Readiness {
		detail := s.Detail
		if s.Next {
			detail = "next: " + detail
		}
		l.rows = append(l.rows, []any{s.Step, yesOrNo(s.Done), detail})
	}
	return l
}

// tellCommands names the commands to go on with.
func tellCommands(t *teller, y *why.ProviderExplanation, workspace string) {
	if y.Waiting == 0 && len(y.Conflicts) == 0 {
		return
	}
	t.title("Look next")
	if y.Waiting > 0 {
		t.say(indent, fmt.Sprintf("empanel quarantine list --provider %s -w %s", y.Practitioner, workspace))
	}
	if len(y.Conflicts) > 0 {
		t.say(indent, fmt.Sprintf("empanel conflicts --provider %s -w %s", y.Practitioner, workspace))
	}
}
