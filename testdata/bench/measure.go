package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// tell says what is being done.
func tell(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// bench is one bench under way.
type bench struct {
	options
	book     *book
	machine  machine
	digests  map[string]string // by what was run: every round must come to the same registry
	postgres bool
}

// measureAll measures everything, and writes each figure down as it comes. The
// sizes of a round follow one another, so that a machine that gets slower in
// the course of an hour does so for all of them.
func measureAll(ctx context.Context, o options, file string) (err error) {
	b := &bench{options: o, digests: map[string]string{}, postgres: slices.Contains(o.peers, peerPostgres) && hasPostgres()}
	if b.machine, err = describe(ctx, o); err != nil {
		return err
	}
	loads := map[int][]made{}
	for _, size := range o.sizes {
		for _, kind := range o.workloads {
			m, err := prepare(ctx, o, kind, size)
			if err != nil {
				return err
			}
			loads[size] = append(loads[size], m)
		}
	}
	if b.book, err = openBook(file); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.book.close()) }()
	if err := b.book.write(record{Machine: &b.machine}); err != nil {
		return err
	}
	if err := b.readers(ctx); err != nil {
		return err
	}
	for round := range o.rounds {
		for _, size := range o.sizes {
			for _, m := range loads[size] {
				if err := b.round(ctx, m, round); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// round measures the program and its peers once on a workload, in turn: who is
// first changes from round to round.
func (b *bench) round(ctx context.Context, m made, round int) error {
	steps := []func(context.Context, made, int) error{b.ours}
	if slices.Contains(b.peers, peerDuckDB) {
		steps = append(steps, b.duckdb)
	}
	if round%2 == 1 {
		slices.Reverse(steps)
	}
	if b.postgres && m.Workload == claims && round == 0 {
		steps = append(steps, b.inPostgres)
	}
	for _, step := range steps {
		if err := step(ctx, m, round); err != nil {
			return err
		}
	}
	return nil
}

// scratch makes an empty folder, and gives a function that removes it.
func (b *bench) scratch(name string) (string, func() error, error) {
	dir := filepath.Join(b.dir, "scratch", name)
	if err := os.RemoveAll(dir); err != nil { // of a bench that was killed
		return "", nil, err
	}
	return dir, func() error { return os.RemoveAll(dir) }, os.MkdirAll(dir, 0o700)
}

// ours measures the first load and, of a province, the night after it.
func (b *bench) ours(ctx context.Context, m made, round int) (err error) {
	dir, remove, err := b.scratch("ours")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	ws := filepath.Join(dir, "ws")
	if _, err := quietly(ctx, b.empanel, "init", ws); err != nil {
		return err
	}
	if err := b.oneRun(ctx, m, round, ws, whatFirst, m.inbox(), firstDay); err != nil {
		return err
	}
	if m.Workload != province {
		return nil
	}
	return b.oneRun(ctx, m, round, ws, whatNight, m.night(), nextDay)
}

// reported is what is read of the JSON that a run prints.
type reported struct {
	RegistryDigest string `json:"registry_digest"`
	Attached       int64  `json:"attached"`
	Lines          int64  `json:"lines"`
	Files          struct {
		Accepted  int64 `json:"accepted"`
		Refused   int64 `json:"refused"`
		Duplicate int64 `json:"duplicate"`
	} `json:"files"`
	Stages []stage `json:"stages"`
}

func (b *bench) oneRun(ctx context.Context, m made, round int, ws, what, delivery, day string) error {
	if err := fill(ctx, filepath.Join(ws, "inbox"), delivery); err != nil {
		return err
	}
	settle()
	out, took, err := execute(ctx, []int{0, 3}, b.empanel, "run", "-w", ws, "--as-of", day, "--json")
	if err != nil {
		return err
	}
	var r reported
	if err := json.Unmarshal(out, &r); err != nil {
		return fmt.Errorf("reading what the run printed: %w", err)
	}
	f := figures{
		What: what, Workload: m.Workload, Size: m.Size, Round: round + 1, usage: took, Claims: m.Claims, ClaimBytes: m.ClaimBytes,
		Files: r.Files.Accepted + r.Files.Refused + r.Files.Duplicate, Lines: r.Lines, People: r.Attached, Stages: r.Stages,
	}
	if f.Disk, err = diskUse(ws); err != nil {
		return err
	}
	return b.enter(f, r.RegistryDigest)
}

// diskUse sums the sizes of a workspace's files, by the first part of their path.
func diskUse(ws string) (map[string]int64, error) {
	sums := map[string]int64{}
	err := filepath.WalkDir(ws, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		within, err := filepath.Rel(ws, path)
		first, _, _ := strings.Cut(within, "/")
		sums[first] += info.Size()
		return err
	})
	return sums, err
}

// duckdb measures the script.
func (b *bench) duckdb(ctx context.Context, m made, round int) (err error) {
	out, remove, err := b.scratch("peer")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	settle()
	text, took, err := execute(ctx, []int{0}, b.peer, "testdata/bench/peer.sql", m.peerClaims(), out)
	if err != nil {
		return err
	}
	return b.peerDone(m, round, whatDuckDB, text, took)
}

func (b *bench) peerDone(m made, round int, what string, text []byte, took usage) error {
	var counted struct {
		Seconds float64 `json:"seconds"`
		People  int64   `json:"people"`
	}
	if err := json.Unmarshal(text, &counted); err != nil {
		return fmt.Errorf("reading what %s printed: %w", what, err)
	}
	if counted.Seconds > 0 { // it measured itself: its server is not its child
		took = usage{Seconds: counted.Seconds}
	}
	f := figures{
		What: what, Workload: m.Workload, Size: m.Size, Round: round + 1, usage: took, Claims: m.Claims, ClaimBytes: m.ClaimBytes,
		Files: m.ClaimFiles, People: counted.People,
	}
	return b.enter(f, "")
}

// inPostgres measures the script's job on PostgreSQL.
func (b *bench) inPostgres(ctx context.Context, m made, round int) (err error) {
	out, remove, err := b.scratch("postgres")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	settle()
	text, took, err := execute(ctx, []int{0}, "testdata/bench/peer_postgres.sh", m.peerClaims(), out)
	if err != nil {
		return err
	}
	return b.peerDone(m, round, whatPostgres, text, took)
}

// hasPostgres says whether there is what peer_postgres.sh needs.
func hasPostgres() bool {
	for _, program := range []string{"initdb", "pg_ctl", "psql"} {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + program); err != nil || len(found) == 0 {
			return false
		}
	}
	return true
}

// enter writes figures down, and holds the results to one another: every round
// must make the same registry, and where there are only sound claims everybody
// must find the same people.
func (b *bench) enter(f figures, digest string) error {
	key := fmt.Sprintf("%s of %s %d", f.What, f.Workload, f.Size)
	if before, known := b.digests[key]; known && before != digest {
		return fmt.Errorf("%s made another registry in round %d", key, f.Round)
	}
	b.digests[key] = digest
	if f.Workload == claims {
		key, people := fmt.Sprintf("people of %d claims", f.Size), fmt.Sprint(f.People)
		if before, known := b.digests[key]; known && before != people {
			return fmt.Errorf("%s found %s people in %d claims, another found %s", f.What, people, f.Size, before)
		}
		b.digests[key] = people
	}
	also := ""
	if f.PeakBytes > 0 {
		also = fmt.Sprintf(", %.2f s of processor, %.0f MB", f.CPUSeconds, peak(f))
	}
	tell("round %d, %s, %s of %s: %.2f s%s", f.Round, f.What, f.Workload, grouped(int64(f.Size)), f.Seconds, also)
	return b.book.write(record{Figures: &f})
}

// settle lets what is still to be written reach the disk, so that it is not
// written while the next process is measured.
func settle() { syscall.Sync() }
