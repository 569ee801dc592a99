// Package intake takes files from the inbox into the ledger: claims them,
// hashes them, has them read, and puts them into the archive.
//
// It knows folders, readers and the ledger, and no database: which files are
// known already it is told.
package intake
