// Package synth makes up a province: its areas, households, clinics and
// providers, the first full panels they send, and then nights of changes, in
// the files that empanel reads. The same options give the same bytes and the
// same modification times, whatever the number of workers.
//
// Nothing in it is about anyone: health numbers are drawn from a permutation
// of the number space, names from short lists.
//
// It may import the parsers (for their record layouts and kinds of value) and
// must not import DuckDB, cobra or any other pipeline package.
package synth
