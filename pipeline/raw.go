package pipeline

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"empanel/parsers/drbill"
	"empanel/parsers/evidence"
	"empanel/parsers/field"
	"empanel/pipeline/intake"
	"empanel/pipeline/seal"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// keepRaw keeps the text of lines that later evidence put into quarantine. The
// ledger holds the text of a line only where its reader found a defect; for
// the others the file is read once more, by the same reader, so that line
// numbers mean the same.
func (r *run) keepRaw(ctx context.Context) error {
	defer r.timed("quarantined lines")()
	wanted, err := r.rawWanted(ctx)
	if err != nil || len(wanted) == 0 {
		return err
	}
	found, err := r.findRaw(ctx, wanted)
	if err != nil {
		return err
	}
	err = r.db.Append("raw_found", func(add func(...driver.Value) error) error {
		for _, f := range found {
			for line, raw := range f.lines {
				if err := add(f.no, line, raw); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = r.db.Run(ctx, reconcile.Must(reconcile.Raw, "keep"))
	return err
}

// rawFile is a file of which some lines are wanted: by line number, their text
// once it is found.
type rawFile struct {
	no      int32
	channel workspace.Channel
	name    string
	path    string // of tonight's own
	id      string // of one in the archive: its submission id
	lines   map[int32]string
}

func (r *run) rawWanted(ctx context.Context) ([]*rawFile, error) {
	rows, err := r.db.Conn().QueryContext(ctx, `
		select w.file_no, w.line_no, s.channel, s.file_name, s.submission_id
		from raw_wanted as w join submission as s using (file_no)
		order by w.file_no, w.line_no`)
	if err != nil {
		return nil, fmt.Errorf("looking for quarantined lines: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	tonight := map[int32]string{}
	for i := range r.files {
		tonight[r.files[i].No] = r.files[i].Path
	}
	var files []*rawFile
	for rows.Next() {
		var no, line int32
		var channel, name, id string
		if err := rows.Scan(&no, &line, &channel, &name, &id); err != nil {
			return nil, fmt.Errorf("looking for quarantined lines: %w", err)
		}
		if len(files) == 0 || files[len(files)-1].no != no {
			f := &rawFile{no: no, channel: workspace.Channel(channel), name: name, path: tonight[no], lines: map[int32]string{}}
			if f.path == "" {
				f.id = id
			}
			files = append(files, f)
		}
		files[len(files)-1].lines[line] = ""
	}
	return files, rows.Err()
}

func (r *run) findRaw(ctx context.Context, files []*rawFile) ([]*rawFile, error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.workers())
	var mu sync.Mutex
	var found []*rawFile
	for _, f := range files {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			file, err := r.openRaw(f)
			if err != nil || file == nil {
				return err // restored without its archive, altered or removed there, or encrypted: the text of its lines is not to be had
			}
			defer file.Close() //nolint:errcheck // read only
			// The text of a line does not depend on how its dates are read, so
			// the format is one that never refuses a file.
			dr := drbill.Options{DateFormat: drbill.YearFirst}
			_, err = intake.ReadFile(f.channel, f.name, file, dr, rawSink{f.lines})
			if refusal := (*field.Refusal)(nil); errors.As(err, &refusal) {
				return nil // a reader stricter than the one that took the file: its lines stay without text
			}
			if err != nil {
				return fmt.Errorf("reading file %d again: %w", f.no, err)
			}
			mu.Lock()
			defer mu.Unlock()
			found = append(found, f)
			return nil
		})
	}
	return found, group.Wait()
}

// openRaw opens a file if it is there with the bytes that were taken in, and gives
// nil otherwise. Of tonight's own nobody else has the chance to change them.
func (r *run) openRaw(f *rawFile) (intake.Content, error) {
	if f.id == "" {
		file, err := os.Open(f.path)
		if err != nil {
			return nil, fmt.Errorf("reading tonight's file again: %w", err)
		}
		return file, nil
	}
	stored, err := intake.FindStored(r.ws, f.id)
	if err == nil {
		var id string
		if id, err = stored.ID(r.opens); err == nil && id != f.id {
			return nil, nil
		}
	}
	var content intake.Content
	if err == nil {
		content, err = stored.Open(r.opens)
	}
	switch {
	case err == nil:
		return content, nil
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case errors.Is(err, seal.ErrSealed), errors.Is(err, seal.ErrNotFor):
		r.noText.Add(int64(len(f.lines)))
		return nil, nil
	case stored.Encrypted && !errors.Is(err, os.ErrPermission):
		return nil, nil // damaged: verify names it
	}
	return nil, fmt.Errorf("reading an archived file: %w", err)
}

// withoutText tells of lines that wait in quarantine without their text.
func (r *run) withoutText(ctx context.Context) ([]string, error) {
	var n int
	if err := r.db.Row(ctx, reconcile.Must(reconcile.Rebuild, "without_text"), &n); err != nil || n == 0 {
		return nil, err
	}
	lines := wording.Plural(n, "line waits in quarantine without its text", "lines wait in quarantine without their text")
	if r.noText.Load() > 0 {
		return []string{lines + ", which is encrypted in the archive: empanel archive show shows the file to whoever has the identity"}, nil
	}
	return []string{lines + ": the archive does not have the file as it was taken in (empanel archive list)"}, nil
}

// rawSink keeps the text of the lines that are wanted.
type rawSink struct{ lines map[int32]string }

func (s rawSink) keep(l *evidence.Line) error {
	if _, wanted := s.lines[l.Number]; wanted {
		s.lines[l.Number] = string(l.Raw)
	}
	return nil
}

func (s rawSink) Claim(r *evidence.Claim) error     { return s.keep(&r.Line) }
func (s rawSink) Answer(r *evidence.Answer) error   { return s.keep(&r.Line) }
func (s rawSink) Action(r *evidence.Action) error   { return s.keep(&r.Line) }
func (s rawSink) FeedRow(r *evidence.FeedRow) error { return s.keep(&r.Line) }
