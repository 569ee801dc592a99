package pipeline

// MakeRegistry makes the registry of a new workspace: tests copy one.
var MakeRegistry = makeRegistry
