package fhir

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"empanel/pipeline/export"
)

// ndjson is a file with one resource per line in the making.
type ndjson struct {
	name string // the type of its resources
	file *os.File
	out  *bufio.Writer
	sum  hash.Hash
	rows int
}

// create makes the file of a type of resources in a folder, for its owner only.
func create(folder, resource string) (*ndjson, error) {
	file, err := os.OpenFile(filepath.Join(folder, resource+".ndjson"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("writing the export: %w", err)
	}
	n := &ndjson{name: resource, file: file, sum: sha256.New()}
	n.out = bufio.NewWriterSize(io.MultiWriter(file, n.sum), 1<<18)
	return n, nil
}

// line writes a resource. What goes wrong with the file shows when it is
// closed.
func (n *ndjson) line(resource any) error {
	text, err := json.Marshal(resource)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	_, _ = n.out.Write(text)
	return n.endLine()
}

func (n *ndjson) endLine() error {
	n.rows++
	if err := n.out.WriteByte('\n'); err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	return nil
}

// close ends the file and describes it. It is on disk when the export is
// finished.
func (n *ndjson) close() (export.File, error) {
	if err := errors.Join(n.out.Flush(), n.file.Close()); err != nil {
		return export.File{}, fmt.Errorf("writing the export: %w", err)
	}
	return export.File{Name: n.name + ".ndjson", SHA256: hex.EncodeToString(n.sum.Sum(nil)), Rows: n.rows}, nil
}

// write makes the file of a type of resources as fill says.
func write(folder, resource string, fill func(*ndjson) error) (export.File, error) {
	n, err := create(folder, resource)
	if err != nil {
		return export.File{}, err
	}
	if err := fill(n); err != nil {
		return export.File{}, errors.Join(err, n.file.Close())
	}
	return n.close()
}

// groups writes groups one after the other, the members of each as they come:
// no group is ever whole in memory.
type groups struct {
	*ndjson
	members int // of the open group
}

func (g *groups) open(head group) error {
	text, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	g.members = 0
	_, _ = g.out.Write(text[:len(text)-1]) // without the closing brace
	_, _ = g.out.WriteString(`,"member":[`)
	return nil
}

func (g *groups) add(one member) error {
	text, err := json.Marshal(one)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	if g.members > 0 {
		_ = g.out.WriteByte(',')
	}
	g.members++
	_, err = g.out.Write(text)
	return err
}

func (g *groups) shut() error {
	_, _ = g.out.WriteString("]}")
	return g.endLine()
}
