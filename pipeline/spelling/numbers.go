package spelling

import (
	"slices"
)

// mostNearest is how many numbers are offered for one that is not known.
const mostNearest = 3

// NearestNumbers gives the known numbers that take the fewest changes to become
// the one that was typed, at most two changes, so that two neighbours swapped
// are found too, and at most three numbers.
func NearestNumbers(typed string, known []string) []string {
	const farthest = 2
	var near []string
	least := farthest
	for _, number := range known {
		switch changes := Distance(typed, number); {
		case changes > least:
		case changes < least:
			near, least = []string{number}, changes
		default:
			near = append(near, number)
		}
	}
	swapped := func(n string) bool { return len(n) == len(typed) && anagram(n, typed) }
	slices.SortStableFunc(near, func(a, b string) int {
		switch {
		case swapped(a) == swapped(b):
			return 0
		case swapped(a):
			return -1
		}
		return 1
	})
	return near[:min(mostNearest, len(near))]
}

// anagram says whether two numbers have the same signs in another order.
func anagram(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}
