// Package field is the leaf of the parsers: the kinds of value a British
// Columbia panel submission carries (health numbers, practitioner, payee and
// facility numbers, dates, fee items), how each is checked, and the two kinds
// of error a reader reports: a [Defect] of one field on one line, and a
// [Refusal] of a whole file.
//
// It imports nothing of this project. No error or message made here ever
// contains a value read from a file: the values are health numbers.
package field
