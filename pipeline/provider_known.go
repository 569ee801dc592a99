package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/spelling"
	"empanel/reconcile"
)

// ErrNoSuchProvider is the error of a question about a provider whom neither the
// providers feed nor any claim or action names. It never holds what was typed:
// that may be a health number.
var ErrNoSuchProvider = errors.New("no such provider: no feed row, claim or registry action has this practitioner number")

// knownProvider gives the number of a provider as the registry writes it, and
// [ErrNoSuchProvider] with the numbers that are nearest when there is none.
func (v *view) knownProvider(ctx context.Context, typed string) (string, error) {
	wanted := strings.ToUpper(strings.TrimSpace(typed))
	known, err := rowsOf(ctx, v.db, reconcile.Must(reconcile.Provider, "known"), func(rows *sql.Rows, n *string) error {
		return rows.Scan(n)
	})
	if err != nil {
		return "", err
	}
	if slices.Contains(known, wanted) {
		return wanted, nil
	}
	switch near := nearestNumbers(wanted, known); len(near) {
	case 0:
		return "", ErrNoSuchProvider
	case 1:
		return "", fmt.Errorf("%w; the nearest known is %s", ErrNoSuchProvider, near[0])
	default:
		return "", fmt.Errorf("%w; the nearest known are %s", ErrNoSuchProvider, and(near))
	}
}

// mostNearest is how many numbers are offered for one that is not known.
const mostNearest = 3

// nearestNumbers gives the known numbers that take the fewest changes to become
// the one that was typed, at most two changes, so that two neighbours swapped
// are found too, and at most three numbers.
func nearestNumbers(typed string, known []string) []string {
	const farthest = 2
	var near []string
	least := farthest
	for _, number := range known {
		switch changes := spelling.Distance(typed, number); {
		case changes > least:
		case changes < least:
			near, least = []string{number}, changes
		default:
			near = append(near, number)
		}
	}
	swapped := func(n string) bool { return len(n) == len(typed) && anagram(n, typed) }
	slices.SortStableFunc(near, func(a, b string) int { return boolOrder(!swapped(a), !swapped(b)) })
	return near[:min(mostNearest, len(near))]
}

// anagram says whether two numbers have the same signs in another order.
func anagram(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}
