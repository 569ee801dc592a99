// Command bench measures empanel: whole runs on made-up workloads of several
// sizes, in turn with a DuckDB script that does the core of the same job (and
// with PostgreSQL where it is installed), a night onto each size, and the
// readers. It prints Markdown tables, and writes them into a document.
//
// It is run by make bench, from the repository's root, and is no part of the
// program. Linux only: what a process takes is asked of the kernel.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options are what is measured, and how often.
type options struct {
	empanel, peer string // the programs
	dir           string // for workloads that are kept, for scratch and for results
	sizes         []int
	rounds        int
	workloads     []workload
	peers         []string
	document      string // that gets the tables; "" for none
	results       string // of an earlier bench, to be shown again
}

// workload is what kind of evidence a first load has.
type workload string

const (
	claims   workload = "claims"   // sound claims and nothing else
	province workload = "province" // a whole province: all feeds, returns, defects
)

const (
	peerDuckDB   = "duckdb"
	peerPostgres = "postgres"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.empanel, "empanel", "build/empanel", "the program to measure")
	flags.StringVar(&o.peer, "peer", "build/bench-peer", "the program that runs the DuckDB script")
	flags.StringVar(&o.dir, "dir", "build/bench", "folder for workloads, scratch and results")
	sizes := flags.String("sizes", "500000 1000000 5000000", "people of a province, and claims where there are only claims")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each is measured")
	kinds := flags.String("workloads", "claims province", "claims: only claims; province: all feeds, and then a night")
	peers := flags.String("peers", "duckdb postgres", "what to measure against; postgres only where it is installed")
	flags.StringVar(&o.document, "document", "", "Markdown file to write the tables into")
	flags.StringVar(&o.results, "results", "", "measure nothing: show the results of this file")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	for _, word := range strings.Fields(*sizes) {
		size, err := strconv.Atoi(word)
		if err != nil || size < 1000 {
			return o, fmt.Errorf("sizes are numbers of at least 1000, not %q", word)
		}
		o.sizes = append(o.sizes, size)
	}
	slices.Sort(o.sizes)
	for _, word := range strings.Fields(*kinds) {
		if word != string(claims) && word != string(province) {
			return o, fmt.Errorf("a workload is claims or province, not %q", word)
		}
		o.workloads = append(o.workloads, workload(word))
	}
	for _, word := range strings.Fields(*peers) {
		if word != peerDuckDB && word != peerPostgres && word != "none" {
			return o, fmt.Errorf("peers are duckdb, postgres or none, not %q", word)
		}
		o.peers = append(o.peers, word)
	}
	if o.rounds < 1 || len(o.sizes) == 0 || flags.NArg() > 0 {
		return o, errors.New("there must be a size and a round, and nothing besides flags")
	}
	for _, path := range []*string{&o.empanel, &o.peer, &o.dir} {
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return o, err
		}
	}
	return o, nil
}

// run measures and shows. What was measured before an error is shown too, and
// kept; only whole results get into the document.
func run(ctx context.Context, o options) error {
	if o.results != "" {
		return show(o.results, o.document)
	}
	file := filepath.Join(o.dir, "results-"+time.Now().UTC().Format("20060102T150405")+".jsonl")
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	failed := measureAll(ctx, o, file)
	if failed != nil {
		o.document = ""
	}
	if _, err := os.Stat(file); err == nil {
		failed = errors.Join(failed, show(file, o.document))
		fmt.Fprintf(os.Stderr, "\nThe figures are in %s; show them again with -results.\n", file)
	}
	return failed
}

// show prints the tables of a results file and writes them into a document.
func show(results, document string) error {
	s, err := readResults(results)
	if err != nil {
		return err
	}
	text := s.markdown()
	if _, err := fmt.Print(text); err != nil {
		return err
	}
	if document == "" {
		return nil
	}
	return writeInto(document, text)
}
