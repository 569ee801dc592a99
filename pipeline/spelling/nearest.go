package spelling

import (
	"strings"
)

// Nearest gives the word that takes the fewest changes of single letters to
// become the one that was typed, or "" when none is near enough to have been
// meant: one that it begins, or at most a third of its letters changed.
func Nearest(typed string, words []string) string {
	best, least := "", len(typed)/3+1
	for _, word := range words {
		if changes := Distance(typed, word); changes < least {
			best, least = word, changes
		}
	}
	if best != "" || typed == "" {
		return best
	}
	for _, word := range words {
		if strings.HasPrefix(word, typed) {
			return word
		}
	}
	return ""
}
