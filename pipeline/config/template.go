package config

import _ "embed" // the file that init writes

//go:embed template.toml
var template []byte

// Template is the configuration file of a new workspace: every key with its
// default and the reason for it.
func Template() []byte { return append([]byte(nil), template...) }
