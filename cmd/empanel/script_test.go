package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary the program itself: a script's empanel runs
// in a process of its own, as people run it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"empanel": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"scrape":  func() { os.Exit(scrape(os.Args[1])) },
	})
}

// scrape prints what an address of this machine answers, its status first.
func scrape(address string) int {
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Get(address)
	if errors.Is(err, syscall.ECONNREFUSED) {
		fmt.Println("nobody listens")
		return 0
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(answer.StatusCode)
	_, copyErr := io.Copy(os.Stdout, answer.Body)
	if err := errors.Join(copyErr, answer.Body.Close()); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// TestScripts runs the program as people do, in scripts.
func TestScripts(t *testing.T) { runScripts(t, "../../testdata/script") }

// TestLongScripts runs those of many nights.
func TestLongScripts(t *testing.T) { runScripts(t, "../../testdata/script/long") }

func runScripts(t *testing.T, folder string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:                 folder,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "bounded": bounded, "damage": damage, "judge": judge, "settled": settled, "nobody": nobody,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("EMPANEL_WORKSPACE", "")
			env.Setenv("GOMAXPROCS", "1") // beside other tests, more cost more than they bring
			return nil
		},
	})
}

// exits runs a program and holds it to an exact exit code:
//
//	exits 2 empanel init
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
