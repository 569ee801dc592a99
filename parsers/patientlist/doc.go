// Package patientlist reads a practice's own list of patients, as an EMR or a
// spreadsheet exports it: one row is one patient, named by health number, with
// where the practice has them a date of birth, the provider, the facility and
// whether the practice counts them as active.
//
// Headings are matched, and what a spreadsheet does to numbers is called by its
// name, as in the files of Dr.Bill. Names of patients are not read. It imports the
// CSV reader, package spreadsheet and the kinds of field; it must not import the
// readers of evidence, a database or the pipeline. No message it makes contains a
// value read from a file.
package patientlist
