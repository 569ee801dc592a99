package pipeline_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAccounting follows every line of the made-up province: none is lost or
// counted twice, those in quarantine are exactly those that were damaged, for
// the reason for which they were, and each heals in the night that mends it.
func TestAccounting(t *testing.T) {
	t.Parallel()
	made, parcels := syntheticProvince(t)
	submission := map[string]string{} // of a file of a night
	for _, one := range parcels {
		submission[fmt.Sprint(one.night, one.place)] = one.submissionID()
	}
	p := newPost(t)
	for night := range made.Nights {
		p.deliver(ofNight(parcels, night)...)
		p.run()
		db := p.lookAt(p.Registry())
		mustAddUp(t, db)

		want, healed := []string{}, []string{}
		for _, d := range made.Defects {
			line := fmt.Sprintf("%s|%d", submission[fmt.Sprint(d.Night, d.File)], d.Line)
			switch {
			case d.Night > night:
			case d.Healed > 0 && d.Healed <= night:
				healed = append(healed, line)
			default:
				want = append(want, line+"|"+string(d.Reason))
			}
		}
		sort.Strings(want)
		sort.Strings(healed)
		if len(want) < 40 || night == 3 && len(healed) == 0 {
			t.Fatalf("night %d: the province has %d defects and %d healed: too few to say anything", night, len(want), len(healed))
		}
		lines := rowsIn(t, db, 3, `select submission_id, line_no::varchar, array_to_string(list_sort(reasons), ',')
			from lines where outcome = 'quarantined'`)
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("night %d: lines in quarantine (-damaged +quarantined):\n%s", night, diff)
		}
		waiting := rowsIn(t, db, 3, `select submission_id, line_no::varchar, array_to_string(list_sort(reasons), ',')
			from quarantine where state = 'waiting'`)
		if diff := cmp.Diff(want, waiting); diff != "" {
			t.Errorf("night %d: waiting in quarantine (-damaged +waiting):\n%s", night, diff)
		}
		mended := rowsIn(t, db, 2, `select submission_id, line_no::varchar from quarantine where state = 'healed'`)
		if diff := cmp.Diff(healed, mended); diff != "" {
			t.Errorf("night %d: healed (-mended +healed):\n%s", night, diff)
		}
		if lost := rowsIn(t, db, 1, `select line_no::varchar from quarantine where coalesce(raw, '') = '' or coalesce(hint, '') = ''`); len(lost) > 0 {
			t.Errorf("night %d: lines %s in quarantine have no text or no hint", night, strings.Join(lost, " "))
		}
		closeDB(t, db)
	}
}

// mustAddUp holds the books of every file against its lines.
func mustAddUp(t *testing.T, db database) {
	t.Helper()
	const outcomes = `quarantined + duplicate + reversed + refused + pending + held + attached + already_attached +
		changed_clinic + moved + removed + no_effect + applied + ignored + portal + reference`
	for meaning, query := range map[string]string{
		"the lines of a file are not the sum of its outcomes": `
			select file_name from submissions where status = 'accepted' and lines <> ` + outcomes,
		"a file that was not accepted has lines": `
			select file_name from submissions where status <> 'accepted' and (lines > 0 or ` + outcomes + ` > 0)`,
		"a file has other lines than were counted when it was read": `
			select file_name from submissions as s
			left join (select submission_id, count(*) as n from lines group by all) as l using (submission_id)
			where status = 'accepted' and lines <> coalesce(n, 0)`,
	} {
		if wrong := rowsIn(t, db, 1, query); len(wrong) > 0 {
			t.Errorf("%s: %s", meaning, strings.Join(wrong, ", "))
		}
	}
}
