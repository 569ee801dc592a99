package pipeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"unicode/utf16"

	"github.com/google/renameio/v2"
)

// A plan as a document is one JSON object: the fields of Plan, and last the
// changes row by row. They come one by one out of the database: of a first load
// there are millions.

// changesKey is the key of the rows, the last of the document.
const changesKey = "changes"

// WriteJSON writes the plan as a document with at most so many people (0: all),
// by their health numbers as the look may see them beside their pseudonyms. In
// every other list people have pseudonyms only.
func (p *Plan) WriteJSON(w io.Writer, limit int64) error { return p.document(w, list(p.People(limit))) }

// document writes the plan with these people.
func (p *Plan) document(w io.Writer, people rowWriter) error {
	head, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	d := &documentWriter{w: bufio.NewWriter(w)}
	d.text(string(inASCII(bytes.TrimSuffix(head, []byte("}")))) + `,"` + changesKey + `":{`)
	for i, part := range []struct {
		name string
		rows rowWriter
	}{
		{"people", people},
		{"attachments", list(plannedAttachments(p.rows))},
		{"lines", list(plannedLines(p.rows, nil, true, everyRow))},
		{"quarantine", list(plannedQuarantine(p.rows))},
	} {
		if i > 0 {
			d.text(",")
		}
		d.text("\n\"" + part.name + "\":[")
		part.rows(d)
		d.text("]")
	}
	d.text("}}\n")
	return errors.Join(d.err, d.w.Flush())
}

// documentWriter writes until something fails.
type documentWriter struct {
	w   *bufio.Writer
	err error
}

func (d *documentWriter) text(s string) {
	if d.err == nil {
		_, d.err = d.w.WriteString(s)
	}
}

// rowWriter writes the rows of one list.
type rowWriter func(*documentWriter)

func list[T any](rows iter.Seq2[T, error]) rowWriter {
	return func(d *documentWriter) {
		before := "\n"
		for row, err := range rows {
			if d.err != nil {
				return
			}
			if err != nil {
				d.err = err
				return
			}
			text, err := json.Marshal(row)
			if err != nil {
				d.err = fmt.Errorf("writing the plan: %w", err)
				return
			}
			d.text(before + string(inASCII(text)))
			before = ",\n"
		}
	}
}

// inASCII escapes every character of a JSON text that is not ASCII: no screen
// on which it comes to stand acts on what somebody put into a file's name.
func inASCII(text []byte) []byte {
	var out bytes.Buffer
	for _, c := range string(text) {
		switch {
		case c < 0x7f:
			out.WriteRune(c)
		case c > 0xffff:
			high, low := utf16.EncodeRune(c)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, c)
		}
	}
	return out.Bytes()
}

// planOutput is the file that a plan is to be written to: begun under another
// name before the plan is made, so that a place where it cannot stand is found
// out first, and named when it is whole.
type planOutput struct{ file *renameio.PendingFile }

// newPlanFile begins the file at path, mode 0600; an empty path is none.
func newPlanFile(path string) (*planOutput, error) {
	if path == "" {
		return &planOutput{}, nil
	}
	file, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	return &planOutput{file}, nil
}

// write writes the plan, people by their pseudonyms only.
func (o *planOutput) write(p *Plan) error {
	if o.file == nil {
		return nil
	}
	if err := p.document(o.file, list(plannedPeople(p.rows, nil, everyRow))); err != nil {
		return err
	}
	if err := o.file.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	return nil
}

// discard removes what is not whole.
func (o *planOutput) discard() error {
	if o.file == nil {
		return nil
	}
	return o.file.Cleanup()
}
