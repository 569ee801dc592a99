package main

import (
	"fmt"
	"os"
	"strings"
)

// The comments in a document between which the tables stand.
const (
	beginMark = "<!-- bench: begin -->"
	endMark   = "<!-- bench: end -->"
)

// between puts text between the marks of a document, in place of what is there.
func between(document, text string) (string, error) {
	head, rest, begins := strings.Cut(document, beginMark)
	_, tail, ends := strings.Cut(rest, endMark)
	if !begins || !ends {
		return "", fmt.Errorf("there are no lines %s and %s", beginMark, endMark)
	}
	return head + beginMark + "\n\n" + strings.TrimSpace(text) + "\n\n" + endMark + tail, nil
}

// writeInto writes the tables into a document.
func writeInto(path, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fresh, err := between(string(old), text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.WriteFile(path+".tmp", []byte(fresh), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}
