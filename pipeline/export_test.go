package pipeline

import (
	"empanel/pipeline/registry"
)

// MakeRegistry makes the registry of a new workspace: tests copy one.
var MakeRegistry = registry.Make
