package feeds

import (
	"slices"
	"strings"
	"sync"

	"empanel/parsers/evidence"
)

// ActionsName is the name of the feed of registry actions, which are read by
// [ReadActions] and not as a reference feed.
const ActionsName = "actions"

// DecisionsName is the name of the feed of administrators' decisions.
const DecisionsName = "decisions"

// feeds is made once, so that a feed can be told from another by its pointer.
var feeds = sync.OnceValue(table)

// All gives the reference feeds. They are the same ones on every call and must
// not be changed.
func All() []*evidence.Feed { return slices.Clone(feeds()) }

// Lookup finds the feed that a file belongs to by its base name, NAME.csv or
// NAME_anything.csv, without regard to case; of two names that fit the longer
// is meant. It gives false for the registry actions and for any other name.
func Lookup(fileName string) (*evidence.Feed, bool) {
	for _, name := range candidates(fileName) {
		if name == ActionsName {
			return nil, false
		}
		if feed := byName(name); feed != nil {
			return feed, true
		}
	}
	return nil, false
}

// IsActions says whether a file holds registry actions, by its base name:
// actions.csv or actions_anything.csv, without regard to case.
func IsActions(fileName string) bool {
	for _, name := range candidates(fileName) {
		if byName(name) != nil {
			return false
		}
		if name == ActionsName {
			return true
		}
	}
	return false
}

func byName(name string) *evidence.Feed {
	for _, feed := range feeds() {
		if feed.Name == name {
			return feed
		}
	}
	return nil
}

// candidates lists the feed names a file name could stand for, longest first.
func candidates(fileName string) []string {
	stem, ok := strings.CutSuffix(strings.ToLower(fileName), ".csv")
	if !ok {
		return nil
	}
	names := []string{stem}
	for {
		cut := strings.LastIndexByte(stem, '_')
		if cut < 0 {
			return names
		}
		stem = stem[:cut]
		names = append(names, stem)
	}
}
