package audit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// Logged is a row of the log, as it is read back.
type Logged struct {
	Row int // from 1, the line in the file
	Entry
	hash string
}

// Mark is how far a log went at some time, noted elsewhere: rows cut off at the
// end leave a chain that holds, and are missed by this.
type Mark struct {
	By   string // who noted it, such as a run's id
	Rows int    // how many there were
	Hash string // of the last of them
}

// Read gives every row of a log, oldest first. At the first that is not as it was
// written it ends, with a [TamperedError] and the rows before it. A log that does
// not exist has no rows.
func Read(path string) ([]Logged, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the audit log: %w", err)
	}
	rows, _, err := chain(text)
	return rows, err
}

// chain reads rows from the first on, and gives how many bytes of the text they
// are.
func chain(text []byte) (rows []Logged, good int, err error) {
	prev := start
	for good < len(text) {
		line, _, ended := bytes.Cut(text[good:], []byte{'\n'})
		number := len(rows) + 1
		if !ended {
			return rows, good, &TamperedError{number, "is cut off"}
		}
		r, err := parse(line, number)
		if err != nil {
			return rows, good, err
		}
		if r.Seq != number {
			return rows, good, &TamperedError{number, fmt.Sprintf("has the number %d: rows were removed or put in before it", r.Seq)}
		}
		if r.Prev != prev {
			return rows, good, &TamperedError{number, "does not follow the row before it"}
		}
		at, err := time.Parse(time.RFC3339, r.At)
		if err != nil {
			return rows, good, &TamperedError{number, "has no time"}
		}
		rows = append(rows, Logged{number, Entry{
			At: at, User: r.User, Login: r.Login, Command: r.Command, Purpose: r.Purpose, People: r.People, Query: r.Query,
		}, r.Hash})
		prev, good = r.Hash, good+len(line)+1
	}
	return rows, good, nil
}

// Verify reads a log from its first row and gives the number of rows, or a
// [TamperedError] naming the first row that is not as it was written, or that is
// missing although one of the marks says it was there. A log that does not exist
// has no rows.
func Verify(path string, marks ...Mark) (rows int, err error) {
	read, err := Read(path)
	if err != nil {
		return len(read), err
	}
	for _, m := range marks {
		switch {
		case m.Rows > len(read):
			return len(read), &TamperedError{len(read) + 1, fmt.Sprintf("is missing: there were %d rows when %s ended, so the log was cut off or replaced since", m.Rows, m.By)}
		case m.Rows > 0 && read[m.Rows-1].hash != m.Hash:
			return m.Rows - 1, &TamperedError{m.Rows, "is another than when " + m.By + " ended: the log was written anew since"}
		}
	}
	return len(read), nil
}

// End says how far a log goes now. It gives a [TamperedError] when the last row
// is damaged.
func End(path string) (end Mark, err error) {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return Mark{}, nil
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY), flock.SetPermissions(0o600))
	if err := lock.RLock(); err != nil { // nobody is writing a row meanwhile
		return Mark{}, fmt.Errorf("locking the audit log: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	log, err := os.Open(path)
	if err != nil {
		return Mark{}, fmt.Errorf("reading the audit log: %w", err)
	}
	defer log.Close() //nolint:errcheck // read only
	last, err := lastRow(log)
	if err != nil || last.Seq == 0 {
		return Mark{}, err
	}
	return Mark{Rows: last.Seq, Hash: last.Hash}, nil
}
