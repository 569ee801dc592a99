package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/export"
)

// format is the form in which a listing is printed.
type format string

// The forms of a listing.
const (
	formatTable format = "table" // for people
	formatCSV   format = "csv"   // NULL is empty, dates are YYYY-MM-DD, times UTC
	formatJSON  format = "json"  // an array of objects, one per row
)

var formats = []string{string(formatTable), string(formatCSV), string(formatJSON)}

// String, Set and Type make a format a flag that refuses other words.
func (f *format) String() string { return string(*f) }

// Type names the flag's values in the help.
func (*format) Type() string { return "format" }

// Set takes one of the forms.
func (f *format) Set(word string) error {
	if !slices.Contains(formats, word) {
		return fmt.Errorf("must be %s", strings.Join(formats, ", "))
	}
	*f = format(word)
	return nil
}

// addFormatFlag gives a listing its --format.
func addFormatFlag(command *cobra.Command, f *format) {
	*f = formatTable
	command.Flags().Var(f, "format", "how to print: table, csv or json")
	_ = command.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
}

// column describes one column of a listing.
type column struct {
	name   string // as in the relation, e.g. "valid_from"
	number bool   // right-aligned, and never taken for text
	wrap   int    // a table breaks it between words to this many characters; 0: only the last column is broken
}

// listing is a table to print: the same description for every form. A cell is
// a string, bool, number, time.Time, field.Date, a list of these, or nil for
// NULL.
type listing struct {
	columns []column
	rows    [][]any
	stream  iter.Seq2[[]any, error] // instead of rows, where there may be millions
	empty   string                  // what to tell a person when there are no rows
	width   int                     // of the screen a table is for; 0: that of the terminal it goes to, if it goes to one
}

// each gives the rows one by one. An error ends them.
func (l listing) each() iter.Seq2[[]any, error] {
	if l.stream != nil {
		return l.stream
	}
	return func(yield func([]any, error) bool) {
		for _, cells := range l.rows {
			if !yield(cells, nil) {
				return
			}
		}
	}
}

// render prints a listing. A table is laid out when all its rows are known; the
// other forms go out as the rows come.
func (l listing) render(w io.Writer, f format) error {
	out := bufio.NewWriter(w)
	var err error
	switch f {
	case formatCSV:
		err = l.renderCSV(out)
	case formatJSON:
		err = l.renderJSON(out)
	case formatTable:
		if l.width == 0 {
			l.width = terminalWidth(w)
		}
		err = l.renderTable(out)
	default:
		err = fmt.Errorf("no such format: %s", f)
	}
	return errors.Join(err, out.Flush())
}

func (l listing) renderTable(w io.Writer) error {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	style.Options = table.Options{}
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	header := make(table.Row, len(l.columns))
	configs := make([]table.ColumnConfig, len(l.columns))
	for i, c := range l.columns {
		header[i] = printable(c.name)
		configs[i] = table.ColumnConfig{Number: i + 1}
		if c.number {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
		if c.wrap > 0 {
			configs[i].WidthMax, configs[i].WidthMaxEnforcer = c.wrap, text.WrapSoft
		}
	}
	t.AppendHeader(header)
	widths := newColumnWidths(header)
	for cells, err := range l.each() {
		if err != nil {
			return err
		}
		row := make(table.Row, len(cells))
		for i, cell := range cells {
			row[i] = printable(cellText(cell))
		}
		widths.add(row, l.columns...)
		t.AppendRow(row)
	}
	if last := len(configs) - 1; last >= 0 && !l.columns[last].number {
		configs[last].WidthMax, configs[last].WidthMaxEnforcer = widths.leftForLast(l.width), text.WrapSoft
	}
	t.SetColumnConfigs(configs)
	if t.Length() == 0 && l.empty != "" {
		_, err := fmt.Fprintln(w, l.empty)
		return err
	}
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

func (l listing) renderCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	record := make([]string, len(l.columns))
	for i, c := range l.columns {
		record[i] = export.Harmless(clean(c.name, ""))
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for cells, err := range l.each() {
		if err != nil {
			out.Flush()
			return errors.Join(err, out.Error())
		}
		for i, cell := range cells {
			record[i] = clean(cellText(cell), "\n\t")
			if !l.columns[i].number {
				record[i] = export.Harmless(record[i])
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (l listing) renderJSON(w io.Writer) error {
	var out bytes.Buffer
	out.WriteByte('[')
	before := "\n  {"
	for cells, err := range l.each() {
		if err != nil {
			return err
		}
		out.WriteString(before)
		before = ",\n  {"
		if err := l.writeObject(&out, cells); err != nil {
			return err
		}
		if _, err := out.WriteTo(w); err != nil {
			return err
		}
	}
	if before != "\n  {" {
		out.WriteByte('\n')
	}
	out.WriteString("]\n")
	_, err := out.WriteTo(w)
	return err
}

// writeObject writes a row after its opening brace.
func (l listing) writeObject(out *bytes.Buffer, cells []any) error {
	for i, cell := range cells {
		if i > 0 {
			out.WriteString(", ")
		}
		if err := writeJSON(out, l.columns[i].name); err != nil {
			return err
		}
		out.WriteString(": ")
		if err := writeJSON(out, jsonValue(cell)); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// jsonValue gives a cell as JSON knows it: dates and times are text, the rest
// stays what it is.
func jsonValue(cell any) any {
	switch v := cell.(type) {
	case field.Date:
		if v == field.NoDate {
			return nil
		}
		return v.String()
	case time.Time:
		return cellText(v)
	case []any:
		values := make([]any, len(v))
		for i := range v {
			values[i] = jsonValue(v[i])
		}
		return values
	default:
		return cell
	}
}

// writeJSON writes one value. Characters that a terminal would act on are
// escaped: a program reads them back, a screen does not see them.
func writeJSON(out *bytes.Buffer, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("rendering JSON: %w", err)
	}
	for _, r := range string(encoded) {
		if unsafeToShow(r) {
			fmt.Fprintf(out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return nil
}

// cellText renders a cell for people and for CSV.
func cellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return v
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05Z")
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = cellText(v[i])
		}
		return strings.Join(texts, ", ")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v) // whole numbers, true and false, and what has a String method
	}
}
