package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"unicode/utf8"
)

// The first load's date and the night's; both runs are as of theirs.
const (
	firstDay = "2026-09-28"
	nextDay  = "2026-09-29"
)

// The night: so many lines in so many files onto a province of any size, but
// smaller where the province is too small for it.
const (
	nightLines = 100_000
	nightFiles = 3_000
)

// made is a workload that stands in the cache.
type made struct {
	Workload   workload `json:"workload"`
	Size       int      `json:"size"`
	Claims     int64    `json:"claims"`      // attachment claims in the first load's submission files, and rows of Dr.Bill
	ClaimBytes int64    `json:"claim_bytes"` // of these files
	ClaimFiles int64    `json:"claim_files"`
	dir        string
}

func (m made) inbox() string { return filepath.Join(m.dir, "ws", "inbox") }
func (m made) night() string { return filepath.Join(m.dir, "ws", "nights", "01") }

// peerClaims is the folder with the same submission files for the script. A
// province's are given to it in UTF-8, with one kind of line ending and one
// kind of name: what practices' programs do otherwise, it need not cope with.
func (m made) peerClaims() string {
	if m.Workload == claims {
		return filepath.Join(m.inbox(), "teleplan")
	}
	return filepath.Join(m.dir, "claims")
}

// prepare gives a workload from the cache, or makes it. The cache is of this
// version of what makes workloads, and only of it.
func prepare(ctx context.Context, o options, kind workload, size int) (made, error) {
	version, err := versionOf("pipeline/synth", "testdata/bench/workload.go")
	if err != nil {
		return made{}, err
	}
	name := string(kind) + "-" + strconv.Itoa(size) + "-"
	m := made{Workload: kind, Size: size, dir: filepath.Join(o.dir, "workloads", name+version)}
	done := filepath.Join(m.dir, "made.json")
	if text, err := os.ReadFile(done); err == nil {
		return m, json.Unmarshal(text, &m)
	}
	old, err := filepath.Glob(filepath.Join(o.dir, "workloads", name+"*"))
	if err != nil {
		return m, err
	}
	for _, folder := range old {
		if err := os.RemoveAll(folder); err != nil {
			return m, err
		}
	}
	tell("making the workload: %s of %s", kind, grouped(int64(size)))
	if err := m.make(ctx, o.empanel); err != nil {
		return m, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(done, text, 0o600)
}

func (m *made) make(ctx context.Context, empanel string) error {
	ws := filepath.Join(m.dir, "ws")
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	if _, err := quietly(ctx, empanel, "init", ws); err != nil {
		return err
	}
	synth := []string{"synth", "-w", ws, "--people", strconv.Itoa(m.Size), "--seed", "1", "--first-day", firstDay}
	if m.Workload == claims {
		synth = append(synth, "--claims-only")
	} else {
		lines := min(nightLines, m.Size/5)
		synth = append(synth, "--nights", "1", "--night-lines", strconv.Itoa(lines), "--night-files", strconv.Itoa(lines*nightFiles/nightLines))
	}
	if _, err := quietly(ctx, empanel, synth...); err != nil {
		return err
	}
	if err := m.copyForPeer(); err != nil {
		return err
	}
	return m.countRows()
}

// countRows counts the rows of Dr.Bill. The script does not read them.
func (m *made) countRows() error {
	files, err := filepath.Glob(filepath.Join(m.inbox(), "drbill", "*.csv"))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		m.Claims += max(0, int64(bytes.Count(content, []byte("\n")))-1) // without the header
	}
	return nil
}

// copyForPeer counts the claims of the submission files, and writes a
// province's once more, cleaned.
func (m *made) copyForPeer() error {
	from := filepath.Join(m.inbox(), "teleplan")
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if m.Workload == province {
		if err := os.MkdirAll(m.peerClaims(), 0o700); err != nil {
			return err
		}
	}
	for k, entry := range entries {
		content, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err != nil {
			return err
		}
		m.ClaimFiles++
		m.ClaimBytes += int64(len(content))
		clean := cleaned(content)
		m.Claims += attachmentClaims(clean)
		if m.Workload == province {
			name := fmt.Sprintf("%06d.txt", k)
			if err := os.WriteFile(filepath.Join(m.peerClaims(), name), clean, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// cleaned is a submission file in UTF-8, every line ended by a line feed.
func cleaned(content []byte) []byte {
	content = bytes.TrimRight(content, "\x1a")
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	if utf8.Valid(content) {
		return content
	}
	wide := make([]rune, len(content)) // ISO 8859-1: a byte is a character
	for i, b := range content {
		wide[i] = rune(b)
	}
	return []byte(string(wide))
}

// attachmentClaims counts the claims with the attachment fee item.
func attachmentClaims(clean []byte) int64 {
	sum := int64(0)
	for line := range bytes.Lines(clean) {
		if bytes.HasPrefix(line, []byte("C02")) && len(line) > 56 && string(line[51:56]) == "98990" {
			sum++
		}
	}
	return sum
}

// versionOf is a short hash of what stands in some files and folders of Go.
func versionOf(paths ...string) (string, error) {
	sum := sha256.New()
	for _, path := range paths {
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(file) != ".go" {
				return err
			}
			content, err := os.ReadFile(file)
			sum.Write(fmt.Appendf(nil, "%s %d\n", file, len(content)))
			sum.Write(content)
			return err
		})
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s is not here: bench is run from the repository's root", path)
		}
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:8], nil
}

// fill puts copies of a delivery's files into a workspace's inbox: copies,
// since a run takes its files away, and refuses what has a second name. The
// modification times are when the files were received, so they stay.
func fill(ctx context.Context, inbox, delivery string) error {
	_, err := quietly(ctx, "cp", "-a", "--reflink=auto", delivery+"/.", inbox)
	return err
}
