package reconcile

// The folders of SQL that answer questions. Their statements change nothing and
// take their values as named parameters.
const (
	Status     = "status"     // where things stand, what happened
	Why        = "why"        // one person, from the evidence to the row
	Quarantine = "quarantine" // what waits and why
	Validate   = "validate"   // what the checks found in files that were not taken in
)
