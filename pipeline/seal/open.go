package seal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// Identities open what was encrypted to their recipients. They are secret.
type Identities struct{ all []age.Identity }

// ErrIdentity is the error of a file that holds no identity that can be used.
var ErrIdentity = errors.New("--identity takes a file as age-keygen writes it, whose line begins with AGE-SECRET-KEY")

// ErrIdentityInside is the error of an identity that is kept beside what it
// opens.
var ErrIdentityInside = errors.New("the identity lies inside the workspace: whoever copies the workspace could open everything, so keep it elsewhere")

// ErrNotFor is the error of a file that was encrypted to other recipients.
var ErrNotFor = errors.New("is encrypted to other recipients than this identity's")

// ErrSealed is the error of reading an encrypted file without an identity.
var ErrSealed = errors.New("is encrypted: name the file with the identity: --identity FILE")

// ErrDamaged is the error of an encrypted file that is not as it was written.
var ErrDamaged = errors.New("is encrypted and damaged")

// mostIdentities is how large a file of identities may be, in bytes.
const mostIdentities = 1 << 20

// ReadIdentities reads a file of identities, which must not lie inside outside;
// an empty path gives nil. A dash is standard input, so that an identity that is
// kept under a passphrase need not be on disk: age -d key.age | empanel ...
// --identity -. Its errors wrap [ErrIdentity] or [ErrIdentityInside]; none holds
// anything of the file.
func ReadIdentities(path string, stdin io.Reader, outside string) (*Identities, error) {
	if path == "" {
		return nil, nil
	}
	if path != "-" {
		if err := mustBeOutside(path, outside); err != nil {
			return nil, err
		}
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIdentity, err)
		}
		defer file.Close() //nolint:errcheck // read only
		stdin = file
	}
	text, err := io.ReadAll(io.LimitReader(stdin, mostIdentities))
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read", ErrIdentity)
	}
	if bytes.HasPrefix(text, []byte(magic)) || bytes.HasPrefix(text, []byte("-----BEGIN AGE ENCRYPTED FILE")) {
		return nil, fmt.Errorf("%w; this one is under a passphrase: age -d %s | empanel ... --identity -", ErrIdentity, filepath.Base(path))
	}
	// The parser's own error could say what a line holds.
	all, err := age.ParseIdentities(strings.NewReader(strings.ReplaceAll(string(text), "\r\n", "\n")))
	if err != nil {
		return nil, ErrIdentity
	}
	return &Identities{all}, nil
}

// mustBeOutside says whether a file lies outside a folder, links followed.
func mustBeOutside(path, folder string) error {
	if folder == "" {
		return nil
	}
	followed, err := filepath.EvalSymlinks(path)
	if err == nil {
		followed, err = filepath.Abs(followed)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if folder, err = filepath.EvalSymlinks(folder); err == nil {
		folder, err = filepath.Abs(folder)
	}
	if err != nil {
		return err
	}
	if within, err := filepath.Rel(folder, followed); err == nil && filepath.IsLocal(within) {
		return ErrIdentityInside
	}
	return nil
}

// magic begins every encrypted file.
const magic = "age-encryption.org/v1\n"

// Reader is the plain content of an encrypted file.
type Reader struct {
	*io.SectionReader
	file *os.File
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }

// Open opens an encrypted file for reading its plain content, anywhere in it.
// Nothing of it is written to disk. Its errors wrap [ErrSealed] without
// identities, [ErrNotFor] or [ErrDamaged]; damage further on shows when it is
// read.
func (i *Identities) Open(path string) (_ *Reader, err error) {
	if i == nil {
		return nil, ErrSealed
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	content, size, err := age.DecryptReaderAt(file, info.Size(), i.all...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrNotFor
	case err != nil:
		return nil, ErrDamaged
	}
	return &Reader{io.NewSectionReader(content, 0, size), file}, nil
}

// Fault says what is wrong with an encrypted file of so many plain bytes, as far
// as it can be seen without an identity: whether it begins as one and has the
// size that so many bytes encrypted have. Empty: nothing. That its bytes are the
// right ones shows only an identity.
func Fault(path string, plain int64) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // read only
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	header, err := age.ExtractHeader(bufio.NewReader(file))
	if err != nil {
		return "does not begin as an encrypted file does", nil
	}
	if want := int64(len(header)) + payload(plain); info.Size() != want {
		return fmt.Sprintf("has %d bytes, and was written with %d", info.Size(), want), nil
	}
	return "", nil
}

// payload is how many bytes so many plain ones take behind the header: a nonce,
// and chunks of 64 KiB with a tag each, the last of which is empty only in an
// empty file.
func payload(plain int64) int64 {
	const nonce, chunk, tag = 16, 64 << 10, 16
	chunks := max(1, (plain+chunk-1)/chunk)
	return nonce + plain + chunks*tag
}
