// Package ledger is the evidence on disk: Parquet parts that are written once
// and never changed, and one manifest a run that says which parts it added.
// The ledger is the truth; the registry is derived from it.
//
// Besides parsers/evidence it is the only package that imports Arrow. It does
// not import DuckDB: any engine can read the parts.
package ledger
