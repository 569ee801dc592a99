package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
	"empanel/pipeline/waiting"
	"empanel/pipeline/why"
)

type matchExplainOptions struct {
	*program
	revealOptions
	id     string
	of     string
	format format
}

// explainOf are the kinds of things that an id can name, as --of takes them.
var explainOf = []string{waiting.NamedHousehold, waiting.NamedRegistrant, waiting.NamedProvider}

func newMatchExplainCommand(p *program) *cobra.Command {
	opts := matchExplainOptions{program: p}
	command := &cobra.Command{
		Use:   "explain ID",
		Short: "Why is this household proposed to that provider, or to none?",
		Long: `Explains a household (by its id, or by that of a registrant in it) or a provider (by
practitioner number), from what the newest run worked out.

Of a household: its people and why each is in the pool or not, what it asks, its
points and its turn, every acceptable provider in the order it prefers them with
the room that was left when its turn came and what happened, and who near by is not
acceptable and why.

Of a provider: the room and which figure limits it at each facility, the households
proposed in the order of turns, the candidates with their points, offers, and how
many households near by would accept the provider and were proposed elsewhere.

With - the id is read from standard input; there it can also be a health number, of
somebody on the Health Connect Registry, whose household is explained. Health
numbers are masked, also in ids; --reveal --purpose TEXT shows them, and is kept in the audit log. --format csv gives
the acceptable providers of a household, or the candidates of a provider.`,
		Example: `  empanel match explain H0042 -w ws
  empanel match explain 10234 -w ws
  empanel match explain 10234 -w ws --of household --format json`,
		Args: exactly("ID"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.id = args[0]
			return runMatchExplain(command.Context(), opts)
		},
	}
	addWordFlag(command, &opts.of, "of", "", "what the id names, where it could be several things", explainOf)
	addFormatFlag(command, &opts.format)
	opts.addFlags(command)
	return command
}

func runMatchExplain(ctx context.Context, opts matchExplainOptions) error {
	const name = "empanel match explain"
	if err := opts.check(name); err != nil {
		return err
	}
	if opts.of != "" {
		if _, err := oneOf(name, "of", opts.of, explainOf); err != nil {
			return err
		}
	}
	id, err := opts.argument(opts.id)
	if err != nil {
		return err
	}
	q := waiting.Question{
		Workspace: opts.workspace, ID: id, Of: opts.of, Look: opts.look("match explain", opts.revealOptions),
	}
	if opts.id == "-" { // an argument would stand in the history of the shell
		if phn, err := why.ParsePHN(id); err == nil {
			q.PHN = phn
		}
	}
	y, err := waiting.Explain(ctx, q)
	if err != nil {
		return asUsage(name, err, ask.ErrPurpose, waiting.ErrNone, waiting.ErrAmbiguous, ask.ErrNoSuchProvider)
	}
	switch opts.format {
	case formatJSON:
		return opts.writeJSON(y)
	case formatCSV:
		if y.Provider != nil {
			return matchCandidateRows(y.Provider, true).render(opts.out, formatCSV)
		}
		return matchRoomRows(y.Household, true).render(opts.out, formatCSV)
	default:
		return printMatch(opts.out, y)
	}
}

func printMatch(w io.Writer, y *waiting.Explanation) error {
	t := teller{width: tellingWidth(w)}
	t.say("", y.Answer)
	var parts []matchPart
	if y.Household != nil {
		if y.Household.Asks != "" {
			t.say("", "It asks for "+y.Household.Asks+".")
		}
		parts = householdParts(y.Household)
	} else {
		parts = providerParts(y.Provider)
	}
	for _, part := range parts {
		if err := section(&t.out, tableWidth(w), part.title, part.list, part.all); err != nil {
			return err
		}
	}
	_, err := t.out.WriteTo(w)
	return err
}

// matchPart is a table of an explanation, and how many rows there are, shown or
// not.
type matchPart struct {
	title string
	list  listing
	all   int
}

// matchShown is how many rows of a long table a person is shown; the other
// forms give all.
const matchShown = 20

// cutTo leaves the first rows of a part.
func (p matchPart) cutTo(most int) matchPart {
	p.all = len(p.list.rows)
	p.list.rows = p.list.rows[:min(most, p.all)]
	return p
}

func householdParts(h *waiting.Household) []matchPart {
	shown := matchShown
	if h.Proposal != nil {
		shown = max(shown, int(h.Proposal.Choice))
	}
	return []matchPart{
		{title: "People", list: matchPeopleRows(h)},
		matchPart{title: "Acceptable providers, the one it prefers first", list: matchRoomRows(h, false)}.cutTo(shown),
		{title: "Not acceptable", list: matchOtherRows(h)},
		matchPart{title: "Offers, the newest first", list: matchOfferRows(h.Offers, false)}.cutTo(matchShown),
	}
}

func matchPeopleRows(h *waiting.Household) listing {
	l := listing{columns: []column{
		{name: "registrant"},
		{name: "person"},
		{name: "age", number: true},
		{name: "status"},
		{name: "community"},
		{name: "registered"},
		{name: "why"},
	}}
	for _, p := range h.People {
		var age any
		if p.Age != nil {
			age = *p.Age
		}
		l.rows = append(l.rows, []any{p.RegistrantID, p.PHN, age, p.Status, p.CHSA, p.RegisteredOn, p.Why})
	}
	return l
}

// matchRoomRows lists the acceptable providers of a household: for a person in
// short, or under the names of the relations for a program.
func matchRoomRows(h *waiting.Household, program bool) listing {
	if !program {
		return matchRoomTable(h)
	}
	l := listing{columns: []column{
		{name: "order", number: true},
		{name: "practitioner_number"},
		{name: "facility_number"},
		{name: "chsa"},
		{name: "likeness"},
		{name: "capacity", number: true},
		{name: "left", number: true},
		{name: "what"},
	}}
	for _, r := range h.Acceptable {
		l.rows = append(l.rows, []any{r.Order, r.Practitioner, r.Facility, r.CHSA, r.Likeness, r.Capacity, r.Left, r.What})
	}
	return l
}

// matchRoomTable leaves out the turn and the provider, which stand beside what
// happened, and the community, which what it is preferred as says.
func matchRoomTable(h *waiting.Household) listing {
	l := listing{columns: []column{
		{name: "order", number: true},
		{name: "provider"},
		{name: "facility"},
		{name: "room", number: true},
		{name: "left", number: true},
		{name: "what happened"},
		{name: "preferred as"},
	}, empty: "None."}
	for _, r := range h.Acceptable {
		what := strings.TrimPrefix(r.What, fmt.Sprintf("turn %d: ", h.Turn))
		what = strings.TrimPrefix(what, "provider "+r.Practitioner+" ")
		l.rows = append(l.rows, []any{r.Order, r.Practitioner, r.Facility, r.Capacity, r.Left, what, r.Likeness})
	}
	return l
}

func matchOtherRows(h *waiting.Household) listing {
	l := listing{columns: []column{{name: "why"}, {name: "providers", number: true}, {name: "such as"}}}
	for _, o := range h.Others {
		l.rows = append(l.rows, []any{o.Why, o.Count, strings.Join(o.Examples, ", ")})
	}
	return l
}

func matchOfferRows(offers []waiting.Offer, ofProvider bool) listing {
	l := listing{columns: []column{
		{name: "offer"}, {name: "provider"}, {name: "facility"}, {name: "offered"}, {name: "outcome"}, {name: "decided"},
	}}
	if ofProvider {
		l.columns[1].name = "household"
	}
	for _, o := range offers {
		with := o.Practitioner
		if ofProvider {
			with = o.HouseholdID
		}
		l.rows = append(l.rows, []any{o.OfferID, with, o.Facility, o.OfferedOn, o.Outcome, o.DecidedOn})
	}
	return l
}

func providerParts(p *waiting.Provider) []matchPart {
	places := listing{columns: []column{
		{name: "facility"},
		{name: "community"},
		{name: "asks for"},
		{name: "panel", number: true},
		{name: "this month", number: true},
		{name: "offered", number: true},
		{name: "room", number: true},
		{name: "limited by"},
	}}
	for _, c := range p.Places {
		places.rows = append(places.rows, []any{c.Facility, c.CHSA, c.Wants, c.Panel, c.Attached, c.Pending, c.Capacity, c.LimitedBy})
	}
	turns := listing{columns: []column{
		{name: "turn", number: true}, {name: "household"}, {name: "facility"}, {name: "size", number: true}, {name: "points", number: true}, {name: "why"},
	}}
	for _, t := range p.Proposals {
		turns.rows = append(turns.rows, []any{t.Turn, t.HouseholdID, t.Facility, t.Size, t.Points, t.Reason})
	}
	near := listing{columns: []column{{name: ""}, {name: "households", number: true}}}
	for _, n := range []struct {
		what  string
		count int
	}{
		{"would accept, proposed here", p.Asking.Here},
		{"would accept, proposed to another provider", p.Asking.Elsewhere},
		{"would accept, proposed to nobody", p.Asking.Nobody},
		{"have a condition that is not met", p.Asking.Unmet},
		{"one has declined the other", p.Asking.Declined},
	} {
		if n.count > 0 {
			near.rows = append(near.rows, []any{n.what, n.count})
		}
	}
	return []matchPart{
		{title: "Room at each facility", list: places},
		matchPart{title: "Proposed, in the order of turns", list: turns}.cutTo(matchShown),
		matchPart{title: "Candidates, by facility and rank", list: matchCandidateRows(p, false)}.cutTo(matchShown),
		matchPart{title: "Offers, the newest first", list: matchOfferRows(p.Offers, true)}.cutTo(matchShown),
		{title: fmt.Sprintf("The %s near enough", counted(int64(p.Asking.Near), "household", "households")), list: near},
	}
}

// matchCandidateRows lists the candidates of a provider: for a person, or under
// the names of the relations for a program.
func matchCandidateRows(p *waiting.Provider, program bool) listing {
	l := listing{columns: []column{
		{name: "facility"},
		{name: "rank", number: true},
		{name: "household"},
		{name: "size", number: true},
		{name: "points", number: true},
		{name: "made of"},
		{name: "proposed to"},
	}, empty: "None."}
	if program {
		for i, name := range []string{"facility_number", "rank", "household_id", "size", "points", "points_parts", "proposed_to"} {
			l.columns[i].name = name
		}
	}
	for _, c := range p.Candidates {
		l.rows = append(l.rows, []any{c.Facility, c.Rank, c.HouseholdID, c.Size, c.Points, c.Parts, c.ProposedTo})
	}
	return l
}
