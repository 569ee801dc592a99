// Package drbill reads the CSV files that practices without billing software
// send through Dr.Bill: one row is one patient to attach. The layout is not
// published and the files have mostly been through a spreadsheet, so headings
// are matched generously, the way of writing dates is found from the file as a
// whole, and what a spreadsheet does to numbers is called by its name.
//
// No name and no birth date is taken from these files. It imports the shared
// row types and the CSV reader; it must not import its siblings (the Teleplan
// and feed readers), a database or the pipeline. No message it makes contains
// a value read from a file.
package drbill
