package evidence

// Kind is the type of a feed column's values.
type Kind int

// The kinds. In Arrow and DuckDB: PHN is BIGINT, Int is INTEGER, DateKind is
// DATE, YesNo is BOOLEAN (carried in Value.Int as 1 or 0), the others are text.
const (
	Text         Kind = iota
	PHN               // ten digits that pass the check
	Practitioner      // a letter or digit and four digits
	Facility          // five letters or digits
	CHSA              // four digits
	DateKind          // YYYY-MM-DD
	Moment            // YYYY-MM-DDTHH:MM:SSZ, which is UTC; kept as it was written
	Int               // a whole number, 0 or more
	YesNo             // Y or N
	Enum              // one of Column.Values, stored in lower case unless listed otherwise
)

// Column is one column of a feed.
type Column struct {
	Name     string
	Kind     Kind
	Required bool
	Key      bool
	Values   []string // of an Enum
}

// Feed is a reference feed: its name (the file is NAME.csv or
// NAME_anything.csv) and its columns in the order of the contract.
type Feed struct {
	Name    string
	Columns []Column
}
