package audit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
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
			return rows, good, &TamperedError{number, "is cut off: a power cut in the middle of writing it; empanel audit mend puts it aside"}
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
// missing although one of the marks says it was there, unless [Mend] has taken
// note of that. A log that does not exist has no rows.
func Verify(path string, marks ...Mark) (rows int, err error) {
	read, err := Read(path)
	if err != nil {
		return len(read), err
	}
	return len(read), Missing(read, marks)
}

// Missing gives a [TamperedError] for the first row that a mark tells of and that
// is not among the rows of a log.
func Missing(rows []Logged, marks []Mark) error {
	lost := lostOf(rows, marks)
	if len(lost) == 0 {
		return nil
	}
	if m := lost[0]; m.Rows <= len(rows) {
		return &TamperedError{m.Rows, "is another than when " + m.By + " ended: the log was written anew since"}
	}
	m := lost[0]
	return &TamperedError{len(rows) + 1, fmt.Sprintf("is missing: there were %d rows when %s ended, so the log was cut off or replaced since", m.Rows, m.By)}
}

// lostOf gives the marks that do not fit and of which no row takes note.
func lostOf(rows []Logged, marks []Mark) []Mark {
	var lost []Mark
	for _, m := range marks {
		if m.Rows == 0 || m.Rows <= len(rows) && rows[m.Rows-1].hash == m.Hash {
			continue
		}
		noted := slices.ContainsFunc(rows, func(r Logged) bool {
			return r.Command == mendCommand && strings.Contains(r.Query, m.note())
		})
		if !noted {
			lost = append(lost, m)
		}
	}
	return lost
}

// note names a mark in a row. So few digits of the hash cannot be taken for a
// health number.
func (m Mark) note() string { return fmt.Sprintf("(%s: %d rows, %.8s)", m.By, m.Rows, m.Hash) }

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
