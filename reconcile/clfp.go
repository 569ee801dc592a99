package reconcile

// The folders of SQL that make the bundle for the calculation of the payment to
// longitudinal family physicians, in the order in which they run. Between
// CLFPKnown and CLFPPortal come the openings and loads of a run, after CLFPPortal
// those folders of its judging that say which claims are void.
const (
	// CLFPKnown copies what is needed of a registry, attached as beside, in the place of
	// some tables of [Schema]: what was taken in up to a run.
	CLFPKnown  = "clfp/known"
	CLFPPortal = "clfp/portal" // leaves only what says whether portal claims stand to be judged
	CLFPPeople = "clfp/people" // who counts for whom
	CLFPCount  = "clfp/count"  // the counts and conditions of each provider
	CLFPPay    = "clfp/pay"    // amounts, where rates are given
	CLFPChecks = "clfp/check"  // each returns offending rows (provider, what), and must return none
	CLFPFiles  = "clfp/file"   // what is written, sorted
	// CLFPFormat1 reads files of bundles of format 1 as canonical text.
	CLFPFormat1 = "clfp/format1"
	// What changed between two bundles: they are read, compared, and told of.
	CLFPDiffLoad = "clfp/diff/load"
	CLFPDiff     = "clfp/diff"
	CLFPDiffShow = "clfp/diff/show"
	CLFPOnce     = "clfp" // the rest
)
