// Package fixed reads and writes records whose fields stand at fixed columns.
// A record is declared once, as a [Layout]: a table of names, first columns
// and widths. Decoding, encoding, error places and tests all use that table,
// and nothing else knows a column number.
//
// Columns are characters, not bytes: a [Text] is a line as characters, UTF-8
// where the line is valid as such and ISO 8859-1 otherwise. A line of ASCII,
// which nearly all are, is sliced where it stands and costs nothing extra.
// [Lines] cuts a file into lines with bounded memory.
//
// It imports parsers/field and nothing else of this project; it knows no
// record of any particular sender.
package fixed
