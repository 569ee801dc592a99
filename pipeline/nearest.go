package pipeline

import "strings"

// nearest gives the word that takes the fewest changes of single letters to
// become the one that was typed, or "" when none is near enough to have been
// meant: one that it begins, or at most a third of its letters changed.
func nearest(typed string, words []string) string {
	best, least := "", len(typed)/3+1
	for _, word := range words {
		if changes := distance(typed, word); changes < least {
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

// distance counts the letters to add, drop or change between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
