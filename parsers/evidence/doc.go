// Package evidence holds what a reader makes of a line, one row type per kind
// of evidence, and turns those rows into Arrow record batches. It is the only
// place that knows the Arrow schemas of the ledger.
//
// Readers (teleplan, drbill, feeds) import it to give their rows to a [Sink];
// it must not import them.
package evidence
