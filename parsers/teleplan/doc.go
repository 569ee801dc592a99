// Package teleplan reads the files that practices exchange with the Medical
// Services Plan: submission files of claims ([ReadSubmission]) and the return
// files that accept or refuse them ([ReadReturn]). It knows every record's
// layout ([VS1], [C02], [N01], [C12], [S00] to [S04]), which claims are
// evidence of who is attached to whom, and every check that one line alone
// allows. Checks that need the reference feeds or the policy are not made
// here.
//
// Files are read as a stream with bounded memory. A row's problems are
// field.Defect values, all of a line at once; a file that cannot be taken at
// all is a *field.Refusal. Neither ever contains a value of the file, for the
// values are health numbers.
//
// It imports parsers/fixed, parsers/evidence and parsers/field, never a
// database, the pipeline or another reader.
package teleplan
