// Package metrics tells Prometheus how the nights go: as a file for the textfile
// collector of node_exporter, and on a listener that only this machine can reach.
//
// It counts nothing itself: whoever runs a night gives it [Facts], and every
// figure is made of them. What is not known has no figure, rather than a 0. No
// label names a provider, a clinic or a person. It imports nothing of this project
// but pipeline/config.
package metrics

import "time"

// Facts is all that the metrics tell.
type Facts struct {
	Build       Build
	Run         *Run             // the newest that was tried; nil before the first
	LastSuccess time.Time        // when the newest run that is done ended; zero before the first
	Standing    *Standing        // of the registry; nil where it could not be read
	Inbox       map[string]int   // files that wait, by channel
	Bytes       map[string]int64 // on disk, by part of the workspace: registry, ledger, ...
	Free        map[string]int64 // bytes free on the disk of a folder: workspace, snapshots
	Unsent      int              // notifications that could not be sent yet
	Nights      map[string]int64 // planned nights by what became of them; nil where nothing is scheduled
}

// Build is which program it is.
type Build struct{ Version, Go, DuckDB, Policy string }

// Run is one run, however it ended.
type Run struct {
	Command  string // run, reprocess
	Started  time.Time
	Ended    time.Time
	ExitCode int
	Stages   []Stage
	Lines    map[string]int64 // by outcome; nil where the run did not get so far
	Files    []Files
	Checks   int // that were made
	Failed   int // checks that failed
	Needs    int // things that need a person
}

// Stage is how long a part of a run took.
type Stage struct {
	Name    string
	Seconds float64
}

// Files counts the files of a channel that came to one end.
type Files struct {
	Channel string
	State   string
	Files   int
}

// Standing is how the registry stands.
type Standing struct {
	Attached   int64 // people
	Pending    int64 // claims
	Quarantine int64 // lines
	Waiting    int64 // people who wait for a provider
	Panels     int64
	Conflicts  int64
	Held       int64            // files and removals that the guard holds
	Transfers  map[string]int64 // by state
}

// outcomes are what a run can come to, by its exit code.
func outcomes() map[string][]int {
	return map[string][]int{
		"done": {0}, "attention": {3}, "failed": {1}, "configuration": {2}, "check_failed": {6}, "interrupted": {130},
	}
}
