package reconcile

// Worklists makes the practices' worklists: a temporary table of what is no
// attachment of today, and what is read from it and beside it.
const Worklists = "worklists"
