package pipeline_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestRandomProvincesReachEveryRule counts what the reference says of random
// provinces: a generator that never makes some outcome tests nothing about it.
func TestRandomProvincesReachEveryRule(t *testing.T) {
	seen := map[string]int{}
	cases := rapid.Custom(func(t *rapid.T) provinceSeed { return composeProvince(t, 12) })
	for n := range 400 {
		seed := cases.Example(n)
		result := reconcileSlowly(buildProvince(seed), seed.rules())
		for _, line := range result.lines {
			seen["outcome "+line.outcome]++
			if line.discarded {
				seen["discarded"]++
			}
			for _, reason := range line.reasons {
				seen["reason "+reason]++
			}
			for _, warning := range line.warnings {
				seen["warning "+warning]++
			}
		}
		for _, row := range result.attachments {
			seen["status "+row.status+" "+row.closeReason]++
		}
		for _, row := range result.portal {
			seen["portal "+row.state]++
		}
		for _, row := range result.conflicts {
			seen["conflict "+row.resolution]++
		}
	}
	t.Log(seen)
	wanted := `outcome quarantined,outcome duplicate,outcome reversed,outcome refused,outcome attached,
		outcome already_attached,outcome changed_clinic,outcome moved,outcome removed,outcome no_effect,
		outcome applied,outcome ignored,outcome portal,outcome reference,outcome pending,outcome held,
		reason record_too_short,reason record_unknown,reason sequence_invalid,reason phn_missing,
		reason phn_out_of_province,reason phn_invalid,reason phn_pseudo,reason phn_unknown,reason deceased,
		reason no_coverage,reason practitioner_invalid,reason practitioner_unknown,reason facility_missing,
		reason facility_invalid,reason facility_unknown,reason facility_closed,reason not_affiliated,
		reason service_date_invalid,reason service_date_future,reason service_date_early,reason fee_item_near_miss,
		reason amount_not_zero,reason reversal_unmatched,reason return_unmatched,reason actor_not_endorsed,
		reason action_id_reused,reason feed_value_invalid,reason decision_unmatched,discarded,
		warning diagnosis_unexpected,warning location_unexpected,warning service_date_stale,
		status Confirmed ,status Removed removed,status Deceased deceased,status Not the MRP superseded,
		status Not the MRP transferred,status Not the MRP changed_clinic,
		status Pending ,portal claimed,portal refused,portal reversed,conflict superseded,conflict held,
		conflict ended,conflict released,conflict elapsed,conflict overtaken,conflict settled,conflict withdrawn,conflict deceased`
	for _, want := range strings.Split(wanted, ",") {
		want = strings.TrimLeft(want, " \n\t")
		if seen[want] == 0 {
			t.Errorf("no random province has %q", want)
		}
	}
}
