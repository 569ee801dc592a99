// Package spreadsheet knows what the tables of practices look like after a
// spreadsheet has had them: which headings mean which number, how dates may be
// written and how to find out which way a file writes them, and which values have
// the unmistakable form of another column.
//
// It is the base of the readers of such files: it imports package field and the
// CSV reader, and must not import those readers, a database or the pipeline. No
// message it makes contains a value read from a file.
package spreadsheet
