// Package clfp makes, verifies and compares the bundles from which the payment
// to longitudinal family physicians (CLFP) is calculated: who counts for which
// provider on a day, and who does not and why, as the registry knew it after a
// run.
//
// A bundle is a function of the evidence taken in up to a run, the policy of
// that run, the day, the file of complexity, the file of rates, and the version
// of the program: nothing that came later, no clock, no user and no path has a
// say in any byte. docs/clfp.md says what is in it.
//
// It stands on the ledger for what feeds said up to the run, on the registry for
// claims and for the two times of attachments, and on the SQL of a run for what
// both share: which feed row is in force, who was merged, which claims are void.
package clfp
