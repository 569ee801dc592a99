package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/schedule/times"
)

// The kinds of row in the record.
const (
	rowPlanned   = "planned"   // from now on a job has these times
	rowWithdrawn = "withdrawn" // from now on there is no such job
	rowNight     = "night"     // what became of a planned time
)

// row is a line of the record.
type row struct {
	Row   string    `json:"row"`
	At    time.Time `json:"at"`              // when it was written, by the clock of that moment
	Times string    `json:"times,omitempty"` // of rowPlanned
	Night           // of rowNight; of the others only the job
}

// key names a planned time.
type key struct {
	job     string
	planned int64 // Unix seconds
}

func (n Night) key() key { return key{n.Job, n.Planned.Unix()} }

// Record is what a record of nights says.
type Record struct {
	// Damaged says, a sentence each, which lines cannot be read.
	Damaged []string

	nights  map[key]Night    // the row that holds, of each planned time
	plans   map[string]*plan // of each job that there ever was
	length  int64            // of the lines that can be read, and those before them
	torn    []byte           // what stands after them: the end of a write that was cut short
	ordered []string         // jobs in the order in which they were first planned
}

// plan is when a job is planned: what its times were, and from when to when.
type plan struct {
	spans []span
}

// span is a time during which a job has the same planned times: those after from,
// up to until.
type span struct {
	text        string
	times       times.Times
	from, until time.Time // until is zero for the one that holds
}

// now gives the span that holds, if the job is planned.
func (p *plan) now() *span {
	if p == nil || len(p.spans) == 0 || !p.spans[len(p.spans)-1].until.IsZero() {
		return nil
	}
	return &p.spans[len(p.spans)-1]
}

// Read reads a record of nights. One that is not there is empty. What is damaged
// is left out and said, because a night must not fail for the record of another.
func Read(path string) (*Record, error) {
	r := &Record{nights: map[key]Night{}, plans: map[string]*plan{}}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the record of nights: %w", err)
	}
	var unread []int
	for number, offset := 1, 0; offset < len(text); number++ {
		line, _, ended := bytes.Cut(text[offset:], []byte{'\n'})
		next := min(offset+len(line)+1, len(text))
		if ended && r.take(line) {
			for _, n := range unread {
				r.Damaged = append(r.Damaged, fmt.Sprintf("%s:%d: cannot be read, and is left out", filepath.Base(path), n))
			}
			unread, r.length = nil, int64(next)
		} else {
			unread = append(unread, number)
		}
		offset = next
	}
	r.torn = text[r.length:]
	return r, nil
}

// take takes a line into the record, if it can be read.
func (r *Record) take(line []byte) bool {
	var given row
	in := json.NewDecoder(bytes.NewReader(line))
	if err := in.Decode(&given); err != nil || given.Job == "" {
		return false
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return false
	}
	switch given.Row {
	case rowNight:
		if given.Planned.IsZero() || given.Outcome == "" {
			return false
		}
		r.nights[given.key()] = given.Night
	case rowPlanned:
		planned, err := times.Parse(given.Times)
		if err != nil || given.At.IsZero() {
			return false
		}
		r.withdraw(given.Job, given.At)
		r.plans[given.Job].spans = append(r.plans[given.Job].spans, span{text: given.Times, times: planned, from: given.At})
	case rowWithdrawn:
		r.withdraw(given.Job, given.At)
	default:
		return false
	}
	return true
}

// withdraw ends the times that a job has.
func (r *Record) withdraw(job string, at time.Time) {
	if r.plans[job] == nil {
		r.plans[job] = &plan{}
		r.ordered = append(r.ordered, job)
	}
	if holds := r.plans[job].now(); holds != nil {
		holds.until = at
	}
}

// Nights gives what became of every planned time that has a row, in the order of
// the planned times.
func (r *Record) Nights() []Night {
	nights := make([]Night, 0, len(r.nights))
	for _, n := range r.nights {
		nights = append(nights, n)
	}
	slices.SortFunc(nights, r.inOrder)
	return nights
}

// inOrder is the order of nights: by planned time, and of one time as the jobs
// were first planned.
func (r *Record) inOrder(a, b Night) int {
	if by := a.Planned.Compare(b.Planned); by != 0 {
		return by
	}
	if by := slices.Index(r.ordered, a.Job) - slices.Index(r.ordered, b.Job); by != 0 {
		return by
	}
	return strings.Compare(a.Job, b.Job)
}

// between gives the planned times of a job after from up to until, whether they
// have a row or not.
func (r *Record) between(job string, from, until time.Time) []time.Time {
	var found []time.Time
	for at := r.next(job, from); !at.IsZero() && !at.After(until); at = r.next(job, at) {
		found = append(found, at)
	}
	return found
}

// next gives the first planned time of a job after an instant; zero where there
// is none. (A clock that went back can stand before the times changed.)
func (r *Record) next(job string, after time.Time) time.Time {
	var first time.Time
	p := r.plans[job]
	if p == nil {
		return first
	}
	for _, s := range p.spans {
		from := after
		if s.from.After(from) {
			from = s.from
		}
		at := s.times.Next(from)
		if at.IsZero() || !s.until.IsZero() && at.After(s.until) {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// writing is a record that is being written. One process does at a time.
type writing struct {
	*Record
	file *os.File
	sync func() error // replaced in tests
}

// openRecord opens a record to append to it, and makes it where there is none.
// The end of a write that was cut short is put aside, into the same name with
// .torn after it; said tells of it.
func openRecord(path string, said func(string)) (w *writing, err error) {
	r, err := Read(path)
	if err != nil {
		return nil, err
	}
	for _, damaged := range r.Damaged {
		said(damaged)
	}
	if len(r.torn) > 0 {
		if err := putAside(path+".torn", r.torn); err != nil {
			return nil, fmt.Errorf("putting aside the torn end of the record of nights: %w", err)
		}
		said(fmt.Sprintf("the last write into %s was cut short: its %d bytes are put aside in %s.torn", filepath.Base(path), len(r.torn), filepath.Base(path)))
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the record of nights: %w", err)
	}
	w = &writing{Record: r, file: file, sync: file.Sync}
	err = errors.Join(file.Truncate(r.length), file.Sync(), syncFolder(filepath.Dir(path)))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the record of nights: %w", err), file.Close())
	}
	r.torn = nil
	return w, nil
}

// putAside appends to a file and waits until it is on disk.
func putAside(path string, text []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(slices.Clone(text), '\n'))
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncFolder makes a new file's name as certain as the file.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// append writes rows and waits until they are on disk: all of them, or none.
func (w *writing) append(rows ...row) error {
	if len(rows) == 0 {
		return nil
	}
	var text bytes.Buffer
	for _, r := range rows {
		line, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("writing the record of nights: %w", err)
		}
		text.Write(line)
		text.WriteByte('\n')
	}
	_, err := w.file.WriteAt(text.Bytes(), w.length)
	if err == nil {
		err = w.sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing the record of nights: %w", err), w.file.Truncate(w.length))
	}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(text.Bytes(), []byte{'\n'}), []byte{'\n'}) {
		if !w.take(line) {
			return fmt.Errorf("writing the record of nights: a row could not be read back: %s", line)
		}
	}
	w.length += int64(text.Len())
	return nil
}
