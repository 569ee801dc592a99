package drbill

import (
	"errors"
	"fmt"
	"io"

	"empanel/parsers/delimited"
	"empanel/parsers/evidence"
	"empanel/parsers/spreadsheet"
)

// Options say how a practice's files are written.
type Options struct {
	DateFormat string // one of DateFormats; blank means Auto
}

// Read gives every row of a Dr.Bill file to the sink as a claim, sound or not.
// It reads the file twice when the format of its dates is to be found. The
// error is a *field.Refusal when the file cannot be taken at all, the sink's
// error as it is, or an error of the source.
func Read(name string, src io.ReadSeeker, opts Options, sink evidence.Sink) (evidence.Summary, error) {
	var sum evidence.Summary
	format, err := checkFormat(opts.DateFormat)
	if err != nil {
		return sum, err
	}
	if format == Auto {
		if format, err = detect(name, src); err != nil {
			return sum, err
		}
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return sum, fmt.Errorf("%s: reading again: %w", name, err)
		}
	}
	in, err := delimited.NewReader(src, delimited.Options{File: name, Columns: columns, Fold: spreadsheet.Fold})
	if err != nil {
		return sum, err
	}
	r := rowReader{file: name, format: format, in: in}
	for {
		err := in.Next()
		if errors.Is(err, io.EOF) {
			sum.Skipped, sum.Warnings = in.Skipped(), in.Warnings()
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
		r.read()
		if err := sink.Claim(&r.row); err != nil {
			return sum, err
		}
		sum.Lines++
	}
}
