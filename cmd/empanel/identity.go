package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/export"
	"empanel/pipeline/seal"
	"empanel/pipeline/workspace"
)

// identityOptions is the flag of every command that can open what is encrypted.
type identityOptions struct{ identity string }

func (o *identityOptions) addIdentity(command *cobra.Command) {
	command.Flags().StringVar(&o.identity, "identity", "", "file with the identity (secret key) that opens what is encrypted; - is standard input")
	_ = command.MarkFlagFilename("identity") // fails only for a flag that does not exist
}

// identities reads the file, which must not lie in the workspace; an empty one is
// none.
func (o *identityOptions) identities(command string, p *program, folder string) (*seal.Identities, error) {
	outside := ""
	if ws, err := workspace.Open(folder); err == nil && folder != "" {
		outside = ws.Dir()
	}
	opens, err := seal.ReadIdentities(o.identity, p.in, outside)
	if errors.Is(err, seal.ErrIdentity) || errors.Is(err, seal.ErrIdentityInside) {
		return nil, &usageError{command, err}
	}
	return opens, err
}

// tellEncrypted says of an export that is encrypted how it is opened.
func (p *program) tellEncrypted(dir string) error {
	if !export.IsSealed(dir) {
		return nil
	}
	_, err := fmt.Fprintln(p.out, "Its files are encrypted to the recipients of [encryption]: age -d -i KEY NAME"+seal.Ending+" > NAME opens one.")
	return err
}
