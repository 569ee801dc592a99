package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEmptyFeedsAreOneNote(t *testing.T) {
	for _, c := range []struct{ feeds, want []string }{
		{nil, nil},
		{[]string{"persons"}, []string{"the persons feed has no rows, so what looks into it is not checked"}},
		{
			[]string{"clinics", "persons", "providers"},
			[]string{"the clinics, persons and providers feeds have no rows, so what looks into them is not checked"},
		},
	} {
		if diff := cmp.Diff(c.want, emptyFeeds(c.feeds)); diff != "" {
			t.Error(diff)
		}
	}
}
