package page_test

import (
	"testing"

	"empanel/pipeline/report/page"
)

// What showing a night costs a run, beside asking for it.
func BenchmarkRender(b *testing.B) {
	for name, p := range map[string]page.Page{"full": night(), "empty": {}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := page.Render(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
