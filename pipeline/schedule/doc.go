// Package schedule keeps a workspace's jobs at their planned times, one at a
// time, and a record of what became of each planned time: the record of nights.
//
//   - [Keep] is the scheduler: it looks at the clock, lets a job run as a process
//     of its own ([Process]), and ends with its context.
//   - A planned time is known by its job and its instant. That is the key of the
//     record, so whatever the clock, the machine or the scheduler does, no time is
//     run twice and none is without a row.
//   - The record ([Read]) is the file nights.jsonl: rows that are only ever
//     appended, each on disk before what it says is relied on. The last row of a
//     planned time is the one that holds.
//
// What the rules are is in docs/schedule.md, in words. The package knows no
// database: who asks the registry which files came is passed in, and so are the
// clock and what runs a job. It imports pipeline/workspace, config, mask, wording
// and schedule/times.
package schedule
