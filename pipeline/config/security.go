package config

// Security says who may get at a workspace besides its owner, and where the key
// of the pseudonyms is kept.
type Security struct {
	// KeyFile is the file with the key; empty means person.key in the workspace.
	KeyFile string `toml:"key_file"`
	// InboxGroup is the group whose members may put files into the inbox;
	// empty means only the owner may.
	InboxGroup string `toml:"inbox_group"`
}
