package logs

import (
	"fmt"
	"log/slog"
	"math"
	"regexp"

	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
)

// Digest is a hash in hexadecimal, such as a registry_digest. Ten of its digits
// in a row may happen to be decimal, and are no health number.
type Digest string

// isDigest is what a digest looks like, and no health number does.
var isDigest = regexp.MustCompile(`^[0-9a-f]{32}([0-9a-f]{32})?$`)

func text(s string) string { return mask.Text(wording.Printable(s)) }

func all(attrs []slog.Attr) []slog.Attr {
	hidden := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		hidden[i] = attr(a)
	}
	return hidden
}

func attr(a slog.Attr) slog.Attr { return slog.Attr{Key: text(a.Key), Value: value(a.Value)} }

// value hides what a value may say of anybody. Times say nothing; a duration is
// told in seconds, since its nanoseconds can look like a number.
func value(v slog.Value) slog.Value {
	v = v.Resolve()
	switch v.Kind() {
	case slog.KindBool, slog.KindTime:
		return v
	case slog.KindDuration:
		return slog.Float64Value(math.Round(v.Duration().Seconds()*1000) / 1000)
	case slog.KindInt64:
		return number(v, float64(v.Int64()))
	case slog.KindUint64:
		return number(v, float64(v.Uint64()))
	case slog.KindFloat64:
		return number(v, v.Float64())
	case slog.KindString:
		return slog.StringValue(text(v.String()))
	case slog.KindGroup:
		return slog.GroupValue(all(v.Group())...)
	default:
		return anything(v.Any())
	}
}

// number hides one that could be a health number: ten digits, of which the
// first is a 9.
func number(v slog.Value, n float64) slog.Value {
	if n = math.Abs(n); n < 9_000_000_000 || n >= 10_000_000_000 {
		return v
	}
	return slog.StringValue(mask.PHN(int64(n)))
}

func anything(v any) slog.Value {
	switch v := v.(type) {
	case nil:
		return slog.AnyValue(nil)
	case Digest:
		if isDigest.MatchString(string(v)) {
			return slog.StringValue(string(v))
		}
		return slog.StringValue(text(string(v)))
	case error:
		return slog.StringValue(text(v.Error()))
	default:
		return slog.StringValue(text(fmt.Sprintf("%+v", v)))
	}
}
