package pipeline_test

import (
	"fmt"
	"slices"
)

// The guard, in the slowest and plainest way: it judges each file that claims
// people, and each action of a delegate that removes everybody, by what the
// registry would be if this came next and nothing after it had come.

// guardRules is the policy of the guard; the zero value has none.
type guardRules struct {
	enabled           bool
	takesPeople       int
	takesSharePeople  int
	takesSharePercent int
	removesPeople     int
}

// guarding is what a reconciliation is told of the guard. The zero value is a
// registry that never had one.
type guarding struct {
	heldIn  map[lineKey]int    // the run that put the line under a hold
	takenIn map[lineKey]int    // the run that took the line in
	decided map[lineKey]string // the verdict that holds about a line under a hold

	later    map[lineKey]bool // comes after what is judged, and is not looked at
	answered map[lineKey]bool // is judged, and counts as though MSP had accepted it
}

// holds says whether a line is under a hold that nobody released.
func (g guarding) holds(key lineKey) bool {
	return g.heldIn[key] > 0 && g.decided[key] != "release_file"
}

// leavesOut says whether the fold does not see a line.
func (g guarding) leavesOut(key lineKey) bool { return g.holds(key) || g.later[key] }

// guard is what is carried from night to night: verdicts are made once, so the
// registry after a night is not to be had from the evidence alone.
type guard struct {
	run      int
	files    []*sentFile // delivered so far
	takenIn  map[lineKey]int
	heldIn   map[lineKey]int
	waited   map[lineKey]bool // did not count after the run before: in quarantine, a duplicate, or void
	verdicts []guardVerdict
}

// guardVerdict is what the guard found of a file, or of one action.
type guardVerdict struct {
	run    int
	about  evidenceLine // the first new line of a file; the action
	people int
	claims int // attach claims in the file; 0 of an action
	held   bool
	why    string
}

func newGuard() *guard {
	return &guard{takenIn: map[lineKey]int{}, heldIn: map[lineKey]int{}, waited: map[lineKey]bool{}}
}

// night takes in files, judges what is new, and gives the registry after it.
func (g *guard) night(files []*sentFile, under rules) expected {
	g.run++
	g.files = append(g.files, files...)
	for _, line := range acceptedLines(g.files) {
		if g.takenIn[line.key()] == 0 {
			g.takenIn[line.key()] = g.run
		}
	}
	under.guarding = guarding{heldIn: g.heldIn, takenIn: g.takenIn}
	if under.guard.enabled {
		g.judge(under)
	}
	after := reconcileSlowly(g.files, under)
	g.waited = map[lineKey]bool{}
	for key, result := range after.lines {
		g.waited[key] = slices.Contains(noPart, result.outcome)
	}
	return after
}

// judge goes through the new lines in their order: the lines of one claim file
// together, an action by itself.
func (g *guard) judge(under rules) {
	fresh := g.newLines(reconcileSlowly(g.files, under))
	for len(fresh) > 0 {
		together := 1
		for claimsSomebody(fresh[0]) && together < len(fresh) && fresh[together].submission == fresh[0].submission {
			together++
		}
		judged, later := fresh[:together], fresh[together:]
		switch {
		case claimsSomebody(judged[0]):
			g.judgeFile(judged, later, under)
		case delegateRemovesEverybody(judged[0]):
			g.judgeRemoval(judged[0], later, under)
		}
		fresh = later
	}
}

// noPart are the outcomes of lines that do not count, whatever MSP answers.
var noPart = []string{"quarantined", "duplicate", "refused", "reversed"}

// newLines gives the attach lines and actions that count tonight, or would but
// for an answer, came tonight or did not count until now, and were never held,
// in order.
func (g *guard) newLines(tonight expected) []evidenceLine {
	var fresh []evidenceLine
	for _, line := range acceptedLines(g.files) {
		key := line.key()
		isAction := line.file.channel == feedFiles && line.file.feed == "actions"
		if !isAction && !claimsSomebody(line) || slices.Contains(noPart, tonight.lines[key].outcome) {
			continue
		}
		if g.heldIn[key] == 0 && (g.takenIn[key] == g.run || g.waited[key]) {
			fresh = append(fresh, line)
		}
	}
	slices.SortFunc(fresh, func(a, b evidenceLine) int {
		if a.before(b.position) {
			return -1
		}
		return 1
	})
	return fresh
}

// judgeFile holds the new attach lines of a file when they take too many
// people from other providers.
func (g *guard) judgeFile(judged, later []evidenceLine, under rules) {
	mine := keysOf(judged)
	taken := map[string]bool{}
	for _, row := range g.tryOut(judged, later, under).conflicts {
		if mine[row.key] {
			taken[row.phn] = true
		}
	}
	people, claims := len(taken), g.claimsIn(judged[0].submission)
	limits := under.guard
	verdict := guardVerdict{people: people, claims: claims}
	switch {
	case people >= limits.takesPeople:
		verdict.held, verdict.why = true, "too many"
	case people >= limits.takesSharePeople && people*100 > limits.takesSharePercent*claims:
		verdict.held, verdict.why = true, "too large a share"
	}
	g.decide(judged, verdict)
}

// claimsIn counts the attach claims of a file, sound or not.
func (g *guard) claimsIn(submission string) int {
	claims := 0
	for _, line := range acceptedLines(g.files) {
		if line.submission == submission && claimsSomebody(line) {
			claims++
		}
	}
	return claims
}

// judgeRemoval holds an action by which a delegate removes too many people,
// unless a transfer says that their provider hands them over.
func (g *guard) judgeRemoval(action evidenceLine, later []evidenceLine, under rules) {
	removed := map[string]bool{}
	for _, r := range g.tryOut([]evidenceLine{action}, later, under).removals {
		if r.by == action.key() {
			removed[r.person] = true
		}
	}
	in := feedsInForce(acceptedLines(g.files), map[lineKey]lineResult{})
	verdict := guardVerdict{people: len(removed)}
	switch {
	case verdict.people < under.guard.removesPeople:
	case in.handsOver(action.row):
		verdict.why = "a transfer explains it"
	default:
		verdict.held, verdict.why = true, "too many"
	}
	g.decide([]evidenceLine{action}, verdict)
}

// handsOver says whether a transfer explains that a provider's people leave on
// the day of an action: one that is not cancelled, of all of the provider's
// facilities or of the one that the action names.
func (in feeds) handsOver(action csvRow) bool {
	const windowDays = 90
	at := plain(action["facility_number"])
	for _, row := range in.transfers {
		if row["from_practitioner"] == action["practitioner_number"] && row["status"] != "cancelled" &&
			(row["facility_number"] == "" || row["facility_number"] == at) &&
			row["announced_on"] <= action["acted_on"] && action["acted_on"] <= daysLater(row["effective_on"], windowDays) {
			return true
		}
	}
	return false
}

// tryOut gives the registry as it would be with what is judged, and without
// what comes later. What is judged counts although it waits for an answer: the
// answer will come when nobody looks any more.
func (g *guard) tryOut(judged, later []evidenceLine, under rules) expected {
	under.guarding.later, under.guarding.answered = keysOf(later), keysOf(judged)
	return reconcileSlowly(g.files, under)
}

// decide keeps a verdict, and puts what is held under its hold.
func (g *guard) decide(judged []evidenceLine, verdict guardVerdict) {
	verdict.run, verdict.about = g.run, judged[0]
	g.verdicts = append(g.verdicts, verdict)
	if verdict.held {
		for _, line := range judged {
			g.heldIn[line.key()] = g.run
		}
	}
}

func keysOf(lines []evidenceLine) map[lineKey]bool {
	keys := map[lineKey]bool{}
	for _, line := range lines {
		keys[line.key()] = true
	}
	return keys
}

// claimsSomebody says whether a line is an attach claim, sound or not: a
// Teleplan claim with fee item 98990, or a Dr.Bill row.
func claimsSomebody(line evidenceLine) bool {
	return line.file.channel == drbillFiles ||
		line.file.channel == submissions && line.claim.record == "C02" && line.claim.kind() == attachClaim
}

func delegateRemovesEverybody(line evidenceLine) bool {
	return line.row["action"] == "remove" && line.row["phn"] == "*" && line.row["actor_role"] == "delegate"
}

// tell prints the verdicts, for a test that fails.
func (g *guard) tell() string {
	var out string
	for _, v := range g.verdicts {
		out += fmt.Sprintf("run %d judged %s from line %d: %d people of %d claims, held: %v %s\n",
			v.run, v.about.file.name, v.about.line, v.people, v.claims, v.held, v.why)
	}
	return out
}
