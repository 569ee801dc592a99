// Package pipeline knows every stage of a run and puts them in their order:
// claim, read, load, reconcile, check, commit, archive, publish. It is the
// only package that does.
//
// It imports the packages below it and nothing of the command line.
package pipeline
