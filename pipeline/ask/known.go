package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/spelling"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// ErrNoSuchFacility is the error of a facility that no clinics feed row and no
// attachment names. It never holds what was typed.
var ErrNoSuchFacility = errors.New("no such facility: no clinic and no attachment has this facility number")

// KnownFacility gives the number of a facility as the registry writes it.
func (v *View) KnownFacility(ctx context.Context, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	wanted := strings.ToUpper(strings.TrimSpace(typed))
	known, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.AsOf, "facilities"), func(rows *sql.Rows, n *string) error {
		return rows.Scan(n)
	})
	if err != nil {
		return "", err
	}
	if slices.Contains(known, wanted) {
		return wanted, nil
	}
	if near := spelling.NearestNumbers(wanted, known); len(near) > 0 {
		return "", fmt.Errorf("%w; the nearest known: %s", ErrNoSuchFacility, wording.And(near))
	}
	return "", ErrNoSuchFacility
}

// ErrNoSuchProvider is the error of a question about a provider whom neither the
// providers feed nor any claim or action names. It never holds what was typed:
// that may be a health number.
var ErrNoSuchProvider = errors.New("no such provider: no feed row, claim or registry action has this practitioner number")

// KnownProvider gives the number of a provider as the registry writes it, and
// [ErrNoSuchProvider] with the numbers that are nearest when there is none.
func (v *View) KnownProvider(ctx context.Context, typed string) (string, error) {
	wanted := strings.ToUpper(strings.TrimSpace(typed))
	known, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Provider, "known"), func(rows *sql.Rows, n *string) error {
		return rows.Scan(n)
	})
	if err != nil {
		return "", err
	}
	if slices.Contains(known, wanted) {
		return wanted, nil
	}
	switch near := spelling.NearestNumbers(wanted, known); len(near) {
	case 0:
		return "", ErrNoSuchProvider
	case 1:
		return "", fmt.Errorf("%w; the nearest known is %s", ErrNoSuchProvider, near[0])
	default:
		return "", fmt.Errorf("%w; the nearest known are %s", ErrNoSuchProvider, wording.And(near))
	}
}
