package archive

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/seal"
)

// ShowOptions says which file is shown, and to whom.
type ShowOptions struct {
	Workspace string
	File      string // its name, or the beginning of its submission id
	Opens     *seal.Identities
	Look      ask.Look // with Reveal its content is given
}

// Shown is a file of the archive, and what is known of its content.
type Shown struct {
	File
	AsTaken bool // its bytes were held to its submission id, and are those
	Opened  bool // they could be
}

// ErrOtherBytes is the error of a file that is not as it was taken in.
var ErrOtherBytes = errors.New("is in the archive with other bytes than were taken in")

// Show finds a file of the archive and holds its bytes to its submission id. With
// Look.Reveal all of it is given to content, once that is in the audit log.
// Nothing of it is given before its bytes are known to be the right ones. Its
// errors wrap [ErrNoSuchFile], [ErrOtherBytes], ask.ErrPurpose, ask.ErrNoRun,
// seal.ErrSealed, seal.ErrNotFor or seal.ErrDamaged.
func Show(ctx context.Context, o ShowOptions, content func(io.Reader) error) (*Shown, error) {
	if err := o.Look.Check(); err != nil {
		return nil, err
	}
	files, err := List(ctx, o.Workspace, "")
	if err != nil {
		return nil, err
	}
	f, err := choose(files, o.File)
	if err != nil {
		return nil, err
	}
	s := &Shown{File: f}
	switch {
	case f.State == Encrypted && o.Opens == nil && !o.Look.Reveal:
		return s, nil
	case f.State == Removed || f.State == Missing:
		if o.Look.Reveal {
			return nil, fmt.Errorf("%.12s is not in the archive any more: %s", f.ID, f.Where())
		}
		return s, nil
	}
	id, err := f.Stored.ID(o.Opens)
	if err != nil {
		return nil, fmt.Errorf("%.12s %w", f.ID, err)
	}
	s.Opened, s.AsTaken = true, id == f.ID
	if !s.AsTaken {
		return nil, fmt.Errorf("%.12s %w (empanel verify)", f.ID, ErrOtherBytes)
	}
	if !o.Look.Reveal {
		return s, nil
	}
	return s, reveal(o, f, content)
}

func reveal(o ShowOptions, f File, content func(io.Reader) error) (err error) {
	people, err := count(f.Stored, o.Opens)
	if err != nil {
		return err
	}
	ws, _, err := ask.Settings(o.Workspace)
	if err != nil {
		return err
	}
	// So many digits of the id as cannot be taken for a health number.
	if err := o.Look.Record(ws, people, fmt.Sprintf("archived file %.8s", f.ID)); err != nil {
		return err
	}
	in, err := f.Stored.Open(o.Opens)
	if err != nil {
		return fmt.Errorf("%.12s %w", f.ID, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	return content(in)
}

// count is how many people a file is about: the different ten digits in it that
// could be a health number, wherever they stand in a line. In lines of fixed
// width other digits beside one another can look so too, so that it is rather too
// many than too few.
func count(s intake.Stored, opens *seal.Identities) (people int, err error) {
	in, err := s.Open(opens)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	found := map[int64]bool{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	// What is no line of text is cut anywhere: a count of people needs no more.
	lines.Split(func(data []byte, end bool) (int, []byte, error) {
		advance, token, err := bufio.ScanLines(data, end)
		if advance == 0 && len(data) >= 1<<19 {
			return len(data), data, nil
		}
		return advance, token, err
	})
	for lines.Scan() {
		var n int64
		digits := 0
		for _, c := range lines.Bytes() {
			if c < '0' || c > '9' {
				n, digits = 0, 0
				continue
			}
			n, digits = n*10%1e10+int64(c-'0'), digits+1
			if digits >= 10 && field.ValidPHN(n) {
				found[n] = true
			}
		}
	}
	return len(found), lines.Err()
}

// Where says in words where a file is.
func (f File) Where() string {
	switch {
	case f.State != Removed:
		return string(f.State)
	case f.Gone.Why == intake.NotRestored:
		return "not restored on " + f.Gone.On.Format("2006-01-02")
	default:
		return "removed by retention on " + f.Gone.On.Format("2006-01-02")
	}
}
