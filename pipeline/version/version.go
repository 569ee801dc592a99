// Package version says which version of the program this is, and of its engine. It
// imports nothing of this project.
package version

// Program is the program's version. It is stored with every run, since the
// rules are part of the program.
const Program = "0.1.0"
