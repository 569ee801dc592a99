package workspace

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// keyBytes is the length of the pseudonym key.
const keyBytes = 32

// Key reads the key of the pseudonyms: 32 bytes. Whoever has it can find out
// which pseudonym is whose, so it is never logged and never in SQL. No error
// holds any of it.
func (w *Workspace) Key() ([]byte, error) {
	text, err := os.ReadFile(w.KeyFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", w.dir, ErrKeyMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the pseudonym key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		// The decoder's own error would show a piece of the key.
		return nil, fmt.Errorf("%s: is not a key of %d hexadecimal digits; put it back from a backup", w.KeyFile(), 2*keyBytes)
	}
	return key, nil
}
