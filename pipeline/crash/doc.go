// Package crash holds the tests that end the program, as it was built, wherever
// it can end: killed before any of its calls to the file system and at any
// moment, with the power gone, on a full disk, in a folder that cannot be
// written. They take minutes, so they stand behind the build tag crash: make
// test-crash runs a short form, make kills the long one.
//
// They run the program as a process of its own (EMPANEL_BINARY names it) and
// look at its workspace from outside. Nothing imports this package.
package crash
