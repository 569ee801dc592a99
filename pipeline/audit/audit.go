// Package audit keeps the log of every look at a patient: who, when, by which
// command, for what purpose, how many people. The log is a chain: every row
// holds the hash of the row before it, so that a row changed, removed or put in
// later shows.
//
// The file is JSON lines, mode 0600, only ever appended to. No row holds a
// health number: query texts are masked here, whatever the caller did. The
// package reads no clock: the time of an entry is passed in. It imports
// pipeline/mask, pipeline/durable, and nothing else of this project.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"empanel/pipeline/durable"
	"empanel/pipeline/mask"
)

// Entry is one look at patients, as the caller knows it.
type Entry struct {
	At      time.Time // when; kept in UTC, to the second
	User    string    // the account that ran the command
	Login   string    // the account that logged in, where it is another: who is behind sudo; empty otherwise
	Command string    // the command's name, e.g. "why"
	Purpose string    // as given with --purpose; ten-digit numbers are masked
	People  int       // how many people were shown
	Query   string    // the text of a query, if one was run; ten-digit numbers are masked
}

// row is an entry as it stands in the log. The order of the fields is the
// order of the hashed text: it never changes.
type row struct {
	Seq     int    `json:"seq"` // from 1, without gaps
	At      string `json:"at"`  // RFC 3339, UTC
	User    string `json:"user"`
	Login   string `json:"login,omitempty"` // younger than the others, so it is left out where it says nothing
	Command string `json:"command"`
	Purpose string `json:"purpose"`
	People  int    `json:"people"`
	Query   string `json:"query"`
	Prev    string `json:"prev"` // hash of the row before; of the first row 64 zeros
	Hash    string `json:"hash,omitempty"`
}

// start is what the first row names as the row before it.
const start = "0000000000000000000000000000000000000000000000000000000000000000"

// TamperedError is the first row of a log that is not as it was written.
type TamperedError struct {
	Row    int    // from 1, the line in the file
	Reason string // in plain words
}

// Error renders the row and the reason.
func (e *TamperedError) Error() string {
	return fmt.Sprintf("audit log, row %d: %s", e.Row, e.Reason)
}

// Append adds one entry and waits until it is on disk: what cannot be logged is
// not to be shown. Processes take turns. It makes the log when there is none,
// and gives a [TamperedError] when the last row is damaged, because a chain
// cannot go on from there.
func Append(path string, entry Entry) (err error) {
	lock, err := lockLog(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return add(path, entry)
}

func lockLog(path string) (*flock.Flock, error) {
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return nil, fmt.Errorf("locking the audit log: %w", err)
	}
	return lock, nil
}

// add is [Append] for whoever has the lock.
func add(path string, entry Entry) (err error) {
	log, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("opening the audit log: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	last, err := lastRow(log)
	if err != nil {
		return err
	}
	line, err := render(row{
		Seq:     last.Seq + 1,
		At:      entry.At.UTC().Format(time.RFC3339),
		User:    readable(entry.User),
		Login:   readable(entry.Login),
		Command: readable(entry.Command),
		Purpose: mask.Text(readable(entry.Purpose)),
		People:  entry.People,
		Query:   mask.Text(readable(entry.Query)),
		Prev:    last.Hash,
	})
	if err != nil {
		return err
	}
	return write(log, append(line, '\n'), last.Seq == 0)
}

// write appends a row, and waits until it is on disk; the name of a new log too.
// Of a row that cannot be written, on a full disk say, nothing stays: half of one
// would end the chain for good.
func write(log *os.File, line []byte, isNew bool) error {
	size, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	if _, err := log.Write(line); err != nil {
		return errors.Join(fmt.Errorf("writing the audit log: %w", err), log.Truncate(size))
	}
	if err := log.Sync(); err != nil {
		return errors.Join(fmt.Errorf("syncing the audit log: %w", err), log.Truncate(size))
	}
	if !isNew {
		return nil
	}
	if err := durable.SyncFolder(filepath.Dir(log.Name())); err != nil {
		return fmt.Errorf("syncing the audit log: %w", err)
	}
	return nil
}

// readable replaces bytes that are no UTF-8: JSON would, and the row read back
// would not be the row that was hashed.
func readable(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// render gives a row as it stands in the log, with its hash.
func render(r row) ([]byte, error) {
	r.Hash = ""
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing the audit log: %w", err)
	}
	sum := sha256.Sum256(text)
	r.Hash = hex.EncodeToString(sum[:])
	text, err = json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing the audit log: %w", err)
	}
	return text, nil
}

// parse reads a row and holds it against its own hash. The row is rendered
// again and compared byte by byte, so that nothing can be hidden beside it.
func parse(line []byte, number int) (row, error) {
	var r row
	if err := json.Unmarshal(line, &r); err != nil {
		return row{}, &TamperedError{number, "is not readable"}
	}
	again, err := render(r)
	if err != nil {
		return row{}, err
	}
	if !bytes.Equal(again, line) {
		return row{}, &TamperedError{number, "was changed after it was written"}
	}
	return r, nil
}

// lastRow reads the end of a log; of an empty log it gives the row before the
// first.
func lastRow(log *os.File) (row, error) {
	size, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return row{}, fmt.Errorf("reading the audit log: %w", err)
	}
	if size == 0 {
		return row{Hash: start}, nil
	}
	tail := make([]byte, 0, 4096)
	for length := int64(4096); ; length *= 2 {
		length = min(length, size)
		tail = append(tail[:0], make([]byte, length)...)
		if _, err := log.ReadAt(tail, size-length); err != nil {
			return row{}, fmt.Errorf("reading the audit log: %w", err)
		}
		body, ended := bytes.CutSuffix(tail, []byte{'\n'})
		at := bytes.LastIndexByte(body, '\n')
		if at < 0 && length < size {
			continue // the row is longer than what was read
		}
		r, err := parse(body[at+1:], 0)
		if err != nil || !ended {
			return row{}, damagedEnd(log, size)
		}
		return r, nil
	}
}

// damagedEnd names the last row, counting only in this case.
func damagedEnd(log *os.File, size int64) error {
	text := make([]byte, size)
	if _, err := log.ReadAt(text, 0); err != nil {
		return fmt.Errorf("reading the audit log: %w", err)
	}
	number := 1 + bytes.Count(bytes.TrimSuffix(text, []byte{'\n'}), []byte{'\n'})
	return &TamperedError{number, "is damaged, and no row can follow it, so nothing is shown until that is put right: empanel audit mend"}
}
