package clfp

import (
	"maps"
	"slices"
)

// Reasons are all reasons for which people come to count or no longer do, sorted.
func Reasons() []string { return slices.Sorted(maps.Keys(reasonWords())) }

// ReasonInWords says why people came to count or no longer do: a reason of a
// [Change], in a few words.
func ReasonInWords(reason string) string {
	if words := reasonWords()[reason]; words != "" {
		return words
	}
	return reason
}

func reasonWords() map[string]string {
	return map[string]string{
		"accepted_or_released":   "(the claim no longer waits)",
		"attached_since":         "(attached since)",
		"claim_no_longer_counts": "(refused, reversed or in quarantine since)",
		"coverage":               "(coverage)",
		"dated_earlier":          "(attached earlier than was known)",
		"dated_later":            "(attached later than was known)",
		"day_moved_back":         "(the day is an earlier one)",
		"deceased":               "(deceased)",
		"ending_undone":          "(the ending no longer counts)",
		"late_claim":             "(late claims)",
		"merged":                 "(numbers merged or parted)",
		"moved":                  "(with another provider)",
		"otherwise":              "(otherwise)",
		"person_unknown":         "(in the persons feed or not)",
		"policy":                 "(policy)",
		"removed":                "(removed)",
		"waits_again":            "(the claim waits again)",
	}
}
