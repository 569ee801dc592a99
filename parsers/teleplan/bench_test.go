package teleplan

import (
	"strings"
	"testing"

	"empanel/parsers/evidence"
)

// discard is a sink that takes everything and keeps nothing.
type discard struct{ rows int }

func (d *discard) Claim(*evidence.Claim) error     { d.rows++; return nil }
func (d *discard) Answer(*evidence.Answer) error   { d.rows++; return nil }
func (d *discard) Action(*evidence.Action) error   { panic("a Teleplan file has no actions") }
func (d *discard) FeedRow(*evidence.FeedRow) error { panic("a Teleplan file has no feed rows") }

const manyLines = 5000

// many is a file of the vendor record and many lines of one kind.
func many(line string) string {
	return file(vendor(9999999), strings.TrimSuffix(strings.Repeat(line+"\r\n", manyLines), "\r\n"))
}

// A line costs no memory: what a file costs, whatever its length, is the
// reader itself.
func TestLinesCostNoMemory(t *testing.T) {
	for name, line := range map[string]string{
		"attach": claim(nil),
		"defect": claim(values{C02PHN: "", C02FacilityNumber: "?"}),
		"other":  claim(values{C02FeeItem: "00100"}),
		"utf-8":  claim(values{C02ShortComment: "Zoë"}),
		"lower":  claim(values{C02PractitionerNumber: "a0234", C02FacilityNumber: "oa004"}),
	} {
		text := many(line)
		sink := &discard{}
		allocs := testing.AllocsPerRun(3, func() {
			if _, err := ReadSubmission("x.txt", strings.NewReader(text), sink); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > 30 || sink.rows == 0 {
			t.Errorf("%s: %.0f allocations for %d lines", name, allocs, manyLines)
		}
	}
}

func benchmark(b *testing.B, read readFunc, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	sink := &discard{}
	for b.Loop() {
		if _, err := read("x.txt", strings.NewReader(text), sink); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(sink.rows), "ns/line")
}

func BenchmarkReadSubmission(b *testing.B) {
	gapless := func() string {
		lines := []string{vendor(1)}
		for i := range manyLines {
			lines = append(lines, raw(claim(nil), 9, sevenDigits(i+2)))
		}
		return file(lines...)
	}
	b.Run("sound", func(b *testing.B) { benchmark(b, ReadSubmission, gapless()) })
	b.Run("gap", func(b *testing.B) { benchmark(b, ReadSubmission, many(claim(nil))) })
	b.Run("other", func(b *testing.B) { benchmark(b, ReadSubmission, many(claim(values{C02FeeItem: "00100"}))) })
	b.Run("utf8", func(b *testing.B) { benchmark(b, ReadSubmission, many(claim(values{C02ShortComment: "Zoë"}))) })
	b.Run("defects", func(b *testing.B) {
		benchmark(b, ReadSubmission, many(claim(values{C02PHN: "", C02FacilityNumber: "?"})))
	})
}

func BenchmarkReadReturn(b *testing.B) {
	b.Run("s02", func(b *testing.B) {
		benchmark(b, ReadReturn, strings.Repeat(answer(nil)+"\r\n", manyLines))
	})
}

func sevenDigits(n int) string {
	digits := []byte("0000000")
	for i := len(digits) - 1; n > 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return string(digits)
}
