package feeds

import (
	"strings"
	"sync"

	"empanel/parsers/evidence"
)

// ActionsName is the name of the feed of registry actions, which are read by
// [ReadActions] and not as a reference feed.
const ActionsName = "actions"

// byName holds one Feed per name for the life of the program, so that a feed
// can be told from another by its pointer.
var byName = sync.OnceValue(func() map[string]*evidence.Feed {
	feeds := make(map[string]*evidence.Feed)
	for _, feed := range All() {
		feeds[feed.Name] = feed
	}
	return feeds
})

// Lookup finds the feed that a file belongs to by its base name, NAME.csv or
// NAME_anything.csv, without regard to case; of two names that fit the longer
// is meant. It gives false for the registry actions and for any other name.
func Lookup(fileName string) (*evidence.Feed, bool) {
	for _, name := range candidates(fileName) {
		if name == ActionsName {
			return nil, false
		}
		if feed, ok := byName()[name]; ok {
			return feed, true
		}
	}
	return nil, false
}

// IsActions says whether a file holds registry actions, by its base name:
// actions.csv or actions_anything.csv, without regard to case.
func IsActions(fileName string) bool {
	for _, name := range candidates(fileName) {
		if _, ok := byName()[name]; ok {
			return false
		}
		if name == ActionsName {
			return true
		}
	}
	return false
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
