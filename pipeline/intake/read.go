package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"

	"empanel/parsers/drbill"
	"empanel/parsers/evidence"
	"empanel/parsers/feeds"
	"empanel/parsers/field"
	"empanel/parsers/teleplan"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// streamed is the size in bytes from which a file is read twice, first for its
// hash, and gets a part of its own: its rows are written as they are read, and
// if it is refused the part goes. Smaller files are read into memory whole and
// share their worker's part; a refused one is taken back before it is written.
const streamed = 4 << 20

// Reading says how files are read.
type Reading struct {
	Folder  string // into which the parts are written
	RunID   string
	Workers int
	DrBill  drbill.Options
	// Known says whether the ledger has accepted a file with these bytes before.
	Known func(submissionID string) bool
	// Done is called after each file, from any worker; nil for nobody.
	Done func(bytes int64)
}

// Read has every file hashed and read into Parquet parts, files in parallel,
// and sets each one's submission id, status, refusal and counts. Of files with
// the same bytes the first that is not refused is taken, the others are
// duplicates.
func Read(ctx context.Context, files []File, how Reading) ([]ledger.Part, error) {
	if err := hashLarge(ctx, files, streamed, how.Workers); err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	turns := newTurns(files, how.Known)
	var mu sync.Mutex
	var parts []ledger.Part
	for n := range how.Workers {
		group.Go(func() error {
			made, err := readAll(ctx, turns, how, fmt.Sprintf("w%d", n))
			mu.Lock()
			defer mu.Unlock()
			parts = append(parts, made...)
			return err
		})
	}
	return parts, group.Wait()
}

// worker reads files one after the other into its own parts.
type worker struct {
	how     Reading
	turns   *turns
	small   whole // its memory is used for one file after the other
	shared  *ledger.PartWriter
	batcher *evidence.Batcher
	parts   []ledger.Part // of streamed files
}

func readAll(ctx context.Context, turns *turns, how Reading, name string) ([]ledger.Part, error) {
	shared := ledger.NewPartWriter(how.Folder, how.RunID, name)
	w := &worker{how: how, turns: turns, shared: shared, batcher: evidence.NewBatcher(shared.Write)}
	failed := w.readTurns(ctx)
	if failed == nil {
		failed = w.batcher.Close()
	}
	if failed != nil {
		turns.fail()
	}
	parts, err := shared.Close()
	return append(parts, w.parts...), errors.Join(failed, err)
}

func (w *worker) readTurns(ctx context.Context) error {
	for {
		at, ok := w.turns.next()
		if !ok {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f := &w.turns.files[at]
		content, err := w.load(f)
		if err != nil {
			return err
		}
		if w.turns.enter(at) {
			if err := w.readEqual(ctx, f, content); err != nil {
				return err
			}
		}
		if w.how.Done != nil {
			w.how.Done(f.Bytes)
		}
	}
}

// load gives a small file's bytes, nil for a large one, which has been hashed.
func (w *worker) load(f *File) (*whole, error) {
	if f.ID != "" {
		return nil, nil
	}
	return w.small.load(f, streamed)
}

// readEqual reads a file and, as long as they are refused, those with the same
// bytes that stand in line behind it.
func (w *worker) readEqual(ctx context.Context, f *File, content *whole) error {
	for ; f != nil; f = w.turns.after(f) {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if content == nil {
			err = w.readStreamed(ctx, f)
		} else {
			err = w.readWhole(f, content)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) readWhole(f *File, content *whole) error {
	if err := w.batcher.BeginFile(f.No); err != nil {
		return err
	}
	if err := w.parse(f, content.open(), w.batcher); err != nil {
		return err
	}
	if f.Status == Refused {
		return w.batcher.DiscardFile()
	}
	return nil
}

func (w *worker) readStreamed(ctx context.Context, f *File) error {
	own := ledger.NewPartWriter(w.how.Folder, w.how.RunID, fmt.Sprintf("f%d", f.No))
	batcher := evidence.NewStreamingBatcher(own.Write)
	err := batcher.BeginFile(f.No)
	if err == nil {
		err = w.parseFile(ctx, f, batcher)
	}
	if err == nil {
		err = batcher.Close()
	}
	if err != nil || f.Status == Refused {
		return errors.Join(err, own.Discard())
	}
	parts, err := own.Close()
	w.parts = append(w.parts, parts...)
	return err
}

func (w *worker) parseFile(ctx context.Context, f *File, sink evidence.Sink) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("reading a file of the inbox: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	return w.parse(f, stoppable{ctx, file}, sink)
}

// parse has the reader of the file's channel read it. A refusal is what became
// of the file, not an error of the run.
func (w *worker) parse(f *File, content io.ReadSeeker, sink evidence.Sink) error {
	summary, err := ReadFile(f.Channel, f.Name, content, w.how.DrBill, sink)
	var refusal *field.Refusal
	if errors.As(err, &refusal) {
		f.Status, f.Refusal, f.Summary.Software = Refused, refusal, summary.Software
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(f.Path), err)
	}
	f.Status, f.Summary = Accepted, summary
	return nil
}

// stoppable is a file whose reading ends when the run is to stop, however long
// the file is.
type stoppable struct {
	ctx context.Context
	io.ReadSeeker
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.ReadSeeker.Read(p)
}

// ReadFile has a file read by the reader of its channel. It gives a
// *field.Refusal for a file that cannot be taken.
func ReadFile(channel workspace.Channel, name string, file io.ReadSeeker, dr drbill.Options, sink evidence.Sink) (evidence.Summary, error) {
	switch channel {
	case workspace.Teleplan:
		return teleplan.ReadSubmission(name, file, sink)
	case workspace.TeleplanReturn:
		return teleplan.ReadReturn(name, file, sink)
	case workspace.DrBill:
		return drbill.Read(name, file, dr, sink)
	case workspace.Registry:
		if feeds.IsActions(name) {
			return feeds.ReadActions(name, file, sink)
		}
		if feed, ok := feeds.Lookup(name); ok {
			return feeds.Read(name, feed, file, sink)
		}
		return evidence.Summary{}, &field.Refusal{
			File: name, Code: field.RefusedUnknownFeed,
			Message: "the file's name is that of no feed: name it after one, such as persons.csv or persons_today.csv",
		}
	}
	return evidence.Summary{}, fmt.Errorf("no reader for channel %q", channel)
}
