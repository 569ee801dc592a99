package schedule

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/pipeline/config"
)

func TestExpectedFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := config.Default().Schedule
		rules.Expect = []config.Expected{
			{Channel: "teleplan", Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}},
			{Channel: "drbill", Weekdays: []string{"wed"}, Until: "12:00"},
		}
		k := keepingFrom(t, "2026-10-04 12:00", rules) // a Sunday
		came := map[string][]time.Time{                // the times at which files are received
			"teleplan": {wall(t, "2026-10-05 17:00"), wall(t, "2026-10-07 01:00"), wall(t, "2026-10-07 22:00"), wall(t, "2026-10-09 01:45"), wall(t, "2026-10-10 23:00")},
			"drbill":   {wall(t, "2026-10-06 18:00")},
		}
		k.TakenIn = func(_ context.Context, since Since) ([]string, error) {
			var channels []string
			for channel, received := range came {
				if slices.ContainsFunc(received, func(at time.Time) bool { return at.After(since.Received) && at.Before(k.Now()) }) {
					channels = append(channels, channel)
				}
			}
			return channels, nil
		}
		k.live(t, 14*24*time.Hour)
		got := map[string]string{}
		for _, n := range k.nights(t) {
			if len(n.Missing) > 0 != n.NeedsSomebody() {
				t.Errorf("%+v", n)
			}
			got[inBritishColumbia(n.Planned)[5:10]] = strings.Join(n.Missing, " ")
		}
		want := map[string]string{
			"10-05": "",              // for the Sunday nothing is expected
			"10-06": "",              // Monday's came on Monday
			"10-07": "",              // Tuesday's came after midnight, before the night
			"10-08": "drbill",        // Wednesday's came; the upload of Tuesday evening was for a night before
			"10-09": "teleplan",      // Thursday's came after the night
			"10-10": "",              // so it is Friday's
			"10-11": "", "10-12": "", // a weekend
			"10-13": "teleplan",        // Saturday's is not Monday's
			"10-14": "teleplan",        //
			"10-15": "teleplan drbill", // in the order of the configuration
			"10-16": "teleplan", "10-17": "teleplan", "10-18": "",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
