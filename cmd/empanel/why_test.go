package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
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
			"world": world(t), "nights": nights(t), "nobody": nobody, "exits": exits,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("EMPANEL_WORKSPACE", "")
			env.Setenv("GOMAXPROCS", "1") // beside other tests, more cost more than they bring
			return nil
		},
	})
}

// world gives the command that begins a story: a workspace that has taken in,
// on 2026-01-05, the feeds about everybody in the stories. It is made once and
// copied.
//
//	world WORKSPACE
func world(t *testing.T) func(*testscript.TestScript, bool, []string) {
	made := filepath.Join(t.TempDir(), "world")
	var once sync.Mutex
	begin := func(ts *testscript.TestScript) {
		once.Lock()
		defer once.Unlock()
		if _, err := os.Stat(made); err == nil {
			return
		}
		unfinished := made + ".unfinished"
		ts.Check(os.RemoveAll(unfinished))
		ts.Check(ts.Exec("empanel", "init", unfinished))
		ts.Check(os.CopyFS(filepath.Join(unfinished, "inbox", "registry"), os.DirFS(filepath.Join(whyFolder, "world"))))
		takeIn(ts, unfinished, "2026-01-05")
		ts.Check(os.Rename(unfinished, made))
	}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: world WORKSPACE")
		}
		begin(ts)
		ts.Check(ts.Exec("cp", "-a", made, ts.MkAbs(args[0])))
	}
}

// takeIn runs the night of a day.
func takeIn(ts *testscript.TestScript, ws, day string) {
	err := ts.Exec("empanel", "run", "-w", ws, "--as-of", day, "--received-at", day+"T18:00:00Z")
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitAttention) { // something needs a person: part of a story
		ts.Fatalf("the night of %s: %v", day, err)
	}
}

var nightFolder = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// nights gives the command that takes the folders named for days, in order: the
// files of each arrive at 18:00 UTC, in the inbox of the channel that its folder
// is named for, and the run of that night takes them in. Stories that begin
// alike share what they have alike: a night that another story had, on the same
// workspace with the same files, is copied from there.
//
//	nights WORKSPACE
func nights(t *testing.T) func(*testscript.TestScript, bool, []string) {
	had := t.TempDir()
	var once sync.Mutex
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: nights WORKSPACE")
		}
		once.Lock()
		defer once.Unlock()
		ws := ts.MkAbs(args[0])
		folders, err := os.ReadDir(ts.MkAbs("."))
		ts.Check(err)
		so := sha256.New()
		hashFolder(ts, so, ws)
		for _, folder := range folders {
			day := folder.Name()
			if !nightFolder.MatchString(day) {
				continue
			}
			so.Write(fmt.Appendf(nil, "%q\n", day))
			hashFolder(ts, so, ts.MkAbs(day))
			after := filepath.Join(had, hex.EncodeToString(so.Sum(nil)))
			if _, err := os.Stat(after); err == nil {
				ts.Check(os.RemoveAll(ws))
				ts.Check(ts.Exec("cp", "-a", after, ws))
				continue
			}
			ts.Check(os.CopyFS(filepath.Join(ws, "inbox"), os.DirFS(ts.MkAbs(day))))
			takeIn(ts, ws, day)
			ts.Check(ts.Exec("cp", "-a", ws, after))
		}
	}
}

// hashFolder adds the names and contents of a folder's files to a hash.
func hashFolder(ts *testscript.TestScript, sum hash.Hash, folder string) {
	ts.Check(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		name, relErr := filepath.Rel(folder, path)
		sum.Write(fmt.Appendf(nil, "%q %d\n", name, len(text)))
		sum.Write(text)
		return errors.Join(err, relErr)
	}))
}
