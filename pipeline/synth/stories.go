package synth

import (
	"cmp"
	"slices"
)

// storiesPerKind is how many people the manifest tells of for each kind.
const storiesPerKind = 3

// story tells what happened to a person, if few of its kind have been told.
func (p *province) story(kind string, person int32, text string) {
	p.tell(kind, p.people[person].phn, text)
}

func (p *province) tell(kind string, phn int64, text string) {
	told := 0
	for _, s := range p.manifest.Stories {
		if s.Kind == kind {
			told++
		}
	}
	if told < storiesPerKind {
		p.manifest.Stories = append(p.manifest.Stories, Story{Kind: kind, PHN: phn, Text: text})
	}
}

// tellStories puts the stories in the order in which they are worth looking
// at: what touches most rules first.
func (p *province) tellStories() {
	rank := map[string]int{}
	for k, kind := range []string{
		"transferred", "corrected", "moved_twice", "merged", "reversed", "healed", "removed_by_delegate", "died",
		"handover_awaiting", "handover_refused", "handover_moved",
	} {
		rank[kind] = k
	}
	slices.SortStableFunc(p.manifest.Stories, func(a, b Story) int { return cmp.Compare(rank[a.Kind], rank[b.Kind]) })
}
