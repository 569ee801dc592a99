package evidence

import "github.com/apache/arrow/go/v17/arrow"

// Kinds of evidence that are not reference feeds; a feed's kind is its name.
const (
	ClaimKind  = "claims"
	AnswerKind = "answers"
	ActionKind = "actions"
)

// lineFields stand at the front and at the back of every schema: where the
// line stood, and what its reader found. file_no is the ledger's own short
// name of a submission; the submissions part maps it to submission_id and
// received_at. reasons and warnings are codes separated by commas, hints the
// defects in words; all three and raw are null for a sound line.
func lineFields(own ...arrow.Field) *arrow.Schema {
	front := []arrow.Field{
		{Name: "file_no", Type: arrow.PrimitiveTypes.Int32},
		{Name: "line_no", Type: arrow.PrimitiveTypes.Int32},
		repeated("record"),
	}
	back := []arrow.Field{text("reasons"), text("hints"), text("warnings"), text("raw")}
	return arrow.NewSchema(append(append(front, own...), back...), nil)
}

func text(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
}

// repeated is a text that stands on line after line with few values: a number
// of a provider or a clinic, a code. It is gathered as a dictionary, which
// spares the Parquet writer from finding the same few values again; whoever
// reads the part sees text.
func repeated(name string) arrow.Field {
	return arrow.Field{
		Name:     name,
		Type:     &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String},
		Nullable: true,
	}
}

func number(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int32, Nullable: true}
}

func long(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64, Nullable: true}
}

func date(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.FixedWidthTypes.Date32, Nullable: true}
}

func truth(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.FixedWidthTypes.Boolean, Nullable: true}
}

// The column order of these schemas is the order in which append*.go fills
// them.
var (
	claimSchema = lineFields(
		repeated("event"), repeated("data_centre"), number("sequence"),
		repeated("practitioner_number"), repeated("payee_number"),
		long("phn"), text("phn_written"),
		repeated("fee_item"), repeated("submission_code"), repeated("service_location"),
		date("service_date"), text("service_date_written"),
		repeated("facility_number"),
		text("target_data_centre"), number("target_sequence"),
	)
	answerSchema = lineFields(
		repeated("verdict"), repeated("data_centre"), number("sequence"),
		repeated("practitioner_number"),
		long("phn"), text("phn_written"),
		date("service_date"), text("service_date_written"),
		repeated("billed_fee_item"), repeated("codes"),
	)
	actionSchema = lineFields(
		text("action_id"), text("action"),
		long("phn"), text("phn_written"), truth("everyone"),
		text("practitioner_number"), text("facility_number"), text("new_facility_number"),
		text("reason"), text("actor_id"), text("actor_role"),
		date("acted_on"), text("content"),
	)
)

// feedSchema gives the Arrow schema of a feed: its columns in the order of
// the contract.
func feedSchema(f *Feed) *arrow.Schema {
	own := make([]arrow.Field, len(f.Columns))
	for i, c := range f.Columns {
		switch c.Kind {
		case PHN:
			own[i] = long(c.Name)
		case Int:
			own[i] = number(c.Name)
		case DateKind:
			own[i] = date(c.Name)
		case YesNo:
			own[i] = truth(c.Name)
		case Text, Practitioner, Facility, CHSA, Enum, Moment:
			own[i] = text(c.Name)
		}
	}
	return lineFields(own...)
}
