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

// streamed is the size in bytes from which a file gets a part of its own: its
// rows are written as they are read, and if it is refused the part goes.
// Smaller files share their worker's part, and a refused one is taken back
// before it is written.
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

// Read has every file read into Parquet parts, files in parallel, and sets each
// one's status, refusal and counts. Of files with the same bytes the first that
// is not refused is taken, the others are duplicates.
func Read(ctx context.Context, files []File, how Reading) ([]ledger.Part, error) {
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan []*File)
	group.Go(func() error {
		defer close(work)
		for _, same := range bySubmission(files) {
			select {
			case work <- same:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	var mu sync.Mutex
	var parts []ledger.Part
	for n := range how.Workers {
		group.Go(func() error {
			made, err := readAll(ctx, work, how, fmt.Sprintf("w%d", n))
			mu.Lock()
			defer mu.Unlock()
			parts = append(parts, made...)
			return err
		})
	}
	return parts, group.Wait()
}

// bySubmission groups files with the same bytes, in the order of the first.
func bySubmission(files []File) [][]*File {
	at := map[string]int{}
	var groups [][]*File
	for i := range files {
		f := &files[i]
		n, ok := at[f.ID]
		if !ok {
			n = len(groups)
			at[f.ID] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], f)
	}
	return groups
}

// worker reads files one after the other into its own parts.
type worker struct {
	how     Reading
	shared  *ledger.PartWriter
	batcher *evidence.Batcher
	parts   []ledger.Part // of streamed files
}

func readAll(ctx context.Context, work <-chan []*File, how Reading, name string) ([]ledger.Part, error) {
	shared := ledger.NewPartWriter(how.Folder, how.RunID, name)
	w := &worker{how: how, shared: shared, batcher: evidence.NewBatcher(shared.Write)}
	var failed error
	for same := range work {
		if failed == nil {
			failed = w.readSame(ctx, same)
		}
		if failed != nil {
			break
		}
	}
	if failed == nil {
		failed = w.batcher.Close()
	}
	parts, err := shared.Close()
	return append(parts, w.parts...), errors.Join(failed, err)
}

// readSame reads the first of equal files that is not refused.
func (w *worker) readSame(ctx context.Context, same []*File) error {
	taken := w.how.Known(same[0].ID)
	for _, f := range same {
		if err := ctx.Err(); err != nil {
			return err
		}
		if taken {
			f.Status = Duplicate
		} else if err := w.readOne(ctx, f); err != nil {
			return err
		}
		taken = taken || f.Status == Accepted
		if w.how.Done != nil {
			w.how.Done(f.Bytes)
		}
	}
	return nil
}

func (w *worker) readOne(ctx context.Context, f *File) error {
	if f.Bytes >= streamed {
		return w.readStreamed(ctx, f)
	}
	if err := w.batcher.BeginFile(f.No); err != nil {
		return err
	}
	if err := w.parse(ctx, f, w.batcher); err != nil {
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
		err = w.parse(ctx, f, batcher)
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

// parse has the reader of the file's channel read it. A refusal is what became
// of the file, not an error of the run.
func (w *worker) parse(ctx context.Context, f *File, sink evidence.Sink) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("reading a file of the inbox: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	summary, err := ReadFile(f.Channel, f.Name, stoppable{ctx, file}, w.how.DrBill, sink)
	var refusal *field.Refusal
	if errors.As(err, &refusal) {
		f.Status, f.Refusal = Refused, refusal
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
