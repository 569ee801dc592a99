package main

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"empanel/parsers/field"
	"empanel/pipeline"
)

// bounded runs a program and holds it to an exact exit code and to a bound on
// its memory, in megabytes:
//
//	bounded 700 3 empanel run -w ws
func bounded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: bounded MEGABYTES CODE program [args...]")
	}
	limit, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	command := exec.Command(found(ts, args[2]), args[3:]...)
	command.Dir = ts.MkAbs(".")
	command.Env = append(os.Environ(), "EMPANEL_WORKSPACE=")
	command.Stdout, command.Stderr = ts.Stdout(), ts.Stderr()
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	if got := command.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return // not known here
	}
	if peak := usage.Maxrss >> 10; peak > limit { // Linux counts KiB
		ts.Fatalf("it took %d MB of memory, more than %d", peak, limit)
	}
}

// found gives the path of a program of the script.
func found(ts *testscript.TestScript, name string) string {
	for _, folder := range filepath.SplitList(ts.Getenv("PATH")) {
		if path := filepath.Join(folder, name); folder != "" {
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return path
			}
		}
	}
	ts.Fatalf("there is no %s", name)
	return ""
}

// judge holds the report of a run, as JSON, to what must become of every file
// of a bad night: each is named with a message that says what is wrong, or is
// not mentioned where nothing is.
//
//	judge stdout
func judge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: judge REPORT")
	}
	text := ts.ReadFile(args[0])
	var report pipeline.Report
	ts.Check(json.Unmarshal([]byte(text), &report))
	said := map[string]string{}
	for _, list := range [][]pipeline.FileProblem{report.Refused, report.Left} {
		for _, problem := range list {
			key := problem.Channel + "/" + problem.Name
			if _, twice := said[key]; twice {
				ts.Fatalf("%s is named twice", key)
			}
			said[key] = problem.Why
		}
	}
	counts := map[fate]int{}
	for _, d := range damaged() {
		counts[d.fate]++
		shown := d.name
		if d.shown != "" {
			shown = d.shown
		}
		key := d.channel + "/" + shown
		why, named := said[key]
		delete(said, key)
		if mustName := d.fate == refused || d.fate == left; named != mustName {
			ts.Fatalf("%q: named is %v, want %v; others named: %q", key, named, mustName, said)
		}
		if !strings.Contains(why, d.says) {
			ts.Fatalf("%q: the message is %q, which does not say %q", key, why, d.says)
		}
		if d.fate == refused && !strings.HasPrefix(why, shown) {
			ts.Fatalf("%q: the message %q does not begin with the file", key, why)
		}
	}
	if len(said) > 0 {
		ts.Fatalf("named, although nothing is wrong: %q", said)
	}
	if report.Files.Refused != counts[refused] || report.Files.Duplicate != counts[duplicate] || len(report.Left) != counts[left] {
		ts.Fatalf("%+v and %d left, of %v", report.Files, len(report.Left), counts)
	}
}

// settled holds the submissions relation, as CSV with submission_id, status
// and quarantined, and the folders of a workspace to what must have become of
// every file of a bad night.
//
//	settled WORKSPACE stdout
func settled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: settled WORKSPACE SUBMISSIONS")
	}
	ws := ts.MkAbs(args[0])
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[1]))).ReadAll()
	ts.Check(err)
	status := map[string]string{} // by submission, of all but duplicates
	inQuarantine, duplicates, listed := map[string]string{}, map[string]int{}, map[string]int{}
	for _, row := range rows[1:] {
		if row[1] == string(duplicate) {
			duplicates[row[0]]++
			continue
		}
		listed[row[0]]++
		status[row[0]], inQuarantine[row[0]] = row[1], row[2]
	}
	archived := 0
	ts.Check(filepath.WalkDir(filepath.Join(ws, "archive"), func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		archived++
		if listed[entry.Name()] == 0 {
			ts.Fatalf("%s is in the archive and in no row of submissions", entry.Name())
		}
		return nil
	}))
	if archived != len(status) {
		ts.Fatalf("%d files in the archive, %d in submissions", archived, len(status))
	}

	sent := map[string]int{} // files refused can have the same bytes: empty ones
	for _, d := range damaged() {
		_, err := os.Lstat(d.path(ws))
		if stays := d.fate == left || d.fate == alone; stays != (err == nil) {
			ts.Fatalf("%q: in the inbox is %v, want %v", d.name, err == nil, stays)
		}
		if d.fate == left || d.fate == alone {
			continue
		}
		id := idOf(ts, d)
		if d.fate != duplicate {
			sent[id]++
		}
		want := string(d.fate)
		if d.fate == quarantined || d.fate == duplicate {
			want = string(accepted)
		}
		if status[id] != want {
			ts.Fatalf("%q: its status is %q, want %q", d.name, status[id], want)
		}
		if d.fate == quarantined && inQuarantine[id] == "0" {
			ts.Fatalf("%q: none of its lines is in quarantine", d.name)
		}
		if d.fate == duplicate && duplicates[id] != 1 {
			ts.Fatalf("%q: listed %d times as a duplicate", d.name, duplicates[id])
		}
	}
	for id, times := range listed {
		if times != max(1, sent[id]) {
			ts.Fatalf("submission %s is listed %d times", id, times)
		}
	}
}

// ids are the submission ids that idOf has worked out, by path in the inbox.
var ids sync.Map

// idOf is the submission id that a file of a bad night must have.
func idOf(ts *testscript.TestScript, d damagedFile) string {
	if id, known := ids.Load(d.path("")); known {
		return id.(string)
	}
	path := filepath.Join(ts.MkAbs("."), "copy of a damaged file")
	ts.Check(d.make(path))
	defer func() { ts.Check(os.Remove(path)) }()
	file, err := os.Open(path)
	ts.Check(err)
	defer file.Close() //nolint:errcheck // read only
	h := sha256.New()
	_, err = io.Copy(h, file)
	ts.Check(err)
	id := hex.EncodeToString(h.Sum(nil))
	ids.Store(d.path(""), id)
	return id
}

var tenDigits = regexp.MustCompile(`[0-9]{10}`)

// nobody fails when a health number stands in an output:
//
//	nobody stdout
func nobody(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: nobody FILE...")
	}
	for _, name := range args {
		text := ts.ReadFile(name)
		for _, at := range tenDigits.FindAllStringIndex(text, -1) {
			if field.ValidPHN(mustNumber(text[at[0]:at[1]])) {
				ts.Fatalf("%s holds a health number, at byte %d", name, at[0])
			}
		}
	}
}

func mustNumber(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		panic(err) // ten digits fit
	}
	return n
}
