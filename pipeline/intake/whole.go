package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// whole is a small file in memory. It is read from its storage once, so that
// what is parsed is what was hashed, whatever happens to the file meanwhile.
type whole struct {
	bytes.Reader
	content []byte
}

// Whole gives all the bytes, which a reader of lines takes where they stand.
func (w *whole) Whole() []byte { return w.content }

// load reads a file of less than so many bytes into memory, where it stays
// until the next one is loaded, and gives it its submission id: the SHA-256 of
// its bytes. A larger one, which has grown since it was claimed, is only
// hashed, and load gives nil.
func (w *whole) load(f *File, below int) (*whole, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, fmt.Errorf("reading a file of the inbox: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	// One byte more than it should have: the end shows at once.
	if room := int(min(f.Bytes, int64(below))) + 1; cap(w.content) < room {
		w.content = make([]byte, 0, room)
	}
	w.content = w.content[:0]
	for len(w.content) < below {
		if len(w.content) == cap(w.content) {
			w.content = append(w.content, 0)[:len(w.content)]
		}
		n, err := file.Read(w.content[len(w.content):cap(w.content)])
		w.content = w.content[:len(w.content)+n]
		if errors.Is(err, io.EOF) {
			sum := sha256.Sum256(w.content)
			f.Bytes, f.ID = int64(len(w.content)), hex.EncodeToString(sum[:])
			return w, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading a file of the inbox: %w", err)
		}
	}
	return nil, hashAll(f, io.MultiReader(bytes.NewReader(w.content), file))
}

// open gives the file to a reader, from its beginning.
func (w *whole) open() io.ReadSeeker {
	w.Reset(w.content)
	return w
}
