package warehouse

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Value turns what the driver gives for a column of the named type into what
// prints well: dates are YYYY-MM-DD, UUIDs their text, decimals json.Number,
// structs a [Struct], times of the clock HH:MM:SS. Everything else stays.
func Value(value any, typeName string) any {
	switch v := value.(type) {
	case []byte:
		return bytesValue(v, typeName)
	case time.Time:
		switch typeName {
		case "DATE":
			return v.UTC().Format(time.DateOnly)
		case "TIME", "TIMETZ":
			return v.Format("15:04:05")
		default:
			return v.UTC()
		}
	case []any:
		element := strings.TrimSuffix(typeName, "[]")
		all := make([]any, len(v))
		for i := range v {
			all[i] = Value(v[i], element)
		}
		return all
	case map[string]any:
		s := Struct{}
		for name, part := range v {
			s[name] = Value(part, "")
		}
		return s
	case duckdb.Decimal:
		return json.Number(v.String())
	case duckdb.Interval:
		return fmt.Sprintf("%d months %d days %s", v.Months, v.Days, time.Duration(v.Micros)*time.Microsecond)
	case float32:
		return floatValue(float64(v))
	case float64:
		return floatValue(v)
	default:
		return value
	}
}

// bytesValue tells UUIDs from other bytes. Inside a struct the driver does not
// say which it is: sixteen bytes are a UUID there, which is what our relations
// hold.
func bytesValue(b []byte, typeName string) any {
	if typeName != "BLOB" && len(b) == len(duckdb.UUID{}) {
		id := duckdb.UUID(b)
		return id.String()
	}
	return hex.EncodeToString(b)
}

// floatValue gives numbers that JSON does not know as text.
func floatValue(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Sprint(f)
	}
	return f
}

// Struct is a value of several named parts. As text it is a JSON object.
type Struct map[string]any

// String renders the parts as a JSON object, in the order of their names.
func (s Struct) String() string {
	text, err := json.Marshal(map[string]any(s))
	if err != nil {
		return fmt.Sprint(map[string]any(s))
	}
	return string(text)
}
