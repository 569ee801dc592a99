package intake

import "sync"

// turns gives the files of a run to its workers, and decides which of files
// with the same bytes is read: the first in the order of the claim that is not
// refused.
//
// Workers hash side by side, but files enter in the order of the claim: one
// enters when all before it have, which its worker waits for (large files have
// been hashed already, so that it is never for long). A file that is the first
// of its bytes is read by the worker that brought it. One that finds an equal
// file under way stands in line behind it, and that worker reads it too if the
// one before is refused. So whatever the workers do in the meantime, equal
// files are tried one after the other, in the order of the claim, until one is
// accepted.
type turns struct {
	files []File
	known func(submissionID string) bool

	mu      sync.Mutex
	moved   sync.Cond // when a file has entered, or a worker has failed
	given   int       // how many files have been given to workers
	hashed  []bool
	entered int // how many files have entered: those at the beginning
	mine    []bool
	same    map[string]*equals
	failed  bool
}

// equals are files with the same bytes.
type equals struct {
	accepted bool // one of them, tonight or before: the others are duplicates
	busy     bool // a worker is reading one
	line     []*File
}

func newTurns(files []File, known func(string) bool) *turns {
	t := &turns{
		files: files, known: known, same: map[string]*equals{},
		hashed: make([]bool, len(files)), mine: make([]bool, len(files)),
	}
	t.moved.L = &t.mu
	return t
}

// next gives a worker its next file by its place in the order of the claim;
// false when there is none.
func (t *turns) next() (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed || t.given == len(t.files) {
		return 0, false
	}
	t.given++
	return t.given - 1, true
}

// enter takes a file that has its submission id, and says whether the worker
// that brought it reads it. If not, it is a duplicate, stands in line, or the
// run has failed.
func (t *turns) enter(at int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hashed[at] = true
	for t.entered < len(t.files) && t.hashed[t.entered] {
		t.mine[t.entered] = t.admit(&t.files[t.entered])
		t.entered++
	}
	t.moved.Broadcast()
	for t.entered <= at && !t.failed {
		t.moved.Wait()
	}
	return t.mine[at] && !t.failed
}

func (t *turns) admit(f *File) bool {
	e := t.same[f.ID]
	if e == nil {
		e = &equals{accepted: t.known(f.ID)}
		t.same[f.ID] = e
	}
	switch {
	case e.accepted:
		f.Status = Duplicate
	case e.busy:
		e.line = append(e.line, f)
	default:
		e.busy = true
		return true
	}
	return false
}

// after gives the file that a worker reads after this one: the next one with
// the same bytes, if this one was refused; nil if there is none.
func (t *turns) after(f *File) *File {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.same[f.ID]
	if f.Status == Accepted {
		e.accepted = true
		for _, other := range e.line {
			other.Status = Duplicate
		}
		e.line = nil
	}
	if len(e.line) == 0 {
		e.busy = false
		return nil
	}
	following := e.line[0]
	e.line = e.line[1:]
	return following
}

// fail ends the waiting: a file will not enter any more.
func (t *turns) fail() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = true
	t.moved.Broadcast()
}
