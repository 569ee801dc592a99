// Package seal encrypts files to recipients and opens what was so encrypted, in
// the format of age (age-encryption.org/v1): whoever has one of the identities
// can open them with the age tool too, without this program.
//
// A recipient is public and stands in the configuration. An identity is secret
// and is never kept by this program: it is read from a file that somebody names
// and forgotten when the command ends. Nothing here puts a key into an error.
//
// It imports age and nothing of this project.
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// Ending is the ending of the name of an encrypted file.
const Ending = ".age"

// NewEnding is the ending of a file that is being written: what has it was left
// by a program that was killed.
const NewEnding = ".new"

// Recipients are those who can open what is encrypted. Nil is nobody: nothing is
// encrypted.
type Recipients struct{ all []age.Recipient }

// RecipientError is a recipient that cannot be used.
type RecipientError struct {
	No   int // from 1, of those given; 0 when it is about all of them together
	What string
}

// Error says what is wrong; it holds nothing of the text that was given, which
// could be a secret key put into the wrong place.
func (e *RecipientError) Error() string {
	if e.No == 0 {
		return e.What
	}
	return fmt.Sprintf("recipient %d %s", e.No, e.What)
}

// ParseRecipients reads recipients as age-keygen prints them: age1..., or
// age1pq1... of the kind that quantum computers do not break. No texts give nil.
// Its errors are *[RecipientError].
func ParseRecipients(texts []string) (*Recipients, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	r := &Recipients{}
	for i, text := range texts {
		text = strings.TrimSpace(text)
		if what := notARecipient(text); what != "" {
			return nil, &RecipientError{i + 1, what}
		}
		one, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(one) != 1 {
			return nil, &RecipientError{i + 1, "is no recipient of age: it must be copied whole, as age-keygen -y prints it"}
		}
		r.all = append(r.all, one[0])
	}
	// Kinds that cannot be mixed in one file show only when one is written.
	if w, err := age.Encrypt(io.Discard, r.all...); err != nil {
		return nil, &RecipientError{0, "recipients of the kind age1pq1... and others cannot be used together: use one kind"}
	} else if err := w.Close(); err != nil {
		return nil, &RecipientError{0, "the recipients cannot be encrypted to"}
	}
	return r, nil
}

func notARecipient(text string) string {
	switch {
	case strings.HasPrefix(strings.ToUpper(text), "AGE-SECRET-KEY-"):
		return "is a secret key, and must not stand here: write the recipient that age-keygen -y prints of it, and make a new key, as others may have read this one"
	case strings.HasPrefix(text, "ssh-"):
		return "is an SSH key, which is not taken: make a key with age-keygen"
	case text == "" || strings.ContainsAny(text, "\r\n#"):
		return "is no recipient of age: write one in each text, like age1..."
	}
	return ""
}

// LinesOf gives the lines of a file of recipients, one a line; empty lines and
// those that begin with # are left out.
func LinesOf(text []byte) []string {
	var lines []string
	for line := range strings.Lines(string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

// Together are the recipients of both.
func (r *Recipients) Together(others *Recipients) (*Recipients, error) {
	switch {
	case r == nil:
		return others, nil
	case others == nil:
		return r, nil
	}
	all := &Recipients{append(append([]age.Recipient{}, r.all...), others.all...)}
	if _, err := age.Encrypt(io.Discard, all.all...); err != nil {
		return nil, &RecipientError{0, "recipients of the kind age1pq1... and others cannot be used together: use one kind"}
	}
	return all, nil
}

// Copy encrypts everything from src to dst.
func (r *Recipients) Copy(dst io.Writer, src io.Reader) error {
	w, err := age.Encrypt(dst, r.all...)
	if err != nil {
		return fmt.Errorf("encrypting: %w", err)
	}
	_, err = io.Copy(w, src)
	return errors.Join(err, w.Close())
}

// WriteNew encrypts the file src into dst with [NewEnding], for its owner only,
// replacing what a killed program left there. It is not synced, so that many
// files can be synced at once; give it its name with [Rename] when it is.
func (r *Recipients) WriteNew(dst, src string) (err error) {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // read only
	return WriteNew(dst, func(out io.Writer) error { return r.Copy(out, in) })
}

// WriteNew has a new file dst with [NewEnding] written, for its owner only.
func WriteNew(dst string, write func(io.Writer) error) (err error) {
	path := dst + NewEnding
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(out), out.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Rename gives a file that [Recipients.WriteNew] wrote its name.
func Rename(dst string) error { return os.Rename(dst+NewEnding, dst) }
