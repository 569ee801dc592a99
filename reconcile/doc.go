// Package reconcile is the rules: the policy, and the SQL files that decide
// from the evidence who is attached to whom. One file is one statement and one
// relation or one rule; the folders below sql/ say when it runs.
//
// It executes nothing and imports no database: package pipeline has the
// warehouse run what stands here. It must not import pipeline.
package reconcile
