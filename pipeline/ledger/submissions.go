package ledger

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"empanel/parsers/field"
)

// SubmissionKind is the kind of the part that lists a run's files.
const SubmissionKind = "submissions"

// Submission is one file that came in.
type Submission struct {
	FileNo       int32
	SubmissionID string // SHA-256 of the bytes, lower-case hex
	Channel      string
	FileName     string
	ReceivedAt   time.Time  // UTC, whole seconds
	ReceivedOn   field.Date // the same moment's date in America/Vancouver
	Bytes        int64
	RunNo        int32
	Status       string // accepted, refused, duplicate
	Refusal      string // code
	RefusalText  string
	Lines        int32
	Skipped      int32
	Warnings     string
	Software     string // that wrote the file, as it names itself; not in the parts of early versions
}

var submissionSchema = arrow.NewSchema([]arrow.Field{
	{Name: "file_no", Type: arrow.PrimitiveTypes.Int32},
	{Name: "submission_id", Type: arrow.BinaryTypes.String},
	{Name: "channel", Type: arrow.BinaryTypes.String},
	{Name: "file_name", Type: arrow.BinaryTypes.String},
	{Name: "received_at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}},
	{Name: "received_on", Type: arrow.FixedWidthTypes.Date32},
	{Name: "bytes", Type: arrow.PrimitiveTypes.Int64},
	{Name: "run_no", Type: arrow.PrimitiveTypes.Int32},
	{Name: "status", Type: arrow.BinaryTypes.String},
	{Name: "refusal", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "refusal_text", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "lines", Type: arrow.PrimitiveTypes.Int32},
	{Name: "skipped", Type: arrow.PrimitiveTypes.Int32},
	{Name: "warnings", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "software", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// WriteSubmissions writes the part that lists a run's files.
func WriteSubmissions(folder, runID string, all []Submission) ([]Part, error) {
	w := NewPartWriter(folder, runID, "0")
	err := w.writeRowsOf(SubmissionKind, submissionSchema, len(all), func(b *array.RecordBuilder, i int) {
		appendSubmission(b, &all[i])
	})
	if err != nil {
		return nil, err
	}
	return w.Close()
}

func appendSubmission(b *array.RecordBuilder, s *Submission) {
	at := 0
	next := func() array.Builder { at++; return b.Field(at - 1) }
	word := func(v string) {
		col := next().(*array.StringBuilder)
		if v == "" {
			col.AppendNull()
			return
		}
		col.Append(v)
	}
	number := func(v int32) { next().(*array.Int32Builder).Append(v) }

	number(s.FileNo)
	word(s.SubmissionID)
	word(s.Channel)
	word(s.FileName)
	next().(*array.TimestampBuilder).Append(arrow.Timestamp(s.ReceivedAt.UnixMicro()))
	next().(*array.Date32Builder).Append(arrow.Date32(s.ReceivedOn))
	next().(*array.Int64Builder).Append(s.Bytes)
	number(s.RunNo)
	word(s.Status)
	word(s.Refusal)
	word(s.RefusalText)
	number(s.Lines)
	number(s.Skipped)
	word(s.Warnings)
	word(s.Software)
}
