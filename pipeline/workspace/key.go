package workspace

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// keyBytes is the length of the pseudonym key.
const keyBytes = 32

// ErrRekeying is the error of asking for a pseudonym while the key is changed, or
// after a change of it was interrupted.
var ErrRekeying = errors.New("the key of the pseudonyms is being changed, or a change of it was interrupted: wait, or finish it: empanel rekey")

// Key reads the key of the pseudonyms: 32 bytes. Whoever has it can find out
// which pseudonym is whose, so it is never logged and never in SQL. No error
// holds any of it. A key that others can read is not used, and none is given
// while it is changed ([ErrRekeying]).
func (w *Workspace) Key() ([]byte, error) {
	changing, err := w.Rekeying()
	if err != nil {
		return nil, err
	}
	if changing {
		return nil, fmt.Errorf("%s: %w", w.dir, ErrRekeying)
	}
	return w.readKey(w.KeyFile())
}

func (w *Workspace) readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", w.dir, ErrKeyMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the pseudonym key: %w", err)
	}
	if err := keyIsPrivate(path, info); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the pseudonym key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		// The decoder's own error would show a piece of the key.
		return nil, fmt.Errorf("%s: is not a key of %d hexadecimal digits; put it back from a backup", path, 2*keyBytes)
	}
	return key, nil
}

// KeyFingerprint tells keys apart without telling anything of them.
func KeyFingerprint(key []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("empanel: which key of pseudonyms this is")) // a hash takes everything
	return hex.EncodeToString(mac.Sum(nil))[:32]
}

// keyIsPrivate gives an *AccessError for a key that others than this account, or
// root, have.
func keyIsPrivate(path string, info os.FileInfo) error {
	e := &AccessError{Dir: path, Mend: "chmod 600 " + shell(path)}
	stat, ok := info.Sys().(*syscall.Stat_t)
	me := uint32(os.Geteuid())
	switch {
	case !info.Mode().IsRegular() || !ok:
		e.Problems, e.Mend = []string{"it is no regular file"}, "put the key back from a backup"
	case stat.Uid != me && stat.Uid != 0:
		e.Problems = []string{fmt.Sprintf("the key belongs to %s, and this is %s", account(stat.Uid), account(me))}
		e.Mend = fmt.Sprintf("sudo chown %s %s", account(me), shell(path))
	}
	if who := beyond(info.Mode().Perm()); who != "" {
		e.Problems = append(e.Problems, fmt.Sprintf("the key has mode %04o: %s", info.Mode().Perm(), who))
	}
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}
