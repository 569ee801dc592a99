// Package feeds reads the reference feeds (persons, providers, clinics and so
// on) and the registry actions: CSV files with a header, one row of evidence a
// record. The table of feeds in this package is the only place that knows
// their columns.
//
// It imports the shared row types and the CSV reader; it must not import its
// siblings (the Teleplan and Dr.Bill readers), a database or the pipeline. No
// message it makes contains a value read from a file.
package feeds
