package reconcile

// The folders of SQL that answer questions. Their statements change nothing and
// take their values as named parameters.
const (
	Status     = "status"     // where things stand, what happened
	Why        = "why"        // one person, from the evidence to the row
	Provider   = "provider"   // one provider: clinics, panel, what waits, conflicts
	Conflicts  = "conflicts"  // who claimed whom from whom
	AsOf       = "asof"       // panels of a past day, as known after a past run
	Quarantine = "quarantine" // what waits and why
	Holds      = "holds"      // what the guard holds
	Lists      = "lists"      // relations as commands list them: transfers, room, who waits
	Transfer   = "transfer"   // one transfer of a panel, its people, and what opening one would find
	Matches    = "match"      // why a household has a proposal or none, and a provider these
	FHIR       = "fhir/read"  // what is in an export of panels, worked out by the statements of FHIRMaking
	Decisions  = "decisions"  // what administrators decided, and what they may decide about
	Validate   = "validate"   // what the checks found in files that were not taken in
	// Planned reads what was worked out by the statements of Planning.
	Planned = "plan/show"
	Rebuild = "rebuild" // what a registry says of its runs, and how two registries differ
	Verify  = "verify"  // what the ledger and the registry must agree on
	// Archived is which files were taken in, for the archive and its retention.
	Archived = "archive"
	Page     = "page" // what the page of a night says beyond what the run reports
)

// FHIRMaking is the folder that works out in temporary tables who is in an
// export of panels, against the export before.
const FHIRMaking = "fhir"

// Planning is the folder that compares what was judged with what is stored, in
// temporary tables: what a run would change.
const Planning = "plan"

// The folders of a reprocessing, after [Planning]. Narrowing leaves of what
// would change what a selection of lines touches; Causes says which of the
// changed conditions does it; Reprocessed reads them.
const (
	Narrowing   = "reprocess/narrow"
	Causes      = "reprocess/cause"
	Reprocessed = "reprocess/show"
)
