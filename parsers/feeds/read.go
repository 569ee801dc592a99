package feeds

import (
	"errors"
	"io"

	"empanel/parsers/delimited"
	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// Read gives every row of a reference feed to the sink, sound or not: a row
// with bad values has one defect for each of them. The error is a
// *field.Refusal when the file cannot be taken at all, the sink's error as it
// is, or an error of the source.
func Read(name string, feed *evidence.Feed, src io.Reader, sink evidence.Sink) (evidence.Summary, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: name, Columns: wanted(feed.Columns)})
	if err != nil {
		return evidence.Summary{}, err
	}
	row := evidence.FeedRow{Feed: feed, Values: make([]evidence.Value, len(feed.Columns))}
	return each(in, func() error {
		row.Line = evidence.Line{
			Number: int32(in.Line()), Record: feed.Name, Raw: in.Raw(), Defects: row.Defects[:0],
		}
		fill(&row, name, in)
		return sink.FeedRow(&row)
	})
}

// each goes through the records of a file and sums up.
func each(in *delimited.Reader, take func() error) (evidence.Summary, error) {
	var sum evidence.Summary
	for {
		err := in.Next()
		if errors.Is(err, io.EOF) {
			sum.Skipped, sum.Warnings = in.Skipped(), in.Warnings()
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
		if err := take(); err != nil {
			return sum, err
		}
		sum.Lines++
	}
}

// fill parses the present record into a row.
func fill(row *evidence.FeedRow, file string, in *delimited.Reader) {
	if defect, wrong := countDefect(file, row.Feed.Name, in); wrong {
		row.Defects = append(row.Defects, defect)
		for i := range row.Values {
			row.Values[i] = evidence.Value{Null: true}
		}
		return
	}
	for i := range row.Feed.Columns {
		column := &row.Feed.Columns[i]
		b := in.Value(i)
		message := ""
		if absent(column.Kind, b) {
			row.Values[i] = evidence.Value{Null: true}
			if column.Required {
				message = "blank, and every row must have it"
			}
		} else {
			row.Values[i], message = parse(column, b)
		}
		if message != "" {
			line, char := in.Position(i)
			row.Defects = append(row.Defects, field.Defect{
				File: file, Line: line, Column: char, Record: row.Feed.Name, Field: column.Name,
				Reason: field.FeedValueInvalid, Message: message,
			})
		}
	}
}

// countDefect is the one defect of a record whose values cannot be told apart
// because there are more or fewer than headings.
func countDefect(file, record string, in *delimited.Reader) (field.Defect, bool) {
	message, wrong := in.Miscounted()
	if !wrong {
		return field.Defect{}, false
	}
	return field.Defect{
		File: file, Line: in.Line(), Column: 1, Record: record, Field: "row", Reason: field.FeedValueInvalid,
		Message: message,
	}, true
}

// wanted lists a feed's columns as the CSV reader asks for them.
func wanted(columns []evidence.Column) []delimited.Column {
	list := make([]delimited.Column, len(columns))
	for i, c := range columns {
		list[i] = delimited.Column{Name: c.Name, Required: c.Required}
	}
	return list
}
