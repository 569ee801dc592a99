package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// differencesNamed is how many lines are named for each of two registries.
const differencesNamed = 5

type differingLine struct {
	side, submissionID, file string
	line                     int32
	attachments              int64 // of the side
}

// differences says how the registry made from the ledger and the one that is
// there differ in what they knew after a run.
func (b *rebuilding) differences(ctx context.Context, runNo int32) (all []Difference, err error) {
	b.tell("comparing with the registry that is there", 0, 0)
	how := ask.ReadOnly(b.cfg)
	how.Spill, how.Allowed, how.Beside = b.ws.Spill(), []string{b.ws.Spill()}, b.ws.Registry()
	db, err := warehouse.Open(ctx, b.ws.Rebuilt(), how)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	lines, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.Rebuild, "differences"), func(rows *sql.Rows, l *differingLine) error {
		return rows.Scan(&l.side, &l.submissionID, &l.line, &l.file, &l.attachments)
	}, sql.Named("run", runNo), sql.Named("first", differencesNamed))
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if len(all) == 0 || all[len(all)-1].Side != l.side {
			all = append(all, Difference{Side: l.side, Attachments: l.attachments})
		}
		last := &all[len(all)-1]
		last.First = append(last.First, linePlace(l.file, l.submissionID, l.line))
	}
	return all, nil
}

// linePlace names a line of a file, or the whole file where the line is 0.
func linePlace(file, submissionID string, line int32) string {
	if line == 0 {
		return fmt.Sprintf("%s (%.12s)", wording.Shown(file), submissionID)
	}
	return fmt.Sprintf("%s line %d (%.12s)", wording.Shown(file), line, submissionID)
}
