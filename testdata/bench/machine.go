package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine is what was measured, and on what.
type machine struct {
	Day        string `json:"day"`
	Processor  string `json:"processor"`
	Processors int    `json:"processors"` // that programs are given
	MemoryGB   int    `json:"memory_gb"`
	Kernel     string `json:"kernel"`
	FileSystem string `json:"file_system"` // of the folder in which all is measured
	Go         string `json:"go"`
	Program    string `json:"program"` // what empanel version prints, the engine included
	Commit     string `json:"commit"`
	Rounds     int    `json:"rounds"`
	Postgres   string `json:"postgres,omitempty"`
}

// describe looks at the machine and the program.
func describe(ctx context.Context, o options) (machine, error) {
	m := machine{Day: time.Now().UTC().Format(time.DateOnly), Processors: runtime.GOMAXPROCS(0), Rounds: o.rounds}
	m.Processor = valueOf("/proc/cpuinfo", "model name")
	kB, _, _ := strings.Cut(valueOf("/proc/meminfo", "MemTotal"), " ")
	if n, err := strconv.Atoi(kB); err == nil {
		m.MemoryGB = (n*1024 + 500_000_000) / 1_000_000_000
	}
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return m, fmt.Errorf("bench needs Linux: %w", err)
	}
	m.Kernel = "Linux " + strings.TrimSpace(string(kernel))
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return m, err
	}
	dir, err := filepath.EvalSymlinks(o.dir)
	if err != nil {
		return m, err
	}
	m.FileSystem = fileSystemOf(string(mounts), dir)
	for _, ask := range []struct {
		into    *string
		command []string
	}{
		{&m.Program, []string{o.empanel, "version"}},
		{&m.Go, []string{"go", "version"}},
		{&m.Commit, []string{"git", "describe", "--always", "--dirty", "--abbrev=10"}},
	} {
		out, err := quietly(ctx, ask.command[0], ask.command[1:]...)
		if err != nil && ask.into == &m.Commit {
			out, err = []byte("unknown: no git here"), nil
		}
		if err != nil {
			return m, err
		}
		*ask.into = strings.TrimSpace(string(out))
	}
	return m, nil
}

// valueOf gives the first value of a name in a file of "name : value" lines;
// empty where there is none.
func valueOf(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// fileSystemOf finds the type of the file system that a folder is on, among the
// lines of /proc/self/mounts: that of the longest mount point above it.
func fileSystemOf(mounts, dir string) string {
	kind, longest := "unknown", 0
	for line := range strings.Lines(mounts) {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		point := strings.TrimSuffix(words[1], "/") + "/"
		if strings.HasPrefix(dir+"/", point) && len(point) >= longest {
			kind, longest = words[2], len(point)
		}
	}
	return kind
}
