package registry

import (
	"context"
	"errors"
	"fmt"

	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// ErrOlder is the error of a registry whose tables are not those of
// this version of the program.
var ErrOlder = errors.New("registry.duckdb was made by another version of the program: make it again from the ledger: empanel rebuild")

// madeBy says by which definitions a registry was made; the zero value is that
// of one without tables.
type madeBy struct{ tables, views string }

// ours are the definitions of this program.
func ours() madeBy {
	return madeBy{tables: reconcile.Fingerprint(reconcile.Schema), views: reconcile.Fingerprint(reconcile.Views)}
}

// CreateSchema makes the tables of a new registry, and makes the relations
// people read anew where another version of the program made them.
func CreateSchema(ctx context.Context, db *warehouse.Warehouse) error {
	made, err := readMadeBy(ctx, db)
	if err != nil || made == ours() {
		return err
	}
	if made != (madeBy{}) && made.tables != ours().tables {
		return ErrOlder
	}
	return db.Transaction(ctx, func() error {
		if made == (madeBy{}) {
			if err := db.RunAll(ctx, reconcile.Schema); err != nil {
				return err
			}
		}
		if err := db.RunAll(ctx, reconcile.Views); err != nil {
			return err
		}
		if err := db.Exec(ctx, "delete from made_by"); err != nil {
			return err
		}
		return db.Exec(ctx, "insert into made_by values (?, ?, '')", ours().tables, ours().views)
	})
}

// MustHaveTables gives ErrOlderRegistry for a registry in which this version
// cannot look anything up.
func MustHaveTables(ctx context.Context, db *warehouse.Warehouse) error {
	made, err := readMadeBy(ctx, db)
	if err == nil && made.tables != ours().tables {
		return ErrOlder
	}
	return err
}

// MustBeOfThisVersion gives ErrOlderRegistry for a registry that runs of this
// version could not go on from.
func MustBeOfThisVersion(ctx context.Context, db *warehouse.Warehouse) error {
	made, err := readMadeBy(ctx, db)
	if err == nil && made != ours() {
		return ErrOlder
	}
	return err
}

// readMadeBy asks a registry by which definitions it was made. One with tables
// that does not say is an older one.
func readMadeBy(ctx context.Context, db *warehouse.Warehouse) (made madeBy, err error) {
	var tables, saying int
	err = db.Conn().QueryRowContext(ctx,
		"select count(*), count(*) filter (table_name = 'made_by') from duckdb_tables() where database_name = current_database()").Scan(&tables, &saying)
	switch {
	case err != nil:
		return made, fmt.Errorf("looking for the registry's tables: %w", err)
	case tables == 0:
		return made, nil
	case saying == 0:
		return made, ErrOlder
	}
	err = db.Conn().QueryRowContext(ctx, "select tables, views from made_by").Scan(&made.tables, &made.views)
	if err != nil {
		return made, fmt.Errorf("asking by which version the registry was made: %w", err)
	}
	return made, nil
}
