package main

import "github.com/spf13/cobra"

func newMatchCommand(p *program) *cobra.Command {
	return group(&cobra.Command{
		Use:   "match",
		Short: "Who waits for a provider, whom they are proposed to, and why",
		Long: `Shows what the newest run worked out for the people who wait on the Health Connect
Registry: which provider each household is proposed to, who has no proposal and
why, whom a provider would be shown, which offers are open, whether the order is
fair, and whom the coordinators should contact or close.

A proposal is no offer: a coordinator makes that, and the offers feed tells the
registry what came of it. See empanel export candidates.`,
		Example: `  empanel match list -w ws --limit 20
  empanel match explain H0042 -w ws
  empanel match unplaced -w ws --code no_room_left
  empanel match offers -w ws --older-than 14`,
	},
		newMatchListCommand(p),
		newMatchExplainCommand(p),
		newMatchUnplacedCommand(p),
		newMatchCandidatesCommand(p),
		newMatchOffersCommand(p),
		newMatchFairnessCommand(p),
		newMatchContactCommand(p),
		newMatchCloseCommand(p),
	)
}
