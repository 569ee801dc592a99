package config

import (
	"errors"
	"fmt"
	"os"

	"empanel/pipeline/seal"
)

// Encryption says to whom archived files and exports that name people are
// encrypted; to nobody: they are not.
type Encryption struct {
	// Recipients are public keys of age.
	Recipients []string `toml:"recipients"`
	// RecipientsFile has more of them, one a line; seen from the workspace.
	RecipientsFile string `toml:"recipients_file"`
	// Exports is whether exports that hold health numbers are encrypted too.
	Exports bool `toml:"exports"`
}

func (e Encryption) problems() []*Error {
	if _, err := seal.ParseRecipients(e.Recipients); err != nil {
		return []*Error{{Key: "encryption.recipients", Message: err.Error()}}
	}
	return nil
}

// To gives the recipients, those of the file included, or nil for none. The
// folder is that of the workspace. Its error is an *[Error].
func (e Encryption) To(dir string) (*seal.Recipients, error) {
	wrong := func(key, format string, args ...any) error {
		return &Error{File: "empanel.toml", Key: "encryption." + key, Message: fmt.Sprintf(format, args...)}
	}
	named, err := seal.ParseRecipients(e.Recipients)
	if err != nil {
		return nil, wrong("recipients", "%v", err)
	}
	path := e.FileIn(dir)
	if path == "" {
		return named, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		var cause *os.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, wrong("recipients_file", "cannot be read: %v", err)
	}
	listed, err := seal.ParseRecipients(seal.LinesOf(text))
	if err != nil {
		return nil, wrong("recipients_file", "%v", err)
	}
	if listed == nil {
		return nil, wrong("recipients_file", "has no recipient: write one a line, like age1..., or take the key out")
	}
	all, err := named.Together(listed)
	if err != nil {
		return nil, wrong("recipients_file", "%v", err)
	}
	return all, nil
}

// ForExports gives the recipients of an export; identified says whether it holds
// health numbers. Nil: it is not encrypted.
func (e Encryption) ForExports(dir string, identified bool) (*seal.Recipients, error) {
	if !identified || !e.Exports {
		return nil, nil
	}
	return e.To(dir)
}

// FileIn is where the file of recipients stands, if one is named.
func (e Encryption) FileIn(dir string) string {
	if e.RecipientsFile == "" {
		return ""
	}
	return In(dir, e.RecipientsFile)
}
