package reconcile

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed sql
var files embed.FS

// Statement is one SQL file: one statement, whose first comment line says what
// one row of its relation is.
type Statement struct {
	Name string // path below sql/ without the ending, e.g. "run/50_check/220_deceased"
	SQL  string
}

// Short is the statement's name without its folder.
func (s Statement) Short() string { return path.Base(s.Name) }

// Relation is the name of the relation that the statement fills: [Statement.Short]
// without the number that gives its place.
func (s Statement) Relation() string { return strings.TrimLeft(s.Short(), "0123456789_") }

// Grain is the first line of the file without the comment sign.
func (s Statement) Grain() string {
	first, _, _ := strings.Cut(s.SQL, "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "--"))
}

// The folders of SQL, in the order in which a run needs them.
const (
	Schema = "schema" // the tables of a new registry
	Views  = "views"  // the relations people read
	Macros = "run/05_macro"
	Checks = "checks" // each returns offending rows (file_no, line_no)
	Raw    = "raw"    // keeps the text of quarantined lines
	Report = "report" // what a run tells of itself
	// What the guard asks and writes, candidate by candidate.
	Verdicts = "guard"
	// What a matching begins with.
	Pool = "pool"
	// What analysts open, in the attached database `snapshot`: its relations,
	// which stand in every new one ([Dictionary]), and what fills them: what is
	// large, what is small, and the view that large relations are views of.
	Published     = "published"
	SnapshotLarge = "snapshot_large"
	Snapshot      = "snapshot"
	SnapshotViews = "snapshot_views"
	// What changes in a copy of the snapshot before, instead of [SnapshotLarge].
	SnapshotCarried = "snapshot_carried"
)

// Openings are the folders that begin a run, before its evidence is read: the
// macros, and empty temporary tables for what arrives tonight with the views
// that put it beside what the registry has.
func Openings() []string { return []string{Macros, "run/06_tonight", "run/07_now"} }

// Loads are the folders that read tonight's evidence into temporary tables, in
// order. Their files are named for a kind of evidence and read its parts from
// the variable `parts`; the list of files comes before every other kind.
func Loads() []string {
	return []string{"run/08_number", "run/10_line", "run/12_note", "run/20_newer"}
}

// Preparing are the folders that say of all evidence what judging any of it
// needs: the order of arrival, the feeds in force, who was merged.
func Preparing() []string { return []string{"run/30_prepare"} }

// Scoping is the folder that finds whom tonight's evidence concerns, and leaves
// only them to be judged. It is not run when [Everybody] says so.
const Scoping = "run/35_scope"

// Everybody is the statement that says whether everybody must be judged.
func Everybody() Statement { return read("scope/everybody") }

// Checking are the folders that check every line that is judged and find which
// of them could count, in order. They write temporary tables only, as those
// before and after them do, outside any transaction: DuckDB reads what a
// transaction has not committed with one thread.
func Checking() []string {
	return []string{"run/40_name", "run/50_check", "run/60_void", "run/70_stand"}
}

// The folders of the guard: what comes to count and must be judged,
// and, run anew for each of those, what counts while it is on trial. After a
// trial comes [Fold], as after the checks.
const (
	Guarding = "run/72_guard"
	Trial    = "run/74_trial"
	Fold     = "run/80_fold"
)

// Counting are the statements that say what counts when nothing is on trial.
func Counting() []Statement {
	return []Statement{Must("run/70_stand", "035_out"), Must("run/70_stand", "040_standing"), Must("run/70_stand", "050_acting")}
}

// Telling are the folders that decide from what counts what the registry will
// say, in order.
func Telling() []string { return []string{Fold, "run/82_outcome", "run/83_hint"} }

// The folders that work out what follows from a registry that is judged and not
// yet kept: what became of the people of a transfer, how large panels are, who
// has room, and who waits. After [Matching] comes package matching, and after that [Matched].
const (
	Transfers = "run/84_transfer"
	Panels    = "run/85_panel"
	Capacity  = "run/86_capacity"
	Matching  = "run/88_match"
	Matched   = "run/89_matched"
	// These write it into the registry, in the run's transaction.
	KeepPanels    = "run/95_panel"
	KeepTransfers = "run/96_transfer"
	KeepMatching  = "run/97_match"
)

// Follows is the statement that says whether a snapshot can be carried over.
func Follows() Statement { return read("carry/follows") }

// FollowNeeded is the statement that says what there is to work out beyond the
// panels: of transfers, and of room and matching.
func FollowNeeded() Statement { return read("follow/needed") }

// Needed gives the statement that says whether another has anything to do, and
// whether there is one: what asks many things of nobody costs little to answer
// and much to plan.
func Needed(s Statement) (Statement, bool) { return Find("needed", s.Short()) }

// KeepFeeds is the folder that puts into force what came of a feed; its files
// are named for a kind of evidence, and only those of kinds that came are run.
const KeepFeeds = "run/91_keep_feed"

// Keeping are the folders that write into the registry what was judged, in
// order, in the run's one transaction. Outcomes come before the evidence: the
// views they are read from put tonight's lines beside the registry's, and once
// kept these would stand in both.
func Keeping() []string {
	return []string{"run/90_outcome", "run/91_keep", KeepFeeds, "run/92_count", "run/93_attach", "run/94_quarantine"}
}

// Run are all folders of a run, in order.
func Run() []string {
	return slices.Concat(Openings(), Loads(), Preparing(), []string{Scoping}, Checking(), []string{Guarding, Trial}, Telling(), []string{Transfers, Panels, Capacity, Matching, Matched}, Keeping(), []string{KeepPanels, KeepTransfers, KeepMatching})
}

// Statements gives the SQL files of a folder in name order. A folder that is
// not there is a fault of the program and panics in tests.
func Statements(folder string) []Statement {
	entries, err := fs.ReadDir(files, path.Join("sql", folder))
	if err != nil {
		panic(fmt.Sprintf("reconcile: no SQL folder %q", folder))
	}
	var all []Statement
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ".sql" {
			all = append(all, read(path.Join(folder, strings.TrimSuffix(e.Name(), ".sql"))))
		}
	}
	return all
}

// Find gives the SQL file of that name in a folder, and whether there is one:
// not every kind of evidence has a place in every stage.
func Find(folder, name string) (Statement, bool) {
	file := path.Join(folder, name)
	if _, err := fs.Stat(files, "sql/"+file+".sql"); err != nil {
		return Statement{}, false
	}
	return read(file), true
}

// Must gives the SQL file of that name, which the program cannot do without.
func Must(folder, name string) Statement { return read(path.Join(folder, name)) }

// Fingerprint is a hash of the SQL of some folders, whatever its comments say:
// two programs with the same make the same of it.
func Fingerprint(folders ...string) string {
	sum := sha256.New()
	for _, folder := range folders {
		for _, s := range Statements(folder) {
			sum.Write([]byte(s.Name + "\n" + comments.ReplaceAllString(s.SQL, "") + "\n"))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Rules is the fingerprint of all by which lines are judged and attachments
// kept.
var Rules = sync.OnceValue(func() string {
	return Fingerprint(Run()...)
})

var comments = regexp.MustCompile(`--[^\n]*`)

// Digest is the statement that hashes the attachments now known.
func Digest() Statement { return read("digest") }

func read(name string) Statement {
	text, err := fs.ReadFile(files, "sql/"+name+".sql")
	if err != nil {
		panic(fmt.Sprintf("reconcile: no SQL file %q", name))
	}
	return Statement{Name: name, SQL: string(text)}
}
