// Package delimited reads CSV files by the names in their header, keeping the
// place of every value. It stands on encoding/csv and adds what files of
// health offices need: any line ending, UTF-8 or ISO 8859-1, byte-order marks,
// an end-of-file byte, bounded memory whatever the file, the text of a row as
// it was sent, and refusals that name line and column.
//
// It knows no feed and no column; it imports only the kinds of error of
// package field, and must not import the readers that use it, a database or
// the pipeline. No message it makes contains a value of a row.
package delimited
