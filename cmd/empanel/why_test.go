package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const whyFolder = "../../testdata/why"

// What why says of ten kinds of person: each story is a few nights of files
// that somebody wrote by hand, taken in by the program itself, and what it then
// says, word by word. Read a changed answer aloud before you keep it
// (UPDATE_SCRIPTS=1 writes it anew).
func TestWhyStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 whyFolder,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"nights": nights, "nobody": nobody, "exits": exits,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("EMPANEL_WORKSPACE", "")
			return os.CopyFS(filepath.Join(env.WorkDir, "2026-01-05", "registry"), os.DirFS(filepath.Join(whyFolder, "world")))
		},
	})
}

var nightFolder = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// nights takes the folders named for days, in order: the files of each arrive
// at 18:00 UTC, in the inbox of the channel that its folder is named for, and
// the run of that night takes them in:
//
//	nights WORKSPACE
func nights(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: nights WORKSPACE")
	}
	ws := ts.MkAbs(args[0])
	folders, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	for _, folder := range folders {
		day := folder.Name()
		if !nightFolder.MatchString(day) {
			continue
		}
		ts.Check(os.CopyFS(filepath.Join(ws, "inbox"), os.DirFS(ts.MkAbs(day))))
		err := ts.Exec("empanel", "run", "-w", ws, "--as-of", day, "--received-at", day+"T18:00:00Z")
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitAttention) { // something needs a person: part of a story
			ts.Fatalf("the night of %s: %v", day, err)
		}
	}
}
