package compare

import (
	"cmp"
	"slices"
	"strings"
)

// Lists gives the lists in their order.
func Lists() []List { return []List{OnlyInList, OnlyInRegistry, Differs} }

// Title is what a list is called.
func (l List) Title() string {
	switch l {
	case OnlyInList:
		return "Only in the EMR"
	case OnlyInRegistry:
		return "Only in the registry"
	default:
		return "In both, but differing"
	}
}

// order is what comes first in each list: what a practice can put right itself,
// then what it has to ask about, then what is only to be noted.
var order = []string{
	"quarantined", "refused", "duplicate", "not_attached", "removed", "reversed", "discarded", "no_effect", "held", "pending",
	"phn_missing", "phn_invalid", "phn_pseudo", "row_broken", "practitioner_invalid", "practitioner_missing", "practitioner_unknown", "listed_twice",
	"listed_under_another", "not_in_list", "status_deceased", "status_not_active", "facility", "phn_merged", "birth_date",
	"another_at_clinic", "another", "no_coverage", "phn_unknown", "deceased",
}

// rank is where the first of the reasons of an item stands.
func rank(reason string) int {
	first, _, _ := strings.Cut(reason, ", ")
	if i := slices.Index(order, first); i >= 0 {
		return i
	}
	return len(order)
}

// inOrder compares items: by list, by what can be acted on first, and then by line,
// or where there is none by provider, facility and person.
func inOrder(a, b Item) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Lists(), a.List), slices.Index(Lists(), b.List)),
		cmp.Compare(rank(a.Reason), rank(b.Reason)),
		cmp.Compare(a.Reason, b.Reason),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Practitioner, b.Practitioner),
		cmp.Compare(a.Facility, b.Facility),
		cmp.Compare(a.phn, b.phn),
	)
}
