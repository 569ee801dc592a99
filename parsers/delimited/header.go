package delimited

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"empanel/parsers/field"
)

// mostWarnings is how many unknown columns are named one by one.
const mostWarnings = 20

// header reads the first record and finds the wanted columns in it.
func (r *Reader) header() error {
	for {
		err := r.record()
		if errors.Is(err, io.EOF) {
			return &field.Refusal{
				File: r.opts.File, Code: field.RefusedEmpty,
				Message: "the file is empty: it should hold a header with the names of its columns, and rows",
			}
		}
		if err != nil {
			return err
		}
		if !r.empty() {
			break
		}
		r.skipped += r.lastLine - r.line + 1
	}
	r.skipped += r.lastLine - r.line + 1
	r.expect = len(r.cells)
	return r.match()
}

// match fills place from the header, which is the present record.
func (r *Reader) match() error {
	wanted := make(map[string]int)
	for column, c := range r.opts.Columns {
		wanted[r.opts.Fold(c.Name)] = column
		for _, synonym := range c.Synonyms {
			wanted[r.opts.Fold(synonym)] = column
		}
	}
	r.place = make([]int, len(r.opts.Columns))
	for column := range r.place {
		r.place[column] = -1
	}
	names := make([]string, len(r.cells))
	found := false
	for at, cell := range r.cells {
		names[at] = r.opts.Fold(cell)
		_, ok := wanted[names[at]]
		found = found || ok
	}
	if !found {
		return r.noHeader()
	}
	strangers := make(map[string]int)
	for at, cell := range r.cells {
		column, ok := wanted[names[at]]
		switch {
		case ok && r.place[column] >= 0:
			return r.twice(at, fmt.Sprintf("%q", r.opts.Columns[column].Name), r.place[column])
		case ok:
			r.place[column] = at
		case Trim(cell) != "":
			if first, seen := strangers[names[at]]; seen {
				return r.twice(at, printable(cell), first)
			}
			strangers[names[at]] = at
		}
	}
	r.warn(strangers)
	return r.missing()
}

// warn tells of the columns that are not known.
func (r *Reader) warn(strangers map[string]int) {
	nameless, named := 0, 0
	for at, cell := range r.cells {
		if Trim(cell) == "" {
			nameless++
			continue
		}
		if first, ok := strangers[r.opts.Fold(cell)]; !ok || first != at {
			continue
		}
		if named++; named <= mostWarnings {
			r.warnings = append(r.warnings, fmt.Sprintf("column %s (number %d) is not known and was ignored", printable(cell), at+1))
		}
	}
	if named > mostWarnings {
		r.warnings = append(r.warnings, fmt.Sprintf("%d more columns are not known and were ignored", named-mostWarnings))
	}
	if nameless > 0 {
		r.warnings = append(r.warnings, fmt.Sprintf("columns without a name were ignored: %d", nameless))
	}
}

// required names the columns without which a file is refused, or all where there
// is none such.
func (r *Reader) required() string {
	var names, all []string
	for _, c := range r.opts.Columns {
		all = append(all, c.Name)
		if c.Required {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		names = all
	}
	return strings.Join(names, ", ")
}

// missing refuses a file without one of the required columns, naming them all.
func (r *Reader) missing() error {
	var names []string
	for column, c := range r.opts.Columns {
		if c.Required && r.place[column] < 0 {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &field.Refusal{
		File: r.opts.File, Line: r.line, Column: 1, Code: field.RefusedColumnMissing,
		Message: "required columns are missing: " + strings.Join(names, ", "),
	}
}

func (r *Reader) twice(at int, name string, first int) error {
	line, char := r.csv.FieldPos(at)
	return &field.Refusal{
		File: r.opts.File, Line: line, Column: r.characters(line, char), Code: field.RefusedColumnDuplicate,
		Message: fmt.Sprintf("column %s is there twice: its other heading is number %d", name, first+1),
	}
}

func (r *Reader) noHeader() error {
	message := "the first row names none of the expected columns: the file needs a header with " + r.required()
	switch text := string(r.Raw()); {
	case strings.Count(text, ";") > strings.Count(text, ","):
		message += "; its columns seem to be separated by semicolons, and must be by commas"
	case strings.Count(text, "\t") > strings.Count(text, ","):
		message += "; its columns seem to be separated by tabs, and must be by commas"
	}
	return &field.Refusal{File: r.opts.File, Line: r.line, Column: 1, Code: field.RefusedHeaderMissing, Message: message}
}

// printable makes a heading fit to be shown: without control characters,
// short, and not at all when it holds so many digits that it may be a value.
func printable(heading string) string {
	const longest = 40
	digits, shown := 0, make([]rune, 0, longest)
	for _, c := range Trim(heading) {
		if unicode.IsDigit(c) {
			digits++
		}
		switch {
		case !unicode.IsPrint(c):
			continue
		case len(shown) == longest:
			shown[longest-1] = '…'
		default:
			shown = append(shown, c)
		}
	}
	if digits >= 5 {
		return "with many digits in its name"
	}
	return fmt.Sprintf("%q", string(shown))
}
