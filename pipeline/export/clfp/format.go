package clfp

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
)

// Format names what a bundle is, in its manifest.
const Format = "empanel clfp bundle"

// FormatVersion is the version of the format of bundles: which files there are,
// and which columns each has. A change of either is another version.
const FormatVersion = 1

// tables are the files of format 1 without their endings, sorted. Payments is
// there only where rates were given.
var tables = []string{"age_sex", "communities", "complexity", "facilities", "payments", "people", "providers"}

// The endings of the two files of each table.
const (
	parquetEnding = ".parquet"
	csvEnding     = ".csv"
)

// columns gives those of a table of format 1, in their order. A bundle that
// names people has phn behind them, in people.
func columns(table string) []string {
	return strings.Fields(map[string]string{
		"providers": `practitioner_number provider_type people counted no_coverage deceased person_unknown pending removed
			superseded transferred not_yet merged weight type_counts floor meets_floor new_to_practice_on grace_until in_grace
			portal_claims portal_claimed has_bc_provider_id has_authenticator in_clinic_record has_facility panel_submitted
			availability_stated other_steps other_steps_done participates left_practice_on eligible`,
		"age_sex":     "practitioner_number age_band sex age_from counted",
		"communities": "practitioner_number chsa counted",
		"complexity":  "practitioner_number complexity counted weight",
		"facilities":  "practitioner_number facility_number counted",
		"people": `practitioner_number person_key facility_number counted reason valid_from valid_to age_band sex chsa
			complexity weight survivor_key submission_id line_no`,
		"payments": "practitioner_number component key units rate amount",
	}[table])
}

// tableOf gives the table that a file of a bundle holds.
func tableOf(file string) (table string, ok bool) {
	table, ok = strings.CutSuffix(file, parquetEnding)
	if !ok {
		table, ok = strings.CutSuffix(file, csvEnding)
	}
	return table, ok && slices.Contains(tables, table)
}

// tableDigest hashes the rows of one table as canonical text: the same for the
// same values, whatever file they stand in.
type tableDigest struct {
	sum  hash.Hash
	rows int64
}

func newTableDigest(table string) *tableDigest {
	d := &tableDigest{sum: sha256.New()}
	_, _ = io.WriteString(d.sum, table+"\t"+strings.Join(columns(table), "\t")+"\n") // a hash takes everything
	return d
}

// add takes a row as canonical text: its cells, parted by tabs.
func (d *tableDigest) add(row string) {
	_, _ = io.WriteString(d.sum, row)
	_, _ = io.WriteString(d.sum, "\n")
	d.rows++
}

func (d *tableDigest) String() string { return hex.EncodeToString(d.sum.Sum(nil)) }

// contentDigest is that of all tables of a bundle.
func contentDigest(all map[string]*tableDigest) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s, content of format %d\n", Format, FormatVersion)
	for _, table := range tables {
		if d := all[table]; d != nil {
			_, _ = fmt.Fprintf(sum, "%s\t%d\t%s\n", table, d.rows, d)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// canonicalCell is a cell of a CSV file as canonical text. No text in a bundle
// is empty, so an empty cell is NULL.
func canonicalCell(cell string) string {
	if cell == "" {
		return `\N`
	}
	return escapes.Replace(cell)
}

var escapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
